#!/usr/bin/env python3
"""Lets every large allocation fail in turn, over every image of a folder: each must be an error, and none an abort.

    allocations.py IMGPREP SHIM FOLDER

SHIM is fail_allocation.c, built as a shared library.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile

OPTION_SETS = [
    ["--format", "ppm"],
    ["--decode", "exact", "--format", "jpeg"],
    ["--color", "keep", "--keep-metadata", "icc,exif", "--alpha", "keep", "--format", "webp"],
    ["--fit", "pad", "--width", "700", "--height", "500", "--upscale", "allow", "--lenient", "--format", "png"],
    ["--filter", "nearest", "--max", "none", "--multiple", "1", "--format", "png"],
]


def run(imgprep, path, options, output, environment):
    extension = options[options.index("--format") + 1]
    command = [imgprep, str(path), "-o", f"{output}.{extension}", "--force", "--json", "--jobs", "1", *options]
    result = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, timeout=60)
    try:
        kind = json.loads(result.stdout).get("error", {}).get("kind")
    except ValueError:
        kind = None
    return result.returncode, kind


def try_all(imgprep, shim, path, options):
    """The kind of each outcome, and what is wrong."""
    outcomes, bad = collections.Counter(), []
    with tempfile.TemporaryDirectory() as work:
        output, count_file = f"{work}/out", f"{work}/count"
        # An image that is an error anyway still allocates.
        plain, plain_kind = run(imgprep, path, options, output, {"LD_PRELOAD": shim, "COUNT_FILE": count_file})
        count = int(pathlib.Path(count_file).read_text())
        for number in range(1, count + 1):
            environment = {"LD_PRELOAD": shim, "FAIL_ALLOCATION": str(number)}
            code, kind = run(imgprep, path, options, output, environment)
            outcomes[kind or f"exit {code}"] += 1
            if code <= 0 or (kind != "outOfMemory" and (kind is None or kind != plain_kind)):
                answer = kind or f"exit {code}"
                bad.append(f"{path.name} {' '.join(options)}: allocation {number} of {count}: {answer}")
    return outcomes, bad


def main():
    imgprep, shim, folder = sys.argv[1:4]
    outcomes, bad = collections.Counter(), []
    tasks = [(path, options) for path in sorted(pathlib.Path(folder).iterdir()) for options in OPTION_SETS]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for found, wrong in pool.map(lambda task: try_all(imgprep, shim, *task), tasks):
            outcomes += found
            bad += wrong
            for line in wrong:
                print(line, flush=True)
    print(", ".join(f"{number} {kind}" for kind, number in outcomes.most_common()))
    print(f"{sum(outcomes.values())} failed allocations, {len(bad)} of them not told as a want of memory")
    return 1 if bad or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())

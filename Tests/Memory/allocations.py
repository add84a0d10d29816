#!/usr/bin/env python3
"""Lets every large allocation fail in turn, over every image of a folder: each must be an error, and none an abort.

    allocations.py IMGPREP SHIM FOLDER

SHIM is fail_allocation.c, built as a shared library.
"""

import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile

OPTION_SETS = [
    ["--format", "ppm"],
    ["--decode", "exact", "--format", "jpeg"],
    ["--colour", "keep", "--keep-metadata", "icc,exif", "--alpha", "keep", "--format", "webp"],
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


def main():
    imgprep, shim, folder = sys.argv[1:4]
    outcomes, bad = collections.Counter(), []
    with tempfile.TemporaryDirectory() as work:
        output, count_file = f"{work}/out", f"{work}/count"
        for path in sorted(pathlib.Path(folder).iterdir()):
            for options in OPTION_SETS:
                # An image that is an error anyway still allocates.
                plain, plain_kind = run(imgprep, path, options, output, {"LD_PRELOAD": shim, "COUNT_FILE": count_file})
                count = int(pathlib.Path(count_file).read_text())
                for number in range(1, count + 1):
                    environment = {"LD_PRELOAD": shim, "FAIL_ALLOCATION": str(number)}
                    code, kind = run(imgprep, path, options, output, environment)
                    outcomes[kind or f"exit {code}"] += 1
                    is_error = code > 0 and kind is not None
                    if not is_error and not (code == plain == 0):
                        bad.append(f"{path.name} {' '.join(options)}: allocation {number} of {count}: exit {code}")
                    elif code == 0 or (kind != "outOfMemory" and kind != plain_kind):
                        bad.append(
                            f"{path.name} {' '.join(options)}: allocation {number} of {count}: {kind or 'no error'}")
    for line in bad:
        print(line)
    print(", ".join(f"{number} {kind}" for kind, number in outcomes.most_common()))
    print(f"{sum(outcomes.values())} failed allocations, {len(bad)} of them not told as a want of memory")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

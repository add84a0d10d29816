#!/usr/bin/env python3
"""Holds the bound of memory to what images really take.

Makes images of every kind, normalizes each with several options, and compares the peak of the process with the
bound that --json says. PEAK is peak.c, built. The peak is measured above that of one pixel of the same format.

    bound.py PEAK IMGPREP [--images N] [--folder FOLDER] [--kinds NAMES] [--options NAMES]

Fails where a peak is above its bound, or where fewer than 90 % of the bounds are at most 1.6 times the peak + 2 MB.
"""

import argparse
import json
import multiprocessing
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import kinds

ALLOWED_RATIO = 1.6
ALLOWED_BYTES = 2_000_000
WANTED_PART = 0.9

OPTION_SETS = [
    ("default", []),
    ("exact", ["--decode", "exact"]),
    ("opencv", ["--decode", "exact", "--like", "opencv", "--filter", "bicubic"]),
    ("fast", ["--decode", "fast"]),
    ("cover", ["--width", "224", "--height", "224", "--fit", "cover"]),
    ("pad", ["--width", "640", "--height", "480", "--fit", "pad"]),
    ("one-thread", ["--jobs", "1"]),
    ("stored", ["--max", "none", "--multiple", "1"]),
    ("enlarged", ["--width", "1600", "--height", "1200", "--fit", "inside", "--upscale", "allow"]),
    ("bicubic", ["--filter", "bicubic", "--max", "512"]),
    ("nearest", ["--filter", "nearest"]),
    ("keep", ["--alpha", "keep"]),
    ("jpeg", ["--format", "jpeg"]),
    ("ppm", ["--format", "ppm"]),
    ("webp", ["--format", "webp"]),
    ("metadata", ["--keep-metadata", "icc,exif", "--color", "keep"]),
    ("webp-lossless", ["--format", "webp", "--lossless", "--max", "512"]),
]
EVERYTHING = ["--limit-pixels", "none", "--limit-width", "none", "--limit-height", "none"]


def run(program, path, options, output):
    """The JSON line of a run, and its peak in bytes.

    - program: The program of peak.c, and imgprep.
    """
    peak, imgprep = program
    extension = options[options.index("--format") + 1] if "--format" in options else "png"
    command = [
        peak, f"{output}.peak", imgprep, str(path), "-o", f"{output}.{extension}", "--force", "--json", *EVERYTHING,
        *options,
    ]
    line = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    return (json.loads(line) if line else {}), int(pathlib.Path(f"{output}.peak").read_text()) * 1024


def measure(program, work, path, sets):
    """Name, option set, bound and peak of each run of an image that succeeds; and of each other, why it does not."""
    results, failures = [], []
    for set_name, options in sets:
        line, peak = run(program, path, options, work / "out")
        if "error" in line or "memory" not in line:
            failures.append(f"{path.name} {set_name}: {line.get('error', {}).get('message', 'no answer')}")
        else:
            results.append((line["source"]["format"], path.name, set_name, line["memory"], peak))
    return results, failures


def measure_made(task):
    """Makes an image, and measures it with the first set of options and one other, so that all of them meet all kinds."""
    program, number, count, sets = task
    case = kinds.cases(count)[number]
    others = OPTION_SETS[1:]
    # The kinds come in rounds, so that each meets another set in each round.
    sets = sets or [OPTION_SETS[0], others[(number + number // len(kinds.recipes())) % len(others)]]
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        return measure(program, work, kinds.make(work, case, number), sets)


def measure_given(task):
    program, path, sets = task
    with tempfile.TemporaryDirectory() as folder:
        return measure(program, pathlib.Path(folder), path, sets or OPTION_SETS)


def bare_peaks(program):
    """What an image of one pixel takes, by format."""
    with tempfile.TemporaryDirectory() as folder:
        work, peaks = pathlib.Path(folder), {}
        for format, extension in (("jpeg", "jpg"), ("png", "png"), ("gif", "gif"), ("webp", "webp")):
            path = kinds.pixel(work, extension)
            peaks[format] = min(run(program, path, [], work / "out")[1] for _ in range(5))
        return peaks


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peak")
    parser.add_argument("imgprep")
    parser.add_argument("--images", type=int, default=500)
    parser.add_argument("--folder", type=pathlib.Path, help="images to use instead of those that are made")
    parser.add_argument("--kinds", help="names of kinds, with commas; default: all")
    parser.add_argument("--options", help="names of option sets, with commas; default: two for each image in turn")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    program = (arguments.peak, arguments.imgprep)
    bare = bare_peaks(program)
    sets = [each for each in OPTION_SETS if each[0] in (arguments.options or "").split(",")]
    if arguments.folder:
        tasks, function = [(program, path, sets) for path in sorted(arguments.folder.iterdir())], measure_given
    else:
        wanted = arguments.kinds.split(",") if arguments.kinds else None
        tasks, function = [], measure_made
        for number, case in enumerate(kinds.cases(arguments.images)):
            if wanted is None or case[0][0] in wanted:
                tasks.append((program, number, arguments.images, sets))
    results, failures = [], []
    with multiprocessing.Pool() as pool:
        for found, failed in pool.imap(function, tasks):
            failures += failed
            for format, name, set_name, bound, peak in found:
                results.append((name, set_name, bound, max(0, peak - bare[format])))
                if arguments.verbose:
                    taken = results[-1][3]
                    print(f"{name:40} {set_name:14} bound {bound / 1e6:8.2f}  peak {taken / 1e6:8.2f}", flush=True)
            for line in failed if arguments.verbose else []:
                print(line, flush=True)
    broken = [each for each in results if each[3] > each[2]]
    loose = [each for each in results if each[2] > ALLOWED_RATIO * each[3] + ALLOWED_BYTES]
    tight = 1 - len(loose) / max(1, len(results))
    worst = max(results, key=lambda each: each[3] / each[2], default=None)
    for title, some in (("above its bound", broken), ("loose", loose[:20] if not arguments.verbose else loose)):
        for name, set_name, bound, taken in some:
            print(f"{title}: {name} {set_name}: bound {bound / 1e6:.2f} MB, peak {taken / 1e6:.2f} MB")
    if worst:
        print(f"largest peak for a bound: {worst[3] / worst[2]:.2f} ({worst[0]}, {worst[1]})")
    print(f"{len(tasks)} images, {len(results)} runs and {len(failures)} refusals; {len(broken)} above the bound; "
          f"{100 * tight:.1f} % within 1.6 times the peak + 2 MB")
    return 1 if broken or tight < WANTED_PART or not results else 0


if __name__ == "__main__":
    sys.exit(main())

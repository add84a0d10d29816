#!/usr/bin/env python3
"""Holds the bound of memory to what images really take.

Makes images of every kind, normalizes each with several options, and compares the peak of the process with the
bound that --json says. PEAK is peak.c, built. The peak is measured above that of one pixel of the same format.

    bound.py PEAK IMGPREP [--images N] [--folder FOLDER]

Fails where a peak is above its bound, or where fewer than 90 % of the bounds are at most 1.6 times the peak + 2 MB.
"""

import argparse
import json
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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peak")
    parser.add_argument("imgprep")
    parser.add_argument("--images", type=int, default=500)
    parser.add_argument("--folder", type=pathlib.Path, help="images to use, besides those that are made")
    parser.add_argument("--options", help="names of option sets, with commas; default: one for each image in turn")
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    program = (arguments.peak, arguments.imgprep)
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        bare = {}
        for name in ("jpg", "png", "gif", "webp"):
            path = kinds.pixel(work, name)
            bare[name] = min(run(program, path, [], work / "out")[1] for _ in range(5))
        given = sorted(arguments.folder.iterdir()) if arguments.folder else []
        images = ((path, False) for path in given) if given else kinds.make(work, arguments.images)
        results = []
        for number, (path, is_made) in enumerate(images):
            sets = OPTION_SETS
            if arguments.options:
                sets = [each for each in OPTION_SETS if each[0] in arguments.options.split(",")]
            elif not given:
                # The first and one other, so that all of them meet all kinds.
                sets = [OPTION_SETS[0], OPTION_SETS[1 + number % (len(OPTION_SETS) - 1)]]
            for set_name, options in sets:
                line, peak = run(program, path, options, work / "out")
                if "error" in line or "memory" not in line:
                    if arguments.verbose:
                        print(f"{path.name} {set_name}: {line.get('error', {}).get('message', 'no answer')}")
                    continue
                source = line["source"]["format"]
                taken = max(0, peak - bare[{"jpeg": "jpg"}.get(source, source)])
                results.append((path.name, set_name, line["memory"], taken))
                if arguments.verbose:
                    print(f"{path.name:40} {set_name:14} bound {line['memory'] / 1e6:8.2f}  peak {taken / 1e6:8.2f}")
            if is_made:
                path.unlink()
    broken = [each for each in results if each[3] > each[2]]
    loose = [each for each in results if each[2] > ALLOWED_RATIO * each[3] + ALLOWED_BYTES]
    tight = 1 - len(loose) / max(1, len(results))
    worst = max(results, key=lambda each: each[3] / each[2], default=None)
    for title, some in (("above its bound", broken), ("loose", loose[:20] if not arguments.verbose else loose)):
        for name, set_name, bound, taken in some:
            print(f"{title}: {name} {set_name}: bound {bound / 1e6:.2f} MB, peak {taken / 1e6:.2f} MB")
    if worst:
        print(f"largest peak for a bound: {worst[3] / worst[2]:.2f} ({worst[0]}, {worst[1]})")
    print(f"{len(results)} runs; {len(broken)} above the bound; {100 * tight:.1f} % within 1.6 times the peak + 2 MB")
    return 1 if broken or tight < WANTED_PART or not results else 0


if __name__ == "__main__":
    sys.exit(main())

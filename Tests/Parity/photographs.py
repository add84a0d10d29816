#!/usr/bin/env python3
"""How far balanced, fast and libvips' thumbnails are from exact, on the photographs of a folder.

    pip install -r requirements-folder.txt        # in a virtual environment of its own
    python photographs.py path/to/imgprep FOLDER

Takes every JPEG and lossy WebP of at least 300,000 pixels, makes its sides so many times smaller as SHRINKS says, and
measures the PSNR from `exact` in dB. Prints the photographs for which libvips is nearer by more than 0.3 dB (fast is
held to libvips from 8 times on), and counts.
"""
import argparse
import io
import os
import subprocess
import sys
import warnings

import numpy as np
import pyvips
from PIL import Image

warnings.simplefilter("ignore")
SHRINKS = (1.5, 2.5, 3.9, 8, 16)
FAST_SHRINKS = (8, 16)
TOLERANCE = 0.3


def imgprep(program, path, width, height, grade):
    command = [program, path, "--decode", grade, "--width", str(width), "--height", str(height), "--fit", "stretch",
               "--multiple", "1", "--color", "keep", "--orient", "ignore", "-o", "-", "--format", "ppm", "--quiet"]
    run = subprocess.run(command, capture_output=True)
    return np.asarray(Image.open(io.BytesIO(run.stdout)), float) if run.returncode == 0 else None


def libvips(path, width, height):
    image = pyvips.Image.thumbnail(path, width, height=height, size="force", no_rotate=True)
    pixels = image.numpy().astype(float)
    return np.repeat(pixels.reshape(height, width, 1), 3, -1) if image.bands == 1 else pixels


def psnr(a, b):
    return 10 * np.log10(255**2 / max(1e-6, ((a - b) ** 2).mean()))


def photographs(folder):
    for root, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            path = os.path.join(root, name)
            try:
                with Image.open(path) as image:
                    large = image.width * image.height >= 300_000 and min(image.size) >= 64
                    if image.format in ("JPEG", "MPO", "WEBP") and image.mode in ("L", "RGB") and large:
                        yield path, image.width, image.height
            except Exception:
                continue


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("imgprep")
    parser.add_argument("folder")
    arguments = parser.parse_args()
    found = []
    for path, width, height in photographs(arguments.folder):
        for shrink in SHRINKS:
            size = max(1, round(width / shrink)), max(1, round(height / shrink))
            exact = imgprep(arguments.imgprep, path, *size, "exact")
            if exact is None:
                continue
            try:
                peer = psnr(libvips(path, *size), exact)
            except pyvips.Error:
                continue
            ours = [psnr(imgprep(arguments.imgprep, path, *size, grade), exact) for grade in ("balanced", "fast")]
            found.append((shrink, *ours, peer))
            name = os.path.relpath(path, arguments.folder)
            for grade, ours_of_grade, shrinks in zip(("balanced", "fast"), ours, (SHRINKS, FAST_SHRINKS)):
                if shrink in shrinks and ours_of_grade < peer - TOLERANCE:
                    print(f"{name}, 1/{shrink}: {grade} {ours_of_grade:.1f} dB, libvips {peer:.1f}")
    if not found:
        sys.exit(f"no photographs in {arguments.folder}")
    table = np.array(found)
    for shrink in SHRINKS:
        rows = table[table[:, 0] == shrink][:, 1:]
        lowest, median = rows.min(0), np.median(rows, 0)
        print(f"1/{shrink}, {len(rows)} photographs, lowest and median: balanced {lowest[0]:.1f} {median[0]:.1f}, "
              f"fast {lowest[1]:.1f} {median[1]:.1f}, libvips {lowest[2]:.1f} {median[2]:.1f}")
    near = (table[:, 1] >= table[:, 3] - TOLERANCE).mean()
    print(f"balanced is at most {TOLERANCE} dB below libvips in {100 * near:.1f} % of {len(table)}")


main()

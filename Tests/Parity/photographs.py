#!/usr/bin/env python3
"""How far balanced, fast and libvips' thumbnails are from exact, on the photographs of a folder.

    pip install -r requirements-folder.txt        # in a virtual environment of its own
    python photographs.py path/to/imgprep FOLDER

Takes every JPEG of at least 300,000 pixels and scales it to a quarter, an eighth and a sixteenth of its sides. Prints the
PSNR of each from `exact` in dB, those photographs for which libvips is nearer than balanced by half a decibel, and counts.
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
SHRINKS = (4, 8, 16)


def imgprep(program, path, width, height, grade):
    command = [program, path, "--decode", grade, "--width", str(width), "--height", str(height), "--fit", "stretch",
               "--multiple", "1", "--colour", "keep", "--orient", "ignore", "-o", "-", "--format", "ppm", "--quiet"]
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
                    if image.format in ("JPEG", "MPO") and image.mode in ("L", "RGB") and large:
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
            size = max(1, width // shrink), max(1, height // shrink)
            exact = imgprep(arguments.imgprep, path, *size, "exact")
            if exact is None:
                continue
            try:
                peer = psnr(libvips(path, *size), exact)
            except pyvips.Error:
                continue
            ours = [psnr(imgprep(arguments.imgprep, path, *size, grade), exact) for grade in ("balanced", "fast")]
            found.append((shrink, *ours, peer))
            if ours[0] < peer - 0.5:
                name = os.path.relpath(path, arguments.folder)
                print(f"{name}, 1/{shrink}: balanced {ours[0]:.1f} dB, libvips {peer:.1f}")
    if not found:
        sys.exit(f"no photographs in {arguments.folder}")
    table = np.array(found)
    for shrink in SHRINKS:
        rows = table[table[:, 0] == shrink][:, 1:]
        lowest, median = rows.min(0), np.median(rows, 0)
        print(f"1/{shrink}, {len(rows)} photographs, lowest and median: balanced {lowest[0]:.1f} {median[0]:.1f}, "
              f"fast {lowest[1]:.1f} {median[1]:.1f}, libvips {lowest[2]:.1f} {median[2]:.1f}")
    near = (table[:, 1] >= table[:, 3] - 0.5).mean()
    print(f"balanced is at most half a decibel below libvips in {100 * near:.1f} % of {len(table)}")


main()

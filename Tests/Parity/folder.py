#!/usr/bin/env python3
"""What imgprep, Pillow and libvips make of every image of a folder: who takes it, and whether the pixels are the same.

    pip install -r requirements-folder.txt        # in a virtual environment of its own
    python folder.py path/to/imgprep FOLDER [--all]

Pixels are compared as stored: 8 bits, the first frame, neither turned nor converted to sRGB. Prints a line for every file
of which the three do not say the same (with --all, of every file), and counts at the end.
"""
import argparse
import collections
import io
import os
import subprocess
import sys
import warnings

import numpy as np
import pyvips
from PIL import Image

warnings.simplefilter("ignore")
# As many as imgprep takes. Without, some files that were made to hurt take all memory in the others.
MOST_PIXELS = 268_435_456
Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # it refuses twice as many
KINDS = {b"\xff\xd8": "jpeg", b"\x89P": "png", b"GI": "gif", b"RI": "webp"}


def imgprep(program, path):
    """(verdict, pixels, message)."""
    command = [program, path, "--decode", "exact", "--max", "none", "--multiple", "1", "--alpha", "keep", "--color", "keep",
               "--orient", "ignore", "--limit-seconds", "30", "-o", "-", "--format", "png"]
    try:
        run = subprocess.run(command, capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        return "HANGS", None, ""
    message = run.stderr.decode(errors="replace").strip()
    if run.returncode < 0:
        return "CRASHES", None, message
    if run.returncode:
        return "refused", None, message.split(f"{path}: ")[-1]
    complaints = [line for line in message.splitlines() if line.startswith("imgprep: warning: ")]
    verdict = "warned" if complaints else "taken"
    return verdict, np.asarray(Image.open(io.BytesIO(run.stdout))), "".join(complaints[:1]).split(f"{path}: ")[-1]


def pillow(path):
    try:
        with Image.open(path) as image:
            if image.format not in ("JPEG", "PNG", "GIF", "WEBP", "MPO"):
                return "refused", None
            image.load()
            has_alpha = "A" in image.mode or "transparency" in image.info
            return "taken", np.asarray(image.convert("RGBA" if has_alpha else "RGB"))
    except Exception:
        return "refused", None


def vips(path, fail_on):
    try:
        image = pyvips.Image.new_from_file(path, fail_on=fail_on)
        if image.width * image.height > MOST_PIXELS:
            return "refused"
        image.avg()
        return "taken"
    except Exception:
        return "refused"


def difference(ours, theirs):
    """Nothing where they are the same; transparent pixels have no color."""
    if ours.shape[:2] != theirs.shape[:2]:
        return f"sizes {ours.shape[1]}×{ours.shape[0]}, {theirs.shape[1]}×{theirs.shape[0]}"
    both = []
    for pixels in (ours, theirs):
        if pixels.shape[2] == 3:
            pixels = np.concatenate([pixels, np.full((*pixels.shape[:2], 1), 255, np.uint8)], -1)
        both.append(np.where(pixels[..., 3:] == 0, np.uint8(0), pixels))
    largest = (np.maximum(*both) - np.minimum(*both)).max()
    return f"pixels differ by up to {largest}" if largest else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("imgprep")
    parser.add_argument("folder")
    parser.add_argument("--all", action="store_true")
    arguments = parser.parse_args()
    counts = collections.Counter()
    for root, _, names in sorted(os.walk(arguments.folder)):
        for name in sorted(names):
            path = os.path.join(root, name)
            with open(path, "rb") as file:
                kind = KINDS.get(file.read(2))
            if kind is None:
                continue
            ours, pixels, message = imgprep(arguments.imgprep, path)
            theirs, expected = pillow(path)
            strict, lax = vips(path, "truncated"), vips(path, "none")
            note = difference(pixels, expected) if pixels is not None and expected is not None else ""
            accepts = {ours in ("taken", "warned"), theirs == "taken", strict == "taken"}
            counts[kind, ours, theirs, strict] += 1
            if arguments.all or note or len(accepts) > 1 or ours in ("HANGS", "CRASHES"):
                relative = os.path.relpath(path, arguments.folder)
                print(f"{relative}: imgprep {ours}, Pillow {theirs}, libvips {strict}/{lax}; {note or message[:140]}")
    print()
    for (kind, *verdicts), count in sorted(counts.items()):
        print(f"{count:6} {kind:5} imgprep {verdicts[0]:8} Pillow {verdicts[1]:8} libvips {verdicts[2]}")
    sys.exit(any(verdicts[1] in ("HANGS", "CRASHES") for verdicts in counts))


main()

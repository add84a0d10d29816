#!/usr/bin/env python3
"""Compares `imgprep --decode exact` with Pillow's decode, composite and resize of the same files.

    python3 parity.py PATH-TO-IMGPREP

Five photo-like images in each of the four formats, with and without alpha where the format has it, six filters,
six target sizes down and up: every byte must be the same. Above a third of the size that holds for `balanced` too; below,
it and Pillow are measured against a resampling in double precision. `make parity` runs it in a virtual environment of its own.
"""
import io
import os
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../TestImages"))
import scenes

FILTERS = {"lanczos3": Image.LANCZOS, "bicubic": Image.BICUBIC, "hamming": Image.HAMMING,
           "bilinear": Image.BILINEAR, "box": Image.BOX, "nearest": Image.NEAREST}
SUPPORT = {"lanczos3": 3.0, "bicubic": 2.0, "hamming": 1.0, "bilinear": 1.0, "box": 0.5}
SMALL_SIZES = [(97, 131), (224, 174), (120, 90)]
SIZES = [(512, 384), (224, 224), (97, 131), (640, 480), (900, 700), (1200, 31)]


def make(folder):
    """(path, keeps alpha) of every image."""
    for seed in range(5):
        width, height = 701 + 37 * seed, 523 + 11 * seed
        opaque = Image.fromarray(scenes.photo(width, height, 40 + seed))
        cut_out = opaque.copy()
        cut_out.putalpha(Image.fromarray(scenes.subject_alpha(width, height)))
        for name, image, options in (
            (f"{seed}.jpg", opaque, dict(quality=80 + seed, subsampling=seed % 3, progressive=seed % 2)),
            (f"{seed}.png", opaque, {}), (f"{seed}-alpha.png", cut_out, {}),
            (f"{seed}.webp", opaque, dict(quality=70 + seed)), (f"{seed}-alpha.webp", cut_out, dict(quality=70 + seed)),
            (f"{seed}.gif", opaque.quantize(200), {}),
            (f"{seed}-alpha.gif", with_transparent_color(opaque), dict(transparency=0)),
        ):
            image.save(f"{folder}/{name}", **options)
            yield f"{folder}/{name}", "-alpha" in name


def with_transparent_color(image):
    indices = np.asarray(image.quantize(200)).copy()
    indices[100:200, 100:300] = 0
    result = Image.fromarray(indices)
    result.putpalette(image.quantize(200).getpalette())
    return result


def imgprep(program, path, filter, size, *options):
    command = [program, path, "--filter", filter, "--width", str(size[0]), "--height", str(size[1]), "--fit", "stretch",
               "--color", "keep", "-o", "-", "--format", "png", *options]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    return np.asarray(Image.open(io.BytesIO(output)))


def on_white(image):
    if image.mode in ("P", "RGBA", "LA") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image).convert("RGB")
    return image.convert("RGB")


def compare(program, folder):
    cases = 0
    for path, has_alpha in make(folder):
        image = Image.open(path)
        image.load()
        for filter, code in FILTERS.items():
            for size in SIZES:
                expected = {(): np.asarray(on_white(image).resize(size, code))}
                if has_alpha:
                    expected["--alpha", "keep"] = np.asarray(image.convert("RGBA").resize(size, code))
                for options, pixels in expected.items():
                    result = imgprep(program, path, filter, size, "--decode", "exact", *options)
                    cases += 1
                    if result.shape != pixels.shape or (result != pixels).any():
                        sys.exit(f"{path} {filter} {size} {options}: not Pillow's bytes")
    print(f"exact: Pillow's bytes in {cases} cases")


def kernel(filter, x):
    a = np.abs(x)
    if filter == "lanczos3":
        return np.where(a < 3, np.sinc(x) * np.sinc(x / 3), 0)
    if filter == "bicubic":
        return np.where(a < 1, (1.5 * a - 2.5) * a * a + 1, np.where(a < 2, ((a - 5) * a + 8) * a * -0.5 + 2, 0))
    if filter == "hamming":
        return np.where(a < 1, np.sinc(x) * (0.54 + 0.46 * np.cos(np.pi * x)), 0)
    if filter == "bilinear":
        return np.clip(1 - a, 0, None)
    return ((x > -0.5) & (x <= 0.5)).astype(float)


def matrix(filter, count, scaled):
    """The weights of an axis in double precision, as a matrix."""
    scale = count / scaled
    stretch = max(scale, 1)
    result = np.zeros((scaled, count))
    for i in range(scaled):
        center, support = (i + 0.5) * scale, SUPPORT[filter] * stretch
        start, end = max(0, int(center - support + 0.5)), min(count, int(center + support + 0.5))
        weights = kernel(filter, (np.arange(start, end) - center + 0.5) / stretch)
        result[i, start:end] = weights / weights.sum()
    return result


def measure(program, folder):
    """Mean absolute error from double precision; the picture is a PNG, so that only resampling counts."""
    path = f"{folder}/0.png"
    image = Image.open(path).convert("RGB")
    samples = np.asarray(image).astype(float)
    for filter in SUPPORT:
        resized = np.asarray(image.resize(SIZES[0], FILTERS[filter]))
        if (imgprep(program, path, filter, SIZES[0]) != resized).any():
            sys.exit("balanced differs from Pillow above a third")
        for size in SMALL_SIZES:
            across, down = matrix(filter, image.width, size[0]), matrix(filter, image.height, size[1])
            ideal = np.clip(np.einsum("yv,vuc,xu->yxc", down, samples, across, optimize=True), 0, 255)
            ours = np.abs(imgprep(program, path, filter, size) - ideal).mean()
            pillow = np.abs(np.asarray(image.resize(size, FILTERS[filter])) - ideal).mean()
            print(f"balanced {filter} {size[0]}x{size[1]}: mean error {ours:.4f}, Pillow's {pillow:.4f}")
            if ours >= pillow:
                sys.exit("balanced is not closer to double precision than Pillow")


with tempfile.TemporaryDirectory() as scratch:
    compare(sys.argv[1], scratch)
    measure(sys.argv[1], scratch)

"""Prints the shapes that image processors of transformers give to pictures of a few sizes, for ShapeTests.swift.

    python processor_shapes.py < names

Each line of the input is the name of a class. Needs transformers 5.24.0, torch, torchvision and Pillow.
"""

import importlib
import glob
import os
import sys

import numpy as np
import transformers
from PIL import Image

SIZES = [(640, 480), (333, 500), (1200, 397), (90, 71)]


def find(name):
    for path in glob.glob(os.path.dirname(transformers.__file__) + "/models/*/image_processing_*.py"):
        module = "transformers.models." + os.path.basename(os.path.dirname(path)) + "." + os.path.basename(path)[:-3]
        try:
            found = getattr(importlib.import_module(module), name, None)
        except ImportError:
            continue
        if found is not None and found.__module__ == module:
            return found
    raise SystemExit(f"there is no class {name}")


for name in sys.stdin.read().split():
    processor = find(name)()
    shapes = []
    for width, height in SIZES:
        try:
            output = processor(Image.new("RGB", (width, height)), return_tensors="np")
        except (TypeError, ValueError):  # bfloat16, which NumPy has not
            output = processor(Image.new("RGB", (width, height)), return_tensors="pt")
        named = output.items() if hasattr(output, "items") else [("pixel_values", output)]
        pixels = next(value for key, value in named if "pixel_values" in key)
        shapes.append(",".join(str(side) for side in np.asarray(pixels).shape))
    print(name, *shapes)

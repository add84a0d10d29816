#!/usr/bin/env python3
"""Compares presets of timm, OpenCLIP, torchvision, diffusers and ultralytics with the packages themselves.

    python3 packages.py PATH-TO-IMGPREP

Each configuration is written in the form that checkpoints have. The package and `imgprep --preset` make a tensor of each
image. Before they are normalized, all bytes must be the same; after it, all numbers within 1e-5. If they are, it writes the
table of `ImagePrep.docc/Parity.md`, and the expected values of `PackageTests.swift`, which are the packages' own.
`make parity` runs it in a virtual environment of its own.
"""
import json
import os
import subprocess
import sys
import tempfile
import warnings
import zlib

import numpy as np
import PIL
from PIL import Image, ImageOps

warnings.filterwarnings("ignore")
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
sys.path.insert(0, ROOT + "/TestImages")
import package_originals  # noqa: E402
import scenes  # noqa: E402

# Of numbers after normalization; of those above 1, relative to them.
TOLERANCE = 1e-5
ARTICLE = "Sources/ImagePrep/ImagePrep.docc/Parity.md"
TABLE = "Tests/ImagePrepPresetsTests/PackageTable.swift"
MARK = "<!-- made by make parity -->"
SIZES = [(640, 480), (333, 500), (1200, 397), (350, 1101), (91, 72), (1503, 1002)]
# Those that the Swift tests take.
COMMITTED = ["photo.jpg", "subject.png", "rgb-8.png"]


def make(folder):
    """Paths of images: photographs, one in gray, one with soft edges, and fine lines of black and white."""
    for seed, size in enumerate(SIZES):
        Image.fromarray(scenes.photo(*size, 60 + seed)).save(f"{folder}/{size[0]}x{size[1]}.png")
    Image.fromarray(scenes.photo(401, 299, 70)).convert("L").save(f"{folder}/gray.png")
    cut_out = Image.fromarray(scenes.photo(420, 311, 71))
    cut_out.putalpha(Image.fromarray(scenes.subject_alpha(420, 311)))
    cut_out.save(f"{folder}/alpha.png")
    y, x = np.mgrid[0:507, 0:611]
    lines = np.where((x // 2 + y // 3) % 2 == 0, 255, 0).astype(np.uint8)
    Image.fromarray(np.stack([lines, lines[::-1], 255 - lines], -1)).save(f"{folder}/lines.png")
    return sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".png"))


def upright_rgb(path):
    """What the packages are given: upright, and transparency on white."""
    image = ImageOps.exif_transpose(Image.open(path))
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("RGB")


def tensor(program, path, preset, form):
    command = [program, path, "--preset", preset, "--like", form, "-o", "-", "--quiet"]
    run = subprocess.run(command, capture_output=True)
    if run.returncode:
        return run.stderr.decode().strip()
    length = int.from_bytes(run.stdout[:8], "little")
    entry = json.loads(run.stdout[8 : 8 + length])["pixel_values"]
    return np.frombuffer(run.stdout[8 + length :], np.float32).reshape(entry["shape"])


def write(case, folder):
    """The path of the configuration, or of the folder if there are several files."""
    os.makedirs(folder)
    for name, text in case.files.items():
        os.makedirs(os.path.dirname(f"{folder}/{name}"), exist_ok=True)
        with open(f"{folder}/{name}", "w") as file:
            file.write(text)
    return folder if len(case.files) > 1 else f"{folder}/{next(iter(case.files))}"


def compare(case, program, preset, images):
    """The largest difference in levels of a byte, and after normalization; None and a message for another failure."""
    levels, values = 0, 0
    for path in images:
        expected = case.original(upright_rgb(path))
        ours = tensor(program, path, preset, case.form)
        if isinstance(ours, str) or ours.shape != expected.shape:
            return None, f"{os.path.basename(path)}: {ours if isinstance(ours, str) else ours.shape}, not {expected.shape}"
        bytes_of = [np.rint(case.levels(value)) for value in (expected, ours)]
        levels = max(levels, int(np.abs(bytes_of[0] - bytes_of[1]).max()))
        values = max(values, float((np.abs(expected - ours) / np.maximum(1, np.abs(expected))).max()))
    return levels, values


def markdown(rows, count):
    lines = [f"With {package_originals.versions()} and Pillow {PIL.__version__}: {count} images for each configuration.", "",
             "| package | configuration | arithmetic | differing bytes | largest difference after normalization |",
             "|---|---|---|---|---|"]
    for case, levels, values in rows:
        whose = "OpenCV" if case.package == "ultralytics" else "Pillow" if case.form == "pillow" else "torchvision"
        cells = [case.package, case.name, whose, "none" if levels == 0 else f"up to {levels} levels", f"{values:.1e}" if values else "0"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def expected(case):
    """A line of the table of Swift: the form, the configuration, that of a VAE, and for each image the shape, Adler-32 of the
    bytes, and the first, the middle and the last number."""
    config = json.loads(next(iter(case.files.values())))
    if "pretrained_cfg" in config:
        fields = "input_size interpolation crop_pct crop_mode mean std".split()
        config = {"pretrained_cfg": {key: value for key, value in config["pretrained_cfg"].items() if key in fields}}
    words = [case.form, compact(config), compact(json.loads(case.files.get("vae/config.json", "null")))]
    for name in COMMITTED:
        values = case.original(upright_rgb(f"{ROOT}/TestImages/images/{name}"))
        checksum = zlib.adler32(np.rint(case.levels(values)).astype(np.uint8).tobytes())
        numbers = [values.flat[index] for index in (0, values.size // 2, values.size - 1)]
        words.append(":".join([",".join(map(str, values.shape)), str(checksum), ",".join(f"{number:.6g}" for number in numbers)]))
    return " ".join(words)


def compact(value):
    text = json.dumps(value, separators=(",", ":"))
    assert " " not in text
    return text


def swift(cases):
    images = ", ".join(f'"{name}"' for name in COMMITTED)
    lines = "\n".join("    " + expected(case) for case in cases)
    return f"""extension PackageTests {{
  /// The images of `TestImages` that the table is about, in its order.
  static let images = [{images}]

  /// Made by `make parity` ({package_originals.versions()}), from the packages' own results.
  static let table = #\"\"\"
{lines}
    \"\"\"#
}}
"""


def save(path, text):
    with open(f"{ROOT}/{path}", "w") as file:
        file.write(text)


def main():
    program = os.path.abspath(sys.argv[1])
    cases, failed, rows = package_originals.all_cases(), 0, []
    with tempfile.TemporaryDirectory() as scratch:
        os.makedirs(scratch + "/images")
        images = make(scratch + "/images") + [f"{ROOT}/TestImages/images/{name}" for name in COMMITTED]
        for index, case in enumerate(cases):
            levels, values = compare(case, program, write(case, f"{scratch}/{index}"), images)
            if levels is None or levels > 0 or values > TOLERANCE:
                failed += 1
                print(f"{case.package} {case.name} ({case.form}): {levels} levels, {values}", file=sys.stderr)
            rows.append((case, levels, values))
    if failed:
        sys.exit(f"{failed} of {len(cases)} configurations differ")
    with open(f"{ROOT}/{ARTICLE}") as file:
        text = file.read().split(MARK)[0]
    save(ARTICLE, text + MARK + "\n\n" + markdown(rows, len(images)))
    save(TABLE, swift(cases))
    print(f"packages: the bytes of {len(cases)} configurations with {len(images)} images each")


if __name__ == "__main__":
    main()

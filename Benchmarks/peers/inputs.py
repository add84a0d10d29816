"""The images that are compared: photo-like, made here, the same every time."""
import os
import shutil
import sys

import numpy as np
from PIL import Image

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../TestImages"))
import profiles

SIZES = {"0.2": (500, 375), "0.5": (816, 612), "3": (2000, 1500), "12": (4000, 3000), "48": (8000, 6000)}

SMALL_SIDES = (64, 128, 256, 512, 1024)


def photo(width, height, seed):
    """Octaves of smooth noise, hard-edged discs and a little grain: what a photograph is to a codec."""
    rng = np.random.default_rng(seed)
    out = np.zeros((height, width, 3), np.float32)
    for octave in range(2, 11):
        rows, columns = (max(2, 2**octave * side // max(width, height)) for side in (height, width))
        for channel in range(3):
            grid = Image.fromarray(rng.random((rows, columns), np.float32))
            out[..., channel] += np.asarray(grid.resize((width, height), Image.BICUBIC)) * 100 * 0.6 ** (octave - 2)
    y, x = np.ogrid[0:height, 0:width]
    for _ in range(40):
        cx, cy, r = rng.random() * width, rng.random() * height, (0.01 + 0.05 * rng.random()) * width
        out[(x - cx) ** 2 + (y - cy) ** 2 < r * r] += rng.normal(0, 40, 3).astype(np.float32)
    grain = rng.normal(0, 4.7, (height, width, 1)).astype(np.float32)
    return np.clip(out + grain, 0, 255).astype(np.uint8)


def soft_disc(width, height):
    """Alpha: opaque in the middle, soft at the edge, transparent outside."""
    y, x = np.ogrid[0:height, 0:width]
    distance = np.hypot((x - width / 2) / width, (y - height / 2) / height)
    return np.clip((0.48 - distance) * 2500, 0, 255).astype(np.uint8)


def with_black(pixels):
    """As four inks, half of what gray they share in black."""
    inks = 255 - pixels
    black = inks.min(axis=2, keepdims=True) // 2
    return Image.fromarray(np.concatenate([inks - black, black], 2), "CMYK")


def part(path, width, height):
    """The middle of a larger picture: as much detail in every pixel."""
    picture = Image.open(path)
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    return picture.crop((left, top, left + width, top + height))


def make(folder):
    """Makes what is missing in `folder`."""
    os.makedirs(folder, exist_ok=True)

    def save(name, picture, **options):
        path = os.path.join(folder, name)
        if not os.path.exists(path):
            picture().save(path + ".part", format=Image.registered_extensions()[os.path.splitext(name)[1]], **options)
            os.rename(path + ".part", path)

    for label, (width, height) in SIZES.items():
        pixels = []

        def picture(width=width, height=height, pixels=pixels):
            pixels[:] = pixels or [Image.fromarray(photo(width, height, 1))]
            return pixels[0]

        save(f"{label}.jpg", picture, quality=88, subsampling=2)
        if label != "12":
            continue
        save("12-progressive.jpg", picture, quality=88, subsampling=2, progressive=True)
        save("12.png", picture, compress_level=6)
        save("12.webp", picture, quality=88, method=3)

        def with_alpha():
            image = picture().copy()
            image.putalpha(Image.fromarray(soft_disc(width, height)))
            return image

        save("12-rgba.png", with_alpha, compress_level=6)
        raw = os.path.join(folder, "12.rgb")
        if not os.path.exists(raw):
            with open(raw + ".part", "wb") as file:
                file.write(picture().tobytes())
            os.rename(raw + ".part", raw)
    for label in ("0.5", "3", "12"):
        save(f"part-{label}.jpg", lambda: part(os.path.join(folder, "48.jpg"), *SIZES[label]), quality=88, subsampling=2)
    save("1-p3.jpg", lambda: Image.fromarray(photo(1024, 1024, 4)), quality=88, icc_profile=profiles.rgb_profile(profiles.P3))
    save("1-cmyk.jpg", lambda: with_black(photo(1024, 1024, 4)), quality=88, icc_profile=profiles.cmyk_profile())
    save("2.gif", lambda: Image.fromarray(photo(1600, 1200, 2)).quantize(256, dither=Image.Dither.NONE))
    for side in SMALL_SIDES:
        for suffix, options in (("jpg", {"quality": 88}), ("png", {})):
            save(f"small-{side}.{suffix}", lambda: Image.fromarray(photo(side, side, 3)), **options)
    for seed in range(20):
        save(f"many-{seed:02}.jpg", lambda: Image.fromarray(photo(816, 612, 100 + seed)), quality=88, subsampling=2)


def make_folder(inputs, folder, count=1000):
    """A folder of many files: the twenty small photographs over and over."""
    if os.path.isdir(folder) and len(os.listdir(folder)) == count:
        return
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for index in range(count):
        shutil.copy(os.path.join(inputs, f"many-{index % 20:02}.jpg"), os.path.join(folder, f"{index:04}.jpg"))

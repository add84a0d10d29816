"""Pictures to put into test images: small ones in which every mistake shows, and photo-like ones."""
import numpy as np
from PIL import Image


def small(width=37, height=29, seed=1):
    """RGB: a gradient each way, colored bars, and a dark frame that tells the edges."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    red, green = 255 * x / max(width - 1, 1), 255 * y / max(height - 1, 1)
    blue = 127 + 120 * np.sin((x + 2 * y + seed) / 5)
    picture = np.stack([red, green, blue], -1)
    picture[height // 3 : height // 3 + 4, : width // 2] = (250, 40, 10)
    picture[: height // 2, width * 2 // 3 : width * 2 // 3 + 3] = (10, 30, 240)
    picture[0, :] = picture[:, 0] = 20
    return picture.round().astype(np.uint8)


def alpha(width=37, height=29):
    """A soft disc: transparent outside, opaque within, everything in between at its edge."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    distance = np.hypot((x - width / 2) / width, (y - height / 2) / height)
    return np.clip((0.5 - distance) * 900, 0, 255).round().astype(np.uint8)


def photo(width, height, seed, grain=3.0):
    """Octaves of smooth noise, hard-edged discs and a little grain: what a photograph is to a codec."""
    rng = np.random.default_rng(seed)
    out = np.zeros((height, width, 3), np.float32)
    for octave in range(2, 10):
        rows, columns = (max(2, 2**octave * side // max(width, height)) for side in (height, width))
        for channel in range(3):
            grid = Image.fromarray(rng.random((rows, columns), np.float32))
            out[..., channel] += np.asarray(grid.resize((width, height), Image.BICUBIC)) * 100 * 0.6 ** (octave - 2)
    y, x = np.mgrid[0:height, 0:width]
    for _ in range(25):
        cx, cy, r = rng.random() * width, rng.random() * height, (0.01 + 0.07 * rng.random()) * width
        out[(x - cx) ** 2 + (y - cy) ** 2 < r * r] += rng.normal(0, 40, 3)
    return np.clip(out + rng.normal(0, grain, (height, width, 1)), 0, 255).astype(np.uint8)


def beyond(width, height, seed, gain=1.0, saturation=1.0, black=0.0, noise=0.0):
    """A photograph that a camera cut off: brighter, more colorful, darker or noisier than RGB holds."""
    picture = photo(width, height, seed, grain=0).astype(float)
    gray = picture.mean(-1, keepdims=True)
    picture = (gray + (picture - gray) * saturation) * gain - black
    picture += np.random.default_rng(seed).normal(0, noise, picture.shape)
    return np.clip(picture, 0, 255).round().astype(np.uint8)


def subject_alpha(width, height):
    """A soft-edged subject in the middle of a transparent picture."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    u, v = (x - width / 2) / width, (y - height * 0.55) / height
    wobble = 0.34 + 0.05 * np.sin(5 * np.arctan2(v, u)) + 0.03 * np.sin(11 * np.arctan2(v, u) + 1)
    return np.clip((wobble - np.hypot(u, v)) * 2500, 0, 255).round().astype(np.uint8)

"""ICC profiles of a few kinds, written byte by byte, and what colors come to in sRGB by arithmetic."""
import struct

import numpy as np

D50 = np.array([0.9642, 1.0, 0.8249])
# The linear Bradford transform, as ICC.1:2010 annex E has it.
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
D65 = (0.3127, 0.3290)
SRGB = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060))
P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
ADOBE = ((0.640, 0.330), (0.210, 0.710), (0.150, 0.060))


def xyz(point):
    x, y = point
    return np.array([x / y, 1, (1 - x - y) / y])


def to_d50(primaries, white=D65):
    """The matrix from linear RGB to XYZ as seen under D50."""
    columns = np.stack([xyz(p) for p in primaries], 1)
    columns = columns * np.linalg.solve(columns, xyz(white))
    gain = np.diag((BRADFORD @ D50) / (BRADFORD @ xyz(white)))
    return np.linalg.inv(BRADFORD) @ gain @ BRADFORD @ columns


def srgb_to_linear(v):
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)


def linear_to_srgb(v):
    v = np.clip(v, 0, 1)
    return np.where(v <= 0.0031308, v * 12.92, 1.055 * v ** (1 / 2.4) - 0.055)


def in_srgb(pixels, primaries, to_linear):
    """8-bit RGB of other primaries and another curve, as sRGB."""
    matrix = np.linalg.inv(to_d50(SRGB)) @ to_d50(primaries)
    linear = to_linear(pixels[..., :3] / 255.0) @ matrix.T
    return np.concatenate([np.floor(linear_to_srgb(linear) * 255 + 0.5), pixels[..., 3:]], -1)


def tag(kind, data):
    return kind + b"\0\0\0\0" + data


def s15(value):
    return struct.pack(">i", round(value * 65536))


def profile(space, device, tags, connection=b"XYZ "):
    """Version 4.2, with a fixed date."""
    tags = {
        b"desc": tag(b"mluc", struct.pack(">II2s2sII", 1, 12, b"en", b"US", 8, 28) + "Test".encode("utf-16-be")),
        b"cprt": tag(b"mluc", struct.pack(">II2s2sII", 1, 12, b"en", b"US", 4, 28) + "CC".encode("utf-16-be")),
        b"wtpt": tag(b"XYZ ", b"".join(map(s15, D50))), **tags,
    }
    table, body, offset = b"", b"", 132 + 12 * len(tags)
    for name, data in tags.items():
        table += name + struct.pack(">II", offset + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    size = offset + len(body)
    header = struct.pack(">I4sI4s4s4s6H4s", size, b"\0" * 4, 0x04200000, device, space, connection,
                         2026, 1, 1, 0, 0, 0, b"acsp")
    header += b"\0" * 28 + b"".join(map(s15, D50)) + b"\0" * 48
    return header[:128] + struct.pack(">I", len(tags)) + table + body


def curve(gamma=None):
    """A power, or the curve of sRGB."""
    if gamma:
        return tag(b"para", struct.pack(">HH", 0, 0) + s15(gamma))
    return tag(b"para", struct.pack(">HH", 3, 0) + b"".join(map(s15, (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045))))


def rgb_profile(primaries, gamma=None):
    matrix = to_d50(primaries)
    colors = {name: tag(b"XYZ ", b"".join(map(s15, matrix[:, i]))) for i, name in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))}
    return profile(b"RGB ", b"mntr", colors | dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve(gamma)))


def gray_profile(gamma):
    return profile(b"GRAY", b"mntr", {b"kTRC": curve(gamma)})


def cmyk_profile(steps=3):
    """Inks that take away light as a press would not quite: enough to tell this way to RGB from the usual one."""
    grid = np.stack(np.meshgrid(*[np.linspace(0, 1, steps)] * 4, indexing="ij"), -1).reshape(-1, 4)
    c, m, y, k = grid.T
    light = np.stack([1 - 0.9 * c - 0.1 * m, 1 - 0.25 * c - 0.8 * m - 0.1 * y, 1 - 0.1 * c - 0.3 * m - 0.85 * y], -1)
    light = np.clip(light, 0, 1) * (1 - 0.93 * k[:, None])
    X = srgb_to_linear(light) @ to_d50(SRGB).T / D50
    f = np.where(X > 216 / 24389, np.cbrt(X), (24389 / 27 * X + 16) / 116)
    lab = np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], -1)
    samples = np.clip(np.round(lab * [2.55, 1, 1] + [0, 128, 128]), 0, 255).astype(np.uint8)
    identity = np.arange(256, dtype=np.uint8).tobytes()
    matrix = b"".join(s15(v) for v in (1, 0, 0, 0, 1, 0, 0, 0, 1))
    table = tag(b"mft1", struct.pack(">BBBx", 4, 3, steps) + matrix + identity * 4 + samples.tobytes() + identity * 3)
    return profile(b"CMYK", b"prtr", {b"A2B0": table}, b"Lab ")

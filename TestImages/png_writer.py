"""Writes PNG files of every kind, which Pillow does not: any depth, Adam7, chosen filters and chunks."""
import struct
import zlib

import numpy as np

GRAY, RGB, PALETTE, GRAY_ALPHA, RGBA = 0, 2, 3, 4, 6
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind, data, crc_error=False):
    crc = zlib.crc32(kind + data) ^ (1 if crc_error else 0)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def pack_row(row, depth):
    """One row of samples as bytes."""
    if depth == 16:
        return row.astype(">u2").tobytes()
    if depth == 8:
        return row.astype(np.uint8).tobytes()
    bits = "".join(format(int(v), f"0{depth}b") for v in row.ravel())
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def paeth(a, b, c):
    p = a + b - c
    return min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]


def filter_row(kind, row, above, step):
    out = bytearray([kind])
    for i, value in enumerate(row):
        left = row[i - step] if i >= step else 0
        up = above[i]
        corner = above[i - step] if i >= step else 0
        guess = (0, left, up, (left + up) // 2, paeth(left, up, corner))[kind]
        out.append((value - guess) & 255)
    return bytes(out)


def filtered(samples, depth):
    """Rows of (height, width, channels) samples, using the five filters in turn."""
    step = max(1, samples.shape[2] * depth // 8)
    above, out = None, b""
    for y, row in enumerate(samples):
        packed = pack_row(row, depth)
        out += filter_row(y % 5, packed, above or bytes(len(packed)), step)
        above = packed
    return out


def write(path, samples, color_type, depth, interlaced=False, before=(), after=(), pieces=1):
    """samples: (height, width) or (height, width, channels); before and after: chunks around the data."""
    samples = np.asarray(samples)
    if samples.ndim == 2:
        samples = samples[..., None]
    height, width = samples.shape[:2]
    if interlaced:
        parts = [samples[y::dy, x::dx] for x, y, dx, dy in ADAM7]
        data = b"".join(filtered(p, depth) for p in parts if p.size)
    else:
        data = filtered(samples, depth)
    data = zlib.compress(data, 9)
    size = -(-len(data) // pieces)
    idat = [data[i : i + size] for i in range(0, len(data), size)]
    if pieces > 1:
        idat.insert(1, b"")
    header = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, int(interlaced))
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(before))
        file.write(b"".join(chunk(b"IDAT", part) for part in idat) + b"".join(after) + chunk(b"IEND", b""))

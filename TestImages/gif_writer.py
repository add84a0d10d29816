"""Writes GIF files frame by frame, with every field free to choose."""
import struct

import numpy as np


def lzw(indices, code_size):
    """LZW codes of a sequence of palette indices, packed into bytes."""
    clear, end = 1 << code_size, (1 << code_size) + 1
    bits, length, out = 0, 0, bytearray()

    def emit(code, width):
        nonlocal bits, length
        bits |= code << length
        length += width
        while length >= 8:
            out.append(bits & 255)
            bits >>= 8
            length -= 8

    table = {(i,): i for i in range(clear)}
    width, next_code, prefix = code_size + 1, end + 1, ()
    emit(clear, width)
    for index in indices:
        if prefix + (index,) in table:
            prefix += (index,)
            continue
        emit(table[prefix], width)
        if next_code < 4096:
            table[prefix + (index,)] = next_code
            if next_code == 1 << width and width < 12:
                width += 1
            next_code += 1
        else:
            emit(clear, width)
            table = {(i,): i for i in range(clear)}
            width, next_code = code_size + 1, end + 1
        prefix = (index,)
    emit(table[prefix], width)
    emit(end, width)
    if length:
        out.append(bits & 255)
    return bytes(out)


def blocks(data):
    return b"".join(bytes([len(data[i : i + 255])]) + data[i : i + 255] for i in range(0, len(data), 255)) + b"\0"


def table(palette):
    """A color table padded to a power of two, and the field that tells its size."""
    size = max(1, (len(palette) - 1).bit_length())
    padded = list(palette) + [(0, 0, 0)] * ((1 << size) - len(palette))
    return bytes(v for color in padded for v in color), size - 1


def interlace(rows):
    return np.concatenate([rows[start::step] for start, step in ((0, 8), (4, 8), (2, 4), (1, 2))])


def frame(indices, palette=None, at=(0, 0), interlaced=False, disposal=None, transparent=None, code_size=8):
    """One frame: its control block, if it needs one, and its image."""
    height, width = indices.shape
    out = b""
    if disposal is not None or transparent is not None:
        flags = (disposal or 0) << 2 | (transparent is not None)
        out += b"!\xf9\x04" + struct.pack("<BHB", flags, 10, transparent or 0) + b"\0"
    flags, colors = 64 * interlaced, b""
    if palette is not None:
        colors, size = table(palette)
        flags |= 128 | size
    rows = interlace(indices) if interlaced else indices
    out += b"," + struct.pack("<HHHHB", at[0], at[1], width, height, flags) + colors
    return out + bytes([code_size]) + blocks(lzw(rows.ravel().tolist(), code_size))


def write(path, screen, palette, frames, background=0, version=b"89a", extra=b"", trailer=b";"):
    """screen: (width, height); palette: the global one, or None; frames: what `frame` returned."""
    flags, colors = 0x70, b""
    if palette is not None:
        colors, size = table(palette)
        flags |= 128 | size
    with open(path, "wb") as file:
        file.write(b"GIF" + version + struct.pack("<HHBBB", *screen, flags, background, 0) + colors)
        file.write(extra + b"".join(frames) + trailer)

"""Images of every kind that memory depends on, made one at a time."""

import io
import struct
import zlib

import numpy
from PIL import Image, ImageCms

SIZES = [
    (64, 64), (640, 480), (1024, 768), (2000, 1500), (3000, 2000), (4000, 3000), (1500, 2600), (333, 777),
    (10000, 1), (1, 10000), (3, 30000), (30000, 3), (20000, 17), (17, 20000), (200, 8000), (8000, 200),
]
LARGE = [(6000, 4000), (8000, 6000), (10000, 10000)]


def noise(size, channels, generator):
    """Blurred noise with a little grain, as a photograph has it."""
    width, height = size
    small = generator.integers(0, 256, (max(1, height // 16), max(1, width // 16), channels), dtype=numpy.uint8)
    planes = [
        Image.fromarray(small[:, :, channel]).resize(size, Image.Resampling.BILINEAR) for channel in range(channels)
    ]
    array = numpy.stack([numpy.asarray(plane) for plane in planes], axis=2)
    grain = generator.integers(0, 7, array.shape, dtype=numpy.uint8)
    return numpy.clip(array.astype(numpy.int16) + grain - 3, 0, 255).astype(numpy.uint8)


def picture(size, mode, generator):
    channels = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4, "CMYK": 4}[mode]
    array = noise(size, channels, generator)
    return Image.fromarray(array[:, :, 0] if channels == 1 else array, mode)


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(size, generator, *, depth=8, color=2, interlaced=False, extra=b""):
    """A PNG of rows without a filter, or of the seven passes."""
    width, height = size
    channels = {0: 1, 2: 3, 4: 2, 6: 4}[color]
    rows = noise(size, channels, generator)
    if depth == 16:
        rows = rows.repeat(2, axis=2)
    passes = [(0, 0, 1, 1)]
    if interlaced:
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    data = bytearray()
    for x, y, across, down in passes:
        for row in rows[y::down, x::across]:
            if row.size:
                data += b"\0" + row.tobytes()
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(bytes(data), 1))
        + chunk(b"IEND", b"")
    )


def saved(image, format, **options):
    stream = io.BytesIO()
    image.save(stream, format, **options)
    return stream.getvalue()


def exif(size):
    return b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0" + bytes(size)


class Bits:
    """Bits of a lossless WebP, the lowest first."""

    def __init__(self):
        self.bytes, self.value, self.count = bytearray(), 0, 0

    def put(self, value, count):
        self.value |= value << self.count
        self.count += count
        while self.count >= 8:
            self.bytes.append(self.value & 255)
            self.value >>= 8
            self.count -= 8

    def finish(self):
        self.put(0, 7)
        return bytes(self.bytes)


def huffman_groups(size, groups):
    """A lossless WebP with a set of Huffman tables for each tile of four by four pixels, up to `groups` of them."""
    width, height = size
    bits = Bits()
    bits.put(0, 2)  # no transform, no color cache
    bits.put(1, 1)
    bits.put(0, 3)  # tiles of 4 by 4

    def single(symbol):
        bits.put(1, 1)
        bits.put(0, 1)
        bits.put(1, 1)
        bits.put(symbol, 8)

    def all_bytes(rest):
        """A code of eight bits for each byte; `rest` symbols behind them have none."""
        bits.put(0, 1)
        order = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8]
        bits.put(len(order) - 4, 4)
        for length in order:
            bits.put(int(length == 8 or (rest and length == 18)), 3)
        bits.put(0, 1)
        if rest:
            for _ in range(256):
                bits.put(0, 1)
            while rest:
                part = min(rest, 138)
                bits.put(1, 1)
                bits.put(part - 11, 7)
                rest -= part

    def reverse(value):
        return int(f"{value:08b}"[::-1], 2)

    tiles = -(-width // 4) * -(-height // 4)
    bits.put(0, 1)  # the image of tiles has no color cache
    all_bytes(24)
    all_bytes(0)
    for _ in range(3):
        single(0)
    for tile in range(tiles):
        number = tile % groups
        bits.put(reverse(number & 255), 8)
        bits.put(reverse(number >> 8), 8)
    for _ in range(min(groups, tiles)):
        for _ in range(5):
            single(0)
    body = b"\x2f" + struct.pack("<I", width - 1 | (height - 1) << 14) + bits.finish()
    return riff(b"VP8L", body)


def riff(kind, body, before=b""):
    last = riff_chunk(kind, body)
    return b"RIFF" + struct.pack("<I", 4 + len(before) + len(last)) + b"WEBP" + before + last


def chunks(file):
    """The chunks of a WebP file: kind and body."""
    at = 12
    while at + 8 <= len(file):
        kind, size = file[at:at + 4], struct.unpack_from("<I", file, at + 4)[0]
        yield kind, file[at + 8:at + 8 + size]
        at += 8 + size + size % 2


def riff_chunk(kind, body):
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def extended_header(size, flags):
    width, height = size
    sides = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return riff_chunk(b"VP8X", bytes([flags, 0, 0, 0]) + sides)


def frame_without_flag(size, generator):
    """A small frame before the picture, in a file that does not say that it is animated."""
    small = saved(picture((8, 8), "RGB", generator), "WEBP", lossless=True)
    frame = bytes(6) + struct.pack("<I", 7)[:3] + struct.pack("<I", 7)[:3] + bytes(4)
    frame += b"".join(riff_chunk(*each) for each in chunks(small))
    body = next(body for kind, body in chunks(huffman_groups(size, 65536)) if kind == b"VP8L")
    return riff(b"VP8L", body, extended_header(size, 0) + riff_chunk(b"ANMF", frame))


def second_alpha(size, generator):
    """Two planes of transparency: first one of a byte a pixel, then one with many Huffman tables."""
    lossy = saved(picture(size, "RGBA", generator), "WEBP", quality=85, method=0)
    parts = dict(chunks(lossy))
    lossless = next(body for kind, body in chunks(huffman_groups(size, 65536)) if kind == b"VP8L")
    planes = [b"\0" + bytes(size[0] * size[1]), b"\1" + lossless[5:]]
    before = extended_header(size, 0x10) + b"".join(riff_chunk(b"ALPH", plane) for plane in planes)
    return riff(b"VP8 ", parts[b"VP8 "], before)


def bare_lossless(size, generator):
    """A lossless picture without a chunk around it, where the first chunk should be."""
    body = next(body for kind, body in chunks(huffman_groups(size, 65536)) if kind == b"VP8L")
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def out_of_range(size, generator):
    """Y, Cb and Cr of which most are no color of RGB."""
    return Image.fromarray(numpy.asarray(picture(size, "RGB", generator)), "YCbCr")


def animation(size, generator, format, frames=4, **options):
    all_frames = [picture(size, "RGB", generator) for _ in range(frames)]
    return saved(all_frames[0], format, save_all=True, append_images=all_frames[1:], duration=50, **options)


def profile(size):
    """The profile of sRGB, filled up to so many bytes."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data += bytes(max(0, size - len(data)))
    data[:4] = struct.pack(">I", len(data))
    return bytes(data)


def recipes():
    """Name, extension, and how to make it of a size, for every kind."""

    def jpeg(mode="RGB", **options):
        return lambda size, generator: saved(picture(size, mode, generator), "JPEG", quality=85, **options)

    def simple(format, mode, **options):
        return lambda size, generator: saved(picture(size, mode, generator), format, **options)

    def own_png(**options):
        return lambda size, generator: png(size, generator, **options)

    def clipped(**options):
        return lambda size, generator: saved(out_of_range(size, generator), "JPEG", quality=85, **options)

    def turned(size, generator):
        image = picture(size, "RGB", generator)
        tags = image.getexif()
        tags[0x0112] = 6
        return saved(image, "JPEG", exif=tags, quality=85)

    def palette(format, **options):
        return lambda size, generator: saved(picture(size, "RGB", generator).quantize(64), format, **options)

    return [
        ("420", "jpg", jpeg(subsampling=2)),
        ("444", "jpg", jpeg(subsampling=0)),
        ("422", "jpg", jpeg(subsampling=1)),
        ("gray", "jpg", jpeg("L")),
        ("cmyk", "jpg", jpeg("CMYK")),
        ("progressive-420", "jpg", jpeg(subsampling=2, progressive=True)),
        ("progressive-444", "jpg", jpeg(subsampling=0, progressive=True)),
        ("progressive-gray", "jpg", jpeg("L", progressive=True)),
        ("progressive-cmyk", "jpg", jpeg("CMYK", progressive=True)),
        ("turned", "jpg", turned),
        ("profile", "jpg", jpeg(icc_profile=profile(400_000))),
        ("out-of-range-420", "jpg", clipped(subsampling=2)),
        ("out-of-range-444", "jpg", clipped(subsampling=0)),
        ("out-of-range-progressive", "jpg", clipped(subsampling=2, progressive=True)),
        ("rgb", "png", own_png()),
        ("rgba", "png", own_png(color=6)),
        ("gray", "png", own_png(color=0)),
        ("gray-alpha", "png", own_png(color=4)),
        ("rgb-16", "png", own_png(depth=16)),
        ("rgba-16", "png", own_png(depth=16, color=6)),
        ("interlaced", "png", own_png(interlaced=True)),
        ("interlaced-rgba-16", "png", own_png(depth=16, color=6, interlaced=True)),
        ("interlaced-gray", "png", own_png(color=0, interlaced=True)),
        ("palette", "png", palette("PNG")),
        ("filtered", "png", simple("PNG", "RGB", compress_level=1)),
        ("profile", "png", simple("PNG", "RGB", icc_profile=profile(400_000), compress_level=1)),
        ("exif-8mb", "png", own_png(extra=chunk(b"eXIf", exif(7_900_000)) * 3)),
        ("srgb-8mb", "png", own_png(extra=chunk(b"sRGB", bytes(7_900_000)) * 8)),
        ("plain", "gif", palette("GIF", interlace=0)),
        ("interlaced", "gif", palette("GIF", interlace=1)),
        ("animated", "gif", lambda size, generator: animation(size, generator, "GIF", 2)),
        ("lossy", "webp", simple("WEBP", "RGB", quality=85, method=0)),
        ("lossy-alpha", "webp", simple("WEBP", "RGBA", quality=85, method=0)),
        ("lossless", "webp", simple("WEBP", "RGB", lossless=True, method=0)),
        ("lossless-alpha", "webp", simple("WEBP", "RGBA", lossless=True, method=1)),
        ("animated", "webp", lambda size, generator: animation(size, generator, "WEBP", 2, method=0)),
        ("profile", "webp", simple("WEBP", "RGB", icc_profile=profile(400_000), method=0)),
        ("groups", "webp", lambda size, generator: huffman_groups(size, 65536)),
        ("some-groups", "webp", lambda size, generator: huffman_groups(size, 700)),
        ("frame-without-flag", "webp", frame_without_flag),
        ("second-alpha", "webp", second_alpha),
        ("bare-lossless", "webp", bare_lossless),
    ]


LIMITS = {"webp": 16383, "gif": 65535, "jpg": 65500, "png": 1 << 30}


def pixel(folder, extension):
    path = folder / f"pixel.{extension}"
    Image.new("RGB", (1, 1)).save(path)
    return path


def cases(count):
    """At most `count` pairs of a recipe and a size. Every kind comes early, in sizes of all sorts; the largest come last."""
    kinds = recipes()
    # Of each kind, each size once: every round is all kinds, and neighbours have different sizes.
    rounds = [
        (recipe, SIZES[(turn * 7 + index * 5) % len(SIZES)]) for turn in range(len(SIZES))
        for index, recipe in enumerate(kinds)
    ]
    largest = [(recipe, LARGE[index % len(LARGE)]) for index, recipe in enumerate(kinds)]
    largest = [each for each in largest if each[0][0] not in SMALL_ONLY][: count // 10]
    fitting = [(recipe, size) for recipe, size in rounds if max(size) <= LIMITS[recipe[1]]]
    return fitting[: count - len(largest)] + largest


# Kinds whose memory does not depend on their pixels, or that would take too long to make.
SMALL_ONLY = {
    "groups", "some-groups", "frame-without-flag", "second-alpha", "bare-lossless", "exif-8mb", "srgb-8mb", "animated",
}


def make(folder, case, number):
    """Writes the image of a case; its path."""
    (name, extension, function), size = case
    if name in SMALL_ONLY and size[0] * size[1] > 3_000_000:
        size = (2000, 1500)
    if "groups" in name or name in ("frame-without-flag", "second-alpha", "bare-lossless"):
        size = min(size[0], 1024), min(size[1], 1024)
    path = folder / f"{name}-{size[0]}x{size[1]}.{extension}"
    path.write_bytes(function(size, numpy.random.default_rng(number)))
    return path

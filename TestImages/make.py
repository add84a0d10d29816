#!/usr/bin/env python3
"""Makes every test image, and what independent decoders make of it. The same bytes every time.

    pip install -r requirements.txt       # in a virtual environment of its own
    apt-get install --no-install-recommends libjpeg-turbo-progs webp
    python3 make.py

Each image is a line of IMAGES: its name, the function that writes it, and what it is for.
"""
import io
import os
import shutil
import struct
import subprocess
import tempfile
import warnings
import zlib

import numpy as np
from PIL import Image, ImageCms, ImageOps

import gif_writer as gif
import png_writer as png
import profiles
import scenes

HERE = os.path.dirname(os.path.abspath(__file__))
SMALL = Image.fromarray(scenes.small())
SMALL_RGBA = SMALL.copy()
SMALL_RGBA.putalpha(Image.fromarray(scenes.alpha()))
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
PROFILE = PROFILE[:24] + b"\x07\xea\0\x01\0\x01" + b"\0" * 6 + PROFILE[36:]  # a fixed date
BOMB = zlib.compress(bytes(20_000_000), 9)
warnings.filterwarnings("ignore", "Corrupt EXIF")
FILTERS = {"lanczos3": Image.LANCZOS, "bicubic": Image.BICUBIC, "hamming": Image.HAMMING,
           "bilinear": Image.BILINEAR, "box": Image.BOX, "nearest": Image.NEAREST}


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


# ---- JPEG -------------------------------------------------------------------------------------------------


def jpeg(picture=SMALL, **options):
    return lambda path: picture.save(path, **{"quality": 90, **options})


def cjpeg(*options, picture=SMALL):
    """Written by cjpeg, for what Pillow has no option for."""
    def write(path):
        with tempfile.NamedTemporaryFile(suffix=".ppm") as ppm:
            picture.save(ppm, "PPM")
            ppm.flush()
            run("cjpeg", "-quality", "90", *options, "-outfile", path, ppm.name)
    return write


def scans(script, picture=SMALL):
    """Written by cjpeg, with the scans of a script."""
    def write(path):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write(script)
            file.flush()
            cjpeg("-scans", file.name, picture=picture)(path)
    return write


def exif(orientation, order):
    """A TIFF structure with the orientation alone."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    return mark + struct.pack(order + "IH", 8, 1) + entry + struct.pack(order + "I", 0)


def oriented(orientation):
    order = "<" if orientation % 2 else ">"
    return jpeg(exif=b"Exif\0\0" + exif(orientation, order))


def changed(write, change):
    """The file that `write` makes, with its bytes changed."""
    def rewrite(path):
        write(path)
        with open(path, "rb") as file:
            data = file.read()
        with open(path, "wb") as file:
            file.write(change(data))
    return rewrite


def exif_adobe_rgb():
    """Orientation 1, and what cameras write for Adobe RGB: uncalibrated, with an interoperability index of R03."""
    header = b"MM\0*" + struct.pack(">I", 8)
    main = struct.pack(">H", 2) + struct.pack(">HHIHH", 0x0112, 3, 1, 1, 0) + struct.pack(">HHII", 0x8769, 4, 1, 38)
    details = struct.pack(">H", 2) + struct.pack(">HHIHH", 0xA001, 3, 1, 0xFFFF, 0) + struct.pack(">HHII", 0xA005, 4, 1, 68)
    inter = struct.pack(">H", 1) + struct.pack(">HHI4s", 1, 2, 4, b"R03\0")
    return header + main + b"\0" * 4 + details + b"\0" * 4 + inter + b"\0" * 4


def split_profile(pieces):
    """An ICC profile in several APP2 segments, the last first."""
    def split(data):
        at = data.index(b"ICC_PROFILE\0") - 4
        size = struct.unpack(">H", data[at + 2 : at + 4])[0]
        icc = data[at + 18 : at + 2 + size]
        step = -(-len(icc) // pieces)
        segments = [b"ICC_PROFILE\0" + bytes([i + 1, pieces]) + icc[i * step : (i + 1) * step] for i in range(pieces)]
        segments = [b"\xff\xe2" + struct.pack(">H", len(s) + 2) + s for s in reversed(segments)]
        return data[:at] + b"".join(segments) + data[at + 2 + size :]
    return split


def cmyk():
    c, m, y = (Image.fromarray(255 - np.asarray(SMALL)[..., i]) for i in range(3))
    k = Image.fromarray(np.asarray(SMALL.convert("L")) // 4)
    return Image.merge("CMYK", (c, m, y, k))


def ycck(path):
    """Y, Cb, Cr and K, stored as if they were CMYK, then declared to be YCCK in the Adobe segment."""
    black = Image.fromarray(255 - np.asarray(SMALL.convert("L")) // 4)
    components = [*ImageOps.invert(SMALL).convert("YCbCr").split(), black]
    inverted = [Image.fromarray(255 - np.asarray(c)) for c in components]  # Pillow inverts what it writes
    Image.merge("CMYK", inverted).save(path, "JPEG", quality=95)
    with open(path, "rb") as file:
        data = bytearray(file.read())
    data[data.index(b"Adobe") + 11] = 2
    with open(path, "wb") as file:
        file.write(data)


# ---- PNG --------------------------------------------------------------------------------------------------


def gray_samples(depth):
    darkest_to_lightest = np.asarray(ImageOps.autocontrast(SMALL.convert("L"))).astype(np.int64)
    return (darkest_to_lightest * (2**depth - 1) + 127) // 255


def sixteen(samples):
    """8-bit samples as 16-bit ones whose low bytes matter."""
    samples = samples.astype(np.int64)
    return (samples * 257 + np.arange(samples.size).reshape(samples.shape) * 37 % 256).clip(0, 65535)


def color_samples(color_type, depth):
    """Samples of a type, and the chunks that explain them."""
    rgb, a = np.asarray(SMALL), scenes.alpha()[..., None]
    if color_type == png.GRAY:
        return (gray_samples(depth) if depth < 16 else sixteen(np.asarray(SMALL.convert("L")))), []
    if color_type == png.PALETTE:
        count = 2**depth
        indexed = SMALL.quantize(count, dither=Image.Dither.NONE)
        colors = bytes(indexed.getpalette()[: 3 * count]).ljust(3 * count, b"\0")
        return np.asarray(indexed), [png.chunk(b"PLTE", colors)]
    samples = {png.RGB: rgb, png.RGBA: np.concatenate([rgb, a], -1),
               png.GRAY_ALPHA: np.concatenate([np.asarray(SMALL.convert("L"))[..., None], a], -1)}[color_type]
    return (samples if depth == 8 else sixteen(samples)), []


def png_kind(color_type, depth, interlaced=False, more=(), **options):
    def write(path):
        samples, chunks = color_samples(color_type, depth)
        png.write(path, samples, color_type, depth, interlaced, before=[*more, *chunks], **options)
    return write


def transparent_color(color_type, depth):
    """The color key: that of a pixel in the bar, whose 16-bit samples differ in their low bytes alone."""
    samples, _ = color_samples(color_type, depth)
    return [int(v) for v in np.atleast_1d(samples[10, 5])]


def png_with_key(color_type, depth):
    def write(path):
        key = b"".join(struct.pack(">H", v) for v in transparent_color(color_type, depth))
        samples, _ = color_samples(color_type, depth)
        png.write(path, samples, color_type, depth, before=[png.chunk(b"tRNS", key)])
    return write


def png_with_partial_palette_alpha(path):
    samples, chunks = color_samples(png.PALETTE, 8)
    png.write(path, samples, png.PALETTE, 8, before=[*chunks, png.chunk(b"tRNS", bytes(range(0, 250, 5)))])


def png_with(*chunks, after=(), **options):
    return lambda path: png.write(path, np.asarray(SMALL), png.RGB, 8, before=chunks, after=after, **options)


def apng(path):
    control = struct.pack(">IIIIIHHBB", 0, 37, 29, 0, 0, 1, 10, 0, 0)
    second = png.filtered(np.asarray(SMALL)[::-1], 8)
    after = [png.chunk(b"fcTL", struct.pack(">IIIIIHHBB", 1, 37, 29, 0, 0, 1, 10, 0, 0)),
             png.chunk(b"fdAT", struct.pack(">I", 2) + zlib.compress(second))]
    png.write(path, np.asarray(SMALL), png.RGB, 8, after=after,
              before=[png.chunk(b"acTL", struct.pack(">II", 2, 0)), png.chunk(b"fcTL", control)])


# ---- GIF --------------------------------------------------------------------------------------------------

INDEXED = SMALL.quantize(64, dither=Image.Dither.NONE)
INDICES = np.asarray(INDEXED)
COLORS = [tuple(INDEXED.getpalette()[3 * i : 3 * i + 3]) for i in range(64)]
OTHER_COLORS = [(255 - r, g, 255 - b) for r, g, b in COLORS]
SCREEN = (37, 29)


class Animation:
    """A GIF whose composed frames follow from its parts: what browsers show, worked out here."""

    def __init__(self, frames, screen=SCREEN, **options):
        self.frames, self.screen, self.options = frames, screen, options

    def __call__(self, path):
        gif.write(path, self.screen, COLORS, [gif.frame(**f) for f in self.frames], **self.options)

    def composed(self):
        width, height = self.screen
        canvas = np.zeros((height, width, 4), np.uint8)
        for f in self.frames:
            before = canvas.copy()
            left, top = f.get("at", (0, 0))
            part = f["indices"][: max(0, height - top), : max(0, width - left)]
            colors = np.array([(*c, 255) for c in f.get("palette") or COLORS], np.uint8)
            area = canvas[top : top + part.shape[0], left : left + part.shape[1]]
            shown = part != f["transparent"] if f.get("transparent") is not None else np.ones(part.shape, bool)
            area[shown] = colors[part][shown]
            yield canvas.copy()
            if f.get("disposal") == 2:
                area[:] = 0
            elif f.get("disposal") == 3:
                canvas = before


def animation():
    disc = np.where(scenes.alpha(20, 20) > 128, 9, 63).astype(np.uint8)
    return Animation([
        dict(indices=INDICES, disposal=1),
        dict(indices=disc, at=(3, 4), disposal=2, transparent=63),
        dict(indices=INDICES[:12, :15], at=(20, 10), disposal=3, palette=OTHER_COLORS),
        dict(indices=disc[:9], at=(25, 2), disposal=0, transparent=63, interlaced=True),
        dict(indices=INDICES[5:15, 5:25], at=(30, 24), disposal=2, palette=OTHER_COLORS, transparent=3),
        dict(indices=disc, at=(8, 8), disposal=3, transparent=9),
        dict(indices=INDICES[:5, :5], at=(0, 0)),
    ])


def plain_gif(frame_options=None, **options):
    frames = [gif.frame(INDICES, **(frame_options or {}))]
    return lambda path: gif.write(path, SCREEN, COLORS, frames, **options)


# ---- WebP -------------------------------------------------------------------------------------------------


def webp(picture=SMALL, **options):
    return lambda path: picture.save(path, "WEBP", **{"quality": 85, "method": 4, **options})


def animated_webp(lossless):
    def write(path):
        frames = []
        for i in range(4):
            picture = SMALL_RGBA.copy() if i % 2 else SMALL.convert("RGBA")
            picture.paste((0, 0, 0, 0), (4 + 6 * i, 3, 14 + 6 * i, 12))
            frames.append(picture)
        frames[0].save(path, "WEBP", save_all=True, append_images=frames[1:], duration=80, lossless=lossless,
                       minimize_size=True, allow_mixed=False, kmin=0, kmax=0)
    return write


def muxed_webp(path):
    """Frames at offsets, blended or not, disposed of or not: by webpmux, from lossless parts."""
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for i, (box, how) in enumerate([((0, 0, 37, 29), "+0+0+0-b"), ((4, 4, 24, 20), "+6+4+1+b"),
                                        ((0, 0, 15, 15), "+20+10+0-b"), ((8, 6, 30, 26), "+2+2+1+b")]):
            name = f"{folder}/{i}.webp"
            SMALL_RGBA.crop(box).save(name, "WEBP", lossless=True, exact=True)
            parts += ["-frame", name, "+80" + how]
        run("webpmux", *parts, "-o", path)


# ---- real-looking -----------------------------------------------------------------------------------------


def subject(width, height, seed):
    picture = Image.fromarray(scenes.photo(width, height, seed))
    picture.putalpha(Image.fromarray(scenes.subject_alpha(width, height)))
    return picture


def photo(width, height, seed):
    return Image.fromarray(scenes.photo(width, height, seed))


def beyond(width, height, seed, **how):
    return Image.fromarray(scenes.beyond(width, height, seed, **how))


# ---- the table --------------------------------------------------------------------------------------------

KINDS = [("gray", png.GRAY, d) for d in (1, 2, 4, 8, 16)] + [("rgb", png.RGB, d) for d in (8, 16)] + [
    ("palette", png.PALETTE, d) for d in (1, 2, 4, 8)] + [
    ("gray-alpha", png.GRAY_ALPHA, d) for d in (8, 16)] + [("rgba", png.RGBA, d) for d in (8, 16)]
KEYS = [("gray", png.GRAY, d) for d in (1, 2, 4, 8, 16)] + [("rgb", png.RGB, d) for d in (8, 16)]

IMAGES = [
    ("420.jpg", jpeg(subsampling=2), "chroma at half size each way, odd sides"),
    ("422.jpg", jpeg(subsampling=1), "chroma at half width"),
    ("444.jpg", jpeg(subsampling=0), "chroma at full size"),
    ("440.jpg", cjpeg("-sample", "1x2"), "chroma at half height"),
    ("411.jpg", cjpeg("-sample", "4x1"), "chroma at a quarter of the width"),
    ("luma-subsampled.jpg", cjpeg("-sample", "1x1,2x2,2x2"), "luma with fewer samples than chroma"),
    ("progressive-420.jpg", jpeg(subsampling=2, progressive=True), "several scans, half chroma"),
    ("progressive-444.jpg", jpeg(subsampling=0, progressive=True), "several scans, full chroma"),
    ("gray.jpg", jpeg(SMALL.convert("L")), "one component"),
    ("cmyk.jpg", jpeg(cmyk()), "four components, inverted as Adobe does"),
    ("ycck.jpg", ycck, "four components, the first three as luma and chroma"),
    ("rgb.jpg", cjpeg("-rgb"), "RGB components, no color transform"),
    ("restarts.jpg", cjpeg("-restart", "1"), "a restart marker after each row of blocks"),
    ("optimized.jpg", jpeg(optimize=True), "Huffman tables of its own"),
    ("arithmetic.jpg", cjpeg("-arithmetic"), "arithmetic coding"),
    *[(f"orientation-{n}.jpg", oriented(n), f"EXIF orientation {n}") for n in range(1, 9)],
    ("broken-exif.jpg", jpeg(exif=b"Exif\0\0MM\0*\xff\xff\xff\xff"), "an Exif block that points nowhere"),
    ("profile.jpg", jpeg(icc_profile=PROFILE), "an embedded color profile"),
    ("p3.jpg", jpeg(icc_profile=profiles.rgb_profile(profiles.P3)), "colors of Display P3"),
    ("p3-split.jpg", changed(jpeg(icc_profile=profiles.rgb_profile(profiles.P3)), split_profile(3)),
     "a profile in three segments, in reverse"),
    ("p3-lacking.jpg", changed(jpeg(icc_profile=profiles.rgb_profile(profiles.P3)),
                               lambda d: split_profile(3)(d).replace(b"\3\3", b"\4\3", 1)), "a profile that lacks a segment"),
    ("broken-profile.jpg", jpeg(icc_profile=profiles.rgb_profile(profiles.P3)[:200]), "a profile cut short"),
    ("adobe-rgb.jpg", jpeg(icc_profile=profiles.rgb_profile(profiles.ADOBE, 563 / 256)), "colors of Adobe RGB"),
    ("adobe-rgb-exif.jpg", jpeg(exif=b"Exif\0\0" + exif_adobe_rgb()), "Adobe RGB as cameras say it, in Exif"),
    ("gray-profile.jpg", jpeg(SMALL.convert("L"), icc_profile=profiles.gray_profile(1.8)), "gray with a gamma of 1.8"),
    ("gray-rgb-profile.jpg", jpeg(SMALL.convert("L"), icc_profile=profiles.rgb_profile(profiles.P3, 1.8)),
     "gray with a profile of RGB"),
    ("rgb-gray-profile.jpg", jpeg(icc_profile=profiles.gray_profile(1.8)), "RGB with a profile of gray, which does not fit"),
    ("cmyk-profile.jpg", jpeg(cmyk(), icc_profile=profiles.cmyk_profile()), "CMYK with a profile"),
    ("comment.jpg", jpeg(comment=b"hello"), "a comment segment"),
    ("1x1.jpg", jpeg(SMALL.crop((8, 8, 9, 9))), "one pixel"),
    ("8x8.jpg", jpeg(SMALL.crop((4, 4, 12, 12))), "one block exactly"),
    ("17x1.jpg", jpeg(SMALL.crop((4, 4, 21, 5))), "one row"),
    ("1x17.jpg", jpeg(SMALL.crop((4, 4, 5, 21))), "one column"),
    ("trailing-bytes.jpg", changed(jpeg(), lambda d: d + b"behind the end" * 9), "bytes after the end marker"),
    ("no-end-marker.jpg", changed(jpeg(), lambda d: d[:-2]), "all data, but no end marker"),
    *[(f"{name}-{depth}.png", png_kind(kind, depth), f"{name}, {depth} bits") for name, kind, depth in KINDS],
    *[(f"{name}-{depth}-adam7.png", png_kind(kind, depth, True), f"{name}, {depth} bits, interlaced")
      for name, kind, depth in KINDS],
    *[(f"{name}-{depth}-trns.png", png_with_key(kind, depth), f"{name}, {depth} bits, a transparent color")
      for name, kind, depth in KEYS],
    ("palette-8-trns.png", png_with_partial_palette_alpha, "alpha for the first 50 colors only"),
    ("exif-6.png", png_with(png.chunk(b"eXIf", exif(6, ">"))), "orientation 6 in eXIf"),
    ("exif-after-data.png", png_with(after=[png.chunk(b"eXIf", exif(6, "<"))]),
     "eXIf after the image data, where it is not looked for"),
    ("profile.png", png_with(png.chunk(b"iCCP", b"p\0\0" + zlib.compress(PROFILE))), "an embedded color profile"),
    ("gamma-sbit.png", png_with(png.chunk(b"gAMA", struct.pack(">I", 45455)), png.chunk(b"sBIT", b"\5\6\5")),
     "ancillary chunks that say nothing about the pixels"),
    ("p3.png", png_kind(png.RGBA, 8, more=[png.chunk(b"iCCP", b"p\0\0" + zlib.compress(profiles.rgb_profile(profiles.P3)))]),
     "colors of Display P3, with alpha"),
    ("p3-cicp.png", png_with(png.chunk(b"cICP", bytes([12, 13, 0, 1])), png.chunk(b"gAMA", struct.pack(">I", 100000))),
     "Display P3 by its code points, which come before anything else"),
    ("p3-chrm.png", png_with(png.chunk(b"cHRM", struct.pack(">8I", *(round(v * 100000) for p in (profiles.D65, *profiles.P3)
                                                                    for v in p)))), "primaries of Display P3"),
    ("linear.png", png_with(png.chunk(b"gAMA", struct.pack(">I", 100000))), "a gamma of 1"),
    ("gray-alpha-profile.png", png_kind(png.GRAY_ALPHA, 8, more=[
        png.chunk(b"iCCP", b"p\0\0" + zlib.compress(profiles.gray_profile(1.8)))]), "gray with alpha and a gamma of 1.8"),
    ("text-bomb.png", png_with(png.chunk(b"zTXt", b"a\0\0" + BOMB), png.chunk(b"iTXt", b"a\0\1\0\0\0" + BOMB),
                               after=[png.chunk(b"zTXt", b"b\0\0" + BOMB)]), "texts that inflate to 20 MB each"),
    ("profile-bomb.png", png_with(png.chunk(b"iCCP", b"p\0\0" + BOMB)), "a profile that inflates to 20 MB of nothing"),
    ("many-idat.png", png_with(pieces=40), "image data in 41 chunks, one of them empty"),
    ("bad-ancillary-crc.png", png_with(png.chunk(b"gAMA", struct.pack(">I", 45455), crc_error=True)),
     "a wrong checksum where it does not matter"),
    ("1x1.png", lambda path: png.write(path, [[[9, 90, 200]]], png.RGB, 8), "one pixel"),
    ("animated.png", apng, "APNG: the default image counts"),
    ("plain.gif", plain_gif(version=b"87a"), "GIF87a"),
    ("interlaced.gif", plain_gif(dict(interlaced=True)), "rows in four passes"),
    ("transparent.gif", Animation([dict(indices=INDICES, transparent=int(INDICES[20, 5]))]), "a transparent color"),
    ("local-palette.gif", plain_gif(dict(palette=OTHER_COLORS)), "a palette of the frame's own"),
    ("background.gif", plain_gif(background=5), "a background color that nothing shows"),
    ("small-frame.gif", Animation([dict(indices=INDICES[:12, :20], at=(7, 9))]), "a frame inside its screen"),
    ("outside-frame.gif", Animation([dict(indices=INDICES, at=(10, 8))]), "a frame that reaches out of its screen"),
    ("animation.gif", animation(), "every disposal, local palettes, transparency, interlacing, clipping"),
    ("no-trailer.gif", plain_gif(trailer=b""), "no end mark"),
    ("extensions.gif", plain_gif(extra=b"!\xfe\5hello\0!\xff\x0bNETSCAPE2.0\3\1\0\0\0"), "comment and application blocks"),
    ("two-colors.gif", lambda path: gif.write(path, (9, 7), COLORS[:2],
                                               [gif.frame(INDICES[:7, :9] % 2, code_size=2)]), "the smallest palette"),
    ("1x1.gif", lambda path: gif.write(path, (1, 1), COLORS, [gif.frame(INDICES[:1, :1])]), "one pixel"),
    ("lossy.webp", webp(), "lossy, odd sides"),
    ("lossless.webp", webp(lossless=True), "lossless"),
    ("lossy-alpha.webp", webp(SMALL_RGBA), "lossy color, lossless alpha"),
    ("lossless-alpha.webp", webp(SMALL_RGBA, lossless=True, exact=True), "lossless with alpha"),
    ("palette.webp", webp(INDEXED.convert("RGB").quantize(8, dither=Image.Dither.NONE).convert("RGB"), lossless=True),
     "lossless with a palette"),
    ("animated-lossless.webp", animated_webp(True), "four lossless frames"),
    ("animated-lossy.webp", animated_webp(False), "four lossy frames"),
    ("animated-mux.webp", muxed_webp, "frames at offsets, blended and not, disposed of and not"),
    ("exif-6.webp", webp(exif=exif(6, "<")), "orientation 6 in an EXIF chunk"),
    ("profile.webp", webp(icc_profile=PROFILE), "an embedded color profile"),
    ("p3.webp", webp(icc_profile=profiles.rgb_profile(profiles.P3)), "colors of Display P3"),
    ("1x1.webp", webp(SMALL.crop((8, 8, 9, 9))), "one pixel"),
    ("photo.jpg", jpeg(photo(640, 427, 3), quality=75, subsampling=2, exif=b"Exif\0\0" + exif(6, ">")),
     "a photograph from a phone held upright"),
    ("subject.png", lambda path: subject(180, 120, 4).save(path, "PNG", compress_level=9), "a cut-out with soft edges"),
    ("photo-progressive.jpg", jpeg(photo(160, 120, 9), quality=94, subsampling=2, progressive=True),
     "a photograph whose last scan does not show in a thumbnail"),
    ("photo-scans.jpg", scans("0;\n1;\n2;\n", photo(160, 120, 9)), "each component in a scan of its own, not progressive"),
    ("photo-restarts.jpg", cjpeg("-restart", "2B", picture=photo(160, 120, 9)), "a restart marker after every second MCU"),
    ("photo.gif", lambda path: photo(160, 110, 5).quantize(128).save(path, "GIF"), "a photograph in 128 colors"),
    ("photo.webp", webp(photo(320, 240, 6), quality=75), "a photograph, lossy"),
    ("blown-lights.jpg", jpeg(beyond(136, 102, 10, gain=1.7, saturation=1.3, noise=5), quality=88, subsampling=2),
     "lights that are cut off, with noise: one color in four is outside of RGB"),
    ("neon.jpg", jpeg(beyond(136, 102, 11, gain=1.2, saturation=2.2, noise=4), quality=88, subsampling=2),
     "saturated lights, outside of RGB"),
    ("neon-422.jpg", jpeg(beyond(102, 136, 12, gain=1.2, saturation=2.2, noise=4), quality=88, subsampling=1),
     "saturated lights, chroma at half the width"),
    ("neon-444.jpg", jpeg(beyond(136, 102, 13, gain=1.2, saturation=2.2, noise=4), quality=88, subsampling=0),
     "saturated lights, chroma at full resolution"),
    ("dark-noise.jpg", jpeg(beyond(137, 101, 14, gain=0.6, saturation=1.3, black=35, noise=8), quality=88, subsampling=2),
     "noise in the dark, outside of RGB, with odd sides"),
    ("neon.webp", webp(beyond(136, 102, 15, gain=1.2, saturation=2.2, noise=4), quality=85),
     "saturated lights, outside of RGB, in WebP's narrower range"),
]


# ---- expectations -----------------------------------------------------------------------------------------


def write_pam(path, pixels):
    """8-bit RGB or RGBA in a format that ten lines of any language read."""
    height, width, depth = pixels.shape
    kind = "RGB" if depth == 3 else "RGB_ALPHA"
    with open(path, "wb") as file:
        file.write(f"P7\nWIDTH {width}\nHEIGHT {height}\nDEPTH {depth}\nMAXVAL 255\nTUPLTYPE {kind}\nENDHDR\n".encode())
        file.write(pixels.astype(np.uint8).tobytes())


def from_samples(name):
    """PNGs that Pillow gets wrong, worked out from the samples that went into them."""
    if name in ("bad-ancillary-crc.png", "text-bomb.png", "profile-bomb.png"):
        return np.asarray(SMALL)
    stem = name.removesuffix(".png").removesuffix("-trns").removesuffix("-adam7")
    kind, depth = next((k, d) for n, k, d in KINDS if f"{n}-{d}" == stem)
    samples, _ = color_samples(kind, depth)
    if kind == png.GRAY:
        eight = np.floor(samples * 255 / (2**depth - 1) + 0.5)
        color = np.repeat(eight[..., None], 3, -1)
    else:
        color = samples >> (depth - 8)
    if "trns" not in name:
        return color
    key = np.array(transparent_color(kind, depth)).reshape(1, 1, -1)
    opaque = (samples.reshape(*samples.shape[:2], -1) != key).any(-1)
    return np.concatenate([color, opaque[..., None] * 255], -1)


ARITHMETIC = {"text-bomb.png", "profile-bomb.png", "gray-2-trns.png", "gray-4-trns.png", "gray-16.png", "gray-16-adam7.png", "gray-16-trns.png",
              "rgb-16-trns.png", "bad-ancillary-crc.png"}


def from_pillow(path):
    """Every frame, stored orientation, 8 bits; RGBA where the image declares transparency."""
    with open(path, "rb") as file:
        data = file.read()
    if path.endswith("no-end-marker.jpg"):
        data += b"\xff\xd9"  # Pillow refuses the file without it; browsers and djpeg do not
    with Image.open(io.BytesIO(data)) as image:
        for number in range(getattr(image, "n_frames", 1) if image.format in ("GIF", "WEBP") else 1):
            image.seek(number)
            has_alpha = "A" in image.mode or "transparency" in image.info
            yield np.asarray(image.convert("RGBA" if has_alpha else "RGB"))


def opaque_as_rgb(pixels):
    return pixels[..., :3] if (pixels[..., 3] == 255).all() else pixels


def expect(name, maker, path):
    """Writes what decoders make of an image; returns the manifest's columns."""
    if isinstance(maker, Animation):
        frames, oracle = [opaque_as_rgb(f) for f in maker.composed()], "arithmetic"
    elif name in ARITHMETIC:
        frames, oracle = [from_samples(name)], "arithmetic"
    else:
        frames, oracle = list(from_pillow(path)), "Pillow"
    write_pam(f"{HERE}/expected/{name}.pam", frames[0])
    if len(frames) > 1:
        for number, pixels in enumerate(frames):
            write_pam(f"{HERE}/expected/{name}.frame{number}.pam", pixels)
    height, width, depth = frames[0].shape
    return width, height, len(frames), "yes" if depth == 4 else "no", oracle


# What a file says its colors are, other than by a profile.
SAID = {
    "adobe-rgb-exif.jpg": (profiles.ADOBE, lambda v: v ** (563 / 256)),
    "p3-cicp.png": (profiles.P3, profiles.srgb_to_linear), "p3-chrm.png": (profiles.P3, profiles.srgb_to_linear),
    "linear.png": (profiles.SRGB, lambda v: v),
}
# Profiles that cannot be used: values are taken as sRGB.
UNUSABLE = ("p3-lacking.jpg", "broken-profile.jpg", "rgb-gray-profile.jpg")


def expect_srgb(name, path):
    """Writes what an image comes to in sRGB, where that is not what is stored: arithmetic, or Pillow's ImageCms."""
    with open(path, "rb") as file:
        data = file.read()
    has_profile = any(mark in data for mark in (b"ICC_PROFILE", b"iCCP", b"ICCP"))
    if name in UNUSABLE or name.startswith(("profile.", "profile-bomb.")) or not has_profile and name not in SAID:
        return
    with Image.open(path) as image:
        image.load()
        icc = image.info.get("icc_profile")
    if name in SAID:
        pixels = profiles.in_srgb(np.asarray(image.convert("RGB")), *SAID[name])
    elif image.mode == "LA":  # ImageCms has no way; a table does
        table = [(v / 255) ** 1.8 for v in range(256)]
        gray = np.round(profiles.linear_to_srgb(np.array(table)) * 255)[np.asarray(image)[..., 0]]
        pixels = np.concatenate([np.repeat(gray[..., None], 3, -1), np.asarray(image)[..., 1:]], -1)
    else:
        source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        color = image.convert("RGB") if image.mode == "RGBA" or image.mode == "L" and b"RGB " in icc[:24] else image
        pixels = np.asarray(ImageCms.profileToProfile(color, source, ImageCms.createProfile("sRGB"), outputMode="RGB"))
        if image.mode == "RGBA":
            pixels = np.concatenate([pixels, np.asarray(image)[..., 3:]], -1)
    write_pam(f"{HERE}/expected/{name}.srgb.pam", pixels)


def orientation_of(name):
    if name in ("exif-6.png", "exif-6.webp", "photo.jpg"):
        return 6
    return int(name[12]) if name.startswith("orientation-") else 1


def make_resampling():
    """Two sources, and Pillow's resize of each by every filter to several sizes."""
    width, height = 53, 41
    rgb = scenes.photo(width, height, 8)
    y, x = np.mgrid[0:height, 0:width]
    rgb[:, width // 2 :] = (((x + y * (x % 3)) % 2) * 255)[:, width // 2 :, None]
    rgba = Image.fromarray(rgb)
    rgba.putalpha(Image.fromarray(scenes.alpha(width, height)))
    for name, source in (("rgb", Image.fromarray(rgb)), ("rgba", rgba)):
        source.save(f"{HERE}/resample/source-{name}.png")
        for filter_name, filter in FILTERS.items():
            for size in ((24, 16), (50, 9), (53, 20), (20, 41), (71, 56), (8, 8), (1, 1)):
                pixels = np.asarray(source.resize(size, filter))
                write_pam(f"{HERE}/resample/{name}-{filter_name}-{size[0]}x{size[1]}.pam", pixels)


def main():
    for folder in ("images", "expected", "resample"):
        shutil.rmtree(f"{HERE}/{folder}", ignore_errors=True)
        os.makedirs(f"{HERE}/{folder}")
    rows = ["name\tformat\twidth\theight\torientation\tframes\talpha\toracle\tpurpose"]
    for name, maker, purpose in IMAGES:
        path = f"{HERE}/images/{name}"
        maker(path)
        width, height, frames, alpha, oracle = expect(name, maker, path)
        expect_srgb(name, path)
        kind = {"jpg": "jpeg"}.get(name.rsplit(".", 1)[1], name.rsplit(".", 1)[1])
        rows.append("\t".join(map(str, (name, kind, width, height, orientation_of(name), frames, alpha, oracle, purpose))))
    with open(f"{HERE}/manifest.tsv", "w") as file:
        file.write("\n".join(rows) + "\n")
    make_resampling()
    subject(1600, 1200, 2).save(f"{HERE}/in.webp", "WEBP", quality=70, method=4)


main()

"""picture.py IMGPREP OUTPUT: draws the picture of the README. Five files that go wrong, what a plain loader makes of
each, and what imgprep makes of it. Both rows are results of real files: nothing is drawn by hand but the street."""
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from street import cutout, street, tall_street

WIDTH, SIDE, GAP, MARGIN, BAR = 1600, 288, 16, 20, 52
TITLES, CAPTION = 84, 42
INK, RED, GREEN, PAPER, PANEL = "#1f2937", "#c62828", "#1b7f3b", "#f4f6f9", "#d3dae3"


def phone(path):
    """Stored on its side, with an Exif orientation that says so."""
    exif = Image.Exif()
    exif[0x0112] = 6
    tall_street().resize((1200, 1600)).transpose(Image.Transpose.ROTATE_90).save(path, quality=92, exif=exif)


def transparent(path):
    cutout().resize((1000, 1000)).save(path)


def printed(path):
    """Inks as a printing press wants them: part of the gray is black ink."""
    ink = 255 - np.asarray(street().resize((1600, 1200)), dtype=np.int32)
    black = ink.min(-1, keepdims=True) // 2
    rest = (ink - black) * 255 // (255 - black)
    Image.fromarray(np.concatenate([rest, black], -1).astype(np.uint8), "CMYK").save(path, quality=92)


def odd(path):
    street().resize((1001, 751)).save(path)


def panorama(path):
    street(1200).resize((20_000, 5_000)).save(path, quality=85)


def as_stored(path):
    return Image.open(path).convert("RGB")


def first_three_channels(path):
    return Image.fromarray(np.asarray(Image.open(path))[..., :3].copy())


def rows_of_1000(path):
    """Takes rows to be as long as the model wants them, so that each begins a pixel further on."""
    samples = np.asarray(Image.open(path)).reshape(-1)
    return Image.fromarray(samples[: 750 * 1000 * 3].reshape(750, 1000, 3))


def square(path):
    return Image.open(path).resize((512, 512), Image.Resampling.BILINEAR, reducing_gap=2)


COLUMNS = [
    ("phone.jpg", phone, "Phone photo", "upright only by EXIF", as_stored, "sideways"),
    ("sticker.png", transparent, "Transparent PNG", "with hidden black", as_stored, "black background"),
    ("print.jpg", printed, "CMYK JPEG", "made for print", first_three_channels, "wrong colors"),
    ("odd.png", odd, "Odd size", "1001 x 751 pixels", rows_of_1000, "rows slip"),
    ("wide.jpg", panorama, "Huge panorama", "20,000 x 5,000 pixels", square, "squashed, 300 MB"),
]
# As measured. The other: 20,000 · 5,000 pixels of 3 bytes.
PANORAMA_MEMORY = ", 20 MB"


def words(draw, x, y, text, size, color, bold=False, anchor="mm"):
    draw.text(
        (x, y), text, fill=color, font=ImageFont.load_default(size), anchor=anchor, stroke_width=0.7 if bold else 0,
        stroke_fill=color)


def mark(draw, x, y, is_good):
    """A tick or a cross in a disc."""
    draw.ellipse((x - 15, y - 15, x + 15, y + 15), fill=GREEN if is_good else RED)
    strokes = [(-7, 0, -2, 6), (-2, 6, 8, -6)] if is_good else [(-6, -6, 6, 6), (-6, 6, 6, -6)]
    for x0, y0, x1, y1 in strokes:
        draw.line((x + x0, y + y0, x + x1, y + y1), fill="white", width=4)


def bar(page, top, text, color):
    """The name of a row, from bottom to top."""
    strip = Image.new("RGB", (SIDE, BAR - 8), PAPER)
    draw = ImageDraw.Draw(strip)
    draw.rounded_rectangle((0, 0, SIDE - 1, BAR - 9), radius=10, fill=color)
    words(draw, SIDE / 2, (BAR - 8) / 2, text, 30, "white", bold=True)
    page.paste(strip.transpose(Image.Transpose.ROTATE_90), (MARGIN, top))


def panel(page, picture, x, top):
    picture = picture.copy()
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    ImageDraw.Draw(page).rectangle((x, top, x + SIDE - 1, top + SIDE - 1), fill=PANEL)
    page.paste(picture, (x + (SIDE - picture.width) // 2, top + (SIDE - picture.height) // 2))


def draw(imgprep, folder):
    rows = [TITLES + 8, TITLES + SIDE + CAPTION + 20]
    page = Image.new("RGB", (WIDTH, rows[1] + SIDE + CAPTION + 8), PAPER)
    pen = ImageDraw.Draw(page)
    bar(page, rows[0], "plain loader", RED)
    bar(page, rows[1], "imgprep", GREEN)
    for column, (name, make, title, subtitle, naive, symptom) in enumerate(COLUMNS):
        x = MARGIN + BAR + column * (SIDE + GAP)
        middle = x + SIDE / 2
        make(folder / name)
        subprocess.run([imgprep, folder / name, "-o", folder / f"{name}.png", "--quiet"], check=True)
        good = Image.open(folder / f"{name}.png")
        size = f"{good.width} x {good.height}" + (PANORAMA_MEMORY if make is panorama else "")
        words(pen, middle, 30, title, 31, INK, bold=True)
        words(pen, middle, 66, subtitle, 25, "#5b6675")
        for top, picture, caption, is_good in (
            (rows[0], naive(folder / name), symptom, False),
            (rows[1], good, size, True),
        ):
            panel(page, picture, x, top)
            length = pen.textlength(caption, font=ImageFont.load_default(26))
            mark(pen, middle - length / 2 - 14, top + SIDE + 24, is_good)
            words(pen, middle + 16, top + SIDE + 24, caption, 26, INK)
    return page


def in_few_colors(page):
    """A palette of 255 colors, and transparent corners: a sheet of paper on light and on dark pages."""
    sheet = Image.new("1", page.size, 0)
    ImageDraw.Draw(sheet).rounded_rectangle((0, 0, page.width - 1, page.height - 1), radius=20, fill=1)
    few = page.quantize(255, Image.Quantize.MEDIANCUT, kmeans=3, dither=Image.Dither.NONE)
    few.putpalette(few.getpalette()[: 255 * 3] + [255, 255, 255])
    few.paste(255, mask=Image.fromarray(~np.asarray(sheet)))
    return few


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: picture.py IMGPREP OUTPUT")
    Image.MAX_IMAGE_PIXELS = None
    with tempfile.TemporaryDirectory() as folder:
        page = draw(Path(sys.argv[1]).resolve(), Path(folder))
    in_few_colors(page).save(sys.argv[2], optimize=True, transparency=255)
    print(f"{sys.argv[2]}: {Path(sys.argv[2]).stat().st_size // 1000} KB")

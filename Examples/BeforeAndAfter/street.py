"""A street that people recognise, as a vector drawing in units: 300 high, as wide as asked for."""
from PIL import Image, ImageDraw, ImageFont

HEIGHT = 300
GROUND = 236
DETAIL = 4  # pixels a unit while drawing

INK, SKIN, HAIR = "#22304a", "#f1c39b", "#2b211c"


class Pen:
    """Draws in units, from (0, 0) at the top left."""

    def __init__(self, width, background):
        self.image = Image.new("RGBA", (width * DETAIL, HEIGHT * DETAIL), background)
        self.draw = ImageDraw.Draw(self.image)

    def points(self, coordinates):
        return [value * DETAIL for value in coordinates]

    def box(self, x, y, width, height, color, radius=0):
        self.draw.rounded_rectangle(
            self.points((x, y, x + width, y + height)), radius=radius * DETAIL, fill=color)

    def disc(self, x, y, radius, color):
        self.draw.ellipse(self.points((x - radius, y - radius, x + radius, y + radius)), fill=color)

    def shape(self, color, *coordinates):
        self.draw.polygon(self.points(coordinates), fill=color)

    def limb(self, color, thickness, *coordinates):
        """A line with round ends."""
        self.draw.line(self.points(coordinates), fill=color, width=round(thickness * DETAIL), joint="curve")
        for x, y in zip(coordinates[::2], coordinates[1::2]):
            self.disc(x, y, thickness / 2, color)

    def words(self, x, y, text, size, color):
        font = ImageFont.load_default(size * DETAIL)
        self.draw.text(
            (x * DETAIL, y * DETAIL), text, fill=color, font=font, anchor="mm",
            stroke_width=round(size * DETAIL / 28), stroke_fill=color)


def sky(pen, width):
    pen.box(0, 0, width, GROUND, "#a9d8f5")
    pen.box(0, GROUND - 10, width, 24, "#d8d3c8")
    pen.box(0, GROUND + 14, width, HEIGHT, "#5d6672")
    for x in range(6, width, 56):
        pen.box(x, 272, 30, 5, "#f4f1e6")


def cloud(pen, x, y):
    for dx, dy, radius in ((0, 0, 12), (15, -7, 16), (33, -1, 13)):
        pen.disc(x + dx, y + dy, radius, "white")
    pen.box(x - 2, y + 1, 38, 11, "white", 5)


def tree(pen, x):
    pen.box(x - 5, 160, 10, GROUND - 158, "#7a4f2e")
    for dx, dy, radius in ((-18, 150, 24), (18, 152, 24), (0, 126, 29), (0, 152, 26)):
        pen.disc(x + dx, dy, radius, "#3f9a4f")
    pen.disc(x - 8, 120, 13, "#5db668")


def house(pen, x, width, top, wall, roof):
    pen.box(x, top, width, GROUND - top, wall)
    pen.shape(roof, x - 8, top, x + width / 2, top - 44, x + width + 8, top)
    for row in range(top + 16, GROUND - 62, 46):
        for column in range(round(x + 14), round(x + width - 24), 36):
            pen.box(column, row, 22, 28, "white", 2)
            pen.box(column + 3, row + 3, 16, 22, "#6fa8c9", 1)
    pen.box(x + width / 2 - 13, GROUND - 48, 26, 48, "#6b3f2a", 2)
    pen.disc(x + width / 2 + 7, GROUND - 22, 2, "#f2c14e")


def shop(pen, x, name, wall="#f3dfb8", stripe="#d8433b"):
    pen.box(x, 84, 168, GROUND - 84, wall)
    pen.box(x - 5, 76, 178, 11, "#8a5a3c")
    pen.box(x + 10, 96, 148, 34, INK, 5)
    pen.words(x + 84, 113, name, 26, "#ffd95e")
    pen.box(x + 14, 152, 82, 62, "white", 2)
    pen.box(x + 18, 156, 74, 54, "#8cc4dd", 1)
    for dx in (30, 54, 78):
        pen.disc(x + dx, 203, 9, "#c98a4b")
    pen.box(x + 112, 152, 42, GROUND - 152, "#6b3f2a", 2)
    pen.box(x + 118, 158, 30, 34, "#8cc4dd", 1)
    pen.disc(x + 148, 204, 2.5, "#f2c14e")
    for index in range(8):
        color = "white" if index % 2 else stripe
        pen.shape(color, x + 21 * index, 138, x + 21 * index + 21, 138, x + 21 * index + 21, 152, x + 21 * index, 152)
        pen.disc(x + 21 * index + 10.5, 152, 10.5, color)


def stop_sign(pen, x, top=92):
    pen.box(x - 3, top + 30, 6, GROUND + 18 - top - 30, "#7d858f")
    for radius, color in ((33, "white"), (30, "#d02c2c")):
        inner = radius * 0.4142
        pen.shape(
            color, x - inner, top - radius, x + inner, top - radius, x + radius, top - inner, x + radius, top + inner,
            x + inner, top + radius, x - inner, top + radius, x - radius, top + inner, x - radius, top - inner)
    pen.words(x, top, "STOP", 21, "white")


def person(pen, x, coat="#2456a6", feet=268):
    """A person who waves."""
    hip = feet - 44
    pen.limb("#27314a", 11, x - 8, hip, x - 10, feet - 5)
    pen.limb("#27314a", 11, x + 8, hip, x + 10, feet - 5)
    pen.limb("#15181f", 10, x - 11, feet - 2, x - 17, feet - 2)
    pen.limb("#15181f", 10, x + 11, feet - 2, x + 17, feet - 2)
    pen.limb(coat, 11, x - 14, hip - 40, x - 25, hip - 8)
    pen.disc(x - 26, hip - 3, 6, SKIN)
    pen.limb(coat, 11, x + 14, hip - 40, x + 28, hip - 60, x + 34, hip - 78)
    pen.disc(x + 35, hip - 85, 6.5, SKIN)
    pen.box(x - 19, hip - 50, 38, 60, coat, 12)
    pen.box(x - 2, hip - 46, 3, 54, "#173c78")
    pen.box(x - 6, hip - 60, 12, 16, SKIN)
    pen.limb("#e2463b", 9, x - 11, hip - 49, x + 11, hip - 49)
    pen.disc(x, hip - 75, 20, HAIR)
    pen.disc(x, hip - 71, 17, SKIN)
    pen.shape(HAIR, x - 18, hip - 76, x - 10, hip - 90, x + 10, hip - 90, x + 18, hip - 76, x + 4, hip - 82)
    pen.disc(x - 6, hip - 71, 2.2, INK)
    pen.disc(x + 6, hip - 71, 2.2, INK)
    pen.draw.arc(
        pen.points((x - 8, hip - 74, x + 8, hip - 60)), 20, 160, fill="#a33d33", width=2 * DETAIL)


def street(width=400):
    """A shop, a tree, a person and a stop sign; a wide one goes on with more of them."""
    pen = Pen(width, "white")
    sky(pen, width)
    pen.disc(216, 42, 24, "#ffd34d")
    for x in range(262, width, 330):
        cloud(pen, x, 70)
    shop(pen, 16, "BAKERY")
    tree(pen, 222)
    if width >= 1200:
        house(pen, 420, 130, 120, "#e58f6b", "#7b3b33")
        tree(pen, 592)
        shop(pen, 640, "BOOKS", "#d7e3c4", "#2f7d6b")
        house(pen, 836, 112, 98, "#c8b2dc", "#54407a")
        tree(pen, 990)
        house(pen, 1046, 130, 130, "#f0cf7a", "#8a5a3c")
        person(pen, 760, "#b8452f")
        stop_sign(pen, 1010)
    person(pen, 252)
    stop_sign(pen, 346)
    return pen.image.convert("RGB")


def tall_street():
    """The middle of the street, as a telephone held upright sees it."""
    return street().crop((176 * DETAIL, 0, 400 * DETAIL, HEIGHT * DETAIL))


def cutout():
    """The person and the sign alone. Black stands behind them, hidden by transparency, as many programs leave it."""
    pen = Pen(300, (0, 0, 0, 0))
    person(pen, 96)
    stop_sign(pen, 208)
    return pen.image

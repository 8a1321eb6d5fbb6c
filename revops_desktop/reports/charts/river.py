"""The river on paper: the window's own picture, drawn so that black and white tells it too.

Waiting water is ruled level, what leaks is slanted, what was passed without a stay is hatched, the
bottleneck has a dashed bed, brackets and its flag; the route back has an edge.
"""

from functools import lru_cache

from revops_desktop.analytics.river_curves import Box, Path
from revops_desktop.analytics.river_frame import Basis, Wanted
from revops_desktop.analytics.river_labels import Label
from revops_desktop.analytics.river_layout import Layout, lay_out
from revops_desktop.analytics.river_picture import RiverPicture
from revops_desktop.analytics.river_shapes import Shape
from revops_desktop.reports import fonts, pen
from revops_desktop.reports.charts.palette import WEAK_TEXT, WHITE, Palette, palette
from revops_desktop.reports.paper import Frame
from revops_desktop.reports.pen import Ink, Pattern, Way
from revops_desktop.reports.sheet import Sheet, Type
from revops_desktop.reports.text import printable
from revops_desktop.tokens import LIGHT, contrast, mix, readable_on

# Pixels of the window to points: its smallest type, 11 pixels, is 6.6 points high on paper.
SCALE = 0.6
_STEPS = 20
# What text needs on its ground to be read (WCAG 2.1, level AA).
_READABLE = 4.5
# In a strip of fewer points no pattern can be told.
_TOO_NARROW = 3.2
_TEXT = {
    **{"name": LIGHT.text, "figure": LIGHT.text_muted, "muted": LIGHT.text_muted},
    **{"waits": LIGHT.text_muted, "function": LIGHT.text_muted, "leak": LIGHT.bad},
    **{"back": LIGHT.good, "loop": LIGHT.text_muted, "share": LIGHT.text},
    **{"other": LIGHT.text_muted, "flag": WHITE, "narrow": WHITE},
}
_LEAKS: dict[str, Way] = {"lost": "down", "churned": "cross", "transferred": "upright"}


def river_layout(
    picture: RiverPicture,
    *,
    basis: Basis,
    width: float,
    height: float,
    narrow: int | None = None,
) -> Layout:
    """The picture laid out for a frame of this many points; `narrow`: the bottleneck's step."""
    size = (width / SCALE, height / SCALE)
    return lay_out(Wanted(picture, basis, *size, _measure, narrow=narrow, legend=True))


@lru_cache(maxsize=8192)
def _measure(text: str, size: int, bold: bool) -> float:
    """How wide words will be, in the window's pixels."""
    font = fonts.BOLD if bold else fonts.REGULAR
    return fonts.width(printable(text, fonts.has_glyph), size, font)


def draw(sheet: Sheet, frame: Frame, layout: Layout) -> None:
    """The water, then the words; the frame has the size that was laid out for."""
    painter = _Painter(sheet, frame, layout)
    for shape in layout.shapes:
        painter.shape(shape)
    for label in layout.labels:
        painter.label(label)


class _Painter:
    def __init__(self, sheet: Sheet, frame: Frame, layout: Layout) -> None:
        self._sheet = sheet
        self._frame = frame
        self._layout = layout
        self._palette = palette(sheet)
        self._ground = mix(WHITE, self._palette.strong, 0.06)

    # Water

    def shape(self, shape: Shape) -> None:
        """One surface or line of the picture."""
        path = self._placed(shape.path)
        if shape.role in ("function", "narrow"):
            self._bed(shape.role, path)
            return
        if shape.role in ("loop", "ghost", "pinch"):
            pen.draw(self._sheet, path, self._line(shape.role))
            if shape.role == "loop":
                self._arrow(path)
            return
        ink = self._water_ink(shape.role, _middle(shape.path))
        if ink.pattern is not None and _width(path) < _TOO_NARROW:
            ink = Ink(ink.line)
        pen.draw(self._sheet, path, ink)

    def _bed(self, role: str, path: Path) -> None:
        box = _box(path)
        if role == "function":
            self._sheet.box(*box, fill=self._ground, radius=5)
        else:
            ink = Ink(LIGHT.warning_soft, LIGHT.warning, 0.7, (2.5, 2))
            pen.block(self._sheet, *box, ink)

    def _line(self, role: str) -> Ink:
        if role == "loop":
            return Ink(line=mix(self._palette.strong, WHITE, 0.35), width=1.2, dash=(4, 2.5))
        if role == "ghost":
            return Ink(line=LIGHT.text, width=0.8, dash=(2, 2))
        return Ink(line=LIGHT.warning, width=1.5)

    def _arrow(self, path: Path) -> None:
        x, y = path.parts[-1][-2:]
        points = [(x - 3, y + 3.6), (x, y), (x + 3, y + 3.6)]
        pen.line(self._sheet, points, mix(self._palette.strong, WHITE, 0.35), 1.2)

    def _water(self, x: float) -> str:
        """The colour of the river at a place: strong at its source, light at its mouth."""
        layout = self._layout.frame
        part = (x - layout.first) / max(layout.wanted.width - layout.first, 1)
        return _water(self._palette, round(_STEPS * min(max(part, 0.0), 1.0)))

    def _water_ink(self, role: str, x: float) -> Ink:
        water = self._water(x)
        if role == "flow":
            return Ink(water)
        if role == "source":
            return Ink(mix(water, WHITE, 0.5), mix(water, WHITE, 0.1), 0.4)
        if role == "pool":
            dark = mix(water, LIGHT.text, 0.32)
            return Ink(dark, dark, 0.4, pattern=Pattern("level", WHITE, 2.4, 0.5))
        if role in _LEAKS:
            colour = LIGHT.neutral if role == "transferred" else LIGHT.bad
            pattern = Pattern(_LEAKS[role], colour, 2.6, 0.4)
            return Ink(mix(colour, WHITE, 0.8), mix(colour, WHITE, 0.35), 0.4, pattern=pattern)
        if role == "skipped":
            return Ink(WHITE, LIGHT.text, 0.5, pattern=Pattern("up", LIGHT.text, 1.9, 0.5))
        if role == "bar":
            return Ink(WHITE)
        # The route back: the lake, and what rises to it and comes down from it.
        return Ink(mix(WHITE, LIGHT.good, 0.22), mix(WHITE, LIGHT.good, 0.75), 0.5)

    # Words

    def label(self, label: Label) -> None:
        """The lines of a label in their box, on a ground of their own where water is below."""
        box = self._box(label.box)
        colour = self._colour(label)
        if label.role in ("flag", "narrow"):
            self._pill(box, 3.6, LIGHT.warning)
        elif label.role in ("share", "other"):
            self._pill(box, 3.0, self._ground)
        elif label.role == "deep":
            self._pill(box, 1.5, self._deep(label)[0])
        elif label.role == "loop":
            self._pill(box, 3.6, WHITE)
        elif label.role in ("back", "function"):
            self._pill(box, 2.0, self._ground)
        elif label.role == "waits":
            colour_of_pool = mix(self._water(label.box.x), LIGHT.text, 0.32)
            y = box.y + box.height / 2 - 1.8
            ink = Ink(colour_of_pool, pattern=Pattern("level", WHITE, 1.4, 0.4))
            pen.block(self._sheet, box.x - 7.2, y, 4.8, 3.6, ink)
        type_ = Type(label.size * SCALE, label.bold, colour)
        line = box.height / max(len(label.lines), 1)
        x = box.x + {"left": 0.0, "centre": box.width / 2, "right": box.width}[label.side]
        for number, text in enumerate(label.lines):
            base = box.y + (number + 0.5) * line + 0.36 * type_.size
            self._sheet.write(x, base, text, type_, label.side)

    def _colour(self, label: Label) -> str:
        if label.role == "deep":
            return self._deep(label)[1]
        if label.weak:
            return WEAK_TEXT
        return _TEXT[label.role]

    def _deep(self, label: Label) -> tuple[str, str]:
        """The ground and colour of words in the water; in mid-grey water none reads by itself."""
        water = self._water(label.box.x + label.box.width / 2)
        colour = readable_on(water)
        if contrast(colour, water) >= _READABLE:
            return water, colour
        return self._ground, LIGHT.text

    def _pill(self, box: Box, more: float, colour: str) -> None:
        x, y, width, height = box
        self._sheet.box(x - more, y, width + 2 * more, height, fill=colour, radius=3.5)

    # Places

    def _box(self, box: Box) -> Box:
        return Box(
            self._frame.x + box.x * SCALE,
            self._frame.y + box.y * SCALE,
            box.width * SCALE,
            box.height * SCALE,
        )

    def _placed(self, path: Path) -> Path:
        x, y = self._frame.x, self._frame.y
        return Path(
            (x + path.start[0] * SCALE, y + path.start[1] * SCALE),
            tuple(
                tuple((y if at % 2 else x) + one * SCALE for at, one in enumerate(part))
                for part in path.parts
            ),
            path.closed,
        )


def _width(path: Path) -> float:
    """How wide a falling strip, a pool or a post is at its narrow end."""
    if len(path.parts) == 5:
        # What falls ends with the two corners of its strip.
        return abs(path.parts[1][0] - path.parts[2][0])
    box = _box(path)
    return min(box.width, box.height)


def _middle(path: Path) -> float:
    across = [x for x, _y in path.points()]
    return (min(across) + max(across)) / 2


def _box(path: Path) -> Box:
    across, down = zip(*path.points(), strict=True)
    left, top = min(across), min(down)
    return Box(left, top, max(across) - left, max(down) - top)


@lru_cache(maxsize=512)
def _water(colours: Palette, step: int) -> str:
    """The colour at this of `_STEPS` steps; light enough or dark enough for a text on it."""
    made = mix(colours.strong, colours.pale, 0.8 * step / _STEPS)
    return made if contrast(readable_on(made), made) >= 4.5 else mix(made, WHITE, 0.2)

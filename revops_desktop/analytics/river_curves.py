"""The curves that the picture of the river is made of, as plain numbers for any painter.

A path begins at `start`; each part is the end of a line (2 numbers) or a Bézier curve (6: two
control points and the end). y grows downwards. Window, picture files and PDF draw the same paths.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

Point = tuple[float, float]


class Path(NamedTuple):
    """A closed outline to be filled, or a line where it is not `closed`."""

    start: Point
    parts: tuple[tuple[float, ...], ...]
    closed: bool = True

    def points(self) -> list[Point]:
        """Every corner and control point: all of the curve lies between them."""
        found = [self.start]
        for part in self.parts:
            found.extend(zip(part[::2], part[1::2], strict=True))
        return found


class Box(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    def touches(self, other: "Box") -> bool:
        """Whether the two share some surface."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies inside."""
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


class Slice(NamedTuple):
    """A part of a vertical cut through the water."""

    top: float
    bottom: float

    @property
    def thickness(self) -> float:
        """How wide the water is here."""
        return self.bottom - self.top


def bend(one: Point, other: Point) -> tuple[float, ...]:
    """A gentle S from one point to another, level at both ends."""
    middle = (one[0] + other[0]) / 2
    return (middle, one[1], middle, other[1], *other)


def corner(one: Point, other: Point, *, first_level: bool) -> tuple[float, ...]:
    """A rounded corner: level at one end and upright at the other."""
    turn = (other[0], one[1]) if first_level else (one[0], other[1])
    near, far = (
        (start[0] + 0.62 * (turn[0] - start[0]), start[1] + 0.62 * (turn[1] - start[1]))
        for start in (one, other)
    )
    return (*near, *far, *other)


def ribbon(left: float, one: Slice, right: float, other: Slice) -> Path:
    """Water that flows from one cut to another."""
    return Path(
        (left, one.top),
        (
            bend((left, one.top), (right, other.top)),
            (right, other.bottom),
            bend((right, other.bottom), (left, one.bottom)),
        ),
    )


def pool(left: float, cut: Slice, length: float) -> Path:
    """Water that stands: it goes on for a while and ends round."""
    half = cut.thickness / 2
    straight, right = left + length - min(max(half, 3.0), 0.9 * length), left + length
    middle = cut.top + half
    return Path(
        (left, cut.top),
        (
            (straight, cut.top),
            corner((straight, cut.top), (right, middle), first_level=True),
            corner((right, middle), (straight, cut.bottom), first_level=False),
            (left, cut.bottom),
        ),
    )


def fall(left: float, cut: Slice, strip: tuple[float, float], end: float) -> Path:
    """Water that falls out of the river to its right, down to `end` as wide as the strip."""
    west, east = strip
    turned = cut.bottom + min(max(10.0, 0.6 * (east - left)), max(end - cut.bottom, 2.0))
    return Path(
        (left, cut.top),
        (
            corner((left, cut.top), (east, turned), first_level=True),
            (east, end),
            (west, end),
            (west, turned),
            corner((west, turned), (left, cut.bottom), first_level=False),
        ),
    )


def rise(left: float, cut: Slice, strip: tuple[float, float], lane: Slice, turn: float) -> Path:
    """Water that rises out of the river to its right and turns back to the left in a lane above.

    In the lane it ends `turn` left of the strip.
    """
    west, east = strip
    room = max(cut.top - lane.bottom - turn, 2.0)
    start = cut.top - min(room, max(8.0, 0.55 * (east - left)))
    back = west - turn
    return Path(
        (left, cut.bottom),
        (
            corner((left, cut.bottom), (east, start), first_level=True),
            (east, lane.bottom + turn),
            corner((east, lane.bottom + turn), (back, lane.top), first_level=False),
            (back, lane.bottom),
            corner((back, lane.bottom), (west, lane.bottom + turn), first_level=True),
            (west, start),
            corner((west, start), (left, cut.top), first_level=False),
        ),
    )


def drop(lane: Slice, strip: tuple[float, float], end: float, turn: float) -> Path:
    """Water that turns out of a lane flowing left, `turn` right of the strip, down to `end`."""
    west, east = strip
    start = east + turn
    return Path(
        (start, lane.top),
        (
            corner((start, lane.top), (west, lane.bottom + turn), first_level=True),
            (west, end),
            (east, end),
            (east, lane.bottom + turn),
            corner((east, lane.bottom + turn), (start, lane.bottom), first_level=False),
        ),
    )


def oblong(left: float, top: float, right: float, bottom: float) -> Path:
    """A rectangle."""
    return Path((left, top), ((right, top), (right, bottom), (left, bottom)))


def line_through(points: Sequence[Point]) -> Path:
    """A line that runs through the points in gentle bends."""
    return Path(points[0], tuple(bend(one, other) for one, other in pairwise(points)), False)

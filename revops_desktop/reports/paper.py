"""The paper of a report and how the owner's business looks on it."""

from dataclasses import dataclass
from typing import Literal

from revops_desktop.tokens import LIGHT, contrast, mix

PaperKey = Literal["a4", "letter"]

# What text needs on white to be read (WCAG 2.1, level AA).
_READABLE = 4.5
_STEPS = 40


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper; width and height in points."""

    key: PaperKey
    width: float
    height: float


A4 = Paper("a4", 595.2756, 841.8898)
LETTER = Paper("letter", 612.0, 792.0)
PAPERS: dict[str, Paper] = {paper.key: paper for paper in (A4, LETTER)}


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle on the page, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Look:
    """The owner's colour (#rrggbb) and logo (the bytes of a PNG or JPEG file, empty for none)."""

    colour: str = LIGHT.accent
    logo: bytes = b""

    @property
    def accent(self) -> str:
        """The colour for lines and surfaces that carry white text: dark enough for it."""
        return readable(self.colour)

    @property
    def soft(self) -> str:
        """A quiet surface of the colour, for dark text."""
        return mix(self.accent, "#ffffff", 0.9)


def readable(colour: str) -> str:
    """The colour, darkened until it reads on white (4.5 : 1)."""
    for step in range(_STEPS + 1):
        darker = mix(colour, "#000000", step / _STEPS)
        if contrast(darker, "#ffffff") >= _READABLE:
            return darker
    return "#000000"


def across(paper: Paper) -> Paper:
    """The paper lying on its long side."""
    return Paper(paper.key, paper.height, paper.width)

"""A figure as it is printed: its text, whether it is weak, and why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Sense = Literal["good", "bad", "neutral"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure in words; `weak` is greyed; `reason` says why it is weak or missing."""

    text: str
    weak: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A month of a trend; `weak`: of too few cases, drawn in grey."""

    value: float
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """How far a figure is from what it was: its text with ▲ or ▼, and what that means."""

    text: str
    sense: Sense = "neutral"


@dataclass(frozen=True, slots=True)
class Row:
    """A key figure: this month, last month, the three months before, and twelve months drawn."""

    label: str
    now: Figure
    last: Figure
    mean: Figure
    change: Change
    trend: tuple[Point | None, ...]
    drawn: Literal["columns", "line"]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together."""

    name: str
    rows: tuple[Row, ...]


@dataclass
class Reasons:
    """The reasons of a page, each said once in words below it and named by a small number."""

    said: list[str] = field(default_factory=list)

    def mark(self, figure: Figure) -> str:
        """The number of the figure's reason; empty where it has none."""
        if not figure.reason:
            return ""
        if figure.reason not in self.said:
            self.said.append(figure.reason)
        return str(self.said.index(figure.reason) + 1)

    def lines(self) -> Sequence[str]:
        """The reasons with their numbers, in the order of the page."""
        return [f"{number} {reason}" for number, reason in enumerate(self.said, 1)]

"""How a cell becomes a value: a conversion takes its text and may note what is doubtful about it.

A cell that does not hold what its field needs raises CellRefused; one that can be taken, though
somebody should look at it, is taken and noted.
"""

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_MOST_REMEMBERED = 20_000

# Told a sentence about a cell that is taken although it is doubtful.
Note = Callable[[str], None]


def unnoted(message: str) -> None:
    """For those who do not want to know what is doubtful."""


class Evidence(Protocol):
    """What the cells of a column say of how it is written."""

    def add(self, text: str) -> None:
        """One more cell."""


E = TypeVar("E", bound=Evidence)


def heard(evidence: E, texts: Iterable[str]) -> E:
    """The evidence of all these cells."""
    for text in texts:
        evidence.add(text)
    return evidence


class Convert(Protocol[T_co]):
    """From the text of a cell to its value."""

    def __call__(self, text: str, note: Note = unnoted, /) -> T_co: ...


def remembering(convert: Convert[T]) -> Convert[T]:
    """The same conversion, fast for texts that come again and again; bounded."""
    known: dict[str, T] = {}
    doubts: dict[str, list[str]] = {}

    def converted(text: str, note: Note = unnoted, /) -> T:
        try:
            value = known[text]
        except KeyError:
            if len(known) >= _MOST_REMEMBERED:
                known.clear()
                doubts.clear()
            noted: list[str] = []
            value = known[text] = convert(text, noted.append)
            if noted:
                doubts[text] = noted
        if doubts:
            for message in doubts.get(text, ()):
                note(message)
        return value

    return converted

"""Texts that several columns of a row tell: the first that is filled, and the lines of a note."""

from collections.abc import Collection, Sequence

from revops_desktop.exchange.deciding import Take
from revops_desktop.rules.text import fold


def first_filled(numbers: Sequence[int], silent: Collection[str]) -> Take:
    """In each row the first that says something; a `silent` word (folded) says nothing."""

    def first(cells: Sequence[str]) -> str:
        texts = (cells[number].strip() for number in numbers)
        return next((text for text in texts if text and fold(text) not in silent), "")

    return first


def with_lines(
    own: Take | None,
    lines: Sequence[tuple[int, str]],
    told: Sequence[Take],
    silent: Collection[str],
) -> Take:
    """A note that goes on in other columns, a line each with its heading.

    What is `told` elsewhere, or is a silent word, is no line.
    """

    def noted(cells: Sequence[str]) -> str:
        known = {take(cells).strip() for take in told}
        note = [own(cells)] if own is not None else []
        for number, heading in lines:
            text = " ".join(cells[number].split())
            if text and text not in known and fold(text) not in silent:
                note.append(f"{heading}: {text}")
        return "\n".join(line for line in note if line.strip())

    return noted

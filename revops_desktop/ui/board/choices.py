"""How its user likes the board: fields and density of cards, sorting, folded columns, section.

Remembered for each file on this computer; read before the first frame, so plain text and no JSON.
"""

from binascii import crc32
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from revops_desktop.i18n import N_
from revops_desktop.rules.board import SORTS, Sort

# What a card can show, in the order of the menu.
FIELDS = {
    "company": N_("Company"),
    "owner": N_("Owner"),
    "amount": N_("Amount"),
    "age": N_("Days in this stage"),
    "clock": N_("Time limit"),
    "step": N_("Next step"),
    "cold": N_("Going cold mark"),
    "score": N_("Lead score"),
    "tags": N_("Tags"),
    "close": N_("Expected close"),
    "kind": N_("Kind"),
    "source": N_("Source"),
    "custom": N_("Custom fields"),
}
FIRST_FIELDS = frozenset(FIELDS) - {"close", "kind", "source"}
DENSITIES = {
    "compact": N_("Compact"),
    "normal": N_("Normal"),
    "roomy": N_("Roomy"),
}
SORT_NAMES: dict[Sort, str] = {
    "manual": N_("By hand"),
    "amount": N_("Amount, largest first"),
    "age": N_("Days in this stage, longest first"),
    "close": N_("Expected close, soonest first"),
    "step": N_("Next step, soonest first"),
    "score": N_("Lead score, highest first"),
}


class Remembers(Protocol):
    """What keeps a text under a name (ui/preferences.py)."""

    def remembered(self, name: str) -> str: ...
    def remember(self, name: str, value: str) -> None: ...


@dataclass(slots=True)
class Choices:
    """What was chosen; `section` is the function whose stages alone are unfolded, 0 for all."""

    fields: frozenset[str] = FIRST_FIELDS
    density: str = "normal"
    sort: Sort = "manual"
    section: int = 0
    folded: set[int] = field(default_factory=set)

    def as_text(self) -> str:
        """The choices in one line."""
        numbers = " ".join(map(str, sorted(self.folded)))
        chosen = " ".join(name for name in FIELDS if name in self.fields)
        return ";".join((chosen, self.density, self.sort, str(self.section), numbers))

    @staticmethod
    def from_text(text: str) -> "Choices":
        """The choices as `as_text` wrote them; whatever cannot be read is as at first."""
        made = Choices()
        parts = text.split(";")
        if len(parts) != 5:
            return made
        fields, density, sort, section, folded = parts
        made.fields = frozenset(fields.split()) & frozenset(FIELDS)
        made.density = density if density in DENSITIES else made.density
        made.sort = next((one for one in SORTS if one == sort), made.sort)
        made.section = int(section) if section.isdigit() else 0
        made.folded = {int(number) for number in folded.split() if number.isdigit()}
        return made


def recall(memory: Remembers | None, path: Path) -> Choices:
    """What was chosen for a file the last time."""
    return Choices() if memory is None else Choices.from_text(memory.remembered(_name(path)))


def keep(memory: Remembers | None, path: Path, choices: Choices) -> None:
    """Remembers what was chosen for a file."""
    if memory is not None:
        memory.remember(_name(path), choices.as_text())


def _name(path: Path) -> str:
    # A digest of hashlib's would cost 8 ms before the first frame.
    return f"board/{path.stem}-{crc32(str(path.absolute()).encode()):08x}"

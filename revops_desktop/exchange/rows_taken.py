"""What became of the rows of a file, by their lines."""

from array import array
from collections.abc import Collection, Iterable
from typing import Literal

Became = Literal["created", "updated", "joined", "other"]


class RowsTaken:
    """Lines of rows that make records, change them, only go on with new ones, say that a deal
    stands elsewhere, or differ from what is not to be changed. Millions may be kept."""

    def __init__(self) -> None:
        self.created = array("L")
        self.updated = array("L")
        self.joined = array("L")
        self.elsewhere = array("L")
        self.differing = array("L")

    def settle(
        self,
        updated: Collection[int],
        joined: Collection[int],
        elsewhere: Collection[int],
        differing: Collection[int],
    ) -> None:
        """Ends the file, but for rows that make records."""
        self.updated.extend(updated)
        self.joined.extend(joined)
        self.elsewhere.extend(elsewhere)
        self.differing.extend(differing)

    def acted(self) -> dict[int, Became]:
        """The rows that come to something."""
        found: dict[int, Became] = dict.fromkeys(self.joined, "joined")
        found.update(dict.fromkeys(self.updated, "updated"))
        found.update(dict.fromkeys(self.created, "created"))
        return found

    def became(self, lines: Iterable[int]) -> dict[int, Became]:
        """What became of these rows."""
        wanted = set(lines)
        found: dict[int, Became] = dict.fromkeys(wanted, "other")
        for name in ("joined", "updated", "created"):
            found.update(dict.fromkeys(wanted.intersection(getattr(self, name)), name))
        return found

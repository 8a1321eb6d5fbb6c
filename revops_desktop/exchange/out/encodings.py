"""CSV in UTF-8 or CP932: what CP932 cannot hold is told with its place, never written as “?”."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal

from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.formulas import defused
from revops_desktop.i18n import _, ngettext
from revops_desktop.i18n import count as shown_count

Encoding = Literal["utf-8", "cp932"]
# UTF-8 carries a mark, by which spreadsheets know it.
_CODECS: dict[Encoding, str] = {"utf-8": "utf-8-sig", "cp932": "cp932"}
# So many places are kept; beyond them only their number.
MOST_PLACES = 1000
_TOLD = 8

# Where the person has it written all the same: signs of the same look, else a filled mark (geta).
_GETA = "〓"
_ALIKE = {"〜": "～", "−": "－", "—": "―", "‖": "∥", "¢": "￠", "£": "￡", "¬": "￢", "¥": "￥"}


@dataclass(frozen=True, slots=True)
class Place:
    """A cell with signs that an encoding has not: rows count from the header, which is 1."""

    file: str
    row: int
    column: str
    signs: str

    def sentence(self) -> str:
        """All of it in one line."""
        return _("{file}, row {row}, column “{column}”: {signs}").format(
            file=self.file, row=self.row, column=self.column, signs=self.signs
        )


class CannotHold(RuleBroken):
    """Texts hold signs that CP932 has not; nothing was written. `places` are the first of them."""

    def __init__(self, places: Sequence[Place], count: int) -> None:
        self.places = tuple(places)
        self.count = count
        told = [place.sentence() for place in places[:_TOLD]]
        untold = count - len(told)
        if untold > 0:
            more = ngettext("and {number} more", "and {number} more", untold)
            told.append(more.format(number=shown_count(untold)))
        said = ngettext(
            "{number} cell holds characters that CP932 does not have. Nothing was written. Please "
            "choose UTF-8, or have them written as 〓.",
            "{number} cells hold characters that CP932 does not have. Nothing was written. Please "
            "choose UTF-8, or have them written as 〓.",
            count,
        ).format(number=shown_count(count))
        super().__init__("\n".join((said, *told)))


class Lacks:
    """Collects the places that CP932 cannot hold."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self.count = 0

    def add(self, place: Place) -> None:
        """One more."""
        self.count += 1
        if len(self._places) < MOST_PLACES:
            self._places.append(place)

    def require_none(self) -> None:
        """Raises CannotHold where there is any."""
        if self.count:
            raise CannotHold(self._places, self.count)


class CsvOut:
    """Writes rows of texts into an open file. `name` is how its places are told.

    `replaces`: signs that CP932 has not are written as 〓 (or one of the same look) and not told.
    """

    def __init__(
        self,
        file: BinaryIO,
        name: str,
        headings: Sequence[str],
        encoding: Encoding,
        lacks: Lacks,
        *,
        replaces: bool = False,
    ) -> None:
        self._text = io.TextIOWrapper(file, encoding=_CODECS[encoding], newline="")
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self._name = name
        self._headings = tuple(headings)
        self._narrow = encoding == "cp932"
        self._lacks = lacks
        self._replaces = replaces
        self._row = 0
        self.write([defused(heading) for heading in headings])

    def write(self, cells: Sequence[str]) -> None:
        """One row, as its cells are."""
        self._row += 1
        if self._narrow and not _holds("".join(cells)):
            cells = [self._narrowed(number, cell) for number, cell in enumerate(cells)]
        self._writer.writerow(cells)

    def finish(self) -> None:
        """Brings everything into the file, which stays open."""
        self._text.flush()
        self._text.detach()

    def _narrowed(self, number: int, cell: str) -> str:
        missing = "".join(dict.fromkeys(sign for sign in cell if not _holds(sign)))
        if not missing:
            return cell
        if not self._replaces:
            column = self._headings[number] if number < len(self._headings) else ""
            self._lacks.add(Place(self._name, self._row, column, missing))
        return cell.translate({ord(sign): _ALIKE.get(sign, _GETA) for sign in missing})


def _holds(text: str) -> bool:
    """Whether CP932 gives the text back as it was: ¥ would come back as a backslash."""
    if text.isascii():
        return True
    try:
        return text.encode("cp932").decode("cp932") == text
    except UnicodeError:
        return False

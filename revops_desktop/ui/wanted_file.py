"""Asks where a file shall go, in one of several kinds; its name gets the ending of its kind."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QFileDialog, QWidget

from revops_desktop.i18n import _

if TYPE_CHECKING:
    from revops_desktop.exchange.out.encodings import Encoding

PDF = ".pdf"


class WantedList(NamedTuple):
    """Where a list shall go; its ending says as what. `encoding`: of CSV."""

    path: Path
    encoding: "Encoding" = "utf-8"

    @property
    def is_pdf(self) -> bool:
        """Whether it is to be printed."""
        return self.path.suffix.casefold() == PDF


def wanted_file(parent: QWidget, title: str, name: str, kinds: Mapping[str, str]) -> Path | None:
    """Where the person wants it; None: not at all. `kinds`: an ending (".csv") and its words.

    A name without one of the endings gets that of the kind that was chosen.
    """
    chosen = _asked(parent, title, name, list(kinds.values()))
    if chosen is None:
        return None
    path, kind = chosen
    ending = next((one for one, words in kinds.items() if words == kind), next(iter(kinds)))
    return _ended(path, ending, tuple(kinds))


def wanted_list(parent: QWidget, name: str) -> WantedList | None:
    """Where a list shall go that is written as CSV, as a workbook or as a PDF."""
    narrow = _("CSV files in CP932 (Shift_JIS), for old programs") + " (*.csv)"
    kinds = {
        _("CSV files in UTF-8, for Excel and others") + " (*.csv)": ".csv",
        narrow: ".csv",
        _("Excel workbooks (*.xlsx)"): ".xlsx",
        _("PDF files") + " (*.pdf)": PDF,
    }
    chosen = _asked(parent, _("Export what is shown"), name, list(kinds))
    if chosen is None:
        return None
    path, kind = chosen
    return WantedList(
        _ended(path, kinds.get(kind, ".csv"), tuple(kinds.values())),
        "cp932" if kind == narrow else "utf-8",
    )


def _asked(parent: QWidget, title: str, name: str, kinds: list[str]) -> tuple[Path, str] | None:
    plain = "".join(" " if sign in '/\\:*?"<>|' else sign for sign in " ".join(name.split()))
    chosen, kind = QFileDialog.getSaveFileName(parent, title, plain, ";;".join(kinds))
    return (Path(chosen), kind) if chosen else None


def _ended(path: Path, ending: str, endings: tuple[str, ...]) -> Path:
    known = path.suffix.casefold() in endings
    return path if known else path.with_name(path.name + ending)

"""Asks where a file shall go, in one of several kinds; its name gets the ending of its kind."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from revops_desktop.i18n import _

PDF = ".pdf"


def wanted_file(parent: QWidget, title: str, name: str, kinds: Mapping[str, str]) -> Path | None:
    """Where the person wants it; None: not at all. `kinds`: an ending (".csv") and its words.

    A name without one of the endings gets that of the kind that was chosen.
    """
    plain = "".join(" " if sign in '/\\:*?"<>|' else sign for sign in " ".join(name.split()))
    chosen, kind = QFileDialog.getSaveFileName(parent, title, plain, ";;".join(kinds.values()))
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix.casefold() in kinds:
        return path
    ending = next((one for one, words in kinds.items() if words == kind), next(iter(kinds)))
    return path.with_name(path.name + ending)


def wanted_list(parent: QWidget, name: str) -> Path | None:
    """Where a list shall go that is written as CSV, as a workbook or as a PDF."""
    kinds = {
        ".csv": _("CSV files (*.csv)"),
        ".xlsx": _("Excel workbooks (*.xlsx)"),
        PDF: _("PDF files") + " (*.pdf)",
    }
    return wanted_file(parent, _("Export what is shown"), name, kinds)

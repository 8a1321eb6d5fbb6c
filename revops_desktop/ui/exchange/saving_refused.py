"""Refused rows into a file of their own: to be mended there, and brought in again."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from revops_desktop.exchange.reading.sheet_paths import file_of
from revops_desktop.i18n import _
from revops_desktop.ui.wanted_file import wanted_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from revops_desktop.exchange.summary import ImportSummary
    from revops_desktop.ui.actions import Progress
    from revops_desktop.ui.exchange.work import Work


def save_refused(
    parent: QWidget, work: "Work", summary: "ImportSummary", told: "Callable[[str], None]"
) -> None:
    """Asks where to, writes in the background, and tells where the rows lie."""
    draft, mapping = work.draft, work.draft.mapping()
    if mapping is None or work.actions.running is not None:
        return
    first = file_of(draft.paths[0])
    name = _("{file} refused rows").format(file=first.stem)
    kinds = {
        ".csv": _("CSV files in UTF-8, for Excel and others") + " (*.csv)",
        ".xlsx": _("Excel workbooks (*.xlsx)"),
    }
    path = wanted_file(parent, _("Save the refused rows"), str(first.with_name(name)), kinds)
    if path is None:
        return
    paths = draft.paths

    def write(_progress: "Progress") -> list[Path]:
        from revops_desktop.exchange.refused_rows import write_refused

        return write_refused(path, paths, mapping, summary)

    def tell(written: list[Path]) -> None:
        names = _(", ").join(f"“{one.name}”" for one in written)
        told(
            _("Saved as {names}. Mend the rows there, and bring that file in.").format(names=names)
        )

    work.actions.run(_("Saving the refused rows"), write, tell, writes=False)

"""What becomes of a report: written where the person says, printed, and kept in the file."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from revops_desktop.errors import Problem
from revops_desktop.i18n import _, ngettext
from revops_desktop.ui import texts
from revops_desktop.ui.report.saved_line import SUFFIX, SavedLine

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions
    from revops_desktop.ui.report.making import Made


class Keeping:
    """Saves, prints and records for `owner`, and tells it in `line`."""

    def __init__(
        self,
        owner: QWidget,
        actions: "Actions",
        line: SavedLine,
        is_read_only: Callable[[], bool],
    ) -> None:
        self._owner, self._actions, self._line = owner, actions, line
        self._is_read_only = is_read_only
        self._folder = Path(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        )
        # While this is true, what is written is the report that is on the screen.
        self.is_recording = False

    def save(self, name: str, pdf: bytes, then: Callable[[], str]) -> None:
        """Asks where to and writes it there; `then` records it and says what there is to say."""
        path = self._asked_path(name)
        if path is None:
            return
        self._folder = path.parent
        self._line.tell_saving()

        def told(outcome: Path | Problem) -> None:
            if isinstance(outcome, Problem):
                self._line.hide()
                self._actions.show_problem(outcome)
            else:
                self._line.tell_saved(outcome, then())

        self._actions.later(lambda: _saved(path, pdf), told)

    def _asked_path(self, name: str) -> Path | None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self._owner,
            _("Save the report"),
            str(self._folder / name),
            _("PDF files") + " (*.pdf)",
        )
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix.lower() != SUFFIX:
            path = path.with_name(path.name + SUFFIX)
            if path.exists() and not self._may_replace(path):
                return None
        return path

    def _may_replace(self, path: Path) -> bool:
        return texts.ask(
            self._owner,
            _("Replace the file?"),
            _("“{file}” exists already. It will be replaced by this report.").format(
                file=path.name
            ),
            _("Replace"),
            kind="warning",
        )

    def print_(
        self, name: str, pdf: bytes, paper: str, pages: int, then: Callable[[], str]
    ) -> None:
        """Asks which printer, and prints in the background."""
        from revops_desktop.ui.report.printing import asked_printer, printing

        printer = asked_printer(self._owner, name, paper, pages)
        if printer is None:
            return

        def told(printed: int) -> None:
            words = ngettext(
                "{pages} page was handed to the printer.",
                "{pages} pages were handed to the printer.",
                printed,
            ).format(pages=printed)
            self._line.tell(words, then())

        self._actions.run(_("Printing the report"), printing(printer, pdf), told, writes=False)

    def record(self, made: "Made") -> tuple[int | None, str]:
        """Keeps a made report in the file: its id, and what is to be said where it was not."""
        from revops_desktop.operations import reports
        from revops_desktop.reports.recorded import record_of

        if self._is_read_only():
            return None, _("It was not recorded: the file is open for reading only.")
        kept: Mapping[str, Any] = record_of(made.found, made.file)
        self.is_recording = True
        try:
            done = self._actions.do(reports.record, **kept)
        finally:
            self.is_recording = False
        if done is None:
            return None, _("It was not recorded in the file.")
        return int(done.value), ""


def _saved(path: Path, pdf: bytes) -> Path | Problem:
    """Writes the file; a disk that is slow to say that it is written holds up nobody."""
    from revops_desktop.reports import saved

    try:
        saved.save(path, pdf)
    except Problem as problem:
        return problem
    return path

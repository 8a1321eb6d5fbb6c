"""What happens to a bug: it is logged, told in one plain dialog with a report to copy, survived.

Installed by the program only: inside a test it would hide what pytest-qt wants to see. A failed
action was rolled back before the exception came here.
"""

import faulthandler
import os
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

import revops_desktop
from revops_desktop.i18n import _

LOG_LIMIT = 500_000


class CrashHandler(QObject):
    """Catches what nobody else did. One for the whole program."""

    _from_thread = Signal(str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._log = folder / "log.txt"
        self._faults = folder / f"fault-{os.getpid()}.txt"
        self._fault_file: IO[str] | None = None
        self._showing = False
        self._from_thread.connect(self._show)

    def install(self) -> None:
        """From now on every exception that nobody caught comes here, from any thread."""
        sys.excepthook = self.caught
        threading.excepthook = lambda args: self.caught(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )
        self._fault_file = self._faults.open("w", encoding="utf-8")
        faulthandler.enable(self._fault_file)

    def leave(self) -> None:
        """The program ends well: nothing to tell at the next start."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        faulthandler.disable()
        if self._fault_file is not None:
            self._fault_file.close()
            self._fault_file = None
            self._faults.unlink(missing_ok=True)

    def caught(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Logs the bug and shows it; Ctrl+C in a terminal ends the program as always."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.exit(130)
            return
        import traceback

        report = report_of("".join(traceback.format_exception(kind, error, trace)))
        self.log(report)
        sys.stderr.write(report)
        if threading.current_thread() is threading.main_thread():
            self._show(report)
        else:
            self._from_thread.emit(report)

    def _show(self, report: str) -> None:
        # A bug in a painter comes many times a second; one dialog is enough.
        if self._showing or QApplication.instance() is None:
            return
        self._showing = True
        try:
            from revops_desktop.ui.crash_dialog import CrashDialog

            dialog = CrashDialog(
                _(
                    "The program made a mistake. What it was doing was not done, and your file is "
                    "as it was before. You can go on working. If it happens again, please copy "
                    "the report and send it to whoever looks after the program."
                ),
                report,
                QApplication.activeWindow(),
            )
            dialog.exec()
            dialog.deleteLater()
        finally:
            self._showing = False

    def show_left(self, report: str) -> None:
        """Tells that the program ended badly last time."""
        from revops_desktop.ui.crash_dialog import CrashDialog

        dialog = CrashDialog(
            _(
                "The program ended unexpectedly last time. Your file is safe: what had been saved "
                "is there, and what was half done was taken back. If it happens again, please "
                "copy the report and send it to whoever looks after the program."
            ),
            report,
            QApplication.activeWindow(),
        )
        dialog.exec()
        dialog.deleteLater()

    def log(self, report: str) -> None:
        """Adds to the log; a full disk must not make things worse."""
        try:
            if self._log.exists() and self._log.stat().st_size > LOG_LIMIT:
                self._log.replace(self._log.with_name("log-before.txt"))
            with self._log.open("a", encoding="utf-8") as file:
                file.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n{report}\n")
        except OSError:
            return

    def left_from_before(self, is_dead: Callable[[int], bool]) -> str:
        """What a process that died left behind, "" if nothing; told once."""
        found = []
        for file in sorted(self._faults.parent.glob("fault-*.txt")):
            number = file.stem.removeprefix("fault-")
            if file != self._faults and number.isdigit() and is_dead(int(number)):
                try:
                    text = file.read_text(encoding="utf-8", errors="replace").strip()
                    file.unlink()
                except OSError:
                    continue
                if text:
                    found.append(text)
        if not found:
            return ""
        report = report_of("\n\n".join(found))
        self.log(report)
        return report


def report_of(text: str) -> str:
    """A report about a bug: which program on what, and where. No names of customers."""
    import platform

    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return (
        f"RevOps Desktop {revops_desktop.__version__}, Python {platform.python_version()}, "
        f"{system}\n\n{text}\n"
    )

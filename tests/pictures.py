"""Every page as PNG: `python -m tests.pictures --out FOLDER [--demo N]`, to be looked at.

In Japanese and English, light and dark, at 1280 × 800 and 1920 × 1080, on demo data; and each page
of an empty file, the start page and the dialogs at the smaller size. No display is needed.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SIZES = ((1280, 800), (1920, 1080))
LANGUAGES = ("ja", "en")
LOOKS = ("light", "dark")
# The story ends the day before, so the same pictures come out on any day.
NOW = 1_775_000_000
TODAY = date(2026, 4, 1)
PATIENCE_SECONDS = 60.0


def main() -> None:
    """Paints everything that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--demo", type=int, default=1500, metavar="N", help="deals of the demo")
    parser.add_argument("--only", default="", metavar="TEXT", help="files whose name holds TEXT")
    chosen = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={HERE / 'screen.json'}"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REVOPS_DESKTOP_DATA"] = folder
        Painter(chosen.out, Path(folder), chosen.demo, chosen.only).paint_everything()


class Painter:
    """Drives the real program and takes pictures of its window."""

    def __init__(self, out: Path, folder: Path, deals: int, only: str) -> None:
        from revops_desktop.app import Program
        from revops_desktop.ui import application

        out.mkdir(parents=True, exist_ok=True)
        self._out, self._folder, self._deals, self._only = out, folder, deals, only
        self._qt = application.make()
        self._program = Program(self._qt, clock=lambda: NOW)
        self._program.window.show_start()
        self._program.window.show()
        self._program.first_frame()

    def paint_everything(self) -> None:
        """All languages and looks; the demo at both sizes."""
        for language in LANGUAGES:
            demo, empty = self._files(language)
            for look in LOOKS:
                name = f"{language}-{look}"
                self._dress(language, look)
                self._start_page(name)
                self._pages(demo, name, SIZES)
                self._pages(empty, f"{name}-empty", SIZES[:1])
                self._dialogs(demo, name)
        self._program.end()

    def _files(self, language: str) -> tuple[Path, Path]:
        from revops_desktop import i18n
        from revops_desktop.app import make_demo
        from revops_desktop.database.workspace import Workspace
        from revops_desktop.operations import workspaces

        with i18n.use_language(language):
            demo = self._folder / f"{language} demo.revops"
            make_demo(demo, today=TODAY, deals=self._deals)
            empty = self._folder / f"{language} empty.revops"
            with Workspace.create(empty) as made:
                made.do(
                    workspaces.set_up,
                    at=NOW,
                    name="青葉商事" if language == "ja" else "Aoba Trading",
                    template="small-business",
                    language=language,
                    currency="JPY",
                    country="JP",
                    time_zone="Asia/Tokyo",
                )
        return demo, empty

    def _dress(self, language: str, look: str) -> None:
        preferences = self._program.preferences
        preferences.theme = "dark" if look == "dark" else "light"
        self._program.set_theme()
        self._program.set_language(language)
        self._settle()

    def _start_page(self, name: str) -> None:
        self._program.close_file()
        self._program.window.resize(*SIZES[0])
        self._take(f"start-{name}")

    def _pages(self, file: Path, name: str, sizes: tuple[tuple[int, int], ...]) -> None:
        from revops_desktop.ui.navigation import PAGES

        window = self._program.window
        self._program.preferences.remember_member(file, None)
        assert self._program.open_file(file)
        for width, height in sizes:
            window.resize(width, height)
            for entry in PAGES:
                picture = f"{entry.key}-{name}-{width}"
                if self._only in picture:
                    window.show_page(entry.key)
                    self._take(picture)

    def _dialogs(self, file: Path, name: str) -> None:
        from PySide6.QtWidgets import QDialog, QWidget

        from revops_desktop.ui import help_dialogs
        from revops_desktop.ui.members import MemberDialog
        from revops_desktop.ui.start.new_dialog import NewDialog

        window, actions = self._program.window, self._program.actions
        assert actions is not None
        made: dict[str, Callable[[], QWidget]] = {
            "new": lambda: NewDialog(self._program, window),
            "member": lambda: MemberDialog(actions, window),
        }
        for dialog, make in made.items():
            shown = make()
            shown.show()
            self._take(f"dialog-{dialog}-{name}", shown)
            shown.close()
        with _shown_instead(QDialog, lambda dialog: self._take(f"dialog-about-{name}", dialog)):
            help_dialogs.about(window)

    def _take(self, name: str, widget: object = None) -> None:
        from PySide6.QtWidgets import QWidget

        if self._only not in name:
            return
        self._settle()
        shown = widget if isinstance(widget, QWidget) else self._program.window
        shown.grab().save(str(self._out / f"{name}.png"))
        print(name)

    def _settle(self) -> None:
        """Waits until every question was answered and painted."""
        quiet_since = time.monotonic()
        until = quiet_since + PATIENCE_SECONDS
        while time.monotonic() < until:
            self._qt.processEvents()
            actions = self._program.actions
            if actions is not None and actions.is_busy:
                quiet_since = time.monotonic()
            if time.monotonic() - quiet_since > 0.15:
                return
            time.sleep(0.005)
        raise TimeoutError("the window does not come to rest")


@contextmanager
def _shown_instead(dialog: Any, take: Callable[[object], None]) -> Iterator[None]:
    """Instead of waiting for an answer, dialogs are shown and taken."""
    original = dialog.exec

    def shown(one: Any) -> int:
        one.show()
        take(one)
        one.reject()
        return 0

    dialog.exec = shown
    try:
        yield
    finally:
        dialog.exec = original


if __name__ == "__main__":
    main()

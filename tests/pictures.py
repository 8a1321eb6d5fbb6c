"""Every page as PNG: `python -m tests.pictures --out FOLDER [--demo N]`, to be looked at.

In Japanese and English, light and dark, at 1280 × 800 and 1920 × 1080, on demo data; and at the
smaller size each page of an empty file and of one with very long names, a deal beside its board, a
company, a contact, the finder, the sections of the settings, the dialogs; at both sizes every step
of an import (tests/import_pictures.py). No display is needed.
`--scale 1.5` paints them as on a screen of 150 %.
"""

import argparse
import os
import shutil
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
    parser.add_argument("--scale", default="1", metavar="N", help="scaling of the screen")
    chosen = parser.parse_args()
    os.environ["QT_SCALE_FACTOR"] = chosen.scale
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
            demo, empty, long = self._files(language)
            for look in LOOKS:
                name = f"{language}-{look}"
                self._dress(language, look)
                self._start_page(name)
                self._pages(demo, name, SIZES)
                self._scenes(demo, name)
                self._dialogs(demo, name)
                self._imports(demo, language, name)
                self._pages(long, f"{name}-long", SIZES[:1])
                self._scenes(long, f"{name}-long")
                self._pages(empty, f"{name}-empty", SIZES[:1])
        self._program.end()

    def _files(self, language: str) -> tuple[Path, Path, Path]:
        from revops_desktop import i18n
        from revops_desktop.app import make_demo

        with i18n.use_language(language):
            demo = self._folder / f"{language} demo.revops"
            make_demo(demo, today=TODAY, deals=self._deals)
            empty = _new_file(self._folder / f"{language} empty.revops", language)
            long = _new_file(self._folder / f"{language} long.revops", language)
            _fill_with_long_names(long, language)
        return demo, empty, long

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

    def _scenes(self, file: Path, name: str) -> None:
        """What is opened on a page: a deal, a company, a contact, the finder, settings."""
        window, actions = self._program.window, self._program.actions
        assert actions is not None and actions.workspace.path.name == file.name
        busiest = actions.ask(_busiest_deal)
        for width, height in SIZES:
            window.resize(width, height)
            if busiest is None or self._only not in f"deal-{name}-{width}":
                continue
            window.show_page("board")
            actions.deal_wanted.emit(busiest.deal_id)
            assert window.side.panel is not None
            window.side.panel.show_all()
            self._take(f"deal-{name}-{width}")
            self._take_below(f"deal-{name}-{width}")
            window.side.close_deal()
        window.resize(*SIZES[0])
        if busiest is not None and busiest.company_id is not None:
            actions.company_wanted.emit(busiest.company_id)
            self._take(f"company-{name}")
        if busiest is not None and busiest.contact_id is not None:
            actions.contact_wanted.emit(busiest.contact_id)
            self._take(f"contact-{name}")
        self._finder(name)
        self._settings(name)

    def _take_below(self, name: str) -> None:
        """The rest of the deal panel, scrolled to."""
        from PySide6.QtWidgets import QScrollArea

        panel = self._program.window.side.panel
        assert panel is not None
        bar = max(
            (one.verticalScrollBar() for one in panel.findChildren(QScrollArea)),
            key=lambda one: one.maximum(),
        )
        self._settle()
        for part in (1, 2):
            bar.setValue(bar.maximum() * part // 2)
            self._take(f"{name}-{part}")

    def _finder(self, name: str) -> None:
        from revops_desktop.ui.finder import box

        window = self._program.window
        window.show_page("board")
        if self._only not in f"finder-{name}":
            return
        finder = box.open_finder(window)
        assert finder is not None
        finder.line.setText("青")
        self._take(f"finder-{name}")
        finder.leave()
        self._settle()

    def _settings(self, name: str) -> None:
        from revops_desktop.ui.settings.page import SettingsPage
        from revops_desktop.ui.settings.pipelines_section import PipelinesSection

        self._program.window.show_page("settings")
        page = self._program.window.page("settings")
        assert isinstance(page, SettingsPage)
        self._settle()
        for place in range(page.tabs.count() if self._only in f"settings-{name}-part" else 0):
            page.tabs.setCurrentIndex(place)
            self._take(f"settings-{name}-part{place}")
            shown = page.section_shown
            if isinstance(shown, PipelinesSection):
                for part in range(shown.sheet.tabs.count()):
                    shown.sheet.tabs.setCurrentIndex(part)
                    self._take(f"settings-{name}-part{place}-stage{part}")
        page.tabs.setCurrentIndex(0)

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

    def _imports(self, demo: Path, language: str, name: str) -> None:
        """What comes in through the window, into copies of the demo."""
        from tests.import_pictures import ImportScenes

        if not self._only.startswith("import") and self._only not in f"import-{name}":
            return
        window = self._program.window
        self._program.close_file()
        for width, height in SIZES:
            file = self._folder / f"{name} {width}.revops"
            shutil.copy(demo, file)
            assert self._program.open_file(file)
            window.resize(width, height)
            scenes = ImportScenes(window, self._take, self._settle)
            scenes.paint(self._folder / f"lists {name}", language, f"{name}-{width}")
            self._program.close_file()

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
            if time.monotonic() - quiet_since > 0.4:
                return
            time.sleep(0.005)
        raise TimeoutError("the window does not come to rest")


def _new_file(path: Path, language: str) -> Path:
    from revops_desktop.database.workspace import Workspace
    from revops_desktop.operations import workspaces

    with Workspace.create(path) as made:
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
    return path


def _fill_with_long_names(path: Path, language: str) -> None:
    """Names as long as they come, and longer: nothing may be clipped without a sign."""
    from revops_desktop.database.workspace import Workspace
    from revops_desktop.operations import activities, bulk, companies, contacts, deals

    firm = (
        "独立行政法人北海道地域医療機能推進機構札幌中央総合病院附属看護専門学校"
        if language == "ja"
        else "The Honourable Company of Hokkaido Maritime Logistics and Warehousing (Holdings) Ltd"
    )
    title = (
        "全国拠点における勤怠管理・経費精算・販売管理クラウドの一括導入および運用保守に関するご提案"
        if language == "ja"
        else "Combined roll-out of time sheets, expenses and sales cloud to every branch in Japan"
    )
    with Workspace.open(path) as file:
        for number in range(24):
            at = NOW - 86_400 * (30 - number)
            company = f"{firm} {number % 4}"
            deal = file.do(
                deals.create,
                at=at,
                title=f"{title} {number}",
                stage_id=1 + number % 4,
                company=company,
                amount=123_456_789_012 if number % 3 else None,
            ).value
            file.do(
                bulk.change_tags,
                at=at,
                deal_ids=[deal],
                new=[f"{title[:24]} {number % 3}", "R&D <b>"],
            )
            file.do(activities.add_task, at=at, deal_id=deal, title=title, due_on="2026-03-30")
            file.do(activities.log, at=at, deal_id=deal, kind="call", title=title, note=title * 4)
        file.do(contacts.create, at=NOW, name=title[:40], company=firm, email="a" * 60 + "@x.jp")
        file.do(companies.create, at=NOW, name=firm * 2)


def _busiest_deal(session: Any) -> Any:
    """The open deal about which most is known."""
    return (
        session.connection()
        .exec_driver_sql(
            "SELECT deal.id AS deal_id, deal.company_id, deal.contact_id FROM deal "
            "JOIN deal_state ON deal_state.deal_id = deal.id WHERE status = 'open' "
            "ORDER BY (SELECT count(*) FROM activity WHERE activity.deal_id = deal.id) "
            "+ (SELECT count(*) FROM deal_line WHERE deal_line.deal_id = deal.id) DESC LIMIT 1"
        )
        .first()
    )


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

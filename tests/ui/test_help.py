"""Help names every key, and whose work the program stands on."""

import re
import tomllib

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTableWidget
from pytestqt.qtbot import QtBot

from revops_desktop import paths
from revops_desktop.app import Program
from revops_desktop.ui import help_dialogs, shortcut_sheet, texts
from tests.conftest import Dialogs
from tests.source import ROOT


def test_about_names_every_library_with_its_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[^\w-]", line)[0].lower() for line in project["dependencies"]}
    named = {name.lower() for name, _purpose, licence in help_dialogs.WORKS if licence}
    assert needed - named == set()
    assert named - needed == set()


def test_the_licences_of_fonts_and_icons_are_shipped() -> None:
    for _name, _purpose, _licence, folder in help_dialogs.RESOURCES:
        assert (paths.resources() / folder / "LICENSE").stat().st_size > 500


def test_about_opens_and_closes_by_keyboard(
    qtbot: QtBot, opened: Program, dialogs: Dialogs
) -> None:
    def look(dialog: QDialog) -> None:
        table = dialog.findChild(QTableWidget)
        assert table is not None
        shown = {item.text() for row in range(table.rowCount()) if (item := table.item(row, 2))}
        assert {"LGPL-3.0", "SIL Open Font License 1.1", "ISC"} <= shown
        qtbot.keyClick(dialog, Qt.Key.Key_Return)

    dialogs.expect(look)
    help_dialogs.about(opened.window)


def test_the_keys_are_listed(qtbot: QtBot, opened: Program, dialogs: Dialogs) -> None:
    opened.window.show_page("board")

    def look(dialog: QDialog) -> None:
        shown = {one.text() for one in dialog.findChildren(texts.Label)}
        assert {"Ctrl+Z", "Ctrl+O", "Ctrl+/  F1", "Ctrl+← Ctrl+→", "Board"} <= shown
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    dialogs.expect(look)
    keys = next(one for one in opened.window.menu_actions() if one.text() == "Keyboard shortcuts")
    keys.trigger()


def test_every_key_of_the_menus_is_on_the_sheet(opened: Program) -> None:
    actions = [one for one in opened.window.menu_actions() if one.shortcuts()]
    told = dict(shortcut_sheet.sections(actions, opened.window.seen()))
    assert len(told["In the menus"]) == len(actions) > 12
    assert "Ctrl+Shift+W" in {keys for keys, _text in told["In the menus"]}

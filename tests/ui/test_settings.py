"""Settings: written as they are chosen, undone like everything else; backups; the check."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from revops_desktop.analytics import settings as questions
from revops_desktop.app import Program
from revops_desktop.operations import members
from revops_desktop.ui.preferences import NOBODY, Preferences
from revops_desktop.ui.settings.page import SECTIONS, SettingsPage
from revops_desktop.ui.settings.people_section import PeopleSection
from revops_desktop.ui.settings.section import Section
from revops_desktop.ui.settings.tags_section import TagsSection
from tests.conftest import Dialogs


@pytest.fixture
def page(qtbot: QtBot, opened: Program, file: Path) -> SettingsPage:
    """The page in front, the file checked and backed up."""
    opened.preferences.remember_member(file, None)
    opened.first_frame()
    opened.window.show_page("settings")
    shown = opened.window.page("settings")
    assert isinstance(shown, SettingsPage)
    qtbot.waitUntil(shown.isVisible)
    qtbot.waitUntil(lambda: opened.actions is not None and not opened.actions.is_busy)
    return shown


def _kept(page: SettingsPage) -> questions.Settings:
    return page.actions_.ask(questions.settings)


def test_each_setting_is_written_and_undone(qtbot: QtBot, page: SettingsPage) -> None:
    before = _kept(page)
    panel = page.workspace
    panel.name.setText("<b>青葉</b> & Co")
    qtbot.keyClick(panel.name, Qt.Key.Key_Return)
    for box, value in (
        (panel.language, "ja"),
        (panel.country, "DE"),
        (panel.fiscal, 10),
        (panel.tax, True),
    ):
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
    panel.zone.setCurrentText("Europe/Berlin")
    panel.zone.activated.emit(0)
    assert _kept(page) == questions.Settings(
        "<b>青葉</b> & Co", "JPY", "Europe/Berlin", "DE", "ja", 10, True
    )
    for _step in range(6):
        page.actions_.undo()
    assert _kept(page) == before
    assert panel.name.text() == before.name
    assert panel.zone.currentText() == before.time_zone


def test_a_zone_that_does_not_exist_is_refused_and_the_old_one_stays(
    qtbot: QtBot, page: SettingsPage, dialogs: Dialogs
) -> None:
    def read(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox) and "Mars/Base" in dialog.text()
        dialog.accept()

    dialogs.expect(read)
    page.workspace.zone.setCurrentText("Mars/Base")
    page.workspace.zone.activated.emit(0)
    assert page.workspace.zone.currentText() == "Asia/Tokyo"


def test_leaving_a_field_as_it_was_writes_nothing(qtbot: QtBot, page: SettingsPage) -> None:
    with qtbot.assertNotEmitted(page.actions_.changed):
        page.workspace.name.setFocus()
        page.workspace.zone.setFocus()
        qtbot.keyClick(page.workspace.zone, Qt.Key.Key_Return)


def test_a_backup_is_made_and_listed(qtbot: QtBot, page: SettingsPage) -> None:
    table = page.safety.table
    page.safety.show_backups()
    assert table.rowCount() == 1
    item = table.item(0, 2)
    assert item is not None and item.text() == "opened after changes"
    with qtbot.waitSignal(page.actions_.running_changed):
        page.safety.make.click()
    qtbot.waitUntil(lambda: not page.actions_.is_busy)
    assert page.program is not None
    assert [one.reason for one in page.program.backups()] == ["made by hand"]


def test_going_back_is_confirmed_first(
    qtbot: QtBot, page: SettingsPage, opened: Program, dialogs: Dialogs
) -> None:
    page.safety.show_backups()
    assert not page.safety.restore.isEnabled()
    page.safety.table.selectRow(0)
    dialogs.expect(lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
    page.safety.restore.click()
    assert page.workspace.isVisible()

    def agree(dialog: QDialog) -> None:
        buttons = dialog.findChildren(QPushButton)
        next(one for one in buttons if one.text() == "Restore this backup").click()

    dialogs.expect(agree)
    page.safety.restore.click()
    assert opened.workspace is not None
    assert list(opened.workspace.path.parent.glob("*.before-*"))


def test_the_check_says_what_it_found(qtbot: QtBot, page: SettingsPage, dialogs: Dialogs) -> None:
    dialogs.expect(lambda dialog: dialog.accept())
    page.safety.check.click()
    qtbot.waitUntil(lambda: bool(dialogs.seen))
    assert "The file is sound" in dialogs.seen[0]


def test_another_folder_takes_the_backups(
    qtbot: QtBot, page: SettingsPage, dialogs: Dialogs, tmp_path: Path
) -> None:
    folder = tmp_path / "<b>elsewhere"
    folder.mkdir()
    dialogs.expect_file(folder)
    page.safety.change_folder.click()
    assert page.safety.folder.text().startswith(str(folder))


def test_preferences_outlive_the_program(tmp_path: Path) -> None:
    first = Preferences(tmp_path)
    first.theme = "dark"
    first.language = "ja"
    for number in range(12):
        first.remember_file(tmp_path / f"{number}, 売上.revops")
    first.remember_member(tmp_path / "a.revops", 7)
    first.remember_member(tmp_path / "b.revops", None)
    first.save()
    second = Preferences(tmp_path)
    assert (second.theme, second.language) == ("dark", "ja")
    assert [path.name for path in second.recent[:2]] == ["11, 売上.revops", "10, 売上.revops"]
    assert len(second.recent) == 8
    assert second.member(tmp_path / "a.revops") == 7
    assert second.member(tmp_path / "b.revops") == NOBODY
    assert second.member(tmp_path / "c.revops") is None
    second.forget_file(second.recent[0])
    assert second.recent[0].name == "10, 売上.revops"


def test_a_damaged_preferences_file_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / "settings.ini").write_bytes(b"\x00\xff[[[=\n%%%\n[window]\ntheme=purple\n")
    damaged = Preferences(tmp_path)
    assert damaged.theme == "system"
    assert damaged.recent == ()
    assert damaged.geometry.isEmpty()


@pytest.mark.parametrize("noted", ["", "[1, 2]", "{half", "12"])
def test_choices_that_cannot_be_read_count_as_none(tmp_path: Path, noted: str) -> None:
    kept = Preferences(tmp_path)
    kept.remember("page/choices", noted)
    assert kept.choices("page/choices") == {}
    kept.remember_choices("page/choices", {"tab": "leaks", "place": 2})
    assert Preferences(tmp_path).choices("page/choices") == {"tab": "leaks", "place": 2}


def test_a_section_comes_to_the_front_once_it_is_whole(qtbot: QtBot, page: SettingsPage) -> None:
    before = page.section_shown
    page.tabs.setCurrentIndex(SECTIONS.index(PeopleSection))
    assert before.isVisible() and not page.findChildren(PeopleSection)[0].is_whole
    qtbot.waitUntil(lambda: not page.actions_.is_busy)
    section = page.section_shown
    assert isinstance(section, PeopleSection) and section.isVisible() and not before.isVisible()
    assert section.members.table.rowCount() == 2


def test_another_section_that_is_wanted_meanwhile_is_the_one(
    qtbot: QtBot, page: SettingsPage
) -> None:
    for kind in (PeopleSection, TagsSection, PeopleSection, TagsSection):
        page.tabs.setCurrentIndex(SECTIONS.index(kind))
    qtbot.waitUntil(lambda: not page.actions_.is_busy)
    seen = [one for one in page.findChildren(Section) if one.isVisible()]
    assert [type(one) for one in seen] == [TagsSection]
    # What happens meanwhile is seen when one comes back.
    assert page.actions_.do(members.add, name="Aoi Mori") is not None
    section = page.section(PeopleSection)
    assert isinstance(section, PeopleSection) and section.members.table.rowCount() == 3

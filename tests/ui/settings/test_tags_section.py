"""Tags in the settings, by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from revops_desktop.analytics.tags import tags
from revops_desktop.operations import bulk
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.settings.people_dialogs import NameDialog
from revops_desktop.ui.settings.tags_section import TagsSection
from tests.conftest import Dialogs
from tests.ui.settings.conftest import Show, typed
from tests.ui.settings.test_people_section import names, press

Key = Qt.Key


@pytest.fixture
def section(show: Show) -> TagsSection:
    return show(TagsSection)


def test_a_tag_is_made_coloured_renamed_and_deleted(
    section: TagsSection, actions: Actions, dialogs: Dialogs
) -> None:
    dialogs.expect(typed("展示会 & <b>", Key.Key_Return))
    press(section.tags, Key.Key_Insert)
    dialogs.expect(typed("Hot", Key.Key_Return))
    press(section.tags, Key.Key_Insert)
    assert names(section.tags) == ["Hot", "展示会 & <b>"]
    actions.do(bulk.change_tags, deal_ids=[1, 2], add=[1])

    def teal(dialog: QDialog) -> None:
        assert isinstance(dialog, NameDialog) and dialog.colour is not None
        dialog.colour.setCurrentIndex(dialog.colour.findData("teal"))
        typed("展示会", Key.Key_Return)(dialog)

    section.tags.select(1)
    dialogs.expect(teal)
    press(section.tags, Key.Key_Return)
    kept = [(one.name, one.colour, one.deals) for one in actions.ask(tags)]
    assert kept == [("Hot", "red", 0), ("展示会", "teal", 2)]
    section.tags.select(1)
    dialogs.expect(lambda dialog: QTest.keyClick(dialog, Key.Key_Return))
    press(section.tags, Key.Key_Delete)
    assert names(section.tags) == ["Hot"]
    assert "comes off 2 deals and 0 companies" in dialogs.seen[-1]
    # One that nothing carries goes without a question.
    press(section.tags, Key.Key_Delete)
    assert names(section.tags) == []
    for _step in range(2):
        actions.undo()
    assert [one.deals for one in actions.ask(tags)] == [0, 2]

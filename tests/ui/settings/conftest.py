"""Sections of the settings in a plain window, on a real file."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from revops_desktop.operations import deals, members
from revops_desktop.ui import theme
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.settings.section import Section
from tests.conftest import NOW, write_the_model

Shown = TypeVar("Shown", bound=Section)
Show = Callable[[type[Shown]], Shown]


def write_people(made: Any) -> None:
    """The Model with two members and deals in three stages."""
    write_the_model(made)
    for name in ("Misaki Sato", "髙橋 翔"):
        made.do(members.add, at=NOW - 80, name=name)
    for stage_id in (1, 2, 2, 11):
        made.do(deals.create, at=NOW - 70, title=f"Deal {stage_id}", stage_id=stage_id, owner_id=1)


@pytest.fixture
def written() -> Callable[[Any], None]:
    return write_people


@pytest.fixture
def actions(qapp: QApplication, workspace: Any) -> Iterator[Actions]:
    """A file of The Model with two members and deals in three stages."""
    theme.apply(qapp, False)
    made = Actions(workspace, None, clock=lambda: NOW)
    yield made
    made.close()


@pytest.fixture
def show(qtbot: QtBot, actions: Actions) -> Show:
    """Opens a section."""

    def opened(kind: type[Shown]) -> Shown:
        section = kind(actions, None)  # type: ignore[arg-type]  # these sections need no program
        qtbot.addWidget(section)
        section.resize(1100, 760)
        section.build_whole()
        with qtbot.waitExposed(section):
            section.show()
        actions.changed.connect(section.on_changed)
        return section

    return opened


def typed(text: str, *keys: Qt.Key) -> Callable[[QDialog], None]:
    """Types over what stands in the field that has the focus, then presses keys there."""

    def do(dialog: QDialog) -> None:
        QApplication.processEvents()
        field = dialog.focusWidget()
        if text:
            assert isinstance(field, QLineEdit)
            field.selectAll()
            # Keys are Latin; an input method commits the rest.
            field.insert(text)
        for key in keys:
            QTest.keyClick(dialog.focusWidget(), key)

    return do

"""Templates in the settings: previewed and applied, saved as a file and chosen again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog
from pytestqt.qtbot import QtBot

from revops_desktop.analytics import river_settings
from revops_desktop.analytics.river_settings import RiverSettings
from revops_desktop.operations import template_applying, template_files
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.settings.pipelines_dialog import PipelinesDialog
from revops_desktop.ui.settings.pipelines_section import PipelinesSection
from revops_desktop.ui.settings.river_dialogs import NewPipelineDialog
from revops_desktop.ui.settings.template_dialog import TemplateDialog
from tests.conftest import Dialogs
from tests.ui.settings.conftest import Show

Key = Qt.Key


@pytest.fixture
def section(show: Show) -> PipelinesSection:
    return show(PipelinesSection)


def river(actions: Actions, place: int = 0) -> RiverSettings:
    """A pipeline as it is in the file."""
    return actions.ask(river_settings.rivers).pipelines[place]


def choose(box: QComboBox, text: str) -> None:
    """Chooses in a list as a person does."""
    box.setCurrentIndex(box.findText(text))
    box.activated.emit(box.currentIndex())


def on_dialog(
    qtbot: QtBot, do: Callable[[TemplateDialog, Callable[[], None]], None]
) -> Callable[[QDialog], None]:
    """Works on the dialog once its first plan is shown; `do` may wait for the next."""

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, TemplateDialog)

        def ready() -> None:
            qtbot.waitUntil(dialog.confirm.isEnabled)

        ready()
        do(dialog, ready)

    return answer


def said(dialog: TemplateDialog, row: int) -> str:
    """What is said of a stage."""
    item = dialog.grid.itemAtPosition(row, 2)
    widget = item.widget() if item is not None else None
    assert widget is not None
    return str(widget.property("text"))


def test_what_changes_is_seen_chosen_and_applied_in_one_step(
    section: PipelinesSection, actions: Actions, dialogs: Dialogs, qtbot: QtBot
) -> None:
    before = [one.name for one in river(actions).in_use]

    def work(dialog: TemplateDialog, ready: Callable[[], None]) -> None:
        assert said(dialog, 1) == "Nothing changes"
        assert "stay as they are: MQL, SQL, Won deal" in dialog.beside.text()
        choose(dialog.templates.box, "Small business")
        ready()
        assert dialog.plan is not None
        assert dialog.stages[0].currentText() == "Lead"
        assert said(dialog, 1).startswith("Renamed from “Lead”")
        # “Inquiry” shall be what was “Hot lead”: “Nurturing” is then not in the template.
        choose(dialog.stages[1], "Hot lead")
        ready()
        assert dialog.matches[1] == 3
        assert list(dialog.targets) == [2]
        choose(dialog.targets[2], "Proposal")
        # A stage is one of the template's only.
        choose(dialog.stages[0], "Hot lead")
        ready()
        assert (dialog.matches[0], dialog.matches[1]) == (3, None)
        choose(dialog.stages[0], "Lead")
        ready()
        choose(dialog.stages[1], "Hot lead")
        ready()
        assert dialog.deals_to == {2: 2}
        QTest.keyClick(dialog, Key.Key_Return)

    dialogs.expect(on_dialog(qtbot, work))
    section.templates.apply.click()
    assert [one.name for one in river(actions).in_use] == [
        *("Meet", "Inquiry", "Proposal", "Contract", "Repeat", "Fan"),
    ]
    standing = {one.name: one.standing for one in river(actions).in_use}
    assert standing["Proposal"] == 2
    label = actions.workspace.undo_label()
    assert label is not None and label[0] == template_applying.APPLIED
    assert (label[1]["template"], label[1]["pipeline"]) == ("Small business", "The Model (B2B)")
    actions.undo()
    assert [one.name for one in river(actions).in_use] == before


def test_a_pipeline_is_saved_and_used_for_another(
    section: PipelinesSection, actions: Actions, dialogs: Dialogs, tmp_path: Path
) -> None:
    path = tmp_path / "mine"
    dialogs.expect_file(path)
    dialogs.expect(lambda dialog: QTest.keyClick(dialog, Key.Key_Return))
    section.templates.save.click()
    assert "mine.toml" in dialogs.seen[-1]
    written = path.with_suffix(".toml")
    assert len(template_files.read_file(written).stages) == 14
    (tmp_path / "no.toml").write_text("what = 1")

    def add(dialog: QDialog) -> None:
        assert isinstance(dialog, NewPipelineDialog)
        dialogs.expect_file(tmp_path / "no.toml")
        dialogs.expect(lambda said: QTest.keyClick(said, Key.Key_Return))
        dialog.templates.file.click()
        assert "“no.toml”, at stages" in dialogs.seen[-1]
        assert dialog.templates.key == "the-model"
        dialogs.expect_file(written)
        dialog.templates.file.click()
        assert dialog.templates.key == str(written)
        assert dialog.name.placeholderText() == "The Model (B2B)"
        dialog.name.setText("Partners")
        QTest.keyClick(dialog.name, Key.Key_Return)

    def manage(dialog: QDialog) -> None:
        assert isinstance(dialog, PipelinesDialog)
        dialogs.expect(add)
        dialog.pipelines.want("add")
        dialog.accept()

    dialogs.expect(manage)
    section.all_pipelines.click()
    assert [one.name for one in river(actions, 1).in_use] == [
        one.name for one in river(actions).in_use
    ]
    assert river(actions, 1).name == "Partners"


def test_a_place_that_cannot_be_written_is_said(
    section: PipelinesSection, dialogs: Dialogs, tmp_path: Path
) -> None:
    dialogs.expect_file(tmp_path / "nowhere" / "mine.toml")
    dialogs.expect(lambda dialog: QTest.keyClick(dialog, Key.Key_Return))
    section.templates.save.click()
    assert "nowhere" in dialogs.seen[-1]
    dialogs.expect_file("")
    section.templates.save.click()


def test_every_row_is_reached_by_tab(
    section: PipelinesSection, dialogs: Dialogs, qtbot: QtBot
) -> None:
    def work(dialog: TemplateDialog, _ready: Callable[[], None]) -> None:
        dialog.activateWindow()
        dialog.templates.box.setFocus()
        qtbot.waitUntil(lambda: dialog.templates.box.hasFocus() and dialog.stages[0].isVisible())
        seen = []
        for _step in range(24):
            focused = QApplication.focusWidget()
            assert focused is not None
            seen.append(focused)
            QTest.keyClick(focused, Key.Key_Tab)
        assert [one for one in seen if one in dialog.stages.values()] == list(
            dialog.stages.values()
        )
        assert dialog.confirm in seen
        assert all(one.accessibleName() or one.property("text") for one in seen)
        QTest.keyClick(dialog, Key.Key_Escape)

    dialogs.expect(on_dialog(qtbot, work))
    section.templates.apply.click()

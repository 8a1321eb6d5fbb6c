"""The whole assistant without a mouse: questions, columns, words, the list of rows, taking back."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from revops_desktop.app import Program
from revops_desktop.ui.exchange.choice_box import ChoiceBox
from revops_desktop.ui.exchange.columns_step import ColumnsStep
from revops_desktop.ui.exchange.values_step import ValuesStep
from tests.journeys.importer import Person
from tests.ui.conftest import file as file
from tests.ui.conftest import opened as opened

DEALS = (
    "Deal name,Company,Stage,Created,Amount,Owner,Remarks\n"
    "One,Aoba,Proposal,03/04/2026,100,Sato,a\nTwo,Aoba,Somewhere,04/05/2026,200,Misaki Sato,b\n"
    "Three,Aoba,Elsewhere,05/06/2026,300,Nobody,c\n"
)


@pytest.fixture
def person(opened: Program, qtbot: Any) -> Person:
    with qtbot.waitActive(opened.window):
        opened.window.activateWindow()
    made = Person(opened, qtbot)
    made.settle()
    return made


def keys(person: Person, *pressed: Qt.Key) -> None:
    """Keys to whatever holds the keyboard, an open list before all."""
    for key in pressed:
        popup = QApplication.activePopupWidget()
        held = popup.focusWidget() if popup is not None else person.window.focusWidget()
        assert isinstance(held, QWidget)
        QTest.keyClick(held, key)
        person.settle()


def values(person: Person) -> ValuesStep:
    found = person.step("values")
    assert isinstance(found, ValuesStep)
    return found


def meanings(person: Person) -> dict[str, str]:
    return {row.word: row.label for row in values(person).rows}


def test_from_the_file_to_its_end_and_back(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(DEALS, encoding="utf-8")
    person.drop(path)
    assistant = person.assistant
    keys(person, Qt.Key.Key_Return)
    assert assistant.step == "columns"
    keys(person, Qt.Key.Key_Space, Qt.Key.Key_Return)
    assert assistant.step == "values"
    step = values(person)
    assert step.choice.hasFocus()
    # An arrow opens the list; nothing is answered in passing by.
    keys(person, Qt.Key.Key_Down)
    assert step.choice.view().isVisible()
    assert [row.word for row in step.rows if row.is_open] == ["Somewhere", "Elsewhere"]
    keys(person, Qt.Key.Key_Escape)
    assert assistant.step == "values"
    keys(person, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert meanings(person)["Somewhere"] == step.choice.itemText(1)
    assert step.row is not None and step.row.word == "Elsewhere"
    keys(person, Qt.Key.Key_P, Qt.Key.Key_Return)
    assert meanings(person)["Elsewhere"] == "Proposal"
    assert assistant.next.isEnabled()
    keys(person, Qt.Key.Key_Return)
    assert assistant.step == "check"
    assert person.rows("created", "refused") == [3, 0]
    keys(person, Qt.Key.Key_Return)
    person.until(lambda: assistant.step == "done")
    back = person.step("done").back
    person.tab_to(back)
    keys(person, Qt.Key.Key_Space)
    assert assistant.step == "check"


def test_a_word_that_was_understood_is_given_another_meaning(
    person: Person, tmp_path: Path
) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(DEALS.replace("Somewhere", "Won").replace("Elsewhere", "Lost"), "utf-8")
    person.drop(path)
    keys(person, Qt.Key.Key_Return, Qt.Key.Key_Space)
    person.assistant.show_step("values")
    step = values(person)
    assert meanings(person) == {
        **{"Proposal": "Proposal", "Won": "Won", "Lost": "Lost"},
        **{"Sato": "A new one", "Misaki Sato": "Misaki Sato", "Nobody": "A new one"},
    }
    person.tab_to(step.table)
    place = [row.word for row in step.rows].index("Sato")
    keys(person, *[Qt.Key.Key_Down] * place, Qt.Key.Key_Return)
    assert step.choice.hasFocus()
    assert (step.word.text(), step.choice.currentText()) == ("Sato", "A new one")
    assert step.hint.text() == "Nothing here is called so; it is made."
    keys(person, Qt.Key.Key_M, Qt.Key.Key_Return)
    assert meanings(person)["Sato"] == "Misaki Sato"
    assert step.hint.text() == "As you said."
    # It stays so for whoever comes back.
    keys(person, Qt.Key.Key_Escape)
    assert person.assistant.step == "columns"
    person.assistant.show_step("values")
    assert meanings(person)["Sato"] == "Misaki Sato"
    place = [row.word for row in step.rows].index("Lost")
    step.table.setCurrentCell(place, 1)
    person.choose(step.choice, "Proposal")
    assert meanings(person)["Lost"] == "Proposal"
    person.assistant.show_step("check")
    assert person.rows("created", "refused") == [3, 0]
    checked = person.assistant.work.draft.checked
    assert checked is not None and checked.also_created.get("members") == 1
    keys(person, Qt.Key.Key_Return)
    person.until(lambda: person.assistant.step == "done")
    from revops_desktop.analytics.lookup import deals

    (three,) = person.page.actions_.ask(deals, text="Three")
    assert three.stage == "Proposal"


def test_a_column_is_brought_in_as_another_field(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(DEALS.replace("/0", "-0"), "utf-8")
    person.drop(path)
    person.assistant.show_step("columns")
    step = person.step("columns")
    assert isinstance(step, ColumnsStep)
    person.tab_to(step.table)
    keys(person, *[Qt.Key.Key_Down] * 6, Qt.Key.Key_Return)
    assert step.name.text() == "Remarks" and step.choice.hasFocus()
    keys(person, Qt.Key.Key_Home)
    assert step.choice.view().isVisible()
    keys(person, Qt.Key.Key_Home, Qt.Key.Key_Return)
    assert step.row is not None and step.row.fields == ()
    assert step.choice.currentText() == "Not brought in"


def test_all_that_is_asked_is_named_and_leads_to_its_answer(person: Person, tmp_path: Path) -> None:
    first, second = tmp_path / "one.csv", tmp_path / "two.csv"
    first.write_text(DEALS, "utf-8")
    second.write_text(DEALS.replace("Elsewhere", "Proposal").replace("/0", "-0"), "utf-8")
    person.drop(first, second)
    person.assistant.show_step("check")
    buttons = person.step("check").asked.buttons
    steps = ["Columns", "Values", "Values"]
    assert [one.text() for one in buttons] == [f"Answer: {step}" for step in steps]
    last = buttons[-1]
    assert "“two.csv”" in last.accessibleDescription()
    # Tab comes to the step that is shown, whichever was left.
    person.tab_to(person.assistant.rail.buttons["check"])
    keys(person, Qt.Key.Key_Up)
    assert person.assistant.step == "match"
    person.tab_to(person.assistant.rail.buttons["match"])
    keys(person, Qt.Key.Key_Down)
    assert person.assistant.step == "check"
    person.tab_to(last)
    keys(person, Qt.Key.Key_Space)
    assert person.assistant.step == "values"
    step = values(person)
    assert step.files.path == second
    assert isinstance(step.choice, ChoiceBox) and step.choice.hasFocus()


def test_a_folder_of_lists_dropped_on_the_window_is_its_files(
    person: Person, tmp_path: Path
) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    for name in ("a.csv", "b.csv"):
        (folder / name).write_text("Company name,Phone\nAoba,03-1111-2222\n", "utf-8")
    person.drop(folder)
    assert [path.name for path in person.assistant.work.draft.paths] == ["a.csv", "b.csv"]

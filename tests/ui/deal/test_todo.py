"""What comes next: tasks; what was done: a call in two keystrokes; what the stage asks for."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from sqlalchemy import insert, select

from revops_desktop.analytics import story
from revops_desktop.analytics.lead_scores import score_of_contact
from revops_desktop.database.journal import verb
from revops_desktop.database.tables import activity, exit_criterion
from revops_desktop.operations import activities, contacts, deals
from tests.ui.deal.conftest import Sitting

ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
SHIFT = Qt.KeyboardModifier.ShiftModifier
# The clock stands at 1 April 2026 in Tokyo.
YESTERDAY, TODAY, TOMORROW, LATER = "2026-03-31", "2026-04-01", "2026-04-02", "2026-04-20"


def logged(sitting: Sitting) -> list[tuple[str, str, str]]:
    told = sitting.actions.ask(
        story.story, deal_id=sitting.deal_id, kinds=("activity", "note", "task")
    )
    return [(one.what, one.title, one.detail) for one in told.entries]


def add_task(sitting: Sitting, title: str, due_on: str) -> Any:
    number = sitting.do(activities.add_task, deal_id=sitting.deal_id, title=title, due_on=due_on)
    return sitting.section("todo").tasks[number]


def choose(row: Any, text: str) -> None:
    row.due.click()
    (menu,) = [menu for menu in row.findChildren(QMenu) if menu.isVisible()]
    (action,) = [action for action in menu.actions() if action.text() == text]
    menu.close()
    action.trigger()


def test_a_call_is_logged_by_c_words_and_enter(sitting: Sitting) -> None:
    before = sitting.steps()
    sitting.press(Qt.Key.Key_C)
    sitting.type("Asked about the budget")
    sitting.press(ENTER)
    assert logged(sitting) == [("call", "Asked about the budget", "")]
    assert sitting.steps() == before + 1
    # The next one at once: the keyboard is with the panel again.
    sitting.press(Qt.Key.Key_M)
    sitting.type("Demo")
    sitting.press(ENTER, SHIFT)
    sitting.type("They want it in June")
    sitting.press(ENTER)
    assert ("meeting", "Demo", "They want it in June") in logged(sitting)
    assert sitting.panel.hasFocus()


def test_a_note_is_its_text(sitting: Sitting) -> None:
    sitting.press(Qt.Key.Key_N)
    sitting.type("Careful: <b>new</b> boss")
    sitting.press(ENTER)
    assert logged(sitting) == [("note", "", "Careful: <b>new</b> boss")]


def test_letters_are_letters_while_one_types(sitting: Sitting) -> None:
    field = sitting.section("details").editors["source"].field
    sitting.retype(field, "Coffee")
    assert field.text() == "Coffee"
    assert sitting.composer.kind is None


def test_esc_puts_the_words_away_and_logs_nothing(sitting: Sitting) -> None:
    sitting.press(Qt.Key.Key_C)
    sitting.type("Wrong deal")
    sitting.press(ESCAPE)
    assert sitting.composer.area.box.toPlainText() == ""
    sitting.press(ESCAPE)
    assert not sitting.composer.area.isVisible()
    assert sitting.panel.isVisible() and sitting.panel.hasFocus()
    assert logged(sitting) == []


def test_two_keys_log_a_call_by_the_name_of_its_kind(sitting: Sitting) -> None:
    before = sitting.steps()
    sitting.press(Qt.Key.Key_C)
    sitting.press(ENTER)
    assert logged(sitting) == [("call", "Call", "")]
    assert sitting.steps() == before + 1 and sitting.panel.hasFocus()
    sitting.actions.undo()
    assert logged(sitting) == []


def test_a_note_without_a_word_is_not_logged(sitting: Sitting) -> None:
    sitting.press(Qt.Key.Key_N)
    sitting.press(ENTER)
    assert logged(sitting) == [] and sitting.composer.area.isVisible()


def test_a_task_is_added_by_enter_and_is_due_tomorrow(sitting: Sitting) -> None:
    todo = sitting.section("todo")
    sitting.click(todo.new)
    sitting.type("Send the quote")
    sitting.press(ENTER)
    (task,) = sitting.sheet().tasks
    assert (task.title, task.due_on, task.member) == ("Send the quote", TOMORROW, "Misaki Sato")
    assert todo.new.text() == "" and todo.new.hasFocus()
    assert sitting.panel.head is not None
    assert sitting.panel.head.step.text == "Send the quote · Tomorrow"


def test_a_task_takes_the_day_that_is_typed(sitting: Sitting) -> None:
    todo = sitting.section("todo")
    sitting.retype(todo.day.field, "+19")
    sitting.click(todo.new)
    sitting.type("Ask again")
    sitting.press(ENTER)
    assert sitting.sheet().tasks[0].due_on == LATER
    assert todo.day.shown == TOMORROW


def test_an_overdue_task_is_red_and_says_how_late(sitting: Sitting) -> None:
    row = add_task(sitting, "Send the quote", YESTERDAY)
    assert row.due.property("tone") == "bad"
    assert row.due.text() == "1 day late"
    assert "1 day late" in row.due.accessibleName()
    assert add_task(sitting, "Later", LATER).due.property("tone") == ""


def test_a_task_is_ticked_off_and_reopened(sitting: Sitting) -> None:
    row = add_task(sitting, "Send the quote", TODAY)
    sitting.tick(row.done)
    assert logged(sitting) == [("task", "Send the quote", "")]
    assert row.done.isChecked() and row.due.isHidden()
    sitting.tick(row.done)
    assert sitting.sheet().tasks[0].done_at is None and not row.due.isHidden()


def test_a_task_is_postponed_from_its_day(sitting: Sitting) -> None:
    row = add_task(sitting, "Send the quote", YESTERDAY)
    choose(row, "Tomorrow")
    assert sitting.sheet().tasks[0].due_on == TOMORROW
    assert row.due.text() == "Tomorrow"
    sitting.actions.undo()
    assert row.due.text() == "1 day late"


def test_a_task_is_renamed_where_it_stands_and_deleted(sitting: Sitting) -> None:
    row = add_task(sitting, "Send the quote", TODAY)
    sitting.retype(row.title.field, "Send the second quote")
    sitting.press(ENTER)
    assert sitting.sheet().tasks[0].title == "Send the second quote"
    choose(row, "Delete")
    assert sitting.sheet().tasks == ()
    assert sitting.section("todo").tasks == {}


@verb("Ask for things")
def _criteria(session: Any, *, at: int) -> None:
    session.execute(exit_criterion.delete())
    for position, (text, condition, more) in enumerate(
        (
            ("They said yes", "checklist", {}),
            ("Expected close", "field_filled", {"field": "expected_close"}),
            ("Amount", "amount_above_zero", {}),
            ("A visit", "activity_logged", {"activity_kind": "visit"}),
        )
    ):
        session.execute(
            insert(exit_criterion).values(
                stage_id=2, text=text, condition=condition, position=position, **more
            )
        )


def test_the_checklist_is_ticked_and_says_why(sitting: Sitting) -> None:
    sitting.do(_criteria)
    rows = list(sitting.section("checklist").items.values())
    assert all(row.mark.parent() is row for row in rows)
    assert [row.words.text() for row in rows] == [
        *("They said yes", "Expected close", "Amount", "A visit")
    ]
    assert [row.why.text() for row in rows[1:]] == [
        "“Expected close” is empty.",
        "The amount is not known yet.",
        "No “Visit” has been logged yet.",
    ]
    assert sitting.section("checklist").beside.text() == "0 of 4"
    sitting.tick(rows[0].box)
    assert rows[0].why.text() == "Ticked by Misaki Sato"
    assert sitting.section("checklist").beside.text() == "1 of 4"
    sitting.click(rows[0].words)
    assert not rows[0].box.isChecked()
    sitting.press(Qt.Key.Key_V)
    sitting.type("Saw the factory")
    sitting.press(ENTER)
    assert rows[3].why.text() == "“Visit” was logged 1 time."
    assert sitting.actions.ask(_ids, wanted=exit_criterion)


def _ids(session: Any, *, wanted: Any) -> list[int]:
    return list(session.scalars(select(wanted.c.id)))


def test_what_is_logged_counts_for_the_contact(sitting: Sitting) -> None:
    """It is with the deal's contact, else the only one of its company, unless somebody says."""
    company = sitting.sheet().company
    assert company is not None
    person = sitting.composer.person
    assert person.value() is None
    one = sitting.do(contacts.create, name="Ito", company=company.name)
    assert person.value() == one

    def called() -> list[int]:
        """The contacts with whom calls were logged, this one the last."""
        sitting.press(Qt.Key.Key_C)
        sitting.type("Called")
        sitting.press(ENTER)
        return sitting.actions.ask(with_whom)

    assert called() == [one]
    score = sitting.actions.ask(score_of_contact, contact_id=one, now=sitting.clock[0])
    assert [point.activity_id is not None for point in score.points] == [True]
    # Of two nobody can know whom it was with.
    other = sitting.do(contacts.create, name="Abe", company=company.name)
    assert person.value() is None
    assert called() == [one, 0]
    sitting.do(deals.edit, deal_id=sitting.deal_id, fields={"contact_id": other})
    assert person.value() == other
    # What somebody chose stays until it is logged.
    person.box.setCurrentIndex(person.box.findData(one))
    person.box.activated.emit(person.box.currentIndex())
    sitting.do(deals.edit, deal_id=sitting.deal_id, fields={"source": "Web"})
    assert person.value() == one
    assert called() == [one, 0, one]
    assert person.value() == other


def with_whom(session: Any) -> list[int]:
    """The contacts of all calls; 0: nobody is known."""
    column = activity.c
    rows = session.scalars(
        select(column.contact_id).where(column.kind == "call").order_by(column.id)
    )
    return [one or 0 for one in rows]

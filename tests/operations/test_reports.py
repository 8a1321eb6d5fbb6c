"""Made reports are kept as they are, decided on and forgotten; undone and redone exactly."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database import check, report_files
from revops_desktop.database.tables import (
    report,
    report_action,
    report_figure,
    report_file,
    report_look,
)
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import step_text
from revops_desktop.operations import erasing, pipelines, report_actions, reports
from revops_desktop.rules.kept_numbers import read
from revops_desktop.rules.made_report import Proposed
from revops_desktop.rules.periods import DAY
from tests.operations.test_exit_reasons import done
from tests.people import add_contact
from tests.reported import ACTIONS, END_OF_MARCH, MADE, PDF, Said, march, png
from tests.river import everything, make_river

AT = END_OF_MARCH + 3 * DAY


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "river.revops")
    yield made
    made.close()


def actions(session: Session) -> list[tuple]:
    one = report_action.c
    wanted = (one.report_id, one.words, one.state, one.decided_day, one.note)
    return [tuple(row) for row in session.execute(select(*wanted).order_by(one.id))]


def states(session: Session) -> list[str]:
    return list(session.scalars(select(report_action.c.state).order_by(report_action.c.id)))


def figures(session: Session) -> list[tuple]:
    one = report_figure.c
    rows = session.execute(select(one.key, one.subject, one.value, one.n).order_by(one.id))
    return [(key, subject, read(value), n) for key, subject, value, n in rows]


def count_of(session: Session, *, table: Any) -> int:
    return len(session.execute(select(table.c.id)).all())


def test_a_report_is_kept_with_all_it_says_in_one_step(river: Workspace) -> None:
    river.member_id = 2
    done(river, reports.record, **march())
    label = river.undo_label()
    assert label is not None
    assert step_text(*label) == "Make the report of Mar 2026"
    assert river.ask(figures) == [
        ("won", "", 3, 3),
        ("win_rate", "", 0.1 + 0.2, 40),
        ("worth", "", None, None),
    ]
    assert [row[1:3] for row in river.ask(actions)] == [
        ("Call within an hour", "open"),
        ("Ask for the budget <b>first</b>", "open"),
    ]

    def kept(session: Session) -> tuple:
        one = report.c
        wanted = (one.pipeline_name, one.month, one.parts, one.notes, one.as_of, one.member_id)
        return tuple(session.execute(select(*wanted)).one())

    assert river.ask(kept) == ("Sales", "2026-03", "month,river", "Good work", END_OF_MARCH, 2)
    assert river.ask(count_of, table=report_file) == 1


def test_an_action_is_done_dropped_and_open_again(river: Workspace) -> None:
    river.do(reports.record, at=AT, **march())
    done(river, report_actions.decide, action_id=1, state="done", on="1970-01-01", note=" Well ")
    done(river, report_actions.decide, action_id=2, state="dropped")
    assert river.ask(actions) == [
        (1, "Call within an hour", "done", "1970-01-01", "Well"),
        (1, "Ask for the budget <b>first</b>", "dropped", None, ""),
    ]
    label = river.undo_label()
    assert label is not None
    assert step_text(*label) == "“Ask for the budget <b>first</b>” is dropped"
    done(river, report_actions.decide, action_id=1, state="open")
    assert river.ask(actions)[0][2:] == ("open", None, "Well")
    before = everything(river)
    for arguments, said in (
        ({"action_id": 1, "state": "done", "on": "1970-01-03"}, "not come yet"),
        ({"action_id": 9, "state": "done"}, "no longer in the file"),
    ):
        with pytest.raises(RuleBroken, match=said):
            river.do(report_actions.decide, at=100, **arguments)
    assert everything(river) == before


def test_own_actions_are_added_worded_anew_and_removed(river: Workspace) -> None:
    made = river.do(reports.record, at=AT, **march()).value
    own = done(river, report_actions.add_action, report_id=made, words=" Call Aoba ")
    done(river, report_actions.reword, action_id=own, words="Visit Aoba")
    assert river.ask(actions)[-1][1] == "Visit Aoba"
    before = everything(river)
    for verb, arguments, said in (
        (report_actions.reword, {"action_id": 1, "words": "A"}, "drop the action"),
        (report_actions.remove_action, {"action_id": 1}, "drop the action"),
        (report_actions.reword, {"action_id": own, "words": " "}, "what is to be done"),
        (report_actions.add_action, {"report_id": 99, "words": "A"}, "report is no longer"),
    ):
        with pytest.raises(RuleBroken, match=said):
            river.do(verb, at=AT, **arguments)
    assert everything(river) == before
    done(river, report_actions.remove_action, action_id=own)
    assert len(river.ask(actions)) == 2


def test_reports_of_a_month_have_their_actions_in_common(river: Workspace) -> None:
    first = river.do(reports.record, at=AT, **march()).value
    river.do(report_actions.decide, at=AT, action_id=1, state="done", note="Well")
    river.do(report_actions.add_action, at=AT, report_id=first, words="Own")
    again = march(made=replace(MADE, language="ja"), actions=[*ACTIONS, Proposed("new", "新しい")])
    done(river, reports.record, **again)
    assert [row[:3] for row in river.ask(actions)][3:] == [
        (2, "Call within an hour", "done"),
        (2, "Ask for the budget <b>first</b>", "open"),
        (2, "新しい", "open"),
        (2, "Own", "open"),
    ]
    done(river, report_actions.decide, action_id=7, state="dropped")
    done(river, report_actions.decide, action_id=2, state="done")
    assert river.ask(states) == ["done", "done", "dropped", "done", "done", "open", "dropped"]
    done(river, report_actions.remove_action, action_id=3)
    assert len(river.ask(actions)) == 5


def test_reports_are_forgotten_one_or_many(river: Workspace) -> None:
    for _number in range(3):
        river.do(reports.record, at=AT, **march())
    assert done(river, reports.forget, report_ids=[2]) == 1
    assert done(river, reports.forget, report_ids=[1, 3, 3]) == 2
    label = river.undo_label()
    assert label is not None
    assert step_text(*label) == "Forget 2 reports"
    for table in (report, report_figure, report_action, report_file):
        assert river.ask(count_of, table=table) == 0


def test_a_report_outlives_its_pipeline(river: Workspace) -> None:
    added = river.do(
        pipelines.add, at=10, name="Side", template_key="small-business", language="en"
    ).value
    river.do(reports.record, at=AT, **march(made=replace(MADE, pipeline_id=added)))
    river.do(pipelines.remove, at=AT, pipeline_id=added)

    def names(session: Session) -> list[tuple]:
        rows = session.execute(select(report.c.pipeline_id, report.c.pipeline_name))
        return [tuple(row) for row in rows]

    assert river.ask(names) == [(None, "Side")]
    river.undo(at=AT)
    assert river.ask(names) == [(added, "Side")]


def test_what_cannot_be_kept_changes_nothing(river: Workspace) -> None:
    before = everything(river)
    huge = replace(PDF, content=b"%PDF-" + b"x" * reports.MOST_PDF_BYTES)
    for arguments, said in (
        ({"made": replace(MADE, pipeline_id=99)}, "no longer in the file"),
        ({"made": replace(MADE, month="2026-3")}, "is not a month"),
        ({"actions": [Proposed("a", "  ")]}, "what is to be done"),
        ({"pdf": huge}, "10 MB"),
    ):
        with pytest.raises(RuleBroken, match=said):
            river.do(reports.record, at=AT, **march(**arguments))
    with pytest.raises(RuleBroken, match="report is no longer"):
        river.do(reports.forget, at=AT, report_ids=[1])
    assert everything(river) == before


def test_the_look_is_chosen_and_changed(river: Workspace) -> None:
    done(river, reports.set_look, logo=png(), colour="#AA3300", paper="letter", parts=["month"])
    done(river, reports.set_look, logo=None, colour=None)

    def look(session: Session) -> tuple:
        return tuple(session.execute(select(report_look)).one())

    assert river.ask(look) == (1, None, None, "a4", None)
    for arguments, said in (
        ({"logo": b"<svg/>", "colour": None}, "no whole PNG"),
        ({"logo": None, "colour": "red"}, "not a colour"),
    ):
        with pytest.raises(RuleBroken, match=said):
            river.do(reports.set_look, at=AT, **arguments)
    assert river.ask(look) == (1, None, None, "a4", None)


def decisions_as_of(river: Workspace, at: int) -> list[str]:
    return river.ask(states, as_of=at)


def test_the_past_knows_a_report_once_made_and_what_was_decided_by_then(river: Workspace) -> None:
    made = river.do(reports.record, at=AT, **march()).value
    april = AT + 20 * DAY
    river.do(report_actions.decide, at=april, action_id=1, state="done")
    # Written down in May: the second was done in April, too, the first is open again.
    may = AT + 40 * DAY
    river.do(report_actions.decide, at=may, action_id=2, state="done", on="2026-04-05")
    river.do(report_actions.decide, at=may, action_id=1, state="open")
    river.do(report_actions.add_action, at=may, report_id=made, words="Late")
    assert decisions_as_of(river, AT) == []
    assert decisions_as_of(river, AT + 1) == ["open", "open"]
    assert decisions_as_of(river, april + 1) == ["done", "done"]
    assert decisions_as_of(river, may + 1) == ["open", "done", "open"]
    river.do(reports.forget, at=may + 10, report_ids=[made])
    assert decisions_as_of(river, april + 1) == ["done", "done"]
    assert decisions_as_of(river, may + 20) == []


def test_a_name_that_was_cut_or_broken_names_somebody_too() -> None:
    for words, value, names in (
        ("Sold to\nHanako Mi…", "Hanako Midorikawa", True),
        ("Sold to Hana…", "Hanako Midorikawa", True),
        ("Sold to Han…", "Hanako Midorikawa", False),
        ("株式会社緑\n川商店", "緑川商店", True),
        ("緑川…", "緑川商店", True),
        ("call ann now", "Ann", True),
        ("as planned", "Ann", False),
        ("Annさん", "Ann", True),
    ):
        assert report_files.is_named(words, [value]) == names


def test_a_report_that_names_somebody_erased_loses_its_file_alone(river: Workspace) -> None:
    river.do(add_contact, at=11, name="Hanako Midorikawa", company_id=None, note="")
    river.do(add_contact, at=12, name="Ann", company_id=None, note="")
    named, other = (
        replace(PDF, content=b"%PDF-1.4 " + name.encode(), words=f"Sold to\n{words}\nas planned")
        for name, words in (("secret", "Hanako Mi-\nHanako Midori\nkawa"), ("open", "Aoba"))
    )
    for pdf, notes in ((named, "Ask Hanako Midorikawa"), (other, "")):
        source = (Said("won", "source:Hanako Midorikawa", 3, 3),)
        made = replace(MADE, notes=notes)
        river.do(reports.record, at=AT, **march(pdf=pdf, made=made, figures=source))
    river.do(report_actions.add_action, at=AT, report_id=1, words="Call hanako midorikawa")
    assert river.ask(erasing.consequences, contacts=[1]).reports == 1
    assert river.ask(erasing.consequences, contacts=[2]).reports == 0
    assert erasing.erase_for_good(river, at=AT, contacts=[1]).value.reports == 1
    held = b"".join(one.read_bytes() for one in river.path.parent.glob("river.revops*"))
    for text in (b"Midorikawa", b"midorikawa", b"JVBERi0xLjQgc2VjcmV0", b"kawa"):
        assert text not in held
    assert b"JVBERi0xLjQgb3Blbg" in held
    assert river.ask(figures) == [("won", "source:—", 3, 3)] * 2
    assert river.ask(actions)[-1][1] == "Call —"
    river.close()
    assert check.check_file(river.path).findings == ()

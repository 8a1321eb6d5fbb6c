"""Fields of the owner's own: defined, filled in, put away, needed before a stage is left."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from revops_desktop.analytics import custom_fields as question
from revops_desktop.database import tables
from revops_desktop.database.scores import differences
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import contacts, custom_fields, deals, score_rules
from revops_desktop.operations.custom_fields import WantedChoice
from revops_desktop.rules.custom_fields import KINDS, FieldKind, Value, parse, shown
from tests.conftest import NOW
from tests.river import everything, make_river, rows


def _fill(made: Workspace) -> None:
    made.do(deals.create, at=NOW, title="Robots", stage_id=1, company="青葉商事")


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


def define(river: Workspace, kind: FieldKind = "text", **more) -> int:
    name = more.pop("name", f"My {kind}")
    if kind == "choice":
        more.setdefault("choices", ("Gold", "Silver"))
    subject = more.pop("subject", "deal")
    made = river.do(custom_fields.define, at=NOW, subject=subject, name=name, kind=kind, **more)
    return int(made.value)


def fill(river: Workspace, field_id: int, value: Value, record_id: int = 1) -> None:
    river.do(custom_fields.set_value, at=NOW, field_id=field_id, record_id=record_id, value=value)


def held(river: Workspace) -> dict[int, Value]:
    return river.ask(question.values, subject="deal", record_id=1)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("text", "稟議 <b>", "稟議 <b>"),
        ("number", 1_234_500_000, "1,234.5"),
        ("money", 120_000, "¥120,000"),
        ("date", "2026-04-01", "1 Apr 2026"),
        ("choice", 2, "Silver"),
        ("yes_no", 0, "No"),
    ],
)
def test_every_kind_is_filled_in_emptied_and_taken_back(river, kind, value, text) -> None:
    field_id = define(river, kind)
    before = everything(river)
    fill(river, field_id, value)
    assert held(river) == {field_id: value}
    field = river.ask(question.fields, subject="deal")[0]
    assert field.shown(value, "JPY") == text
    assert river.undo_label()[1] == {"field": f"My {kind}", "record": "Robots"}
    fill(river, field_id, None)
    assert held(river) == {}
    river.undo(at=NOW)
    assert held(river) == {field_id: value}
    river.undo(at=NOW)
    assert everything(river) == before


def test_a_company_has_its_own_fields(river: Workspace) -> None:
    field_id = define(river, subject="company", name="与信")
    fill(river, field_id, "A")
    found = river.ask(question.values_of, subject="company", record_ids=[1, 2])
    assert found == {1: {field_id: "A"}}
    assert river.ask(question.fields, subject="deal") == ()


def test_names_are_told_apart_folded_and_in_each_subject(river: Workspace) -> None:
    define(river, name="予算ランク")
    with pytest.raises(RuleBroken, match="already"):
        define(river, name="予算ﾗﾝｸ")
    define(river, subject="company", name="予算ランク")
    with pytest.raises(RuleBroken, match="name"):
        define(river, name="  ")


def test_choices_are_renamed_ordered_put_away_or_deleted(river: Workspace) -> None:
    field_id = define(river, "choice", choices=("A", "B", "C"))
    fill(river, field_id, 1)
    wanted = [WantedChoice(None, "D"), WantedChoice(3, "C!")]
    river.do(custom_fields.edit, at=NOW, field_id=field_id, choices=wanted)
    found = river.ask(question.fields)[0].choices
    # A is held by a deal and is put away, B is nobody's and is gone.
    assert {(one.name, one.is_archived) for one in found} == {
        ("D", False),
        ("C!", False),
        ("A", True),
    }
    assert held(river) == {field_id: 1}
    for bad in ([], [WantedChoice(None, "x"), WantedChoice(None, "Ｘ")]):
        with pytest.raises(RuleBroken):
            river.do(custom_fields.edit, at=NOW, field_id=field_id, choices=bad)
    with pytest.raises(RuleBroken, match="choice"):
        fill(river, field_id, 99)


def test_a_field_is_needed_before_a_stage_is_left(river: Workspace) -> None:
    field_id = define(river, name="予算", before=(2, 3))
    names = ("stage_id", "text", "condition", "custom_field_id")
    places = [list(tables.exit_criterion.c.keys()).index(name) for name in names]
    criteria = river.ask(rows, wanted=(tables.exit_criterion,))["exit_criterion"]
    assert [tuple(row[place] for place in places) for row in criteria] == [
        (2, "予算", "custom_field_filled", field_id),
        (3, "予算", "custom_field_filled", field_id),
    ]
    river.do(custom_fields.edit, at=NOW, field_id=field_id, name="Budget", before=(3,))
    field = river.ask(question.fields)[0]
    assert (field.name, field.before) == ("Budget", (3,))
    river.do(custom_fields.archive, at=NOW, field_id=field_id)
    assert river.ask(question.fields) == ()
    assert river.ask(question.fields, archived=True)[0].before == ()
    river.undo(at=NOW)
    assert river.ask(question.fields)[0].before == (3,)


def test_a_deleted_field_comes_back_with_what_records_held(river: Workspace) -> None:
    field_id = define(river, "choice", before=(2,))
    fill(river, field_id, 1)
    before = everything(river)
    river.do(custom_fields.remove, at=NOW, field_id=field_id)
    assert held(river) == {}
    river.undo(at=NOW)
    assert everything(river) == before


def in_use(river: Workspace) -> list[str]:
    kept = river.ask(rows, wanted=(tables.score_rule,))["score_rule"]
    place = list(tables.score_rule.c.keys()).index("archived_at")
    return [row[1] for row in kept if row[place] is None]


def test_no_score_rule_looks_at_a_field_that_is_gone(river: Workspace) -> None:
    tier = define(river, "choice", subject="contact", name="Tier")
    gold, silver = (one.id for one in river.ask(question.fields, subject="contact")[0].choices)
    for name, more in (
        ("Gold", {"comparison": "is", "value": str(gold)}),
        ("Silver", {"comparison": "is", "value": str(silver)}),
        ("Any", {"comparison": "filled"}),
    ):
        rule = {"name": name, "points": 50, "attribute": f"custom:{tier}", **more}
        river.do(score_rules.add, at=NOW, **rule)
    other = {"name": "Mail", "attribute": "email", "comparison": "filled"}
    river.do(score_rules.add, at=NOW, points=5, **other)
    ito = river.do(contacts.create, at=NOW, name="Ito").value
    fill(river, tier, gold, ito)
    assert river.ask(question.scored_by, field_id=tier) == ("Gold", "Silver", "Any")
    before = everything(river)

    # A choice that goes takes its own rule alone.
    left = [WantedChoice(gold, "Gold")]
    river.do(custom_fields.edit, at=NOW, field_id=tier, choices=left)
    assert in_use(river) == ["Gold", "Any", "Mail"]
    river.undo(at=NOW)
    assert everything(river) == before

    river.do(custom_fields.remove, at=NOW, field_id=tier)
    assert in_use(river) == ["Mail"]
    assert river.ask(question.scored_by, field_id=tier) == ()
    gone = everything(river)
    with pytest.raises(RuleBroken, match="no longer in the file"):
        river.do(score_rules.bring_back, at=NOW, rule_id=3)
    assert everything(river) == gone
    assert differences(river.raw) == 0
    river.undo(at=NOW)
    assert everything(river) == before
    river.redo(at=NOW)
    assert everything(river) == gone


def test_fields_are_ordered(river: Workspace) -> None:
    made = [define(river, name=name) for name in "abc"]
    river.do(custom_fields.order, at=NOW, field_ids=made[::-1])
    assert [field.name for field in river.ask(question.fields)] == ["c", "b", "a"]


def test_a_record_in_the_trash_is_refused(river: Workspace) -> None:
    field_id = define(river)
    with pytest.raises(RuleBroken, match="no longer"):
        fill(river, field_id, "x", record_id=77)


TODAY = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "１，２３４．５", 1_234_500_000),
        ("number", "−3", -3_000_000),
        ("money", "¥1,200", 1200),
        ("date", "2026/4/2", "2026-04-02"),
        ("date", "２０２６年４月２日", "2026-04-02"),
        ("date", "4/2", "2026-04-02"),
        ("date", "2 Apr 2026", "2026-04-02"),
        ("date", "2 April", "2026-04-02"),
        ("date", "+7", "2026-04-08"),
        ("date", "今日", "2026-04-01"),
        ("yes_no", "はい", 1),
        ("yes_no", "No", 0),
        ("text", " a ", "a"),
    ],
)
def test_what_people_type_is_understood(kind, text, value) -> None:
    assert parse(kind, text, currency="JPY", today=TODAY) == value
    again = shown(kind, value, currency="JPY")
    assert parse(kind, again, currency="JPY", today=TODAY) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(("number", "abc"), ("number", "1.2345678"), ("number", "nan"), ("number", "1e40")),
        *(("date", "2026-13-01"), ("date", "soon"), ("date", "0001-01-01"), ("date", "+99999")),
        *(("yes_no", "perhaps"), ("money", "many")),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(kind, text) -> None:
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        parse(kind, text, currency="JPY", today=TODAY)


@pytest.mark.parametrize("kind", KINDS)
def test_blank_is_not_filled_in(kind: FieldKind) -> None:
    assert parse(kind, " 　", currency="JPY", today=TODAY) is None
    assert shown(kind, None, currency="JPY") == ""

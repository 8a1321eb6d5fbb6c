"""A day per stage: asked where it has no year, or can be read two ways, as any other day is."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import here
from revops_desktop.exchange.guessing.questions import LEFT, OWN, Answer
from tests.exchange.guessing.test_guess import bring, guessed
from tests.exchange.lists import source, visits

TODAY = date(2026, 11, 23)
ROWS = "A,青葉,1,4/1,4月10日,5/1\nB,若葉,2,4/2,,\nC,東,3,4/3,4/12,\n"
HERE = "案件名,会社名,金額,Lead,Qualified,Customer\n" + ROWS
OWN_NAMES = "案件名,会社名,金額,初回接触,見積提出,受注\n" + ROWS
TURNED = "案件名,会社名,金額,Lead,Qualified\nA,青葉,1,04/01/2026,04/10/2026\nB,若葉,2,04/02/2026,\n"


def test_days_of_stages_that_are_here_ask_for_the_year(workspace: Any, tmp_path: Path) -> None:
    path = source(tmp_path, HERE, "list.csv")
    found = guess([path], workspace.ask(here), today=TODAY)
    assert {(one.asks, one.column, one.is_needed) for one in found.open} == {
        ("year", name, True) for name in ("Lead", "Qualified", "Customer")
    }
    assert not found.files[0].unused
    # One answer is enough for all columns.
    found = guess([path], workspace.ask(here), answers=[Answer("year", "2026")], today=TODAY)
    summary = bring(workspace, [path], found)
    assert (summary.created, summary.refused) == (3, 0)
    assert visits(workspace, "A") == [
        ("Lead", "2026-04-01", "2026-04-10", "advanced"),
        ("Qualified", "2026-04-10", "2026-05-01", "advanced"),
        ("Onboarding", "2026-05-01", None, None),
    ]
    again = bring(workspace, [path], found)
    assert (again.created, again.unchanged) == (0, 3)


def test_a_column_of_days_can_stay_out(workspace: Any, tmp_path: Path) -> None:
    path = source(tmp_path, HERE, "list.csv")
    answers = [
        Answer("year", LEFT, path.name, "Qualified"),
        *(Answer("year", "2026", path.name, name) for name in ("Lead", "Customer")),
    ]
    found = guess([path], workspace.ask(here), answers=answers, today=TODAY)
    assert found.files[0].unused == ("Qualified",)
    bring(workspace, [path], found)
    assert [name for name, *_days in visits(workspace, "A")] == ["Lead", "Onboarding"]


def test_days_of_stages_of_the_files_own_ask_too(workspace: Any, tmp_path: Path) -> None:
    path = source(tmp_path, OWN_NAMES, "list.csv")
    found = guess([path], workspace.ask(here), today=TODAY)
    assert [(one.asks, one.column) for one in found.open] == [("stages", ""), ("year", "受注")]
    own = Answer("stages", OWN, path.name)
    found = guess([path], workspace.ask(here), answers=[own], today=TODAY)
    assert {one.column for one in found.open} == {"初回接触", "見積提出", "受注"}
    answers = [own, Answer("year", "2026")]
    found = guess([path], workspace.ask(here), answers=answers, today=TODAY)
    bring(workspace, [path], found)
    assert [day for _name, day, *_rest in visits(workspace, "A")] == [
        *("2026-04-01", "2026-04-10", "2026-05-01"),
    ]


@pytest.mark.parametrize(("order", "day"), [("dmy", "2026-01-04"), ("mdy", "2026-04-01")])
def test_days_that_can_be_read_two_ways_ask_for_their_order(
    workspace: Any, tmp_path: Path, order: str, day: str
) -> None:
    path = source(tmp_path, TURNED, "list.csv")
    found = guess([path], workspace.ask(here), today=TODAY)
    assert [(one.asks, one.column) for one in found.open] == [
        *(("dates", "Lead"), ("dates", "Qualified")),
    ]
    found = guess([path], workspace.ask(here), answers=[Answer("dates", order)], today=TODAY)
    bring(workspace, [path], found)
    assert visits(workspace, "A")[0][1] == day


def test_fractions_beside_a_stage_are_no_days_of_it(tmp_path: Path) -> None:
    text = "案件名,会社名,ステージ,進捗\nA,青葉,Lead,1/3\nB,若葉,Lead,2/3\n"
    found = guessed(tmp_path, text, today=TODAY)
    assert not [one for one in found.questions if one.asks == "year"]

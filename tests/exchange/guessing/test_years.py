"""Days without a year: asked in which year they are, read as it was said, and never guessed."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.cells.moments import day_of, due_cell, moment_cell
from revops_desktop.exchange.cells.yearless_days import span_of
from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import here
from revops_desktop.exchange.guessing.questions import LEFT, Answer, Guessed, Question
from revops_desktop.exchange.mapping_writer import written
from revops_desktop.exchange.refusals import CellRefused
from tests.exchange.guessing.test_guess import SMALL, bring, guessed
from tests.exchange.lists import mapping, source

TODAY = date(2026, 11, 23)
HEAD = "案件名,会社名,登録日,完了予定日\n"
LIST = HEAD + "A,青葉,2026/03/10,4/1\nB,若葉,2026/03/12,4月15日(水)\nC,東,2026/03/12,\n"


def asked(found: Guessed, column: str) -> Question:
    return next(one for one in found.questions if (one.asks, one.column) == ("year", column))


def choices(found: Guessed, column: str) -> dict[str, str]:
    return {one.value: one.example for one in asked(found, column).choices}


@pytest.mark.parametrize(
    ("order", "text", "expected"),
    [
        *[
            ("2026", text, "2026-04-01")
            for text in ("4/1", "04/01", "４／１", "4月1日", "4月1日(水)")
        ],
        ("2026", "4/1 9:30", "2026-04-01"),
        ("2026", "2025/12/24", "2025-12-24"),
        ("2026 dmy", "25/4", "2026-04-25"),
        ("2026 dmy", "4月1日", "2026-04-01"),
        *[("2025-12-20", "12/28", "2025-12-28"), ("2025-12-20", "1/5", "2026-01-05")],
        ("2024", "2/29", "2024-02-29"),
    ],
)
def test_the_year_is_the_one_that_was_said(order: str, text: str, expected: str) -> None:
    for cell in (moment_cell, due_cell):
        assert day_of(cell(order, "Asia/Tokyo")(text), "Asia/Tokyo") == expected


@pytest.mark.parametrize("text", ["2/29", "13/1", "4/31", "1/2/3/4", "ab"])
def test_no_day_is_made_of_what_is_none(text: str) -> None:
    with pytest.raises(CellRefused):
        moment_cell("2026", "Asia/Tokyo")(text)


def test_another_weekday_beside_it_is_told() -> None:
    told: list[str] = []
    moment_cell("2025", "Asia/Tokyo")("4月1日(水)", told.append)
    assert len(told) == 1 and "2025-04-01" in told[0]
    assert span_of("2026-13-01") is None and span_of("2026-01") is None


def test_it_is_asked_and_never_guessed(tmp_path: Path) -> None:
    found = guessed(tmp_path, LIST, today=TODAY)
    question = asked(found, "完了予定日")
    assert question.is_needed and not question.likely
    assert "4/1" in question.sentence
    # All of them in one year are that year, whatever led there.
    assert list(choices(found, "完了予定日").items())[:3] == [
        *(("2026", "1 Apr 2026"), ("2025", "1 Apr 2025"), ("2027", "1 Apr 2027")),
    ]
    # Only 4/1 tells of the order, and may be either.
    assert [*choices(found, "完了予定日")][3:] == ["2026 dmy", "2025 dmy", "2027 dmy", LEFT]


def test_an_answer_brings_the_days_in(workspace: Any, tmp_path: Path) -> None:
    path = source(tmp_path, LIST, "list.csv")
    answer = Answer("year", "2026", path.name, "完了予定日")
    found = guess([path], workspace.ask(here), answers=[answer], today=TODAY)
    assert not found.open
    [part] = found.mapping.sources
    assert part.dates["完了予定日"] == "2026"
    again = mapping(tmp_path, written(found.mapping))
    assert again.sources[0].dates["完了予定日"] == "2026"
    summary = bring(workspace, [path], found)
    assert (summary.created, summary.refused, summary.remark_count) == (3, 0, 0)
    assert expected_closes(workspace) == ["2026-04-01", "2026-04-15", None]
    # A saved mapping keeps no year: next year's list asks again.
    saved = guess([path], workspace.ask(here), saved=[again], today=TODAY)
    assert asked(saved, "完了予定日").is_needed


def expected_closes(workspace: Any) -> list[str | None]:
    from sqlalchemy import select

    from revops_desktop.database.tables import deal

    return list(
        workspace.ask(
            lambda session: (
                session.execute(select(deal.c.expected_close).order_by(deal.c.id)).scalars().all()
            )
        )
    )


def test_a_column_can_stay_out(workspace: Any, tmp_path: Path) -> None:
    path = source(tmp_path, LIST, "list.csv")
    answer = Answer("year", LEFT, path.name, "完了予定日")
    found = guess([path], workspace.ask(here), answers=[answer], today=TODAY)
    assert not found.open and found.files[0].unused == ("完了予定日",)
    assert "完了予定日" not in found.mapping.sources[0].dates


@pytest.mark.parametrize("turned", [False, True], ids=["oldest first", "newest first"])
def test_over_the_new_year_only_where_the_rows_turn_it(tmp_path: Path, turned: bool) -> None:
    rows = ["A,甲,12/20", "B,乙,12/28", "C,丙,1/5"]
    text = "\n".join(["案件名,会社名,登録日", *(rows[::-1] if turned else rows)]) + "\n"
    found = guessed(tmp_path, text, today=TODAY)
    first = asked(found, "登録日").choices[0]
    assert first.value == "2025-12-20"
    assert "20 Dec 2025" in first.label and "5 Jan 2026" in first.label
    assert list(choices(found, "登録日")) == ["2025-12-20", "2026", "2025", LEFT]


@pytest.mark.parametrize(
    "days", [["4/20", "4/28", "5/5"], ["5/25", "4/28"], ["4/20", "1/25", "3/13"], ["1/20", "1/20"]]
)
def test_days_in_any_other_order_are_in_one_year(tmp_path: Path, days: list[str]) -> None:
    text = "案件名,会社名,登録日\n" + "".join(f"{day},甲,{day}\n" for day in days)
    found = guessed(tmp_path, text, today=TODAY)
    assert [value for value in choices(found, "登録日") if "-" in value] == []


def test_near_the_other_days_of_the_file(tmp_path: Path) -> None:
    """The list is of December 2024: a day in January lies in the year after."""
    text = HEAD + "A,青葉,2024/12/10,12/25\nB,若葉,2024/12/12,1/31\nC,東,2024/12/12,1/20\n"
    first = asked(guessed(tmp_path, text, today=TODAY), "完了予定日").choices[0]
    span = span_of(first.value)
    assert span is not None and span.start.year == 2024
    assert "10 Dec 2024" in first.label and first.example == "25 Dec 2024"


def test_fractions_are_no_days(tmp_path: Path) -> None:
    text = "案件名,会社名,備考\nA,青葉,1/2\nB,若葉,3/4\n"
    found = guessed(tmp_path, text, today=TODAY)
    assert not [one for one in found.questions if one.asks == "year"]
    assert SMALL.currency == "JPY"

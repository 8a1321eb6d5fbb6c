"""Days, instants and months in every form that files have; nothing is guessed, nothing is bent."""

from datetime import date

import pytest

from revops_desktop.exchange.cells.moments import (
    Moment,
    are_serials,
    day_of,
    due_cell,
    moment_cell,
    month_cell,
)
from revops_desktop.exchange.refusals import CellRefused
from revops_desktop.rules.periods import start_of_day

TOKYO = "Asia/Tokyo"


def the_day(text: str) -> Moment:
    return Moment(start_of_day(date.fromisoformat(text), TOKYO), text)


@pytest.mark.parametrize(
    ("order", "text"),
    [
        ("ymd", "2026-04-01"),
        ("ymd", "2026/4/1"),
        ("ymd", "2026.04.01"),
        ("ymd", "2026年4月1日"),
        ("ymd", "２０２６／４／１"),
        ("ymd", "20260401"),
        ("ymd", "2026-04-01 00:00:00"),
        ("ymd", "26/4/1"),
        ("dmy", "01/04/2026"),
        ("dmy", "1.4.2026"),
        ("dmy", "1/4/26"),
        ("dmy", "2026-04-01"),
        ("mdy", "4/1/2026"),
        ("mdy", "4/1/26 00:00"),
        ("%d %b %y", "01 Apr 26"),
        ("serial", "46113"),
        ("auto", "2026-04-01"),
        ("auto", "令和8年4月1日"),
        ("auto", "令和８年４月１日（水）"),
        ("auto", "R8.4.1"),
        ("auto", "r080401"),
        ("auto", "2026年(令和8年)4月1日"),
        ("auto", "令和8年(2026年)4月1日"),
        ("auto", "2026年4月1日 水曜日"),
        ("auto", "2026/04/01(水・祝)"),
        ("auto", "2026-04-01 (Wed)"),
        ("auto", "Wed, 1 Apr 2026"),
        ("auto", "1 April 2026"),
        ("auto", "1-Apr-26"),
        ("auto", "April 1, 2026"),
        ("auto", "Apr 1st 2026"),
        ("auto", "1.4.2026"),
        ("auto", "\u200b2026‐04‐01"),
    ],
)
def test_days(order: str, text: str) -> None:
    doubts: list[str] = []
    assert moment_cell(order, TOKYO)(text, doubts.append) == the_day("2026-04-01")
    assert doubts == []


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-04-01 09:30", 1775003400),
        ("2026-04-01T09:30:00", 1775003400),
        ("2026-04-01T00:30:00Z", 1775003400),
        ("2026-03-31T19:30:00-05:00", 1775003400),
        ("2026/4/1 9:30:00.123", 1775003400),
        ("令和8年4月1日 午前9時30分", 1775003400),
        ("2026年4月1日9時半", 1775003400),
        ("2026/04/01 9:30 AM", 1775003400),
        ("2026-04-01 09:30 JST", 1775003400),
        ("2026-04-01 00:30 UTC", 1775003400),
        ("2026-04-01 09:30:00 +0900", 1775003400),
        ("20260401093000", 1775003400),
        ("20260401T003000Z", 1775003400),
        ("2026/04/01(水) 9:30", 1775003400),
        ("2026-04-01 午後0時30分", 1775003400 + 3 * 3600),
        ("2026-04-01 12:30 a.m.", 1775003400 - 9 * 3600),
    ],
)
def test_instants(text: str, at: int) -> None:
    assert moment_cell("ymd", TOKYO)(text) == Moment(at, None)


@pytest.mark.parametrize("text", ["03/04/2026", "1-2-2026", "01/02/03"])
@pytest.mark.parametrize("order", ["ymd", "auto"])
def test_a_date_that_can_be_read_two_ways_is_never_guessed(order: str, text: str) -> None:
    if (order, text) == ("ymd", "01/02/03"):
        return
    with pytest.raises(CellRefused, match='dates = "dmy"'):
        moment_cell(order, TOKYO)(text)


def test_a_column_says_what_its_cell_does_not() -> None:
    assert moment_cell("auto", TOKYO, lambda: "dmy")("03/04/2026") == the_day("2026-04-03")
    assert moment_cell("auto", TOKYO, lambda: "mdy")("03/04/2026") == the_day("2026-03-04")
    assert moment_cell("auto", TOKYO)("25/12/2026") == the_day("2026-12-25")


@pytest.mark.parametrize(
    ("order", "text"),
    [
        ("ymd", "2026-02-30"),
        ("ymd", "2026-13-01"),
        ("ymd", "soon"),
        ("ymd", "0026-04-01"),
        ("ymd", "2026-04-01 25:00"),
        ("ymd", "2026-04-01 09:00+99:00"),
        ("ymd", "25/12/2026"),
        ("ymd", "46113"),
        ("mdy", "25/12/2026"),
        ("%d.%m.%Y", "1.4"),
        ("%q", "1"),
        ("auto", "令和0年1月1日"),
        ("auto", "令和6年2月30日"),
        ("auto", "4/1"),
        ("auto", "来月末"),
        ("auto", "0000-00-00"),
        ("auto", "1900/1/0"),
        ("auto", "12345"),
        ("auto", "13/13/2026"),
        ("auto", "31/04/2026"),
        ("auto", "2026-04-01 午前13時"),
        ("auto", "1" * 5000),
        ("serial", "2026-04-01"),
        ("auto", "A8.4.1"),
        ("auto", "2026年4月"),
        ("auto", "Jan 32, 2026"),
    ],
)
def test_no_date_is_refused_with_a_sentence(order: str, text: str) -> None:
    with pytest.raises(CellRefused) as refused:
        moment_cell(order, TOKYO)(text)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("text", "day", "says"),
    [
        ("平成35年1月1日", "2023-01-01", "2019-04-30"),
        ("昭和64年1月8日", "1989-01-08", "1989-01-07"),
        ("令和元年4月30日", "2019-04-30", "began"),
        ("大正15年12月25日", "1926-12-25", "1926-12-24"),
        ("2026-04-01 (月)", "2026-04-01", "weekday"),
        ("Fri, 1 Apr 2026", "2026-04-01", "weekday"),
        ("46113", "2026-04-01", "spreadsheet"),
        ("46113.5", "2026-04-01", "spreadsheet"),
        ("9999/12/31", None, "left empty"),
        ("2200-01-01", None, "left empty"),
    ],
)
def test_what_is_odd_is_taken_with_a_remark(text: str, day: str | None, says: str) -> None:
    read = moment_cell("auto", TOKYO)
    for _again in range(2):
        doubts: list[str] = []
        assert day_of(read(text, doubts.append), TOKYO) == day
        assert len(doubts) == 1
        assert says in doubts[0]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", "2019-05-01"),
        ("H1.1.8", "1989-01-08"),
        ("S1.12.25", "1926-12-25"),
        ("大正15年12月24日", "1926-12-24"),
        ("M45/7/29", "1912-07-29"),
        ("㋿元年5月1日", "2019-05-01"),
        ("㍻31年4月30日", "2019-04-30"),
    ],
)
def test_eras_begin_and_end(text: str, day: str) -> None:
    doubts: list[str] = []
    assert day_of(moment_cell("auto", TOKYO)(text, doubts.append), TOKYO) == day
    assert doubts == []


@pytest.mark.parametrize(
    "text",
    ["2026-04", "2026/4", "2026年4月", "202604", "令和8年4月", "R8.4", "2026年4月分", "2026-04-30"],
)
def test_months(text: str) -> None:
    assert month_cell("auto", TOKYO)(text) == "2026-04"


@pytest.mark.parametrize("text", ["2026-13", "4月", "令和0年4月", "1800-04"])
def test_no_month(text: str) -> None:
    with pytest.raises(CellRefused):
        month_cell("auto", TOKYO)(text)


def test_serials() -> None:
    assert are_serials(["45383", "", " 45384.5", "４５３８５"])
    assert not are_serials(["45383", "2026-04-01"])
    assert not are_serials(["1200"])
    assert not are_serials([""])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年12月", "2026-12-31"),
        ("2026/2", "2026-02-28"),
        ("令和8年4月", "2026-04-30"),
        ("2026年12月末", "2026-12-31"),
        ("2026年12月上旬", "2026-12-10"),
        ("2026年12月中旬", "2026-12-20"),
        ("2026/12/15", "2026-12-15"),
        ("46113", "2026-04-01"),
    ],
)
def test_a_day_by_which_something_is_expected_may_be_a_month(text: str, day: str) -> None:
    assert day_of(due_cell("auto", "Asia/Tokyo")(text), "Asia/Tokyo") == day


def test_a_month_that_is_none_is_refused_as_a_day_too() -> None:
    for text in ("2026年13月", "来月", "12月末"):
        with pytest.raises(CellRefused):
            due_cell("auto", "Asia/Tokyo")(text)

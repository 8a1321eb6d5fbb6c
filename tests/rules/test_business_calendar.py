"""The calendar as it is written, its holidays, hours as they are typed, usual closings."""

import subprocess
import sys
from datetime import date

import pytest

from revops_desktop.rules.business_calendar import (
    DEFAULT,
    CalendarContent,
    DayException,
    checked,
    hours_of,
    public_holidays,
    read,
    why,
    written,
)
from revops_desktop.rules.closings import offered
from revops_desktop.rules.hours_typed import hours_short, hours_text, read_hours
from tests.source import ROOT


def test_what_is_written_is_read() -> None:
    content = CalendarContent(
        (((540, 720), (780, 1080)),) * 5 + (((0, 1440),), ()),
        False,
        {
            "2026-12-29": DayException("年末年始 <b>", ()),
            "2026-05-02": DayException("", ((600, 660),)),
        },
    )
    again = read(written(content))
    assert again == CalendarContent(content.weekly, False, dict(sorted(content.exceptions.items())))
    assert written(again) == written(content)
    assert read(written(DEFAULT)) == DEFAULT


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{}",
        "no",
        '{"weekly": [], "holidays": true, "exceptions": {}}',
        '{"weekly": [[],[],[],[],[],[],[[5,5]]], "holidays": true, "exceptions": {}}',
        '{"weekly": [[],[],[],[],[],[],[]], "holidays": true, "exceptions": {"x": {}}}',
    ],
)
def test_what_is_no_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read(text)


def test_ranges_are_put_in_order_and_joined() -> None:
    assert checked([(780, 1080), (540, 720)]) == ((540, 720), (780, 1080))
    assert checked([(540, 720), (720, 1080)]) == ((540, 1080),)
    for wrong in ([(540, 540)], [(600, 540)], [(-1, 5)], [(0, 1441)], [(0, 60), (30, 90)]):
        with pytest.raises(ValueError, match="range"):
            checked(wrong)


def test_holidays_are_those_of_the_country_in_the_language() -> None:
    assert public_holidays("JP", 2026, "en")["2026-05-03"] == "Constitution Day"
    assert public_holidays("jp ", 2026, "ja")["2026-05-03"] == "憲法記念日"
    assert len(public_holidays("JP", 2026)) == 18
    assert "2026-07-04" in public_holidays("US", 2026)
    for nobody in ("", "XX", "ZZ", "X"):
        assert public_holidays(nobody, 2026) == {}


def test_an_exception_stands_above_a_holiday_and_that_above_the_week() -> None:
    day = date(2026, 5, 4)  # a Monday, Greenery Day
    assert hours_of(DEFAULT, day, "JP") == ()
    assert why(DEFAULT, day, "JP", "en") == ("holiday", "Greenery Day")
    assert hours_of(DEFAULT, day, "DE") == ((540, 1080),)
    assert why(DEFAULT, day, "DE") == ("week", "")
    working = CalendarContent(
        DEFAULT.weekly, True, {"2026-05-04": DayException("Fair", ((600, 660),))}
    )
    assert hours_of(working, day, "JP") == ((600, 660),)
    assert why(working, day, "JP") == ("exception", "Fair")
    without = CalendarContent(DEFAULT.weekly, False, {})
    assert hours_of(without, day, "JP") == ((540, 1080),)
    assert why(without, day, "JP") == ("week", "")


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("", ()),
        ("9-18", ((540, 1080),)),
        ("9:00–12:00, 13:00–18:00", ((540, 720), (780, 1080))),
        ("13:00-18:00 09:00-12:00", ((540, 720), (780, 1080))),
        ("９時〜１２時半、１３時から１８時まで", ((540, 750), (780, 1080))),
        ("9.30-18h15", ((570, 1095),)),
        ("0:00-24:00", ((0, 1440),)),
        ("9時30分ー17時", ((570, 1020),)),
    ],
)
def test_hours_are_understood_as_they_are_typed(
    text: str, ranges: tuple[tuple[int, int], ...]
) -> None:
    assert read_hours(text) == ranges
    assert read_hours(hours_text(ranges)) == ranges


@pytest.mark.parametrize(
    "text",
    ["x", "9", "9-", "18-9", "9-18-20", "25-26", "9:60-10", "9-12,11-13", "9-12x", "24:01-5"],
)
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_hours(text)


def test_hours_are_shown_short_where_there_is_little_room() -> None:
    assert hours_short(((540, 720), (780, 1110))) == "9–12, 13–18:30"
    assert hours_text(()) == hours_short(()) == ""


def test_usual_closings_are_offered_until_they_are_entered() -> None:
    japan = offered("JP", date(2026, 5, 1), DEFAULT)
    assert [(one.key, one.first, one.last) for one in japan] == [
        ("obon", date(2026, 8, 13), date(2026, 8, 16)),
        ("year_end", date(2026, 12, 29), date(2027, 1, 3)),
    ]
    # On 2 January the closing still runs; the next Obon is in August.
    assert offered("JP", date(2027, 1, 2), DEFAULT)[0].first == date(2026, 12, 29)
    days = {f"2026-08-{day}": DayException("お盆", ()) for day in (13, 14, 15)}
    entered = CalendarContent(DEFAULT.weekly, True, days)
    assert [one.key for one in offered("JP", date(2026, 5, 1), entered)] == ["year_end"]
    assert [one.first for one in offered("DE", date(2026, 5, 1), DEFAULT)] == [date(2026, 12, 24)]
    # Once this one is over, or entered, the next one is offered if it is within a year.
    assert offered("JP", date(2026, 8, 17), DEFAULT)[1].first == date(2027, 8, 13)


def test_only_the_countries_that_are_asked_for_are_read() -> None:
    """Two hundred of them would take 7 MB and more time than all else about the calendar."""
    script = (
        "import sys\n"
        "from revops_desktop.rules.business_calendar import public_holidays\n"
        "print(len(public_holidays('JP', 2026)), len(public_holidays('US', 2026)) > 9,"
        " sum(name.startswith('holidays.countries.') for name in sys.modules) < 20)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["18", "True", "True"]

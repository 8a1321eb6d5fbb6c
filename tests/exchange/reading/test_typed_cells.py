"""Numbers, days and times of cells are texts that say exactly the same; held against openpyxl."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from revops_desktop.exchange.reading.number_formats import moment_shown, serial_text, shown_as
from revops_desktop.exchange.reading.typed_cells import (
    duration_text,
    moment_text,
    number_text,
    padding,
    percent_text,
)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_what_a_spreadsheet_counts_with(number: float) -> None:
    text = number_text(number)
    assert "e" not in text.lower() and "inf" not in text
    if number.is_integer() and abs(number) <= 2**53:
        assert int(text) == number
    else:
        assert Decimal(text) == Decimal(f"{number:.15g}")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_no_number_is_nothing(number: float) -> None:
    assert number_text(number) == percent_text(number) == ""


@given(st.decimals(min_value=0, max_value=1, places=4))
def test_a_percentage_is_exact(share: Decimal) -> None:
    assert Decimal(percent_text(float(share)).rstrip("%")) == share * 100


@given(
    st.integers(min_value=61, max_value=73_050),
    st.integers(min_value=0, max_value=86_399),
    st.booleans(),
)
def test_days_and_times_are_those_of_the_spreadsheet(days: int, seconds: int, mac: bool) -> None:
    serial = days + seconds / 86_400
    epoch = CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900
    expected = from_excel(serial, epoch)
    assert isinstance(expected, datetime)
    text = serial_text(serial, mac)
    if seconds:
        assert text == (expected + timedelta(microseconds=500_000)).strftime("%Y-%m-%d %H:%M:%S")
    else:
        assert text == expected.date().isoformat()


@pytest.mark.parametrize(
    ("serial", "text"),
    [(1, "1900-01-01"), (59, "1900-02-28"), (61, "1900-03-01"), (0.5, "12:00:00"), (0, "00:00:00")],
)
def test_the_first_days_as_spreadsheets_count_them(serial: float, text: str) -> None:
    assert serial_text(serial, False) == text


@pytest.mark.parametrize("serial", [-5.0, 1e9, 1e300])
def test_what_is_no_day_is_the_number(serial: float) -> None:
    assert serial_text(serial, False) == number_text(serial)


@given(st.datetimes(min_value=datetime(1900, 3, 1), max_value=datetime(2199, 1, 1)))
def test_an_instant_is_within_a_millisecond(moment: datetime) -> None:
    found = datetime.fromisoformat(moment_text(moment))
    assert abs(found - moment) <= timedelta(milliseconds=2)


def test_durations() -> None:
    assert duration_text(timedelta(hours=30, seconds=5)) == "30:00:05"
    assert duration_text(timedelta(seconds=-61)) == "-0:01:01"
    assert moment_text(datetime.combine(datetime(2024, 4, 1), time(9, 29, 59, 999_000))) == (
        "2024-04-01 09:30:00"
    )


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        ("00000", 123, "00123"),
        ("0000", 123456, "123456"),
        ("000\\-0000", 600001, "060-0001"),
        ("[<=999]000;[<=9999]000\\-00;000\\-0000", 60, "060"),
        ("[<=999]000;[<=9999]000\\-00;000\\-0000", 1234567, "123-4567"),
    ],
)
def test_leading_zeros(code: str, number: int, text: str) -> None:
    made = padding(code)
    assert made is not None and made(number) == text
    shown = shown_as(code)
    assert shown is not None and shown(float(number)) == text


@pytest.mark.parametrize(
    "code", ["General", "0", "0.00", "#,##0", "¥#,##0", "@", "0.00E+00", '0"円"']
)
def test_formats_that_say_nothing_more(code: str) -> None:
    assert shown_as(code) is None and moment_shown(code, 200, False) is None


@pytest.mark.parametrize(
    "code",
    [
        "yyyy/m/d",
        "m/d/yy h:mm",
        "h:mm:ss",
        '[$-411]ggge"年"m"月"d"日"',
        "aaa",
        "[$-F800]dddd\\, mmmm",
    ],
)
def test_formats_of_days(code: str) -> None:
    assert moment_shown(code, 200, False) is not None


def test_formats_known_by_number() -> None:
    assert all(moment_shown("", number, False) for number in (14, 22, 30, 46, 57))
    assert not any(moment_shown("", number, False) for number in (0, 1, 9, 37, 49))

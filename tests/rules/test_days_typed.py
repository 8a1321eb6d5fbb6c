"""Days as people type them (domain.md §2)."""

from datetime import date

import pytest

from revops_desktop.errors import RuleBroken
from revops_desktop.rules.custom_fields import parse_day

# A Wednesday.
TODAY = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和8年5月1日", "2026-05-01"),
        ("Ｒ８．５．１", "2026-05-01"),
        ("R8/5/1", "2026-05-01"),
        ("令和元年5月1日", "2019-05-01"),
        ("5/31", "2026-05-31"),
        ("月末", "2026-04-30"),
        ("来月末", "2026-05-31"),
        ("2月末", "2026-02-28"),
        ("2028年2月末", "2028-02-29"),
        ("end of month", "2026-04-30"),
        ("今日", "2026-04-01"),
        ("明日", "2026-04-02"),
        ("Tomorrow", "2026-04-02"),
        ("来週", "2026-04-08"),
        ("来週月曜", "2026-04-06"),
        ("来週の金曜日", "2026-04-10"),
        ("next Monday", "2026-04-06"),
        ("fri", "2026-04-03"),
        ("Wednesday", "2026-04-08"),
        ("+7", "2026-04-08"),
        ("", None),
    ],
)
def test_a_day_as_it_is_said(text: str, day: str | None) -> None:
    assert parse_day(text, TODAY) == day


@pytest.mark.parametrize("text", ["13月末", "R8.2.30", "来週末日", "soon", "0月末", "令和"])
def test_what_is_no_day_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        parse_day(text, TODAY)

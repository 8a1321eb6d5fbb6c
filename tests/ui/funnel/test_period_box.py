"""The named periods, quarters and years being those of the fiscal year."""

from datetime import date

import pytest

from revops_desktop.rules.periods import Period
from revops_desktop.ui.funnel.period_box import CUSTOM, PeriodBox, named_periods, period_of

TODAY = date(2026, 2, 14)


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("this_month", date(2026, 2, 1), date(2026, 2, 28)),
        ("last_month", date(2026, 1, 1), date(2026, 1, 31)),
        ("this_quarter", date(2026, 1, 1), date(2026, 3, 31)),
        ("last_quarter", date(2025, 10, 1), date(2025, 12, 31)),
        ("fiscal_year", date(2025, 4, 1), date(2026, 3, 31)),
        ("twelve_months", date(2025, 3, 1), date(2026, 2, 28)),
        ("all_time", None, None),
    ],
)
def test_named_periods(key: str, first: date | None, last: date | None) -> None:
    assert period_of(key, TODAY, 4) == Period(first, last)


def test_a_fiscal_year_that_begins_in_november_has_its_own_quarters() -> None:
    assert period_of("this_quarter", TODAY, 11) == Period(date(2026, 2, 1), date(2026, 4, 30))
    assert period_of("last_quarter", TODAY, 11) == Period(date(2025, 11, 1), date(2026, 1, 31))
    assert period_of("fiscal_year", TODAY, 11) == Period(date(2025, 11, 1), date(2026, 10, 31))


def test_every_named_period_can_be_chosen(qtbot) -> None:
    box = PeriodBox(TODAY, 4)
    qtbot.addWidget(box)
    for key, _name in named_periods():
        box.names.setCurrentIndex(box.names.findData(key))
        period = box.period()
        assert (period.first is None) == (key == "all_time")


def test_two_days_are_taken_in_either_order(qtbot) -> None:
    box = PeriodBox(TODAY, 4)
    qtbot.addWidget(box)
    box.names.setCurrentIndex(box.names.findData(CUSTOM))
    box.last.setDate(box.first.date().addDays(-3))
    period = box.period()
    assert period.first is not None and period.last is not None
    assert (period.last - period.first).days == 3

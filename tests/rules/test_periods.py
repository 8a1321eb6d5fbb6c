"""Days are days, instants are instants, in the workspace's zone (domain.md §2)."""

from datetime import date

from revops_desktop.rules.periods import (
    Period,
    days_between,
    end_of_day,
    last_months,
    local_day,
    month_period,
    months_before,
    start_of_day,
)

TOKYO, BERLIN = "Asia/Tokyo", "Europe/Berlin"


def test_a_local_day_begins_at_local_midnight() -> None:
    assert start_of_day(date(2026, 4, 1), TOKYO) == 1774969200
    assert local_day(1774969199, TOKYO) == date(2026, 3, 31)
    assert local_day(1774969200, TOKYO) == date(2026, 4, 1)


def test_a_day_of_a_change_of_clocks_has_its_true_length() -> None:
    day = date(2026, 3, 29)
    assert end_of_day(day, BERLIN) - start_of_day(day, BERLIN) == 23 * 3600


def test_a_period_holds_both_its_days() -> None:
    start, end = Period(date(2026, 4, 1), date(2026, 4, 30)).bounds(TOKYO)
    assert start is not None and end is not None
    assert end - start == 30 * 86400
    assert Period().bounds(TOKYO) == (None, None)
    assert month_period("2024-02") == Period(date(2024, 2, 1), date(2024, 2, 29))


def test_months() -> None:
    assert months_before("2026-01", 1) == "2025-12"
    assert months_before("2025-12", -1) == "2026-01"
    assert last_months("2026-02", 3) == ["2025-12", "2026-01", "2026-02"]


def test_durations_are_exact_between_instants_and_whole_days_otherwise() -> None:
    noon = start_of_day(date(2026, 4, 1), TOKYO) + 12 * 3600
    assert days_between(noon, None, noon + 43200, None, TOKYO) == 0.5
    midnight = start_of_day(date(2026, 4, 3), TOKYO)
    assert days_between(noon, None, midnight, "2026-04-03", TOKYO) == 2
    assert days_between(midnight, "2026-04-03", noon, None, TOKYO) == -2
    # 23 hours on the day the clocks change are still one day between days.
    first = start_of_day(date(2026, 3, 29), BERLIN)
    last = start_of_day(date(2026, 3, 30), BERLIN)
    assert days_between(first, "2026-03-29", last, "2026-03-30", BERLIN) == 1

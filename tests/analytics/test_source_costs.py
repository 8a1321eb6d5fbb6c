"""What a new customer costs, from worked examples (domain.md §7)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import Filter
from revops_desktop.analytics.source_costs import (
    SourceCosts,
    judged_sources,
    new_customer_deals,
    source_costs,
)
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.rules.periods import Period, start_of_day
from revops_desktop.rules.text import fold
from tests.river import ZONE, make_river

QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))
NOW = start_of_day(date(2026, 4, 1), ZONE) - 1
# (month, source, spend, reach)
SPENT = (
    ("2026-01", "Web", 300_000, 5_000),
    ("2026-02", "Web", 100_000, None),
    ("2026-03", "Web", None, 7_000),
    ("2026-02", "Fair", 900_000, None),
    ("2025-12", "Web", 999_999, 1),
)
# (day of the win, company, source)
WON = (
    ("2025-06-01", 1, "Web"),
    # Not its first win.
    ("2026-01-10", 1, "Web"),
    ("2026-01-11", 2, "Web"),
    ("2026-01-12", 3, "ｗｅｂ"),
    # Its second one comes from elsewhere: it stays the web's customer.
    ("2026-02-01", 3, "Fair"),
    ("2026-02-02", None, "Web"),
    ("2026-02-03", 4, "Referral"),
    # The web's spend of March is not known.
    ("2026-03-05", 5, "Web"),
    ("2026-04-01", 6, "Web"),
)


@verb("Tell costs")
def _told(session: Session, *, at: int) -> None:
    for number, (month, source, spend, reach) in enumerate(SPENT, 1):
        session.execute(
            insert(tables.channel_month).values(
                **{"id": number, "month": month, "source": source, "match_key": fold(source)},
                **{"spend": spend, "reach": reach},
            )
        )
    for number in range(1, 7):
        session.execute(
            insert(tables.company).values(
                id=number, name=f"C{number}", match_key=f"c{number}", created_at=at
            )
        )
    for number, (day, company, source) in enumerate(WON, 1):
        won = start_of_day(date.fromisoformat(day), ZONE)
        session.execute(
            insert(tables.deal).values(
                **{"id": number, "title": day, "pipeline_id": 1, "kind": "new", "source": source},
                **{"company_id": company, "created_at": won - 3600},
            )
        )
        session.execute(
            insert(tables.stage_visit).values(
                **{"deal_id": number, "stage_id": 4, "sequence": 0, "entered_at": won},
                **{"is_reentry": 0, "is_imported": 0},
            )
        )


def _fill(made: Workspace) -> None:
    made.do(_told, at=2)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


def asked(file: Workspace, period: Period = QUARTER, now: int = NOW) -> SourceCosts:
    answer: SourceCosts = file.ask(source_costs, period=period, now=now)
    return answer


def test_a_new_customer_is_the_first_win_of_a_company(file: Workspace) -> None:
    found = asked(file)
    # Companies 2, 3, 4 and 5, and the win without a company.
    assert (found.whole.customers, found.without_company) == (5, 1)
    assert (found.of("Web").customers, found.of("Referral").customers) == (4, 1)
    assert found.of("Fair").customers == 0


def test_cac_is_spend_by_new_customers_of_the_months_whose_spend_is_known(file: Workspace) -> None:
    found = asked(file)
    web = found.of("WEB")
    assert (web.spend, web.reach, web.months, web.paid_customers) == (400_000, 12_000, 2, 3)
    assert web.cac == pytest.approx(400_000 / 3)
    assert web.is_weak
    # January and February: 1,300,000 for the companies 2, 3 and 4 and the one without a name.
    assert (found.whole.spend, found.whole.paid_customers) == (1_300_000, 4)
    assert found.whole.cac == 325_000


def test_nothing_is_said_without_spend_or_without_a_customer(file: Workspace) -> None:
    found = asked(file)
    assert (found.of("Fair").spend, found.of("Fair").cac) == (900_000, None)
    assert (found.of("Referral").spend, found.of("Referral").cac) == (None, None)
    assert found.of(None).customers == 0
    assert found.of("Nowhere").cac is None


def test_only_whole_months_are_reckoned(file: Workspace) -> None:
    # Neither January nor March lies in it with all its days.
    found = asked(file, Period(date(2026, 1, 2), date(2026, 3, 30)))
    assert (found.months, found.whole.spend) == (("2026-02",), 1_000_000)
    assert found.whole.customers == 2
    assert asked(file, Period(None, None)).whole.customers == 6


def test_new_customers_open_their_first_wins(file: Workspace) -> None:
    found = asked(file)
    for source in ("Web", "Referral", "Fair", None):
        behind = file.ask(new_customer_deals, source=source, period=QUARTER, now=NOW)
        cost = found.of(source)
        assert behind.total == (cost.paid_customers if cost.months else cost.customers)
    behind = file.ask(new_customer_deals, source="Web", period=QUARTER, now=NOW)
    # Not the one of March, whose spend is not known.
    assert sorted(row.deal_id for row in behind.rows) == [3, 4, 6]


def test_only_all_deals_by_source_have_costs(file: Workspace) -> None:
    about: dict[str, Any] = {"pipeline_id": 1, "period": QUARTER, "now": NOW}
    assert file.ask(judged_sources, by="source", **about)[1] == asked(file)
    assert file.ask(judged_sources, by="owner", **about)[1] is None
    some = Filter((("owner", 1),))
    assert file.ask(judged_sources, by="source", only=some, **about)[1] is None


def test_an_empty_file_has_no_costs(tmp_path: Path) -> None:
    made = make_river(tmp_path / "b.revops")
    found = asked(made)
    assert (found.sources, found.whole.cac, found.whole.customers) == ({}, None, 0)
    made.close()

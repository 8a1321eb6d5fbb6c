"""What hand-offs lose and lack, cut as the clocks are: each cut adds up to the whole."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.analytics.handoff_figures import handoff_figures
from revops_desktop.analytics.sla_figures import BYS
from revops_desktop.analytics.sla_handoffs import handed, handed_behind
from revops_desktop.analytics.sla_page import sla_page
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import handoffs
from revops_desktop.rules.periods import Period
from tests.handed import BUDGET, DAY, HOUR, INSIDE, MQL, NEED, OPEN, SUZUKI, hand, handoff_ids
from tests.handed import make_handed as made_handed

APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))
NOW = OPEN + 2 * DAY + 2 * HOUR


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    """Four hand-offs of MQLs: one accepted by Suzuki, one returned, one expired, one in time."""
    made = made_handed(tmp_path / "a.revops")
    for title in "ABC":
        hand(made, title, OPEN, answers={BUDGET: "300", NEED: "急ぎ"} if title == "A" else None)
    hand(made, "D", NOW - HOUR)
    ids = [made.ask(handoff_ids, deal_id=number)[0] for number in range(1, 4)]
    made.member_id = SUZUKI
    made.do(handoffs.accept, at=OPEN + HOUR, handoff_ids=ids[:1])
    made.do(handoffs.give_back, at=OPEN + HOUR, handoff_id=ids[1], reason="予算")
    yield made
    made.close()


def test_every_cut_adds_up_to_the_whole(river: Workspace) -> None:
    found = river.ask(handed, period=APRIL, now=NOW)
    assert found.whole == river.ask(handoff_figures, period=APRIL, now=NOW).whole
    for by in BYS:
        assert sum(one.handed for one in found.groups[by].values()) == found.whole.handed == 4
    assert set(found.groups["rule"]) == {("handoff", MQL)}
    assert set(found.groups["function"]) == {INSIDE}
    assert found.groups["member"][SUZUKI].loss_rate.numerator == 1
    assert set(found.groups["week"]) == {"2026-03-30"}
    weeks = (
        Period(date(2026, 3, 23), date(2026, 3, 29)),
        Period(date(2026, 3, 30), date(2026, 4, 5)),
    )
    # Of the period the whole, whatever lies around it; of each other period its own.
    march = Period(date(2026, 3, 1), date(2026, 3, 15))
    told = river.ask(handed, period=march, now=NOW, periods=weeks)
    assert (told.whole.handed, [one.handed for one in told.points]) == (0, [0, 4])
    assert river.ask(handed, period=APRIL, now=NOW, periods=weeks).groups == found.groups


def test_every_figure_opens_its_deals(river: Workspace) -> None:
    def behind(subject: str, by: str | None = None, key: object = None) -> set[str]:
        asked: dict[str, Any] = {"subject": subject, "by": by, "key": key}
        found = river.ask(handed_behind, period=APRIL, now=NOW, **asked)
        return {row.title for row in found.rows}

    assert behind("ended") == set("ABC")
    assert behind("lost") == set("BC")
    assert behind("incomplete") == set("BCD")
    assert behind("lost", "member", SUZUKI) == {"B"}
    assert behind("ended", "week", "2026-03-30") == set("ABC")


def test_the_page_shows_them_beside_the_clocks(river: Workspace) -> None:
    page = river.ask(sla_page, period=APRIL, unit="week", now=NOW)
    (row,) = [one for one in page.rows["rule"] if one.group.key == ("handoff", MQL)]
    assert row.handed == page.handed
    assert row.group.figures.counted == 3
    assert page.handed_points[-1].handed == 4

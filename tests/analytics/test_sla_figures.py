"""Compliance and response times of a period (domain.md §4)."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from revops_desktop.analytics.metrics import metrics
from revops_desktop.analytics.sla_behind import clocks_behind, worst
from revops_desktop.analytics.sla_figures import (
    BYS,
    Bucket,
    Figures,
    Group,
    Response,
    Subject,
    cut,
    distribution,
    groups,
)
from revops_desktop.analytics.sla_page import sla_page
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import clocks, deals, time_limits
from revops_desktop.rules.business_clock import Limit
from revops_desktop.rules.periods import Period
from revops_desktop.rules.shares import Share
from tests.analytics.clocks import plant
from tests.analytics.test_sla_clocks import UNTIL
from tests.river import LOST, ZONE, everything, make_river

HOUR = 3600
MAY = Period(date(2026, 5, 1), date(2026, 5, 31))


def at(text: str) -> int:
    """A local time of May 2026; the 11th is a Monday."""
    local = datetime.fromisoformat(f"2026-05-{text}").replace(tzinfo=ZoneInfo(ZONE))
    return int(local.timestamp())


NOW = at("15T12:00")


@verb("Limit")
def limit(session: Session, *, at: int) -> None:
    """Four hours for stage 2, of the function Sales, and one day for stage 1."""
    session.execute(insert(tables.function).values(id=1, name="Sales", colour="#369", position=1))
    session.execute(update(tables.stage).where(tables.stage.c.id == 2).values(function_id=1))
    for stage_id, wanted in ((2, Limit(240, None)), (1, Limit(None, 1))):
        time_limits.write(session, at=at, stage_id=stage_id, limit=wanted, for_running=False)


def _fill(made: Workspace) -> None:
    """Two met, one late, one lost too late, one lost in time, two running, one paused."""
    made.do(limit, at=at("01T00:00"))

    def deal(begun: str, owner: int | None = None, stage: int = 2) -> int:
        named = {"title": f"Deal {begun}", "stage_id": stage, "owner_id": owner}
        return int(made.do(deals.create, at=at(begun), **named).value)

    for owner, begun, left in ((1, "11T09:00", "11T10:30"), (1, "11T09:30", "11T13:30")):
        made.do(deals.move_to_stage, at=at(left), deal_id=deal(begun, owner), stage_id=3)
    made.do(deals.move_to_stage, at=at("13T12:00"), deal_id=deal("12T09:00", 2), stage_id=3)
    for begun, left in (("12T10:00", "12T15:00"), ("12T10:30", "12T11:00")):
        gone = {"deal_id": deal(begun), "kind": "lost", "reason_id": LOST}
        made.do(deals.leave_river, at=at(left), **gone)
    deal("15T11:00", 2)
    deal("15T09:30", 1)
    paused = deal("15T10:00", 1)
    (visit,) = (one[0] for one in _visits(made) if one[1] == paused)
    made.do(clocks.pause, at=at("15T11:00"), visit_id=visit, reason="Customer is away")


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


def _visits(river: Workspace) -> list[tuple[int, int]]:
    return [(row[0], row[1]) for row in everything(river)["stage_visit"]]


def test_the_figures_of_a_month(river: Workspace) -> None:
    made = river.ask(cut, period=MAY, now=NOW)
    assert made.figures() == Figures(
        *(2, 1, 1),
        *(3, 0, 1),
        Response(3, 4.0 * HOUR, 10.4 * HOUR),
    )
    assert made.figures().compliance == Share(2, 4, "few", 4)
    assert (
        river.ask(cut, period=Period(date(2026, 4, 1), date(2026, 4, 30)), now=NOW)
        .figures()
        .counted
        == 0
    )


def test_the_figures_of_each_group(river: Workspace) -> None:
    made = river.ask(cut, period=MAY, now=NOW)

    def found(by: str) -> dict[object, tuple[str, int, int, int, int]]:
        listed: tuple[Group, ...] = river.ask(groups, made=made, by=by)
        return {
            one.key: (
                one.name,
                *(one.figures.met, one.figures.met_late, one.figures.breached),
                one.figures.running,
            )
            for one in listed
        }

    assert found("rule") == {("stage", 2): ("Qualified", 2, 1, 1, 3)}
    assert found("function") == {1: ("Sales", 2, 1, 1, 3)}
    assert found("member") == {
        1: ("Sato", 2, 0, 0, 2),
        2: ("Suzuki", 0, 1, 0, 1),
        None: ("", 0, 0, 1, 0),
    }
    assert found("week") == {"2026-05-11": ("2026-05-11", 2, 1, 1, 2)}


def test_response_times_and_the_worst(river: Workspace) -> None:
    made = river.ask(cut, period=MAY, now=NOW)
    steps = {(one.first // HOUR, one.met, one.met_late) for one in distribution(made.sums("step"))}
    assert steps == {
        *((0, 0, 0), (1, 1, 0), (2, 0, 0), (4, 1, 0), (9, 0, 1), (18, 0, 0), (45, 0, 0)),
    }
    listed = river.ask(worst, made=made, most=9)
    assert [(one.deal, one.state, one.over_seconds // HOUR) for one in listed] == [
        ("Deal 12T09:00", "met_late", 8),
        ("Deal 12T10:00", "breached", 1),
    ]


def test_twelve_weeks_and_twelve_months(river: Workspace) -> None:
    weeks = river.ask(sla_page, period=MAY, unit="week", now=NOW).points
    assert [one.first for one in weeks[-2:]] == [date(2026, 5, 4), date(2026, 5, 11)]
    assert [one.figures.counted for one in weeks] == [0] * 11 + [4]
    months = river.ask(sla_page, period=MAY, unit="month", now=NOW).points
    assert (months[0].first, months[-1].last) == (date(2025, 6, 1), date(2026, 5, 31))
    assert [one.figures.met for one in months] == [0] * 11 + [2]


def test_every_figure_opens_as_many_clocks_as_it_counts(river: Workspace) -> None:
    subjects: tuple[Subject, ...] = ("met", "met_late", "breached", "running", "at_risk", "paused")
    made = river.ask(cut, period=MAY, now=NOW)
    for by in BYS:
        for group in river.ask(groups, made=made, by=by):
            for subject in subjects:
                asked: dict[str, Any] = {
                    "period": MAY,
                    "now": NOW,
                    "subject": subject,
                    "by": by,
                    "key": group.key,
                }
                found = river.ask(clocks_behind, **asked)
                wanted = getattr(group.figures, subject)
                assert (found.total, len(found.rows)) == (wanted, wanted)
    first: Bucket
    for first in distribution(made.sums("step")):
        asked = {"subject": "answered", "took_between": (first.first, first.last)}
        found = river.ask(clocks_behind, period=MAY, now=NOW, **asked)
        assert found.total == first.met + first.met_late


def test_planted_clocks_add_up_in_every_cut(river: Workspace) -> None:
    with make_river(river.path.with_name("b.revops")) as other:
        other.do(plant, at=1, seed=3, number=200, until=UNTIL)
        made = other.ask(cut, period=Period(), now=UNTIL)
        total = made.figures()
        assert total.counted > 30
        for by in BYS:
            listed = [one.figures for one in other.ask(groups, made=made, by=by)]
            for name in ("met", "met_late", "breached"):
                assert sum(getattr(one, name) for one in listed) == getattr(total, name)


def test_metrics_name_every_rule_with_a_limit(river: Workspace) -> None:
    found = river.ask(metrics, pipeline_id=1, period=MAY, now=NOW)["sla"]
    nothing = {"numerator": 0, "denominator": 0, "rate": None}
    few = {"numerator": 2, "denominator": 4, "rate": None}
    common = {"kind": "stage", "pipeline": "Sales"}
    assert [{**one, "compliance": {**one["compliance"], "why": None}} for one in found] == [
        {
            **common,
            **{"rule": "Lead", "met": 0, "met_late": 0, "breached": 0, "running": 0},
            "compliance": {**nothing, "why": None},
        },
        {
            **common,
            **{"rule": "Qualified", "met": 2, "met_late": 1, "breached": 1, "running": 3},
            "compliance": {**few, "why": None},
        },
    ]

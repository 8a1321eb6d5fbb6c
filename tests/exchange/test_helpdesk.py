"""A real log of 21,348 events comes in as stage visits and gives the answers computed apart.

Every answer is that of reference.json: through the import, the derived tables and the metrics.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import pytest

from revops_desktop.analytics.limit_trial import limit_trial
from revops_desktop.analytics.metrics import metrics
from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.rules.business_clock import Limit
from revops_desktop.rules.periods import Period
from tests.conftest import HERE, NOW
from tests.exchange.test_maven import ZONE, made

pytestmark = pytest.mark.realdata

DAY = 86_400
JAPAN = holidays.country_holidays("JP", years=range(2010, 2015))


@pytest.fixture(scope="module")
def reference(realdata: Path) -> dict[str, Any]:
    text = (realdata / "helpdesk_log" / "reference.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.fixture(scope="module")
def desk(realdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with the log in it; only read by the tests."""
    folder = tmp_path_factory.mktemp("helpdesk")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REVOPS_DESKTOP_DATA", str(folder / "user-data"))
        with made(folder / "helpdesk.revops") as workspace:
            summary = import_files(
                workspace,
                [realdata / "helpdesk_log" / "Helpdesk.csv"],
                read_mapping(HERE / "mappings" / "helpdesk_log.toml"),
                at=NOW + 60,
            )
            assert (summary.rows, summary.created, summary.refused) == (21_348, 21_348, 0)
            assert summary.also_created["deals"] == 4_580
            yield workspace


@pytest.fixture(scope="module")
def figures(desk: Workspace) -> dict[str, Any]:
    (found,) = desk.raw.execute("SELECT id FROM pipeline WHERE name = 'Help desk'").fetchone()
    answer: dict[str, Any] = desk.ask(metrics, pipeline_id=found, period=Period(), now=NOW)
    return answer


def visits(desk: Workspace) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    for deal_id, *visit in desk.raw.execute(
        "SELECT v.deal_id, s.name, v.entered_at, v.left_at FROM stage_visit AS v "
        "JOIN stage AS s ON s.id = v.stage_id ORDER BY v.deal_id, v.sequence"
    ):
        found.setdefault(deal_id, []).append(tuple(visit))
    return found


def test_every_event_is_a_visit(desk: Workspace, reference: dict[str, Any]) -> None:
    cases = visits(desk).values()
    assert len(cases) == reference["cases"] == 4_580
    assert sum(map(len, cases)) == reference["rows"] == 21_348
    assert max(map(len, cases)) == reference["events_per_case"]["max"]
    told: dict[str, int] = {}
    for case in cases:
        for name, _entered, _left in case:
            told[name] = told.get(name, 0) + 1
        assert [left for _name, _entered, left in case[:-1]] == [
            entered for _name, entered, _left in case[1:]
        ]
        assert case[-1][2] is None
    assert told == reference["events_by_activity"]


def test_cases_stand_where_their_last_event_put_them(
    figures: dict[str, Any], reference: dict[str, Any]
) -> None:
    here = {one["name"]: one["here"]["count"] for one in figures["stages"]}
    wanted = reference["current_stage = last activity of case"]
    assert {name: number for name, number in here.items() if number} == wanted
    assert here["Closed"] == 4_557


def test_hours_in_stage(figures: dict[str, Any], reference: dict[str, Any]) -> None:
    wanted = reference[
        "hours_in_stage = time to the next event of the case, by activity "
        "(last event of a case not counted)"
    ]
    found = {one["name"]: one["hours_in_stage"] for one in figures["stages"]}
    assert len(found) == len(wanted) == 14
    for name, hours in found.items():
        for key, value in hours.items():
            assert value == pytest.approx(wanted[name][key], abs=1e-6), (name, key)


def test_lead_time_is_from_the_first_event_to_the_first_closed(figures: dict[str, Any]) -> None:
    lead = figures["lead_time_days"]
    assert lead["n"] == 4_559
    assert lead["median"] == pytest.approx(39.715127, abs=1e-6)


def test_throughput(desk: Workspace, reference: dict[str, Any]) -> None:
    days = [(case[-1][1] - case[0][1]) / DAY for case in visits(desk).values()]
    wanted = reference["throughput_days = last - first event"]
    assert median(days) == pytest.approx(wanted["median"], abs=1e-6)
    assert median(days) == pytest.approx(39.859219, abs=1e-6)


# Promises over the log, reckoned here by walking days with plain local times.

OPENS, CLOSES = time(9), time(18)


def is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in JAPAN


def opening(at: datetime) -> datetime:
    """The first working instant from `at` on; closing time is none."""
    if is_working(at.date()) and at.time() < CLOSES:
        return at if at.time() >= OPENS else datetime.combine(at.date(), OPENS, at.tzinfo)
    return opening(datetime.combine(at.date() + timedelta(days=1), time(0), at.tzinfo))


def deadline(start: int, *, hours: int = 0, days: int = 0) -> int:
    at = opening(datetime.fromtimestamp(start, ZoneInfo(ZONE)))
    for _day in range(days):
        at += timedelta(days=1)
        while not is_working(at.date()):
            at += timedelta(days=1)
    left = timedelta(hours=hours)
    while left:
        at = opening(at)
        step = min(left, datetime.combine(at.date(), CLOSES, at.tzinfo) - at)
        at, left = at + step, left - step
    return int(at.timestamp())


@pytest.mark.parametrize("stage", ["Take in charge ticket", "Wait", "Resolve ticket"])
@pytest.mark.parametrize("promise", [{"hours": 4}, {"hours": 40}, {"days": 3}], ids=str)
def test_states_of_a_promise_over_the_log(
    desk: Workspace, stage: str, promise: dict[str, int]
) -> None:
    told = {"met": 0, "met_late": 0, "breached": 0, "running": 0, "cancelled": 0}
    rows = desk.raw.execute(
        "SELECT v.entered_at, v.left_at, v.outcome FROM stage_visit AS v "
        "JOIN stage AS s ON s.id = v.stage_id WHERE s.name = ?",
        (stage,),
    ).fetchall()
    for entered, left, outcome in rows:
        due = deadline(entered, **promise)
        if left is None:
            told["running"] += 1
        elif outcome == "advanced":
            told["met" if left <= due else "met_late"] += 1
        else:
            told["cancelled" if left <= due else "breached"] += 1
    limit = Limit(promise["hours"] * 60 if "hours" in promise else None, promise.get("days"))
    (stage_id,) = desk.raw.execute("SELECT id FROM stage WHERE name = ?", (stage,)).fetchone()
    found = desk.ask(limit_trial, stage_id=stage_id, limit=limit)
    assert {name: getattr(found, name) for name in told} == told
    assert found.n == told["met"] + told["met_late"] + told["breached"] > 100
    assert found.compliance.rate == pytest.approx(told["met"] / found.n)

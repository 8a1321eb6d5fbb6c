"""The one bottleneck asked of a file: what it names, what it lacks, what it compares (§6)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Table, delete, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop import i18n
from revops_desktop.analytics import findings
from revops_desktop.analytics.bottleneck import (
    Bottleneck,
    bottleneck,
    bottleneck_history,
    verdict_and_history,
)
from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.month_cohorts import month_cohorts
from revops_desktop.analytics.plays import fitting
from revops_desktop.analytics.stage_durations import durations_by_stage
from revops_desktop.analytics.step_facts import signs_of, step_facts
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import targets
from revops_desktop.rules.bottleneck import Cohort
from revops_desktop.rules.periods import (
    DAY,
    last_months,
    local_day,
    month_of,
    month_period,
    months_before,
)
from tests.analytics.histories import Story, tell
from tests.river import LOST, ZONE, make_river

LAST = "2026-03"
LEAD, QUALIFIED, PROPOSAL, CUSTOMER = 1, 2, 3, 4
# A stay of each stage, in days: three stages before the win, so that 30 days make a month ripe.
STAY = 10


def start_of(month: str) -> int:
    start, _end = month_period(month).bounds(ZONE)
    assert start is not None
    return start


NOW = start_of("2026-04")


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    with make_river(tmp_path / "a.revops") as workspace:
        yield workspace


@verb("Tell of deals")
def told(
    session: Session,
    *,
    at: int,
    deals: list[tuple[int, int]],
    value: int | None = 100,
    stay: int = STAY,
    dated: bool = True,
    source: str | None = None,
) -> None:
    """Deals as (entered at, stage reached); those short of Customer are lost from there."""
    last = session.execute(select(func.max(tables.deal.c.id))).scalar() or 0
    rows: dict[Table, list[dict[str, object]]] = {
        table: [] for table in (tables.deal, tables.stage_visit, tables.deal_exit)
    }
    for deal_id, (entered, furthest) in enumerate(deals, last + 1):
        rows[tables.deal].append(
            dict(id=deal_id, title="A", pipeline_id=1, kind="new", amount=value)
            | dict(source=source, created_at=at)
        )
        for stage in range(LEAD, furthest + 1):
            began, left = entered + (stage - 1) * stay * DAY, entered + stage * stay * DAY
            ends = stage < CUSTOMER
            way = "advanced" if stage < furthest else "lost"
            visit_id = deal_id * 10 + stage
            rows[tables.stage_visit].append(
                dict(id=visit_id, deal_id=deal_id, stage_id=stage, sequence=stage, is_imported=1)
                | dict(entered_at=began if dated or stage == CUSTOMER else None)
                | dict(left_at=left if dated and ends else None, outcome=way if ends else None)
            )
            if ends and way == "lost":
                rows[tables.deal_exit].append(
                    dict(deal_id=deal_id, visit_id=visit_id, reason_id=LOST)
                )
    for table, listed in rows.items():
        if listed:
            session.execute(insert(table), listed)


def month_of_deals(month: str, deals: int, *, go_on: tuple[float, float]) -> list[tuple[int, int]]:
    """So many deals of a month: shares that reach Proposal of all, and Customer of those."""
    start, found = start_of(month), []
    middle, far = round(deals * go_on[0]), round(deals * go_on[0] * go_on[1])
    for number in range(deals):
        furthest = CUSTOMER if number < far else PROPOSAL if number < middle else QUALIFIED
        found.append((start + number * 3600, furthest))
    return found


def year_of_deals(narrow: int = 0, deals: int = 30) -> list[tuple[int, int]]:
    """A year in which half go on to Proposal; a fifth of them in the last `narrow` months."""
    found = []
    for back, month in enumerate(reversed(last_months(LAST, 12))):
        found += month_of_deals(month, deals, go_on=(0.2 if back < narrow else 0.5, 0.8))
    return found


def asked(workspace: Workspace, only: Filter = EVERYTHING) -> Bottleneck:
    return workspace.ask(bottleneck, pipeline_id=1, now=NOW, only=only)


def test_the_narrow_step_is_named_with_its_evidence(river: Workspace) -> None:
    river.do(told, at=2, deals=year_of_deals(narrow=4))
    found = asked(river)
    # Wins take 30 days: March is 31 days old at its beginning, but not at its end.
    assert (found.mature_days, found.window) == (30.0, ("2025-12", "2026-01", "2026-02"))
    step = found.step
    assert found.verdict == "named" and step is not None
    # Lead to Qualified: all go on. The deals reach Qualified 10 days after they entered.
    assert (step.stage.name, step.to.name) == ("Qualified", "Proposal")
    assert not step.is_target and step.narrow
    assert step.reference is not None and step.current.raw is not None
    others = [one.current.raw or 0 for one in found.steps if one is not step]
    gain = found.entering * others[0] * others[1] * (step.reference - step.current.raw)
    assert step.gain_deals == pytest.approx(gain)
    assert found.gain_per_month == round(gain * 100)
    assert found.mean_won == 100
    assert findings.cost_rests_on(found) == (
        f"An estimate: {gain:.1f} more wins a month, at ¥100 each, the mean of wins."
    )
    assert len(found.evidence) == 20
    facts = river.ask(step_facts, found=found)
    assert facts is not None and facts.step == step
    assert {one.kind for one in facts.reasons} == {"lost"}
    assert sum(one.now.numerator for one in facts.reasons) == (
        step.current.denominator - step.current.numerator
    )
    assert {"named", "opportunity"} <= signs_of(found, facts)
    assert fitting(signs_of(found, facts))


def test_steady_steps_name_none(river: Workspace) -> None:
    river.do(told, at=2, deals=year_of_deals())
    found = asked(river)
    assert (found.verdict, found.step, found.gain_per_month) == ("none", None, None)
    assert (found.capacity, found.evidence, found.missing) == (None, (), ())
    assert found.leading is None or found.leading.gain_deals


def test_without_amounts_the_gain_is_in_deals(river: Workspace) -> None:
    river.do(told, at=2, deals=year_of_deals(narrow=4), value=None)
    found = asked(river)
    assert found.verdict == "named" and found.gain_per_month is None
    assert found.step is not None and (found.step.gain_deals or 0) > 1
    with i18n.use_language("en"):
        assert "won deals a month" in findings.headline(found)


def test_a_target_finds_what_was_always_narrow(river: Workspace) -> None:
    river.do(told, at=2, deals=year_of_deals())
    entry = targets.TargetEntry("2026-01", "conversion", 7500, stage_id=QUALIFIED)
    river.do(targets.set_target, at=3, entry=entry)
    found = asked(river)
    step = found.step
    assert found.verdict == "named" and step is not None and step.is_target
    assert (step.stage.stage_id, step.reference, step.reference_months) == (QUALIFIED, 0.75, None)
    river.undo(at=4)
    assert asked(river).verdict == "none"


@pytest.mark.parametrize(
    ("months", "held"),
    [
        ((("2025-06", 4000), ("2026-02", 9000), ("2026-03", 1000)), 0.9),
        ((("2026-03", 6000), ("2026-05", 1000)), 0.6),
    ],
    ids=["the latest not after the window", "set only now"],
)
def test_which_target_holds(
    river: Workspace, months: tuple[tuple[str, int], ...], held: float
) -> None:
    river.do(told, at=2, deals=year_of_deals())
    for month, value in months:
        entry = targets.TargetEntry(month, "conversion", value, stage_id=QUALIFIED)
        river.do(targets.set_target, at=3, entry=entry)
    assert asked(river).steps[1].reference == held


def lacks(workspace: Workspace) -> list[tuple[str, int]]:
    found = asked(workspace)
    assert (found.verdict, found.step) == ("too_little", None)
    with i18n.use_language("en"):
        assert len(findings.missing(found)) == len(found.missing) == 1
    assert fitting(signs_of(found, None))
    return [(one.what, one.found) for one in found.missing]


def test_what_is_missing_is_said(river: Workspace) -> None:
    assert lacks(river) == [("won", 0)]
    some = [(start_of("2025-06") + DAY, CUSTOMER)] * 4
    river.do(told, at=2, deals=some)
    assert lacks(river) == [("won", 4)]
    river.do(told, at=3, deals=[(start_of("2025-07"), CUSTOMER)] * 5, dated=False)
    assert lacks(river) == [("dated", 4)]
    river.do(told, at=4, deals=some)
    assert lacks(river) == [("cases", 0)]
    river.do(told, at=5, deals=[(start_of("2026-01"), CUSTOMER)] * 30)
    assert lacks(river) == [("earlier", 8)]


def test_no_month_is_ripe_yet(river: Workspace) -> None:
    river.do(told, at=2, deals=[(start_of("2026-01"), CUSTOMER)] * 30, stay=29)
    assert lacks(river) == [("window", 0)]


@verb("Take the customer stages out of use")
def no_customers(session: Session, *, at: int) -> None:
    session.execute(
        update(tables.stage).where(tables.stage.c.id >= CUSTOMER).values(archived_at=at)
    )


@verb("Take all stages away")
def no_stages(session: Session, *, at: int) -> None:
    session.execute(delete(tables.stage))


@pytest.mark.parametrize("emptied", [no_customers, no_stages])
def test_a_river_without_a_win_has_no_steps(river: Workspace, emptied: object) -> None:
    river.do(emptied, at=2)  # type: ignore[arg-type]
    assert lacks(river) == [("steps", 0)]
    history = river.ask(bottleneck_history, pipeline_id=1, now=NOW)
    assert {one.verdict for one in history.months} == {"too_little"}
    assert history.led(LEAD) == (0, 0)


def test_a_part_of_the_deals_is_judged_by_itself(river: Workspace) -> None:
    river.do(told, at=2, deals=year_of_deals(narrow=4), source="web")
    river.do(told, at=3, deals=year_of_deals(), source="fair")
    web, fair = (
        asked(river, only=Filter(where=(("source", source),))) for source in ("web", "fair")
    )
    assert (web.verdict, fair.verdict) == ("named", "none")
    assert web.won + fair.won == asked(river).won
    assert web.only != fair.only


def test_the_history_says_when_it_began(river: Workspace) -> None:
    river.do(told, at=2, deals=year_of_deals(narrow=5))
    history = river.ask(bottleneck_history, pipeline_id=1, now=NOW)
    assert [one.month for one in history.months] == last_months(LAST, 12)
    named = {one.month for one in history.months if one.step is not None}
    # December is 31 days old as January ends, and January but 28 as February does.
    assert named == {"2026-01", "2026-02", "2026-03"}
    assert history.months[-1].window == asked(river).window
    assert river.ask(verdict_and_history, pipeline_id=1, now=NOW) == (asked(river), history)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_verdict_has_its_sentences(river: Workspace, language: str) -> None:
    empty = asked(river)
    river.do(told, at=2, deals=year_of_deals())
    none = asked(river)
    entry = targets.TargetEntry("2026-01", "conversion", 7500, stage_id=QUALIFIED)
    river.do(targets.set_target, at=3, entry=entry)
    named = asked(river)
    history = river.ask(bottleneck_history, pipeline_id=1, now=NOW)
    with i18n.use_language(language):
        for found in (empty, none, named):
            said = [
                findings.headline(found),
                *findings.reasons(found),
                *findings.would_change(found),
            ]
            assert len(said) >= 3
            assert all(one and "{" not in one for one in said)
        assert "Qualified" in findings.headline(named)
        assert "Qualified" in findings.led(named, history)
        assert findings.kind(named) and not findings.kind(none)


@pytest.mark.parametrize("seed", [5, *(pytest.param(s, marks=pytest.mark.nightly) for s in (6, 7))])
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "UTC"])
@pytest.mark.parametrize("some", [False, True], ids=["all", "some"])
def test_monthly_cohorts_are_those_of_the_deals(
    river: Workspace, seed: int, zone: str, some: bool
) -> None:
    story = Story(seed, pipelines=2, deals=150)
    river.do(tell, at=2, rows=story.rows)
    stage_ids = [one["id"] for one in story.stages[100]]
    # Beginning and ending amid the history, so that its edges are cut as well.
    months = last_months("2025-05", 4)
    only = Filter(where=(("source", "web"),)) if some else Filter()
    meant = {one["id"] for one in story.rows["deal"] if not some or one["source"] == "web"}
    rows = river.ask(_reached)
    counted: dict[tuple[int, str], list[int]] = {}
    for deal_id, stage_id, at, went_on in rows:
        if at is not None and deal_id in meant:
            pair = counted.setdefault((stage_id, month_of(local_day(at, zone))), [0, 0])
            pair[0] += 1
            pair[1] += went_on
    found = river.ask(month_cohorts, stage_ids=stage_ids, months=months, zone=zone, only=only)
    for stage_id in stage_ids:
        expected = [Cohort(*counted.get((stage_id, month), (0, 0))) for month in months]
        assert list(found[stage_id]) == expected
    assert months_before(months[0], -3) == months[-1]
    assert any(cohort.entered for cohorts in found.values() for cohort in cohorts)


def _reached(session: Session) -> list[tuple]:
    of = tables.deal_reached.c
    rows = session.execute(
        tables.deal_reached.select().with_only_columns(of.deal_id, of.stage_id, of.at, of.next)
    )
    return [tuple(row) for row in rows]


@verb("Let nobody have left")
def nobody_left(session: Session, *, at: int) -> None:
    session.execute(delete(tables.deal_exit))
    visit = tables.stage_visit
    session.execute(
        update(visit).where(visit.c.outcome == "lost").values(outcome=None, left_at=None)
    )


def test_that_many_wait_still_is_said(river: Workspace) -> None:
    river.do(told, at=2, deals=year_of_deals(narrow=4))
    ended = asked(river)
    river.do(nobody_left, at=3)
    found = asked(river)
    assert (ended.waiting, found.verdict) == (0, "named")
    assert found.step is not None
    assert found.waiting == found.step.current.denominator - found.step.current.numerator
    with i18n.use_language("en"):
        assert len(findings.reasons(found)) == len(findings.reasons(ended)) + 1
        assert any("wait there still" in one for one in findings.reasons(found))


@verb("Let deals wait")
def waiting(session: Session, *, at: int, days: int) -> None:
    """A deal a day that stands in Qualified since that day; no instant of it is known."""
    for number in range(days):
        deal_id, began = 9_000 + number, NOW - (40 + number) * DAY
        known = dict(entered_at=began, entered_day=local_day(began, ZONE).isoformat())
        row = dict(id=deal_id, title="Waits", pipeline_id=1, kind="new", created_at=at)
        session.execute(insert(tables.deal).values(row))
        visit = dict(id=deal_id * 10, deal_id=deal_id, stage_id=QUALIFIED, sequence=1)
        session.execute(insert(tables.stage_visit).values(visit | known | {"is_imported": 1}))


def test_how_long_deals_wait_is_the_time_in_stage(river: Workspace) -> None:
    river.do(told, at=2, deals=year_of_deals(narrow=4))
    river.do(waiting, at=3, days=6)
    now = NOW + 20 * 3600
    found = river.ask(bottleneck, pipeline_id=1, now=now)
    facts = river.ask(step_facts, found=found)
    assert facts is not None and (facts.step.stage.stage_id, facts.waiting) == (QUALIFIED, 6)
    (stays,) = river.ask(
        durations_by_stage, pipeline_id=1, period=month_period(LAST), now=now, stage_id=QUALIFIED
    )
    # From day to day, as everywhere: not from midnight to the hour that is asked of.
    assert facts.waiting_days == stays.running_days.median == 42.5
    assert facts.without_next.denominator == 6

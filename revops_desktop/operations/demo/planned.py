"""The demo company plans: what its sources cost and reached, and what each month should bring."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import channel_months, targets
from revops_desktop.operations.channel_months import ChannelEntry
from revops_desktop.operations.demo.cast import ZONE
from revops_desktop.operations.demo.plan import first_day
from revops_desktop.operations.demo.vocabulary import Business
from revops_desktop.operations.targets import TargetEntry
from revops_desktop.rules.periods import DAY, last_months, month_of, months_before, start_of_day

MONTHS = 24
# Plans are made ahead of what has come so far, and grow over the two years and the next.
_AHEAD, _GROWTH, _NEXT = 0.95, 0.015, 12
# Deals are worth a little more, and are decided a little sooner, than they were.
_WORTH, _SOONER, _TENTHS = 1.05, 0.95, 10
_STEP, _YEN = 100_000, 10_000
_HOURS_EAST = 9 * 3600


def write_plan(workspace: Workspace, business: Business, *, seed: int, end: date, at: int) -> None:
    """Types in channel months of the whole months until `end`, and targets a year beyond."""
    random = Random(f"planned {seed}")
    last = month_of(end + timedelta(days=1))
    months = last_months(months_before(last, 1), MONTHS)
    people = workspace.ask(_first_member)
    before, workspace.member_id = workspace.member_id, people
    try:
        spent = _channels(workspace.ask(_by_source), business, months, random)
        workspace.do(channel_months.set_many, at=at, entries=spent)
        wanted = _targets(workspace, months, end)
        workspace.do(targets.set_many, at=at, entries=wanted)
    finally:
        workspace.member_id = before


def _channels(
    came: Mapping[tuple[str, str], int], business: Business, months: list[str], random: Random
) -> list[ChannelEntry]:
    entries: list[ChannelEntry] = []
    for source in business.sources:
        usual = sum(came.get((source.name, month), 0) for month in months) / len(months)
        for month in months:
            # What is spent follows the plan, what is reached follows luck.
            number = (came.get((source.name, month), 0) + usual) / 2
            if source.cost:
                spend = round(number * source.cost * random.uniform(0.85, 1.15) / _YEN) * _YEN
                entries.append(ChannelEntry(month, source.name, "spend", spend))
            if source.reach:
                reach = round(number * source.reach * random.uniform(0.8, 1.25))
                entries.append(ChannelEntry(month, source.name, "reach", reach))
    return entries


def _targets(workspace: Workspace, months: list[str], end: date) -> list[TargetEntry]:
    pipeline_id, won, amount, lost, entered = workspace.ask(
        _came, since=start_of_day(first_day(end), ZONE)
    )
    days = workspace.ask(_days_to_win, since=start_of_day(first_day(end), ZONE))
    entries: list[TargetEntry] = []
    planned = [*months, *(months_before(months[-1], -number) for number in range(1, _NEXT + 1))]
    for number, month in enumerate(planned):
        pace = (_AHEAD + _GROWTH * (number - MONTHS / 2)) / MONTHS
        wanted = {
            "won_amount": max(1, round(amount * pace / _STEP)) * _STEP,
            "won": max(1, round(won * pace)),
            "entered": max(1, round(entered * pace)),
            # A little better than it was, in whole percent.
            "win_rate": min(9000, round(won * 100 / max(1, won + lost)) * 100 + 200),
        }
        if won:
            wanted["average_deal"] = max(1, round(amount * _WORTH / won / _STEP)) * _STEP
            wanted["sales_cycle"] = max(1, round(days * _SOONER)) * _TENTHS
        entries += [
            TargetEntry(month, figure, value, pipeline_id=pipeline_id)
            for figure, value in wanted.items()
        ]
    return entries


def _first_member(session: Session) -> int | None:
    return session.execute(select(func.min(tables.member.c.id))).scalar()


def _by_source(session: Session) -> dict[tuple[str, str], int]:
    """How many deals came from each source in each month."""
    visit, deal = tables.stage_visit.c, tables.deal.c
    month = func.strftime("%Y-%m", visit.entered_at + _HOURS_EAST, "unixepoch")
    rows = session.execute(
        select(deal.source, month, func.count())
        .select_from(tables.stage_visit.join(tables.deal, deal.id == visit.deal_id))
        .where(visit.sequence == 1, deal.source.is_not(None))
        .group_by(deal.source, month)
    )
    return {(source, month): number for source, month, number in rows}


def _days_to_win(session: Session, since: int) -> float:
    """Median days from the first opportunity stage to the win, of the wins since then."""
    state = tables.deal_state.c
    took = session.execute(
        select(state.won_at - state.opportunity_at).where(
            state.won_at >= since, state.opportunity_at < state.won_at
        )
    ).scalars()
    return median(list(took) or [DAY]) / DAY


def _came(session: Session, since: int) -> tuple[int, int, int, int, int]:
    """The pipeline; deals won, what they are worth, lost as opportunities, come in since then."""
    event, state = tables.deal_event.c, tables.deal_state.c
    found = {
        kind: (number, amount or 0)
        for kind, number, amount in session.execute(
            select(event.kind, func.count(), func.sum(event.value))
            .join_from(tables.deal_event, tables.deal_state, state.deal_id == event.deal_id)
            .where(event.at >= since, state.opportunity_at.is_not(None))
            .group_by(event.kind)
        )
    }
    pipeline_id = session.execute(select(func.min(tables.pipeline.c.id))).scalar_one()
    entered = session.execute(
        select(func.count()).select_from(tables.deal_state).where(state.first_at >= since)
    ).scalar_one()
    won, lost = found.get("won", (0, 0)), found.get("lost", (0, 0))
    return pipeline_id, won[0], won[1], lost[0], entered

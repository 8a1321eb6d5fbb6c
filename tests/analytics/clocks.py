"""Clocks for tests: a river in which deals stand, are handed over, paused, and limits change."""

from random import Random

from sqlalchemy import insert
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.rules.business_calendar import DEFAULT, CalendarContent, DayException, written

HOUR, DAY = 3600, 86400
LUNCH = ((540, 720), (780, 1080))
OTHER = CalendarContent(
    (LUNCH,) * 6 + ((),),
    holidays=False,
    exceptions={"2026-05-13": DayException("Closed", ()), "2026-05-17": DayException("", LUNCH)},
)
OUTCOMES = ("advanced", "went_back", "lost", "recycled", "transferred")


@verb("Plant")
def plant(session: Session, *, at: int, seed: int, number: int, until: int) -> None:
    """Random limits, calendars, deals, stays, hand-offs and pauses of the 60 days before `until`.

    Of the five stages the first three have limits; two functions, two rules.
    """
    random = Random(seed)
    first = until - 60 * DAY

    def some(low: int = first, high: int = until) -> int:
        return random.randrange(low, high)

    def add(table: str, **values: object) -> None:
        session.execute(insert(tables.metadata.tables[table]).values(**values))

    for name in ("Marketing", "Sales"):
        add("function", name=name, colour="#336699", position=1)
    for rule, (sender, receiver) in enumerate(((1, 2), (2, 1)), 1):
        add(
            "handoff_rule",
            id=rule,
            from_function_id=sender,
            to_function_id=receiver,
            name=f"R{rule}",
        )
    for source in ({"stage_id": 1}, {"stage_id": 2}, {"stage_id": 3}, {"rule_id": 1}):
        for made_at in (first - DAY, *sorted(some() for _one in range(random.randrange(3)))):
            hours = random.choice((30, 240, 600, 2400, None))
            days = random.choice((1, 2, 5, None)) if hours is None else None
            running = random.randrange(2)
            row = {**source, "made_at": made_at, "limit_minutes": hours, "limit_days": days}
            add("time_limit", **row, for_running=running)
    for content in (OTHER, DEFAULT):
        if random.randrange(2):
            text, running = written(content), random.randrange(2)
            add("business_calendar", made_at=some(), for_running=running, content=text)
    for deal_id in range(1, number + 1):
        _deal(random, add, some, deal_id, first, until)


def _deal(random, add, some, deal_id: int, first: int, until: int) -> None:
    trashed = until if random.randrange(12) == 0 else None
    owner = random.choice((1, 2, None))
    add(
        "deal",
        id=deal_id,
        title=f"Deal {deal_id}",
        pipeline_id=1,
        owner_id=owner,
        created_at=first,
        deleted_at=trashed,
    )
    entered = some()
    left = some(entered, until) if random.randrange(2) else None
    for sequence in (1, 2):
        if sequence == 2:
            if left is None:
                break
            entered, left = left, None
        add(
            "stage_visit",
            id=deal_id * 10 + sequence,
            deal_id=deal_id,
            stage_id=random.randrange(1, 6),
            sequence=sequence,
            entered_at=entered,
            left_at=left,
            outcome=random.choice(OUTCOMES) if left is not None else None,
            is_imported=int(random.randrange(8) == 0),
        )
        if random.randrange(3) == 0:
            _pause(random, add, some, deal_id, until, visit_id=deal_id * 10 + sequence)
    if random.randrange(3):
        return
    handed = some()
    decided = some(handed, until) if random.randrange(2) else None
    add(
        "handoff",
        id=deal_id,
        deal_id=deal_id,
        visit_id=deal_id * 10 + 1,
        rule_id=random.choice((1, 2, None)),
        from_function_id=1,
        to_function_id=2,
        handed_at=handed,
        to_member_id=random.choice((1, None)),
        outcome=random.choice(("accepted", "returned", "cancelled")) if decided else None,
        decided_at=decided,
    )
    if random.randrange(3) == 0:
        _pause(random, add, some, deal_id, until, handoff_id=deal_id)


def _pause(random, add, some, deal_id: int, until: int, **clock: int) -> None:
    at = some()
    for _one in range(random.randrange(1, 3)):
        resumed = some(at, until) if random.randrange(3) else None
        add(
            "clock_pause",
            deal_id=deal_id,
            paused_at=at,
            resumed_at=resumed,
            reason="Customer",
            **clock,
        )
        if resumed is None or resumed >= until - 1:
            return
        at = some(resumed, until)

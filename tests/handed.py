"""A river whose stages belong to functions, with rules between them, for tests of hand-offs."""

from pathlib import Path
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals, handoff_rules, handoffs
from revops_desktop.operations.handoff_rules import WantedItem, WantedLimit
from revops_desktop.rules.business_clock import Limit
from tests.river import make_river

MARKETING, INSIDE, FIELD, SUCCESS = 1, 2, 3, 4
FUNCTIONS = ("Marketing", "Inside sales", "Field sales", "Customer success")
# Sato sits in marketing, Suzuki and Tanaka in inside sales, Mori in customer success.
SATO, SUZUKI, TANAKA, MORI = 1, 2, 3, 4
# Wednesday 2026-04-01 10:00 in Tokyo; an hour and a day.
OPEN = 1_775_005_200
HOUR, DAY = 3600, 86_400
MQL, SQL = 1, 2
BUDGET, NEED, EXPECTED, PROMISED = 1, 2, 3, 4


@verb("Set up functions")
def _functions(session: Session, *, at: int) -> None:
    for number, name in enumerate(FUNCTIONS, 1):
        session.execute(
            insert(tables.function).values(id=number, name=name, colour="#3366cc", position=number)
        )
    for number, name in ((TANAKA, "Tanaka"), (MORI, "Mori")):
        session.execute(
            insert(tables.member).values(id=number, name=name, match_key=name.casefold())
        )
    for member_id, function_id in ((SATO, 1), (SUZUKI, 2), (TANAKA, 2), (MORI, 4)):
        session.execute(
            update(tables.member)
            .where(tables.member.c.id == member_id)
            .values(function_id=function_id)
        )
    for stage_id, function_id in ((1, MARKETING), (2, INSIDE), (3, FIELD), (4, SUCCESS), (5, 4)):
        session.execute(
            update(tables.stage)
            .where(tables.stage.c.id == stage_id)
            .values(function_id=function_id)
        )


def make_handed(path: Path) -> Workspace:
    """A new file with functions and rules."""
    return make_river(path, write_rules)


def write_rules(made: Workspace) -> None:
    """Two rules: MQL (budget and need in words, expected close) answered within four business
    hours, SQL (what was promised) within two business days."""
    made.do(_functions, at=2)
    made.do(
        handoff_rules.add,
        at=3,
        from_function_id=MARKETING,
        to_function_id=INSIDE,
        name="MQL",
        definition="Score of 100, or an inquiry",
        items=(
            WantedItem(None, "Budget"),
            WantedItem(None, "Need"),
            WantedItem(None, "Expected close", field="expected_close", is_required=False),
        ),
        limit=WantedLimit(Limit(240, None)),
    )
    made.do(
        handoff_rules.add,
        at=4,
        from_function_id=INSIDE,
        to_function_id=FIELD,
        name="SQL",
        items=(WantedItem(None, "Promise", field="promised"),),
        limit=WantedLimit(Limit(None, 2)),
    )


def hand(made: Workspace, title: str, at: int, *, answers: dict[int, str] | None = None) -> int:
    """A deal of Sato's, handed from marketing to inside sales then; its id."""
    made.member_id = SATO
    deal_id: int = made.do(deals.create, at=at - HOUR, title=title, stage_id=1, amount=1_000).value
    if answers:
        made.do(handoffs.answer, at=at - 60, deal_id=deal_id, answers=answers)
    made.do(deals.move_to_stage, at=at, deal_id=deal_id, stage_id=2, override="急ぎ")
    return deal_id


def handoff_ids(session: Session, *, deal_id: int) -> list[Any]:
    """The hand-offs of a deal, oldest first."""
    from sqlalchemy import select

    one = tables.handoff.c
    return list(session.scalars(select(one.id).where(one.deal_id == deal_id).order_by(one.id)))

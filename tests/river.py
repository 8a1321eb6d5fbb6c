"""A small river for tests that need no template: five stages, three reasons, two members."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from tests import prepared

ZONE = "Asia/Tokyo"
# (name, phase); ids are 1 to 5, positions 1 to 5.
STAGES = (
    ("Lead", "lead"),
    ("Qualified", "opportunity"),
    ("Proposal", "opportunity"),
    ("Customer", "customer"),
    ("Fan", "customer"),
)
LOST, RECYCLED, CHURNED = 1, 2, 3


@verb("Set up")
def set_up(session: Session, *, at: int) -> None:
    """The settings, stages, reasons and members of the small river."""
    session.execute(
        insert(tables.workspace).values(
            id=1,
            name="River",
            currency="JPY",
            time_zone=ZONE,
            country="JP",
            language="en",
            created_at=at,
        )
    )
    for number, name in enumerate(("Sato", "Suzuki"), 1):
        session.execute(
            insert(tables.member).values(id=number, name=name, match_key=name.casefold())
        )
    session.execute(insert(tables.pipeline).values(id=1, name="Sales", position=1))
    for number, (name, phase) in enumerate(STAGES, 1):
        session.execute(
            insert(tables.stage).values(
                id=number,
                pipeline_id=1,
                name=name,
                position=number,
                phase=phase,
                colour="#3366cc",
                probability_basis_points=2500 if phase == "opportunity" else 0,
            )
        )
    for number, kind in ((LOST, "lost"), (RECYCLED, "recycled"), (CHURNED, "churned")):
        session.execute(
            insert(tables.exit_reason).values(id=number, kind=kind, name=kind, position=1)
        )


def make_river(path: Path, fill: Callable[[Workspace], object] | None = None) -> Workspace:
    """A new file holding the small river, and what `fill` writes into it: in a process once."""

    def make(made: Workspace) -> None:
        made.do(set_up, at=1)
        if fill is not None:
            fill(made)

    name = "river" if fill is None else prepared.name_of(fill)
    return prepared.opened(path, name, make)


@verb("Ask for nothing")
def ask_nothing(session: Session, *, at: int) -> None:
    """Stages and hand-offs ask for nothing any more: for tests of something else."""
    session.execute(delete(tables.exit_criterion))
    session.execute(update(tables.handoff_rule).values(archived_at=at))


def rows(session: Session, *, wanted: tuple[Any, ...]) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the wanted tables, in order."""
    # As text: every step of many a test is compared by this, and mostly there is next to nothing.
    read = session.connection().exec_driver_sql
    return {table.name: [tuple(row) for row in read(_all_of(table))] for table in wanted}


@cache
def _all_of(table: Table) -> str:
    return str(select(table).order_by(*table.primary_key.columns))


def everything(workspace: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    """Every journaled and every derived row: what undo and redo must bring back exactly."""
    return workspace.ask(rows, wanted=(*tables.JOURNALED, *tables.DERIVED))

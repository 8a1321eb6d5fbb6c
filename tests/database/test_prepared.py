"""Statements run as text answer what SQLAlchemy answers, now and as of an instant."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from revops_desktop.database.prepared import Prepared
from revops_desktop.database.tables import deal, stage
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from tests.river import make_river

_wanted = func.json_each(bindparam("wanted")).table_valued("value")
# With a value of its own beside those that are bound, and a name that is no column's.
STATEMENT: Select = (
    select(deal.c.id, deal.c.title, stage.c.name.label("stage"), deal.c.amount)
    .join(stage, stage.c.pipeline_id == deal.c.pipeline_id)
    .where(deal.c.id.in_(select(_wanted.c.value)), stage.c.position > 3)
    .order_by(deal.c.id, stage.c.position)
)
PREPARED = Prepared(STATEMENT)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    with make_river(tmp_path / "a.revops") as workspace:
        for number, amount in enumerate((500, None, 700), 1):
            workspace.do(
                deals.create, at=10 * number, title=f"Deal {number}", stage_id=1, amount=amount
            )
        yield workspace


def test_rows_are_those_of_the_statement(river: Workspace) -> None:
    def both(session: Session) -> tuple[list[Any], list[Any]]:
        plain = session.execute(STATEMENT, {"wanted": "[1, 2]"})
        return [tuple(row) for row in plain], PREPARED.rows(session, wanted="[1, 2]")

    plain, prepared = river.ask(both)
    assert prepared == plain
    assert [(row.title, row.stage, row.amount) for row in prepared[::2]] == [
        ("Deal 1", "Customer", 500),
        ("Deal 2", "Customer", None),
    ]


def test_the_first_row_or_none(river: Workspace) -> None:
    first = river.ask(PREPARED.first, wanted="[3, 1]")
    assert first is not None and first.title == "Deal 1"
    assert river.ask(PREPARED.first, wanted="[9]") is None


def test_the_past_is_read_as_it_was(river: Workspace) -> None:
    river.do(deals.edit, at=100, deal_id=1, fields={"title": "Renamed"})
    for as_of, title in ((50, "Deal 1"), (None, "Renamed")):
        first = river.ask(PREPARED.first, as_of=as_of, wanted="[1]")
        assert first is not None and first.title == title

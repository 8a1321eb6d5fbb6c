"""Writes records as lists that come in again: typed cells, one row a record, as CSV or workbook.

What is in them is equal when the shipped list mappings read the files back.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.exchange.formulas import unstripped
from revops_desktop.exchange.listing import go_on, write
from revops_desktop.exchange.out.encodings import Encoding
from revops_desktop.exchange.out.workbook import Value
from revops_desktop.exchange.progress import Progress, Silent
from revops_desktop.rules.currency import to_major

if TYPE_CHECKING:
    from revops_desktop.database.workspace import Workspace

_CHUNK = 1000

RowOf = Callable[[Any], Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a list goes and how: a workbook where the name ends in .xlsx, otherwise CSV."""

    path: Path
    encoding: Encoding = "utf-8"
    replaces: bool = False


class RecordCells:
    """Cells of one workspace: amounts in the main unit, instants as local times of its zone."""

    def __init__(self, session: Session) -> None:
        place = session.execute(
            select(tables.workspace.c.currency, tables.workspace.c.time_zone)
        ).one()
        self.currency: str = place.currency
        self._zone = ZoneInfo(place.time_zone)

    def money(self, minor: int | None) -> Decimal | None:
        """An exact decimal; None when unknown."""
        return None if minor is None else to_major(minor, self.currency)

    def moment(self, at: int | None, iso: str | None = None) -> date | None:
        """A day, or a local time; None when unknown."""
        if iso is not None:
            return date.fromisoformat(iso)
        if at is None:
            return None
        return datetime.fromtimestamp(at, UTC).astimezone(self._zone).replace(tzinfo=None)

    @staticmethod
    def day(iso: str | None) -> date | None:
        """A day; None when unknown."""
        return None if iso is None else date.fromisoformat(iso)


def export_list(
    workspace: "Workspace",
    question: Callable[..., int],
    path: Path,
    *,
    encoding: Encoding = "utf-8",
    replaces: bool = False,
    progress: Progress | None = None,
    **arguments: Any,
) -> int:
    """Writes what `question` gives to `path` (whole or not at all); how many rows.

    Raises StorageProblem, CannotHold (CP932 lacks signs, unless it `replaces` them), Cancelled.
    """
    target = Target(path, encoding, replaces)
    number: int = workspace.ask(question, target=target, progress=progress or Silent(), **arguments)
    return number


def write_all(
    session: Session,
    query: Select[Any],
    target: Target,
    title: str,
    header: Sequence[str],
    row_of: RowOf,
    progress: Progress,
    more_of: Callable[[Any], Iterable[Sequence[Value]]] | None = None,
) -> int:
    """Writes a row for every row of the query, as they come, each with those that go on with it;
    how many, without these."""
    total = session.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    written = 0
    is_book = target.path.suffix.casefold() == ".xlsx"

    def rows() -> Iterator[Sequence[Value]]:
        nonlocal written
        for row in session.execute(query.execution_options(yield_per=_CHUNK)):
            if written % _CHUNK == 0:
                go_on(progress, written, total)
            for cells in (row_of(row), *(more_of(row) if more_of is not None else ())):
                yield [_readable(value) for value in cells] if is_book else cells
            written += 1

    write(target.path, title, header, rows(), encoding=target.encoding, replaces=target.replaces)
    progress.step(1, 1)
    return written


def _readable(value: Value) -> Value:
    """In a workbook no ' is needed before a formula, but whoever reads lists takes it off."""
    return unstripped(value) if isinstance(value, str) else value

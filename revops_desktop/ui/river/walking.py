"""How the arrow keys walk the river: along it from stage to stage, and across its parts."""

from collections.abc import Iterable
from typing import Any

# From left to right: sources, then each stage with what lies behind it, then what lies beside.
_COLUMNS = {"source": 0, "resting": 3, "loop": 3}
_ROWS = ("recycled", "back", "stage", "skipped", "step", "waiting", "lost", "churned")


def _column(mark: Any) -> tuple[int, int]:
    kind = _COLUMNS.get(mark.kind, 1)
    return (kind, mark.place if kind == 1 else 0)


def _row(mark: Any) -> tuple[int, int, int]:
    row = _ROWS.index(mark.kind) if mark.kind in _ROWS else len(_ROWS)
    return (row, mark.place, mark.detail)


def in_order(marks: Iterable[Any]) -> list[Any]:
    """The parts in the order in which they are read: column by column, each from its top."""
    return sorted(marks, key=lambda mark: (_column(mark), _row(mark)))


def beside(marks: list[Any], current: Any, right: int, down: int) -> Any:
    """The part that an arrow key goes to; the same where there is none further on."""
    columns: dict[tuple[int, int], list[Any]] = {}
    for mark in marks:
        columns.setdefault(_column(mark), []).append(mark)
    here = columns[_column(current)]
    if down:
        return here[min(max(here.index(current) + down, 0), len(here) - 1)]
    order = list(columns)
    at = order.index(_column(current)) + right
    if not 0 <= at < len(order):
        return current
    there = columns[order[at]]
    for kind in (current.kind, "stage"):
        same = [mark for mark in there if mark.kind == kind]
        if same:
            return same[0]
    wanted = _row(current)[0]
    return min(there, key=lambda mark: abs(_row(mark)[0] - wanted))

"""The lines of deals as rows of a list: one each, so that they come in again as they were.

The first row of a deal says all of it, a further one only whose line it is. A deal whose lines a
list could not bring back has its amounts alone.
"""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.operations.known import MADE_KEY


class LineRow(NamedTuple):
    """What a row says of money: amounts of the deal, or of the line, and the line; minor units."""

    amount: int | None
    monthly_amount: int | None
    product: str | None = None
    quantity: int | None = None
    price: int | None = None


class _Line(NamedTuple):
    deal_id: int
    product: str
    billing: str
    quantity: int
    price: int | None

    @property
    def worth(self) -> int | None:
        return None if self.price is None else self.quantity * self.price


class DealLines:
    """The lines of a pipeline's deals."""

    def __init__(self, session: Session, pipeline_id: int) -> None:
        line, product, deal = tables.deal_line, tables.product, tables.deal
        rows = session.execute(
            select(
                *(line.c.deal_id, product.c.name, product.c.billing),
                *(line.c.quantity, line.c.unit_price),
            )
            .join_from(line, product, product.c.id == line.c.product_id)
            .join(deal, deal.c.id == line.c.deal_id)
            .where(deal.c.pipeline_id == pipeline_id)
            .order_by(line.c.deal_id, line.c.position, line.c.id)
        )
        self._lines = {
            deal_id: _merged(list(found))
            for deal_id, found in groupby(map(_Line._make, rows), attrgetter("deal_id"))
        }

    def of(self, deal: Any) -> Sequence[LineRow]:
        """The rows of a deal, at least one; `deal` has its id, key and amounts."""
        lines = self._lines.get(deal.id, [])
        amounts = LineRow(deal.amount, deal.monthly_amount)
        if len(lines) < 2:
            return [_with(amounts, line) for line in lines] or [amounts]
        billings = {line.billing for line in lines}
        is_known = all(line.price is not None for line in lines)
        has_number = not (deal.external_key or MADE_KEY).startswith(MADE_KEY)
        is_besides = billings == {"monthly"} and deal.amount is not None
        if len(billings) > 1 or is_besides:
            if not (is_known and has_number):
                return [amounts]
            head = [LineRow(deal.amount, None)] if is_besides else []
            return [*head, *(_with(_of_line(line), line) for line in lines)]
        if not (has_number or (is_known and _total(deal, lines) not in (None, lines[0].worth))):
            return [amounts]
        nothing = LineRow(None, None)
        return [_with(nothing if number else amounts, one) for number, one in enumerate(lines)]


def _merged(lines: Sequence[_Line]) -> list[_Line]:
    """Of the same product at the same price there is one row: a row twice is taken once."""
    found: dict[tuple[str, int | None], _Line] = {}
    for line in lines:
        key = (line.product, line.price)
        before = found.get(key)
        more = before.quantity if before is not None else 0
        found[key] = line._replace(quantity=line.quantity + more)
    return list(found.values())


def _with(row: LineRow, line: _Line) -> LineRow:
    return row._replace(product=line.product, quantity=line.quantity, price=line.price)


def _of_line(line: _Line) -> LineRow:
    if line.billing == "monthly":
        return LineRow(None, line.worth)
    return LineRow(line.worth, None)


def _total(deal: Any, lines: Sequence[_Line]) -> int | None:
    """The amount of the deal that its lines add up to; None where they do not."""
    total = deal.monthly_amount if lines[0].billing == "monthly" else deal.amount
    other = deal.amount if lines[0].billing == "monthly" else deal.monthly_amount
    is_sum = other is None and total == sum(line.worth or 0 for line in lines)
    return total if is_sum else None

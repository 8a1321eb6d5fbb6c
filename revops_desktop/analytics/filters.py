"""Which deals is a figure about? A cut by owner, product, source, segment, channel or kind.

A deal with several products belongs to each of them with its whole amount, so the parts of a cut
by product may add up to more than the whole.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import ColumnElement, Select, exists, select

from revops_desktop.database.tables import company, deal, deal_line

Dimension = Literal["owner", "product", "source", "segment", "channel", "kind"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)

OF_COMPANY: dict[str, ColumnElement] = {
    "segment": company.c.segment,
    "channel": company.c.channel,
}
OF_DEAL: dict[str, ColumnElement] = {
    "owner": deal.c.owner_id,
    "source": deal.c.source,
    "kind": deal.c.kind,
}


@dataclass(frozen=True, slots=True)
class Filter:
    """Every (dimension, value) must hold: an id for owner and product, else the text as stored.

    None is a value too: not recorded.
    """

    where: tuple[tuple[Dimension, int | str | None], ...] = ()

    def deals(self) -> Select | None:
        """The ids of the deals meant; None: all."""
        if not self.where:
            return None
        wanted = select(deal.c.id)
        if any(dimension in OF_COMPANY for dimension, _value in self.where):
            wanted = wanted.outerjoin(company, company.c.id == deal.c.company_id)
        return wanted.where(*(_holds(dimension, value) for dimension, value in self.where))


EVERYTHING = Filter()


def within(chosen: Filter, deal_id: ColumnElement) -> list[ColumnElement[bool]]:
    """The condition that a row's deal is meant; none where all are."""
    wanted = chosen.deals()
    return [] if wanted is None else [deal_id.in_(wanted)]


def _holds(dimension: Dimension, value: int | str | None) -> ColumnElement[bool]:
    if dimension == "product":
        lines = exists().where(deal_line.c.deal_id == deal.c.id)
        if value is None:
            return ~lines
        return lines.where(deal_line.c.product_id == value)
    column = (OF_DEAL | OF_COMPANY)[dimension]
    return column.is_(None) if value is None else column == value

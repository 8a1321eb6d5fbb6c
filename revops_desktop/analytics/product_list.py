"""Which products are there, in which order, and what do their cells hold?"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics import record_list
from revops_desktop.analytics.record_list import Column, Found, Row, Subject, Wanted
from revops_desktop.database.tables import deal_line, deal_state, product


def _of_lines(figure: ColumnElement, *conditions: ColumnElement[bool]) -> ColumnElement:
    return (
        select(figure)
        .select_from(deal_line.join(deal_state, deal_state.c.deal_id == deal_line.c.deal_id))
        .where(deal_line.c.product_id == product.c.id, *conditions)
        .scalar_subquery()
    )


_won = deal_state.c.won == 1

SUBJECT = Subject(
    table=product,
    columns={
        "name": Column("text", product.c.name, product.c.match_key),
        "list_price": Column("money", product.c.list_price),
        "billing": Column("choice", product.c.billing),
        "state": Column(
            "choice", case((product.c.archived_at.is_(None), "used"), else_="archived")
        ),
        "open_deals": Column(
            "number",
            _of_lines(func.count(deal_line.c.deal_id.distinct()), deal_state.c.status == "open"),
        ),
        "won_deals": Column("number", _of_lines(func.count(deal_line.c.deal_id.distinct()), _won)),
        "sold": Column("number", _of_lines(func.coalesce(func.sum(deal_line.c.quantity), 0), _won)),
        "won_amount": Column(
            "money", _of_lines(func.sum(deal_line.c.quantity * deal_line.c.unit_price), _won)
        ),
    },
    searched=lambda word: func.fold(product.c.name).contains(word, autoescape=True),
)


def found(session: Session, *, wanted: Wanted) -> Found:
    """The products meant, in order."""
    return record_list.found(session, SUBJECT, wanted)


def rows(session: Session, *, ids: Sequence[int], keys: Sequence[str]) -> dict[int, Row]:
    """The cells of a few products, by id."""
    return record_list.rows(session, SUBJECT, ids, keys)

"""What a person can do with a deal's lines: product × quantity × price, whose sum is its amount.

One-off lines add up to the deal's amount, monthly ones to its monthly amount (domain.md §2), in
the same action.
"""

from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import deal, deal_line, product
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.money import sum_of_lines

ADDED = N_("Add “{product}” to “{deal}”")
EDITED = N_("Change “{product}” of “{deal}”")
REMOVED = N_("Remove “{product}” from “{deal}”")

_SIDES = {"one_off": "amount", "monthly": "monthly_amount"}
LIST_PRICE = -1


@verb(ADDED)
def add(
    session: Session,
    *,
    at: int,
    deal_id: int,
    product_id: int,
    quantity: int = 1,
    unit_price: int | None = LIST_PRICE,
) -> int:
    """Adds a line to a deal, at the product's list price unless one is given; its id.

    A price (minor units) of None is unknown, and so is then the deal's amount.
    """
    title = _title(session, deal_id)
    sold = session.execute(select(product).where(product.c.id == product_id)).first()
    if sold is None or sold.archived_at is not None:
        raise RuleBroken(
            _("This product is no longer sold. Nothing was changed. Please choose another one.")
        )
    describe(session, product=sold.name, deal=title)
    last = session.scalar(
        select(func.max(deal_line.c.position)).where(deal_line.c.deal_id == deal_id)
    )
    made = session.connection().execute(
        insert(deal_line).values(
            deal_id=deal_id,
            product_id=product_id,
            quantity=_quantity(quantity),
            unit_price=sold.list_price if unit_price == LIST_PRICE else unit_price,
            position=(last or 0) + 1,
        )
    )
    _add_up(session, at, deal_id, sold.billing)
    return int(made.lastrowid)


@verb(EDITED)
def edit(
    session: Session,
    *,
    at: int,
    line_id: int,
    quantity: int,
    unit_price: int | None,
) -> None:
    """Changes the quantity and the price of a line."""
    found = _line(session, line_id)
    if (found.quantity, found.unit_price) == (_quantity(quantity), unit_price):
        return
    describe(session, product=found.name, deal=_title(session, found.deal_id))
    session.execute(
        update(deal_line)
        .where(deal_line.c.id == line_id)
        .values(quantity=quantity, unit_price=unit_price)
    )
    _add_up(session, at, found.deal_id, found.billing)


@verb(REMOVED)
def remove(session: Session, *, at: int, line_id: int) -> None:
    """Removes a line; without any left the amount is unknown again."""
    found = _line(session, line_id)
    describe(session, product=found.name, deal=_title(session, found.deal_id))
    session.execute(delete(deal_line).where(deal_line.c.id == line_id))
    _add_up(session, at, found.deal_id, found.billing)


def _add_up(session: Session, at: int, deal_id: int, billing: str) -> None:
    """The sum of the lines of one way of billing becomes the deal's amount."""
    lines = session.execute(
        select(deal_line.c.quantity, deal_line.c.unit_price)
        .join_from(deal_line, product, product.c.id == deal_line.c.product_id)
        .where(deal_line.c.deal_id == deal_id, product.c.billing == billing)
    ).all()
    values: dict[str, Any] = {_SIDES[billing]: sum_of_lines((q, price) for q, price in lines)}
    session.execute(update(deal).where(deal.c.id == deal_id).values(**values, touched_at=at))


def _quantity(quantity: int) -> int:
    if quantity < 1:
        raise RuleBroken(
            _("A quantity is 1 or more. Nothing was changed. To take a product away, remove it.")
        )
    return quantity


def _title(session: Session, deal_id: int) -> str:
    found = session.scalar(
        select(deal.c.title).where(deal.c.id == deal_id, deal.c.deleted_at.is_(None))
    )
    if found is None:
        raise RuleBroken(
            _("This deal is no longer in the file. Nothing was changed. Please look again.")
        )
    return str(found)


def _line(session: Session, line_id: int) -> Row:
    found = session.execute(
        select(deal_line, product.c.name, product.c.billing)
        .join_from(deal_line, product, product.c.id == deal_line.c.product_id)
        .where(deal_line.c.id == line_id)
    ).first()
    if found is None:
        raise RuleBroken(
            _("This line is no longer in the file. Nothing was changed. Please look again.")
        )
    return found

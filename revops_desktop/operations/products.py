"""What a person can do with products: add, edit, and take out of use."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import deal_line, product
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.text import match_key, stored

ADDED = N_("Add product {product}")
EDITED = N_("Edit product {product}")
REMOVED = N_("Remove {product}")
ARCHIVED = N_("Archive {product}")
RESTORED = N_("Use {product} again")

EDITABLE = frozenset(("name", "list_price", "billing"))


@verb(ADDED)
def create(session: Session, *, at: int, name: str, **fields: Any) -> int:
    """A new product; `fields` as in EDITABLE, the price in minor units. Its id."""
    values = _checked(session, {"name": name, **fields}, None)
    describe(session, product=values["name"])
    made = session.connection().execute(insert(product).values(**values))
    return int(made.lastrowid)


@verb(EDITED)
def edit(session: Session, *, at: int, product_id: int, fields: Mapping[str, Any]) -> None:
    """Changes fields of a product (EDITABLE); the lines of deals keep their prices."""
    found = standing(session, product_id)
    values = _checked(session, fields, product_id)
    describe(session, product=found.name)
    session.execute(update(product).where(product.c.id == product_id).values(**values))


@verb(REMOVED)
def remove(session: Session, *, at: int, product_ids: Sequence[int]) -> int:
    """Deletes products; one that a deal holds is archived instead, so that the deal keeps it.

    The number of those that were archived.
    """
    found = [standing(session, product_id) for product_id in product_ids]
    used = set(
        session.execute(
            select(deal_line.c.product_id).where(deal_line.c.product_id.in_(product_ids)).distinct()
        ).scalars()
    )
    names = ", ".join(one.name for one in found)
    describe(session, REMOVED if len(used) < len(found) else ARCHIVED, product=names)
    unused = [one.id for one in found if one.id not in used]
    session.execute(delete(product).where(product.c.id.in_(unused)))
    session.execute(update(product).where(product.c.id.in_(used)).values(archived_at=at))
    return len(used)


@verb(RESTORED)
def restore(session: Session, *, at: int, product_id: int) -> None:
    """Puts an archived product back into use."""
    found = standing(session, product_id)
    describe(session, product=found.name)
    session.execute(update(product).where(product.c.id == product_id).values(archived_at=None))


def standing(session: Session, product_id: int) -> Row:
    """A product that is in the file, archived or not."""
    found = session.execute(select(product).where(product.c.id == product_id)).first()
    if found is None:
        raise RuleBroken(
            _("This product is no longer in the file. Nothing was changed. Please look again.")
        )
    return found


def _checked(session: Session, fields: Mapping[str, Any], product_id: int | None) -> dict[str, Any]:
    unknown = set(fields) - EDITABLE
    if unknown:
        raise ValueError(f"no such field of a product: {sorted(unknown)}")
    values = dict(fields)
    if "name" in values:
        name = values["name"] = stored(values["name"])
        if not name:
            raise RuleBroken(_("A product needs a name. Nothing was changed. Please write one."))
        values["match_key"] = match_key(name)
        taken = session.execute(
            select(product.c.id).where(
                product.c.match_key == values["match_key"], product.c.id != (product_id or 0)
            )
        ).first()
        if taken is not None:
            raise RuleBroken(
                _("There is a product “{name}” already. Nothing was changed.").format(name=name)
            )
    if (values.get("list_price") or 0) < 0:
        raise RuleBroken(_("A list price cannot be below 0. Nothing was changed."))
    if values.get("billing", "one_off") not in ("one_off", "monthly"):
        raise ValueError(f"no such billing: {values['billing']}")
    return values

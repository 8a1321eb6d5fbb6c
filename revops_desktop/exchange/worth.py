"""What a row says a deal is worth, held to the rule that lines add up to it (domain.md §2)."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row

from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.refusals import CellRefused, RowRefused
from revops_desktop.exchange.row_worth import SIDES, Line, Worth, quantity_of
from revops_desktop.i18n import _
from revops_desktop.operations.known_rows import LineHere
from revops_desktop.rules.text import match_key

# What several rows of a deal say: the fields of a line, and all lines together.
_OF_A_LINE = ("product", "quantity", "price", "amount", "monthly_amount")
_LINES = "lines"


class ChangedLine(NamedTuple):
    """As RecordChange.lines; of a new line `product` is its name and way of billing."""

    line_id: int | None
    product: Any
    quantity: int
    unit_price: int | None


class _Row(NamedTuple):
    said: Mapping[str, Any]
    now: Row
    lines: Sequence[LineHere]
    columns: Mapping[str, str]

    def refused(self, field: str, message: str) -> RowRefused:
        return RowRefused([CellRefused(message, self.columns.get(field, ""))])


def changed_worth(
    said: Mapping[str, Any],
    now: Row,
    lines: Sequence[LineHere],
    columns: Mapping[str, str],
    gathering: Gathering,
) -> tuple[dict[str, Any], tuple[ChangedLine, ...]]:
    """Which amounts of a deal become others, and its lines; RowRefused where they may not.

    An amount that is the sum of the deal's products changes with its lines, or not at all.
    """
    row = _Row(said, now, lines, columns)
    if _LINES in said:
        return _several_lines(row)
    product = said.get("product")
    if product is None:
        return _amounts(row, ()), ()
    if not lines:
        return _first_line(row, product, gathering)
    if len(lines) == 1 and lines[0].product_key == match_key(product):
        return _one_line(row, lines[0])
    _refuse_unless_there(row, product)
    return _amounts(row, ()), ()


def with_lines(said: Mapping[str, Any], worth: Worth) -> dict[str, Any]:
    """What several rows say of a deal together; plain values only."""
    found = {name: value for name, value in said.items() if name not in _OF_A_LINE}
    found[_LINES] = tuple(tuple(line) for line in worth.lines)
    found.update(
        (side, getattr(worth, side)) for side in SIDES.values() if getattr(worth, side) is not None
    )
    return found


def _several_lines(row: _Row) -> tuple[dict[str, Any], tuple[ChangedLine, ...]]:
    """All lines of the deal, as several rows say them: those that are here become these."""
    here = list(row.lines)
    changed: list[ChangedLine] = []
    billed: set[str] = set()
    wanted = [Line(*one) for one in row.said[_LINES]]
    # Who is just the same is meant before who has the same name alone.
    for is_same in (True, False):
        for line in list(wanted):
            found = next((one for one in here if _means(line, one, is_same=is_same)), None)
            if found is None:
                continue
            here.remove(found)
            wanted.remove(line)
            billed.add(found.billing)
            if not is_same:
                price = found.unit_price if line.price is None else line.price
                changed.append(ChangedLine(found.id, found.product_id, line.quantity, price))
    if here:
        raise row.refused("product", _other_products())
    for line in wanted:
        billed.add(line.billing)
        changed.append(ChangedLine(None, (line.product, line.billing), line.quantity, line.price))
    besides = [SIDES[one] for one in billed] if changed else []
    values = _amounts(row, besides)
    for side in besides:
        if row.said.get(side) != getattr(row.now, side):
            values[side] = row.said.get(side)
    return values, tuple(changed)


def _means(line: Line, one: LineHere, *, is_same: bool) -> bool:
    if one.product_key != match_key(line.product):
        return False
    return not is_same or (one.quantity == line.quantity and line.price in (None, one.unit_price))


def _amounts(row: _Row, besides: Sequence[str]) -> dict[str, Any]:
    """Amounts that no line adds up to, where the row says others."""
    summed = {SIDES[line.billing] for line in row.lines}
    found = {}
    for side in SIDES.values():
        if side in besides or side not in row.said or row.said[side] == getattr(row.now, side):
            continue
        if side in summed:
            raise row.refused(
                side,
                _(
                    "This amount is the sum of the deal's products. Please change quantity or "
                    "price of its products."
                ),
            )
        found[side] = row.said[side]
    return found


def _first_line(
    row: _Row, product: str, gathering: Gathering
) -> tuple[dict[str, Any], tuple[ChangedLine, ...]]:
    """The deal has no product yet: what it has already is the sum, unless the row says another."""
    said = row.said
    is_monthly = gathering.is_monthly(product) or (
        said.get("amount") is None and said.get("monthly_amount") is not None
    )
    billing = "monthly" if is_monthly else "one_off"
    side = SIDES[billing]
    quantity = quantity_of(said, row.columns)
    total, price = _total(row, side, quantity, said.get("price"), getattr(row.now, side))
    values = _amounts(row, (side,))
    if total != getattr(row.now, side):
        values[side] = total
    return values, (ChangedLine(None, (product, billing), quantity, price),)


def _one_line(row: _Row, line: LineHere) -> tuple[dict[str, Any], tuple[ChangedLine, ...]]:
    side = SIDES[line.billing]
    quantity = quantity_of(row.said, row.columns, line.quantity)
    total_now = getattr(row.now, side)
    price = row.said.get("price")
    total = row.said.get(side)
    is_as_it_was = (
        quantity == line.quantity
        and price in (None, line.unit_price)
        and total in (None, total_now)
        and (price is None or total is None or total == quantity * price)
    )
    values = _amounts(row, (side,))
    if is_as_it_was:
        return values, ()
    if price is None and total is None:
        price = line.unit_price
    total, price = _total(row, side, quantity, price, None)
    if total != total_now:
        values[side] = total
    if (quantity, price) == (line.quantity, line.unit_price):
        return values, ()
    return values, (ChangedLine(line.id, line.product_id, quantity, price),)


def _total(
    row: _Row, side: str, quantity: int, price: int | None, otherwise: int | None
) -> tuple[int | None, int | None]:
    """The amount and the price of one, each from the other where the row says but one."""
    total = row.said.get(side)
    if price is not None:
        if total is not None and total != quantity * price:
            raise row.refused(
                side,
                _(
                    "The amount is not quantity × unit price. Please correct one of them in the "
                    "file."
                ),
            )
        return quantity * price, price
    total = otherwise if total is None else total
    if total is None or quantity < 1 or total % quantity:
        return total, None
    return total, total // quantity


def _refuse_unless_there(row: _Row, product: str) -> None:
    """Of a deal with several lines, or one of another product, a row can only say what is there."""
    quantity, price = row.said.get("quantity"), row.said.get("price")
    key = match_key(product)
    for line in row.lines:
        if (
            line.product_key == key
            and quantity in (None, line.quantity)
            and price in (None, line.unit_price)
        ):
            return
    raise row.refused("product", _other_products())


def _other_products() -> str:
    return _("The deal has other products than this row says. Please change them at the deal.")

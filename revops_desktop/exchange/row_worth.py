"""What rows say a new deal is worth: the sum of its lines, or the amount itself (domain.md §2)."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.refusals import CellRefused, RowRefused
from revops_desktop.i18n import _
from revops_desktop.rules.money import sum_of_lines

SIDES = {"one_off": "amount", "monthly": "monthly_amount"}

# How the file calls the fields.
Columns = Mapping[str, str]
Values = Mapping[str, Any]


class Line(NamedTuple):
    """A line as rows say it: the product by its name, the price in minor units."""

    product: str
    billing: str
    quantity: int
    price: int | None


class Worth(NamedTuple):
    """What a deal is worth in minor units, and its lines."""

    amount: int | None
    monthly_amount: int | None
    lines: tuple[Line, ...] = ()


NOTHING = Worth(None, None)


def worth_of_row(values: Values, gathering: Gathering, columns: Columns) -> Worth:
    """A line's quantity × price is the deal's amount, or its monthly one; RowRefused where the row
    says another amount."""
    amount, monthly = values.get("amount"), values.get("monthly_amount")
    product, price = values.get("product"), values.get("price")
    if product is None:
        return Worth(amount, monthly)
    quantity = quantity_of(values, columns)
    is_monthly = gathering.is_monthly(product) or (amount is None and monthly is not None)
    if price is not None and gathering.product_here(product) is None:
        # Of a new product only the sum tells.
        is_monthly = is_monthly or (monthly == quantity * price != amount)
    total = monthly if is_monthly else amount
    if price is None:
        price = _price_of(total, quantity)
    elif total is None:
        total = quantity * price
    elif total != quantity * price:
        name = "monthly_amount" if is_monthly else "amount"
        problem = _(
            "The amount is not quantity × unit price. Please correct one of them in the file."
        )
        raise RowRefused([CellRefused(problem, columns[name])])
    if is_monthly:
        return Worth(amount, total, (Line(product, "monthly", quantity, price),))
    return Worth(total, monthly, (Line(product, "one_off", quantity, price),))


def worth_of_rows(
    rows: Sequence[Values], gathering: Gathering, columns: Columns, *, are_totals: bool
) -> Worth:
    """Several rows of a deal, a line each but for those without a product.

    Their amounts are those of the lines, or all the same one: the sum. RowRefused where they are
    neither. `are_totals`: where nothing else tells, the same amount in all rows is that of the
    deal.
    """
    says_amount = any(row.get("amount") is not None for row in rows)
    says_monthly = any(row.get("monthly_amount") is not None for row in rows)
    otherwise = "monthly" if says_monthly and not says_amount else "one_off"
    billings = [_billing(row, gathering, otherwise) for row in rows]
    rows = [_on_its_side(row, billing) for row, billing in zip(rows, billings, strict=True)]
    lines = [_line(row, billing) for row, billing in zip(rows, billings, strict=True) if billing]
    of_lines = [row for row, billing in zip(rows, billings, strict=True) if billing]
    totals: dict[str, int | None] = {}
    prices: dict[int, int | None] = {}
    for billing, side in SIDES.items():
        own = [number for number, line in enumerate(lines) if line.billing == billing]
        # Of a row whose line is on the other side it is an amount of the deal.
        said = [
            row.get(side)
            for row, own_billing in zip(rows, billings, strict=True)
            if own_billing != billing
        ]
        sums = _Side(
            side,
            [lines[number].quantity for number in own],
            [lines[number].price for number in own],
            [of_lines[number].get(side) for number in own],
            {amount for amount in said if amount is not None},
            columns.get(side, ""),
        )
        totals[side], found = sums.total(are_totals=are_totals)
        prices.update(zip(own, found, strict=True))
    return Worth(
        totals["amount"],
        totals["monthly_amount"],
        tuple(line._replace(price=prices[number]) for number, line in enumerate(lines)),
    )


def _on_its_side(row: Values, billing: str) -> Values:
    """The amount of a line is paid monthly where its product is, whichever column says it."""
    price, amount = row.get("price"), row.get("amount")
    if billing != "monthly" or price is None or row.get("monthly_amount") is not None:
        return row
    if amount != quantity_of(row, {}) * price:
        return row
    return {**row, "amount": None, "monthly_amount": amount}


def _line(row: Values, billing: str) -> Line:
    return Line(row["product"], billing, quantity_of(row, {}), row.get("price"))


def quantity_of(values: Values, columns: Columns, otherwise: int = 1) -> int:
    """How many a row says; RowRefused where that is none."""
    quantity = values.get("quantity")
    if quantity is None:
        return otherwise
    if quantity < 1:
        problem = _("A quantity is 1 or more. Please correct it.")
        raise RowRefused([CellRefused(problem, columns.get("quantity", ""), str(quantity))])
    return int(quantity)


def _billing(row: Values, gathering: Gathering, otherwise: str) -> str:
    """How the line of a row is billed; "" where it has none."""
    product = row.get("product")
    if product is None:
        return ""
    if gathering.product_here(product) is not None:
        return "monthly" if gathering.is_monthly(product) else "one_off"
    if row.get("amount") is not None:
        return "one_off"
    return otherwise if row.get("monthly_amount") is None else "monthly"


def _price_of(total: int | None, quantity: int) -> int | None:
    return None if total is None or quantity < 1 or total % quantity else total // quantity


class _Side(NamedTuple):
    """The lines of one way of billing, with the amounts that their rows say; `deal`: the amounts
    that other rows say of the deal."""

    side: str
    quantities: list[int]
    prices: list[int | None]
    amounts: list[int | None]
    deal: set[int]
    column: str

    def total(self, *, are_totals: bool) -> tuple[int | None, list[int | None]]:
        """The sum, and the price of each line."""
        if not self.quantities:
            if len(self.deal) > 1:
                raise self._refused()
            return next(iter(self.deal), None), []
        total, prices = self._of_lines(are_totals=are_totals)
        if total is None and self.deal:
            total = next(iter(self.deal))
        if self.deal - {total}:
            raise self._refused()
        return total, prices

    def _of_lines(self, *, are_totals: bool) -> tuple[int | None, list[int | None]]:
        lines = list(zip(self.quantities, self.prices, self.amounts, strict=True))
        said = [amount for amount in self.amounts if amount is not None]
        fits = all(
            amount is None or price is None or amount == quantity * price
            for quantity, price, amount in lines
        )
        if all(price is not None for price in self.prices):
            total = sum_of_lines(zip(self.quantities, self.prices, strict=True))
            if not fits and set(said) != {total}:
                raise self._refused()
            return total, self.prices
        is_whole = all(price is not None or amount is not None for _q, price, amount in lines)
        is_one = len(set(said)) == 1
        if is_one and len(lines) > 1 and not (fits and is_whole and self._are_of_lines(are_totals)):
            return said[0], self.prices
        if not fits:
            raise self._refused()
        prices = [
            _price_of(amount, quantity) if price is None else price
            for quantity, price, amount in lines
        ]
        worths = [
            amount if price is None else quantity * price for quantity, price, amount in lines
        ]
        known = [worth for worth in worths if worth is not None]
        return (sum(known) if is_whole else None), prices

    def _are_of_lines(self, are_totals: bool) -> bool:
        """Whether the one amount that all rows say is that of each line."""
        return not are_totals or any(price is not None for price in self.prices)

    def _refused(self) -> RowRefused:
        problem = _(
            "The amounts of this deal's rows are neither quantity × unit price of each nor all "
            "the same sum. Please correct them in the file."
        )
        return RowRefused([CellRefused(problem, self.column)])

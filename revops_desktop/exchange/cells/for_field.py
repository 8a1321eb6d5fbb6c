"""Which conversion a field of the program needs."""

from dataclasses import dataclass
from typing import Any

from revops_desktop.exchange.cells.conversion import Convert, remembering
from revops_desktop.exchange.cells.moments import (
    Decide,
    due_cell,
    each_by_itself,
    moment_cell,
    month_cell,
)
from revops_desktop.exchange.cells.money import decimal_cell, money_cell
from revops_desktop.exchange.cells.numbers import (
    DecideSigns,
    NumberCell,
    count_cell,
    percent_cell,
    sure_of_points,
)
from revops_desktop.exchange.cells.texts import LONGEST_NAME, LONGEST_TEXT, choice_cell, text_cell
from revops_desktop.exchange.fields import Field


@dataclass(frozen=True, slots=True)
class Manner:
    """How a column writes what it holds. `unit` multiplies amounts; `order` is that of days.

    `amounts_include_tax` is how the workspace keeps amounts; a cell that says otherwise is noted.
    `decide_order` and `decide_signs` are asked where order or decimal sign is "auto".
    `takes_months`: a day by which something is expected may be a whole month.
    """

    decimal: str = "."
    thousands: str = ","
    unit: int = 1
    order: str = "ymd"
    amounts_include_tax: bool = False
    decide_order: Decide = each_by_itself
    decide_signs: DecideSigns = sure_of_points
    takes_months: bool = False

    def number(self, currency: str) -> NumberCell:
        """The conversion of its numbers."""
        return decimal_cell(self.decimal, self.thousands, currency, self.decide_signs)


def cell_for(field: Field, manner: Manner, *, currency: str, zone: str) -> Convert[Any]:
    """The conversion that a field needs."""
    number = manner.number(currency)
    if field.holds == "choice":
        return remembering(choice_cell(field.words or {}))
    if field.holds == "money":
        return money_cell(number, manner.unit, currency, manner.amounts_include_tax)
    if field.holds == "count":
        return remembering(count_cell(number))
    if field.holds == "percent":
        return remembering(percent_cell(number))
    if field.holds == "month":
        return remembering(month_cell(manner.order, zone, manner.decide_order))
    if field.holds == "day":
        cell = due_cell if manner.takes_months else moment_cell
        return cell(manner.order, zone, manner.decide_order)
    return text_cell(LONGEST_NAME if field.holds == "name" else LONGEST_TEXT)

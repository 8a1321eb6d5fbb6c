"""Whether the unit prices of a file are those of its amounts (domain.md §2: a deal's lines)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from revops_desktop.exchange.cells.for_field import Manner, cell_for
from revops_desktop.exchange.cells.money import unit_in_heading
from revops_desktop.exchange.fields import FIELDS
from revops_desktop.exchange.guessing.columns import Match
from revops_desktop.exchange.guessing.drafts import Asked
from revops_desktop.exchange.guessing.evidence import FIRST_ROWS, FOLDED_MISSING
from revops_desktop.exchange.guessing.vocabulary import name_key
from revops_desktop.exchange.refusals import CellRefused
from revops_desktop.rules.text import fold

_PARTS = ("quantity", "price", "amount")
# A price that does not say of what it is: of all, where there is no amount beside it.
_OF_ALL = frozenset({"price", "価格"})


def with_right_prices(asked: Asked, found: dict[str, Match]) -> dict[str, Match]:
    """The columns without that of unit prices where it says nothing, or something else.

    Without a quantity nobody knows of how many it is the price; and where quantity × price is the
    amount of hardly any row, amounts include a tax or a discount, and are right all the same.
    """
    price = found.get("price")
    is_said = asked.said("column", name="price") is not None
    if asked.kind != "deals" or price is None or is_said:
        return found
    if "quantity" in found and _are_right(asked, found):
        return found
    left = {name: match for name, match in found.items() if name != "price"}
    is_of_all = name_key(price.column.names[0]) in _OF_ALL
    if is_of_all and not {"quantity", "amount", "monthly_amount"} & set(found):
        left["amount"] = replace(price, field="amount")
    return left


def _are_right(asked: Asked, found: dict[str, Match]) -> bool:
    """Whether most rows that say all three agree."""
    matches = [found[name] for name in _PARTS if name in found]
    if len(matches) < len(_PARTS) or any(len(match.places) != 1 for match in matches):
        return True
    number = found.get("external_key")
    if number is not None and asked.columns[number.places[0]].repeats:
        # The rows of one deal may say what all of them come to.
        return True
    cells = [_cell(asked, name) for name in _PARTS]
    unit_of_price, unit_of_amount = (
        unit_in_heading(match.column.names[0], asked.here.currency) for match in matches[1:]
    )
    right = wrong = 0
    for texts in asked.cells([match.places[0] for match in matches], FIRST_ROWS):
        quantity, price, amount = (
            _read(cell, text) for cell, text in zip(cells, texts, strict=True)
        )
        if quantity is None or price is None or amount is None:
            continue
        is_right = quantity * price * unit_of_price == amount * unit_of_amount
        right += is_right
        wrong += not is_right
    return right >= wrong


def _cell(asked: Asked, name: str) -> Callable[[str], Any]:
    return cell_for(FIELDS["deals"][name], Manner(), currency=asked.here.currency, zone="UTC")


def _read(cell: Callable[[str], Any], text: str) -> int | None:
    try:
        return None if not text or fold(text) in FOLDED_MISSING else cell(text)
    except CellRefused:
        return None

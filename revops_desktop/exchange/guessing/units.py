"""In which unit a file's amounts are, where it says so above or below its rows: 単位：千円."""

import re
from collections.abc import Mapping
from dataclasses import replace

from revops_desktop.exchange.cells.money import unit_in_heading
from revops_desktop.exchange.fields import FIELDS
from revops_desktop.exchange.guessing.asking import ask_unit
from revops_desktop.exchange.guessing.columns import Match
from revops_desktop.exchange.guessing.drafts import Asked, SourceGuess

# A letter in brackets is no unit: “Report (B)”.
_NAMES_UNIT = re.compile("単位|千円|万円|億円|units?|thousand|million", re.IGNORECASE)


def take_unit(asked: Asked, made: SourceGuess, found: Mapping[str, Match], *, is_own: bool) -> None:
    """The unit that was said, or that stands around the rows; that is told, and can be denied.

    A mapping of the person's own (`is_own`) says it already. Headings that name a unit of their own
    go before.
    """
    said = asked.said("unit")
    if said is not None:
        made.source = replace(made.source, amount_unit=int(said.value))
        return
    fields, currency = FIELDS[asked.kind], asked.here.currency
    headings = [
        name
        for field, match in found.items()
        if field in fields and fields[field].holds == "money"
        for name in match.column.names
    ]
    if is_own or not headings or any(unit_in_heading(one, currency) != 1 for one in headings):
        return
    for text in asked.around:
        unit = unit_in_heading(text, currency) if _NAMES_UNIT.search(text) else 1
        if unit != 1:
            made.source = replace(made.source, amount_unit=unit)
            made.questions.append(ask_unit(asked.path.name, " ".join(text.split()), unit))
            return

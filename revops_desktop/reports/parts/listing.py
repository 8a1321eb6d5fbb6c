"""All parts of the diagnosis in the order of domain.md §10."""

from revops_desktop.reports.part import Part
from revops_desktop.reports.parts import (
    actions,
    conversions,
    customers,
    definitions,
    forecast,
    handoffs,
    month,
    recycle,
    river,
    sources,
    speed,
)

PARTS: tuple[Part, ...] = (
    month.PART,
    river.PART,
    conversions.PART,
    speed.PART,
    handoffs.PART,
    recycle.PART,
    forecast.PART,
    customers.PART,
    sources.PART,
    actions.PART,
    definitions.PART,
)

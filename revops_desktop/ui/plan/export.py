"""Writes a grid of the plan into a file: a row a line, a month a column."""

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts
from revops_desktop.ui.plan.grid import GridModel
from revops_desktop.ui.tables.written import Line, ask_and_write

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions


def export_grid(parent: QWidget, actions: "Actions", name: str, model: GridModel) -> None:
    """Asks where to, and writes CSV, XLSX or PDF by the ending of the name."""
    months = model.months
    lines = []
    for row in model.rows:
        values = [row.values.get(month) for month in months]
        typed = ["" if value is None else row.typed(value) for value in values]
        numbers = (
            Decimal(text.replace(",", "").removesuffix("%")) if text else None for text in typed
        )
        lines.append(Line([row.name, *typed], [row.name, *numbers]))
    told = partial(texts.message, parent, _("Export"))
    ask_and_write(parent, actions, name, [_("Figure"), *months], lines, told)

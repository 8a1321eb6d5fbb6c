"""Writes a grid of the plan into a file: a row a line, a month a column."""

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from revops_desktop.errors import Problem
from revops_desktop.i18n import _
from revops_desktop.ui import texts
from revops_desktop.ui.plan.grid import GridModel
from revops_desktop.ui.wanted_file import wanted_list

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions


def export_grid(parent: QWidget, actions: "Actions", name: str, model: GridModel) -> None:
    """Asks where to, and writes CSV or XLSX by the ending of the name."""
    from revops_desktop.exchange.listing import write

    path = wanted_list(parent, name)
    if path is None:
        return
    lines: list[list[str | Decimal | None]] = []
    for row in model.rows:
        values = [row.values.get(month) for month in model.months]
        numbers = (
            None if value is None else Decimal(row.typed(value).replace(",", "").removesuffix("%"))
            for value in values
        )
        lines.append([row.name, *numbers])
    try:
        write(path, name, ["", *model.months], lines)
    except Problem as problem:
        actions.show_problem(problem)
        return
    texts.message(parent, _("Export"), _("Wrote {path}.").format(path=path))

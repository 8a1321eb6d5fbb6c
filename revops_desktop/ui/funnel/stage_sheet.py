"""A tab whose answer is a table of stages: each figure opens what is behind it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from revops_desktop import i18n
from revops_desktop.ui.figures.explain import Explained, explain
from revops_desktop.ui.figures.menu import attach
from revops_desktop.ui.funnel.sheet import Sheet
from revops_desktop.ui.funnel.stage_table import Cell, StageRow, StageView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from revops_desktop.ui.actions import Actions


class StageSheet(Sheet):
    """The table `view`; a stage and its bar open what the first figure does."""

    def __init__(self, actions: "Actions", parent: "QWidget | None" = None) -> None:
        super().__init__(actions, parent)
        self.view = StageView()
        self.view.setAccessibleName(self.name())
        self.view.opened.connect(self._open)
        attach(self.view, actions, self.whole)

    def whole(self) -> Explained | None:
        """What the table as a whole says about itself; None while there is none."""
        raise NotImplementedError

    def figure(self, place: int, row: StageRow, cell: Cell, heading: str) -> Explained:
        """What a figure of the table says about itself."""
        raise NotImplementedError

    def _open(self, row: int, column: int) -> None:
        model = self.view.model_
        if self.shown is None or row >= len(model.rows):
            return
        column = max(column, 2)
        cell, heading = model.cell(row, column), model.heading(column)
        if cell is not None and heading is not None and cell.key:
            text = i18n.joined(*heading.text.splitlines())
            about = self.figure(row, model.rows[row], cell, text)
            explain(self.window(), self.actions_, replace(about, picture=self.view))

    def open_row(self, row: int) -> None:
        """Opens what the first figure of a row is of."""
        self._open(row, 2)


def titled(row: StageRow, heading: str) -> str:
    """What a figure of a stage is called."""
    return f"{' '.join(row.name.split())} · {heading}"

"""Local optima, and the figures with which the won amount moves along."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.analytics.function_findings import (
    check_sentence,
    correlation_sentence,
    optima_sentence,
)
from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.bottleneck import check_list, correlation_list
from revops_desktop.ui.page import Panel
from revops_desktop.ui.tables.text_list import CellTable, ListTable

if TYPE_CHECKING:
    from revops_desktop.analytics.correlations import Correlations
    from revops_desktop.analytics.local_optima import LocalOptima


class OptimaTab(QWidget):
    """`check_opened`: a check and the column of it · `series_opened`: a figure and a column."""

    check_opened = Signal(object, int)
    series_opened = Signal(object, int)
    exported = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer: Correlations | None = None
        tokens = theme.current()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, tokens.space_3, 0, 0)
        layout.setSpacing(tokens.space_3)
        self.checks = check_list.CheckList()
        self.check_table = CellTable(self.checks, _("Functions and the step after them"))
        self.check_table.opened.connect(self._open_check)
        self.finding = texts.paragraph("")
        self.finding_more = texts.paragraph("", "muted")
        first = self._panel(
            _("Does a function win at the cost of the next?"), self.check_table, "checks"
        )
        first.layout_.insertWidget(1, self.finding)
        first.layout_.insertWidget(2, self.finding_more)
        self.series = correlation_list.CorrelationList()
        self.series_table = CellTable(self.series, _("Correlations"))
        self.series_table.opened.connect(self._open_series)
        self.moves = texts.paragraph("")
        second = self._panel(
            _("What does the won amount move along with?"), self.series_table, "series"
        )
        second.layout_.insertWidget(1, self.moves)
        layout.addWidget(first, 5)
        layout.addWidget(second, 6)

    def _panel(self, heading: str, table: ListTable, name: str) -> Panel:
        tokens = theme.current()
        panel = Panel()
        panel.layout_.setContentsMargins(
            tokens.space_3, tokens.space_2, tokens.space_3, tokens.space_2
        )
        panel.layout_.setSpacing(tokens.space_1)
        head = QHBoxLayout()
        head.addWidget(texts.heading(heading), 1)
        export = texts.button(_("Export…"), "small")
        export.clicked.connect(lambda _checked=False: self.exported.emit(table, heading))
        head.addWidget(export)
        panel.layout_.addLayout(head)
        panel.layout_.addWidget(table, 1)
        return panel

    def show_optima(self, answer: "LocalOptima") -> None:
        """Shows the checks, and in words those that were found."""
        self.finding.setText(optima_sentence(answer))
        more = "\n".join(check_sentence(one) for one in answer.found)
        self.finding_more.setText(more)
        self.finding_more.setVisible(bool(more))
        self.checks.take(answer.checks)
        self.check_table.share_width(check_list.WIDTHS, 110)
        if self.check_table.horizontalHeader().sortIndicatorSection() == 0:
            # In river order, until the person sorts.
            self.check_table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)

    def show_correlations(self, answer: "Correlations") -> None:
        """Shows each figure against the won amount."""
        self.answer = answer
        self.moves.setText(correlation_sentence(answer))
        self.series.take(answer.series)
        self.series_table.share_width(correlation_list.WIDTHS, 200)
        if self.series_table.horizontalHeader().sortIndicatorSection() == 0:
            self.series_table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)

    def _open_check(self, index: QModelIndex) -> None:
        self.check_opened.emit(self.check_table.row(index), index.column())

    def _open_series(self, index: QModelIndex) -> None:
        self.series_opened.emit(self.series_table.row(index), index.column())

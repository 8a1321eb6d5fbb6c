"""Sources and owners, judged by what happens downstream and not by their number."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from revops_desktop.analytics.function_findings import downstream_sentence
from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.bottleneck import judged_list
from revops_desktop.ui.figures.explain import Explained
from revops_desktop.ui.figures.menu import attach, table_rows
from revops_desktop.ui.funnel.period_box import PeriodBox, period_text
from revops_desktop.ui.page import Panel
from revops_desktop.ui.tables.text_list import CellTable

if TYPE_CHECKING:
    from datetime import date

    from revops_desktop.analytics.downstream import By, Downstream
    from revops_desktop.analytics.source_costs import SourceCosts
    from revops_desktop.ui.actions import Actions


class SourcesTab(QWidget):
    """`changed`: another cut or period · `opened`: a part and the column of it."""

    changed = Signal()
    opened = Signal(object, int)
    exported = Signal(object, str)

    def __init__(
        self, actions: "Actions", today: "date", fiscal_start: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self.by: By = "source"
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, tokens.space_3, 0, 0)
        panel = Panel()
        panel.layout_.setContentsMargins(
            tokens.space_3, tokens.space_2, tokens.space_3, tokens.space_2
        )
        panel.layout_.setSpacing(tokens.space_2)
        panel.layout_.addLayout(self._head(today, fiscal_start))
        self.finding = texts.paragraph("")
        self.period = texts.label("", "muted")
        panel.layout_.addWidget(self.finding)
        panel.layout_.addWidget(self.period)
        self.list = judged_list.JudgedList()
        self.table = CellTable(self.list, _("Sources and owners"))
        self.table.opened.connect(self._open)
        self.table.sortByColumn(judged_list.ENTERED, Qt.SortOrder.DescendingOrder)
        attach(self.table, actions, self._explained)
        panel.layout_.addWidget(self.table, 1)
        layout.addWidget(panel)

    def _head(self, today: "date", fiscal_start: int) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(theme.current().space_1)
        self.buttons = QButtonGroup(self)
        for by, name in judged_list.ways().items():
            button = texts.button(name, "small")
            button.setCheckable(True)
            button.setChecked(by == self.by)
            button.clicked.connect(lambda _checked=False, by=by: self._choose(by))
            self.buttons.addButton(button)
            head.addWidget(button)
        head.addStretch(1)
        self.search = QLineEdit()
        self.search.setMaximumWidth(200)
        self.search.setPlaceholderText(_("Search in this list"))
        self.search.setAccessibleName(_("Search in this list"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda text: self.table.found.search(text))
        self.period_box = PeriodBox(today, fiscal_start)
        self.period_box.chosen.connect(self.changed)
        export = texts.button(_("Export…"), "small")
        export.clicked.connect(
            lambda _checked=False: self.exported.emit(self.table, _("Sources and owners"))
        )
        for control in (self.search, self.period_box, export):
            head.addWidget(control)
        return head

    def _explained(self) -> Explained | None:
        answer = self.list.about
        if answer is None:
            return None
        return Explained(
            f"{_('Sources and owners')} · {judged_list.ways()[answer.by]}",
            period_text=period_text(answer.period),
            sentence=downstream_sentence(answer),
            rows=lambda: table_rows(self.table),
            picture=self.table,
        )

    def _choose(self, by: "By") -> None:
        self.by = by
        self.changed.emit()

    def show_parts(self, found: "tuple[Downstream, SourceCosts | None]") -> None:
        """Shows the parts, what follows from them, and what they cost."""
        answer, costs = found
        self.finding.setText(downstream_sentence(answer))
        self.period.setText(period_text(answer.period))
        self.list.show(answer, costs)
        self.table.share_width(judged_list.WIDTHS[: len(self.list.headings)], 150)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.table.row(index), index.column())

"""Below the waterfall: the stages, and the deals that slip; searched, sorted, exported."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QWidget,
)

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.health.lists import SlippingList, StagesList
from revops_desktop.ui.page import Panel
from revops_desktop.ui.tables.text_list import CellTable, ListTable

if TYPE_CHECKING:
    from revops_desktop.analytics.close_dates import Slipping
    from revops_desktop.analytics.pipeline_health import PipelineHealth

STAGES, SLIPPING = 0, 1


class TablesPanel(Panel):
    """`stage_opened`: the place of a stage and a column · `deal_opened`: a deal's id."""

    stage_opened = Signal(int, int)
    deal_opened = Signal(int)
    exported = Signal()
    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        tokens = theme.current()
        self.layout_.setContentsMargins(
            tokens.space_3, tokens.space_2, tokens.space_3, tokens.space_2
        )
        self.layout_.setSpacing(tokens.space_1)
        self.place = STAGES
        self.stages_list, self.slipping_list = StagesList(), SlippingList()
        self.layout_.addLayout(self._head())
        self._stack = QStackedWidget(self)
        self.stages = CellTable(self.stages_list, _("By stage"), self._stack)
        self.stages.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.stages.opened.connect(self._open_stage)
        self.slipping = ListTable(self.slipping_list, _("Slipped and pushed deals"), self._stack)
        self.slipping.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.slipping.sortByColumn(self.slipping_list.sorted_by, Qt.SortOrder.DescendingOrder)
        self.slipping.activated.connect(self._open_deal)
        for table, model in ((self.stages, self.stages_list), (self.slipping, self.slipping_list)):
            model.setParent(table)
        self.none = texts.paragraph(
            _("No open deal is past its expected close, and no close was pushed."), "muted"
        )
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for one in (self.stages, self.slipping, self.none):
            self._stack.addWidget(one)
        self.layout_.addWidget(self._stack, 1)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(theme.current().space_1)
        self.buttons = [texts.button(name, "small") for name in (_("By stage"), "")]
        self._group = QButtonGroup(self)
        for place, button in enumerate(self.buttons):
            button.setCheckable(True)
            button.setChecked(place == self.place)
            button.clicked.connect(lambda _checked, place=place: self._choose(place))
            self._group.addButton(button)
            head.addWidget(button)
        self._count_slipping(0)
        head.addStretch(1)
        self.search = QLineEdit()
        self.search.setMaximumWidth(220)
        self.search.setPlaceholderText(_("Search in this list"))
        self.search.setAccessibleName(_("Search in this list"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._search)
        export = texts.button(_("Export…"), "small")
        export.clicked.connect(self.exported)
        head.addWidget(self.search)
        head.addWidget(export)
        return head

    @property
    def table(self) -> ListTable:
        """The table in front."""
        return self.stages if self.place == STAGES else self.slipping

    def show_place(self, place: int) -> None:
        """Brings the stages or the deals to the front."""
        self.place = place
        self.buttons[place].setChecked(True)
        is_empty = place == SLIPPING and not self.slipping_list.rows
        self._stack.setCurrentWidget(self.none if is_empty else self.table)

    def _choose(self, place: int) -> None:
        self.show_place(place)
        self.chosen.emit()

    def _search(self, text: str) -> None:
        for table in (self.stages, self.slipping):
            table.found.search(text)

    def show_health(self, found: "PipelineHealth") -> None:
        """Shows the stages."""
        current = self.stages.currentIndex()
        place = (current.row(), current.column())
        self.stages_list.show(found)
        self.stages.share_width(StagesList.widths)
        if place[0] >= 0:
            self.stages.setCurrentIndex(self.stages.found.index(*place))

    def show_slipping(self, found: "Slipping") -> None:
        """Shows the deals that slip."""
        self.slipping_list.show(found)
        self.slipping.share_width(SlippingList.widths, narrowest=150)
        self._count_slipping(found.total)
        self.show_place(self.place)

    def _count_slipping(self, number: int) -> None:
        name = _("Slipped and pushed ({n})").format(n=i18n.count(number))
        self.buttons[SLIPPING].setText(texts.button_text(name))

    def _open_stage(self, index: QModelIndex) -> None:
        self.stage_opened.emit(self.stages.row(index)[0], index.column())

    def _open_deal(self, index: QModelIndex) -> None:
        self.deal_opened.emit(self.slipping.row(index).deal_id)

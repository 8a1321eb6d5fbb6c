"""What was promised and not kept: the clocks furthest over, and what deals went on without."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.funnel.overrides_list import times
from revops_desktop.ui.page import Panel
from revops_desktop.ui.sla import clock_words
from revops_desktop.ui.sla.clock_list import state_of
from revops_desktop.ui.tables.text_list import FileValue, ListTable, TextList

if TYPE_CHECKING:
    from revops_desktop.analytics.sla_behind import ClockBehind

_OVER = 2


class WorstList(TextList):
    """Deal, promise, and how much over; everything else in the tool tip."""

    right = frozenset((_OVER,))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headings = (_("Deal"), _("Promise"), _("Over"))
        self.zone = "UTC"

    def texts(self, row: "ClockBehind") -> list[str]:
        return [row.deal, row.name, clock_words.coarse(row.over_seconds)]

    def values(self, row: "ClockBehind") -> list[FileValue]:
        return [row.deal, row.name, row.over_seconds // 60]

    def written_headings(self) -> list[str]:
        *others, over = self.headings
        return [*others, clock_words.with_minutes(over)]

    def sort_value(self, row: "ClockBehind", column: int) -> Any:
        return float(row.over_seconds) if column == _OVER else super().sort_value(row, column)

    def icon(self, row: "ClockBehind", column: int) -> tuple[str, str] | None:
        if column:
            return None
        look = clock_words.LOOKS[row.state]
        return look.icon, look.ink

    def tip(self, row: "ClockBehind", column: int) -> str:
        due = "" if row.due is None else i18n.instant(row.due, self.zone)
        lines = (
            *(row.deal, row.company, row.name, row.member, state_of(row)),
            _("Deadline: {when}").format(when=due),
        )
        return "\n".join(line for line in lines if line)


class WorstPanel(Panel):
    """`opened` names a deal; `all_wanted`, `overrides_wanted`: the whole lists."""

    opened = Signal(int)
    all_wanted = Signal()
    overrides_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        tokens = theme.current()
        self.layout_.setContentsMargins(
            tokens.space_3, tokens.space_2, tokens.space_3, tokens.space_2
        )
        self.layout_.setSpacing(tokens.space_1)
        head = QHBoxLayout()
        head.addWidget(texts.heading(_("Furthest over")), 1)
        self.all_button = texts.button(_("Show all…"), "small")
        self.all_button.clicked.connect(self.all_wanted)
        head.addWidget(self.all_button)
        self.layout_.addLayout(head)
        self.list = WorstList()
        self.table = ListTable(self.list, _("Furthest over"), self)
        self.list.setParent(self.table)
        self.table.setProperty("kind", "clear")
        self.table.sortByColumn(_OVER, Qt.SortOrder.DescendingOrder)
        self.table.setMinimumHeight(96)
        self.table.share_width((0, 96, 84), 88)
        self.table.activated.connect(self._open)
        self.table.clicked.connect(self._open)
        self.none = texts.paragraph(_("No promise was broken in this period."), "muted")
        self.layout_.addWidget(self.table, 1)
        self.layout_.addWidget(self.none)
        self.layout_.addStretch(0)
        self.overrides = texts.button("", "small")
        texts.set_tool_tip(
            self.overrides,
            _("Moves of the period that went on over a warning, with the reason that was given"),
        )
        self.overrides.clicked.connect(self.overrides_wanted)
        self.layout_.addWidget(self.overrides)

    def show_clocks(self, clocks: "Sequence[ClockBehind]", zone: str) -> None:
        """Shows these."""
        self.list.zone = zone
        if tuple(clocks) != tuple(self.list.rows):
            self.list.take(clocks)
        self.table.setVisible(bool(clocks))
        self.none.setVisible(not clocks)
        self.all_button.setEnabled(bool(clocks))

    def show_overridden(self, number: int) -> None:
        """Shows how often deals went on without what a stage asks for."""
        said = _("Moved on with criteria unmet: {times}").format(times=times(number))
        self.overrides.setText(texts.button_text(said))
        self.overrides.setAccessibleName(said)
        self.overrides.setEnabled(number > 0)

    def open_row(self, place: int) -> None:
        """Opens the deal of the row at that place of the screen."""
        self._open(self.table.found.index(place, 0))

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.table.row(index).deal_id)

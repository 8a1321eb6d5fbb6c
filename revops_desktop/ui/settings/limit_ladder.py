"""What each usual time limit would have meant: a list of limits with the share that kept them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from revops_desktop import i18n
from revops_desktop.i18n import _, count
from revops_desktop.ui import texts, theme
from revops_desktop.ui.fields.limit_editor import limit_short

if TYPE_CHECKING:
    from revops_desktop.analytics.limit_trial import Trial
    from revops_desktop.rules.business_clock import Limit

_SHARE = Qt.ItemDataRole.UserRole + 1
_ROW = 25
_FIGURE = 66


class LimitLadder(QWidget):
    """Enter or a click on a row proposes its limit; nothing is written by that."""

    proposed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limits: tuple[Limit, ...] = ()
        self.table = QTableWidget(0, 3)
        self.table.setAccessibleName(_("What each limit would have meant"))
        headings = [_("Limit"), _("Would have kept it"), _("Stays")]
        self.table.setHorizontalHeaderLabels(headings)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setMinimumHeight(120)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ROW)
        self.table.verticalHeader().setMinimumSectionSize(_ROW)
        head = self.table.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, mode in enumerate(
            (
                QHeaderView.ResizeMode.ResizeToContents,
                QHeaderView.ResizeMode.Stretch,
                QHeaderView.ResizeMode.ResizeToContents,
            )
        ):
            head.setSectionResizeMode(column, mode)
        self.table.setItemDelegateForColumn(1, _Bar(self.table))
        tip = _("The last 12 months by the deadline, as if the limit had held; a row can be tried.")
        texts.set_tool_tip(self.table, tip)
        self.table.setAccessibleDescription(tip)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(self.table, 1)
        self.table.itemClicked.connect(lambda item: self._propose(item.row()))
        self.table.itemActivated.connect(lambda item: self._propose(item.row()))

    def show_trials(
        self, tried: "Sequence[tuple[Limit, Trial]]", here: "Limit | None" = None
    ) -> None:
        """Shows the limits with their trials; `here` is the one that stands in the field."""
        self._limits = tuple(limit for limit, _trial in tried)
        self.table.setRowCount(len(tried))
        for row, (limit, trial) in enumerate(tried):
            share = trial.compliance
            # Few cases are shown, and shown as few.
            quiet = share.why is not None
            cells = (limit_short(limit), i18n.share(share), count(trial.n))
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if quiet:
                    item.setForeground(theme.colour("text_muted"))
                if column == 1:
                    item.setData(_SHARE, (share.raw, quiet))
                    item.setData(Qt.ItemDataRole.ToolTipRole, texts.tool_tip(i18n.why(share)))
                if column == 2:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                self.table.setItem(row, column, item)
        self.mark(here)

    def mark(self, limit: "Limit | None") -> None:
        """Selects the row of a limit, if it is one of the usual ones."""
        if limit in self._limits:
            self.table.selectRow(self._limits.index(limit))
        else:
            self.table.clearSelection()

    def _propose(self, row: int) -> None:
        if 0 <= row < len(self._limits):
            self.proposed.emit(self._limits[row])


class _Bar(QStyledItemDelegate):
    """A share as a bar with its figure before it."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        share, quiet = index.data(_SHARE) or (None, True)
        if share is None:
            return
        tokens = theme.current()
        room = QRectF(option.rect).adjusted(_FIGURE, 8, -8, -8)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.grid))
        painter.drawRoundedRect(room, 3, 3)
        room.setWidth(room.width() * share)
        painter.setBrush(QColor(tokens.neutral if quiet else tokens.flow))
        painter.drawRoundedRect(room, 3, 3)
        painter.restore()

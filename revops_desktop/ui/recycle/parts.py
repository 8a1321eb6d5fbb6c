"""The pool in parts: by reason, age, amount, source or nurturing list; each opens its deals."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.rules.currency import to_major
from revops_desktop.rules.text import fold
from revops_desktop.ui import texts, theme
from revops_desktop.ui.deal.section import icon_button
from revops_desktop.ui.funnel.rows import amount_text
from revops_desktop.ui.recycle import words
from revops_desktop.ui.tables.text_list import FileValue, ListTable, TextList

if TYPE_CHECKING:
    from revops_desktop.analytics.recycle import By, Group

Index = QModelIndex | QPersistentModelIndex
_WIDTHS = (0, 54, 84)


class PartsList(TextList):
    """Each part with the number of its deals and their amount."""

    right = frozenset((1, 2))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._by: By = "reason"
        self._currency = "JPY"
        self.headings = ("", _("Deals"), _("Amount"))

    def show(self, by: "By", groups: "Sequence[Group]", currency: str) -> None:
        """Shows these parts instead of all others."""
        self._by, self._currency = by, currency
        self.take(groups, (words.ways()[by], _("Deals"), _("Amount")))

    def texts(self, row: "Group") -> list[str]:
        return [
            words.group_name(self._by, row, self._currency),
            i18n.count(row.deals.count),
            amount_text(row.deals, self._currency),
        ]

    def values(self, row: "Group") -> list[FileValue]:
        known = row.deals.count - row.deals.without_amount
        amount = to_major(row.deals.amount, self._currency) if known else None
        return [self.texts(row)[0], row.deals.count, amount]

    def sort_value(self, row: "Group", column: int) -> Any:
        if column == 0 and self._by in ("age", "amount"):
            # By their bounds, and what is not known last.
            return self.rows.index(row)
        return (fold(self.texts(row)[0]), row.deals.count, row.deals.amount)[column]

    def tip(self, row: "Group", column: int) -> str:
        return " · ".join(self.texts(row))

    @property
    def most(self) -> int:
        """The number of deals of the largest part."""
        return max((one.deals.count for one in self.rows), default=1)


class _BarDelegate(QStyledItemDelegate):
    """The name of a part over a bar as long as its share of the largest."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table = self.parent()
        assert isinstance(table, PartsTable)
        part = table.row(index).deals.count / table.parts.most
        tokens = theme.current()
        room = QRect(option.rect).adjusted(2, 4, -4, -4)
        room.setWidth(max(3, round(room.width() * part)))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent_soft))
        painter.drawRoundedRect(room, tokens.radius_small, tokens.radius_small)
        painter.restore()
        super().paint(painter, option, index)


class PartsTable(ListTable):
    """`opened` carries the group that was clicked, or Enter pressed on."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.parts = PartsList()
        super().__init__(self.parts, _("The pool in parts"), parent)
        self.parts.setParent(self)
        self.setItemDelegateForColumn(0, _BarDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setMinimumSectionSize(40)
        self.share_width(_WIDTHS, narrowest=110)
        # As they were answered: the largest first, or by their bounds.
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.clicked.connect(self._open)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.row(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)


class PoolParts(QWidget):
    """`by_chosen` that another way was chosen, `opened` carries the group that was opened."""

    by_chosen = Signal()
    opened = Signal(object)
    exported = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.space_1)
        head = QHBoxLayout()
        head.addWidget(texts.heading(_("The pool by")))
        self.by_box = QComboBox()
        self.by_box.setAccessibleName(_("Break the pool down by"))
        for key, name in words.ways().items():
            self.by_box.addItem(name, key)
        self.by_box.currentIndexChanged.connect(lambda _place: self.by_chosen.emit())
        head.addWidget(self.by_box, 1)
        layout.addLayout(head)
        self.export = icon_button("download", _("Export the parts"))
        self.export.clicked.connect(lambda _checked=False: self.exported.emit())
        head.addWidget(self.export)
        self.table = PartsTable()
        self.table.opened.connect(self.opened.emit)
        layout.addWidget(self.table, 1)

    @property
    def by(self) -> "By":
        """What the pool is broken down by."""
        chosen: By = self.by_box.currentData()
        return chosen

    def show_groups(self, groups: "Sequence[Group]", currency: str) -> None:
        """Shows the parts; the chosen row stays where it can."""
        row = self.table.currentIndex().row()
        self.table.parts.show(self.by, groups, currency)
        if 0 <= row < len(groups):
            self.table.setCurrentIndex(self.table.found.index(row, 0))

    def name(self) -> str:
        """What the parts are, for a file of them."""
        return f"{_('The pool by')} {words.ways()[self.by]}"

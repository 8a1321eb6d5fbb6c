"""The pool in parts: by reason, age, amount, source or nurturing list; each opens its deals."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.funnel.rows import amount_text
from revops_desktop.ui.recycle import words

if TYPE_CHECKING:
    from revops_desktop.analytics.recycle import By, Group

Index = QModelIndex | QPersistentModelIndex
_PART = Qt.ItemDataRole.UserRole


class PartsModel(QAbstractTableModel):
    """Each part with the number of its deals and their amount."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.groups: Sequence[Group] = ()
        self._by: By = "reason"
        self._currency = "JPY"
        self._headings = ("", _("Deals"), _("Amount"))

    def show(self, by: "By", groups: "Sequence[Group]", currency: str) -> None:
        """Shows these parts instead of all others."""
        self.beginResetModel()
        self.groups, self._by, self._currency = groups, by, currency
        self._headings = (words.ways()[by], _("Deals"), _("Amount"))
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self.groups)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self._headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        group = self.groups[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(group)[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return texts.tool_tip(" · ".join(self._texts(group)))
        if role == _PART:
            most = max(one.deals.count for one in self.groups)
            return group.deals.count / most
        return None

    def _texts(self, group: "Group") -> tuple[str, str, str]:
        return (
            words.group_name(self._by, group, self._currency),
            i18n.count(group.deals.count),
            amount_text(group.deals, self._currency),
        )


def _alignment(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


class _BarDelegate(QStyledItemDelegate):
    """The name of a part over a bar as long as its share of the largest."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        part = index.data(_PART)
        tokens = theme.current()
        room = QRect(option.rect).adjusted(2, 4, -4, -4)
        room.setWidth(max(3, round(room.width() * float(part or 0))))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent_soft))
        painter.drawRoundedRect(room, tokens.radius_small, tokens.radius_small)
        painter.restore()
        super().paint(painter, option, index)


class _Table(QTableView):
    opened = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class PoolParts(QWidget):
    """`by_chosen` that another way was chosen, `opened` carries the group that was opened."""

    by_chosen = Signal()
    opened = Signal(object)

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
        self.model = PartsModel(self)
        self.table = _Table()
        self.table.setProperty("kind", "table")
        self.table.setAccessibleName(_("The pool in parts"))
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(0, _BarDelegate(self))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(tokens.row_height - 2)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(1, 54)
        self.table.setColumnWidth(2, 84)
        self.table.clicked.connect(self._open)
        self.table.opened.connect(self._open)
        layout.addWidget(self.table, 1)

    @property
    def by(self) -> "By":
        """What the pool is broken down by."""
        chosen: By = self.by_box.currentData()
        return chosen

    def show_groups(self, groups: "Sequence[Group]", currency: str) -> None:
        """Shows the parts; the chosen row stays where it can."""
        row = self.table.currentIndex().row()
        self.model.show(self.by, groups, currency)
        if 0 <= row < len(groups):
            self.table.setCurrentIndex(self.model.index(row, 0))

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.model.groups[index.row()])

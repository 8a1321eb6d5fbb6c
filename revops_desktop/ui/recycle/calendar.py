"""The calendar of wake-ups: a month, how many deals wake up on each day, opened by click or Enter.

A table and not a picture: it is walked by arrow keys and read aloud.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from revops_desktop import i18n
from revops_desktop.i18n import N_, _
from revops_desktop.rules.periods import month_of, months_before
from revops_desktop.ui import texts, theme
from revops_desktop.ui.deal.section import icon_button
from revops_desktop.ui.recycle import words

if TYPE_CHECKING:
    from revops_desktop.analytics.tally import Tally

Index = QModelIndex | QPersistentModelIndex
_WEEKS, _DAYS = 6, 7
_ROW = 31


class MonthModel(QAbstractTableModel):
    """Six weeks from the Monday on or before the first of a month."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.month = "1970-01"
        self.today = date(1970, 1, 1)
        self._waking: Mapping[str, Tally] = {}
        self._names = [i18n.weekday(number) for number in range(_DAYS)]

    @property
    def first(self) -> date:
        """The first day that is shown."""
        begin = date.fromisoformat(f"{self.month}-01")
        return begin - timedelta(days=begin.weekday())

    @property
    def last(self) -> date:
        """The last day that is shown."""
        return self.first + timedelta(days=_WEEKS * _DAYS - 1)

    def show(self, month: str, today: date, waking: "Mapping[str, Tally]") -> None:
        """Shows a month (YYYY-MM) and how many deals wake up on its days."""
        self.beginResetModel()
        self.month, self.today, self._waking = month, today, waking
        self.endResetModel()

    def day(self, index: Index) -> date:
        """The day of a cell."""
        return self.first + timedelta(days=index.row() * _DAYS + index.column())

    def place(self, day: date) -> QModelIndex:
        """The cell of a day; none where it is not shown."""
        number = (day - self.first).days
        if not 0 <= number < _WEEKS * _DAYS:
            return QModelIndex()
        return self.index(number // _DAYS, number % _DAYS)

    def number(self, index: Index) -> int:
        """How many deals wake up on the day of a cell."""
        tally = self._waking.get(self.day(index).isoformat())
        return tally.count if tally else 0

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else _WEEKS

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else _DAYS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._names[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        day = self.day(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return str(day.day)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return words.day_name(day.isoformat(), self.number(index))
        if role == Qt.ItemDataRole.ToolTipRole:
            return texts.tool_tip(words.day_name(day.isoformat(), self.number(index)))
        return None


class _DayDelegate(QStyledItemDelegate):
    """The number of the day, and under it in a pill how many deals wake up."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, MonthModel):
            return
        tokens = theme.current()
        day, number = model.day(index), model.number(index)
        cell = QRectF(option.rect).adjusted(1, 1, -1, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = chosen and option.widget.hasFocus()
        today = day == model.today
        painter.setPen(
            QPen(QColor(tokens.accent), 2 if focused else 1)
            if focused or today
            else Qt.PenStyle.NoPen
        )
        painter.setBrush(QColor(tokens.accent_soft) if number or chosen else Qt.BrushStyle.NoBrush)
        if number or chosen or today:
            painter.drawRoundedRect(cell, tokens.radius_small, tokens.radius_small)
        inside = month_of(day) == model.month
        painter.setFont(theme.font(tokens.size_tiny, bold=today))
        painter.setPen(QColor(tokens.text if inside else tokens.text_disabled))
        upper = QRectF(cell.left(), cell.top(), cell.width(), cell.height() / (2 if number else 1))
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, str(day.day))
        if number:
            lower = QRectF(cell.left(), cell.center().y() - 2, cell.width(), cell.height() / 2 + 1)
            past = day < model.today
            painter.setFont(theme.font(tokens.size_tiny, bold=True))
            painter.setPen(QColor(tokens.bad if past else tokens.accent_text))
            painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, i18n.count(number))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(30, _ROW)


class _Grid(QTableView):
    """The days; Page Up and Down turn the month."""

    opened = Signal(object)
    turned = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, index = event.key(), self.currentIndex()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and index.isValid():
            self.opened.emit(index)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turned.emit(1 if key == Qt.Key.Key_PageDown else -1)
        else:
            super().keyPressEvent(event)


class WakingCalendar(QWidget):
    """A month of wake-ups; `day_opened` carries a day (ISO text), `turned` that another is shown.

    Whoever is told of the turn reads the days from `first` to `last`, and calls `show_waking`.
    """

    KEYS = (("Page Up  Page Down", N_("Turn the calendar to another month")),)

    day_opened = Signal(str)
    turned = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = MonthModel(self)
        self.model.show(month_of(today), today, {})
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().space_1)
        layout.addLayout(self._head())
        self.grid = _Grid()
        self.grid.setProperty("kind", "table")
        self.grid.setAccessibleName(_("Calendar of wake-ups"))
        self.grid.setModel(self.model)
        self.grid.setItemDelegate(_DayDelegate(self))
        self.grid.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.grid.setTabKeyNavigation(False)
        self.grid.setShowGrid(False)
        self.grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.grid.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.grid.verticalHeader().hide()
        self.grid.verticalHeader().setDefaultSectionSize(_ROW)
        self.grid.verticalHeader().setMinimumSectionSize(_ROW)
        header = self.grid.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(20)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        self.grid.setFixedHeight(_ROW * _WEEKS + header.sizeHint().height() + 4)
        self.grid.clicked.connect(self._open)
        self.grid.opened.connect(self._open)
        self.grid.turned.connect(self.turn)
        layout.addWidget(self.grid)
        self._show_title()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.title = texts.heading("")
        self.earlier = icon_button("chevron-left", _("The month before"))
        self.later = icon_button("chevron-right", _("The month after"))
        self.earlier.clicked.connect(lambda: self.turn(-1))
        self.later.clicked.connect(lambda: self.turn(1))
        self.now = texts.button(_("This month"), "small")
        self.now.clicked.connect(lambda: self.show_month(month_of(self.model.today)))
        row.addWidget(self.title, 1)
        for button in (self.now, self.earlier, self.later):
            row.addWidget(button)
        return row

    @property
    def first(self) -> date:
        """The first day that is shown."""
        return self.model.first

    @property
    def last(self) -> date:
        """The last day that is shown."""
        return self.model.last

    def show_waking(self, waking: "Mapping[str, Tally]", today: date) -> None:
        """Shows how many deals wake up on the days that are shown; the chosen day stays."""
        chosen = self.grid.currentIndex()
        day = self.model.day(chosen) if chosen.isValid() else today
        self.model.show(self.model.month, today, waking)
        self.grid.setCurrentIndex(self.model.place(day))

    def turn(self, months: int) -> None:
        """Shows the month so many later."""
        self.show_month(months_before(self.model.month, -months))

    def show_month(self, month: str) -> None:
        """Shows a month (YYYY-MM), still without its deals."""
        self.model.show(month, self.model.today, {})
        self.grid.setCurrentIndex(self.model.place(date.fromisoformat(f"{month}-01")))
        self._show_title()
        self.turned.emit()

    def _show_title(self) -> None:
        self.title.setText(i18n.month(self.model.month))

    def _open(self, index: QModelIndex) -> None:
        self.day_opened.emit(self.model.day(index).isoformat())

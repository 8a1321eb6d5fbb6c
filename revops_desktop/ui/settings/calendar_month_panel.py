"""A month of the business calendar, day by day: its hours, its holidays, its special days."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from revops_desktop import i18n
from revops_desktop.i18n import _, count, day_of_week, hours, ngettext, weekday
from revops_desktop.rules.hours_typed import hours_short, hours_text
from revops_desktop.rules.periods import month_of, months_before
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.page import Panel

if TYPE_CHECKING:
    from revops_desktop.analytics.calendar_month import CalendarMonth, MonthDay

_ROW, _WEEKS = 58, 6
# Beyond these no business plans.
_EARLIEST, _LATEST = "1970-01", "2199-12"
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}
_DAY = Qt.ItemDataRole.UserRole
_TODAY = Qt.ItemDataRole.UserRole + 1


class MonthPanel(Panel):
    """Says which month is wanted, and which day somebody wants to change."""

    month_wanted = Signal(str)
    day_wanted = Signal(str)
    usual_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._month, self._today = "", date.min
        # The month that was asked for; the answer comes later.
        self._asked = ""
        # Where the keyboard goes in the month that was asked for.
        self._next: date | None = None
        self.title = texts.heading("")
        self.total = texts.label("", "muted")
        self.earlier = _arrow("arrow-left", _("The month before"), "PgUp")
        self.later = _arrow("arrow-right", _("The month after"), "PgDown")
        self.now = texts.button(_("This month"), "small")
        head = QHBoxLayout()
        head.setSpacing(theme.current().space_2)
        for part in (self.earlier, self.later, self.title, self.now):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.total)
        self.layout_.addLayout(head)
        self.days = _table()
        self.layout_.addWidget(self.days)
        self.legend = texts.paragraph(
            _("Enter on a day changes its hours; Delete makes a special day a usual one."), "muted"
        )
        self.layout_.addWidget(self.legend)
        self.earlier.clicked.connect(lambda: self._go(1))
        self.later.clicked.connect(lambda: self._go(-1))
        self.now.clicked.connect(lambda: self._want(month_of(self._today)))
        self.days.itemDoubleClicked.connect(self._on_item)
        self.days.installEventFilter(self)

    @property
    def month(self) -> str:
        """The month that is shown or asked for, as YYYY-MM."""
        return self._asked or self._month

    def show_month(self, shown: "CalendarMonth", today: date) -> None:
        """Shows a month; the day that was chosen stays chosen, else today or the first."""
        if self._asked not in ("", shown.month):
            return
        chosen, self._next = self._next or self.chosen, None
        self._month, self._today, self._asked = shown.month, today, ""
        self.title.setText(i18n.month(shown.month))
        self.total.setText(
            ngettext("{number} business day", "{number} business days", shown.working_days).format(
                number=count(shown.working_days)
            )
            + " · "
            + hours(shown.seconds)
        )
        self.now.setEnabled(shown.month != month_of(today))
        first = shown.days[0].day.weekday()
        self.days.setAccessibleName(
            _("Business calendar of {month}").format(month=i18n.month(shown.month))
        )
        wanted = next((one.day for one in shown.days if one.day == chosen), None)
        if wanted is None:
            wanted = today if month_of(today) == shown.month else shown.days[0].day
        for place in range(7 * _WEEKS):
            number = place - first
            one = shown.days[number] if 0 <= number < len(shown.days) else None
            item = _item(one, today)
            self.days.setItem(place // 7, place % 7, item)
            if one is not None and one.day == wanted:
                self.days.setCurrentItem(item)
        weeks = (first + len(shown.days) + 6) // 7
        for week in range(_WEEKS):
            self.days.setRowHidden(week, week >= weeks)
        self.days.setFixedHeight(self.days.horizontalHeader().height() + weeks * _ROW + 2)

    @property
    def chosen(self) -> date | None:
        """The day the keyboard stands on."""
        found: MonthDay | None = self.days.currentIndex().data(_DAY)
        return found.day if found is not None else None

    def _go(self, back: int) -> None:
        if self.month:
            self._want(months_before(self.month, back))

    def _want(self, month: str) -> None:
        if not _EARLIEST <= month <= _LATEST:
            self._next = None
            return
        self._asked = month
        self.month_wanted.emit(month)

    def _step_to(self, day: date) -> None:
        """Goes to a day, be it in the month before or after."""
        if month_of(day) != self._month:
            self._next = day
            self._want(month_of(day))
            return
        place = day.day - 1 + day.replace(day=1).weekday()
        self.days.setCurrentCell(place // 7, place % 7)

    def _on_item(self, item: QTableWidgetItem) -> None:
        found: MonthDay | None = item.data(_DAY)
        if found is not None:
            self.day_wanted.emit(found.day.isoformat())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key, day = event.key(), self._next or self.chosen
            if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
                self._go(1 if key == Qt.Key.Key_PageUp else -1)
                return True
            if day is not None and key in _STEPS:
                self._step_to(day + timedelta(days=_STEPS[Qt.Key(key)]))
                return True
            if day is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
                self.day_wanted.emit(day.isoformat())
                return True
            if day is not None and key == Qt.Key.Key_Delete:
                self.usual_wanted.emit(day.isoformat())
                return True
        return super().eventFilter(watched, event)


def _arrow(icon: str, name: str, key: str) -> QPushButton:
    made = QPushButton()
    made.setProperty("kind", "icon")
    made.setIcon(icons.icon(icon))
    made.setAccessibleName(name)
    texts.set_tool_tip(made, f"{name} ({key})")
    return made


def _table() -> QTableWidget:
    made = QTableWidget(_WEEKS, 7)
    made.setProperty("kind", "clear")
    made.setHorizontalHeaderLabels([weekday(number) for number in range(7)])
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setTabKeyNavigation(False)
    made.setShowGrid(False)
    made.setItemDelegate(_DayDelegate(made))
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(_ROW)
    made.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    head = made.horizontalHeader()
    head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    head.setHighlightSections(False)
    head.setMinimumSectionSize(40)
    return made


def _item(one: "MonthDay | None", today: date) -> QTableWidgetItem:
    """A day as it is read out; its tool tip tells all of it."""
    item = QTableWidgetItem()
    if one is None:
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        return item
    parts = [day_of_week(one.day), one.name, hours_text(one.ranges) or _("Closed")]
    told = " · ".join(part for part in parts if part)
    item.setText(told)
    item.setData(_DAY, one)
    item.setData(_TODAY, one.day == today)
    item.setData(Qt.ItemDataRole.ToolTipRole, texts.tool_tip(told))
    return item


class _DayDelegate(QStyledItemDelegate):
    """Paints a day: its number, then why it is special, then its hours."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        one: MonthDay | None = index.data(_DAY)
        if one is None:
            return
        tokens = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRect(option.rect).adjusted(2, 2, -2, -2)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        fill = "card" if one.ranges else "column"
        if one.reason == "exception":
            fill = "accent_soft"
        edge = "accent" if is_chosen else "border"
        painter.setPen(QPen(theme.colour(edge), 2 if has_focus else 1))
        painter.setBrush(theme.colour(fill))
        painter.drawRoundedRect(box, tokens.radius_small, tokens.radius_small)
        _paint_text(painter, box.adjusted(6, 3, -5, -3), one, bool(index.data(_TODAY)))
        painter.restore()


def _paint_text(painter: QPainter, box: QRect, one: "MonthDay", is_today: bool) -> None:
    tokens = theme.current()
    line = QRect(box.left(), box.top(), box.width(), tokens.row(tokens.size_small))
    painter.setFont(theme.font(tokens.size_small, bold=is_today))
    painter.setPen(theme.colour("accent_text" if is_today else "text"))
    number = str(one.day.day)
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, number)
    small = theme.font(tokens.size_tiny)
    metrics = QFontMetrics(small)
    painter.setFont(small)
    if is_today:
        painter.drawText(
            line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _("today")
        )
    height = tokens.row(tokens.size_tiny)
    painter.setPen(theme.colour("text_muted"))
    for text in _lines(one, metrics, box.width()):
        line = QRect(box.left(), line.bottom() + 1, box.width(), height)
        painter.drawText(
            line,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width()),
        )


def _lines(one: "MonthDay", metrics: QFontMetrics, width: int) -> list[str]:
    """Two lines at most: the name, broken where it is long, and the hours."""
    shown = hours_short(one.ranges)
    if not one.name:
        if metrics.horizontalAdvance(shown) > width and ", " in shown:
            first, rest = shown.split(", ", 1)
            return [first, rest]
        return [shown or (_("Closed") if one.reason == "exception" else "")]
    if shown:
        return [one.name, shown]
    words = one.name.split(" ")
    first = words.pop(0)
    while words and metrics.horizontalAdvance(f"{first} {words[0]}") <= width:
        first = f"{first} {words.pop(0)}"
    return [first, " ".join(words)] if words else [first]

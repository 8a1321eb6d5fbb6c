"""An editor of days: typed in the form of the language or as ISO, or taken from a calendar."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts
from revops_desktop.ui.fields.one_value import LineEditor


class DayEditor(LineEditor):
    """A day; the button beside it, or Alt+Down, opens a calendar."""

    def __init__(
        self,
        name: str,
        read: Callable[[str], Any],
        write: Callable[[Any], str],
        *,
        today: Callable[[], date],
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, read, write, compact=compact, parent=parent)
        self._today = today
        if compact:
            return
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.layout_.insertLayout(0, row)
        row.addWidget(self.line, 1)
        self.opener = QPushButton()
        self.opener.setProperty("kind", "icon")
        self.opener.setIcon(icons.icon("calendar"))
        self.opener.setAccessibleName(_("{field}: choose in a calendar").format(field=name))
        texts.set_tool_tip(self.opener, _("Choose in a calendar"))
        self.opener.clicked.connect(self.open_calendar)
        row.addWidget(self.opener)

    def open_calendar(self) -> None:
        """Shows the calendar under the line; a day taken there is the value at once."""
        day = self._shown if isinstance(self._shown, str) else self._today().isoformat()
        popup = CalendarPopup(date.fromisoformat(day), self)
        popup.taken.connect(self._take)
        popup.open_at(self.line)

    def _take(self, day: str) -> None:
        self.line.setText(self._write(day))
        self.line.setFocus()
        self.commit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if alt and event.key() == Qt.Key.Key_Down:
                self.open_calendar()
                return True
        return super().eventFilter(watched, event)


class CalendarPopup(QFrame):
    """A month to choose a day from: arrow keys and Enter, or a click; Esc closes it."""

    taken = Signal(str)

    def __init__(self, day: date, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("kind", "panel")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        self.calendar = QCalendarWidget()
        self.calendar.setAccessibleName(_("Calendar"))
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.calendar.activated.connect(self._on_taken)
        self.calendar.clicked.connect(self._on_taken)
        layout.addWidget(self.calendar)

    def open_at(self, field: QWidget) -> None:
        """Opens under a field, or above it where there is no room."""
        place = field.mapToGlobal(QPoint(0, field.height() + 2))
        size, room = self.sizeHint(), field.screen().availableGeometry()
        if place.y() + size.height() > room.bottom():
            place = field.mapToGlobal(QPoint(0, -size.height() - 2))
        place.setX(max(room.left(), min(place.x(), room.right() - size.width())))
        self.move(place)
        self.show()
        self.calendar.setFocus()

    def _on_taken(self, day: QDate) -> None:
        chosen: Any = day.toPython()
        self.close()
        self.taken.emit(chosen.isoformat())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

"""The small form that opens under a line: a next step, a call, another day."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.deal.section import Elided
from revops_desktop.ui.fields.editors import editor
from revops_desktop.ui.fields.one_value import FieldEditor
from revops_desktop.ui.today import words

# From this width on there is room for the days one asks for most.
_ROOMY = 620


class LineForm(QFrame):
    """Asks for a text, for a day, or for both; Enter takes them, Esc leaves.

    `taken` carries the text and the day (ISO text), "" where it was not asked for. The text may be
    left empty only where `text_optional`.
    """

    taken = Signal(str, str)
    left = Signal()

    def __init__(
        self,
        heading: str,
        confirm: str,
        *,
        today: Callable[[], date],
        text_name: str = "",
        text_optional: bool = False,
        asks_day: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(heading)
        self._optional = text_optional
        tokens = theme.current()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.space_4, tokens.space_3, tokens.space_4, tokens.space_3)
        layout.setSpacing(tokens.space_2)
        layout.addWidget(Elided(heading, "muted"))
        row = QHBoxLayout()
        row.setSpacing(tokens.space_2)
        self.text: QLineEdit | None = None
        self.day: FieldEditor | None = None
        if text_name:
            self.text = QLineEdit()
            self.text.setAccessibleName(text_name)
            self.text.setPlaceholderText(text_name)
            self.text.returnPressed.connect(self.take)
            (layout if asks_day else row).addWidget(self.text)
        layout.addLayout(row)
        self._quick: list[QPushButton] = []
        if asks_day:
            self._add_day(row, today)
        self.confirm = texts.button(confirm, "primary")
        self.confirm.clicked.connect(self.take)
        cancel = texts.button(_("Cancel"))
        cancel.clicked.connect(self.left.emit)
        row.addWidget(self.confirm)
        row.addWidget(cancel)
        if asks_day:
            row.addStretch(1)

    def _add_day(self, row: QHBoxLayout, today: Callable[[], date]) -> None:
        self.day = editor("date", _("Day"), today=today, parent=self)
        self.day.setFixedWidth(190)
        self.day.cancelled.connect(self.left.emit)
        offered = words.later_days(today())
        self.day.set_value(offered[0][1])
        row.addWidget(self.day)
        for name, day in offered:
            button = texts.button(name.partition(" (")[0], "small")
            texts.set_tool_tip(button, name)
            button.clicked.connect(lambda _checked=False, day=day: self._set_day(day))
            row.addWidget(button)
            self._quick.append(button)

    def _set_day(self, day: str) -> None:
        assert self.day is not None
        self.day.set_value(day)
        (self.text or self.confirm).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the day alone is asked for."""
        super().resizeEvent(event)
        for button in self._quick:
            button.setVisible(event.size().width() >= _ROOMY)

    def begin(self) -> None:
        """Puts the keyboard where it is needed first."""
        first = self.text or self.day
        if first is not None:
            first.setFocus()

    def take(self) -> None:
        """Hands over what was typed, if it can be."""
        text = self.text.text().strip() if self.text is not None else ""
        if self.text is not None and not text and not self._optional:
            self.text.setFocus()
            return
        day = ""
        if self.day is not None:
            try:
                day = self.day.value() or ""
            except RuleBroken:
                day = ""
            if not day:
                self.day.commit()
                self.day.setFocus()
                return
        self.taken.emit(text, day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        else:
            super().keyPressEvent(event)

"""The steps of the assistant at its left: where one is, how far each step is, what it came to."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from revops_desktop.i18n import N_, _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.exchange.draft import STEPS, TITLES, Step
from revops_desktop.ui.exchange.steps import State

WIDTH = 190
_HIGH, _LOW = 54, 44
_ICON = 18
# Icon, its colour, and how the state is read out.
_STATES: dict[State, tuple[str, str, str]] = {
    "waiting": ("circle-dashed", "text_muted", ""),
    "open": ("circle-alert", "warning", N_("asks something")),
    "look": ("info", "warning", N_("worth a look")),
    "done": ("circle-check", "good", N_("clear")),
    "bad": ("circle-x", "bad", N_("needs to be corrected")),
}


class RailButton(QPushButton):
    """A step: its icon, its name, and one quiet line below."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self.step = step
        self.state: State = "waiting"
        self.words = ""
        self.setProperty("kind", "navigation")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMaximumHeight(_HIGH)
        self.show_state("waiting", "")

    def show_state(self, state: State, words: str) -> None:
        """How far the step is, and what it came to."""
        self.state, self.words = state, words
        told = _STATES[state][2]
        parts = (_(TITLES[self.step]), _(told) if told else "", words)
        self.setAccessibleName(", ".join(part for part in parts if part))
        texts.set_tool_tip(self, words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, _HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(WIDTH, _LOW)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        tokens = theme.current()
        painter = QPainter(self)
        name, tint, _told = _STATES[self.state]
        left = tokens.space_3
        high = tokens.row(tokens.size_text)
        low = tokens.row(tokens.size_tiny) if self.words else 0
        top = (self.height() - high - low) // 2
        beside = QRectF(left, top + (high - _ICON) / 2, _ICON, _ICON)
        icons.draw(painter, name, beside, tint)
        across = left + _ICON + tokens.space_2
        room = self.width() - across - tokens.space_2
        painter.setFont(theme.font(tokens.size_text, bold=self.isChecked()))
        colour = "accent_text" if self.isChecked() else "text"
        painter.setPen(theme.colour(colour if self.isEnabled() else "text_disabled"))
        self._line(painter, _(TITLES[self.step]), QRectF(across, top, room, high))
        painter.setFont(theme.font(tokens.size_tiny))
        painter.setPen(theme.colour("text_muted" if self.isEnabled() else "text_disabled"))
        below = QRectF(across, top + high, room, low)
        self._line(painter, self.words, below)

    def _line(self, painter: QPainter, text: str, room: QRectF) -> None:
        shown = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)


class Rail(QFrame):
    """All steps. Tab reaches the shown one, Up and Down the others. `chosen`: one was asked for."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Steps of the import"))
        self.setFixedWidth(WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self._group = QButtonGroup(self)
        self.buttons: dict[Step, RailButton] = {}
        for step in STEPS:
            button = RailButton(step)
            button.clicked.connect(lambda _checked=False, key=step: self.chosen.emit(key))
            self._group.addButton(button)
            self.buttons[step] = button
            layout.addWidget(button)
        layout.addStretch(1)

    def show_chosen(self, step: Step) -> None:
        """Marks the step that is seen."""
        self.buttons[step].setChecked(True)

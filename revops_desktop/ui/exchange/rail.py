"""The steps of the assistant at its left: where one is, how far each step is, what it came to."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from revops_desktop.i18n import N_, _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.exchange.draft import STEPS, TITLES, Step
from revops_desktop.ui.exchange.steps import State

WIDTH = 190
_HIGH, _LOW = 62, 44
_BETWEEN, _MOST_LINES = " · ", 2
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
        self.setAccessibleName(_(TITLES[step]))

    def show_state(self, state: State, words: str) -> None:
        """How far the step is, and what it came to; nothing is done where it is shown already."""
        if (self.state, self.words) == (state, words):
            return
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
        across = left + _ICON + tokens.space_2
        room = self.width() - across - tokens.space_2
        small = theme.font(tokens.size_tiny)
        lines = _lines(self.words, QFontMetricsF(small), room)
        high, low = tokens.row(tokens.size_text), tokens.row(tokens.size_tiny)
        top = (self.height() - high - low * len(lines)) // 2
        beside = QRectF(left, top + (high - _ICON) / 2, _ICON, _ICON)
        icons.draw(painter, name, beside, tint)
        painter.setFont(theme.font(tokens.size_text, bold=self.isChecked()))
        colour = "accent_text" if self.isChecked() else "text"
        painter.setPen(theme.colour(colour if self.isEnabled() else "text_disabled"))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(across, top, room, high), middle, _(TITLES[self.step]))
        painter.setFont(small)
        painter.setPen(theme.colour("text_muted" if self.isEnabled() else "text_disabled"))
        for place, line in enumerate(lines):
            painter.drawText(QRectF(across, top + high + low * place, room, low), middle, line)


def _lines(words: str, metrics: QFontMetricsF, room: float) -> list[str]:
    """Words in two lines where one is too narrow, broken between the parts of a list; the name of a
    file keeps its ending."""
    lines: list[str] = []
    for part in words.split(_BETWEEN) if words else ():
        longer = f"{lines[-1]}{_BETWEEN}{part}" if lines else part
        if lines and (metrics.horizontalAdvance(longer) <= room or len(lines) == _MOST_LINES):
            lines[-1] = longer
        else:
            lines.append(part)
    return [metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, room) for line in lines]


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
        for key, button in self.buttons.items():
            # By itself it is the one that had the keyboard last.
            policy = Qt.FocusPolicy.StrongFocus if key == step else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)

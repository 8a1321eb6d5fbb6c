"""A line that names what just happened and offers to take it back, or to do it again."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme

_SHOWN_MILLISECONDS = 6000
_ABOVE_EDGE = 16
_WIDEST = 620


class Toast(QWidget):
    """Floats over the lower edge of its parent for some seconds; never takes the keyboard."""

    def __init__(self, parent: QWidget, undo: Callable[[], None], offer: str = "") -> None:
        super().__init__(parent)
        self._over = parent
        self._undo = undo
        self.said = ""
        # How much of the parent's lower edge something else floats over.
        self.lift = 0
        tokens = theme.current()
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.space_4, tokens.space_1, tokens.space_2, tokens.space_1)
        row.setSpacing(tokens.space_3)
        self.line = texts.label("")
        self.line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = texts.button(offer or _("Undo"), "quiet")
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self._take_back)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MILLISECONDS)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        if isinstance(parent, QStackedWidget):
            # The page that comes to the front is laid over all others.
            parent.currentChanged.connect(self.raise_)
        self.hide()

    def tell(self, text: str) -> None:
        """Says what happened, in one line."""
        self.said = text
        shown = " ".join(text[:400].split())
        room = _WIDEST - self.button.sizeHint().width() - 60
        metrics = self.line.fontMetrics()
        self.line.setText(metrics.elidedText(shown, Qt.TextElideMode.ElideMiddle, room))
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def _take_back(self) -> None:
        self.hide()
        self._undo()

    def raise_by(self, height: int) -> None:
        """Lets what floats over the lower edge, so high, be seen."""
        self.lift = height
        self._place()

    def _place(self) -> None:
        over = self._over
        needed = self.line.sizeHint().width() + self.button.sizeHint().width() + 56
        width = min(_WIDEST, over.width() - 32, needed)
        height = self.sizeHint().height()
        self.setGeometry(
            (over.width() - width) // 2,
            over.height() - height - _ABOVE_EDGE - self.lift,
            width,
            height,
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(tokens.input_border))
        painter.setBrush(QColor(tokens.card))
        edge = self.rect().adjusted(0, 0, -1, -1).toRectF()
        painter.drawRoundedRect(edge, tokens.radius, tokens.radius)
        painter.end()

"""Where an import begins: a place to drop files, and a button to choose them."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts, theme

_ICON = 32
_HIGH = 236


class DropPlace(QWidget):
    """A dashed frame that says what may be dropped, here and anywhere else on the window.

    `asked`: files are to be chosen · `example_asked`: a list of ours is to be tried.
    """

    asked = Signal()
    example_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        title = texts.heading(_("Drop your lists anywhere on this window"))
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        about = texts.paragraph(
            _(
                "Excel, CSV, exports of another CRM, business cards. You see what would happen "
                "before anything is written, and can take all of it back."
            ),
            "muted",
        )
        about.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.choose = texts.button(_("Choose files…"), "primary")
        self.choose.setIcon(icons.icon("folder-open", "on_accent"))
        self.choose.clicked.connect(self.asked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(
            tokens.space_6, tokens.space_5 + _ICON + tokens.space_3, tokens.space_6, tokens.space_5
        )
        layout.setSpacing(tokens.space_2)
        layout.addWidget(title)
        layout.addWidget(about)
        layout.addSpacing(tokens.space_2)
        self.example = texts.button(_("Try it with an example"), "quiet")
        self.example.clicked.connect(self.example_asked)
        row = QHBoxLayout()
        row.setSpacing(tokens.space_3)
        row.addStretch(1)
        row.addWidget(self.choose)
        row.addWidget(self.example)
        row.addStretch(1)
        layout.addLayout(row)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("input_border"), 1.2, Qt.PenStyle.DashLine))
        painter.setBrush(theme.colour("window"))
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(frame, tokens.radius, tokens.radius)
        place = QRectF((self.width() - _ICON) / 2, tokens.space_5, _ICON, _ICON)
        icons.draw(painter, "file-up", place, "accent")

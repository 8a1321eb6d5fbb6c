"""What stands where a list is empty: a sign and a sentence, in the middle."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from revops_desktop.ui import icons, texts, theme

_SIGN = 40


class Nothing(QWidget):
    """Fills the room of a list that has no rows; hidden until something says so."""

    def __init__(self, icon: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.current().space_3)
        sign = texts.label("")
        sign.setPixmap(icons.icon(icon).pixmap(QSize(_SIGN, _SIGN)))
        sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        said = texts.paragraph(sentence, "muted")
        said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(2)
        layout.addWidget(sign)
        layout.addWidget(said)
        layout.addStretch(3)
        self.hide()

"""The bottleneck in one sentence, over the month's figures."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.page import Panel

if TYPE_CHECKING:
    from revops_desktop.analytics.bottleneck_answer import Bottleneck

_ICONS = {"named": ("chevrons-right-left", "bad"), "none": ("circle-check", "good")}


class SentencePanel(Panel):
    """What is narrow, what it costs, and the way to what is behind it."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        tokens = theme.current()
        self.layout_.setContentsMargins(
            tokens.space_4, tokens.space_3, tokens.space_3, tokens.space_3
        )
        line = QHBoxLayout()
        line.setSpacing(tokens.space_3)
        self._sign = texts.label("")
        self._sign.setFixedWidth(24)
        self.sentence = texts.paragraph("", "text")
        self.more = texts.paragraph("", "muted")
        self.button = texts.button(_("See why"))
        texts.set_tool_tip(self.button, _("The evidence, what would change it, and what to do"))
        self.button.clicked.connect(self.opened.emit)
        middle = QVBoxLayout()
        middle.setSpacing(2)
        middle.addWidget(self.sentence)
        middle.addWidget(self.more)
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(middle, 1)
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.layout_.addLayout(line)
        self.setAccessibleName(_("Bottleneck"))

    def show_found(self, found: "Bottleneck") -> None:
        """Shows a verdict in the words that the bottleneck page uses."""
        from revops_desktop.analytics import findings

        name, colour = _ICONS.get(found.verdict, ("info", "text_muted"))
        self._sign.setPixmap(icons.icon(name, colour).pixmap(22, 22))
        self.sentence.setText(findings.headline(found))
        reasons = findings.reasons(found)
        more = findings.kind(found) or (reasons[0] if reasons else "")
        self.more.setText(more)
        self.more.setVisible(bool(more))
        self.setAccessibleDescription(findings.headline(found))

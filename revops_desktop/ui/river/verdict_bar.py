"""The one sentence above the river: where it is narrow, what it costs, and a way to the plays."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme

if TYPE_CHECKING:
    from revops_desktop.analytics.bottleneck_answer import Bottleneck


class VerdictBar(QFrame):
    """The verdict in words; `opened` when the page about it is wanted."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self.setProperty("kind", "warning")
        self.setStyleSheet("VerdictBar { margin-top: 0; }")
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.space_4, tokens.space_2, tokens.space_3, tokens.space_2)
        row.setSpacing(tokens.space_4)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.sentence = texts.paragraph("", "warning")
        # A label is a frame too: without this it has the warning's margin of its own.
        self.sentence.setStyleSheet(
            f"font-size: {tokens.size_text + 1}px; font-weight: 700; margin-top: 0;"
        )
        self.sentence.setIndent(0)
        self.sentence.setMargin(0)
        self.reason = texts.paragraph("", "small")
        words.addWidget(self.sentence)
        words.addWidget(self.reason)
        row.addLayout(words, 1)
        self.button = texts.button(_("What to do"), "primary")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.opened)
        row.addWidget(self.button)
        self.hide()

    def show_verdict(self, found: "Bottleneck") -> None:
        """Says what was found; a bottleneck in the colour of a warning, all else quietly."""
        from revops_desktop.analytics import findings

        named = found.verdict == "named"
        said = (*findings.missing(found), *findings.reasons(found))
        # What compares comes first; the rest is on the page about it.
        shown = said[1 if named and len(said) > 1 else 0 :]
        self.sentence.setText(findings.headline(found))
        self.reason.setText(shown[0] if shown else "")
        texts.set_tool_tip(self, " ".join(said))
        self.reason.setVisible(bool(said))
        self.sentence.setProperty("kind", "warning" if named else "text")
        self.setProperty("kind", "warning" if named else "panel")
        self.button.setText(texts.button_text(_("What to do") if named else _("Why")))
        self.button.setProperty("kind", "primary" if named else "plain")
        for one in (self, self.sentence, self.button):
            one.style().unpolish(one)
            one.style().polish(one)
        self.setAccessibleName(self.sentence.text())
        self.show()

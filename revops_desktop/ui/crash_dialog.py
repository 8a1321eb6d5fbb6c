"""The one dialog about a bug: a sentence, and a report that can be copied."""

from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme

LONGEST_REPORT = 20_000


class CrashDialog(QDialog):
    """One sentence, and a report that can be copied."""

    def __init__(self, sentence: str, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self.setWindowTitle(_("Something went wrong"))
        self.resize(640, 420)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[tokens.space_5] * 4)
        layout.setSpacing(tokens.space_3)
        layout.addWidget(texts.paragraph(sentence))
        self.report = QPlainTextEdit(report[:LONGEST_REPORT])
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName(_("Report"))
        layout.addWidget(self.report, 1)
        box = QDialogButtonBox()
        copy = texts.button(_("Copy the report"))
        close = texts.button(_("Go on"), "primary")
        box.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        box.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        copy.clicked.connect(self.copy)
        box.rejected.connect(self.reject)
        close.setDefault(True)
        layout.addWidget(box)
        close.setFocus()

    def copy(self) -> None:
        """Puts the report on the clipboard."""
        QApplication.clipboard().setText(self.report.toPlainText())

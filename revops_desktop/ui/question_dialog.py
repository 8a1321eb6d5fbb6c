"""The frame of a dialog that asks something: a question, what is asked, two buttons."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme


class QuestionDialog(QDialog):
    """Subclasses lay their fields into `body`; Enter confirms, Esc cancels."""

    def __init__(
        self, title: str, question: str, confirm: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[tokens.space_5] * 4)
        layout.setSpacing(tokens.space_3)
        self.question = texts.paragraph(question, "heading")
        layout.addWidget(self.question)
        self.body = QVBoxLayout()
        self.body.setSpacing(tokens.space_2)
        layout.addLayout(self.body, 1)
        self.confirm = texts.button(confirm, "primary")
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(self.accept)
        self.cancel = texts.button(_("Cancel"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.buttons = QHBoxLayout()
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.confirm)
        layout.addLayout(self.buttons)

    def accept(self) -> None:
        """Closes only on a complete answer."""
        if self.confirm.isEnabled():
            super().accept()


def run(dialog: QDialog) -> bool:
    """Shows a dialog; whether it was accepted."""
    answered = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return answered

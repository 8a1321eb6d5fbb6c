"""The frame of a dialog that asks something: a question, what is asked, two buttons."""

from collections.abc import Sequence
from typing import TypeGuard

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

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
        self.left_empty = texts.paragraph("", "bad")
        self.left_empty.hide()
        layout.addWidget(self.left_empty)
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on an answer that is not complete says what it lacks."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not self.confirm.isEnabled():
            self.say_what_is_empty()
            return
        super().keyPressEvent(event)

    def say_what_is_empty(self) -> None:
        """Names the first field that was left empty, and puts the keyboard there."""
        field = next((one for one in self.needed() if _is_empty(one)), None)
        if field is None:
            return
        said = _("“{field}” is empty. Please fill it in.").format(field=field.accessibleName())
        self._say(field, said)
        changed = field.currentIndexChanged if isinstance(field, QComboBox) else field.textChanged
        changed.connect(lambda: self._say(field, ""))
        field.setFocus()

    def needed(self) -> Sequence[QWidget]:
        """Where to look for what was left empty; some dialogs have fields that may stay so."""
        return self.findChildren(QWidget)

    def _say(self, field: QWidget, sentence: str) -> None:
        self.left_empty.setText(sentence)
        self.left_empty.setVisible(bool(sentence))
        field.setAccessibleDescription(sentence)


def _is_empty(field: QWidget) -> TypeGuard[QLineEdit | QPlainTextEdit | QComboBox]:
    """Whether a person is asked for something in a field of a name, and it is not there."""
    if not (field.accessibleName() and field.isVisible() and field.isEnabled()):
        return False
    if isinstance(field, QComboBox):
        return field.currentData() is None
    if isinstance(field, QPlainTextEdit):
        return not field.toPlainText().strip()
    return isinstance(field, QLineEdit) and not field.text().strip()


def run(dialog: QDialog) -> bool:
    """Shows a dialog; whether it was accepted."""
    answered = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return answered

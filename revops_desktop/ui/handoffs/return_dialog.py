"""Asks why a hand-off is returned: what is missing, ticked, and a few words."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts
from revops_desktop.ui.board import words as board_words
from revops_desktop.ui.question_dialog import QuestionDialog

if TYPE_CHECKING:
    from revops_desktop.analytics.handoffs import HandoffOf

_LONGEST_LABEL = 80


class ReturnDialog(QuestionDialog):
    """The receiver's answer to what cannot be taken on; `save` writes it, False is refused."""

    def __init__(
        self, one: "HandoffOf", save: Callable[[str], bool], parent: QWidget | None = None
    ) -> None:
        title = _("Return the hand-off")
        question = _("Why does “{deal}” go back to {function}?").format(
            deal=board_words.one_line(one.deal)[:_LONGEST_LABEL],
            function=board_words.one_line(one.from_function) or _("where it came from"),
        )
        super().__init__(title, question, _("Return"), parent)
        self._save = save
        self.missing: dict[str, QCheckBox] = {}
        if one.missing:
            self.body.addWidget(texts.label(_("Missing"), "muted"))
        for name in one.missing:
            box = QCheckBox(texts.button_text(board_words.one_line(name)[:_LONGEST_LABEL]))
            box.setChecked(True)
            box.toggled.connect(self._check)
            self.missing[name] = box
            self.body.addWidget(box)
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(80)
        self.words.textChanged.connect(self._check)
        self.body.addWidget(texts.field_label(_("Reason"), self.words))
        self.body.addWidget(self.words)
        if one.came_from:
            said = _("The deal goes back to “{stage}”; the sender sees it today.").format(
                stage=board_words.one_line(one.came_from)
            )
            self.body.addWidget(texts.paragraph(said, "muted"))
        self.body.addStretch(1)
        self._check()
        self.words.setFocus()

    @property
    def reason(self) -> str:
        """What was answered: what is missing, and the words."""
        ticked = [name for name, box in self.missing.items() if box.isChecked()]
        lines = [_("Missing: {items}").format(items=", ".join(ticked))] if ticked else []
        said = self.words.toPlainText().strip()
        return "\n".join([*lines, said] if said else lines)

    def _check(self) -> None:
        self.confirm.setEnabled(bool(self.reason))

    def accept(self) -> None:
        """Closes once it was returned; a refusal leaves it open."""
        if self.confirm.isEnabled() and self._save(self.reason):
            super().accept()

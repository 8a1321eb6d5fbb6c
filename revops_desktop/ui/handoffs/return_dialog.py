"""Asks why a hand-off is returned: what is missing, ticked, and a few words."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QWidget

from revops_desktop.i18n import _, count
from revops_desktop.ui import texts
from revops_desktop.ui.board import words as board_words
from revops_desktop.ui.question_dialog import QuestionDialog

if TYPE_CHECKING:
    from revops_desktop.analytics.handoffs import HandoffOf

_LONGEST_LABEL = 80


class ReturnDialog(QuestionDialog):
    """The receiver's answer to what cannot be taken on; `save` writes it, False is refused.

    Several are returned for one reason: what any of them lacks is offered.
    """

    def __init__(
        self,
        found: "Sequence[HandoffOf]",
        save: Callable[[str], bool],
        parent: QWidget | None = None,
    ) -> None:
        title = _("Return the hand-off")
        super().__init__(title, _question(found), _("Return"), parent)
        self._save = save
        self.missing: dict[str, QCheckBox] = {}
        lacking = dict.fromkeys(name for one in found for name in one.missing)
        if lacking:
            self.body.addWidget(texts.label(_("Missing"), "muted"))
        for name in lacking:
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
        self.body.addWidget(texts.paragraph(_comes_to(found), "muted"))
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


def _question(found: "Sequence[HandoffOf]") -> str:
    if len(found) > 1:
        said = _("Why do these {number} deals go back to where they came from?")
        return said.format(number=count(len(found)))
    return _("Why does “{deal}” go back to {function}?").format(
        deal=board_words.one_line(found[0].deal)[:_LONGEST_LABEL],
        function=board_words.one_line(found[0].from_function) or _("where it came from"),
    )


def _comes_to(found: "Sequence[HandoffOf]") -> str:
    if len(found) > 1 or not found[0].came_from:
        return _("Each deal goes back to the stage it came from; the sender sees it today.")
    return _("The deal goes back to “{stage}”; the sender sees it today.").format(
        stage=board_words.one_line(found[0].came_from)
    )

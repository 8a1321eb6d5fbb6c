"""The dialog of one exit reason: its name, how long a deal usually rests for it, a note."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.custom_fields import MILLION
from revops_desktop.ui import texts
from revops_desktop.ui.fields.editors import editor
from revops_desktop.ui.question_dialog import QuestionDialog
from revops_desktop.ui.settings.people_dialogs import Save, form_of, line

if TYPE_CHECKING:
    from revops_desktop.analytics.exit_reasons import ReasonOf


class ReasonDialog(QuestionDialog):
    """What can be set on a reason; `under` names the one of the first level that it details."""

    def __init__(
        self,
        save: Save,
        parent: QWidget | None,
        *,
        reason: "ReasonOf | None",
        kind: str,
        under: str = "",
    ) -> None:
        title = _("New exit reason") if reason is None else _("Edit exit reason")
        question = _("In detail: {reason}").format(reason=under) if under else title
        super().__init__(title, question, _("Add") if reason is None else _("Save"), parent)
        self._save = save
        self.name = line(reason.name if reason else "")
        self.wait = editor("number", _("Usual wait (days)"))
        wait = reason.usual_wait_days if reason else None
        self.wait.set_value(None if wait is None else wait * MILLION)
        self.note = QCheckBox(texts.button_text(_("Ask for a note")))
        self.note.setChecked(reason.asks_note if reason else False)
        form = form_of(self, ((_("Name"), self.name), (_("Usual wait (days)"), self.wait)))
        form.addRow(texts.label(""), self.note)
        self.body.addWidget(texts.paragraph(_meaning(kind), "muted"))
        self.body.addStretch(1)
        self.name.textChanged.connect(self._check)
        self._check()
        self.name.setFocus()

    def _check(self) -> None:
        self.confirm.setEnabled(bool(self.name.text().strip()))

    def accept(self) -> None:
        """Closes once everything was written; what is wrong is said and it stays."""
        if not self.confirm.isEnabled() or not self.wait.commit():
            return
        wait = self.wait.shown
        values = {
            "name": self.name.text(),
            "usual_wait_days": None if wait is None else round(wait / MILLION),
            "asks_note": self.note.isChecked(),
        }
        if self._save(values):
            super().accept()


def _meaning(kind: str) -> str:
    """What the usual wait does for this way out."""
    if kind == "recycled":
        return _("The day on which a deal comes back is proposed after so many days.")
    return _(
        "With a usual wait, the program proposes to recycle the deal and to come back to it after "
        "so many days. Without one, it proposes nothing."
    )

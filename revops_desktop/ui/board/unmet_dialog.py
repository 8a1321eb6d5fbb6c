"""Asks for what a stage wants to know before deals leave it: only what is missing, and why."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.rules.criteria import FILLABLE
from revops_desktop.ui import texts
from revops_desktop.ui.board import words
from revops_desktop.ui.fields.editors import custom_editor, editor
from revops_desktop.ui.fields.one_value import FieldEditor
from revops_desktop.ui.question_dialog import QuestionDialog

if TYPE_CHECKING:
    from revops_desktop.analytics.custom_fields import CustomField
    from revops_desktop.analytics.deal_form import Owner
    from revops_desktop.analytics.unmet import Lack

_MONEY = ("amount", "monthly_amount")
_LONGEST_REASON = 500


class UnmetDialog(QuestionDialog):
    """What is filled in here is written with the move; the rest needs a reason to go on."""

    def __init__(
        self,
        question: str,
        lacks: "Sequence[Lack]",
        parent: QWidget | None,
        *,
        number: int,
        currency: str,
        today: date,
        custom: "Sequence[CustomField]",
        owners: "Sequence[Owner]",
    ) -> None:
        super().__init__(_("Before it goes on"), question, _("Move"), parent)
        self.setMinimumWidth(480)
        self._currency, self._today = currency, today
        self._custom = {one.id: one for one in custom}
        self._owners = owners
        self.ticks: dict[int, QCheckBox] = {}
        self.editors: dict[int, FieldEditor] = {}
        self._others = 0
        for lack in lacks:
            self._add(lack, number)
        self.reason = QLineEdit()
        self.reason.setMaxLength(_LONGEST_REASON)
        self.reason_label = texts.field_label(_("Why go on without the rest?"), self.reason)
        self.body.addWidget(self.reason_label)
        self.body.addWidget(self.reason)
        self.body.addStretch(1)
        self.reason.textChanged.connect(self._check)
        self._check()
        first = [*self.editors.values(), *self.ticks.values(), self.reason]
        first[0].setFocus()

    @property
    def filled(self) -> dict[int, Any]:
        """What was filled in, by id of the criterion, as the verb takes it."""
        values: dict[int, Any] = {
            key: one.shown for key, one in self.editors.items() if one.shown not in (None, "")
        }
        return values | {key: True for key, one in self.ticks.items() if one.isChecked()}

    @property
    def override(self) -> str | None:
        """Why the rest may be missing; None where nothing is missing any more."""
        return self.reason.text().strip() or None if self._is_missing() else None

    def _add(self, lack: "Lack", number: int) -> None:
        criterion, text = lack.criterion, words.one_line(lack.criterion.text)
        missing = len(lack.deal_ids)
        remark = ""
        if number > 1:
            remark = ngettext(
                "missing on {number} deal", "missing on {number} deals", missing
            ).format(number=count(missing))
        if criterion.condition == "checklist":
            box = QCheckBox(texts.button_text(f"{text}  ({remark})" if remark else text))
            box.toggled.connect(lambda _on: self._check())
            self.ticks[criterion.criterion_id] = box
            self.body.addWidget(box)
            return
        made = self._editor(lack, text)
        if made is None:
            self._others += 1
        said = " ".join(part for part in (lack.why, f"({remark})" if remark else "") if part)
        if made is None:
            self.body.addWidget(texts.paragraph(f"{text}\n{said}", "warning"))
            return
        self.body.addWidget(texts.field_label(text, made.field))
        self.body.addWidget(made)
        self.body.addWidget(texts.paragraph(said, "muted"))
        made.committed.connect(lambda _value: self._check())
        self.editors[criterion.criterion_id] = made

    def _editor(self, lack: "Lack", name: str) -> FieldEditor | None:
        """What fills a lack in; None where only doing something else does."""
        criterion = lack.criterion

        def today() -> date:
            return self._today

        if criterion.condition == "custom_field_filled":
            field = self._custom.get(criterion.custom_field_id or 0)
            if field is None:
                return None
            return custom_editor(field, currency=self._currency, today=today)
        if criterion.condition == "amount_above_zero":
            return editor("money", name, currency=self._currency)
        if criterion.condition != "field_filled" or criterion.field not in FILLABLE:
            return None
        if criterion.field in _MONEY:
            return editor("money", name, currency=self._currency)
        if criterion.field == "expected_close":
            return editor("date", name, today=today)
        if criterion.field == "owner_id":
            choices = [(one.member_id, words.one_line(one.name)) for one in self._owners]
            return editor("choice", name, choices=choices)
        return editor("text", name)

    def _is_missing(self) -> bool:
        unfilled = any(one.shown in (None, "") for one in self.editors.values())
        unticked = any(not one.isChecked() for one in self.ticks.values())
        return bool(self._others) or unfilled or unticked

    def _check(self) -> None:
        missing = self._is_missing()
        self.reason.setVisible(missing)
        self.reason_label.setVisible(missing)
        self.confirm.setEnabled(not missing or bool(self.reason.text().strip()))

    def accept(self) -> None:
        """Closes once all is there, or a reason says why not."""
        if all([one.commit() for one in self.editors.values()]):
            self._check()
            super().accept()

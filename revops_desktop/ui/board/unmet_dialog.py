"""Asks for what a stage wants to know before deals leave it: only what is missing, and why."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QScrollArea, QVBoxLayout, QWidget

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
_MANY = 7


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
        # The criteria that each editor fills in, by the first of them.
        self._fills: dict[int, list[int]] = {}
        self._others = 0
        self._items = self._place_items(len(lacks))
        for alike in _grouped(lacks):
            self._add(alike, number)
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
            key: one.shown
            for first, one in self.editors.items()
            if one.shown not in (None, "")
            for key in self._fills[first]
        }
        return values | {key: True for key, one in self.ticks.items() if one.isChecked()}

    @property
    def override(self) -> str | None:
        """Why the rest may be missing; None where nothing is missing any more."""
        return self.reason.text().strip() or None if self._is_missing() else None

    def _place_items(self, number: int) -> QVBoxLayout:
        """Where the items go: where there are many, they scroll."""
        if number <= _MANY:
            return self.body
        content = QWidget()
        content.setProperty("kind", "clear")
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setMinimumHeight(360)
        area.setWidget(content)
        self.body.addWidget(area, 1)
        return QVBoxLayout(content)

    def _add(self, alike: "Sequence[Lack]", number: int) -> None:
        lack, criterion = alike[0], alike[0].criterion
        text = words.one_line(criterion.text)
        remark = ""
        if number > 1:
            missing = len({one for lack in alike for one in lack.deal_ids})
            remark = ngettext(
                "missing on {number} deal", "missing on {number} deals", missing
            ).format(number=count(missing))
        if criterion.condition == "checklist":
            box = QCheckBox(texts.button_text(f"{text}  ({remark})" if remark else text))
            box.toggled.connect(lambda _on: self._check())
            self.ticks[criterion.criterion_id] = box
            self._items.addWidget(box)
            return
        said = " ".join(part for part in (lack.why, f"({remark})" if remark else "") if part)
        made = self._editor(lack, text)
        if made is None:
            self._others += 1
            self._items.addWidget(texts.paragraph(f"{text}\n{said}", "warning"))
            return
        self._items.addWidget(texts.field_label(text, made.field))
        self._items.addWidget(made)
        self._items.addWidget(texts.paragraph(said, "muted"))
        made.committed.connect(lambda _value: self._check())
        self.editors[criterion.criterion_id] = made
        self._fills[criterion.criterion_id] = [one.criterion.criterion_id for one in alike]

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


def _grouped(lacks: "Sequence[Lack]") -> "list[list[Lack]]":
    """Several stages may ask for the same thing: it is filled in once."""
    groups: dict[tuple[object, ...], list[Lack]] = {}
    for lack in lacks:
        one = lack.criterion
        own = one.criterion_id if one.condition == "checklist" else 0
        kind = (one.condition, one.field, one.custom_field_id, one.activity_kind, own)
        groups.setdefault(kind, []).append(lack)
    return list(groups.values())

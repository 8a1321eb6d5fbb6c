"""Asks for one criterion: how the program knows that it is met, its sentence, what if it is not."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from revops_desktop.i18n import N_, _
from revops_desktop.rules.deal_fields import ACTIVITY_LABELS, FIELD_LABELS
from revops_desktop.ui import texts
from revops_desktop.ui.board import words
from revops_desktop.ui.fields.whole_number import WholeNumber
from revops_desktop.ui.question_dialog import QuestionDialog
from revops_desktop.ui.settings.people_dialogs import form_of, line

CONDITIONS = (
    ("checklist", N_("Somebody ticks it")),
    ("field_filled", N_("A field is filled in")),
    ("custom_field_filled", N_("A custom field is filled in")),
    ("amount_above_zero", N_("The amount is above 0")),
    ("activity_logged", N_("An activity was logged")),
    ("score_reached", N_("The lead score was reached")),
    ("handoff_items_filled", N_("All items to hand over are filled in")),
    ("handoff_ready", N_("The hand-off rule calls it ready")),
)
ALL_CONDITIONS = tuple(one for one, _name in CONDITIONS)
LEVELS = (
    ("block", N_("The deal cannot go on"), N_("No deal goes on before it is true.")),
    (
        "warn",
        N_("Warn and ask why"),
        N_("Who goes on without it writes down why; the diagnosis counts that."),
    ),
    ("log", N_("Only note it"), N_("Nothing is asked; the diagnosis counts it.")),
)
_FIELDS = (
    *("company_id", "contact_id", "owner_id", "expected_close", "amount", "monthly_amount"),
    *("source", "campaign", "note", "promised", "why_bought"),
)
_ACTIVITIES = (
    *("call", "meeting", "email", "visit", "seminar", "inquiry", "catalogue_request"),
    *("web_visit", "mail_click", "note"),
)
_LONGEST = 300
_USUAL_SCORE, _MOST_SCORE = 100, 1_000_000


class CriterionDialog(QuestionDialog):
    """`custom_fields`: (id, name) of those that can be asked for · `conditions`: those offered.

    Where `levels` is not asked for, the answer keeps that of before.
    """

    def __init__(
        self,
        parent: QWidget,
        criterion: dict[str, Any] | None,
        *,
        custom_fields: Sequence[tuple[int, str]] = (),
        conditions: Sequence[str] = ALL_CONDITIONS,
        levels: bool = True,
    ) -> None:
        title = _("New condition") if criterion is None else _("Edit condition")
        super().__init__(title, title, _("Add") if criterion is None else _("Save"), parent)
        self.setMinimumWidth(520)
        was = criterion or {"level": "warn"}
        self._levels = levels
        offered = [one for one in CONDITIONS if one[0] in conditions]
        if not custom_fields:
            offered = [one for one in offered if one[0] != "custom_field_filled"]
        self.text = line(was.get("text", ""), _LONGEST)
        self.condition = _box([(key, _(name)) for key, name in offered])
        self.field = _box([(key, _(FIELD_LABELS[key])) for key in _FIELDS])
        self.custom = _box([(key, words.one_line(name)) for key, name in custom_fields])
        self.activity = _box([(key, _(ACTIVITY_LABELS[key])) for key in _ACTIVITIES])
        self.score = WholeNumber(1, _MOST_SCORE)
        self.score.setValue(was.get("least_score") or _USUAL_SCORE)
        self.level = _box([(key, _(name)) for key, name, _said in LEVELS])
        for box, part in (
            *((self.condition, "condition"), (self.field, "field"), (self.level, "level")),
            *((self.activity, "activity_kind"), (self.custom, "custom_field_id")),
        ):
            box.setCurrentIndex(max(0, box.findData(was.get(part))))
        self._form = form_of(
            self,
            (
                (_("How it is known"), self.condition),
                (_("Field"), self.field),
                (_("Custom field"), self.custom),
                (_("Activity"), self.activity),
                (_("Lead score from"), self.score),
                (_("What must be true"), self.text),
                (_("If it is not"), self.level),
            ),
        )
        self.hint = texts.paragraph("", "muted")
        self.body.addWidget(self.hint)
        self.body.addStretch(1)
        self._form.setRowVisible(self.level, levels)
        for box in (self.condition, self.field, self.custom, self.activity):
            box.currentIndexChanged.connect(self._on_condition)
        self.score.valueChanged.connect(self._on_condition)
        self.level.currentIndexChanged.connect(self._on_condition)
        self.text.textChanged.connect(self._check)
        self._on_condition()
        (self.text if self.condition.currentData() == "checklist" else self.condition).setFocus()

    def values(self) -> dict[str, Any]:
        """What was entered, but for the id."""
        condition = self.condition.currentData()

        def only(of: str, value: Any) -> Any:
            return value if condition == of else None

        return {
            "text": self.text.text().strip() or self.text.placeholderText(),
            "condition": condition,
            "field": only("field_filled", self.field.currentData()),
            "activity_kind": only("activity_logged", self.activity.currentData()),
            "custom_field_id": only("custom_field_filled", self.custom.currentData()),
            "least_score": only("score_reached", self.score.value()),
            "level": self.level.currentData(),
        }

    def _on_condition(self) -> None:
        """What the program checks by itself has a sentence of its own where none is written."""
        condition = self.condition.currentData()
        for widget, of in (
            *((self.field, "field_filled"), (self.custom, "custom_field_filled")),
            *((self.activity, "activity_logged"), (self.score, "score_reached")),
        ):
            self._form.setRowVisible(widget, condition == of)
        self.text.setPlaceholderText("" if condition == "checklist" else self._usual(condition))
        said = {key: explained for key, _name, explained in LEVELS}
        self.hint.setText(_(said[self.level.currentData()]) if self._levels else "")
        self.hint.setVisible(self._levels)
        self._check()

    def _usual(self, condition: str) -> str:
        if condition == "field_filled":
            return self.field.currentText()
        if condition == "custom_field_filled":
            return self.custom.currentText()
        if condition == "activity_logged":
            return self.activity.currentText()
        if condition == "score_reached":
            return _("Lead score from {score} on").format(score=self.score.value())
        return self.condition.currentText()

    def _check(self) -> None:
        self.confirm.setEnabled(bool(self.text.text().strip() or self.text.placeholderText()))


def _box(choices: Sequence[tuple[Any, str]]) -> QComboBox:
    box = QComboBox()
    box.setMaxVisibleItems(14)
    for key, name in choices:
        box.addItem(name, key)
    return box

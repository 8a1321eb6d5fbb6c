"""The exit criteria of a stage: what must be true before a deal leaves it, in their order."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from revops_desktop.i18n import N_, _
from revops_desktop.rules.deal_fields import ACTIVITY_LABELS, FIELD_LABELS
from revops_desktop.ui.question_dialog import QuestionDialog
from revops_desktop.ui.settings.people_dialogs import form_of, line
from revops_desktop.ui.settings.rows_panel import ADD, DELETE, DOWN, EDIT, UP, Line, RowsPanel

if TYPE_CHECKING:
    from revops_desktop.analytics.river_settings import ExitCriterion

CONDITIONS = (
    ("checklist", N_("Somebody ticks it")),
    ("field_filled", N_("A field is filled in")),
    ("amount_above_zero", N_("The amount is above 0")),
    ("activity_logged", N_("An activity was logged")),
)
_CUSTOM = N_("A custom field is filled in")
_FIELDS = (
    *("company_id", "contact_id", "owner_id", "expected_close", "amount", "monthly_amount"),
    *("source", "campaign", "note", "promised", "why_bought"),
)
_ACTIVITIES = ("call", "meeting", "email", "visit", "seminar", "inquiry")
_LONGEST = 300


class CriteriaList(RowsPanel):
    """Changes nothing in the file: the dialog around it writes all of it at once."""

    def __init__(self, criteria: "Sequence[ExitCriterion]") -> None:
        super().__init__(
            _("Before a deal leaves this stage"),
            (_("What must be true"), _("How it is known")),
            (
                (ADD, _("Add…")),
                (EDIT, _("Edit…")),
                (UP, _("Up")),
                (DOWN, _("Down")),
                (DELETE, _("Delete")),
            ),
        )
        # What custom fields ask for is set where the field is.
        self._custom = [one for one in criteria if one.condition == "custom_field_filled"]
        self._kept: list[dict[str, Any]] = [
            dict(one._asdict()) for one in criteria if one.condition != "custom_field_filled"
        ]
        self.table.setMinimumSize(400, 220)
        self.wanted.connect(self._on_wanted)
        self.order_wanted.connect(self._order)
        self._show()

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """All of them in order, as `stages.WantedCriterion` takes them."""
        return self._kept

    def _show(self, key: int = 0) -> None:
        lines = [
            Line(place, (one["text"], _condition_text(one)))
            for place, one in enumerate(self._kept, 1)
        ]
        lines += [
            Line(-place, (one.text, _(_CUSTOM)), is_archived=False)
            for place, one in enumerate(self._custom, 1)
        ]
        self.show_lines(lines, key)

    def _on_wanted(self, command: str, key: int) -> None:
        if command == ADD:
            self._ask(None)
        elif key <= 0:
            return
        elif command == EDIT:
            self._ask(key)
        elif command == DELETE:
            del self._kept[key - 1]
            self._show(max(1, key - 1))

    def _ask(self, key: int | None) -> None:
        was = self._kept[key - 1] if key is not None else None
        dialog = CriterionDialog(self, was)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            if was is None:
                self._kept.append({"criterion_id": None, **dialog.values()})
                key = len(self._kept)
            else:
                was.update(dialog.values())
            self._show(key or 0)
        dialog.deleteLater()

    def _order(self, keys: list[int]) -> None:
        places = [key for key in keys if key > 0]
        here = self.key
        self._kept = [self._kept[key - 1] for key in places]
        self._show(places.index(here) + 1 if here in places else 0)


class CriterionDialog(QuestionDialog):
    """A criterion's sentence, and how the program knows that it is met."""

    def __init__(self, parent: QWidget, criterion: dict[str, Any] | None) -> None:
        title = _("New exit criterion") if criterion is None else _("Edit exit criterion")
        super().__init__(title, title, _("Add") if criterion is None else _("Save"), parent)
        self.text = line(criterion["text"] if criterion else "", _LONGEST)
        self.condition = _box([(key, _(name)) for key, name in CONDITIONS])
        self.field = _box([(key, _(FIELD_LABELS[key])) for key in _FIELDS])
        self.activity = _box([(key, _(ACTIVITY_LABELS[key])) for key in _ACTIVITIES])
        if criterion is not None:
            for box, name in (
                (self.condition, "condition"),
                (self.field, "field"),
                (self.activity, "activity_kind"),
            ):
                box.setCurrentIndex(max(0, box.findData(criterion[name])))
        self._form = form_of(
            self,
            (
                (_("How it is known"), self.condition),
                (_("Field"), self.field),
                (_("Activity"), self.activity),
                (_("What must be true"), self.text),
            ),
        )
        self.condition.currentIndexChanged.connect(self._on_condition)
        self.field.currentIndexChanged.connect(self._propose)
        self.activity.currentIndexChanged.connect(self._propose)
        self.text.textChanged.connect(self._check)
        self._on_condition()
        self.text.setFocus()

    def values(self) -> dict[str, Any]:
        """What was entered."""
        condition = self.condition.currentData()
        return {
            "text": self.text.text().strip() or self.text.placeholderText(),
            "condition": condition,
            "field": self.field.currentData() if condition == "field_filled" else None,
            "activity_kind": (
                self.activity.currentData() if condition == "activity_logged" else None
            ),
        }

    def _on_condition(self) -> None:
        condition = self.condition.currentData()
        self._form.setRowVisible(self.field, condition == "field_filled")
        self._form.setRowVisible(self.activity, condition == "activity_logged")
        self._propose()

    def _propose(self) -> None:
        """What the program checks by itself has a sentence of its own where none is written."""
        condition = self.condition.currentData()
        self.text.setPlaceholderText("" if condition == "checklist" else self._usual(condition))
        self._check()

    def _usual(self, condition: str) -> str:
        if condition == "field_filled":
            return self.field.currentText()
        if condition == "activity_logged":
            return self.activity.currentText()
        return self.condition.currentText()

    def _check(self) -> None:
        self.confirm.setEnabled(bool(self.text.text().strip() or self.text.placeholderText()))


def _condition_text(criterion: dict[str, Any]) -> str:
    condition = criterion["condition"]
    if condition == "field_filled":
        name = criterion["field"]
        return _("{field} is filled in").format(field=_(FIELD_LABELS.get(name, name)))
    if condition == "activity_logged":
        kind = criterion["activity_kind"]
        return _("{activity} was logged").format(activity=_(ACTIVITY_LABELS.get(kind, kind)))
    return _(dict(CONDITIONS)[condition])


def _box(choices: Sequence[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    box.setMaxVisibleItems(14)
    for key, name in choices:
        box.addItem(name, key)
    return box

"""Editors of one value: text, number, money, date, choice, yes or no.

    from revops_desktop.ui.fields.editors import editor

    amount = editor("money", _("Amount"), currency="JPY")
    amount.set_value(120_000)              # what the file says; never emits anything
    amount.committed.connect(write)        # a new value, checked: Enter, Tab, a choice
    amount.value()                         # as it stands; RuleBroken with a sentence if it cannot

Kinds and values are those of rules/custom_fields.py (money in minor units, numbers in millionths,
days as ISO text, 1 and 0 for yes and no, None for not filled in); `choice` takes `choices` of
(value, name) and gives back the value. `committed` carries the new value and comes only where it
is another one; what cannot be a value stays as typed, marked, with a sentence under it, and
nothing is emitted. Whoever writes calls `set_value` with what the file says afterwards, also when
the verb was refused. Esc takes back what was typed; with nothing to take back it emits `cancelled`
and goes on to the dialog or panel. `compact` is for a cell of a table: no frame around, no calendar
button (Alt+Down opens it), the sentence as tool tip and in `refused`. `custom_editor` makes the
editor of a custom field.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import _
from revops_desktop.rules import custom_fields as rules
from revops_desktop.ui.fields.day_editor import DayEditor
from revops_desktop.ui.fields.one_value import ChoiceEditor, Choices, FieldEditor, LineEditor

if TYPE_CHECKING:
    from revops_desktop.analytics.custom_fields import CustomField


def editor(
    kind: rules.FieldKind,
    name: str,
    *,
    currency: str = "JPY",
    today: Callable[[], date] = date.today,
    choices: Choices = (),
    kept: Choices = (),
    required: bool = False,
    compact: bool = False,
    parent: QWidget | None = None,
) -> FieldEditor:
    """The editor of a kind, called `name` to whoever cannot see it.

    `today`: the day that +7 counts from · `kept`: choices shown only where one of them is the value
    · `required`: a choice, or yes or no, that cannot be left empty.
    """
    if kind in ("choice", "yes_no"):
        offered = ((1, _("Yes")), (0, _("No"))) if kind == "yes_no" else choices
        return ChoiceEditor(
            name, offered, kept=kept, required=required, compact=compact, parent=parent
        )

    def read(text: str) -> Any:
        return rules.parse(kind, text, currency=currency, today=today())

    def write(value: Any) -> str:
        return rules.shown(kind, value, currency=currency)

    if kind == "date":
        return DayEditor(name, read, write, today=today, compact=compact, parent=parent)
    made = LineEditor(name, read, write, compact=compact, parent=parent)
    if kind in ("number", "money"):
        made.line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


def custom_editor(
    field: "CustomField",
    *,
    currency: str,
    today: Callable[[], date] = date.today,
    compact: bool = False,
    parent: QWidget | None = None,
) -> FieldEditor:
    """The editor of a custom field; choices that were put away show only where they are held."""
    made = editor(
        field.kind,
        field.name,
        currency=currency,
        today=today,
        choices=[(one.id, one.name) for one in field.choices if not one.is_archived],
        kept=[(one.id, one.name) for one in field.choices if one.is_archived],
        compact=compact,
        parent=parent,
    )
    return made

"""The editor of what is handed over: an answer in words, a field of the deal, a field of one's own.

What is written goes where it belongs, so that it is filled in once and shows everywhere.
"""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from revops_desktop.i18n import _
from revops_desktop.rules.handoff_items import FILLED_HERE
from revops_desktop.ui.board import words
from revops_desktop.ui.deal.text_area import TextArea
from revops_desktop.ui.fields.editors import custom_editor, editor
from revops_desktop.ui.fields.one_value import FieldEditor, LineEditor

if TYPE_CHECKING:
    from revops_desktop.analytics.handoffs import ItemNow
    from revops_desktop.ui.deal.desk import Desk

_MONEY = ("amount", "monthly_amount")
_IN_WORDS = ("note", "promised", "why_bought", "why_lost")


def item_editor(desk: "Desk", item: "ItemNow") -> FieldEditor | None:
    """What fills an item in on the deal on the desk; None where it is filled in elsewhere."""
    made = _made(desk, item)
    if made is None:
        return None
    if isinstance(made, LineEditor):
        made.line.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    made.committed.connect(lambda value: write(desk, item, value))
    return made


def _made(desk: "Desk", item: "ItemNow") -> FieldEditor | None:
    sheet = desk.sheet
    if item.custom_field_id is not None:
        found = next((one for one in sheet.custom_fields if one.id == item.custom_field_id), None)
        if found is None:
            return None
        return custom_editor(found, currency=sheet.currency, today=desk.today)
    if item.field is None or item.field in _IN_WORDS:
        return TextArea(item.name, _("Not filled in yet"))
    if item.field not in FILLED_HERE:
        return None
    if item.field in _MONEY:
        return editor("money", item.name, currency=sheet.currency)
    if item.field == "expected_close":
        return editor("date", item.name, today=desk.today)
    if item.field == "owner_id":
        choices = [(one.member_id, words.one_line(one.name)) for one in sheet.owners]
        return editor("choice", item.name, choices=choices)
    return editor("text", item.name)


def held(desk: "Desk", item: "ItemNow") -> Any:
    """What the deal on the desk holds of an item, as its editor takes it."""
    if item.custom_field_id is not None:
        return desk.sheet.custom_values.get(item.custom_field_id)
    if item.field is not None:
        return getattr(desk.sheet.fields, item.field)
    return item.value


def write(desk: "Desk", item: "ItemNow", value: Any) -> None:
    """Writes what was filled in: one undo step."""
    from revops_desktop.operations import custom_fields, handoffs

    if item.custom_field_id is not None:
        desk.do(
            custom_fields.set_value,
            field_id=item.custom_field_id,
            record_id=desk.deal_id,
            value=value,
        )
    elif item.field is not None:
        desk.edit(**{item.field: value})
    else:
        desk.do(handoffs.answer, deal_id=desk.deal_id, answers={item.item_id: value or ""})

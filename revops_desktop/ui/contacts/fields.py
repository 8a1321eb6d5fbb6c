"""The fields of a contact: their order, what they are called, how one is written."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from revops_desktop.i18n import _
from revops_desktop.ui.tables.columns import ColumnSpec, Wording

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from revops_desktop.ui.actions import Actions, DoneLike

# In this order on the page of one contact.
OWN = (*("name", "reading", "company", "job_title", "role", "email", "phone", "external_key"),)


def columns() -> list[ColumnSpec]:
    """The columns of contacts, as they stand where nobody chose otherwise."""
    return [
        ColumnSpec("name", _("Name"), width=150, is_editable=True),
        ColumnSpec("reading", _("Reading"), width=130, is_editable=True),
        ColumnSpec("company", _("Company"), "company", 190, is_editable=True),
        ColumnSpec("job_title", _("Job title"), width=110, is_editable=True),
        ColumnSpec("role", _("Role in the purchase"), width=150, is_editable=True),
        ColumnSpec("email", _("E-mail"), width=180, is_editable=True),
        ColumnSpec("phone", _("Phone"), width=120, is_editable=True),
        ColumnSpec("score", _("Lead score"), "number", 100),
        ColumnSpec("open_deals", _("Open deals"), "number", 100, is_shown=False),
        ColumnSpec(
            "external_key", _("Number in the source"), width=120, is_shown=False, is_editable=True
        ),
        ColumnSpec("note", _("Note"), width=200, is_shown=False),
        ColumnSpec("created_at", _("Created"), "instant", 120, is_shown=False),
    ]


def write(actions: "Actions", contact_id: int, spec: ColumnSpec, value: Any) -> "DoneLike | None":
    """Writes one field of a contact; None where it was refused."""
    from revops_desktop.operations import contacts, custom_fields

    if spec.custom is not None:
        return actions.do(
            custom_fields.set_value, field_id=spec.custom.id, record_id=contact_id, value=value
        )
    if spec.key == "company":
        return actions.do(contacts.edit, contact_id=contact_id, fields={}, company=value or "")
    return actions.do(contacts.edit, contact_id=contact_id, fields={spec.key: value})


def ask_new(
    parent: "QWidget", actions: "Actions", words: Wording, company: tuple[int, str] | None = None
) -> int:
    """Asks for a new contact and writes it; its id, 0 where nobody wanted one.

    `company`: id and name of the one it most likely belongs to; namesakes are told apart by it.
    """
    from revops_desktop.operations import contacts
    from revops_desktop.ui.tables.new_dialog import NewRecordDialog

    def create(entered: Mapping[str, Any]) -> int | None:
        values = dict(entered)
        if company is not None and values.get("company") == company[1]:
            del values["company"]
            values["company_id"] = company[0]
        done = actions.do(contacts.create, **values)
        return None if done is None else int(done.value)

    wanted = ("name", "reading", "company", "job_title", "role", "email", "phone")
    specs = {spec.key: spec for spec in columns()}
    dialog = NewRecordDialog(
        _("New contact"),
        actions,
        words,
        [specs[key] for key in wanted],
        create,
        parent,
        preset={"company": company[1] if company is not None else None},
    )
    dialog.exec()
    return dialog.record_id

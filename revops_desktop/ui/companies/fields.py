"""The fields of a company: their order, what they are called, how one is written."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from revops_desktop.i18n import _
from revops_desktop.ui.tables.columns import ColumnSpec, Wording

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from revops_desktop.ui.actions import Actions, DoneLike

# In this order on the page of one company.
OWN = (
    *("name", "reading", "segment", "industry", "employees", "region", "channel", "owner"),
    *("phone", "website", "address", "corporate_number", "first_source", "external_key"),
)


def columns(actions: "Actions") -> list[ColumnSpec]:
    """The columns of companies, as they stand where nobody chose otherwise."""
    from revops_desktop.analytics import deal_form, segments

    offered = tuple((name, name) for name in actions.ask(segments.offered))
    owners = tuple(
        (owner.member_id, owner.name) for owner in actions.ask(deal_form.owners, also=None)
    )
    channels = (("direct", _("Direct")), ("partner", _("Partner")))
    return [
        ColumnSpec("name", _("Company name"), width=194, is_editable=True),
        ColumnSpec("reading", _("Reading"), width=118, is_editable=True),
        ColumnSpec("segment", _("Segment"), width=90, is_editable=True, choices=offered),
        ColumnSpec("owner", _("Owner"), "member", 100, is_editable=True, choices=owners),
        ColumnSpec("open_deals", _("Open deals"), "number", 100),
        ColumnSpec("open_amount", _("Open amount"), "money", 106),
        ColumnSpec("won_amount", _("Won amount"), "money", 106),
        ColumnSpec("touched_at", _("Last contact"), "instant", 116),
        ColumnSpec("tags", _("Tags"), "tags", 84, is_editable=True),
        ColumnSpec("phone", _("Phone"), width=130, is_shown=False, is_editable=True),
        ColumnSpec("industry", _("Industry"), width=120, is_shown=False, is_editable=True),
        ColumnSpec("region", _("Region"), width=110, is_shown=False, is_editable=True),
        ColumnSpec("employees", _("Employees"), "number", 100, False, True),
        ColumnSpec(
            *("channel", _("Channel"), "choice", 110),
            is_shown=False,
            is_editable=True,
            choices=channels,
        ),
        ColumnSpec("contacts", _("Contacts"), "number", 90, is_shown=False),
        ColumnSpec("next_due", _("Next task"), "date", 120, is_shown=False),
        ColumnSpec("website", _("Website"), width=160, is_shown=False, is_editable=True),
        ColumnSpec("address", _("Address"), width=200, is_shown=False, is_editable=True),
        ColumnSpec(
            "corporate_number", _("Corporate number"), width=130, is_shown=False, is_editable=True
        ),
        ColumnSpec("first_source", _("First source"), width=120, is_shown=False, is_editable=True),
        ColumnSpec(
            "external_key", _("Number in the source"), width=120, is_shown=False, is_editable=True
        ),
        ColumnSpec("note", _("Note"), width=200, is_shown=False),
        ColumnSpec("created_at", _("Created"), "instant", 120, is_shown=False),
    ]


def write(actions: "Actions", company_id: int, spec: ColumnSpec, value: Any) -> "DoneLike | None":
    """Writes one field of a company; None where it was refused."""
    from revops_desktop.operations import companies, custom_fields

    if spec.custom is not None:
        return actions.do(
            custom_fields.set_value, field_id=spec.custom.id, record_id=company_id, value=value
        )
    if spec.key == "tags":
        return actions.do(companies.set_tags, company_id=company_id, names=value)
    name = "owner_id" if spec.key == "owner" else spec.key
    return actions.do(companies.edit, company_id=company_id, fields={name: value})


def ask_new(parent: "QWidget", actions: "Actions", words: Wording) -> int:
    """Asks for a new company and writes it; its id, 0 where nobody wanted one."""
    from revops_desktop.analytics import deal_form
    from revops_desktop.operations import companies
    from revops_desktop.rules.company_names import company_key
    from revops_desktop.ui.tables.new_dialog import NewRecordDialog

    def create(entered: Mapping[str, Any]) -> int | None:
        values = dict(entered)
        if "owner" in values:
            values["owner_id"] = values.pop("owner")
        done = actions.do(companies.create, **values)
        return None if done is None else int(done.value)

    def alike(name: str) -> str:
        known = actions.ask(deal_form.companies, text=name, limit=50)
        same = next((one for one in known if company_key(one) == company_key(name)), None)
        return "" if same is None else _("“{company}” is here already.").format(company=same)

    wanted = ("name", "reading", "segment", "industry", "phone", "website", "owner")
    specs = {spec.key: spec for spec in columns(actions)}
    dialog = NewRecordDialog(
        _("New company"),
        actions,
        words,
        [specs[key] for key in wanted],
        create,
        parent,
        alike=alike,
        preset={"owner": actions.workspace.member_id},
    )
    dialog.exec()
    return dialog.record_id

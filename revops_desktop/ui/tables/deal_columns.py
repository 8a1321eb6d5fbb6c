"""The table of a record's deals: its columns, and how one of their cells is written."""

from typing import TYPE_CHECKING, Any

from revops_desktop.i18n import _
from revops_desktop.rules.deal_fields import DEAL_KIND_LABELS
from revops_desktop.ui.tables.columns import ColumnSpec, custom_columns
from revops_desktop.ui.tables.listing import Listing

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions, DoneLike

_TABLES = frozenset(
    (
        *("deal", "company", "contact", "member", "stage", "stage_visit", "activity"),
        *("deal_line", "custom_value", "custom_field", "custom_choice", "contact_score"),
    )
)


def columns(actions: "Actions", *, hidden: frozenset[str] = frozenset()) -> list[ColumnSpec]:
    """The columns of deals; those in `hidden` are the same in every row, so nobody misses them."""
    from revops_desktop.analytics import custom_fields, deal_form

    owners = tuple(
        (owner.member_id, owner.name) for owner in actions.ask(deal_form.owners, also=None)
    )
    kinds = tuple((kind, _(label)) for kind, label in DEAL_KIND_LABELS.items())
    states = (
        *(("open", _("Open")), ("customer", _("Customer")), ("lost", _("Lost"))),
        *(("recycled", _("Recycled")), ("churned", _("Churned"))),
        ("transferred", _("To another pipeline")),
    )
    made = [
        ColumnSpec("title", _("Deal"), width=220, is_editable=True),
        ColumnSpec("company", _("Company"), "company", 180),
        ColumnSpec("stage", _("Stage"), width=120),
        ColumnSpec("status", _("State"), "choice", 90, choices=states),
        ColumnSpec("amount", _("Amount"), "money", 110, is_editable=True),
        ColumnSpec("monthly_amount", _("Monthly amount"), "money", 120, is_editable=True),
        ColumnSpec("expected_close", _("Expected close"), "date", 120, is_editable=True),
        ColumnSpec("owner", _("Owner"), "member", 110, is_editable=True, choices=owners),
        ColumnSpec("contact", _("Contact"), width=110),
        ColumnSpec("since", _("Since"), "instant", 110),
        ColumnSpec("kind", _("Kind"), "choice", 110, is_shown=False, choices=kinds),
        ColumnSpec("source", _("Source"), width=110, is_shown=False, is_editable=True),
        ColumnSpec("next_due", _("Next task"), "date", 120, is_shown=False),
        ColumnSpec("score", _("Lead score"), "number", 100, is_shown=False),
        ColumnSpec("created_at", _("Created"), "instant", 120, is_shown=False),
    ]
    own = actions.ask(custom_fields.fields, subject="deal")
    return [spec for spec in (*made, *custom_columns(own)) if spec.key not in hidden]


def listing(actions: "Actions", key: str, hidden: frozenset[str], nothing: str) -> Listing:
    """A table of deals of one record; `key` is what its columns are remembered under."""
    from revops_desktop.analytics import deal_list

    return Listing(
        key=key,
        name=_("Deals"),
        own="deal",
        tables=_TABLES,
        found=deal_list.found,
        rows=deal_list.rows,
        columns=lambda: columns(actions, hidden=hidden),
        nothing=nothing,
        sort="since",
        descending=True,
    )


def write(actions: "Actions", deal_id: int, spec: ColumnSpec, value: Any) -> "DoneLike | None":
    """Writes one field of a deal; None where it was refused."""
    from revops_desktop.operations import custom_fields, deals

    if spec.custom is not None:
        return actions.do(
            custom_fields.set_value, field_id=spec.custom.id, record_id=deal_id, value=value
        )
    name = "owner_id" if spec.key == "owner" else spec.key
    if name == "title":
        value = value or ""
    return actions.do(deals.edit, deal_id=deal_id, fields={name: value})

"""The fields of a product: their order, what they are called, how one is written."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from revops_desktop.i18n import _
from revops_desktop.ui.tables.columns import ColumnSpec, Wording

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from revops_desktop.ui.actions import Actions, DoneLike

# In this order on the page of one product.
OWN = ("name", "list_price", "billing")


def columns() -> list[ColumnSpec]:
    """The columns of products, as they stand where nobody chose otherwise."""
    billing = (("one_off", _("One-off")), ("monthly", _("Monthly")))
    states = (("used", _("In use")), ("archived", _("Archived")))
    return [
        ColumnSpec("name", _("Name"), width=280, is_editable=True),
        ColumnSpec("list_price", _("List price"), "money", 130, is_editable=True),
        ColumnSpec("billing", _("Billing"), "choice", 110, is_editable=True, choices=billing),
        ColumnSpec("open_deals", _("Open deals"), "number", 110),
        ColumnSpec("won_deals", _("Won deals"), "number", 110),
        ColumnSpec("sold", _("Quantity sold"), "number", 110),
        ColumnSpec("won_amount", _("Won amount"), "money", 130),
        ColumnSpec("state", _("State"), "choice", 110, choices=states),
    ]


def write(actions: "Actions", product_id: int, spec: ColumnSpec, value: Any) -> "DoneLike | None":
    """Writes one field of a product; None where it was refused."""
    from revops_desktop.operations import products

    if spec.key == "billing":
        value = value or "one_off"
    if spec.key == "name":
        value = value or ""
    return actions.do(products.edit, product_id=product_id, fields={spec.key: value})


def ask_new(parent: "QWidget", actions: "Actions", words: Wording) -> int:
    """Asks for a new product and writes it; its id, 0 where nobody wanted one."""
    from revops_desktop.operations import products
    from revops_desktop.ui.tables.new_dialog import NewRecordDialog

    def create(entered: Mapping[str, Any]) -> int | None:
        done = actions.do(products.create, **entered)
        return None if done is None else int(done.value)

    specs = {spec.key: spec for spec in columns()}
    dialog = NewRecordDialog(
        _("New product"),
        actions,
        words,
        [specs[key] for key in OWN],
        create,
        parent,
        preset={"billing": "one_off"},
    )
    dialog.exec()
    return dialog.record_id

"""The page of one product: its fields, and the deals that hold it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts
from revops_desktop.ui.products import fields
from revops_desktop.ui.tables.columns import ColumnSpec, Wording
from revops_desktop.ui.tables.record_view import RecordView

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions
    from revops_desktop.ui.preferences import Preferences
    from revops_desktop.ui.tables.record_model import Row, Rows


class ProductView(RecordView):
    """One product."""

    def __init__(
        self,
        actions: "Actions",
        words: Wording,
        preferences: "Preferences | None" = None,
        parent: QWidget | None = None,
    ) -> None:
        self.again = texts.button(_("Use again"))
        self.state = texts.label(_("Archived"), "warning")
        super().__init__(actions, words, preferences, parent)
        self.again.setIcon(icons.icon("archive-restore"))
        self.again.clicked.connect(self.use_again)
        self.deals = self.add_deals("product-deals", _("No deal holds this product yet."))

    def more_controls(self) -> Sequence[QWidget]:
        return (self.state, self.again)

    def specs(self) -> Sequence[ColumnSpec]:
        return [spec for spec in fields.columns() if spec.key in fields.OWN]

    def rows_question(self) -> "Rows":
        from revops_desktop.analytics import product_list

        return product_list.rows

    def write(self, record_id: int, spec: ColumnSpec, value: Any) -> object:
        return fields.write(self.actions_, record_id, spec, value)

    def show_record(self, record_id: int) -> None:
        self.deals.show_of(("product", record_id))
        super().show_record(record_id)

    def show_row(self, row: "Row") -> None:
        super().show_row(row)
        found = self.actions_.ask(self.rows_question(), ids=[self.record_id], keys=["state"])
        archived = found[self.record_id][2] == "archived"
        self.state.setVisible(archived)
        self.again.setVisible(archived)
        self.remove.setVisible(not archived)

    def use_again(self) -> None:
        """Puts an archived product back into use."""
        from revops_desktop.operations import products

        self.actions_.do(products.restore, product_id=self.record_id)

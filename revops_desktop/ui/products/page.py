"""The products: list, and one product's page."""

from collections.abc import Sequence
from typing import Any

from revops_desktop.i18n import _, ngettext
from revops_desktop.ui import texts
from revops_desktop.ui.products import fields
from revops_desktop.ui.tables.columns import ColumnSpec
from revops_desktop.ui.tables.listing import Listing
from revops_desktop.ui.tables.record_view import RecordView
from revops_desktop.ui.tables.records_page import RecordsPage

_TABLES = frozenset(("product", "deal_line", "deal", "stage_visit", "stage"))


class ProductsPage(RecordsPage):
    """All products, and the page of one."""

    key = "products"
    icon_name = "package"

    @staticmethod
    def title() -> str:
        return _("Products")

    def new_text(self) -> str:
        return _("New product")

    def listing(self) -> Listing:
        from revops_desktop.analytics import product_list

        return Listing(
            key=self.key,
            name=self.title(),
            own="product",
            tables=_TABLES,
            found=product_list.found,
            rows=product_list.rows,
            columns=fields.columns,
            is_wide=True,
            nothing=_(
                "There is no product yet. Add one with Ctrl+N: its price and billing fill the "
                "lines of your deals."
            ),
        )

    def write(self, record_id: int, spec: ColumnSpec, value: Any) -> object:
        return fields.write(self.actions_, record_id, spec, value)

    def make_new(self) -> None:
        made = fields.ask_new(self, self.actions_, self.words)
        if made and self.panel is not None:
            self.panel.table.show_current(made)

    def make_view(self) -> RecordView:
        from revops_desktop.ui.products.record import ProductView

        return ProductView(self.actions_, self.words, self.preferences, self)

    def delete(self, ids: Sequence[int]) -> None:
        from revops_desktop.operations import products

        done = self.actions_.do(products.remove, product_ids=list(ids))
        if done is None:
            return
        if done.value:
            texts.message(
                self,
                _("Delete"),
                ngettext(
                    "{n} product is used by deals, so it was archived and not deleted.",
                    "{n} products are used by deals, so they were archived and not deleted.",
                    done.value,
                ).format(n=done.value),
            )
        elif self.record_id in ids:
            self.show_list()

"""Product × quantity × price; the sum is the deal's amount."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _, money
from revops_desktop.rules import custom_fields as custom_rules
from revops_desktop.rules.money import sum_of_lines
from revops_desktop.ui import texts, theme
from revops_desktop.ui.deal.section import Elided, Section, icon_button, show_value
from revops_desktop.ui.fields.editors import editor
from revops_desktop.ui.fields.one_value import ChoiceEditor, LineEditor

if TYPE_CHECKING:
    from revops_desktop.analytics.deal_panel import DealSheet, Line
    from revops_desktop.ui.deal.desk import Desk


class LinesSection(Section):
    """The products of the deal, and a list to add one from."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Products"), parent)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.current().space_1)
        self.rows.addLayout(self._list)
        self.lines: dict[int, LineRow] = {}
        self.sums = texts.label("")
        self.sums.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.sums.setContentsMargins(0, 0, 30, 0)
        self.rows.addWidget(self.sums)
        self.product = ChoiceEditor(_("Add a product"), ())
        self.product.box.setProperty("look", "inline")
        self.product.box.setPlaceholderText(_("Add a product…"))
        self.product.committed.connect(self._add)
        self.rows.addWidget(self.product)
        self._none = texts.paragraph(_("Products are added on the page “Products” first."), "muted")
        self.rows.addWidget(self._none)

    def show_sheet(self, sheet: "DealSheet") -> None:
        from revops_desktop.analytics import deal_panel

        offered = self.desk.actions.ask(deal_panel.products)
        self.product.set_choices(
            [
                (
                    one.product_id,
                    f"{' '.join(one.name[:200].split())}  {money(one.list_price, sheet.currency)}",
                )
                for one in offered
            ]
        )
        if not self.product.box.hasFocus() or self.product.value() is None:
            self._empty()
        self.product.setVisible(bool(offered))
        self._none.setVisible(not offered and not sheet.lines)
        wanted = [line.line_id for line in sheet.lines]
        for line_id in set(self.lines) - set(wanted):
            row = self.lines.pop(line_id)
            row.hide()
            row.deleteLater()
        for place, line in enumerate(sheet.lines):
            if line.line_id not in self.lines:
                self.lines[line.line_id] = LineRow(self.desk, line)
                self._list.insertWidget(place, self.lines[line.line_id])
            self.lines[line.line_id].show_line(line)
        self._show_sums(sheet)

    def _show_sums(self, sheet: "DealSheet") -> None:
        parts = []
        for billing in ("one_off", "monthly"):
            lines = [line for line in sheet.lines if line.billing == billing]
            if lines:
                total = sum_of_lines((line.quantity, line.unit_price) for line in lines)
                written = money(total, sheet.currency)
                parts.append(
                    _("{amount}/mo").format(amount=written) if billing == "monthly" else written
                )
        self.sums.setText(_("Sum: {sum}").format(sum=" + ".join(parts)))
        self.sums.setVisible(bool(parts))

    def _add(self, product_id: int | None) -> None:
        from revops_desktop.operations import deal_lines

        if product_id is not None:
            self.desk.do(deal_lines.add, deal_id=self.desk.deal_id, product_id=product_id)
        self._empty()

    def _empty(self) -> None:
        self.product.set_value(None)
        self.product.box.setCurrentIndex(-1)


class LineRow(QWidget):
    """One product: how many, at which price, and what that makes."""

    def __init__(self, desk: "Desk", line: "Line", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.line = line
        tokens = theme.current()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, tokens.space_1)
        rows.setSpacing(0)
        top = QHBoxLayout()
        top.setSpacing(tokens.space_1)
        self.name = Elided("")
        self.remove_button = icon_button("x", "")
        self.remove_button.clicked.connect(self._remove)
        top.addWidget(self.name, 1)
        top.addWidget(self.remove_button)
        rows.addLayout(top)
        below = QHBoxLayout()
        below.setSpacing(tokens.space_1)
        self.quantity = LineEditor(_("Quantity"), _read_quantity, lambda value: str(value or ""))
        self.quantity.setFixedWidth(64)
        self.price = editor("money", _("Unit price"), currency=desk.sheet.currency)
        self.price.setFixedWidth(130)
        for made in (self.quantity, self.price):
            made.field.setProperty("look", "inline")
            made.committed.connect(lambda _value: self._write())
        assert isinstance(self.price, LineEditor)
        for field in (self.quantity.line, self.price.line):
            field.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.price.line.setPlaceholderText(_("unknown"))
        self.sum = texts.label("")
        self.sum.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        below.addWidget(self.quantity, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(texts.label("×", "muted"))
        below.addWidget(self.price, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.sum, 1)
        below.addSpacing(self.remove_button.sizeHint().width())
        rows.addLayout(below)

    def show_line(self, line: "Line") -> None:
        """Shows the line as it is now; a number that is being typed stays."""
        self.line = line
        self.name.set_text(line.product)
        what = _("Remove {product}").format(product=line.product)
        self.remove_button.setAccessibleName(what)
        texts.set_tool_tip(self.remove_button, what)
        show_value(self.quantity, line.quantity)
        show_value(self.price, line.unit_price)
        total = sum_of_lines([(line.quantity, line.unit_price)])
        written = money(total, self.desk.sheet.currency)
        if line.billing == "monthly":
            written = _("{amount}/mo").format(amount=written)
        self.sum.setText(written)

    def _write(self) -> None:
        from revops_desktop.operations import deal_lines

        self.desk.do(
            deal_lines.edit,
            line_id=self.line.line_id,
            quantity=self.quantity.shown,
            unit_price=self.price.shown,
        )

    def _remove(self) -> None:
        from revops_desktop.operations import deal_lines

        self.desk.do(deal_lines.remove, line_id=self.line.line_id)


def _read_quantity(text: str) -> int:
    number = custom_rules.parse_number(text)
    if number is None or number % custom_rules.MILLION or number < custom_rules.MILLION:
        raise RuleBroken(
            _("A quantity is a whole number, 1 or more. Nothing was changed. Please correct it.")
        )
    return number // custom_rules.MILLION

"""The deals behind a figure: sorted, searched, copied, written as CSV or workbook."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QLineEdit, QVBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.i18n import _, ngettext
from revops_desktop.rules.currency import to_major
from revops_desktop.rules.periods import local_day
from revops_desktop.ui import texts, theme
from revops_desktop.ui.tables.text_list import FileValue, ListTable, TextList, export

if TYPE_CHECKING:
    from collections.abc import Callable

    from revops_desktop.analytics.deals_behind import DealBehind
    from revops_desktop.ui.actions import Actions

_AMOUNT = 5


def headings() -> list[str]:
    """The columns of the list."""
    return [
        *(_("Deal"), _("Company"), _("Owner"), _("Stage"), _("State")),
        *(_("Amount"), _("Date")),
    ]


def states() -> dict[str, str]:
    """What became of a deal, in words."""
    return {
        "open": _("Open"),
        "customer": _("Customer"),
        "lost": _("Lost"),
        "recycled": _("Recycled"),
        "churned": _("Churned"),
        "transferred": _("To another pipeline"),
    }


class DealsList(TextList):
    """Rows that each have a `deal_id`: what the dialog can show."""

    widths: tuple[int, ...] = ()
    # How wide the dialog of it is at first.
    width = 900
    # The column that is sorted by at first, the greatest on top.
    sorted_by = 0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.about: Any = None
        self.headings = self.named()

    def named(self) -> list[str]:
        """The columns."""
        raise NotImplementedError

    def counted(self, number: int) -> str:
        """How many rows there are, in words."""
        return ngettext("{n} deal", "{n} deals", number).format(n=i18n.count(number))

    def show(self, answer: Any) -> None:
        """Shows these rows."""
        self.about = answer
        self.take(answer.rows)


class DealsModel(DealsList):
    """The deals as texts, with the values to sort by."""

    right = frozenset((_AMOUNT,))
    plain = ("title", "company", "owner", "stage")
    widths = (0, 180, 100, 110, 90, 120, 120)
    # The deal's own name has room for what tells it from the others.
    width = 1020
    sorted_by = _AMOUNT + 1

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states = states()

    def named(self) -> list[str]:
        return headings()

    def sort_value(self, row: "DealBehind", column: int) -> Any:
        if column == _AMOUNT:
            return float("-inf") if row.value is None else float(row.value)
        if column > _AMOUNT:
            return float("-inf") if row.at is None else float(row.at)
        return super().sort_value(row, column)

    def texts(self, row: "DealBehind") -> list[str]:
        return [
            *(row.title, row.company, row.owner, row.stage, self._states[row.status]),
            i18n.money(row.value, self.about.currency),
            i18n.day(iso) if (iso := self._day(row)) else i18n.NOTHING,
        ]

    def values(self, row: "DealBehind") -> list[FileValue]:
        value = None if row.value is None else to_major(row.value, self.about.currency)
        return [*self.texts(row)[:_AMOUNT], value, self._day(row)]

    def _day(self, deal: "DealBehind") -> str | None:
        if deal.day or deal.at is None:
            return deal.day
        return local_day(deal.at, self.about.zone).isoformat()


class DealsDialog(QDialog):
    """The list; its heading says what it is of. `model` shows something else than deals."""

    def __init__(
        self,
        title: str,
        tip: str,
        actions: "Actions",
        parent: QWidget,
        model: DealsList | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._title = " ".join(title.split())
        self.setWindowTitle(self._title)
        tokens = theme.current()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[tokens.space_4] * 4)
        layout.setSpacing(tokens.space_3)
        layout.addWidget(texts.heading(self._title))
        self._explain(layout, tip)
        self.model = model or DealsModel()
        self.resize(self.model.width, 560)
        self.model.setParent(self)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search in this list"))
        self.search.setAccessibleName(_("Search in this list"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_search)
        layout.addWidget(self.search)
        layout.addWidget(self._table(), 1)
        layout.addLayout(self._foot())

    def _explain(self, layout: QVBoxLayout, tip: str) -> None:
        """What stands between the title and the list."""
        if tip:
            layout.addWidget(texts.paragraph(tip, "muted"))

    def _table(self) -> ListTable:
        self.table = ListTable(self.model, self._title)
        self.found = self.table.found
        # By no column, the rows stay in their own order.
        is_sorted = self.model.sorted_by >= 0
        order = Qt.SortOrder.DescendingOrder if is_sorted else Qt.SortOrder.AscendingOrder
        self.table.sortByColumn(self.model.sorted_by, order)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate(self.model.widths):
            if column:
                self.table.setColumnWidth(column, width)
        self.table.activated.connect(self._open)
        return self.table

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        self.count = texts.label("", "muted")
        foot.addWidget(self.count, 1)
        for name, work in (*self._deeds(), (_("Close"), self.accept)):
            button = texts.button(name, "primary" if name == _("Close") else "plain")
            button.clicked.connect(work)
            button.setAutoDefault(False)
            foot.addWidget(button)
        return foot

    def _deeds(self) -> "list[tuple[str, Callable[[], object]]]":
        """What the buttons do, by their names."""
        return [(_("Copy"), self.table.copy), (_("Export…"), self.export)]

    def show_deals(self, answer: Any) -> None:
        """Fills the list."""
        self.model.show(answer)
        self._total = answer.total
        self._on_search(self.search.text())
        self.table.setFocus()

    def _on_search(self, text: str) -> None:
        self.found.search(text)
        words = self.model.counted(self.found.rowCount())
        if len(self.model.rows) < self._total:
            words += " · " + _("the newest {n} of {total}").format(
                n=i18n.count(len(self.model.rows)), total=i18n.count(self._total)
            )
        self.count.setText(words)

    _total = 0

    def copy(self) -> None:
        """Copies the selected rows, or all that are shown, as a spreadsheet pastes them."""
        self.table.copy()

    def _open(self, index: QModelIndex) -> None:
        """Shows a deal in the panel beside the page."""
        deal = self.table.row(index)
        self.accept()
        self._actions.deal_wanted.emit(deal.deal_id)

    def export(self) -> None:
        """Writes what is shown, in its order, where the person says."""
        export(self, self._actions, self._title, self.table, self.count.setText)


def open_deals(
    parent: QWidget,
    actions: "Actions",
    title: str,
    tip: str,
    question: "Callable[..., Any]",
    model: type[DealsList] = DealsModel,
    /,
    **arguments: Any,
) -> None:
    """Opens the deals that a question of analytics answers with, once they are read.

    `model` shows something else than deals.
    """
    show = partial(_show, parent, actions, title, tip, model)
    actions.ask_later("deals-behind", question, show, **arguments)


def _show(
    parent: QWidget,
    actions: "Actions",
    title: str,
    tip: str,
    model: type[DealsList],
    answer: Any,
) -> None:
    dialog = DealsDialog(title, tip, actions, parent, model())
    dialog.show_deals(answer)
    dialog.exec()

"""The deals behind a figure: sorted, searched, copied, written as CSV."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from revops_desktop import i18n
from revops_desktop.errors import Problem
from revops_desktop.i18n import _, ngettext
from revops_desktop.rules.currency import to_major
from revops_desktop.rules.periods import local_day
from revops_desktop.rules.text import fold
from revops_desktop.ui import texts, theme
from revops_desktop.ui.funnel import rows, tile_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from revops_desktop.analytics.deals_behind import DealBehind, DealsBehind
    from revops_desktop.analytics.funnel import Funnel
    from revops_desktop.ui.actions import Actions

Index = QModelIndex | QPersistentModelIndex
_SORT = Qt.ItemDataRole.UserRole
# What each column of the funnel counts; the bar and the name stand for all that reached it.
_SUBJECTS = ("reached", "reached", "reached", "advanced", "advanced", "waiting", "left", "here")
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


class DealsModel(QAbstractTableModel):
    """The deals as texts, with the values to sort by."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.deals: tuple[DealBehind, ...] = ()
        self._about: Any = None
        self._headings = headings()
        self._states = states()

    def show(self, answer: "DealsBehind") -> None:
        """Shows these."""
        self.beginResetModel()
        self.deals, self._about = answer.rows, answer
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self.deals)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self._headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        deal, column = self.deals[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            text = self.texts(deal)[column]
            return " ".join(text.split())[:200]
        if role == _SORT:
            return self._sort_value(deal, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        return None

    def _sort_value(self, deal: "DealBehind", column: int) -> Any:
        if column == _AMOUNT:
            return float("-inf") if deal.value is None else float(deal.value)
        if column > _AMOUNT:
            return float("-inf") if deal.at is None else float(deal.at)
        return fold(self.texts(deal)[column])

    def texts(self, deal: "DealBehind") -> list[str]:
        """The cells of a deal as they are shown."""
        return [
            *(deal.title, deal.company, deal.owner, deal.stage, self._states[deal.status]),
            i18n.money(deal.value, self._about.currency),
            i18n.day(iso) if (iso := self._day(deal)) else i18n.NOTHING,
        ]

    def values(self, deal: "DealBehind") -> list[str | Decimal | None]:
        """The cells as they are written into a file: numbers and ISO days."""
        value = None if deal.value is None else to_major(deal.value, self._about.currency)
        return [*self.texts(deal)[:_AMOUNT], value, self._day(deal)]

    def _day(self, deal: "DealBehind") -> str | None:
        if deal.day or deal.at is None:
            return deal.day
        return local_day(deal.at, self._about.zone).isoformat()


def _alignment(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column == _AMOUNT else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


class Found(QSortFilterProxyModel):
    """The rows in which some cell holds the searched text, width and kana aside."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = ""
        self.setSortRole(_SORT)

    def search(self, text: str) -> None:
        """Keeps the rows that hold `text`."""
        self._wanted = fold(text)
        # Asks filterAcceptsRow anew, in every version of Qt that we run on.
        self.setFilterFixedString(text)

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        model = self.sourceModel()
        if not self._wanted or not isinstance(model, DealsModel):
            return True
        return any(self._wanted in fold(text) for text in model.texts(model.deals[row]))


class DealsDialog(QDialog):
    """The list; its heading says what it is of."""

    def __init__(self, title: str, tip: str, actions: "Actions", parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions
        self._title = title
        self.setWindowTitle(" ".join(title.split()))
        self.resize(900, 560)
        tokens = theme.current()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[tokens.space_4] * 4)
        layout.setSpacing(tokens.space_3)
        layout.addWidget(texts.heading(" ".join(title.split())))
        if tip:
            layout.addWidget(texts.paragraph(tip, "muted"))
        self.model = DealsModel(self)
        self.found = Found(self)
        self.found.setSourceModel(self.model)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search in this list"))
        self.search.setAccessibleName(_("Search in this list"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_search)
        layout.addWidget(self.search)
        layout.addWidget(self._table(), 1)
        layout.addLayout(self._foot())

    def _table(self) -> QTableView:
        self.table = QTableView()
        self.table.setProperty("kind", "table")
        self.table.setAccessibleName(self._title)
        self.table.setModel(self.found)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(_AMOUNT + 1, Qt.SortOrder.DescendingOrder)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(theme.current().row_height)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate((0, 180, 100, 110, 90, 120, 120)):
            if column:
                self.table.setColumnWidth(column, width)
        self.table.activated.connect(self._open)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.table)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy)
        return self.table

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        self.count = texts.label("", "muted")
        foot.addWidget(self.count, 1)
        for name, work in (
            (_("Copy"), self.copy),
            (_("Export as CSV…"), self.export),
            (_("Close"), self.accept),
        ):
            button = texts.button(name, "primary" if name == _("Close") else "plain")
            button.clicked.connect(work)
            button.setAutoDefault(False)
            foot.addWidget(button)
        return foot

    def show_deals(self, answer: "DealsBehind") -> None:
        """Fills the list."""
        self.model.show(answer)
        self._total = answer.total
        self._on_search(self.search.text())
        self.table.setFocus()

    def _on_search(self, text: str) -> None:
        self.found.search(text)
        shown = self.found.rowCount()
        words = ngettext("{n} deal", "{n} deals", shown).format(n=i18n.count(shown))
        if len(self.model.deals) < self._total:
            words += " · " + _("the newest {n} of {total}").format(
                n=i18n.count(len(self.model.deals)), total=i18n.count(self._total)
            )
        self.count.setText(words)

    _total = 0

    def _shown(self, rows_: list[int]) -> "list[DealBehind]":
        return [
            self.model.deals[self.found.mapToSource(self.found.index(row, 0)).row()]
            for row in rows_
        ]

    def copy(self) -> None:
        """Copies the selected rows, or all that are shown, as a spreadsheet pastes them."""
        selected = sorted({index.row() for index in self.table.selectedIndexes()})
        deals = self._shown(selected or list(range(self.found.rowCount())))
        lines = [headings(), *(self.model.texts(deal) for deal in deals)]
        text = "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)
        QGuiApplication.clipboard().setText(text)

    def _open(self, index: QModelIndex) -> None:
        """Shows a deal in the panel beside the page."""
        deal = self.model.deals[self.found.mapToSource(index).row()]
        self.accept()
        self._actions.deal_wanted.emit(deal.deal_id)

    def export(self) -> None:
        """Writes what is shown, in its order, where the person says."""
        from revops_desktop.exchange.listing import write_list

        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("Export as CSV…"), "", _("CSV files (*.csv)")
        )
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix else path.with_suffix(".csv")
        deals = self._shown(list(range(self.found.rowCount())))
        try:
            write_list(path, headings(), [self.model.values(deal) for deal in deals])
        except Problem as problem:
            self._actions.show_problem(problem)
            return
        self.count.setText(_("Wrote {path}.").format(path=path))


def open_deals(
    parent: QWidget,
    actions: "Actions",
    title: str,
    tip: str,
    question: "Callable[..., DealsBehind]",
    **arguments: Any,
) -> None:
    """Opens the deals that a question of analytics answers with, once they are read."""

    def show(answer: "DealsBehind") -> None:
        dialog = DealsDialog(title, tip, actions, parent)
        dialog.show_deals(answer)
        dialog.exec()

    actions.ask_later("deals-behind", question, show, **arguments)


def _open(
    parent: QWidget, actions: "Actions", title: str, tip: str, funnel: "Funnel", **wanted: Any
) -> None:
    from revops_desktop.analytics.deals_behind import deals_behind

    shown = {"pipeline_id": funnel.pipeline_id, "period": funnel.period, "only": funnel.only}
    open_deals(parent, actions, title, tip, deals_behind, **shown, **wanted)


def open_stage(
    parent: QWidget, actions: "Actions", funnel: "Funnel", row: int, column: int
) -> None:
    """Opens the deals behind the figure in that row and column of the funnel."""
    stage = funnel.stages[row].stage
    heading = rows.headings("count")[max(column - 2, 0)]
    _open(
        parent,
        actions,
        f"{stage.name} · {heading.text}",
        heading.tip,
        funnel,
        subject=_SUBJECTS[column],
        stage_id=stage.stage_id,
    )


def open_tile(parent: QWidget, actions: "Actions", funnel: "Funnel", place: int) -> None:
    """Opens the deals behind a tile."""
    subject = tile_words.SUBJECTS[place]
    names = {
        "won": _("Won deals"),
        "decided": _("Won and lost deals"),
        "open": _("Open deals"),
    }
    _open(parent, actions, names[subject], "", funnel, subject=subject)

"""The figures of a review: a rule a row, as they were frozen, beside those of the time before."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.sla import review_words as words

if TYPE_CHECKING:
    from revops_desktop.analytics.sla_review import ReviewFigures, RuleLine

Index = QModelIndex | QPersistentModelIndex
_WIDTHS = (0, 130, 56, 76, 76, 76, 92, 100)


class FiguresModel(QAbstractTableModel):
    """The rules of a review; the last column is the change since the review before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rules: tuple[RuleLine, ...] = ()
        self._before: ReviewFigures | None = None
        self._headings = (
            *(_("Promise"), _("Function"), _("Met"), _("Met late"), _("Overdue"), _("Running")),
            *(_("Compliance"), _("Since last time")),
        )

    def show(self, figures: "ReviewFigures", before: "ReviewFigures | None") -> None:
        """Shows these figures."""
        self.beginResetModel()
        self.rules, self._before = figures.rules, before
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self.rules)

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
        rule = self.rules[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.texts(rule)[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            why = i18n.why(rule.compliance) if index.column() >= len(_WIDTHS) - 2 else ""
            return texts.tool_tip(why or self.texts(rule)[index.column()])
        if role == Qt.ItemDataRole.ForegroundRole and rule.compliance.rate is None:
            weak = index.column() >= len(_WIDTHS) - 2
            return theme.colour("text_muted") if weak else None
        return None

    def texts(self, rule: "RuleLine") -> tuple[str, ...]:
        """The cells of a rule as they are shown."""
        name = " ".join(rule.name.split())
        if rule.pipeline and len({one.pipeline for one in self.rules if one.pipeline}) > 1:
            name = f"{name} ({' '.join(rule.pipeline.split())})"
        before = self._before.of_rule(rule) if self._before is not None else None
        return (
            name,
            " ".join(rule.function.split()),
            *(i18n.count(one) for one in (rule.met, rule.met_late, rule.breached, rule.running)),
            i18n.share(rule.compliance),
            words.change(rule.compliance, before.compliance if before else None),
        )


def _alignment(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column > 1 else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


class FiguresTable(QTableView):
    """As high as its rows; `opened` carries the rule whose clocks are wanted."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self.rules = FiguresModel(self)
        self.setProperty("kind", "table")
        self.setAccessibleName(_("Figures of the review"))
        self.setModel(self.rules)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(tokens.row_height)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(40)
        for column, width in enumerate(_WIDTHS):
            if width:
                self.setColumnWidth(column, width)
            else:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(self._open)

    def show_figures(self, figures: "ReviewFigures", before: "ReviewFigures | None") -> None:
        """Shows the figures, with the difference to those before."""
        self.rules.show(figures, before)
        rows = self.rules.rowCount() * theme.current().row_height
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + 6)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.rules.rules[index.row()])

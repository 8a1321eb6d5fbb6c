"""The figures of a review: a rule a row, as they were frozen, beside those of the time before."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.rules.text import fold
from revops_desktop.ui import theme
from revops_desktop.ui.sla import review_words as words
from revops_desktop.ui.tables.text_list import CellTable, FileValue, TextList

if TYPE_CHECKING:
    from revops_desktop.analytics.sla_review import ReviewFigures, RuleLine

_WIDTHS = (0, 144, 52, 78, 76, 90, 84, 104)
_COMPLIANCE, _CHANGE = 6, 7
# The figure whose clocks each column opens (analytics/sla_figures.py).
SUBJECTS = (
    *("counted", "counted", "met", "met_late", "breached", "running"),
    *("counted", "counted"),
)


class FiguresList(TextList):
    """The rules of a review; the last column is the change since the review before."""

    right = frozenset(range(2, 8))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before: ReviewFigures | None = None
        self.headings = (
            *(_("Promise"), _("Function"), _("Met"), _("Met late"), _("Overdue"), _("Not due yet")),
            *(_("Compliance"), _("Since last time")),
        )

    def show(self, figures: "ReviewFigures", before: "ReviewFigures | None") -> None:
        """Shows these figures."""
        self._before = before
        self.take(figures.rules)

    def texts(self, row: "RuleLine") -> list[str]:
        name = row.name
        if row.pipeline and len({one.pipeline for one in self.rows if one.pipeline}) > 1:
            name = f"{name} ({row.pipeline})"
        before = self._before.of_rule(row) if self._before is not None else None
        return [
            *(name, row.function),
            *(i18n.count(one) for one in (row.met, row.met_late, row.breached, row.running)),
            i18n.share(row.compliance),
            words.change(row.compliance, before.compliance if before else None),
        ]

    def values(self, row: "RuleLine") -> list[FileValue]:
        shown, raw, moved = self.texts(row), row.compliance.raw, self._moved(row)
        return [
            *shown[:2],
            *(row.met, row.met_late, row.breached, row.running),
            None if raw is None else _decimal(raw),
            None if moved is None else _decimal(moved),
        ]

    def _moved(self, row: "RuleLine") -> float | None:
        before = self._before.of_rule(row) if self._before is not None else None
        now, then = row.compliance.raw, before.compliance.raw if before else None
        return None if now is None or then is None else now - then

    def sort_value(self, row: "RuleLine", column: int) -> Any:
        if column < 2:
            return fold(self.texts(row)[column])
        if column < _COMPLIANCE:
            return (row.met, row.met_late, row.breached, row.running)[column - 2]
        found = row.compliance.raw if column == _COMPLIANCE else self._moved(row)
        return float("-inf") if found is None else found

    def tip(self, row: "RuleLine", column: int) -> str:
        why = i18n.why(row.compliance) if column >= _COMPLIANCE else ""
        return why or self.texts(row)[column]

    def is_weak(self, row: "RuleLine", column: int) -> bool:
        return column >= _COMPLIANCE and row.compliance.rate is None


def _decimal(value: float) -> Decimal:
    return Decimal(value).quantize(Decimal("0.0001"))


class FiguresTable(CellTable):
    """As high as its rows; `figure_opened` carries the rule and the figure that is wanted."""

    figure_opened = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.rules = FiguresList()
        super().__init__(self.rules, _("Figures of the review"), parent)
        self.rules.setParent(self)
        self.setProperty("kind", "table")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.share_width(_WIDTHS, narrowest=120)
        # In the order of the river until another is asked for.
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.opened.connect(self._on_opened)

    def show_figures(self, figures: "ReviewFigures", before: "ReviewFigures | None") -> None:
        """Shows the figures, with the difference to those before."""
        self.rules.show(figures, before)
        rows = self.rules.rowCount() * theme.current().row_height
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + 6)

    def _on_opened(self, index: QModelIndex) -> None:
        self.figure_opened.emit(self.row(index), SUBJECTS[index.column()])

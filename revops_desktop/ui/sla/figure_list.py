"""The table of figures: a row a rule, function, member or week; every figure opens its clocks."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.ui.sla import figure_words
from revops_desktop.ui.sla.clock_words import with_minutes
from revops_desktop.ui.tables.text_list import FileValue, TextList

if TYPE_CHECKING:
    from revops_desktop.analytics.sla_figures import By
    from revops_desktop.analytics.sla_page import Row
    from revops_desktop.rules.shares import Share

# The clocks, or from the ninth on the hand-offs, that each column counts.
SUBJECTS = (
    *("counted", "counted", "met", "met_late", "breached"),
    *("running", "at_risk", "answered", "answered", "ended", "incomplete"),
)
COMPLIANCE, _MEDIAN, _LOSS, _COMPLETE = 1, 7, 9, 10
WIDTHS = (0, 86, 58, 76, 76, 92, 72, 100, 92, 80, 108)


def headings(by: "By") -> list[str]:
    """The columns of a cut."""
    first = {
        "rule": _("Promise"),
        "function": _("Function"),
        "member": _("Member"),
        "week": _("Week"),
    }[by]
    return [
        *(first, _("Compliance"), _("Met"), _("Met late"), _("Overdue")),
        *(_("Not due yet"), _("At risk"), _("Response time"), _("90% within")),
        *(_("Loss rate"), _("Completeness")),
    ]


class FigureList(TextList):
    """The groups of one cut."""

    right = frozenset(range(1, len(SUBJECTS)))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.by: By = "rule"
        self._rivers: frozenset[str] = frozenset()

    def show(self, by: "By", rows: "Sequence[Row]") -> None:
        """Shows these groups."""
        self.by = by
        self._rivers = frozenset(row.group.pipeline for row in rows if row.group.pipeline)
        self.take(rows, headings(by))

    def name(self, row: "Row") -> str:
        """What a group is called; a stage with its pipeline where there are several."""
        said = figure_words.group_name(self.by, row.group)
        several = len(self._rivers) > 1 and row.group.pipeline
        return f"{said} · {row.group.pipeline}" if several else said

    def texts(self, row: "Row") -> list[str]:
        figures, handed = row.group.figures, row.handed
        counts = (figures.met, figures.met_late, figures.breached)
        shares = (None, None) if handed is None else (handed.loss_rate, handed.completeness)
        return [
            self.name(row),
            i18n.share(figures.compliance),
            *(i18n.count(one) for one in counts),
            *(i18n.count(one) for one in (figures.running, figures.at_risk)),
            figure_words.time_taken(figures.response.median),
            figure_words.time_taken(figures.response.ninetieth),
            *(i18n.NOTHING if one is None else i18n.share(one) for one in shares),
        ]

    def values(self, row: "Row") -> list[FileValue]:
        first = str(row.group.key) if self.by == "week" else self.name(row)
        _name, compliance, *numbers, loss, complete = self._numbers(row)
        median, ninetieth = numbers[-2:]
        return [
            first,
            _decimal(compliance),
            *(int(one or 0) for one in numbers[:-2]),
            *(None if one is None else round(one / 60) for one in (median, ninetieth)),
            *(_decimal(loss), _decimal(complete)),
        ]

    def written_headings(self) -> list[str]:
        return [
            with_minutes(heading) if column in (_MEDIAN, _MEDIAN + 1) else heading
            for column, heading in enumerate(self.headings)
        ]

    def _numbers(self, row: "Row") -> tuple[float | None, ...]:
        figures, handed = row.group.figures, row.handed
        return (
            *(None, figures.compliance.raw, figures.met, figures.met_late, figures.breached),
            *(figures.running, figures.at_risk),
            *(figures.response.median, figures.response.ninetieth),
            None if handed is None else handed.loss_rate.raw,
            None if handed is None else handed.completeness.raw,
        )

    def sort_value(self, row: "Row", column: int) -> Any:
        if column == 0:
            return str(row.group.key) if self.by == "week" else super().sort_value(row, 0)
        number = self._numbers(row)[column]
        return float("inf") if number is None else float(number)

    def share(self, row: "Row", column: int) -> "Share | None":
        """The share that stands in a cell; None where it holds something else."""
        if column == COMPLIANCE:
            return row.group.figures.compliance
        if column < _LOSS or row.handed is None:
            return None
        return row.handed.loss_rate if column == _LOSS else row.handed.completeness

    def is_weak(self, row: "Row", column: int) -> bool:
        share = self.share(row, column)
        if share is not None:
            return share.rate is None
        if column >= _MEDIAN:
            return row.group.figures.response.n < 5
        return column > 0 and self.texts(row)[column] == "0"

    def tip(self, row: "Row", column: int) -> str:
        if column == 0:
            more = (row.group.pipeline, row.group.function)
            return "\n".join(part for part in (self.name(row), *more) if part)
        share = self.share(row, column)
        if share is not None:
            return figure_words.share_tip(share, self.heading_tip(column))
        if _MEDIAN <= column < _LOSS:
            n = i18n.count(row.group.figures.response.n)
            return f"{self.heading_tip(column)}\nn = {n}"
        return self.heading_tip(column)

    def heading_tip(self, column: int) -> str:
        return (
            "",
            figure_words.compliance_meaning(),
            _("Answered by the deadline."),
            _("Answered after the deadline."),
            _("Past the deadline without an answer, or left the river after it."),
            _("Not due yet, as of now; those at risk and paused are among them."),
            _("Less than a fifth of the time limit is left, as of now."),
            figure_words.response_meaning(),
            _("Nine of ten answers took no longer than this."),
            figure_words.loss_meaning(),
            figure_words.completeness_meaning(),
        )[column]


def _decimal(raw: float | None) -> Decimal | None:
    return None if raw is None else Decimal(repr(round(raw, 6)))

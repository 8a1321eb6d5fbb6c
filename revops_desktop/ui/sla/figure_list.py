"""The table of figures: a row a rule, function, member or week; every figure opens its clocks."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.ui.sla import figure_words
from revops_desktop.ui.tables.text_list import FileValue, TextList

if TYPE_CHECKING:
    from revops_desktop.analytics.sla_figures import By, Group
    from revops_desktop.rules.shares import Share

# The clocks that each column counts.
SUBJECTS = (
    *("counted", "counted", "met", "met_late", "breached"),
    *("running", "at_risk", "answered", "answered"),
)
COMPLIANCE = 1
WIDTHS = (0, 84, 64, 74, 74, 74, 74, 104, 104)


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
        *(_("Running"), _("At risk"), _("Response time"), _("90 % within")),
    ]


class FigureList(TextList):
    """The groups of one cut."""

    right = frozenset(range(1, len(SUBJECTS)))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.by: By = "rule"

    def show(self, by: "By", groups: "Sequence[Group]") -> None:
        """Shows these groups."""
        self.by = by
        self.take(groups, headings(by))

    def name(self, row: "Group") -> str:
        """What a group is called."""
        return figure_words.group_name(self.by, row)

    def texts(self, row: "Group") -> list[str]:
        figures = row.figures
        counts = (figures.met, figures.met_late, figures.breached)
        return [
            self.name(row),
            i18n.share(figures.compliance),
            *(i18n.count(one) for one in counts),
            *(i18n.count(one) for one in (figures.running, figures.at_risk)),
            figure_words.time_taken(figures.response.median),
            figure_words.time_taken(figures.response.ninetieth),
        ]

    def values(self, row: "Group") -> list[FileValue]:
        figures = row.figures
        times = (figures.response.median, figures.response.ninetieth)
        return [
            str(row.key) if self.by == "week" else self.name(row),
            _decimal(figures.compliance),
            *(figures.met, figures.met_late, figures.breached),
            *(figures.running, figures.at_risk),
            *(None if one is None else round(one / 60) for one in times),
        ]

    def sort_value(self, row: "Group", column: int) -> Any:
        if column == 0:
            return str(row.key) if self.by == "week" else super().sort_value(row, 0)
        figures = row.figures
        numbers = (
            *(figures.compliance.raw, figures.met, figures.met_late, figures.breached),
            *(figures.running, figures.at_risk),
            *(figures.response.median, figures.response.ninetieth),
        )
        number = numbers[column - 1]
        return float("inf") if number is None else float(number)

    def is_weak(self, row: "Group", column: int) -> bool:
        if column == COMPLIANCE:
            return row.figures.compliance.rate is None
        if column >= 7:
            return row.figures.response.n < 5
        return column > 0 and self.texts(row)[column] == "0"

    def tip(self, row: "Group", column: int) -> str:
        if column == 0:
            more = (row.pipeline, row.function)
            return "\n".join(part for part in (self.name(row), *more) if part)
        if column == COMPLIANCE:
            return figure_words.share_tip(row.figures.compliance, figure_words.compliance_meaning())
        if column >= 7:
            return f"n = {i18n.count(row.figures.response.n)}"
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
            _("Median business time from start to answer, pauses aside."),
            _("Nine of ten answers took no longer than this."),
        )[column]


def _decimal(share: "Share") -> Decimal | None:
    raw = share.raw
    return None if raw is None else Decimal(repr(round(raw, 6)))

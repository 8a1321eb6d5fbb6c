"""The rows of the comparison: each value of a dimension with its figures, or its conversions."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.rules.currency import to_major
from revops_desktop.rules.filtering import WORDS
from revops_desktop.rules.shares import FEWEST, Share
from revops_desktop.ui.funnel.rows import amount_text
from revops_desktop.ui.tables.text_list import FileValue, TextList

if TYPE_CHECKING:
    from revops_desktop.analytics.breakdown import Part
    from revops_desktop.analytics.compared_steps import ComparedSteps, ValueSteps
    from revops_desktop.analytics.tally import Tally


class Figure(NamedTuple):
    """A cell: its words, what sorts it, what a file keeps of it, its tip, if it is grey, n."""

    text: str
    order: float
    kept: FileValue
    tip: str = ""
    weak: bool = False
    n: int | None = None


_LEAST = float("-inf")


def value_name(by: str, value: Any, name: str | None) -> str:
    """What a value is called; None is “not recorded”, which is none of the recorded ones."""
    if value is None:
        return _("Not recorded")
    said = WORDS.get(by, {}).get(str(value))
    return _(said) if said else name or str(value)


def _count(tally: "Tally", currency: str) -> Figure:
    text = i18n.count(tally.count)
    tip = f"{text} · {amount_text(tally, currency)}"
    return Figure(text, tally.count, tally.count, tip, tally.count == 0)


def _amount(tally: "Tally", currency: str) -> Figure:
    text = amount_text(tally, currency)
    return Figure(text, tally.amount, to_major(tally.amount, currency), "", not tally.count)


def _share(share: Share | None) -> Figure:
    if share is None:
        return Figure("", _LEAST, None)
    raw = share.raw if share.shows_figure else None
    cases = share.denominator if share.cases is None else share.cases
    tip = "\n".join(part for part in (f"n = {i18n.count(cases)}", i18n.why(share)) if part)
    kept = None if raw is None else Decimal(str(round(raw, 6)))
    return Figure(i18n.share(share), _LEAST if raw is None else raw, kept, tip, share.rate is None)


def _days(median: float | None, n: int) -> Figure:
    kept = None if median is None else Decimal(str(round(median, 4)))
    order = _LEAST if median is None else median
    return Figure(i18n.days(median), order, kept, f"n = {i18n.count(n)}", n < FEWEST, n)


def _mean(tally: "Tally", currency: str) -> Figure:
    known = tally.count - tally.without_amount
    if not known:
        return Figure(i18n.NOTHING, _LEAST, None, "n = 0", True)
    mean = round(tally.amount / known)
    tip = f"n = {i18n.count(known)}"
    text = i18n.money_short(mean, currency)
    return Figure(text, mean, to_major(mean, currency), tip, known < FEWEST, known)


class CompareList(TextList):
    """Rows with their figures, reckoned once; `subjects`: what each column opens, "" nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.by = ""
        self.tips: Sequence[str] = ()
        # What the values of each column are (analytics/definitions.py).
        self.units: Sequence[str] = ()
        self.subjects: Sequence[str] = ()
        self._figures: Mapping[Any, Sequence[Figure]] = {}

    def fill(
        self,
        by: str,
        rows: Sequence[Any],
        columns: Sequence[tuple[str, str, str]],
        figures: "Callable[[Any], Sequence[Figure]]",
    ) -> None:
        """`columns`: heading, what explains it, and what it opens."""
        self.by = by
        self.right = frozenset(range(1, len(columns) + 1))
        self.tips = ("", *(tip for _name, tip, _subject in columns))
        self.subjects = ("first", *(subject for _name, _tip, subject in columns))
        self._figures = {row.value: figures(row) for row in rows}
        self.take(rows, [_("Value"), *(name for name, _tip, _subject in columns)])

    def figure(self, row: Any, column: int) -> Figure:
        """The figure in a column of a row, from 1 on."""
        return self._figures[row.value][column - 1]

    def name(self, row: Any) -> str:
        """What the value of a row is called."""
        return value_name(self.by, row.value, row.name)

    def texts(self, row: Any) -> list[str]:
        return [self.name(row), *(one.text for one in self._figures[row.value])]

    def values(self, row: Any) -> list[FileValue]:
        return [self.name(row), *(one.kept for one in self._figures[row.value])]

    def sort_value(self, row: Any, column: int) -> Any:
        return super().sort_value(row, column) if not column else self.figure(row, column).order

    def tip(self, row: Any, column: int) -> str:
        return self.figure(row, column).tip if column else self.name(row)

    def is_weak(self, row: Any, column: int) -> bool:
        return row.value is None if not column else self.figure(row, column).weak

    def heading_tip(self, column: int) -> str:
        return self.tips[column]


def fill_figures(shown: CompareList, by: str, parts: "Sequence[Part]", currency: str) -> None:
    """The key figures of each value."""
    from revops_desktop.analytics.definitions import definition

    won = _("Of those who entered in the period: how many have been won as of now.")

    def figures(part: "Part") -> list[Figure]:
        return [
            _count(part.entered, currency),
            _share(part.conversion),
            _count(part.won, currency),
            _amount(part.won, currency),
            _share(part.win_rate),
            _share(part.win_rate_by_amount),
            _mean(part.won, currency),
            _days(part.sales_cycle_days.median, part.sales_cycle_days.n),
            _days(part.lead_time_days.median, part.lead_time_days.n),
            _count(part.open, currency),
        ]

    columns = (
        (definition("entered").name, definition("entered").sentence, "first"),
        (_("New → won"), won, "first"),
        (_("Won"), definition("won").sentence, "won"),
        (_("Won amount"), definition("won_amount").sentence, "won"),
        (_("Win rate"), definition("win_rate").sentence, "decided"),
        (_("by amount"), definition("win_rate_by_amount").sentence, "decided"),
        (_("Average deal"), definition("average_deal").sentence, "won"),
        (_("Sales cycle"), definition("sales_cycle").sentence, "won"),
        (_("Lead time"), definition("lead_time").sentence, "won"),
        (_("Open now"), definition("open").sentence, "open"),
    )
    shown.units = ("text", "count", "share", "count", "amount", *["share"] * 2, "amount")
    shown.units += ("days", "days", "count")
    shown.fill(by, parts, columns, figures)


def fill_steps(shown: CompareList, by: str, answer: "ComparedSteps", *, in_money: bool) -> None:
    """The conversion of each stage to the next, of each value."""
    from revops_desktop.analytics.definitions import definition

    def figures(one: "ValueSteps") -> list[Figure]:
        first = one.steps[0].reached
        rates = [step.by_amount if in_money else step.by_count for step in one.steps[:-1]]
        number = i18n.count(first.count)
        return [Figure(number, first.count, first.count), *(_share(rate) for rate in rates)]

    steps = [
        (
            "→ " + " ".join(after.name.split()),
            _("From “{stage}” to “{next}”, of the deals that reached it in the period.").format(
                stage=before.name, next=after.name
            ),
            f"advanced:{before.stage_id}",
        )
        for before, after in zip(answer.stages, answer.stages[1:], strict=False)
    ]
    about = definition("entered")
    entered = (about.name, about.sentence, "first")
    shown.units = ("text", "count", *["share"] * len(steps))
    shown.fill(by, answer.values if answer.stages else (), (entered, *steps), figures)

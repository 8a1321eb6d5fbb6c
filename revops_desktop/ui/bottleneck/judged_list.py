"""Sources and owners as a table, judged downstream; every figure opens its deals."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from revops_desktop import i18n
from revops_desktop.analytics.definitions import definition
from revops_desktop.analytics.function_findings import part_name, part_sentence
from revops_desktop.i18n import _
from revops_desktop.rules.currency import to_major
from revops_desktop.rules.shares import FEWEST
from revops_desktop.ui.tables.text_list import FileValue, TextList

if TYPE_CHECKING:
    from revops_desktop.analytics.downstream import By, Downstream, Judged
    from revops_desktop.analytics.source_costs import SourceCost, SourceCosts
    from revops_desktop.rules.shares import Share

ENTERED, WON, WIN_RATE, CHURN, WORTH, AMOUNT, VERDICT, CAC = range(1, 9)
# Only sources cost something: the last column is theirs.
WIDTHS = (0, 84, 66, 86, 96, 136, 104, 182, 92)
# The deals that each column counts; the cost of a customer is that of first wins.
SUBJECTS = ("entered", "entered", "won", "decided", "churned_early", "won", "won", "decided")


def ways() -> "dict[By, str]":
    """The cuts by name."""
    return {
        "source": _("Source"),
        "owner": _("Owner"),
        "segment": _("Segment"),
        "channel": _("Channel"),
    }


def judgements() -> dict[str, str]:
    """What a source or owner comes to, beside all the others."""
    return {
        "better": _("Better than the others"),
        "worse": _("Worse than the others"),
        "alike": _("Same as the others"),
        "few": _("Too few to say"),
    }


_ORDER = ("worse", "few", "alike", "better")
_ICONS = {
    "better": ("trending-up", "good"),
    "worse": ("trending-down", "bad"),
    "alike": ("circle", "text_muted"),
    "few": ("circle-dashed", "text_muted"),
}


class JudgedList(TextList):
    """A row a source or owner."""

    right = frozenset((*range(ENTERED, VERDICT), CAC))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.about: Downstream | None = None
        self.costs: SourceCosts | None = None
        self.headings = self._named("source")

    def _named(self, by: "By") -> list[str]:
        named = [
            *(ways()[by], _("New deals"), _("Won"), _("Win rate"), _("Early churn")),
            *(_("Won per new deal"), _("Won amount"), _("Against the others")),
        ]
        if self.costs is not None:
            named.append(definition("cac").name)
        return named

    def show(self, answer: "Downstream", costs: "SourceCosts | None" = None) -> None:
        """Shows these, with what they cost where that is known."""
        self.about, self.costs = answer, costs
        self.take(answer.parts, self._named(answer.by))

    def cost(self, row: "Judged") -> "SourceCost | None":
        """What a source cost."""
        return None if self.costs is None else self.costs.of(row.name)

    def name(self, row: "Judged") -> str:
        """What it is called; the program's own channels in words."""
        own = {"direct": _("Direct"), "partner": _("Partner")}
        if self.about is not None and self.about.by == "channel":
            return own.get(str(row.value), part_name(row))
        return part_name(row)

    def texts(self, row: "Judged") -> list[str]:
        currency = self.about.currency if self.about else "JPY"
        worth = None if row.worth is None else round(row.worth)
        return [
            self.name(row),
            i18n.count(row.entered.count),
            i18n.count(row.won.count),
            i18n.share(row.win_rate),
            i18n.share(row.early_churn),
            i18n.money_short(worth, currency),
            i18n.money_short(row.won.amount, currency),
            judgements()[row.verdict],
            *self._cost_texts(row, currency),
        ]

    def _cost_texts(self, row: "Judged", currency: str) -> list[str]:
        cost = self.cost(row)
        if cost is None:
            return []
        cac = None if cost.cac is None else round(cost.cac)
        return [i18n.money_short(cac, currency)]

    def values(self, row: "Judged") -> list[FileValue]:
        currency = self.about.currency if self.about else "JPY"
        worth = None if row.worth is None else round(row.worth)
        return [
            self.name(row),
            row.entered.count,
            row.won.count,
            _decimal(row.win_rate.raw),
            _decimal(row.early_churn.raw),
            None if worth is None else to_major(worth, currency),
            to_major(row.won.amount, currency),
            judgements()[row.verdict],
            *self._cost_values(row, currency),
        ]

    def _cost_values(self, row: "Judged", currency: str) -> list[FileValue]:
        cost = self.cost(row)
        if cost is None:
            return []
        cac = None if cost.cac is None else to_major(round(cost.cac), currency)
        return [cac]

    def sort_value(self, row: "Judged", column: int) -> Any:
        if column == 0:
            # What is not recorded is no source: it stands last.
            return (row.value is None, super().sort_value(row, 0))
        if column == VERDICT:
            return _ORDER.index(row.verdict)
        cost = self.cost(row)
        numbers = (
            row.entered.count,
            row.won.count,
            row.win_rate.raw,
            row.early_churn.raw,
            row.worth,
            row.won.amount,
            None,
            cost.cac if cost else None,
        )
        number = numbers[column - 1]
        return float("-inf") if number is None else float(number)

    def _share(self, row: "Judged", column: int) -> "Share | None":
        return {WIN_RATE: row.win_rate, CHURN: row.early_churn}.get(column)

    def is_weak(self, row: "Judged", column: int) -> bool:
        share = self._share(row, column)
        if share is not None:
            return share.rate is None
        if column == WORTH:
            return row.entered.count < FEWEST
        cost = self.cost(row)
        if column == CAC and cost is not None:
            return cost.is_weak
        return column in (ENTERED, WON) and self.texts(row)[column] == "0"

    def icon(self, row: "Judged", column: int) -> tuple[str, str] | None:
        return _ICONS[row.verdict] if column == VERDICT else None

    def tip(self, row: "Judged", column: int) -> str:
        share = self._share(row, column)
        if share is not None:
            parts = f"{i18n.count(share.numerator)} / {i18n.count(share.denominator)}"
            return "\n".join(one for one in (parts, i18n.why(share)) if one)
        if column == VERDICT and self.about is not None:
            return part_sentence(row, self.about)
        cost = self.cost(row)
        if column == CAC and cost is not None:
            return "\n".join((definition("cac").sentence, self._quotient(cost)))
        return self.heading_tip(column)

    def _quotient(self, cost: "SourceCost") -> str:
        """The two that the cost of a customer is made of; — for spend that nobody wrote down."""
        currency = self.about.currency if self.about else "JPY"
        spend = i18n.money_short(cost.spend, currency)
        return f"{spend} ÷ {i18n.count(cost.paid_customers)}"

    def heading_tip(self, column: int) -> str:
        return (
            "",
            _("Deals that reached the first stage in the period."),
            _("Deals won in the period."),
            _("Won ÷ (won + lost), of deals that had reached the opportunity phase."),
            definition("early_churn").sentence,
            definition("worth").sentence,
            _("Amount won in the period."),
            _("Win rate and early churn beside all the others: only what is more than luck."),
            definition("cac").sentence,
        )[column]


def _decimal(raw: float | None) -> Decimal | None:
    return None if raw is None else Decimal(repr(round(raw, 6)))

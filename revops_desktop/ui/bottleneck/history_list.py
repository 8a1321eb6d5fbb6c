"""What the bottleneck was as each month ended."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from revops_desktop import i18n
from revops_desktop.analytics.findings import step_name
from revops_desktop.i18n import _
from revops_desktop.rules.currency import to_major
from revops_desktop.ui.tables.text_list import FileValue, TextList

if TYPE_CHECKING:
    from revops_desktop.analytics.bottleneck_answer import BottleneckHistory, MonthVerdict

MONTH, VERDICT, STEP, NOW, COULD, GAIN = range(6)
WIDTHS = (0, 150, 280, 110, 110, 120)


def verdicts() -> dict[str, tuple[str, str, str]]:
    """What was said of a month: words, icon, colour."""
    return {
        "named": (_("Named"), "chevrons-right-left", "bad"),
        "none": (_("None to name"), "circle-check", "good"),
        "too_little": (_("Too little to say"), "circle-dashed", "text_muted"),
    }


class HistoryList(TextList):
    """A row a month; where none is named, the step with the largest gain stands there, greyed."""

    right = frozenset((NOW, COULD, GAIN))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._currency = "JPY"
        self.headings = [
            *(_("As of the end of"), _("Finding"), _("Step")),
            *(_("Conversion now"), _("Could be"), _("Gain per month")),
        ]

    def show(self, answer: "BottleneckHistory") -> None:
        """Shows the months, the newest first."""
        self._currency = answer.currency
        self.take(answer.months[::-1])

    def texts(self, row: "MonthVerdict") -> list[str]:
        step = row.step or row.leading
        return [
            i18n.month(row.month),
            verdicts()[row.verdict][0],
            i18n.NOTHING if step is None else step_name(step),
            i18n.NOTHING if step is None else i18n.share(step.current),
            i18n.percent(None if step is None else step.reference),
            i18n.money_short(None if step is None else step.gain_per_month, self._currency),
        ]

    def _numbers(self, row: "MonthVerdict") -> tuple[float | None, ...]:
        step = row.step or row.leading
        if step is None:
            return (None, None, None)
        return (step.current.raw, step.reference, step.gain_per_month)

    def values(self, row: "MonthVerdict") -> list[FileValue]:
        now, could, gain = self._numbers(row)
        shares = [None if one is None else Decimal(repr(round(one, 6))) for one in (now, could)]
        amount = None if gain is None else to_major(int(gain), self._currency)
        return [row.month, *self.texts(row)[VERDICT:NOW], *shares, amount]

    def sort_value(self, row: "MonthVerdict", column: int) -> Any:
        if column == MONTH:
            return row.month
        if column < NOW:
            return super().sort_value(row, column)
        number = self._numbers(row)[column - NOW]
        return float("-inf") if number is None else float(number)

    def is_weak(self, row: "MonthVerdict", column: int) -> bool:
        return column >= STEP and row.step is None

    def icon(self, row: "MonthVerdict", column: int) -> tuple[str, str] | None:
        return verdicts()[row.verdict][1:] if column == VERDICT else None

    def tip(self, row: "MonthVerdict", column: int) -> str:
        if not row.window:
            return ""
        return _("Judged by the deals of {months}.").format(
            months=", ".join(i18n.month(month) for month in row.window)
        )

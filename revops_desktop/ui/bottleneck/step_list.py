"""Every step of the river beside its own past: what it converts, could convert, and costs."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from revops_desktop import i18n
from revops_desktop.analytics.findings import chance_text, step_name
from revops_desktop.i18n import _
from revops_desktop.rules.currency import to_major
from revops_desktop.ui.tables.text_list import FileValue, TextList

if TYPE_CHECKING:
    from revops_desktop.analytics.bottleneck_answer import Bottleneck, StepFigures

STEP, REACHED, NOW, BEFORE, COULD, LUCK, GAIN, FINDING = range(8)
WIDTHS = (0, 84, 116, 86, 96, 104, 120, 170)


def findings() -> dict[str, tuple[str, str, str]]:
    """What a step comes to: words, icon, colour."""
    return {
        "named": (_("The bottleneck"), "chevrons-right-left", "bad"),
        "narrow": (_("Narrow too"), "triangle-alert", "warning"),
        "usual": (_("As usual"), "circle-check", "good"),
        "few": (_("Too few to say"), "circle-dashed", "text_muted"),
    }


class StepList(TextList):
    """A row a step."""

    right = frozenset((REACHED, NOW, BEFORE, COULD, LUCK, GAIN))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.about: Bottleneck | None = None
        self.headings = [
            *(_("Step"), _("Reached"), _("Conversion now"), _("Before"), _("Could be")),
            *(_("By luck alone"), _("Gain per month"), _("Finding")),
        ]

    def show(self, answer: "Bottleneck") -> None:
        """Shows the steps of a verdict."""
        self.about = answer
        self.take(answer.steps)

    def finding(self, row: "StepFigures") -> str:
        """Which of `findings` a step is."""
        named = self.about.step if self.about else None
        if named is not None and named.stage.stage_id == row.stage.stage_id:
            return "named"
        if row.narrow:
            return "narrow"
        return "few" if row.chance is None else "usual"

    def texts(self, row: "StepFigures") -> list[str]:
        currency = self.about.currency if self.about else "JPY"
        return [
            step_name(row),
            i18n.count(row.current.denominator),
            i18n.share(row.current),
            i18n.share(row.earlier),
            i18n.percent(row.reference),
            chance_text(row.chance),
            i18n.money_short(row.gain_per_month, currency),
            findings()[self.finding(row)][0],
        ]

    def _numbers(self, row: "StepFigures") -> tuple[float | None, ...]:
        return (
            *(None, row.current.denominator, row.current.raw, row.earlier.raw),
            *(row.reference, row.chance, row.gain_per_month),
        )

    def values(self, row: "StepFigures") -> list[FileValue]:
        currency = self.about.currency if self.about else "JPY"
        shares = [
            None if one is None else Decimal(repr(round(one, 6))) for one in self._numbers(row)[2:6]
        ]
        gain = None if row.gain_per_month is None else to_major(row.gain_per_month, currency)
        finding = findings()[self.finding(row)][0]
        return [step_name(row), row.current.denominator, *shares, gain, finding]

    def sort_value(self, row: "StepFigures", column: int) -> Any:
        if column == FINDING:
            return tuple(findings()).index(self.finding(row))
        if column == STEP:
            return self.rows.index(row)
        number = self._numbers(row)[column]
        return float("-inf") if number is None else float(number)

    def is_weak(self, row: "StepFigures", column: int) -> bool:
        shares = {REACHED: row.current, NOW: row.current, BEFORE: row.earlier}
        if column in shares:
            return shares[column].rate is None
        return column in (LUCK, GAIN) and row.chance is None

    def icon(self, row: "StepFigures", column: int) -> tuple[str, str] | None:
        if column == COULD and row.is_target:
            return "target", "accent"
        return findings()[self.finding(row)][1:] if column == FINDING else None

    def tip(self, row: "StepFigures", column: int) -> str:
        shares = {NOW: row.current, BEFORE: row.earlier}
        if column in shares:
            one = shares[column]
            return f"{i18n.count(one.numerator)} / {i18n.count(one.denominator)}"
        if column == COULD and row.is_target:
            return _("The target that was set.")
        if column == COULD and row.reference_months is not None:
            first, last = (i18n.month(month) for month in row.reference_months)
            return _("The best of any 3 months, held from {first} to {last}.").format(
                first=first, last=last
            )
        return self.heading_tip(column)

    def heading_tip(self, column: int) -> str:
        return (
            _("From one stage to the next. The evidence above is of the step that is chosen."),
            _("Deals that reached the first of the two stages in the months that are judged."),
            _("The share of them that has reached the next stage as of now."),
            _("The same share of all months before."),
            _("The target, or the best 3 months so far, drawn toward the mean."),
            _("How likely so low a share is by luck alone."),
            _("How much more a month would bring if this step alone were that good."),
            "",
        )[column]

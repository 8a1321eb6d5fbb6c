"""For which figures an owner may set a month's target, and in what it is counted (domain.md §2).

A target is an integer: minor units of money, a number of deals, basis points of a share, or tenths
of a day.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.currency import minor_digits, to_major
from revops_desktop.rules.money import parse_amount

Unit = Literal["money", "count", "rate", "days"]

# The parts of the business that a target may be of; none of them: of the whole.
PARTS = ("function_id", "pod_id", "member_id", "segment")

_LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class TargetFigure:
    """A figure that takes targets. `name` is an English message.

    `of_stage`: of the step from a stage to the next one · `adds_up`: targets of months, and of
    parts, may be added · `less_is_better`: a target is met from below.
    """

    key: str
    name: str
    unit: Unit
    of_stage: bool = False
    adds_up: bool = False
    less_is_better: bool = False

    def met(self, value: float, target: int) -> bool:
        """Whether a value in the target's unit reaches the target."""
        return value <= target if self.less_is_better else value >= target


# As in analytics/definitions.py, which says what each one means.
FIGURES: Mapping[str, TargetFigure] = {
    one.key: one
    for one in (
        TargetFigure("won_amount", N_("Won amount"), "money", adds_up=True),
        TargetFigure("won", N_("Won deals"), "count", adds_up=True),
        TargetFigure("entered", N_("New deals"), "count", adds_up=True),
        TargetFigure("win_rate", N_("Win rate"), "rate"),
        TargetFigure("average_deal", N_("Average deal"), "money"),
        TargetFigure("sales_cycle", N_("Sales cycle"), "days", less_is_better=True),
        TargetFigure("lead_time", N_("Lead time"), "days", less_is_better=True),
        TargetFigure("conversion", N_("Conversion (cohort)"), "rate", of_stage=True),
    )
}

# How many of the target's units one of the figure's own makes: 1 deal, 100 %, 1 day.
_SCALE: Mapping[Unit, int] = {"money": 1, "count": 1, "rate": 10_000, "days": 10}


def figure_of(key: str) -> TargetFigure:
    """The figure of this key; RuleBroken where it takes no target."""
    found = FIGURES.get(key)
    if found is None:
        raise RuleBroken(
            _("There is no target for “{figure}”. Nothing was changed. Known are: {known}.").format(
                figure=key[:80], known=", ".join(FIGURES)
            )
        )
    return found


def from_target_unit(figure: TargetFigure, target: float) -> float:
    """A target as the figure itself is counted: minor units, deals, 0 to 1, days."""
    return target / _SCALE[figure.unit]


def checked(figure: TargetFigure, value: int) -> int:
    """The target, if it may be one: not below 0, a share not above 100 %."""
    highest = _SCALE["rate"] if figure.unit == "rate" else _LARGEST
    if not 0 <= value <= highest:
        raise RuleBroken(
            _("A share lies between 0 and 100%. Nothing was changed. Please correct the target.")
            if figure.unit == "rate"
            else _("A target cannot be below 0. Nothing was changed. Please correct it.")
        )
    return value


def parse_target(figure: TargetFigure, text: str, currency: str) -> int | None:
    """A target as a person types it; empty is None.

    120万 · 35 · 21.5 or 21.5% (a share is typed in percent; below 1 it needs its sign, as 0.4
    may mean 40 %) · 42.5 (days). RuleBroken otherwise.
    """
    if figure.unit == "money":
        amount = parse_amount(text, currency)
        return amount if amount is None else checked(figure, amount)
    marks = {"rate": ("%",), "days": ("days", "day", "日"), "count": ("件",)}[figure.unit]
    number = parse_number(text, *marks)
    if number is None:
        return None
    if figure.unit == "rate" and 0 < number < 1 and not _says_percent(text):
        raise RuleBroken(
            _(
                "“{text}” may mean {less} or {more}. Nothing was changed. "
                "Please write the percentage with its sign, such as {more}."
            ).format(text=text[:80], less=f"{number.normalize():f}%", more=f"{number.scaleb(2):f}%")
        )
    scaled = number * (_SCALE["rate"] // 100 if figure.unit == "rate" else _SCALE[figure.unit])
    if scaled != scaled.to_integral_value():
        raise RuleBroken(_too_fine(figure, text))
    return checked(figure, int(scaled))


def _says_percent(text: str) -> bool:
    return "%" in unicodedata.normalize("NFKC", text)


def _too_fine(figure: TargetFigure, text: str) -> str:
    sentences = {
        "count": _("“{text}” is not a whole number. Nothing was changed. Please correct it."),
        "rate": _(
            "“{text}” has more than two decimals. Nothing was changed. Please write a percentage "
            "such as 21.5."
        ),
        "days": _(
            "“{text}” has more than one decimal. Nothing was changed. Please write days, such as "
            "42.5."
        ),
    }
    return sentences[figure.unit].format(text=text[:80])


def parse_number(text: str, *marks: str) -> Decimal | None:
    """A number as a person types it, `marks` behind it taken off; empty is None."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold().replace("−", "-")
    for mark in (*marks, ",", " ", "_"):
        plain = plain.replace(mark, "")
    if not plain:
        return None
    try:
        number = Decimal(plain)
        if not number.is_finite() or abs(number) > _LARGEST:
            raise InvalidOperation
    except InvalidOperation:
        raise RuleBroken(
            _(
                "“{text}” is not a number. Nothing was changed. "
                "Please write digits, for example 1,200."
            ).format(text=text[:80])
        ) from None
    return number


def target_text(figure: TargetFigure, target: int, currency: str) -> str:
    """A target as it is typed and exported: digits that `parse_target` reads back."""
    if figure.unit == "money":
        return f"{to_major(target, currency):,.{minor_digits(currency)}f}"
    if figure.unit == "count":
        return f"{target:,}"
    number = Decimal(target) / (100 if figure.unit == "rate" else 10)
    # Without its sign it would be asked back.
    sign = "%" if figure.unit == "rate" and 0 < number < 1 else ""
    return f"{number.normalize():f}{sign}"

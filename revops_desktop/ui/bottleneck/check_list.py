"""The checks of functions as a table: what each hands on, and what becomes of it."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from revops_desktop import i18n
from revops_desktop.analytics.function_findings import (
    a_month,
    check_sentence,
    figure_name,
    output_name,
)
from revops_desktop.i18n import _
from revops_desktop.ui.funnel.period_box import period_text
from revops_desktop.ui.tables.text_list import FileValue, TextList

if TYPE_CHECKING:
    from revops_desktop.analytics.local_optima import Check, Stretch

WIDTHS = (0, 130, 86, 70, 230, 70, 70, 150)
VERDICT = 7


def verdict_name(verdict: str) -> str:
    """What a check comes to, in a word or two."""
    return {
        "found": _("Local optimum"),
        "healthy": _("No sign of one"),
        "little": _("Too little to say"),
    }[verdict]


_ICONS = {
    "found": ("triangle-alert", "bad"),
    "healthy": ("circle-check", "good"),
    "little": ("circle-dashed", "text_muted"),
}


class CheckList(TextList):
    """A row a check."""

    right = frozenset((2, 3, 5, 6))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headings = [
            *(_("Function"), _("Hands over at"), _("Per month"), _("Before")),
            *(_("At the next step"), _("Now"), _("Before"), _("Finding")),
        ]

    def texts(self, row: "Check") -> list[str]:
        return [
            output_name(row.output),
            row.output.stage.name,
            _number(row.recent),
            _number(row.before),
            figure_name(row),
            _share(row.recent),
            _share(row.before),
            verdict_name(row.verdict),
        ]

    def values(self, row: "Check") -> list[FileValue]:
        texts = self.texts(row)
        numbers = [self._number(row, column) for column in range(len(texts))]
        return [
            text if number is None and column not in self.right else _decimal(number)
            for column, (text, number) in enumerate(zip(texts, numbers, strict=True))
        ]

    def _number(self, row: "Check", column: int) -> float | None:
        stretch = row.recent if column in (2, 5) else row.before
        if stretch is None or column not in self.right:
            return None
        return stretch.a_month if column in (2, 3) else stretch.next.raw

    def sort_value(self, row: "Check", column: int) -> Any:
        if column in self.right:
            number = self._number(row, column)
            return float("-inf") if number is None else number
        if column == VERDICT:
            return ("found", "little", "healthy").index(row.verdict)
        return super().sort_value(row, column)

    def is_weak(self, row: "Check", column: int) -> bool:
        return column in (5, 6) and row.verdict == "little"

    def icon(self, row: "Check", column: int) -> tuple[str, str] | None:
        return _ICONS[row.verdict] if column == VERDICT else None

    def tip(self, row: "Check", column: int) -> str:
        stretch = row.recent if column in (2, 5) else row.before
        if column in self.right and stretch is not None:
            period = period_text(stretch.period)
            if column in (2, 3):
                return f"{period}\nn = {i18n.count(stretch.handed_on)}"
            share = stretch.next
            parts = f"{i18n.count(share.numerator)} / {i18n.count(share.denominator)}"
            within = _("Each deal had {days} days.").format(days=row.days) if row.days else ""
            return "\n".join(one for one in (period, parts, within) if one)
        return check_sentence(row)


def _number(stretch: "Stretch | None") -> str:
    return i18n.NOTHING if stretch is None else a_month(stretch.a_month)


def _share(stretch: "Stretch | None") -> str:
    return i18n.NOTHING if stretch is None else i18n.share(stretch.next)


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(repr(round(number, 6)))

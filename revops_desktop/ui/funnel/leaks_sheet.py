"""Where, how and why deals leave: by stage on the left, by reason on the right."""

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.i18n import _, ngettext
from revops_desktop.rules.currency import to_major
from revops_desktop.rules.shares import Share, share
from revops_desktop.ui import texts, theme
from revops_desktop.ui.figures.explain import BehindQuestion, Explained, explain
from revops_desktop.ui.figures.menu import attach, table_rows
from revops_desktop.ui.funnel import pictures
from revops_desktop.ui.funnel.rows import (
    amount_cell,
    amount_text,
    count_cell,
    stage_row,
    ways_of_leaving,
)
from revops_desktop.ui.funnel.sheet import Asked
from revops_desktop.ui.funnel.stage_sheet import StageSheet, titled
from revops_desktop.ui.funnel.stage_table import Cell, StageRow
from revops_desktop.ui.sla.bars import Legend, Part
from revops_desktop.ui.tables.text_list import CellTable, FileValue, TextList

if TYPE_CHECKING:
    from revops_desktop.analytics.leak_sheet import LeakSheet, StageLeaks
    from revops_desktop.analytics.leaks import Leak
    from revops_desktop.ui.actions import Actions

# Each way of leaving with its colour, and the pattern that tells it apart without colour.
_LOOKS: dict[str, tuple[str, Qt.BrushStyle]] = {
    "lost": ("bad", Qt.BrushStyle.SolidPattern),
    "recycled": ("flow", Qt.BrushStyle.BDiagPattern),
    "churned": ("warning", Qt.BrushStyle.Dense4Pattern),
}
_DEALS, _SHARE, _AMOUNT = 2, 3, 4


class ReasonList(TextList):
    """One row a reason and a way of leaving; `about`: what was asked."""

    right = frozenset((_DEALS, _SHARE, _AMOUNT))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ways = ways_of_leaving()
        self._currency = ""
        self._total = 0
        self.headings = [_("Reason"), _("Way out"), _("Deals"), _("Share"), _("Amount")]

    def show(self, leaks: "tuple[Leak, ...]", currency: str) -> None:
        """Shows these reasons."""
        self._currency = currency
        self._total = sum(leak.deals for leak in leaks)
        self.take(leaks)

    def _full(self, row: "Leak") -> str:
        """The reason behind the one that it is part of."""
        reason = row.reason or _("No reason given")
        return f"{row.group} › {reason}" if row.group else reason

    def _share(self, row: "Leak") -> Share:
        return share(row.deals, self._total)

    def texts(self, row: "Leak") -> list[str]:
        return [
            row.reason or _("No reason given"),
            self._ways[row.kind],
            i18n.count(row.deals),
            i18n.share(self._share(row)),
            amount_text(row.tally, self._currency),
        ]

    def values(self, row: "Leak") -> list[FileValue]:
        part = self._share(row).raw
        return [
            self._full(row),
            self._ways[row.kind],
            row.deals,
            None if part is None else Decimal(str(round(part, 6))),
            to_major(row.tally.amount, self._currency),
        ]

    def sort_value(self, row: "Leak", column: int) -> Any:
        if column in (_DEALS, _SHARE):
            return row.deals
        return float(row.tally.amount) if column == _AMOUNT else super().sort_value(row, column)

    def tip(self, row: "Leak", column: int) -> str:
        if column == _SHARE:
            return f"n = {i18n.count(self._total)}"
        return self._full(row) if column == 0 else ""

    def is_weak(self, row: "Leak", column: int) -> bool:
        return column == _SHARE and self._share(row).rate is None


class LeaksSheet(StageSheet):
    """What left in the period; the reasons are those of all stages, or of one."""

    key: ClassVar[str] = "leaks"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.answer: LeakSheet | None = None
        ways = ways_of_leaving()
        self.tools_row.addWidget(Legend([Part(ways[way], *look) for way, look in _LOOKS.items()]))
        row = QHBoxLayout()
        row.setSpacing(theme.current().space_4)
        row.addWidget(self.view, 11)
        row.addLayout(self._reasons(), 10)
        self.layout_.addLayout(row, 1)

    @staticmethod
    def name() -> str:
        return _("Leaks")

    def _reasons(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(theme.current().space_2)
        self.stages = QComboBox()
        self.stages.setAccessibleName(_("Reasons of which stage"))
        self.stages.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.stages.setMinimumContentsLength(10)
        self.stages.setMaximumWidth(220)
        self.stages.currentIndexChanged.connect(lambda _place: self._draw_reasons())
        head = QHBoxLayout()
        head.addWidget(texts.label(_("Why"), "heading"))
        head.addStretch(1)
        head.addWidget(self.stages)
        self.reasons = ReasonList()
        self.table = CellTable(self.reasons, _("Reasons for leaving"))
        self.reasons.setParent(self.table)
        self.table.sortByColumn(_DEALS, Qt.SortOrder.DescendingOrder)
        self.table.share_width((0, 84, 60, 66, 78), 120)
        self.table.opened.connect(self._open_reason)
        attach(self.table, self.actions_, self._all_reasons)
        side.addLayout(head)
        side.addWidget(self.table, 1)
        return side

    def ask(self, asked: Asked) -> None:
        from revops_desktop.analytics.leak_sheet import leak_sheet

        self.actions_.ask_later(
            "funnel-leaks",
            leak_sheet,
            partial(self._show, asked),
            **asked.of_period,
        )

    def _show(self, asked: Asked, answer: "LeakSheet") -> None:
        self.shown, self.answer = asked, answer
        number = answer.total.count
        note = ngettext("{n} deal left", "{n} deals left", number).format(n=i18n.count(number))
        self.set_note(f"{note} · {amount_text(answer.total, asked.currency)}")
        self.set_counted(
            _(
                "Deals that left the river in the period, whenever they came. “Conversion” follows "
                "those that came in the period instead, so its numbers are others."
            )
        )
        self.say_empty(not number, asked, _("No deal left the river in this period."))
        widest = max((one.total.count for one in answer.stages), default=0)
        rows = [_row(one, widest, asked.currency) for one in answer.stages]
        self.view.model_.show(rows, _headings())
        self.view.fit()
        self._offer(answer)
        self._draw_reasons()
        self.answered.emit()

    def _offer(self, answer: "LeakSheet") -> None:
        chosen = self.stages.currentData()
        with QSignalBlocker(self.stages):
            self.stages.clear()
            self.stages.addItem(_("All stages"), None)
            for one in answer.stages:
                if one.total.count:
                    self.stages.addItem(" ".join(one.stage.name.split()), one.stage.stage_id)
            self.stages.setCurrentIndex(max(self.stages.findData(chosen), 0))

    def _draw_reasons(self) -> None:
        if self.answer is not None and self.shown is not None:
            found = self.answer.reasons_of(self.stages.currentData())
            self.reasons.show(found, self.shown.currency)

    # What is behind

    def figure(self, place: int, row: StageRow, cell: Cell, heading: str) -> Explained:
        from revops_desktop.analytics.leaving_deals import leaving_deals

        assert self.shown is not None
        kind = cell.key if cell.key in ways_of_leaving() else None
        arguments = {**self.shown.of_period, "stage_id": row.stage_id, "kind": kind}
        return Explained(
            title=titled(row, heading),
            key="leaks",
            period_text=self.shown.period_text,
            value_text=cell.text,
            note=" · ".join(cell.tip.splitlines()),
            deals=BehindQuestion(leaving_deals, arguments),
        )

    def _open_reason(self, index: QModelIndex) -> None:
        from revops_desktop.analytics.leaving_deals import leaving_deals

        leak: Leak = self.table.row(index)
        if self.shown is None:
            return
        arguments = {
            **self.shown.of_period,
            "stage_id": self.stages.currentData(),
            "kind": leak.kind,
            "reason_id": leak.reason_id,
        }
        said = self.reasons.texts(leak)
        about = Explained(
            title=" · ".join((said[1], said[0])),
            key="leaks",
            period_text=self.shown.period_text,
            value_text=said[_DEALS],
            note=self.stages.currentText(),
            deals=BehindQuestion(leaving_deals, arguments),
        )
        explain(self.window(), self.actions_, about)

    def whole(self) -> Explained | None:
        if self.shown is None or self.answer is None:
            return None
        return Explained(
            title=self.name(),
            key="leaks",
            period_text=self.shown.period_text,
            n=self.answer.total.count,
            rows=self.view.model_.as_rows,
            open_row=self.open_row,
            picture=self.view,
        )

    def _all_reasons(self) -> Explained | None:
        if self.shown is None or self.answer is None:
            return None
        return Explained(
            title=_("Reasons for leaving"),
            key="leaks",
            period_text=self.shown.period_text,
            n=sum(leak.deals for leak in self.reasons.rows),
            note=self.stages.currentText(),
            rows=lambda: table_rows(self.table),
            open_row=lambda place: self._open_reason(self.table.found.index(place, 0)),
            picture=self.table,
        )


def _headings() -> tuple[Cell, ...]:
    ways = ways_of_leaving()
    return (
        Cell(_("Left"), _("Left the river from here in the period: lost, recycled, churned.")),
        Cell(_("Amount"), _("One-off + 12 × monthly of the deals that left.")),
        Cell(ways["lost"], _("Left for good.")),
        Cell(ways["recycled"], _("Not now, perhaps later.")),
        Cell(ways["churned"], _("Customers that ended.")),
    )


def _row(one: "StageLeaks", widest: int, currency: str) -> StageRow:
    ways = ways_of_leaving()
    spoken = [
        f"{ways[way]}: {i18n.count(one.by_way[way].count)}"
        for way in _LOOKS
        if one.by_way[way].count
    ]
    said = f"{one.stage.name}: " + (", ".join(spoken) or _("None"))
    parts = [
        pictures.Part(one.by_way[way].count / widest if widest else 0.0, *look)
        for way, look in _LOOKS.items()
    ]
    total = one.total
    return stage_row(
        one.stage,
        pictures.stacked(parts),
        said,
        said,
        (
            count_cell(total, currency, "left" if total.count else ""),
            amount_cell(total, currency, "left" if total.count else ""),
            *(
                count_cell(one.by_way[way], currency, way if one.by_way[way].count else "")
                for way in _LOOKS
            ),
        ),
    )

"""Which deals stand still: beyond their stage's time limit, its idle limit, or both."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt

from revops_desktop import i18n
from revops_desktop.i18n import _, ngettext
from revops_desktop.rules.shares import share
from revops_desktop.ui.figures.explain import BehindQuestion, Explained
from revops_desktop.ui.funnel import pictures
from revops_desktop.ui.funnel.rows import amount_cell, count_cell, share_cell, stage_row
from revops_desktop.ui.funnel.sheet import Asked
from revops_desktop.ui.funnel.stage_sheet import StageSheet, titled
from revops_desktop.ui.funnel.stage_table import Cell, StageRow
from revops_desktop.ui.sla.bars import Legend, Part

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from revops_desktop.analytics.stuck import StuckAt
    from revops_desktop.ui.actions import Actions

_BOTH, _COLD = Qt.BrushStyle.SolidPattern, Qt.BrushStyle.BDiagPattern


class StuckSheet(StageSheet):
    """As of now, whatever the period."""

    key: ClassVar[str] = "stuck"

    def __init__(self, actions: "Actions", parent: "QWidget | None" = None) -> None:
        super().__init__(actions, parent)
        self.answer: tuple[StuckAt, ...] = ()
        legend = Legend(
            (
                Part(_("beyond the time limit"), "bad", _BOTH),
                Part(_("idle only"), "warning", _COLD),
                Part(_("moving"), "flow_end", _BOTH),
            )
        )
        self.tools_row.addWidget(legend)
        self.layout_.addWidget(self.view, 1)

    @staticmethod
    def name() -> str:
        return _("Stuck")

    def ask(self, asked: Asked) -> None:
        from revops_desktop.analytics.stuck import stuck

        self.actions_.ask_later("funnel-stuck", stuck, partial(self._show, asked), **asked.of_now)

    def _show(self, asked: Asked, answer: "tuple[StuckAt, ...]") -> None:
        self.shown, self.answer = asked, answer
        here = sum(one.here.count for one in answer)
        number = sum(one.either.count for one in answer)
        note = ngettext("{n} deal is stuck", "{n} deals are stuck", number)
        of = _("of {n} that stand here").format(n=i18n.count(here))
        self.set_note(f"{note.format(n=i18n.count(number))} · {of} · " + _("as of now"))
        won = [one for one in answer if one.stage.phase == "customer"]
        of_won = sum(one.either.count for one in won)
        self.set_counted(
            _(
                "Every deal that stands in a stage now, whatever the period: {stuck} of {open} "
                "open deals are stuck, and {stuck_won} of {won} that are won (onboarding "
                "and later)."
            ).format(
                stuck=i18n.count(number - of_won),
                open=i18n.count(here - sum(one.here.count for one in won)),
                stuck_won=i18n.count(of_won),
                won=i18n.count(sum(one.here.count for one in won)),
            )
        )
        self.say_empty(not here, asked, _("No deal stands in a stage now."))
        widest = max((one.here.count for one in answer), default=0)
        rows = [_row(one, widest, asked.currency) for one in answer]
        self.view.model_.show(rows, _headings())
        self.view.fit()
        self.answered.emit()

    def figure(self, place: int, row: StageRow, cell: Cell, heading: str) -> Explained:
        from revops_desktop.analytics.deals_behind import deals_behind
        from revops_desktop.analytics.stuck import stuck_deals

        assert self.shown is not None
        asked = self.shown
        question = BehindQuestion(
            stuck_deals, {**asked.of_now, "stage_id": row.stage_id, "why": cell.key}
        )
        if cell.key == "here":
            arguments = {**asked.of_period, "stage_id": row.stage_id, "subject": "here"}
            question = BehindQuestion(deals_behind, arguments)
        return Explained(
            title=titled(row, heading),
            key="here" if cell.key == "here" else "stuck",
            period_text=_("as of now"),
            value_text=cell.text,
            note=" · ".join(cell.tip.splitlines()),
            deals=question,
        )

    def whole(self) -> Explained | None:
        if self.shown is None:
            return None
        return Explained(
            title=self.name(),
            key="stuck",
            period_text=_("as of now"),
            n=sum(one.here.count for one in self.answer),
            rows=self.view.model_.as_rows,
            open_row=self.open_row,
            picture=self.view,
        )


def _headings() -> tuple[Cell, ...]:
    return (
        Cell(_("Stuck"), _("Beyond the stage's time limit, its idle limit, or both.")),
        Cell(_("Amount"), _("One-off + 12 × monthly of the stuck deals.")),
        Cell(_("Share"), _("Stuck ÷ all that stand in the stage now.")),
        Cell(_("Beyond the\ntime limit"), _("Longer here than the stage's limit (SLA) allows.")),
        Cell(_("Idle"), _("Longer without a human touch than the stage's idle limit allows.")),
        Cell(_("Here\nnow"), _("Every deal that stands in the stage now, whenever it came.")),
    )


def _row(one: "StuckAt", widest: int, currency: str) -> StageRow:
    def length(number: int) -> float:
        return number / widest if widest else 0.0

    late, either, here = one.over_limit.count, one.either.count, one.here.count
    spoken = _("{stage}: {n} of {here} are stuck").format(
        stage=one.stage.name, n=i18n.count(either), here=i18n.count(here)
    )
    why = _("Stuck ÷ all that stand in the stage now.")
    return stage_row(
        one.stage,
        pictures.stacked(
            (
                pictures.Part(length(late), "bad"),
                pictures.Part(length(either - late), "warning", _COLD),
                pictures.Part(length(here - either), "flow_end"),
            )
        ),
        spoken,
        spoken,
        (
            count_cell(one.either, currency, "either" if either else ""),
            amount_cell(one.either, currency, "either" if either else ""),
            share_cell(share(either, here), why, "either" if either else ""),
            count_cell(one.over_limit, currency, "over_limit" if late else ""),
            count_cell(one.idle, currency, "idle" if one.idle.count else ""),
            count_cell(one.here, currency, "here" if here else ""),
        ),
    )

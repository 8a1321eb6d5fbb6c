"""How far deals get: each stage with its conversions, by count and by amount side by side."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from revops_desktop import i18n
from revops_desktop.i18n import _, ngettext
from revops_desktop.ui.figures.explain import Explained
from revops_desktop.ui.funnel import behind, rows
from revops_desktop.ui.funnel.sheet import Asked
from revops_desktop.ui.funnel.stage_sheet import StageSheet
from revops_desktop.ui.funnel.stage_table import Cell, StageRow
from revops_desktop.ui.funnel.switch import Switch

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from revops_desktop.analytics.funnel_sheet import FunnelSheet
    from revops_desktop.ui.actions import Actions


class ConversionSheet(StageSheet):
    """The funnel of the period, followed until now (cohort) or set side by side (period)."""

    key: ClassVar[str] = "conversion"

    def __init__(self, actions: "Actions", parent: "QWidget | None" = None) -> None:
        super().__init__(actions, parent)
        self.answer: FunnelSheet | None = None
        self.views = Switch(
            _("How conversion is calculated"),
            (
                (
                    "cohort",
                    _("Cohort"),
                    _("Of the deals that reached a stage in the period: what became of them."),
                ),
                (
                    "period",
                    _("Period"),
                    _("What reached each stage in the period, set side by side: other deals."),
                ),
            ),
        )
        self.views.chosen.connect(lambda _view: self._on_view())
        self.tools_row.addWidget(self.views)
        self.layout_.addWidget(self.view, 1)

    @staticmethod
    def name() -> str:
        return _("Conversion")

    def state(self) -> dict[str, str]:
        return {"view": self.views.choice}

    def recall(self, state: dict[str, str]) -> None:
        self.views.take(state.get("view", ""))

    def _on_view(self) -> None:
        self.remembered.emit()
        self.wanted.emit()

    def ask(self, asked: Asked) -> None:
        from revops_desktop.analytics.funnel_sheet import funnel_sheet

        self.actions_.ask_later(
            "funnel",
            funnel_sheet,
            partial(self._show, asked),
            **asked.of_period,
            view=self.views.choice,
        )

    def _show(self, asked: Asked, answer: "FunnelSheet") -> None:
        self.shown, self.answer = asked, answer
        funnel = answer.funnel
        reached = funnel.stages[0].reached.count if funnel.stages else 0
        standing = sum(flow.here.count for flow in funnel.stages)
        note = ngettext("{n} deal entered", "{n} deals entered", reached).format(
            n=i18n.count(reached)
        )
        if funnel.undated and not funnel.period.is_all_time:
            note += " · " + _("{n} without a date left out").format(n=i18n.count(funnel.undated))
        self.set_note(note)
        self.set_counted(
            _(
                "For each stage, the deals that reached it in the period, followed until now; "
                "“Left” counts those of them that got no further, whenever they left."
            )
            if answer.view == "cohort"
            else _(
                "For each stage, the deals that reached it in the period, and those that left "
                "the river from it in the period: not the same deals."
            )
        )
        self.say_empty(not reached and not standing, asked)
        self.view.model_.show(
            rows.stage_rows(answer), rows.headings(answer.view), _("Count | Amount")
        )
        self.view.fit()
        self.answered.emit()

    def figure(self, place: int, row: StageRow, cell: Cell, heading: str) -> Explained:
        assert self.shown is not None and self.answer is not None
        following = self.answer.steps[place].to
        next_id = 0 if following is None else following.stage_id
        return behind.of_stage(self.shown, row, cell, heading, next_id)

    def whole(self) -> Explained | None:
        if self.shown is None or self.answer is None:
            return None
        is_cohort = self.answer.view == "cohort"
        flows = self.answer.funnel.stages
        return Explained(
            title=_("Funnel"),
            key="conversion" if is_cohort else "period_conversion",
            period_text=self.shown.period_text,
            n=flows[0].reached.count if flows else 0,
            rows=self.view.model_.as_rows,
            open_row=self.open_row,
            picture=self.view,
        )

"""What is behind the figures of a verdict, and what can be done about it."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from revops_desktop import i18n
from revops_desktop.analytics import findings
from revops_desktop.analytics.wording import wording
from revops_desktop.i18n import _
from revops_desktop.rules.periods import Period, local_day, month_of, month_period
from revops_desktop.ui.bottleneck import evidence_words, history_list, step_list, verdict_panel
from revops_desktop.ui.bottleneck.opening import month_span
from revops_desktop.ui.charts.chart import ChartRows
from revops_desktop.ui.figures.deals import open_deals
from revops_desktop.ui.figures.explain import BehindQuestion, Explained, explain
from revops_desktop.ui.figures.menu import export_rows, table_rows
from revops_desktop.ui.funnel.period_box import period_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from revops_desktop.analytics.bottleneck_answer import Bottleneck, MonthVerdict, StepFigures
    from revops_desktop.ui.actions import Actions
    from revops_desktop.ui.bottleneck.evidence_panel import EvidencePanel
    from revops_desktop.ui.tables.text_list import CellTable, ListTable


class Shown(Protocol):
    """What the tab shows now."""

    answer: "Bottleneck | None"
    evidence: "EvidencePanel"
    steps: step_list.StepList
    deal_table: "ListTable"
    months: history_list.HistoryList
    month_table: "CellTable"

    @property
    def asked(self) -> dict[str, Any]: ...
    @property
    def shown_step(self) -> "StepFigures | None": ...


class VerdictOpening:
    """Opens deals and explanations over the tab; asks nothing without an answer on screen."""

    def __init__(self, tab: Shown, parent: "QWidget", actions: "Actions") -> None:
        self._tab, self._parent, self._actions = tab, parent, actions

    def _parts(self) -> dict[str, Any]:
        asked = self._tab.asked
        return {"pipeline_id": asked["pipeline_id"], "only": asked["only"]}

    def _reached(self, step: "StepFigures", subject: str, period: Period) -> BehindQuestion:
        from revops_desktop.analytics.deals_behind import deals_behind

        wanted = {"subject": subject, "stage_id": step.stage.stage_id, "period": period}
        return BehindQuestion(deals_behind, {**self._parts(), **wanted})

    def _explain(self, about: Explained) -> None:
        shown = about if about.picture is not None else replace(about, picture=self._parent)
        explain(self._parent, self._actions, shown)

    # The verdict's tiles

    def open_tile(self, place: int) -> None:
        """Opens what a tile of the verdict says about itself."""
        about = self.about_tile(place)
        if about is not None:
            self._explain(about)

    def about_tile(self, place: int) -> Explained | None:
        """What a tile of the verdict says about itself; None without a verdict."""
        answer = self._tab.answer
        if answer is None or answer.window_period is None:
            return None
        period, step = answer.window_period, answer.step
        if place == verdict_panel.RIVER or step is None:
            return Explained(
                _("The river now, per month"),
                key="river_amount",
                period_text=period_text(period),
                value_text=i18n.money_short(answer.river_amount, answer.currency),
                rows=self._step_rows,
            )
        if place == verdict_panel.NOW:
            return Explained(
                findings.step_name(step),
                key="conversion",
                period_text=period_text(period),
                n=step.current.denominator,
                value_text=i18n.share(step.current),
                deals=self._reached(step, "reached", period),
                exact=wording("share").file(step.current.rate),
            )
        if place == verdict_panel.COULD:
            return self._about_reference(step)
        return self._about_gain(step, answer.currency, period)

    def _about_reference(self, step: "StepFigures") -> Explained:
        deals = None
        period = Period()
        if step.reference_months is not None:
            first, last = (month_period(month) for month in step.reference_months)
            period = Period(first.first, last.last)
            deals = self._reached(step, "reached", period)
        return Explained(
            _("Could be: {step}").format(step=findings.step_name(step)),
            key="reference",
            period_text=period_text(period) if deals else "",
            value_text=i18n.percent(step.reference),
            deals=deals,
            exact=wording("share").file(step.reference),
        )

    def _about_gain(self, step: "StepFigures", currency: str, period: Period) -> Explained:
        return Explained(
            _("Gain per month: {step}").format(step=findings.step_name(step)),
            key="gain",
            period_text=period_text(period),
            n=step.current.denominator,
            value_text=i18n.money_short(step.gain_per_month, currency),
            rows=self._step_rows,
        )

    def _step_rows(self) -> ChartRows:
        steps = self._tab.steps
        return ChartRows(
            steps.headings,
            [steps.texts(row) for row in steps.rows],
            [steps.values(row) for row in steps.rows],
        )

    def open_stopped(self) -> None:
        """The deals of the window that got no further than the step named."""
        answer = self._tab.answer
        if answer is not None and answer.step is not None and answer.window_period is not None:
            self._open_stopped(answer.step, answer.window_period)

    def _open_stopped(self, step: "StepFigures", period: Period) -> None:
        from revops_desktop.analytics.bottleneck_evidence import stopped_deals

        self._explain(
            Explained(
                _("Got no further: {step}").format(step=findings.step_name(step)),
                period_text=period_text(period),
                sentence=_("Deals that reached the stage then and have not reached the next one."),
                deals=BehindQuestion(
                    stopped_deals,
                    {
                        "stage_id": step.stage.stage_id,
                        "period": period,
                        "only": self._tab.asked["only"],
                    },
                ),
            )
        )

    # Steps and months

    def open_step(self, step: "StepFigures", column: int) -> None:
        """A cell of the table of steps; its name only chooses the evidence."""
        answer = self._tab.answer
        if answer is None or answer.window_period is None or column == step_list.STEP:
            return
        if column == step_list.BEFORE:
            first = month_period(answer.window[0]).first
            assert first is not None
            before = Period(None, first.fromordinal(first.toordinal() - 1))
            title = _("{step}, before").format(step=findings.step_name(step))
            question = self._reached(step, "reached", before)
            self._explain(
                Explained(
                    title,
                    key="conversion",
                    n=step.earlier.denominator,
                    value_text=i18n.share(step.earlier),
                    deals=question,
                )
            )
        elif column == step_list.COULD:
            self._explain(self._about_reference(step))
        elif column in (step_list.GAIN, step_list.LUCK):
            self._explain(self._about_gain(step, answer.currency, answer.window_period))
        elif column == step_list.FINDING:
            self._open_stopped(step, answer.window_period)
        else:
            subject = "reached" if column == step_list.REACHED else "advanced"
            self._explain(
                Explained(
                    findings.step_name(step),
                    key="conversion",
                    period_text=period_text(answer.window_period),
                    n=step.current.denominator,
                    value_text=i18n.share(step.current),
                    deals=self._reached(step, subject, answer.window_period),
                )
            )

    def open_month(self, month: "MonthVerdict") -> None:
        """The deals of the window of a past month that got no further."""
        step = month.step or month.leading
        if step is not None and month.window:
            first, last = month_period(month.window[0]), month_period(month.window[-1])
            self._open_stopped(step, Period(first.first, last.last))

    # Evidence

    def open_base(self, place: int) -> None:
        """Opens what a tile of the evidence says about itself."""
        about = self.about_base(place)
        if about is not None:
            self._explain(about)

    def about_base(self, place: int) -> Explained | None:
        """What a tile of the evidence says about itself: both bases."""
        evidence, step = self._tab.evidence.evidence, self._tab.shown_step
        if evidence is None or step is None:
            return None
        share = evidence_words.base_shares(evidence)[place]
        subject = (
            "advanced" if evidence_words.BASE_KEYS[place] != "period_conversion" else "reached"
        )
        return Explained(
            f"{findings.step_name(step)} · {evidence_words.base_names()[place]}",
            key=evidence_words.BASE_KEYS[place],
            period_text=period_text(evidence.period),
            n=None if share is None else share.cases,
            value_text=i18n.NOTHING if share is None else i18n.share(share),
            note="" if share is None else i18n.why(share),
            deals=self._reached(step, subject, evidence.period),
            exact=None if share is None else wording("share").file(share.rate),
        )

    def open_mark(self, chart: str, key: Any) -> None:
        """A mark of a chart of the evidence."""
        evidence, step = self._tab.evidence.evidence, self._tab.shown_step
        if evidence is None or step is None:
            return
        name = findings.step_name(step)
        if chart == "month":
            title = f"{name} · {i18n.month(key)}"
            wanted = self._reached(step, "reached", month_period(key))
        elif chart == "leak":
            from revops_desktop.analytics.leaving_deals import leaving_deals

            title = f"{step.stage.name} · {evidence_words.leak_name(key)}"
            of_leak = {"kind": key.kind, "reason_id": key.reason_id, "period": evidence.period}
            of_stage = {**self._parts(), "stage_id": step.stage.stage_id}
            wanted = BehindQuestion(leaving_deals, {**of_stage, **of_leak})
        elif chart == "holder":
            from revops_desktop.analytics.bottleneck_evidence import held_deals

            title = f"{step.stage.name} · {key.name or _('Nobody')}"
            of_member = {"stage_id": step.stage.stage_id, "member_id": key.member_id}
            wanted = BehindQuestion(held_deals, {**self._parts(), **of_member})
        else:
            title = _("Here now: {stage}").format(stage=step.stage.name)
            wanted = self._reached(step, "here", evidence.period)
        open_deals(
            self._parent, self._actions, title, "", wanted.question, **dict(wanted.arguments)
        )

    # Tables

    def explained_table(self, heading: str, table: "ListTable", meaning: str) -> Explained | None:
        """What a table says of itself: what it means, and its rows."""
        answer = self._tab.answer
        if answer is None:
            return None
        tab, n = self._tab, None
        period = "" if answer.window_period is None else period_text(answer.window_period)
        if table is tab.month_table:
            period = month_span(sorted(row.month for row in tab.months.rows))
        elif table is tab.deal_table and tab.evidence.evidence is not None:
            n = tab.evidence.evidence.stopped.total
        return Explained(
            heading,
            period_text=period,
            n=n,
            sentence=meaning,
            rows=lambda: table_rows(table),
            picture=table,
        )

    def export(self, heading: str, table: "ListTable") -> None:
        """Writes what a table shows."""
        export_rows(self._parent.window(), self._actions, heading, table_rows(table))

    # What can be done

    def set_target(self) -> None:
        """Asks for the target of a step, and sets it."""
        answer, step = self._tab.answer, self._tab.shown_step
        if answer is None or not answer.steps:
            return
        from revops_desktop.operations.targets import TargetEntry, set_target
        from revops_desktop.ui.bottleneck.target_dialog import FIGURE, TargetDialog

        month = month_of(local_day(self._actions.now(), answer.zone))
        chosen = None if step is None else step.stage.stage_id
        dialog = TargetDialog(answer.steps, chosen, month, answer.currency, self._parent)
        if dialog.exec():
            entry = TargetEntry(
                dialog.from_month(),
                FIGURE,
                dialog.value(),
                pipeline_id=answer.pipeline_id,
                stage_id=dialog.chosen.stage.stage_id,
            )
            self._actions.do(set_target, entry=entry)

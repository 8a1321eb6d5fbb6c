"""How long deals stay in each stage: median, quartiles, and how old those are that stand there."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.rules.shares import FEWEST
from revops_desktop.ui.figures.explain import BehindQuestion, Explained
from revops_desktop.ui.figures.followed import Followed
from revops_desktop.ui.funnel import pictures
from revops_desktop.ui.funnel.rows import stage_row
from revops_desktop.ui.funnel.sheet import Asked
from revops_desktop.ui.funnel.stage_sheet import StageSheet, titled
from revops_desktop.ui.funnel.stage_table import Cell, StageRow
from revops_desktop.ui.funnel.stays_list import StaysList
from revops_desktop.ui.funnel.switch import Switch

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from revops_desktop.analytics.stage_durations import (
        FollowedDurations,
        Quartiles,
        StageDurations,
    )
    from revops_desktop.ui.actions import Actions, ChangedLike

_HOUR = 3600


class TimeSheet(StageSheet):
    """Stays that ended in the period, and beside them those that run, as of now."""

    key: ClassVar[str] = "time"

    def __init__(self, actions: "Actions", parent: "QWidget | None" = None) -> None:
        super().__init__(actions, parent)
        self.answer: tuple[StageDurations, ...] = ()
        self._followed = Followed(actions, "funnel-time")
        self.units = Switch(
            _("Unit of time"),
            (
                ("days", _("Calendar days"), ""),
                (
                    "hours",
                    _("Business hours"),
                    _("Only stays that begin and end at an instant; a day has no hour."),
                ),
            ),
        )
        self.units.chosen.connect(lambda _unit: self._on_unit())
        self.tools_row.addWidget(self.units)
        self.layout_.addWidget(self.view, 1)

    @staticmethod
    def name() -> str:
        return _("Time in stage")

    def state(self) -> dict[str, str]:
        return {"unit": self.units.choice}

    def recall(self, state: dict[str, str]) -> None:
        self.units.take(state.get("unit", ""))

    def _on_unit(self) -> None:
        self.remembered.emit()
        if self.shown is not None:
            self._draw(self.shown)

    def ask(self, asked: Asked) -> None:
        from revops_desktop.analytics.stage_durations import followed_durations

        show = partial(self._show, asked)
        self._followed.ask(followed_durations, show, **asked.of_period, now=asked.now)

    def notice(self, changed: "ChangedLike") -> None:
        self._followed.notice(changed)

    def _show(self, asked: Asked, found: "FollowedDurations") -> None:
        self.shown, self.answer = asked, found.stages
        self._draw(asked)
        self.answered.emit()

    def _draw(self, asked: Asked) -> None:
        in_days = self.units.choice == "days"
        found = self.answer
        odd = sum(one.odd_order for one in found)
        undated = sum(one.undated for one in found)
        notes = []
        if odd:
            notes.append(_("{n} in odd order left out").format(n=i18n.count(odd)))
        if undated:
            notes.append(_("{n} without a date left out").format(n=i18n.count(undated)))
        self.set_note(" · ".join(notes))
        self.set_counted(
            _(
                "Stays in each stage that ended in the period, whenever they began; beside them "
                "the age of those that stand there now."
            )
        )
        nothing = not any(one.days.n or one.running_days.n for one in found)
        self.say_empty(nothing, asked, _("No stay ended in this period, and none goes on."))
        pairs = [
            (one.days, one.running_days)
            if in_days
            else (one.business_hours, one.running_business_hours)
            for one in found
        ]
        widest = _longest(found, pairs)
        words = i18n.days if in_days else _hours
        rows = [
            _row(one, ended, running, widest, words)
            for one, (ended, running) in zip(found, pairs, strict=True)
        ]
        axis = _("0 to {longest} · ◇ age of those here").format(longest=words(widest))
        if any((ended.p90 or 0.0) > widest or (run.median or 0.0) > widest for ended, run in pairs):
            axis = _("0 to {longest}, ▶ longer · ◇ age of those here").format(longest=words(widest))
        self.view.model_.show(rows, _headings(), axis)
        self.view.fit()

    def figure(self, place: int, row: StageRow, cell: Cell, heading: str) -> Explained:
        from revops_desktop.analytics.stays_behind import ended_stays, running_stays

        assert self.shown is not None
        asked, one = self.shown, self.answer[place]
        is_running = cell.key == "running"
        question = (
            BehindQuestion(running_stays, {**asked.of_now, "stage_id": row.stage_id}, StaysList)
            if is_running
            else BehindQuestion(
                ended_stays, {**asked.of_period, "stage_id": row.stage_id}, StaysList
            )
        )
        return Explained(
            title=titled(row, heading),
            key="time_in_stage",
            period_text=_("as of now") if is_running else asked.period_text,
            n=one.running_days.n if is_running else one.days.n,
            value_text=cell.text,
            note=cell.tip,
            deals=question,
        )

    def whole(self) -> Explained | None:
        if self.shown is None:
            return None
        return Explained(
            title=self.name(),
            key="time_in_stage",
            period_text=self.shown.period_text,
            n=sum(one.days.n for one in self.answer),
            rows=self.view.model_.as_rows,
            open_row=self.open_row,
            picture=self.view,
        )


def _longest(
    found: "tuple[StageDurations, ...]", pairs: "list[tuple[Quartiles, Quartiles]]"
) -> float:
    """Where the axis ends: customers stay for years, which would make all before them a dot."""
    ends = [
        ended.p90
        for one, (ended, _running) in zip(found, pairs, strict=True)
        if ended.p90 and one.stage.phase != "customer"
    ]
    others = [ended.p90 or running.median or 0.0 for ended, running in pairs]
    return max(ends or others, default=0.0)


def _hours(number: float | None) -> str:
    """Business hours; their minutes are said of less than ten."""
    if number is None:
        return i18n.NOTHING
    return i18n.hours(round(number) * _HOUR if number >= 10 else round(number * _HOUR))


def _headings() -> tuple[Cell, ...]:
    return (
        Cell(_("Ended"), _("Stays in this stage that ended in the period.")),
        Cell("25%", _("A quarter of them were shorter.")),
        Cell(_("Median"), _("Half of them were shorter, half were longer.")),
        Cell("75%", _("A quarter of them were longer.")),
        Cell("90%", _("One in ten of them was longer.")),
        Cell(_("Here\nnow"), _("Stays that go on, as of now.")),
        Cell(_("Their age\n(median)"), _("How long those have been here that stand here now.")),
    )


def _row(
    one: "StageDurations",
    ended: "Quartiles",
    running: "Quartiles",
    widest: float,
    words: Callable[[float | None], str],
) -> StageRow:
    def cell(value: float | None, key: str, n: int) -> Cell:
        kept = "" if value is None else Decimal(str(round(value, 4)))
        return Cell(words(value), "", n < FEWEST, key if n else "", kept)

    def part(value: float | None) -> float | None:
        return None if value is None or not widest else value / widest

    age = running.median
    left_out = []
    if one.odd_order:
        left_out.append(_("{n} in odd order left out").format(n=i18n.count(one.odd_order)))
    if one.undated:
        left_out.append(_("{n} without a date left out").format(n=i18n.count(one.undated)))
    undated = ""
    if one.running_undated:
        undated = _("{n} without a date left out").format(n=i18n.count(one.running_undated))
    spoken = _("{stage}: median {time}, n = {n}").format(
        stage=one.stage.name, time=words(ended.median), n=i18n.count(ended.n)
    )
    spread = pictures.Spread(
        *(part(ended.p25), part(ended.median), part(ended.p75), part(ended.p90), part(age)),
        is_weak=ended.n < FEWEST,
    )
    return stage_row(
        one.stage,
        pictures.spread(spread),
        spoken,
        "\n".join(text for text in (spoken, one.stage.definition) if text),
        (
            Cell(
                i18n.count(ended.n),
                "\n".join(left_out),
                ended.n < FEWEST,
                "ended" if ended.n else "",
                ended.n,
            ),
            cell(ended.p25, "ended", ended.n),
            cell(ended.median, "ended", ended.n),
            cell(ended.p75, "ended", ended.n),
            cell(ended.p90, "ended", ended.n),
            Cell(
                i18n.count(running.n),
                undated,
                running.n == 0,
                "running" if running.n else "",
                running.n,
            ),
            cell(age, "running", running.n),
        ),
    )

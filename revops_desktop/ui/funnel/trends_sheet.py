"""Twelve months of every figure, each beside the band of its own history."""

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QScrollArea, QWidget

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.rules.periods import month_of, month_period, months_before
from revops_desktop.ui import theme
from revops_desktop.ui.figures.explain import BehindQuestion, Explained, explain
from revops_desktop.ui.figures.listed import reached_next
from revops_desktop.ui.figures.menu import attach
from revops_desktop.ui.funnel.sheet import Asked, Sheet
from revops_desktop.ui.funnel.stays_list import StaysList
from revops_desktop.ui.funnel.trend_card import TrendCard, meant, months_of, named

if TYPE_CHECKING:
    from revops_desktop.analytics.trend_sheet import TrendSheet
    from revops_desktop.ui.actions import Actions

_COLUMNS = 3
# What is behind a figure of the whole river: a subject of analytics/deals_behind.py.
_OF_RIVER = {"entered": "reached", "win_rate": "decided", "win_rate_by_amount": "decided"}
_LEFT = ("lost", "recycled", "churned")


def _ordered(answer: "TrendSheet") -> list[str]:
    """The figures to draw: of a stage conversions first, and only the exits that it can have."""
    if answer.stage is None:
        return list(answer.figures)
    cannot = ("lost", "recycled") if answer.stage.phase == "customer" else ("churned",)
    keys = [key for key in answer.figures if key not in cannot]
    return sorted(keys, key=lambda key: ("conversion" not in key, key in _LEFT))


class TrendsSheet(Sheet):
    """The whole river, or one stage; the months end with the period."""

    key: ClassVar[str] = "trends"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.answer: TrendSheet | None = None
        self.cards: list[TrendCard] = []
        # Those that are being made, out of sight.
        self._coming: list[TrendCard] = []
        self._wanted_stage = 0
        self.stages = QComboBox()
        self.stages.setAccessibleName(_("Trends of"))
        self.stages.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.stages.setMinimumContentsLength(12)
        self.stages.setMaximumWidth(240)
        self.stages.addItem(_("The whole river"), 0)
        self.stages.currentIndexChanged.connect(lambda _place: self._on_stage())
        self.tools_row.addWidget(self.stages)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.board = QWidget()
        self.grid = QGridLayout(self.board)
        self.grid.setContentsMargins(0, 0, theme.current().space_2, 0)
        self.grid.setHorizontalSpacing(theme.current().space_5)
        self.grid.setVerticalSpacing(theme.current().space_2)
        self.area.setWidget(self.board)
        for surface in (self.board, self.area.viewport()):
            surface.setAutoFillBackground(False)
        self.layout_.addWidget(self.area, 1)

    @staticmethod
    def name() -> str:
        return _("Trends")

    def state(self) -> dict[str, str]:
        return {"stage": str(self._wanted_stage)}

    def recall(self, state: dict[str, str]) -> None:
        kept = state.get("stage", "")
        self._wanted_stage = int(kept) if kept.isdigit() else 0

    def _on_stage(self) -> None:
        self._wanted_stage = int(self.stages.currentData() or 0)
        self.remembered.emit()
        self.wanted.emit()

    def ask(self, asked: Asked) -> None:
        from revops_desktop.analytics.trend_sheet import trend_sheet

        # A month that runs is low because it runs: it stands beside the whole ones.
        this = month_of(asked.today)
        last = min(month_of(asked.period.last or asked.today), this)
        running = last if last == this else ""
        self.actions_.ask_later(
            "funnel-trends",
            trend_sheet,
            partial(self._show, asked),
            pipeline_id=asked.pipeline_id,
            last_month=months_before(this, 1) if running else last,
            running=running,
            stage_id=self._wanted_stage or None,
            only=asked.only,
        )

    def _show(self, asked: Asked, answer: "TrendSheet") -> None:
        """A card a turn; other cards stand there together, when all of them are made."""
        keys = _ordered(answer)
        for card in self._coming:
            card.deleteLater()
        self._coming = []
        if [card.key for card in self.cards] == keys:
            made = [partial(self._fill, card, asked, answer) for card in self.cards]
        else:
            made = [partial(self._make, key, asked, answer) for key in keys]
        self.actions_.turns.take(self, "trends", (*made, partial(self._finish, asked, answer)))

    def _fill(self, card: TrendCard, asked: Asked, answer: "TrendSheet") -> None:
        card.show_trend(answer.figures[card.key], asked.currency, answer.targets)

    def _make(self, key: str, asked: Asked, answer: "TrendSheet") -> None:
        card = TrendCard(key, self.board)
        card.chart.opened.connect(partial(self._open, card))
        attach(card.chart, self.actions_, partial(self._explained, card))
        self._fill(card, asked, answer)
        self._coming.append(card)

    def _finish(self, asked: Asked, answer: "TrendSheet") -> None:
        self.shown, self.answer = asked, answer
        self._offer(answer)
        if self._coming:
            self._exchange()
        one = next(iter(answer.figures.values()))
        note = _("{first} to {last}").format(
            first=i18n.month(one.points[0].month), last=i18n.month(months_of(one)[-1].month)
        )
        if one.running is not None:
            note += " · " + _("{month} so far").format(month=i18n.month(one.running.month))
        self.set_note(note)
        nothing = all(
            not point.n for figure in answer.figures.values() for point in months_of(figure)
        )
        self.say_empty(nothing, asked, _("Nothing happened in these months."))
        self.answered.emit()

    def _offer(self, answer: "TrendSheet") -> None:
        self._wanted_stage = answer.stage.stage_id if answer.stage else 0
        wanted = [(_("The whole river"), 0)]
        wanted += [(" ".join(one.name.split()), one.stage_id) for one in answer.stages]
        shown = [
            (self.stages.itemText(place), self.stages.itemData(place))
            for place in range(self.stages.count())
        ]
        with QSignalBlocker(self.stages):
            if shown != wanted:
                self.stages.clear()
                for name, stage_id in wanted:
                    self.stages.addItem(name, stage_id)
            self.stages.setCurrentIndex(self.stages.findData(self._wanted_stage))

    def _exchange(self) -> None:
        for card in self.cards:
            self.grid.removeWidget(card)
            card.deleteLater()
        self.cards, self._coming = self._coming, []
        for place, card in enumerate(self.cards):
            self.grid.addWidget(card, place // _COLUMNS, place % _COLUMNS)
        for column in range(_COLUMNS):
            self.grid.setColumnStretch(column, 1)
        # All their pictures in one turn would be long: until each is painted, the old ones stay.
        self.board.setUpdatesEnabled(False)
        paint = [card.chart.paint_anew for card in self.cards]
        thaw = partial(self.board.setUpdatesEnabled, True)
        self.actions_.turns.take(self, "trends-painted", (*paint, thaw))

    # What is behind

    def _open(self, card: TrendCard, month: object) -> None:
        about = self._of_month(card, str(month))
        if about is not None:
            explain(self.window(), self.actions_, about)

    def _title(self, key: str) -> str:
        assert self.answer is not None
        stage = self.answer.stage
        return named(key) if stage is None else f"{' '.join(stage.name.split())} · {named(key)}"

    def _of_month(self, card: TrendCard, month: str) -> Explained | None:
        shown = months_of(card.trend) if card.trend else ()
        found = [point for point in shown if point.month == month]
        if self.shown is None or not found:
            return None
        mark = next((one for one in card.chart.marks() if one.key == month), None)
        said = mark.spoken.split(" · ")[0].split(": ")[-1] if mark else ""
        return Explained(
            title=self._title(card.key),
            key=meant(card.key),
            period_text=i18n.month(month),
            n=found[0].n,
            value_text=said,
            deals=self._behind(card.key, month),
            picture=card.chart,
            weak=found[0].is_weak,
            listed=reached_next() if card.key.startswith("period_conversion") else "",
        )

    def _behind(self, key: str, month: str) -> BehindQuestion:
        from revops_desktop.analytics.deals_behind import deals_behind
        from revops_desktop.analytics.leaving_deals import leaving_deals
        from revops_desktop.analytics.stays_behind import ended_stays

        assert self.shown is not None and self.answer is not None
        arguments: dict[str, Any] = {**self.shown.of_period, "period": month_period(month)}
        stage = self.answer.stage
        if stage is None:
            if key in _LEFT:
                return BehindQuestion(leaving_deals, {**arguments, "kind": key})
            if key == "entered" and self.answer.stages:
                arguments["stage_id"] = self.answer.stages[0].stage_id
            subject = _OF_RIVER.get(key, key if key == "disqualified" else "won")
            return BehindQuestion(deals_behind, {**arguments, "subject": subject})
        arguments["stage_id"] = stage.stage_id
        if key == "time_in_stage":
            return BehindQuestion(ended_stays, arguments, StaysList)
        if key.startswith("period_conversion"):
            next_stage = {"stage_id": self.answer.next_id, "subject": "reached"}
            return BehindQuestion(deals_behind, {**arguments, **next_stage})
        subject = "reached" if key == "reached" else key if key in _LEFT else "advanced"
        return BehindQuestion(deals_behind, {**arguments, "subject": subject})

    def _explained(self, card: TrendCard) -> Explained | None:
        if self.shown is None or card.trend is None:
            return None
        points = months_of(card.trend)
        months = [point.month for point in points]
        change, last = card.change.text(), i18n.month(card.trend.last.month)
        return Explained(
            title=self._title(card.key),
            key=meant(card.key),
            period_text=_("{first} to {last}").format(
                first=i18n.month(months[0]), last=i18n.month(months[-1])
            ),
            n=sum(point.n for point in points),
            note=f"{last}: {change}" if change else "",
            rows=card.chart.rows,
            open_row=lambda place: self._open(card, months[place]),
            picture=card.chart,
        )

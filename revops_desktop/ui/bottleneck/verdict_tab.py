"""The one narrow place: the sentence, its evidence, what fits it, what it was before."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.bottleneck import history_list, step_list
from revops_desktop.ui.bottleneck.evidence_panel import EvidencePanel
from revops_desktop.ui.bottleneck.plays_panel import PlaysPanel
from revops_desktop.ui.bottleneck.verdict_opening import VerdictOpening
from revops_desktop.ui.bottleneck.verdict_panel import VerdictPanel
from revops_desktop.ui.bottleneck.whole_table import ScrolledTab, show_whole
from revops_desktop.ui.figures.deals import DealsModel
from revops_desktop.ui.figures.explain import Explained
from revops_desktop.ui.figures.followed import Followed
from revops_desktop.ui.figures.menu import attach
from revops_desktop.ui.figures.tile import Tile
from revops_desktop.ui.page import Panel
from revops_desktop.ui.tables.text_list import CellTable, ListTable
from revops_desktop.ui.turns import Step

if TYPE_CHECKING:
    from revops_desktop.analytics.bottleneck_answer import (
        Bottleneck,
        BottleneckHistory,
        StepFigures,
    )
    from revops_desktop.analytics.bottleneck_evidence import Evidence
    from revops_desktop.analytics.plays import Play
    from revops_desktop.ui.actions import Actions

# Two rows of them.
_PLAYS = 4
_AMOUNT = 5


class VerdictTab(ScrolledTab):
    """Asks for the verdict first, then for its evidence and its history."""

    def __init__(
        self, actions: "Actions", verdicts: Followed, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._actions, self._verdicts = actions, verdicts
        self.answer: Bottleneck | None = None
        self.history: BottleneckHistory | None = None
        # The stage whose step the evidence is of; None: of the step named.
        self._chosen: int | None = None
        self._asked: dict[str, Any] = {}
        self.opening = VerdictOpening(self, self, actions)

    def parts(self) -> tuple[Step, ...]:
        """What is built on it, one after another."""
        return (
            self._build_verdict,
            self._build_evidence,
            self._build_deals,
            self._build_steps,
            self._build_history,
        )

    def _build_verdict(self) -> None:
        self.panel = VerdictPanel(self.widget())
        self.panel.opened.connect(self.opening.open_tile)
        self.panel.target_wanted.connect(self.opening.set_target)
        self.panel.deals_wanted.connect(self.opening.open_stopped)
        self._attach_tiles(self.panel.tiles, self.opening.about_tile)
        self.body.addWidget(self.panel)

    def _attach_tiles(
        self, tiles: Sequence[Tile], about: Callable[[int], Explained | None]
    ) -> None:
        for place, tile in enumerate(tiles):
            attach(tile, self._actions, partial(about, place))

    def _build_evidence(self) -> None:
        self.evidence = EvidencePanel(self._actions, self.widget())
        self.evidence.hide()
        self.evidence.base_opened.connect(self.opening.open_base)
        self.evidence.mark_opened.connect(self.opening.open_mark)
        self._attach_tiles(self.evidence.tiles, self.opening.about_base)
        self.body.addWidget(self.evidence)

    def _build_deals(self) -> None:
        self.deals = DealsModel()
        self.deal_table = ListTable(self.deals, _("Deals that got no further"))
        self.deal_table.setProperty("kind", "clear")
        self.deal_table.sortByColumn(_AMOUNT, Qt.SortOrder.DescendingOrder)
        for signal in (self.deal_table.activated, self.deal_table.clicked):
            signal.connect(
                lambda index: self._actions.deal_wanted.emit(self.deal_table.row(index).deal_id)
            )
        self._deals_panel = self._listed(
            _("The largest deals that got no further"),
            self.deal_table,
            _("Deals that reached the stage then and have not reached the next one."),
        )
        self._deals_panel.hide()
        self.plays = PlaysPanel(self.widget())
        self.plays.hide()
        self.body.addWidget(self._deals_panel)
        self.body.addWidget(self.plays)

    def _build_steps(self) -> None:
        self.steps = step_list.StepList()
        self.step_table = CellTable(self.steps, _("Steps of the river"))
        self.step_table.opened.connect(self._open_step)
        self.step_table.selectionModel().currentChanged.connect(self._on_step)
        self._steps_panel = self._listed(
            _("Each step compared with its own past"),
            self.step_table,
            _(
                "Each step from one stage to the next: its share in the months judged beside all "
                "months before, what it could be, how likely so low a share is by luck alone, and "
                "what a month would bring more if this step alone were that good."
            ),
        )
        self.body.addWidget(self._steps_panel)

    def _build_history(self) -> None:
        self.months = history_list.HistoryList()
        self.month_table = CellTable(self.months, _("What the bottleneck was"))
        self.month_table.opened.connect(self._open_month)
        self._history_panel = self._listed(
            _("What it was as each month ended"),
            self.month_table,
            _("The verdict as it was at the end of each month, with what was known then."),
        )
        self.body.addWidget(self._history_panel)
        self.body.addStretch(1)

    def _listed(self, heading: str, table: ListTable, meaning: str) -> Panel:
        tokens = theme.current()
        panel = Panel(parent=self.widget())
        panel.layout_.setContentsMargins(
            tokens.space_3, tokens.space_2, tokens.space_3, tokens.space_2
        )
        panel.layout_.setSpacing(tokens.space_1)
        head = QHBoxLayout()
        head.addWidget(texts.heading(heading), 1)
        button = texts.button(_("Export…"), "small")
        button.clicked.connect(lambda _checked=False: self.opening.export(heading, table))
        head.addWidget(button)
        panel.layout_.addLayout(head)
        panel.layout_.addWidget(table)
        attach(table, self._actions, lambda: self.opening.explained_table(heading, table, meaning))
        return panel

    # Asking

    def ask(self, asked: dict[str, Any]) -> None:
        """Asks for the verdict and what was said before, in the background; then for the rest."""
        from revops_desktop.analytics.bottleneck import verdict_and_history

        if self._asked.get("pipeline_id") != asked["pipeline_id"]:
            self._chosen = None
        self._asked = asked
        self._verdicts.ask(verdict_and_history, self._show, **asked)

    @property
    def asked(self) -> dict[str, Any]:
        """What the shown verdict is of: pipeline, instant, filter."""
        return self._asked

    @property
    def shown_step(self) -> "StepFigures | None":
        """The step that the evidence is of: the chosen one, the one named, or the leading one."""
        answer = self.answer
        if answer is None or not answer.steps:
            return None
        chosen = (one for one in answer.steps if one.stage.stage_id == self._chosen)
        return next(chosen, answer.step or answer.leading or answer.steps[0])

    def _ask_evidence(self) -> None:
        step, answer = self.shown_step, self.answer
        if step is None or answer is None or not answer.window:
            self.evidence.hide()
            self._deals_panel.hide()
            return
        from revops_desktop.analytics.bottleneck_evidence import bottleneck_evidence

        self._actions.ask_later(
            "bottleneck-evidence",
            bottleneck_evidence,
            self._show_evidence,
            stage_id=step.stage.stage_id,
            window=answer.window,
            **self._asked,
        )

    # Showing

    def _show(self, both: "tuple[Bottleneck, BottleneckHistory]") -> None:
        answer, self.history = both
        self.answer = answer
        self._in_turns(
            "bottleneck",
            partial(self.panel.show_verdict, answer, self.history),
            partial(self._show_steps, answer),
            partial(self._show_history, self.history),
            self._ask_evidence,
            partial(self._ask_plays, answer),
        )

    def _in_turns(self, key: str, *steps: Callable[[], object]) -> None:
        """Fills what is seen part by part; each is painted in its place before the next comes."""

        def one(step: Callable[[], object]) -> None:
            self.paint_once_laid_out()
            step()

        self._actions.turns.take(self, key, [partial(one, step) for step in steps])

    def _show_steps(self, answer: "Bottleneck") -> None:
        self._steps_panel.setVisible(bool(answer.steps))
        self.steps.show(answer)
        show_whole(self.step_table, step_list.WIDTHS)

    def _ask_plays(self, answer: "Bottleneck") -> None:
        from revops_desktop.analytics.month_records import plays_for

        self._actions.ask_later(
            "bottleneck-plays", plays_for, self._show_plays, found=answer, most=_PLAYS
        )

    def _show_plays(self, plays: "tuple[Play, ...]") -> None:
        self._in_turns("bottleneck-plays", *self.plays.turns(plays))

    def _show_history(self, history: "BottleneckHistory") -> None:
        self._history_panel.setVisible(bool(history.months))
        self.months.show(history)
        show_whole(self.month_table, history_list.WIDTHS)

    def _show_evidence(self, answer: "Evidence | None") -> None:
        step = self.shown_step
        found = answer is not None and step is not None
        turns: list[Callable[[], object]] = [lambda: self.evidence.setVisible(found)]
        if answer is not None and step is not None and answer.stage_id == step.stage.stage_id:
            turns += self.evidence.turns(answer, step)
            turns.append(partial(self._show_deals, answer))
        turns.append(lambda: self._deals_panel.setVisible(found and bool(self.deals.rows)))
        self._in_turns("bottleneck-evidence", *turns)

    def _show_deals(self, answer: "Evidence") -> None:
        self.deals.show(answer.stopped)
        show_whole(self.deal_table, DealsModel.widths)

    # Choosing

    def _on_step(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self._chosen = self.step_table.row(current).stage.stage_id
            self._ask_evidence()

    def _open_step(self, index: QModelIndex) -> None:
        self.opening.open_step(self.step_table.row(index), index.column())

    def _open_month(self, index: QModelIndex) -> None:
        self.opening.open_month(self.month_table.row(index))

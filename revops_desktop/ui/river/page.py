"""The river page: the whole river in one picture, and the one sentence about it, live."""

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.i18n import _, ngettext
from revops_desktop.ui import texts, theme
from revops_desktop.ui.figures.explain import Explained
from revops_desktop.ui.figures.menu import attach
from revops_desktop.ui.figures.page import PipelinePage
from revops_desktop.ui.funnel.period_box import period_text
from revops_desktop.ui.page import Panel
from revops_desktop.ui.river.chart import RiverChart
from revops_desktop.ui.river.comparing import CompareBox
from revops_desktop.ui.river.verdict_bar import VerdictBar

if TYPE_CHECKING:
    from revops_desktop.analytics.river_frame import Basis
    from revops_desktop.ui.actions import Actions
    from revops_desktop.ui.preferences import Preferences

_BASIS, _PERIOD, _COMPARE = "river/basis", "river/period", "river/compare"


class RiverPage(PipelinePage):
    """Asks in the background; the old picture stays until the newest answer is there."""

    key: ClassVar[str] = "river"
    icon_name: ClassVar[str] = "waves"
    concerned = frozenset(
        (
            *("deal", "deal_line", "stage_visit", "deal_exit", "stage", "pipeline", "function"),
            *("workspace", "exit_reason", "channel_month", "target", "company"),
        )
    )
    framing = PipelinePage.framing | {"segment"}

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self._other: Any = None
        self._pictures = self._follow("river")
        self._others = self._follow("river-other")
        self._verdicts = self._follow("river-verdict")
        self._narrow_stage: int | None = None
        self._said = ""
        self._basis: Basis = "count"
        self.period_box = self._new_period_box()
        self.period_box.chosen.connect(self._on_chosen)
        self.compare = CompareBox(self.header)
        self.compare.chosen.connect(self._on_chosen)
        layout = self._begin(self.pipelines, self.period_box, self.compare, *self._basis_buttons())
        self.build_in_turns(
            partial(self._build_verdict, layout), partial(self._build_picture, layout)
        )

    @staticmethod
    def title() -> str:
        return _("River")

    def _basis_buttons(self) -> list[QPushButton]:
        self._bases = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for basis, name in (("count", _("By count")), ("amount", _("By amount"))):
            button = texts.button(name, "small")
            button.setCheckable(True)
            button.setChecked(basis == "count")
            button.clicked.connect(lambda _checked, basis=basis: self._choose_basis(basis))
            self._bases.addButton(button)
            self._buttons[basis] = button
        return list(self._buttons.values())

    def _build_verdict(self, layout: QVBoxLayout) -> None:
        self.verdict = VerdictBar(self)
        self.verdict.opened.connect(lambda: self.actions_.page_wanted.emit("bottleneck"))
        layout.addWidget(self.verdict)

    def _build_picture(self, layout: QVBoxLayout) -> None:
        panel = Panel(parent=self)
        tokens = theme.current()
        panel.layout_.setContentsMargins(
            tokens.space_3, tokens.space_2, tokens.space_3, tokens.space_2
        )
        self.chart = RiverChart()
        self.chart.opened.connect(self._open)
        self.menu = attach(self.chart, self.actions_, self._explained)
        panel.layout_.addWidget(self.chart, 1)
        self.all_time = texts.button(_("Show all time"))
        self.all_time.clicked.connect(self._show_all_time)
        self.all_time.hide()
        panel.layout_.addWidget(self.all_time, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(panel, 1)

    # Asking

    def refresh(self) -> None:
        from revops_desktop.analytics.segments import segments

        super().refresh()
        self.actions_.ask_later("river-segments", segments, self._show_segments)

    def _ask(self) -> None:
        if not self.actions_.pipeline_id:
            return
        from revops_desktop.analytics.river_picture import river_picture

        period, only = self._period(self.period_box), self.filters.chosen
        other = self.compare.other(period, only)
        if other is None:
            self._other = None
        else:
            self._others.ask(
                *(river_picture, self._show_other),
                pipeline_id=self.actions_.pipeline_id,
                **other,
            )
        self._pictures.ask(
            *(river_picture, self._show_picture),
            pipeline_id=self.actions_.pipeline_id,
            period=period,
            only=only,
        )

    def _ask_verdict(self) -> None:
        from revops_desktop.analytics.bottleneck import bottleneck

        self._verdicts.ask(bottleneck, self._show_verdict, **self._question())

    # Showing

    def _show_segments(self, known: Any) -> None:
        self.compare.show_segments(known)
        if self.program is not None:
            kept = self.program.preferences.remembered(_COMPARE)
            if kept and kept != self.compare.key:
                self.compare.choose(kept)

    def _show_other(self, picture: Any) -> None:
        self._other = picture
        if self.chart.picture is not None:
            self._draw(self.chart.picture)

    def _show_picture(self, picture: Any) -> None:
        entered = picture.entered.count
        number = ngettext(
            "{n} deal came in, followed until now",
            "{n} deals came in, followed until now",
            entered,
        ).format(n=i18n.count(entered))
        self._said = f"{period_text(picture.period)} · {number}"
        self.chart.empty = self._why_empty(picture)
        # Of an old list nothing came in lately: all of it is one click away.
        is_cut = not (self.filters.is_filtering or picture.period.is_all_time)
        self.all_time.setVisible(is_cut and not entered and picture.has_deals)
        self._draw(picture)
        # The verdict asked beside the picture would make a move show later.
        self._ask_verdict()

    def _why_empty(self, picture: Any) -> str:
        if self.filters.is_filtering:
            return _("No deal is meant by the filter. Take a condition away, or clear the filter.")
        if picture.has_deals and not picture.period.is_all_time:
            return _(
                "No deal came into the river in this period. Choose a longer one, or add a deal on "
                "the board."
            )
        return _("No deal yet. Add one on the board, or import a list, and the river flows.")

    def _draw(self, picture: Any) -> None:
        places = [one.stage.stage_id for one in picture.stages]
        narrow = places.index(self._narrow_stage) if self._narrow_stage in places else None
        if narrow is not None and narrow + 1 >= len(places):
            narrow = None
        other = self._other
        if other is not None and other.pipeline_id != picture.pipeline_id:
            other = None
        compared = ""
        name = self.compare.currentText()
        if self.compare.is_earlier and picture.period.is_all_time:
            compared, other = " · " + _("{name}: all time has none").format(name=name), None
        elif other is not None and other.entered.count:
            compared = " · " + _("dashed: {name}").format(name=name)
        elif other is not None:
            compared, other = " · " + _("{name}: no deal came in").format(name=name), None
        more = _(
            "The river follows the deals that came in during the period. The funnel counts of each "
            "stage all deals that reached it in the period, also those that came in before."
        )
        self.header.set_subtitle(self._said + compared, more)
        self.chart.set_data(picture, self._basis, other, narrow)

    def _show_verdict(self, found: Any) -> None:
        self.verdict.show_verdict(found)
        named = found.verdict == "named" and found.step is not None
        stage = found.step.stage.stage_id if named else None
        if stage != self._narrow_stage:
            self._narrow_stage = stage
            if self.chart.picture is not None:
                self._draw(self.chart.picture)

    # Choosing

    def _recall(self, preferences: "Preferences") -> None:
        basis = preferences.remembered(_BASIS)
        if basis in self._buttons:
            self._basis = "amount" if basis == "amount" else "count"
            self._buttons[basis].setChecked(True)
        names = self.period_box.names
        with QSignalBlocker(names):
            at = names.findData(preferences.remembered(_PERIOD))
            if at >= 0 and names.itemData(at) != "custom":
                names.setCurrentIndex(at)
        with QSignalBlocker(self.compare):
            self.compare.choose(preferences.remembered(_COMPARE))

    def _on_chosen(self) -> None:
        if self.program is not None:
            kept = self.program.preferences
            kept.remember(_PERIOD, str(self.period_box.names.currentData()))
            kept.remember(_COMPARE, self.compare.key)
        self._soon.start()

    def _show_all_time(self) -> None:
        names = self.period_box.names
        names.setCurrentIndex(names.findData("all_time"))

    def _choose_basis(self, basis: str) -> None:
        self._basis = "amount" if basis == "amount" else "count"
        if self.program is not None:
            self.program.preferences.remember(_BASIS, basis)
        if self.chart.picture is not None:
            self._show_picture(self.chart.picture)

    # What is behind

    def _open(self, part: Any) -> None:
        from revops_desktop.ui.river.behind import open_part

        open_part(self, self.actions_, self.chart.shown(), part)

    def _explained(self) -> Explained | None:
        picture = self.chart.picture
        if picture is None or self.chart.is_empty():
            return None
        return Explained(
            self.title(),
            sentence=_(
                "The deals that came into the river in the period, followed until today. Each "
                "stage's water is what went on, what waits, what left and what was recycled."
            ),
            period_text=period_text(picture.period),
            n=picture.entered.count,
            rows=self.chart.rows,
            picture=self.chart,
        )

"""The SLA page: were the promises kept? Every figure opens the clocks that it counts."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.rules.periods import Period
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.figures import menu
from revops_desktop.ui.figures.explain import BehindQuestion, Explained, explain, of_tile
from revops_desktop.ui.figures.page import FilteredPage
from revops_desktop.ui.figures.tile import Tile
from revops_desktop.ui.figures.tile_rows import TileRows
from revops_desktop.ui.funnel.period_box import period_text
from revops_desktop.ui.page import Panel
from revops_desktop.ui.sla import figure_words, single_figures
from revops_desktop.ui.sla.bars import Bar, BarsView, Legend, Part
from revops_desktop.ui.sla.clock_list import ClocksModel
from revops_desktop.ui.sla.figure_list import SUBJECTS
from revops_desktop.ui.sla.groups_panel import GroupsPanel
from revops_desktop.ui.sla.worst_panel import WorstPanel

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from revops_desktop.analytics.sla_page import SlaPage as Answer
    from revops_desktop.ui.actions import Actions

_TICK_MILLISECONDS = 60_000
_WIDE = 880


class SlaPage(FilteredPage):
    """Asks in the background; the old picture stays until the newest answer is there."""

    key: ClassVar[str] = "sla"
    icon_name: ClassVar[str] = "gauge"
    concerned = frozenset(
        (
            *("deal", "stage_visit", "stage", "pipeline", "function", "member", "workspace"),
            *("handoff", "handoff_rule", "time_limit", "business_calendar", "clock_pause"),
            "criterion_lack",
        )
    )
    framing = frozenset(("workspace",))

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.answer: Answer | None = None
        self._unit = "week"
        self._followed = self._follow("sla")
        # Clocks run by themselves.
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MILLISECONDS)
        self._tick.timeout.connect(self._on_tick)
        self._tick.start()
        self.period_box = self._new_period_box()
        self.period_box.chosen.connect(self.make_stale)
        layout = self._begin(self.period_box, self._reviews_button())
        self.nothing = texts.paragraph("", "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.hide()
        layout.addWidget(self.nothing)
        foot = QHBoxLayout()
        foot.setSpacing(theme.current().space_3)
        self.build_in_turns(
            partial(self._build_tiles, layout),
            partial(self._build_groups, layout),
            partial(layout.addLayout, foot, 4),
            partial(self._build_trend, foot),
            partial(self._build_taken, foot),
            partial(self._build_worst, foot),
        )

    @staticmethod
    def title() -> str:
        return _("SLA")

    # What it is made of

    def _build_tiles(self, layout: QVBoxLayout) -> None:
        self.tiles = [Tile(self) for _place in figure_words.SUBJECTS]
        for place, tile in enumerate(self.tiles):
            made = menu.attach(tile, self.actions_, partial(self._tile, place))
            tile.opened.connect(made.explain)
        self._rows = TileRows(self.tiles)
        layout.addLayout(self._rows)

    def _build_groups(self, layout: QVBoxLayout) -> None:
        self.groups = GroupsPanel(self)
        self.groups.opened.connect(self._open_group)
        self.groups.exported.connect(self._export)
        menu.attach(self.groups.table, self.actions_, self._table)
        layout.addWidget(self.groups, 5)

    def _build_trend(self, foot: QHBoxLayout) -> None:
        parts = _parts()
        self.trend = BarsView(_("Compliance of the last 12 periods"), parts)
        self.trend.opened.connect(self._open_point)
        menu.attach(self.trend, self.actions_, partial(self._chart, self.trend, self._open_point))
        foot.addWidget(_panel(_("Trend"), self.trend, Legend(parts), self._unit_buttons()), 1)

    def _build_taken(self, foot: QHBoxLayout) -> None:
        parts = _parts()[:2]
        self.taken = BarsView(_("Response times in business hours"), parts)
        self.taken.opened.connect(self._open_bucket)
        menu.attach(self.taken, self.actions_, partial(self._chart, self.taken, self._open_bucket))
        self._taken_panel = _panel(_("Response times (hours)"), self.taken, Legend(parts))
        foot.addWidget(self._taken_panel, 1)

    def _build_worst(self, foot: QHBoxLayout) -> None:
        self.worst = WorstPanel(self)
        self.worst.opened.connect(self.actions_.deal_wanted)
        self.worst.all_wanted.connect(self._open_worst)
        self.worst.overrides_wanted.connect(self._open_overrides)
        menu.attach(self.worst.table, self.actions_, self._worst)
        foot.addWidget(self.worst, 1)
        self._share_room()

    def _reviews_button(self) -> QPushButton:
        self.reviews = texts.button(_("Reviews…"))
        self.reviews.setIcon(icons.icon("clipboard-check"))
        texts.set_tool_tip(
            self.reviews, _("Look at a week or a month together, and agree who does what by when")
        )
        self.reviews.clicked.connect(lambda _checked=False: self.open_reviews())
        return self.reviews

    def open_reviews(self, review_id: int | None = None) -> None:
        """Opens the reviews: a past one, or the next weekly one."""
        from revops_desktop.ui.sla import reviews_dialog

        reviews_dialog.open_reviews(self, self.actions_, review_id)

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        if self.is_whole:
            self._share_room()

    def _share_room(self) -> None:
        # Beside an open deal there is room for half of it.
        is_wide = self.width() >= _WIDE
        self._rows.lay(len(self.tiles) if is_wide else len(self.tiles) // 2)
        self._taken_panel.setVisible(is_wide)

    def _unit_buttons(self) -> tuple[QWidget, ...]:
        self._units = QButtonGroup(self)
        made = []
        for unit, name in figure_words.units().items():
            button = texts.button(name, "small")
            button.setCheckable(True)
            button.setChecked(unit == self._unit)
            button.clicked.connect(lambda _checked, unit=unit: self._choose_unit(unit))
            self._units.addButton(button)
            made.append(button)
        return tuple(made)

    # Asking

    def _on_tick(self) -> None:
        if self.isVisible():
            self._soon.start()
        else:
            self.make_stale()

    def _asked(self) -> dict[str, Any]:
        """What every question of the page is about."""
        return {
            "period": self.period_box.period(),
            "now": self.actions_.now(),
            "only": self.filters.chosen,
        }

    def _ask(self) -> None:
        from revops_desktop.analytics.sla_page import sla_page

        asked = {**self._asked(), "period": self._period(self.period_box), "unit": self._unit}
        self._followed.ask(sla_page, self._show, **asked)

    # Showing

    def _show(self, answer: "Answer") -> None:
        self.answer = answer
        self.header.set_subtitle(period_text(answer.period))
        self.nothing.setVisible(not answer.has_limits)
        self.nothing.setText(
            _(
                "No stage and no hand-off rule has a time limit yet. Set one in the settings, "
                "and its promises are counted from then on."
            )
        )
        steps = (self._show_tiles, self._show_groups, self._show_bars, self._show_worst)
        self.actions_.turns.take(self, self.key, [partial(step, answer) for step in steps])

    def _show_tiles(self, answer: "Answer") -> None:
        for tile, figure in zip(self.tiles, figure_words.tiles(answer), strict=True):
            tile.show_figure(figure)

    def _show_groups(self, answer: "Answer") -> None:
        self.groups.show_groups(answer.rows)

    def _show_bars(self, answer: "Answer") -> None:
        self.trend.bars.show([_trend_bar(answer, place) for place in range(len(answer.points))])
        self.taken.bars.show([_taken_bar(answer, place) for place in range(len(answer.buckets))])

    def _show_worst(self, answer: "Answer") -> None:
        self.worst.show_clocks(answer.worst, answer.zone)
        self.worst.show_overridden(answer.overridden)

    def _choose_unit(self, unit: str) -> None:
        self._unit = unit
        self._ask()

    # The clocks behind a figure

    def _open(self, about: Explained, subject: str, **wanted: Any) -> None:
        explain(self, self.actions_, replace(about, deals=self._behind(subject, **wanted)))

    def _behind(self, subject: str, **wanted: Any) -> BehindQuestion:
        """The clocks, or hand-offs, that a figure counts."""
        asked = {**self._asked(), **wanted, "subject": subject}
        if subject in figure_words.OF_HANDOFFS:
            from revops_desktop.analytics.sla_handoffs import handed_behind

            return BehindQuestion(handed_behind, asked)
        from revops_desktop.analytics.sla_behind import clocks_behind

        return BehindQuestion(clocks_behind, asked, ClocksModel)

    def _tile(self, place: int) -> Explained | None:
        if self.answer is None:
            return None
        subject = figure_words.SUBJECTS[place]
        time = _("as of now") if subject == "at_risk" else period_text(self.answer.period)
        about = of_tile(self.tiles[place], self._behind(subject), period_text=time)
        if about is None:
            return None
        is_share = subject == "counted" or subject in figure_words.OF_HANDOFFS
        return replace(about, listed=single_figures.listed(subject, is_share=is_share))

    def _chart(self, bars: BarsView, open_row: Callable[[int], None]) -> Explained | None:
        """What a chart of bars says about itself; each bar opens its clocks."""
        if self.answer is None or not bars.bars.bars:
            return None
        period, meaning = self.answer.period, figure_words.taken_meaning
        if bars is self.trend:
            ends = self.answer.points[0].first, self.answer.points[-1].last
            period, meaning = Period(*ends), figure_words.compliance_meaning
        return Explained(
            bars.accessibleName(),
            period_text=period_text(period),
            sentence=meaning(),
            rows=bars.rows,
            open_row=open_row,
            picture=bars,
        )

    def _table(self) -> Explained | None:
        table = self.groups.table
        if self.answer is None:
            return None
        return Explained(
            f"{table.accessibleName()} · {figure_words.ways()[self.groups.by]}",
            period_text=period_text(self.answer.period),
            n=self.answer.figures.counted,
            sentence=figure_words.table_meaning(),
            rows=lambda: menu.table_rows(table),
            open_row=self.groups.open_row,
            picture=table,
        )

    def _worst(self) -> Explained | None:
        """What the list of those furthest over says about itself."""
        if self.answer is None or not self.answer.worst:
            return None
        table = self.worst.table
        about = single_figures.of_late(self.answer)
        return replace(
            about,
            title=table.accessibleName(),
            value_text="",
            rows=lambda: menu.table_rows(table),
            open_row=self.worst.open_row,
            picture=table,
        )

    def _open_group(self, by: str, row: Any, column: int) -> None:
        about = single_figures.of_cell(self.groups.list, row, column, self.period_box.period())
        self._open(about, SUBJECTS[column], by=by, key=row.group.key)

    def _open_point(self, place: int) -> None:
        if self.answer is not None:
            point = self.answer.points[place]
            about = single_figures.of_point(point, self.answer.unit)
            self._open(about, "counted", period=Period(point.first, point.last))

    def _open_bucket(self, place: int) -> None:
        if self.answer is not None:
            bucket = self.answer.buckets[place]
            between = bucket.first, bucket.last
            self._open(
                single_figures.of_bucket(self.answer, bucket), "answered", took_between=between
            )

    def _open_worst(self) -> None:
        if self.answer is not None:
            self._open(single_figures.of_late(self.answer), "late")

    def _open_overrides(self) -> None:
        from revops_desktop.ui.funnel.overrides_list import open_overrides

        asked = self._asked()
        title = _("Moved on with criteria unmet")
        tip = period_text(asked["period"])
        period, only = asked["period"], asked["only"]
        open_overrides(self, self.actions_, title, tip, period=period, only=only)

    def _export(self) -> None:
        from revops_desktop.ui.tables.text_list import export

        export(self, self.actions_, self.groups.export_name(), self.groups.table)


def _parts() -> tuple[Part, ...]:
    return (
        Part(_("Met"), "good", Qt.BrushStyle.SolidPattern),
        Part(_("Met late"), "warning", Qt.BrushStyle.BDiagPattern),
        Part(_("Overdue"), "bad", Qt.BrushStyle.DiagCrossPattern),
    )


def _panel(
    heading: str, view: QWidget, legend: QWidget, controls: tuple[QWidget, ...] = ()
) -> Panel:
    """A chart with its heading, its controls, and what its parts are."""
    tokens = theme.current()
    panel = Panel()
    panel.layout_.setContentsMargins(tokens.space_3, tokens.space_2, tokens.space_3, tokens.space_2)
    panel.layout_.setSpacing(tokens.space_1)
    head = QHBoxLayout()
    head.setSpacing(tokens.space_1)
    head.addWidget(texts.heading(heading), 1)
    for control in controls:
        head.addWidget(control)
    rows: QVBoxLayout = panel.layout_
    rows.addLayout(head)
    rows.addWidget(legend)
    rows.addWidget(view, 1)
    return panel


def _trend_bar(answer: "Answer", place: int) -> Bar:
    point = answer.points[place]
    figures = point.figures
    share = figures.compliance
    top = "" if share.raw is None else i18n.percent_whole(share.raw)
    spoken = figure_words.spoken_point(point, answer.unit)
    amounts = (figures.met, figures.met_late, figures.breached)
    mark = figure_words.point_mark(point, answer.unit)
    name = figure_words.point_name(point, answer.unit)
    return Bar(mark, top, amounts, spoken, weak=share.rate is None, name=name)


def _taken_bar(answer: "Answer", place: int) -> Bar:
    bucket = answer.buckets[place]
    number = bucket.met + bucket.met_late
    return Bar(
        figure_words.bucket_mark(bucket),
        i18n.count(number) if number else "",
        (bucket.met, bucket.met_late),
        figure_words.spoken_bucket(bucket),
        name=figure_words.bucket_name(bucket),
    )

"""The plan page: a year of targets, and what was spent and reached upstream, typed into grids."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QTabWidget, QVBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _, ngettext
from revops_desktop.rules.periods import last_months, month_of, months_before
from revops_desktop.rules.text import fold
from revops_desktop.ui import texts, theme
from revops_desktop.ui.deal.section import icon_button
from revops_desktop.ui.figures.page import FiguresPage
from revops_desktop.ui.figures.pipeline_box import PipelineBox
from revops_desktop.ui.page import page_layout
from revops_desktop.ui.plan import plan_rows
from revops_desktop.ui.plan.grid import GridModel, GridView, Typed
from revops_desktop.ui.plan.source_deeds import SourceDeeds

if TYPE_CHECKING:
    from revops_desktop.analytics.planned import PlanChoices, Planned
    from revops_desktop.analytics.targets import Part
    from revops_desktop.ui.actions import Actions, ChangedLike

_CONCERNED = frozenset(("target", "channel_month", "stage", "pipeline", "workspace"))
# What a plan can be of.
_CHOICES = frozenset(("deal", "function", "pod", "member", "segment"))
_TAB = "plan/tab"
TARGETS, CHANNELS = range(2)
_MONTHS = 12


class PlanPage(FiguresPage):
    """Two grids of twelve months; each cell, or each block that is pasted, is one step to undo."""

    key: ClassVar[str] = "plan"
    icon_name: ClassVar[str] = "calendar-range"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.plan: Planned | None = None
        self._part: Part | None = None
        self._added: list[str] = []
        self._wanted_month = ""
        self._choices: PlanChoices | None = None
        self._months = self._year_of(self._today())
        self.header.add(*self._controls())
        layout = page_layout(self)
        layout.addWidget(self.header)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName(self.title())
        self.tabs.tabBar().setAccessibleName(self.title())
        layout.addWidget(self.tabs, 1)
        actions.pipeline_changed.connect(self.make_stale)
        actions.targets_wanted.connect(self.show_targets)
        self._show_year()
        self.build_in_turns(self._build_targets, self._build_channels)

    @staticmethod
    def title() -> str:
        return _("Plan")

    # What it is made of

    def _controls(self) -> tuple[QWidget, ...]:
        self.pipelines = PipelineBox(self.actions_, self.header)
        back = icon_button("chevron-left", _("Fiscal year before"))
        on = icon_button("chevron-right", _("Fiscal year after"))
        back.clicked.connect(lambda: self.move_year(-1))
        on.clicked.connect(lambda: self.move_year(1))
        self.year = texts.label("")
        self.import_button = texts.button(_("Import…"))
        self.import_button.clicked.connect(lambda: self.actions_.page_wanted.emit("exchange"))
        self.export_button = texts.button(_("Export…"))
        self.export_button.clicked.connect(self.export)
        return self.pipelines, back, self.year, on, self.import_button, self.export_button

    def _build_targets(self) -> None:
        self.parts = QComboBox()
        self.parts.setAccessibleName(_("Targets of"))
        self.parts.setMinimumWidth(180)
        self.parts.setMaximumWidth(320)
        self.parts.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.parts.currentIndexChanged.connect(self._choose_part)
        self.targets = GridModel(self)
        self.targets_view = GridView(self.targets, _("Targets"))
        # Later: a question about a wrong figure must not come while its cell is closing.
        self.targets.typed.connect(self._write_targets, Qt.ConnectionType.QueuedConnection)
        hint = _(
            "Type a figure, or paste a block from a spreadsheet. Ctrl+R repeats it in the months "
            "to the right. A conversion target lets the bottleneck be judged against it."
        )
        label = texts.field_label(_("Targets of"), self.parts)
        self._add_tab(_("Targets"), (label, self.parts), hint, self.targets_view)

    def _build_channels(self) -> None:
        self.new_source = QLineEdit()
        self.new_source.setAccessibleName(_("New source"))
        self.new_source.setPlaceholderText(_("New source"))
        self.new_source.setFixedWidth(180)
        self.new_source.returnPressed.connect(self.add_source)
        add = texts.button(_("Add"))
        add.clicked.connect(self.add_source)
        self.channels = GridModel(self)
        self.channels_view = GridView(self.channels, _("Channel months"))
        self.sources = SourceDeeds(self.actions_, self.channels_view)
        self.sources.renamed.connect(self._forget_added)
        self.channels.typed.connect(self._write_channels, Qt.ConnectionType.QueuedConnection)
        hint = _(
            "What each source cost and how many it reached, before there are deals. "
            "Sources of deals are listed already. Empty is unknown, 0 is none."
        )
        controls = (self.new_source, add, self.sources.rename_button, self.sources.remove_button)
        self._add_tab(_("Channel months"), controls, hint, self.channels_view)
        self.tabs.currentChanged.connect(self._on_tab)

    def _add_tab(self, name: str, controls: Sequence[QWidget], hint: str, view: GridView) -> None:
        tokens = theme.current()
        view.does_not_fit.connect(self._say_what_does_not_fit)
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, tokens.space_3, 0, 0)
        layout.setSpacing(tokens.space_3)
        line = QHBoxLayout()
        line.setSpacing(tokens.space_2)
        for one in controls:
            line.addWidget(one)
        line.addSpacing(tokens.space_3)
        line.addWidget(texts.paragraph(hint, "muted"), 1)
        layout.addLayout(line)
        layout.addWidget(view, 1)
        self.tabs.addTab(made, texts.button_text(name))

    # Which year

    def _year_of(self, today: date) -> tuple[str, ...]:
        """The twelve months of the fiscal year in which a day lies."""
        into_year = (today.month - self._about.fiscal_year_start_month) % _MONTHS
        return tuple(last_months(months_before(month_of(today), into_year - 11), _MONTHS))

    def move_year(self, years: int) -> None:
        """Shows another year."""
        self._months = tuple(months_before(month, -_MONTHS * years) for month in self._months)
        self._show_year()
        self._soon.start()

    def show_targets(self, month: str) -> None:
        """Brings the targets of the year of a month (YYYY-MM) to the front, and that month."""
        self.once_whole(partial(self._bring_targets, month))

    def _bring_targets(self, month: str) -> None:
        self.tabs.setCurrentIndex(TARGETS)
        if not month:
            return
        self._wanted_month = month
        self._months = self._year_of(date.fromisoformat(f"{month}-01"))
        self._show_year()
        self._soon.start()

    def _show_month(self) -> None:
        """Puts the keyboard on the month that somebody came for, once its year is shown."""
        month, self._wanted_month = self._wanted_month, ""
        if month in self.targets.months and self.targets.rows:
            index = self.targets.index(0, self.targets.months.index(month))
            self.targets_view.setCurrentIndex(index)
            self.targets_view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_year(self) -> None:
        self.year.setText(f"{i18n.month(self._months[0])} – {i18n.month(self._months[-1])}")

    # Asking and showing

    def refresh(self) -> None:
        if self.program is not None:
            kept = self.program.preferences.remembered(_TAB)
            with QSignalBlocker(self.tabs):
                self.tabs.setCurrentIndex(CHANNELS if kept == "1" else TARGETS)
        self._set_first_control()
        self._ask_choices()
        self._soon.start()

    def on_changed(self, changed: "ChangedLike") -> None:
        if changed.tables & _CHOICES:
            self._ask_choices()
        if changed.tables & _CONCERNED:
            self._soon.start()

    def _ask_choices(self) -> None:
        from revops_desktop.analytics.planned import plan_choices

        self.actions_.ask_later("plan-choices", plan_choices, self._show_choices)

    def _on_tab(self, place: int) -> None:
        if self.program is not None:
            self.program.preferences.remember(_TAB, str(place))
        self._set_first_control()

    def _set_first_control(self) -> None:
        on_channels = self.tabs.currentIndex() == CHANNELS
        self.first_control = self.channels_view if on_channels else self.targets_view

    def _ask(self) -> None:
        from revops_desktop.analytics.planned import planned
        from revops_desktop.analytics.targets import WHOLE

        self.actions_.ask_later(
            "plan",
            planned,
            self._show,
            pipeline_id=self.actions_.pipeline_id,
            months=self._months,
            part=self._part or WHOLE,
        )

    def _show(self, plan: "Planned") -> None:
        asked = self.actions_.pipeline_id
        self.pipelines.offer(plan.rivers)
        if self.actions_.pipeline_id != asked:
            self._soon.start()
            return
        self.plan = plan
        self.actions_.turns.take(self, self.key, (self._show_targets, self._show_channels))

    def _show_targets(self) -> None:
        plan = self.plan
        assert plan is not None
        self.targets.show(plan.months, plan_rows.target_rows(plan))
        if self._wanted_month in plan.months:
            self._show_month()

    def _show_channels(self) -> None:
        if self.plan is None or self._choices is None:
            return
        sources = (*self._choices.sources, *self._added)
        self.channels.show(self.plan.months, plan_rows.channel_rows(self.plan, sources))

    def _show_choices(self, choices: "PlanChoices") -> None:
        self._choices = choices
        with QSignalBlocker(self.parts):
            self._show_parts(choices)
        self._show_channels()

    def _show_parts(self, choices: "PlanChoices") -> None:
        kinds = {
            "function": _("Function: {name}"),
            "pod": _("Pod: {name}"),
            "member": _("Member: {name}"),
            "segment": _("Segment: {name}"),
        }
        self.parts.clear()
        self.parts.addItem(_("Whole business"), None)
        for kind, name, part in choices.parts:
            self.parts.addItem(kinds[kind].format(name=" ".join(name.split())), part)
        places = [self.parts.itemData(place) for place in range(self.parts.count())]
        if self._part not in places:
            # It is no longer in the file.
            self._part = None
            self._soon.start()
        self.parts.setCurrentIndex(places.index(self._part))

    # Choosing

    def _choose_part(self, _index: int) -> None:
        self._part = self.parts.currentData()
        self._soon.start()

    def add_source(self) -> None:
        """Opens two rows for a source; they are kept as soon as a figure is typed there."""
        name = self.new_source.text().strip()
        if not name or self.plan is None:
            return
        self._added.append(name)
        self.new_source.clear()
        self._show_channels()
        keys = [row.key for row in self.channels.rows]
        found = next((key for key in keys if fold(key.source) == fold(name)), None)
        if found is not None:
            row = keys.index(found)
            self.channels_view.setCurrentIndex(self.channels.index(row, 0))
            # Spend and reach of it: else the last row of a source would lie below the edge.
            self.channels_view.scrollTo(self.channels.index(row + 1, 0))
        self.channels_view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _forget_added(self, name: str) -> None:
        """A source that goes by another name is no row of its old one."""
        self._added = [one for one in self._added if fold(one) != fold(name)]
        self._show_channels()

    # Writing

    def _write_targets(self, cells: list[Typed]) -> None:
        from revops_desktop.analytics.targets import WHOLE
        from revops_desktop.operations import targets

        part = (self._part or WHOLE)._asdict()
        read = self._read(cells)
        if read is None:
            return
        entries = [
            targets.TargetEntry(
                cell.month,
                cell.row.key.figure,
                value,
                pipeline_id=self.actions_.pipeline_id or None,
                stage_id=cell.row.key.stage_id,
                **part,
            )
            for cell, value in read
        ]
        if len(entries) == 1:
            self.actions_.do(targets.set_target, entry=entries[0])
        else:
            self.actions_.do(targets.set_many, entries=entries)

    def _write_channels(self, cells: list[Typed]) -> None:
        from revops_desktop.operations import channel_months

        read = self._read(cells)
        if read is None:
            return
        entries = [
            channel_months.ChannelEntry(
                cell.month,
                cell.row.key.source,
                cell.row.key.measure,
                value,
            )
            for cell, value in read
        ]
        if len(entries) == 1:
            self.actions_.do(channel_months.set_figure, entry=entries[0])
        else:
            self.actions_.do(channel_months.set_many, entries=entries)

    def _read(self, cells: list[Typed]) -> list[tuple[Typed, int | None]] | None:
        """The cells with their values; None where one cannot be read, which is said."""
        found: list[tuple[Typed, int | None]] = []
        for cell in cells:
            try:
                found.append((cell, cell.row.parse(cell.text)))
            except RuleBroken as problem:
                where = _("{row}, {month}: {problem}").format(
                    row=cell.row.name, month=i18n.month(cell.month), problem=problem
                )
                self.actions_.show_problem(RuleBroken(where))
                return None
        return found

    def _say_what_does_not_fit(self, figures: int) -> None:
        words = ngettext(
            "{n} figure of the block lies beyond the last month or row. Nothing was changed. "
            "Please paste further left or up, or a smaller block.",
            "{n} figures of the block lie beyond the last month or row. Nothing was changed. "
            "Please paste further left or up, or a smaller block.",
            figures,
        )
        self.actions_.show_problem(RuleBroken(words.format(n=i18n.count(figures))))

    # Out

    def export(self) -> None:
        """Writes the grid that is seen as CSV or workbook."""
        from revops_desktop.ui.plan.export import export_grid

        on_channels = self.tabs.currentIndex() == CHANNELS
        model = self.channels if on_channels else self.targets
        name = self.tabs.tabText(self.tabs.currentIndex())
        export_grid(self, self.actions_, name, model)

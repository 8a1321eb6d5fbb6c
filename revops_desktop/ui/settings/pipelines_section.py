"""The pipelines: their stages in order at the left, the chosen one's sheet at the right."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.board import words
from revops_desktop.ui.page import Panel
from revops_desktop.ui.question_dialog import run
from revops_desktop.ui.settings.pipelines_dialog import PipelinesDialog
from revops_desktop.ui.settings.river_dialogs import NewStageDialog, WhereToDialog, archiving
from revops_desktop.ui.settings.river_writer import RiverWriter
from revops_desktop.ui.settings.rows_panel import ADD, DELETE, EDIT, RESTORE
from revops_desktop.ui.settings.section import Section
from revops_desktop.ui.settings.stage_preview import StagePreview
from revops_desktop.ui.settings.stage_rows import StageRows
from revops_desktop.ui.settings.stage_sheet import StageSheet
from revops_desktop.ui.settings.template_buttons import TemplateButtons

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from revops_desktop.analytics.deals_behind import DealsBehind
    from revops_desktop.analytics.limit_trial import Trial
    from revops_desktop.analytics.river_settings import (
        FunctionName,
        Rivers,
        RiverSettings,
        StageSettings,
    )
    from revops_desktop.analytics.stage_evidence import StageEvidence
    from revops_desktop.rules.business_clock import Limit
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.program import ProgramLike

WIDEST = 1400
_SHOWN = frozenset(
    (
        *("pipeline", "stage", "function", "deal", "stage_visit", "exit_criterion", "time_limit"),
        *("custom_field", "business_calendar"),
    )
)


class PipelinesSection(Section):
    """What is typed on the sheet is seen at once in the preview, and written by leaving it."""

    def __init__(
        self, actions: "Actions", program: "ProgramLike", parent: QWidget | None = None
    ) -> None:
        super().__init__(actions, program, parent)
        self._rivers: Rivers | None = None
        self._fields: tuple[tuple[int, str], ...] = ()
        # The limit of which stage was asked about last.
        self._tried: tuple[int, Limit]
        self.writer = RiverWriter(actions)

    def build(self) -> "Iterator[None]":
        tokens = theme.current()
        self.content.setMaximumWidth(WIDEST)
        self._build_head()
        yield
        shown = Panel(parent=self.content)
        self.body.addWidget(shown)
        shown.layout_.setContentsMargins(tokens.space_3, tokens.space_2, tokens.space_3, 0)
        self.preview = StagePreview(shown)
        shown.layout_.addWidget(self.preview)
        yield
        across = QHBoxLayout()
        across.setSpacing(tokens.space_3)
        self.body.addLayout(across, 1)
        self.stages = StageRows(self.content)
        across.addWidget(self.stages)
        yield
        self.sheet = StageSheet(self._write, self.content)
        across.addWidget(self.sheet, 1)
        yield from self.sheet.build()
        self._wire()

    def _build_head(self) -> None:
        self.above = QHBoxLayout()
        self.above.setSpacing(theme.current().space_3)
        self.body.addLayout(self.above)
        self.pipeline = QComboBox(self.content)
        self.pipeline.setAccessibleName(_("Pipeline"))
        self.pipeline.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.pipeline.setMinimumContentsLength(26)
        self.all_pipelines = texts.button(_("All pipelines…"))
        self.templates = TemplateButtons(self._actions, self.writer, self.content)
        self.above.addWidget(texts.field_label(_("Pipeline"), self.pipeline))
        for control in (self.pipeline, self.all_pipelines, self.templates):
            self.above.addWidget(control)
        self.above.addStretch(1)
        # The first of all: Tab would pass over what stands before it.
        self.setFocusProxy(self.pipeline)

    @staticmethod
    def title() -> str:
        return _("Pipelines")

    def _wire(self) -> None:
        self.pipeline.activated.connect(lambda _place: self._show_river())
        self.all_pipelines.clicked.connect(self._manage)
        self.stages.chosen.connect(lambda _key: self._show_sheet())
        self.stages.wanted.connect(self._on_stage)
        self.stages.order_wanted.connect(self._order)
        self.stages.order_shown.connect(self.preview.show_order)
        self.preview.chosen.connect(self.stages.select)
        self.sheet.drafted.connect(self._draft)
        self.sheet.trial_wanted.connect(self._ask_trial)
        self.sheet.restore_wanted.connect(lambda: self.stages.want(RESTORE))
        self.sheet.facts.ended_wanted.connect(self._open_ended)
        self.sheet.limits.late_wanted.connect(self._open_late)
        self.sheet.limits.cold_wanted.connect(self._open_cold)
        self.sheet.criteria.deals_wanted.connect(self._open_overridden)

    def fill(self) -> "Iterator[None]":
        from revops_desktop.analytics import custom_fields, river_settings

        self._rivers = self._actions.ask(river_settings.rivers)
        yield
        fields = self._actions.ask(custom_fields.fields, subject="deal")
        self._fields = tuple((one.id, one.name) for one in fields)
        self.writer.deals = self._rivers.deals
        in_use = [one.pipeline_id for one in self._rivers.in_use]
        if in_use and self._actions.pipeline_id not in in_use:
            # The pipeline that all pages show is gone: they show the first one.
            self._actions.pipeline_id = in_use[0]
        wanted = self.pipeline.currentData() or self._actions.pipeline_id
        self._fill_pipelines(wanted if wanted in in_use else self._actions.pipeline_id)
        self._show_river()

    def on_changed(self, changed: "ChangedLike") -> None:
        if changed.tables & _SHOWN:
            self.refresh()
            if self.stage is not None:
                # What is known of it may have changed, whatever it was.
                self._ask_evidence(self.stage.stage_id)

    @property
    def river(self) -> "RiverSettings | None":
        """The chosen pipeline."""
        chosen = self.pipeline.currentData()
        return self._rivers.pipeline(chosen) if self._rivers is not None and chosen else None

    @property
    def stage(self) -> "StageSettings | None":
        """The chosen stage."""
        river, key = self.river, self.stages.key
        return next((one for one in river.stages if one.stage_id == key), None) if river else None

    @property
    def functions(self) -> "tuple[FunctionName, ...]":
        """Those that can own a stage."""
        return self._rivers.functions if self._rivers is not None else ()

    def show_stage(self, stage_id: int) -> None:
        """Chooses a stage of any pipeline."""
        for river in self._rivers.in_use if self._rivers is not None else ():
            if any(one.stage_id == stage_id for one in river.in_use):
                self.pipeline.setCurrentIndex(self.pipeline.findData(river.pipeline_id))
                self._show_river()
                self.stages.select(stage_id)
                self.stages.table.setFocus()

    def _fill_pipelines(self, chosen: int) -> None:
        assert self._rivers is not None
        self.pipeline.clear()
        for one in self._rivers.in_use:
            self.pipeline.addItem(words.one_line(one.name), one.pipeline_id)
        self.pipeline.setCurrentIndex(max(0, self.pipeline.findData(chosen)))

    def _show_river(self) -> None:
        river = self.river
        self.stages.show_stages(river.stages if river is not None else ())
        self.stages.buttons[ADD].setEnabled(river is not None)
        self.templates.show_river(river)
        self.preview.show_stages(river.in_use if river else (), self.stages.key)

    def _show_sheet(self) -> None:
        stage, river = self.stage, self.river
        before = self.sheet.stage
        self.sheet.show_stage(stage, self.functions, self._fields)
        if river is not None:
            self.preview.show_stages(river.in_use, self.stages.key)
        if stage is not None and (before is None or before != stage):
            self._ask_evidence(stage.stage_id)

    def _ask_evidence(self, stage_id: int) -> None:
        from revops_desktop.analytics import stage_evidence

        self._actions.ask_later(
            "settings.stage",
            stage_evidence.stage_evidence,
            self._show_evidence,
            stage_id=stage_id,
            now=self._actions.now(),
        )

    def _show_evidence(self, evidence: "StageEvidence") -> None:
        self.sheet.show_evidence(evidence)

    def _ask_trial(self, limit: "Limit") -> None:
        from revops_desktop.analytics import limit_trial

        stage, evidence = self.stage, self.sheet.limits.evidence
        if stage is None or evidence is None:
            return

        self._tried = (stage.stage_id, limit)
        self._actions.ask_later(
            "settings.trial",
            limit_trial.limit_trial,
            self._show_trial,
            stage_id=stage.stage_id,
            limit=limit,
            first=evidence.first,
            last=evidence.last,
            now=self._actions.now(),
        )

    def _show_trial(self, trial: "Trial") -> None:
        stage_id, limit = self._tried
        if self.stage is not None and self.stage.stage_id == stage_id:
            self.sheet.limits.show_trial(limit, trial)

    def _open_ended(self) -> None:
        from revops_desktop.analytics import measured_chances

        river = self.river
        if river is not None:
            tip = _("The deals that came this far and were won or lost.")
            self._open(tip, measured_chances.ended_deals, pipeline_id=river.pipeline_id)

    def _open_late(self, limit: "Limit | None") -> None:
        from revops_desktop.analytics import limit_trial

        evidence = self.sheet.limits.evidence
        if limit is not None and evidence is not None:
            tip = _(
                "The deals whose stay here would not have kept the limit in the last 12 months."
            )
            year = {"first": evidence.first, "last": evidence.last, "now": self._actions.now()}
            self._open(tip, limit_trial.late_deals, limit=limit, **year)

    def _open_cold(self, limit: int) -> None:
        from revops_desktop.analytics import stage_evidence

        tip = _(
            "The deals here that nobody has touched for longer, and for which no task is planned."
        )
        now = self._actions.now()
        self._open(tip, stage_evidence.cold_deals, limit=limit, now=now)

    def _open_overridden(self, criterion_id: int) -> None:
        from revops_desktop.rules.periods import Period
        from revops_desktop.ui.funnel.overrides_list import open_overrides

        stage, evidence = self.stage, self.sheet.limits.evidence
        asked = stage.criteria if stage is not None else ()
        found = next((one for one in asked if one.criterion_id == criterion_id), None)
        if stage is None or found is None or evidence is None:
            return
        open_overrides(
            self,
            self._actions,
            f"{words.one_line(stage.name)} · {words.one_line(found.text)}",
            _("The deals that went on without it in the last 12 months"),
            stage_id=stage.stage_id,
            criterion_id=criterion_id,
            period=Period(evidence.first, evidence.last),
        )

    def _open(self, tip: str, question: "Callable[..., DealsBehind]", **arguments: Any) -> None:
        from revops_desktop.ui.figures.deals import open_deals

        stage = self.stage
        if stage is not None:
            name = words.one_line(stage.name)
            open_deals(
                self, self._actions, name, tip, question, stage_id=stage.stage_id, **arguments
            )

    def _draft(self, fields: dict[str, Any]) -> None:
        stage = self.stage
        if stage is not None:
            self.preview.draft(stage.stage_id, fields)

    def _write(self, **wanted: Any) -> bool:
        """Fields, criteria or a time limit of the chosen stage, as one step."""
        from revops_desktop.operations import stages
        from revops_desktop.operations.criteria import WantedCriterion

        stage = self.sheet.stage
        if stage is None:
            return False
        arguments: dict[str, Any] = {"fields": wanted.get("fields", {})}
        if "criteria" in wanted:
            arguments["criteria"] = [WantedCriterion(**one) for one in wanted["criteria"]]
        if "time_limit" in wanted:
            arguments["time_limit"] = stages.WantedLimit(*wanted["time_limit"])
        return self.writer.do(
            stages.edit,
            reckons="phase" in arguments["fields"],
            stage_id=stage.stage_id,
            **arguments,
        )

    def _manage(self) -> None:
        dialog = PipelinesDialog(self._actions, self.writer, self.pipeline.currentData() or 0, self)
        dialog.exec()
        # The one that was looked at last is shown.
        chosen = self.pipeline.findData(dialog.pipelines.key)
        dialog.deleteLater()
        if chosen >= 0 and chosen != self.pipeline.currentIndex():
            self.pipeline.setCurrentIndex(chosen)
            self._show_river()

    def _on_stage(self, command: str, _stage_id: int) -> None:
        from revops_desktop.operations import stages

        river, found = self.river, self.stage
        if river is None:
            return
        if command == ADD:
            self._add_stage(river)
        elif found is None:
            return
        elif command == EDIT:
            self.sheet.edit_name()
        elif command == RESTORE:
            self.writer.do(stages.restore, stage_id=found.stage_id)
        elif command == DELETE:
            self._remove_stage(river, found)

    def _add_stage(self, river: "RiverSettings") -> None:
        from revops_desktop.operations import stages

        behind = next((one for one in river.in_use if one.stage_id == self.stages.key), None)

        def save(values: dict[str, Any]) -> bool:
            return self.writer.do(
                stages.add, self.stages.select, pipeline_id=river.pipeline_id, **values
            )

        run(NewStageDialog(river, self.functions, save, self, after=behind))

    def _remove_stage(self, river: "RiverSettings", stage: "StageSettings") -> None:
        from revops_desktop.analytics import river_settings
        from revops_desktop.operations import stages

        question = _("Delete the stage “{stage}”?").format(stage=words.one_line(stage.name))
        going: int | None = None
        alone = len(river.in_use) < 2
        if stage.standing and not alone:
            dialog = WhereToDialog(_("Delete stage"), question, archiving(), [stage], [river], self)
            if not run(dialog):
                return
            going = dialog.deals_to[stage.stage_id]
        elif not alone and self._actions.ask(river_settings.is_used, stage_id=stage.stage_id):
            said = f"{question}\n\n{archiving()}"
            if not texts.ask(self, _("Delete stage"), said, _("Delete")):
                return
        self.writer.do(stages.remove, stage_id=stage.stage_id, deals_to=going)

    def _order(self, keys: list[int]) -> None:
        from revops_desktop.operations import stages

        river = self.river
        if river is not None and not self.writer.do(
            stages.reorder, pipeline_id=river.pipeline_id, stage_ids=keys
        ):
            self.preview.show_stages(river.in_use, self.stages.key)

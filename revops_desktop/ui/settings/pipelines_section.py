"""Pipelines and their stages: added from templates, put in order, edited, deleted, brought back."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QHBoxLayout

from revops_desktop.i18n import NOTHING, _, count, days, language
from revops_desktop.ui import texts, theme
from revops_desktop.ui.board import words
from revops_desktop.ui.settings.people_dialogs import NameDialog
from revops_desktop.ui.settings.river_dialogs import (
    NewPipelineDialog,
    StageDialog,
    WhereToDialog,
    phase_name,
)
from revops_desktop.ui.settings.rows_panel import (
    ADD,
    DELETE,
    DOWN,
    EDIT,
    RESTORE,
    UP,
    Line,
    RowsPanel,
)
from revops_desktop.ui.settings.section import Section

if TYPE_CHECKING:
    from revops_desktop.analytics.river_settings import Rivers, RiverSettings, StageSettings
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.program import ProgramLike

WIDEST = 1400
_SHOWN = frozenset(("pipeline", "stage", "function", "deal", "stage_visit", "exit_criterion"))
# With more deals than this the river is reckoned anew in the background: it takes seconds.
_MANY_DEALS = 3000


class PipelinesSection(Section):
    """The pipelines at the left, the stages of the chosen one at the right."""

    def __init__(self, actions: "Actions", program: "ProgramLike") -> None:
        super().__init__(actions, program)
        self._rivers: Rivers | None = None
        ordered = (
            (UP, _("Up")),
            (DOWN, _("Down")),
            (DELETE, _("Delete…")),
            (RESTORE, _("Bring back")),
        )
        self.pipelines = RowsPanel(
            _("Pipelines"),
            (_("Name"), _("Stages"), _("Deals")),
            ((ADD, _("Add…")), (EDIT, _("Rename…")), *ordered),
            numbers=(1, 2),
        )
        self.stages = RowsPanel(
            _("Stages"),
            (
                *(_("Name"), _("Phase"), _("Function"), _("Chance"), _("Deals")),
                *(_("At most"), _("Cold after")),
            ),
            ((ADD, _("Add…")), (EDIT, _("Edit…")), *ordered),
            numbers=(3, 4, 5, 6),
        )
        across = QHBoxLayout()
        across.setSpacing(theme.current().space_3)
        across.addWidget(self.pipelines, 2)
        across.addWidget(self.stages, 6)
        for panel in (self.pipelines, self.stages):
            panel.table.setMinimumHeight(430)
        self.body.addLayout(across)
        self.content.setMaximumWidth(WIDEST)
        self.setFocusProxy(self.pipelines.table)
        self.pipelines.chosen.connect(lambda _key: self._show_stages())
        self.pipelines.wanted.connect(self._on_pipeline)
        self.pipelines.order_wanted.connect(self._order_pipelines)
        self.stages.wanted.connect(self._on_stage)
        self.stages.order_wanted.connect(self._order_stages)

    @staticmethod
    def title() -> str:
        return _("Pipelines")

    def refresh(self) -> None:
        from revops_desktop.analytics import river_settings

        self._rivers = self._actions.ask(river_settings.rivers)
        in_use = [one.pipeline_id for one in self._rivers.in_use]
        if in_use and self._actions.pipeline_id not in in_use:
            # The pipeline that all pages show is gone: they show the first one.
            self._actions.pipeline_id = in_use[0]
        self.pipelines.show_lines(
            [
                Line(
                    one.pipeline_id,
                    (one.name, count(len(one.in_use)), count(one.standing)),
                    is_archived=one.is_archived,
                )
                for one in self._rivers.pipelines
            ],
            self.pipelines.key or self._actions.pipeline_id,
        )

    def on_changed(self, changed: "ChangedLike") -> None:
        if changed.tables & _SHOWN:
            self.refresh()

    @property
    def river(self) -> "RiverSettings | None":
        """The chosen pipeline."""
        return self._rivers.pipeline(self.pipelines.key) if self._rivers is not None else None

    def _show_stages(self) -> None:
        river = self.river
        self.stages.show_lines([_stage_line(one) for one in river.stages] if river else [])
        in_use = river is not None and not river.is_archived
        self.stages.buttons[ADD].setEnabled(in_use)

    def _do(
        self, verb: Callable[..., Any], then: Callable[[Any], None] | None = None, **named: Any
    ) -> bool:
        """Writes one wish; where it takes seconds, in the background, and `then` follows it."""
        if self._rivers is None or self._rivers.deals <= _MANY_DEALS:
            done = self._actions.do(verb, **named)
            if done is not None and then is not None:
                then(done.value)
            return done is not None
        workspace, at, before = self._actions.workspace, self._actions.now(), self._actions.running

        def written(done: Any) -> None:
            if then is not None:
                then(done.value)

        self._actions.run(
            _("Changing the pipeline"),
            lambda _progress: workspace.do(verb, at=at, **named),
            written,
            prepare=False,
        )
        return self._actions.running is not before

    # Pipelines

    def _on_pipeline(self, command: str, pipeline_id: int) -> None:
        from revops_desktop.operations import pipelines

        found = self._rivers.pipeline(pipeline_id) if self._rivers is not None else None
        if command == ADD:
            self._add_pipeline()
        elif found is None:
            return
        elif command == EDIT:

            def save(values: dict[str, Any]) -> bool:
                return self._do(pipelines.rename, pipeline_id=pipeline_id, **values)

            _run(NameDialog(_("Rename pipeline"), _("Name"), save, self, name=found.name))
        elif command == RESTORE:
            self._do(pipelines.restore, pipeline_id=pipeline_id)
        elif command == DELETE:
            self._remove_pipeline(found)

    def _add_pipeline(self) -> None:
        from revops_desktop.operations import pipelines, template_files

        offered = [(one.key, one.names, one.descriptions) for one in template_files.available()]
        spoken = language() if language() in ("ja", "en") else "en"

        def save(values: dict[str, Any]) -> bool:
            return self._do(pipelines.add, self.pipelines.select, language=spoken, **values)

        _run(NewPipelineDialog(offered, save, self))

    def _remove_pipeline(self, river: "RiverSettings") -> None:
        from revops_desktop.operations import pipelines

        assert self._rivers is not None
        others = [one for one in self._rivers.in_use if one.pipeline_id != river.pipeline_id]
        leaving = [one for one in river.stages if one.standing]
        question = _("Delete the pipeline “{pipeline}”?").format(
            pipeline=words.one_line(river.name)
        )
        going: dict[int, int] = {}
        if leaving and others:
            dialog = WhereToDialog(
                _("Delete pipeline"), question, _archiving(), leaving, others, self
            )
            if not _run(dialog):
                return
            going = dialog.deals_to
        elif others and not texts.ask(
            self, _("Delete pipeline"), f"{question}\n\n{_archiving()}", _("Delete")
        ):
            return
        self._do(pipelines.remove, pipeline_id=river.pipeline_id, deals_to=going)

    def _order_pipelines(self, keys: list[int]) -> None:
        from revops_desktop.operations import pipelines

        self._do(pipelines.reorder, pipeline_ids=keys)

    # Stages

    def _on_stage(self, command: str, stage_id: int) -> None:
        from revops_desktop.operations import stages

        river = self.river
        if river is None:
            return
        found = next((one for one in river.stages if one.stage_id == stage_id), None)
        if command == ADD:
            self._add_stage(river)
        elif found is None:
            return
        elif command == EDIT:
            self._edit_stage(river, found)
        elif command == RESTORE:
            self._do(stages.restore, stage_id=stage_id)
        elif command == DELETE:
            self._remove_stage(river, found)

    def _add_stage(self, river: "RiverSettings") -> None:
        from revops_desktop.analytics import people
        from revops_desktop.operations import stages

        functions = self._actions.ask(people.people).functions
        behind = next((one for one in river.in_use if one.stage_id == self.stages.key), None)

        def save(values: dict[str, Any]) -> bool:
            return self._do(
                stages.add,
                self.stages.select,
                pipeline_id=river.pipeline_id,
                after_stage_id=dialog.after_stage_id,
                criteria=[stages.WantedCriterion(**one) for one in dialog.criteria.criteria],
                **values,
            )

        dialog = StageDialog(river, functions, save, self, stage=None, after=behind)
        _run(dialog)

    def _edit_stage(self, river: "RiverSettings", stage: "StageSettings") -> None:
        from revops_desktop.analytics import people
        from revops_desktop.operations import stages

        def save(values: dict[str, Any]) -> bool:
            fields = {name: value for name, value in values.items() if value != was[name]}
            wanted = [stages.WantedCriterion(**one) for one in dialog.criteria.criteria]
            asked = [one for one in stage.criteria if one.condition != "custom_field_filled"]
            criteria = wanted if [tuple(one) for one in asked] != wanted else None
            if not fields and criteria is None:
                return True
            return self._do(stages.edit, stage_id=stage.stage_id, fields=fields, criteria=criteria)

        was = {
            **stage._asdict(),
            "probability_basis_points": stage.probability,
            "new_sale": int(stage.new_sale),
        }
        functions = self._actions.ask(people.people).functions
        dialog = StageDialog(river, functions, save, self, stage=stage)
        _run(dialog)

    def _remove_stage(self, river: "RiverSettings", stage: "StageSettings") -> None:
        from revops_desktop.operations import stages

        question = _("Delete the stage “{stage}”?").format(stage=words.one_line(stage.name))
        going: int | None = None
        alone = len(river.in_use) < 2
        if stage.standing and not alone:
            dialog = WhereToDialog(
                _("Delete stage"), question, _archiving(), [stage], [river], self
            )
            if not _run(dialog):
                return
            going = dialog.deals_to[stage.stage_id]
        elif stage.is_used and not alone:
            said = f"{question}\n\n{_archiving()}"
            if not texts.ask(self, _("Delete stage"), said, _("Delete")):
                return
        self._do(stages.remove, stage_id=stage.stage_id, deals_to=going)

    def _order_stages(self, keys: list[int]) -> None:
        from revops_desktop.operations import stages

        river = self.river
        if river is not None:
            self._do(stages.reorder, pipeline_id=river.pipeline_id, stage_ids=keys)


def _archiving() -> str:
    return _(
        "What was ever in use is archived: its history stays, and it can be brought back. "
        "Undo takes everything back."
    )


def _stage_line(one: "StageSettings") -> Line:
    return Line(
        one.stage_id,
        (
            *(one.name, phase_name(one.phase), one.function or NOTHING),
            f"{one.probability / 100:g}%",
            count(one.standing),
            count(one.wip_limit) if one.wip_limit is not None else NOTHING,
            days(one.idle_limit_days) if one.idle_limit_days is not None else NOTHING,
        ),
        colour=one.colour,
        is_archived=one.is_archived,
    )


def _run(dialog: QDialog) -> bool:
    answered = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return answered

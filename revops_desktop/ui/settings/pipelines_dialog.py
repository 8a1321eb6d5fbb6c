"""All pipelines: added from templates, renamed, put in order, deleted, brought back."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _, count
from revops_desktop.ui import texts, theme
from revops_desktop.ui.board import words
from revops_desktop.ui.question_dialog import run
from revops_desktop.ui.settings.people_dialogs import NameDialog
from revops_desktop.ui.settings.river_dialogs import NewPipelineDialog, WhereToDialog, archiving
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
from revops_desktop.ui.template_box import spoken

if TYPE_CHECKING:
    from revops_desktop.analytics.river_settings import Rivers, RiverSettings
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.settings.river_writer import RiverWriter


class PipelinesDialog(QDialog):
    """Every command is written at once, and can be undone when the dialog is closed.

    `chosen`: the pipeline that is selected at first.
    """

    def __init__(
        self, actions: "Actions", writer: "RiverWriter", chosen: int, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._actions, self._writer = actions, writer
        self._rivers: Rivers | None = None
        tokens = theme.current()
        self.setWindowTitle(_("Pipelines"))
        self.resize(620, 420)
        self.pipelines = RowsPanel(
            _("Pipelines"),
            (_("Name"), _("Stages"), _("Deals")),
            (
                *((ADD, _("Add…")), (EDIT, _("Rename…")), (UP, _("Up")), (DOWN, _("Down"))),
                *((DELETE, _("Delete…")), (RESTORE, _("Bring back"))),
            ),
            numbers=(1, 2),
        )
        close = texts.button(_("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        note = _("The first one opens first. Drag a row to put it elsewhere.")
        row.addWidget(texts.label(note, "muted"))
        row.addStretch(1)
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[tokens.space_4] * 4)
        layout.setSpacing(tokens.space_3)
        layout.addWidget(self.pipelines, 1)
        layout.addLayout(row)
        for button in self.pipelines.buttons.values():
            button.setAutoDefault(False)
        self.pipelines.wanted.connect(self._on_wanted)
        self.pipelines.order_wanted.connect(self._order)
        actions.changed.connect(self._on_changed)
        self.refresh()
        self.pipelines.select(chosen)
        self.pipelines.table.setFocus()

    def refresh(self) -> None:
        """Asks for the pipelines and shows them."""
        from revops_desktop.analytics import river_settings

        self._rivers = self._actions.ask(river_settings.rivers)
        self._writer.deals = self._rivers.deals
        self.pipelines.show_lines(
            [
                Line(
                    one.pipeline_id,
                    (one.name, count(len(one.in_use)), count(one.standing)),
                    is_archived=one.is_archived,
                )
                for one in self._rivers.pipelines
            ]
        )

    def _on_changed(self, _changed: "ChangedLike") -> None:
        if self.isVisible():
            self.refresh()

    def _on_wanted(self, command: str, pipeline_id: int) -> None:
        from revops_desktop.operations import pipelines

        found = self._rivers.pipeline(pipeline_id) if self._rivers is not None else None
        if command == ADD:
            self._add()
        elif found is None:
            return
        elif command == EDIT:

            def save(values: dict[str, Any]) -> bool:
                return self._writer.do(
                    pipelines.rename, reckons=False, pipeline_id=pipeline_id, **values
                )

            run(NameDialog(_("Rename pipeline"), _("Name"), save, self, name=found.name))
        elif command == RESTORE:
            self._writer.do(pipelines.restore, pipeline_id=pipeline_id)
        elif command == DELETE:
            self._remove(found)

    def _add(self) -> None:
        from revops_desktop.operations import pipelines

        def save(values: dict[str, Any]) -> bool:
            return self._writer.do(
                pipelines.add, self.pipelines.select, language=spoken(), **values
            )

        run(NewPipelineDialog(save, self))

    def _remove(self, river: "RiverSettings") -> None:
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
                _("Delete pipeline"), question, archiving(), leaving, others, self
            )
            if not run(dialog):
                return
            going = dialog.deals_to
        elif others and not texts.ask(
            self, _("Delete pipeline"), f"{question}\n\n{archiving()}", _("Delete")
        ):
            return
        self._writer.do(pipelines.remove, pipeline_id=river.pipeline_id, deals_to=going)

    def _order(self, keys: list[int]) -> None:
        from revops_desktop.operations import pipelines

        self._writer.do(pipelines.reorder, reckons=False, pipeline_ids=keys)

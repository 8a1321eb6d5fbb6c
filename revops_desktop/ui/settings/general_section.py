"""This workspace, this computer, and the safety of the file: three panels, in two columns."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import theme
from revops_desktop.ui.settings.computer_panel import ComputerPanel
from revops_desktop.ui.settings.safety_panel import SafetyPanel
from revops_desktop.ui.settings.section import Section
from revops_desktop.ui.settings.workspace_panel import WorkspacePanel

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.program import ProgramLike

WIDEST = 1240


class GeneralSection(Section):
    """What a workspace begins with."""

    def __init__(
        self, actions: "Actions", program: "ProgramLike", parent: QWidget | None = None
    ) -> None:
        super().__init__(actions, program, parent)
        tokens = theme.current()
        self.workspace = WorkspacePanel(actions)
        self.computer = ComputerPanel(actions, program)
        self.safety = SafetyPanel(actions, program)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(tokens.space_3)
        left.addWidget(self.workspace)
        left.addWidget(self.computer)
        left.addStretch(1)
        right.addWidget(self.safety)
        right.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(tokens.space_3)
        across.addLayout(left, 1)
        across.addLayout(right, 1)
        self.body.addLayout(across)
        self.content.setMaximumWidth(WIDEST)
        self.setFocusProxy(self.workspace.name)

    @staticmethod
    def title() -> str:
        return _("General")

    def refresh(self) -> None:
        from revops_desktop.analytics import settings

        self.workspace.show_settings(self._actions.ask(settings.settings))
        self.computer.show_member()
        self.safety.show_backups()

    def on_changed(self, changed: "ChangedLike") -> None:
        from revops_desktop.analytics import settings

        if "workspace" in changed.tables:
            self.workspace.show_settings(self._actions.ask(settings.settings))
        if "member" in changed.tables:
            self.computer.show_member()

"""This workspace, this computer, and the safety of the file: three panels, in two columns."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from revops_desktop.i18n import _
from revops_desktop.ui import theme
from revops_desktop.ui.settings.computer_panel import ComputerPanel
from revops_desktop.ui.settings.safety_panel import SafetyPanel
from revops_desktop.ui.settings.section import Section
from revops_desktop.ui.settings.workspace_panel import WorkspacePanel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from revops_desktop.ui.actions import ChangedLike

WIDEST = 1240


class GeneralSection(Section):
    """What a workspace begins with."""

    def build(self) -> "Iterator[None]":
        tokens = theme.current()
        self.content.setMaximumWidth(WIDEST)
        across = QHBoxLayout()
        across.setSpacing(tokens.space_3)
        self.body.addLayout(across)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(tokens.space_3)
        across.addLayout(left, 1)
        across.addLayout(right, 1)
        self.workspace = WorkspacePanel(self._actions, self.content)
        left.addWidget(self.workspace)
        self.setFocusProxy(self.workspace.name)
        yield
        self.computer = ComputerPanel(self._actions, self._program, self.content)
        left.addWidget(self.computer)
        left.addStretch(1)
        yield
        self.safety = SafetyPanel(self._actions, self._program, self.content)
        right.addWidget(self.safety)
        right.addStretch(1)

    @staticmethod
    def title() -> str:
        return _("General")

    def fill(self) -> "Iterator[None]":
        from revops_desktop.analytics import settings

        self.workspace.show_settings(self._actions.ask(settings.settings))
        self.computer.show_member()
        yield
        self.safety.show_backups()

    def on_changed(self, changed: "ChangedLike") -> None:
        from revops_desktop.analytics import settings

        if "workspace" in changed.tables:
            self.workspace.show_settings(self._actions.ask(settings.settings))
        if "member" in changed.tables:
            self.computer.show_member()

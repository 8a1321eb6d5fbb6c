"""Settings: of this workspace, of this computer, and the safety of the file."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import theme
from revops_desktop.ui.page import Page, PageHeader, page_layout
from revops_desktop.ui.settings.computer_panel import ComputerPanel
from revops_desktop.ui.settings.safety_panel import SafetyPanel
from revops_desktop.ui.settings.workspace_panel import WorkspacePanel

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions, ChangedLike

WIDEST = 1240


class SettingsPage(Page):
    """Three panels, in two columns."""

    key: ClassVar[str] = "settings"
    icon_name: ClassVar[str] = "settings"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        layout = page_layout(self)
        layout.addWidget(PageHeader(self.title()))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout.addWidget(self._area, 1)
        self.workspace = WorkspacePanel(actions)

    @staticmethod
    def title() -> str:
        return _("Settings")

    def _arrange(self) -> None:
        assert self.program is not None
        tokens = theme.current()
        self.computer = ComputerPanel(self.actions_, self.program)
        self.safety = SafetyPanel(self.actions_, self.program)
        left = QVBoxLayout()
        left.setSpacing(tokens.space_3)
        left.addWidget(self.workspace)
        left.addWidget(self.computer)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self.safety)
        right.addStretch(1)
        content = QWidget()
        content.setProperty("kind", "clear")
        content.setMaximumWidth(WIDEST)
        across = QHBoxLayout(content)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(tokens.space_3)
        across.addLayout(left, 1)
        across.addLayout(right, 1)
        self._area.setWidget(content)
        self._area.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setFocusProxy(self.workspace.name)

    def refresh(self) -> None:
        from revops_desktop.analytics import settings

        if self._area.widget() is None:
            self._arrange()
        self.workspace.show_settings(self.actions_.ask(settings.settings))
        self.computer.show_member()
        self.safety.show_backups()

    def on_changed(self, changed: "ChangedLike") -> None:
        from revops_desktop.analytics import settings

        if "workspace" in changed.tables:
            self.workspace.show_settings(self.actions_.ask(settings.settings))
        if "member" in changed.tables:
            self.computer.show_member()

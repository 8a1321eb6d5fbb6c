"""The page where files come in and go out."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import theme
from revops_desktop.ui.exchange.choices import dropped_files
from revops_desktop.ui.exchange.export_panel import ExportPanel
from revops_desktop.ui.exchange.import_panel import ImportPanel
from revops_desktop.ui.page import Page, PageHeader, page_layout

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions, ChangedLike

_EXPORT_WIDTH = 270


class ExchangePage(Page):
    """Import at the left, export at the right; lists may be dropped anywhere on it."""

    key: ClassVar[str] = "exchange"
    icon_name: ClassVar[str] = "import"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.setAcceptDrops(True)
        layout = page_layout(self)
        layout.addWidget(PageHeader(self.title()))
        self.import_panel = ImportPanel(actions)
        self.export_panel = ExportPanel(actions)
        self.export_panel.setFixedWidth(_EXPORT_WIDTH)
        across = QHBoxLayout()
        across.setSpacing(theme.current().space_3)
        across.addWidget(self.import_panel, 1)
        across.addWidget(self.export_panel)
        layout.addLayout(across, 1)

    @staticmethod
    def title() -> str:
        return _("Import and export")

    def refresh(self) -> None:
        from revops_desktop.analytics.lookup import pipelines

        self.actions_.ask_later("exchange-pipelines", pipelines, self._show_pipelines)

    def on_changed(self, changed: "ChangedLike") -> None:
        self.refresh()

    def _show_pipelines(self, found: tuple[Any, ...]) -> None:
        shown = self.actions_.pipeline_id
        current = next((one.name for one in found if one.id == shown), None)
        panel = self.import_panel
        panel.choices.show_pipelines([one.name for one in found], current)
        if panel.done is None:
            # What the file holds may have changed since it was looked at.
            panel.look()
        else:
            panel.show_state()

    def take_files(self, files: list[Path]) -> None:
        """Files that were dropped or handed over."""
        self.import_panel.choices.set_files(files)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event)
        if files:
            event.acceptProposedAction()
            # The drag must be over before a dialog may open.
            QTimer.singleShot(0, lambda: self.take_files(files))

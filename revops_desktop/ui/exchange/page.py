"""The page where files come in and go out."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QStackedWidget, QWidget

from revops_desktop.i18n import _, language
from revops_desktop.paths import resources
from revops_desktop.ui import theme, workspace_files
from revops_desktop.ui.exchange import beforehand
from revops_desktop.ui.exchange.assistant import Assistant
from revops_desktop.ui.exchange.entrance import DropPlace
from revops_desktop.ui.exchange.export_panel import ExportPanel
from revops_desktop.ui.exchange.imports_made import ImportsMade
from revops_desktop.ui.exchange.whole_back import WholeBack
from revops_desktop.ui.exchange.work import work_of
from revops_desktop.ui.page import Page, PageHeader, Panel, page_layout

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions, ChangedLike

_EXPORT_WIDTH = 270


class ExchangePage(Page):
    """Where nothing is being imported: where to drop files, and export. Otherwise the assistant."""

    key: ClassVar[str] = "exchange"
    icon_name: ClassVar[str] = "import"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.setAcceptDrops(True)
        layout = page_layout(self)
        self.header = PageHeader(self.title())
        layout.addWidget(self.header)
        # What is put into a widget that has a parent is dressed once; else again with each parent.
        self._stack = QStackedWidget()
        layout.addWidget(self._stack, 1)
        self._home = QWidget()
        self._stack.addWidget(self._home)
        self._assistant: Assistant | None = None
        self._work = work_of(actions)
        self._whole = WholeBack(actions, self)
        self._whole.lists_found.connect(self._take_lists)
        self.build_in_turns(self._build_home, self._begin_import)

    def surface(self) -> QWidget:
        return self._home

    def _build_home(self) -> Iterator[None]:
        across = QHBoxLayout(self._home)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.current().space_3)
        panel = Panel(_("Import"), self._home)
        across.addWidget(panel, 1)
        self._build_entrance(panel)
        yield
        self.export_panel = ExportPanel(self.actions_, self._home)
        self.export_panel.setFixedWidth(_EXPORT_WIDTH)
        across.addWidget(self.export_panel)

    def _begin_import(self) -> None:
        if self._work.draft.files:
            self._stack.setCurrentWidget(self.assistant)
            self.assistant.show_step(self.assistant.step)
        self.actions_.turns.take(self, "import", (self._make_ready,))

    @property
    def assistant(self) -> Assistant:
        """Built behind the page that is seen first, or when it is wanted."""
        if self._assistant is None:
            self._assistant = Assistant(self.actions_, self._stack)
            self._stack.addWidget(self._assistant)
            self._assistant.left.connect(self._show_home)
        return self._assistant

    def _make_ready(self) -> None:
        """What the first file will need."""
        self.actions_.later(beforehand.bring_in, self._brought_in)

    def _brought_in(self, _nothing: None) -> None:
        self.assistant.build_steps()

    @staticmethod
    def title() -> str:
        return _("Import and export")

    def _build_entrance(self, panel: Panel) -> None:
        place = DropPlace()
        place.asked.connect(self._choose)
        place.example_asked.connect(self._try_example)
        self.choose, self.example = place.choose, place.example
        self.first_control = self.choose
        panel.layout_.addWidget(place)
        self.imports = ImportsMade(self.actions_)
        panel.layout_.addWidget(self.imports, 1)
        panel.layout_.addStretch(0)

    def refresh(self) -> None:
        self.imports.ask()
        self._work.check_again()

    def on_changed(self, changed: "ChangedLike") -> None:
        # A check that ended tells that it changed nothing.
        if changed.tables:
            self.imports.ask()
        self._work.note_changed(changed)

    def _show_home(self) -> None:
        self._stack.setCurrentWidget(self._home)
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self) -> None:
        found = self.assistant.choose_files()
        if found:
            self.take_files(found)

    def _try_example(self) -> None:
        """A small list of ours, as such lists are: nothing is written unless one goes on."""
        self.take_files([resources() / "examples" / f"deals_{language()}.csv"])

    def take_files(self, files: list[Path]) -> None:
        """Files that were dropped or handed over; a whole workspace needs no questions."""
        self._whole.take(files)

    def _take_lists(self, files: list[Path]) -> None:
        # Filled before it is seen, so that it is laid out once.
        self.assistant.take_files(files)
        self._stack.setCurrentWidget(self.assistant)
        self.assistant.hand_on_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = self.focusWidget()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and isinstance(held, QAbstractButton):
            # As in the assistant; by itself a button hears the space bar alone.
            held.click()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        dropped = workspace_files.dropped(event)
        if dropped is not None and not dropped.is_workspace:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        dropped = workspace_files.dropped(event)
        if dropped is not None and not dropped.is_workspace:
            event.acceptProposedAction()
            # The drag must be over before a dialog may open.
            QTimer.singleShot(0, self, lambda: self.take_files(list(dropped.files)))

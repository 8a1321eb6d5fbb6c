"""A page of records: the list of them, and the page of one that was opened."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from revops_desktop.ui import icons, texts
from revops_desktop.ui.page import Page, PageHeader, page_layout
from revops_desktop.ui.tables.columns import ColumnSpec, Wording, wording
from revops_desktop.ui.tables.listing import Listing
from revops_desktop.ui.tables.record_panel import RecordPanel
from revops_desktop.ui.tables.record_view import RecordView

if TYPE_CHECKING:
    from revops_desktop.rules.filtering import Condition
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.preferences import Preferences


class RecordsPage(Page):
    """List and record in one place; Esc or Back leads from the record to the list."""

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.panel: RecordPanel | None = None
        self.view: RecordView | None = None
        self.record_id: int | None = None
        self.words: Wording = wording(actions)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        layout.addWidget(self.stack)
        self._list = QWidget()
        self.stack.addWidget(self._list)
        self._inner = page_layout(self._list)
        self.header = PageHeader(self.title(), self)
        self._inner.addWidget(self.header)
        self.new = texts.button(self.new_text(), "primary")
        self.new.setIcon(icons.icon("plus", "on_accent"))
        self.new.clicked.connect(self.make_new)
        self.header.add(*self.more_controls(), self.new)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.New), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.make_new)
        actions.list_wanted.connect(self._on_list_wanted)
        self.build_in_turns(self._build_list)

    # What each page says for itself

    def new_text(self) -> str:
        """The words on the button that makes a new record."""
        raise NotImplementedError

    def listing(self) -> Listing:
        """What the table lists."""
        raise NotImplementedError

    def make_new(self) -> None:
        """Asks for a new record and opens it."""
        raise NotImplementedError

    def make_view(self) -> RecordView:
        """The page of one record."""
        raise NotImplementedError

    @property
    def preferences(self) -> "Preferences | None":
        """What this computer remembers, where there is a program around."""
        return self.program.preferences if self.program is not None else None

    def write(self, record_id: int, spec: ColumnSpec, value: Any) -> object:
        """Writes a cell; None where it was refused."""
        raise NotImplementedError

    def delete(self, ids: Sequence[int]) -> None:
        """Puts records into the trash, or says why not."""
        raise NotImplementedError

    def follow_link(self, record_id: int) -> None:
        """Opens what a row links to."""

    def more_controls(self) -> Sequence[QWidget]:
        """Controls beside the button for a new record."""
        return ()

    def more_entries(self, menu: QMenu, ids: Sequence[int]) -> None:
        """Entries of a row's menu that only this page has."""

    # List

    def surface(self) -> QWidget:
        return self._list

    def _build_list(self) -> Iterator[None]:
        panel = RecordPanel(
            *(self.actions_, self.listing(), self.words, self.preferences, self.write),
            self._list,
            in_turns=True,
        )
        self._inner.addWidget(panel, 1)
        yield from panel.build()
        panel.table.opened.connect(self.show_record)
        panel.table.delete_asked.connect(self.delete)
        panel.table.linked.connect(self.follow_link)
        panel.table.more_entries = self.more_entries
        panel.counted.connect(lambda _shown, _total: self.header.set_subtitle(panel.count_text()))
        self.panel = panel

    def refresh(self) -> None:
        """Asks for the list, and for the record that is open."""
        if self.panel is None:
            return
        # The page may not have been seen while cells changed.
        self.panel.model.forget()
        self.panel.refresh()
        if self.record_id is not None and self.view is not None:
            self.view.show_record(self.record_id)

    def on_changed(self, changed: "ChangedLike") -> None:
        """Both the list and the open record follow."""
        if self.panel is None:
            return
        if "custom_field" in changed.tables:
            self.panel.columns_changed()
        self.panel.on_changed(changed)
        if self.record_id is not None and self.view is not None:
            self.view.on_changed(changed)

    def focusInEvent(self, event: Any) -> None:
        """Coming to the page: the keyboard goes to where work is."""
        super().focusInEvent(event)
        if self.record_id is not None and self.view is not None:
            self.view.focus()
        elif self.panel is not None:
            self.panel.focus()

    def _on_list_wanted(self, key: str, conditions: "list[Condition]") -> None:
        """Lists those that meet the conditions; nothing else narrows the list down any more."""
        if key == self.key:
            self.once_whole(partial(self._list_only, conditions))

    def _list_only(self, conditions: "list[Condition]") -> None:
        if self.panel is not None and self.panel.filters is not None:
            self.panel.show_all()
            self.panel.filters.set_filter(conditions)
        self.show_list()

    # Record

    def show_record(self, record_id: int) -> None:
        """Brings one record to the front."""
        if self.view is None:
            self.view = self.make_view()
            self.view.left.connect(self.show_list)
            self.view.delete_asked.connect(lambda found: self.delete([found]))
            self.stack.addWidget(self.view)
        self.record_id = record_id
        self.view.show_record(record_id)
        self.stack.setCurrentWidget(self.view)
        self.view.focus()

    def show_list(self) -> None:
        """Back to the list, the keyboard on the record that was open."""
        left = self.record_id
        self.record_id = None
        self.stack.setCurrentWidget(self._list)
        if self.panel is not None:
            if left is not None:
                self.panel.table.show_current(left)
            self.panel.focus()

"""Hand-offs: what waits to be accepted, what was sent, what came back, and how it went."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFocusEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QWidget,
)

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.board import words as board_words
from revops_desktop.ui.board.toast import Toast
from revops_desktop.ui.handoffs import columns, words
from revops_desktop.ui.handoffs.deeds import HandoffDeeds
from revops_desktop.ui.page import Page, PageHeader, page_layout
from revops_desktop.ui.tables.columns import wording
from revops_desktop.ui.tables.record_panel import RecordPanel

if TYPE_CHECKING:
    from revops_desktop.analytics.handoff_inbox import Counts, View, Whose
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.handoffs.figures_panel import FiguresPanel

VIEWS: "tuple[View, ...]" = ("waiting", "sent", "returned", "history")
_WHOSE = "handoffs/whose"
_MINE, _EVERYBODY = "mine", "everybody"
# Below this width the buttons show icons and not their names.
_NARROW = 760
_WHOSE_WIDTH = 280
_CLOCK_MILLISECONDS = 60_000


class HandoffsPage(Page):
    """An inbox of one member, of a function, or of everybody."""

    key: ClassVar[str] = "handoffs"
    icon_name: ClassVar[str] = "handshake"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.panels: dict[str, RecordPanel] = {}
        layout = page_layout(self)
        layout.addWidget(self._head())
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(self.title())
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for view in VIEWS:
            self.tabs.addTab(_(words.VIEW_NAMES[view]))
        self.tabs.addTab(_("Figures"))
        layout.addWidget(self.tabs)
        self.bar = QWidget()
        self.bar.setLayout(self._bar())
        layout.addWidget(self.bar)
        self.figures: FiguresPanel | None = None
        self.stack = QStackedWidget()
        layout.addWidget(self.stack, 1)
        self.toast = Toast(self, actions.undo)
        self.deeds = HandoffDeeds(actions, self, self.toast.tell)
        self.tabs.currentChanged.connect(lambda _place: self._on_tab())
        actions.member_changed.connect(self.make_stale)
        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_MILLISECONDS)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        self.build_in_turns(self._fill_whose, self._build_view)

    @staticmethod
    def title() -> str:
        return _("Hand-offs")

    def _head(self) -> PageHeader:
        self.header = PageHeader(self.title(), self)
        self.whose = QComboBox()
        self.whose.setAccessibleName(_("Whose hand-offs"))
        self.whose.setMaxVisibleItems(20)
        self.whose.setMinimumContentsLength(16)
        # A long name of a function does not widen the page.
        self.whose.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.whose.setMaximumWidth(_WHOSE_WIDTH)
        self.whose.activated.connect(lambda _place: self._on_whose())
        self.header.add(self.whose)
        return self.header

    def _bar(self) -> QHBoxLayout:
        """What may be done with the chosen hand-offs; each also by a key."""
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space_2)
        self._tools: dict[QPushButton, str] = {}
        self.accept = self._tool(_("Accept"), "badge-check", "Ctrl+Return", self.accept_chosen)
        self.take_over = self._tool(
            _("Accept and take over"), "user-check", "Ctrl+Shift+Return", self.take_over_chosen
        )
        self.give_back = self._tool(
            _("Return…"), "corner-up-left", "Ctrl+Backspace", self.return_chosen
        )
        self.mark = self._tool(_("Seen"), "check", "Ctrl+Return", self.mark_seen)
        self.story = self._tool(_("Whole story…"), "book-open-text", "Ctrl+Space", self.tell_all)
        self.open = self._tool(_("Open the deal"), "circle-arrow-right", "", self.open_chosen)
        for button in self._tools:
            row.addWidget(button)
        row.addStretch(1)
        for keys, do in (
            ("Ctrl+Return", self._confirm),
            ("Ctrl+Enter", self._confirm),
            ("Ctrl+Shift+Return", self.take_over_chosen),
            ("Ctrl+Backspace", self.return_chosen),
            ("Ctrl+Space", self.tell_all),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(do)
        return row

    def _tool(self, name: str, icon: str, keys: str, do: Callable[[], None]) -> QPushButton:
        button = texts.button(name)
        button.setIcon(icons.icon(icon))
        button.clicked.connect(lambda _checked=False: do())
        button.setProperty("command", True)
        shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        self._tools[button] = f"{name} ({shown})" if shown else name
        texts.set_tool_tip(button, self._tools[button])
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a deal there is room for icons alone."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        for button in self._tools:
            button.setText("" if narrow else texts.button_text(button.accessibleName()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming to the page: the keyboard goes to where work is."""
        super().focusInEvent(event)
        if self.panel is not None:
            self.panel.focus()
        else:
            self.tabs.setFocus()

    # Whose

    @property
    def chosen_whose(self) -> "Whose":
        """Of whom the hand-offs are that are shown."""
        from revops_desktop.analytics.handoff_inbox import EVERYBODYS, Whose

        chosen = self.whose.currentData()
        if chosen == _MINE and self.actions_.workspace.member_id is not None:
            return Whose(member_id=self.actions_.workspace.member_id)
        if isinstance(chosen, int):
            return Whose(function_id=chosen)
        return EVERYBODYS

    def _fill_whose(self) -> None:
        from revops_desktop.analytics.handoff_rules import functions

        offered = self.actions_.ask(functions)
        program = self.program
        noted = program.preferences.remembered(_WHOSE) if program is not None else ""
        sits = self.actions_.workspace.member_id is not None
        wanted = noted or (_MINE if sits else _EVERYBODY)
        if wanted == _MINE and not sits:
            wanted = _EVERYBODY
        self.whose.clear()
        self.whose.addItem(_("Mine"), _MINE)
        for function_id, name in offered:
            self.whose.addItem(board_words.one_line(name)[:60], function_id)
        self.whose.addItem(_("Everybody's"), _EVERYBODY)
        data: object = int(wanted) if wanted.isdecimal() else wanted
        place = self.whose.findData(data)
        self.whose.setCurrentIndex(place if place >= 0 else self.whose.count() - 1)

    def _on_whose(self) -> None:
        program = self.program
        if self.whose.currentData() == _MINE and self.actions_.workspace.member_id is None:
            self._ask_who()
        if program is not None:
            program.preferences.remember(_WHOSE, str(self.whose.currentData()))
        self.refresh()

    def _tick(self) -> None:
        """What is left of a deadline is another minute less."""
        if self.isVisible() and self.panel is not None:
            self.panel.model.forget()

    def _ask_who(self) -> None:
        from revops_desktop.ui import members

        if self.program is not None:
            members.choose(self, self.actions_, self.program.preferences)

    # Showing

    @property
    def view(self) -> "View | None":
        """The list that is seen; None: the figures."""
        place = self.tabs.currentIndex()
        return VIEWS[place] if place < len(VIEWS) else None

    @property
    def panel(self) -> RecordPanel | None:
        """The table that is seen; None: the figures."""
        return self._panel(self.view) if self.view is not None else None

    def _panel(self, view: "View") -> RecordPanel:
        # It may be just being built.
        self.build_whole()
        if view not in self.panels:
            for _turn in self._build_list(view):
                pass
        return self.panels[view]

    def _build_view(self) -> Iterator[None]:
        """What lies in the tab in front, unless it was seen before."""
        view = self.view
        if view is None:
            yield from self._build_figures()
        elif view not in self.panels:
            yield from self._build_list(view)

    def _build_figures(self) -> Iterator[None]:
        from revops_desktop.ui.handoffs.figures_panel import FiguresPanel

        if self.figures is None:
            made = FiguresPanel(self.actions_, self.stack)
            yield from made.build()
            self.figures = made
            self.stack.addWidget(made)

    def _build_list(self, view: "View") -> Iterator[None]:
        memory = self.program.preferences if self.program is not None else None
        listing = columns.listing(self.actions_, view, lambda: self.chosen_whose)
        words = wording(self.actions_)
        panel = RecordPanel(self.actions_, listing, words, memory, parent=self.stack, in_turns=True)
        yield from panel.build()
        self.panels[view] = panel
        self.stack.addWidget(panel)
        panel.table.can_delete = False
        panel.table.opened.connect(self._open)
        panel.table.linked.connect(self.actions_.company_wanted.emit)
        panel.table.more_entries = self._entries
        panel.table.selectionModel().selectionChanged.connect(lambda *_: self._show_keys())
        panel.table.selectionModel().currentChanged.connect(lambda *_: self._show_keys())
        panel.counted.connect(lambda _shown, _total: self._choose_first())

    def refresh(self) -> None:
        if self.figures is not None:
            self.figures.forget()
        self._ask()

    def _ask(self) -> None:
        from revops_desktop.analytics import handoff_inbox

        # The page may not have been seen while cells changed.
        for panel in self.panels.values():
            panel.model.forget()
        self._fill_whose()
        self._show_view()
        self.actions_.ask_later(
            "handoffs.counts", handoff_inbox.counts, self._show_counts, whose=self.chosen_whose
        )

    def on_changed(self, changed: "ChangedLike") -> None:
        if self.figures is not None:
            self.figures.notice(changed)
        if changed.tables & columns.TABLES:
            self._ask()

    def _on_tab(self) -> None:
        self.build_in_turns(self._build_view)
        self.once_whole(self._show_view)

    def _show_view(self) -> None:
        panel = self.panel
        self.bar.setVisible(panel is not None)
        self.whose.setVisible(panel is not None)
        if panel is None:
            self._show_figures()
            return
        self.stack.setCurrentWidget(panel)
        panel.refresh()
        self._show_keys()

    def _show_figures(self) -> None:
        assert self.figures is not None
        self.stack.setCurrentWidget(self.figures)
        self.figures.refresh()

    def _choose_first(self) -> None:
        """Where nothing is chosen, the first one is: it is the oldest, or the latest decided."""
        panel = self.panel
        if panel is None:
            return
        if panel.model.rowCount() and not panel.table.currentIndex().isValid():
            panel.table.setCurrentIndex(panel.model.index(0, 0))
        self._show_keys()

    def _show_counts(self, counts: "Counts") -> None:
        for place, (view, number) in enumerate(
            zip(VIEWS, (counts.waiting, counts.sent, counts.returned, 0), strict=True)
        ):
            name = _(words.VIEW_NAMES[view])
            self.tabs.setTabText(
                place, texts.button_text(f"{name}  {count(number)}" if number else name)
            )
        said = ngettext("{n} to accept", "{n} to accept", counts.waiting)
        self.header.set_subtitle(said.format(n=count(counts.waiting)) if counts.waiting else "")

    @property
    def chosen(self) -> list[int]:
        """The chosen hand-offs."""
        panel = self.panel
        if panel is None or not panel.model.rowCount():
            return []
        return panel.table.selected_ids()

    def _show_keys(self) -> None:
        waits = self.view == "waiting"
        number = len(self.chosen)
        for button, fits in (
            (self.accept, waits),
            (self.take_over, waits),
            (self.give_back, waits),
            (self.mark, self.view == "returned"),
        ):
            button.setVisible(fits)
            button.setEnabled(number > 0)
        for button in (self.story, self.open):
            button.setEnabled(number == 1)

    # Doing

    def _confirm(self) -> None:
        if self.view == "waiting":
            self.accept_chosen()
        elif self.view == "returned":
            self.mark_seen()

    def accept_chosen(self) -> None:
        """Accepts what is chosen: one step, however many."""
        if self.view == "waiting":
            self.deeds.accept(self.chosen)

    def take_over_chosen(self) -> None:
        """Accepts what is chosen; whoever sits here becomes the owner of the deals."""
        if self.view != "waiting" or not self.chosen:
            return
        if self.actions_.workspace.member_id is None:
            self._ask_who()
        if self.actions_.workspace.member_id is not None:
            self.deeds.accept(self.chosen, take_over=True)

    def return_chosen(self) -> None:
        """Asks why, and returns what is chosen to its senders: one step, however many."""
        chosen = self.chosen
        if self.view == "waiting" and chosen:
            self.deeds.give_back(chosen)

    def mark_seen(self) -> None:
        """Notes that what came back was seen."""
        if self.view == "returned":
            self.deeds.seen(self.chosen)

    def tell_all(self) -> None:
        """Shows everything that is known of the chosen deal's hand-offs, in one view."""
        chosen = self.chosen
        deal_id = self.deeds.deal_of(chosen[0]) if len(chosen) == 1 else None
        if deal_id is not None:
            self.deeds.tell_all(deal_id)

    def open_chosen(self) -> None:
        """Opens the deal of the chosen hand-off beside the list."""
        chosen = self.chosen
        if len(chosen) == 1:
            self._open(chosen[0])

    def _open(self, handoff_id: int) -> None:
        deal_id = self.deeds.deal_of(handoff_id)
        if deal_id is not None:
            self.actions_.deal_wanted.emit(deal_id)

    def _entries(self, menu: QMenu, _ids: Sequence[int]) -> None:
        menu.addSeparator()
        for button in self._tools:
            if button.isVisibleTo(self) and button is not self.open:
                action = menu.addAction(button.icon(), texts.button_text(button.accessibleName()))
                action.setEnabled(button.isEnabled())
                action.triggered.connect(button.click)

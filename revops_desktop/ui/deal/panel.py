"""The deal beside the page: its head always in sight, everything else below it, scrolled.

Each part shows what the file says and asks verbs; the panel reads the deal anew after every change
and lets what is being typed alone.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import N_, _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.deal.desk import Desk

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from revops_desktop.analytics.deal_panel import DealSheet
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.deal.head import DealHead
    from revops_desktop.ui.deal.section import Section

# What the panel shows besides the deal itself.
_AROUND = frozenset(
    (
        *("workspace", "company", "contact", "member", "stage", "tag", "product", "function"),
        *("custom_field", "custom_choice", "exit_criterion", "exit_reason"),
        *("handoff_rule", "handoff_item", "time_limit", "business_calendar"),
        *("contact_score", "score_rule"),
    )
)
NARROWEST = 360
# From the top; the first ones are seen at once, the others follow frame by frame.
ORDER = (
    *("todo", "checklist", "handoffs", "details", "lines", "people", "score", "words"),
    *("links", "story"),
)
_AT_ONCE = ORDER[:2]
JUMPS = (
    ("todo", N_("To do")),
    ("details", N_("Details")),
    ("people", N_("Contacts")),
    ("story", N_("Story")),
)


class Body(QWidget):
    """What is scrolled: as high as its texts are at this width, and not as they might be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "clear")

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


class DealPanel(QFrame):
    """One deal. `show_deal` opens it; `closed` says that the person is done with it."""

    closed = Signal()

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.actions_ = actions
        self.desk = Desk(actions, self._show_sheet)
        self.head: DealHead | None = None
        self.sections: dict[str, Section] = {}
        self.setProperty("kind", "side")
        self.setAccessibleName(_("Deal"))
        self.setMinimumWidth(NARROWEST)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(1, 0, 0, 0)
        self._rows.setSpacing(0)
        # What of a deal that was just opened is not shown yet.
        self._waiting: list[str] = []
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._show_next)
        self._shortcut("Esc", self._escape)

    def _shortcut(self, keys: str, do: object) -> None:
        made = QShortcut(QKeySequence(keys), self)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.activated.connect(do)

    def _escape(self) -> None:
        """Esc puts away what is begun; with nothing begun it closes the panel."""
        from revops_desktop.ui.deal.draft_line import DraftLine
        from revops_desktop.ui.deal.section import Section
        from revops_desktop.ui.deal.story_row import StoryRow

        around: QWidget | None = self.focusWidget()
        while around is not None and around is not self:
            if isinstance(around, DraftLine | StoryRow | Section) and around.put_away():
                return
            around = around.parentWidget()
        if not any(section.put_away() for section in self.sections.values()):
            self.closed.emit()

    # Opening

    @property
    def deal_id(self) -> int:
        """The deal that is shown; 0 when none is."""
        return self.desk.deal_id

    def show_deal(self, deal_id: int) -> None:
        """Shows a deal and takes the keyboard; what was typed for another one is saved before."""
        self.finish_typing()
        sheet = self._read(deal_id)
        if sheet is None:
            self.closed.emit()
            return
        is_other = sheet.fields.deal_id != self.deal_id
        self.desk.sheet = sheet
        if self.head is None:
            self._build()
        if is_other:
            self.view.verticalScrollBar().setValue(0)
        if is_other:
            self._waiting = [key for key in ORDER if key not in _AT_ONCE]
        self._show_sheet()
        if self._waiting:
            self._later.start()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish_typing(self) -> None:
        """Leaves the field that is typed in, which saves it."""
        focused: QWidget | None = self.focusWidget()
        if focused is not None and focused is not self and focused.hasFocus():
            focused.clearFocus()

    def _read(self, deal_id: int) -> "DealSheet | None":
        from revops_desktop.analytics import deal_panel

        return self.actions_.ask(deal_panel.deal_sheet, deal_id=deal_id)

    def _build(self) -> None:
        from revops_desktop.ui.deal.head import DealHead
        from revops_desktop.ui.deal.todo_section import TodoSection

        tokens = theme.current()
        self.head = DealHead(self.desk, self)
        self.head.closed.connect(self.closed)
        self.head.menu_wanted.connect(self.show_menu)
        self.head.stages_wanted.connect(self.show_stages)
        self._rows.addWidget(self.head)
        self._rows.addWidget(self._jump_bar())
        self.view = QScrollArea(self)
        self.view.setWidgetResizable(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._body = Body(self.view)
        self.body = QVBoxLayout(self._body)
        self.body.setContentsMargins(*[tokens.space_4] * 4)
        self.body.setSpacing(tokens.space_5)
        self.body.addStretch(1)
        self.view.setWidget(self._body)
        self._rows.addWidget(self.view, 1)
        for key in _AT_ONCE:
            self._make(key)
        todo = self.sections["todo"]
        assert isinstance(todo, TodoSection)
        todo.composer.install_keys(self)

    def _make(self, key: str) -> None:
        from revops_desktop.ui.deal import all_sections

        made = all_sections.make(key, self.desk, self._body)
        self.sections[key] = made
        self.body.insertWidget(self.body.count() - 1, made)

    def _show_next(self) -> None:
        """Shows one more part of a deal that was just opened, so that no frame is held up."""
        if self._waiting and not self.desk.is_empty:
            key = self._waiting.pop(0)
            if key not in self.sections:
                self._make(key)
            self.sections[key].show_sheet(self.desk.sheet)
        if self._waiting:
            self._later.start()

    def show_all(self) -> None:
        """Shows every part now."""
        while self._waiting:
            self._show_next()

    def _jump_bar(self) -> QWidget:
        tokens = theme.current()
        bar = QFrame()
        bar.setProperty("kind", "jumps")
        row = QHBoxLayout(bar)
        row.setContentsMargins(tokens.space_3, 0, tokens.space_3, 0)
        row.setSpacing(0)
        for key, name in JUMPS:
            button = texts.button(_(name))
            button.setProperty("kind", "jump")
            button.clicked.connect(lambda _checked=False, key=key: self.jump(key))
            row.addWidget(button)
        row.addStretch(1)
        return bar

    def jump(self, key: str) -> None:
        """Scrolls to a part of the panel."""
        self.show_all()
        section = self.sections[key]
        self.body.activate()
        self.view.verticalScrollBar().setValue(section.y() - theme.current().space_3)

    # Following

    def on_changed(self, changed: "ChangedLike") -> None:
        """Something was written: shows the deal as it is now, or closes when it is gone."""
        if self.desk.is_empty:
            return
        if self.deal_id not in changed.deals and not changed.tables & _AROUND:
            return
        sheet = self._read(self.deal_id)
        if sheet is None:
            self.desk.sheet = None
            self.closed.emit()
            return
        self.desk.sheet = sheet
        self._show_sheet()

    def _show_sheet(self) -> None:
        if self.head is None or self.desk.is_empty:
            return
        sheet = self.desk.sheet
        self.setAccessibleName(_("Deal: {title}").format(title=sheet.fields.title))
        self.head.show_sheet(sheet)
        for key in ORDER:
            if key in self.sections and key not in self._waiting:
                self.sections[key].show_sheet(sheet)

    # Menus

    def show_menu(self) -> None:
        """Everything that can be done with the deal as a whole."""
        from revops_desktop.ui.deal.deal_menu import deal_menu

        assert self.head is not None
        button = self.head.menu_button
        menu = deal_menu(self, self.desk)
        menu.popup(button.mapToGlobal(QPoint(button.width() - menu.sizeHint().width(), 36)))

    def show_stages(self) -> None:
        """The stages to move to."""
        from revops_desktop.ui.deal.deal_menu import stage_menu

        assert self.head is not None
        button = self.head.stage
        stage_menu(self, self.desk).popup(button.mapToGlobal(QPoint(0, button.height() + 2)))

    def focusNextPrevChild(self, forward: bool) -> bool:
        from revops_desktop.ui.deal import tab_order

        return tab_order.step(self, forward=forward) or super().focusNextPrevChild(forward)

    def paintEvent(self, event: "QPaintEvent") -> None:
        super().paintEvent(event)
        if self.hasFocus():
            from PySide6.QtGui import QPainter

            painter = QPainter(self)
            painter.fillRect(0, 0, 3, self.height(), theme.colour("accent"))

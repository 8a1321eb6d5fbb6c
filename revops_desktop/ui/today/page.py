"""Today: what is due, late, cold or without a next step; done, moved or planned by one key."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QMenu, QPushButton, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.periods import local_day
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.board.toast import Toast
from revops_desktop.ui.page import Page, PageHeader, page_layout
from revops_desktop.ui.today import words
from revops_desktop.ui.today.deeds import Deeds
from revops_desktop.ui.today.form import LineForm
from revops_desktop.ui.today.forms import Forms
from revops_desktop.ui.today.nothing import Nothing
from revops_desktop.ui.today.painting import TodayDelegate
from revops_desktop.ui.today.rows import TodayModel, arranged, identity

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction, QResizeEvent

    from revops_desktop.analytics.today import Key, Line, Today
    from revops_desktop.ui.actions import Actions, ChangedLike

_WHOSE = "today/whose"
_CLOCK_MILLISECONDS = 60_000
# Below this width the buttons show their keys and not their names.
_NARROW = 900


class TodayPage(Page):
    """The day's list, of who sits here or of everybody."""

    key: ClassVar[str] = "today"
    icon_name: ClassVar[str] = "sun"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.answer: Today | None = None
        self._whole: list[Key] = []
        self._late = False
        layout = page_layout(self)
        layout.addWidget(self._head())
        layout.addLayout(self._bar())
        self.model = TodayModel(self)
        self.delegate = TodayDelegate(self.model, self)
        layout.addWidget(self._list(), 1)
        self.nothing = Nothing(
            self.icon_name, _("Nothing needs attention. A good moment to call a customer.")
        )
        layout.addWidget(self.nothing, 1)
        self.toast = Toast(self, actions.undo)
        self.deeds = Deeds(actions, self.toast.tell, self)
        self.forms = Forms(
            self.view, self.model, self.delegate, self.deeds, self._day, self._on_form_closed
        )
        self.first_control = self.view
        self._show_keys()
        actions.member_changed.connect(self.make_stale)
        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_MILLISECONDS)
        self._clock.timeout.connect(self._tick)
        self._clock.start()

    @staticmethod
    def title() -> str:
        return _("Today")

    def _head(self) -> PageHeader:
        self.header = PageHeader(self.title(), self)
        self.mine = self._whose_button(_("Mine"), _("Your tasks and deals"))
        self.everybody = self._whose_button(_("Everybody"), _("The tasks and deals of everybody"))
        self.mine.clicked.connect(lambda: self._choose_whose("mine"))
        self.everybody.clicked.connect(lambda: self._choose_whose("everybody"))
        self.header.add(self.mine, self.everybody)
        return self.header

    def _whose_button(self, name: str, tip: str) -> QPushButton:
        button = texts.button(name, "small")
        button.setCheckable(True)
        button.setAutoExclusive(True)
        texts.set_tool_tip(button, tip)
        return button

    def _bar(self) -> QHBoxLayout:
        """What may be done with the chosen line; each also by one key."""
        row = QHBoxLayout()
        row.setSpacing(theme.current().space_2)
        self._tools: dict[QPushButton, tuple[str, str]] = {}
        self.done = self._tool(_("Done"), "check", "D", self.complete)
        self.soon = self._tool(_("Put off to tomorrow"), "sunrise", "P", self.put_off)
        self.later = self._tool(_("Another day"), "calendar-clock", "Shift+P", self.ask_day)
        self.next = self._tool(_("Next step"), "calendar-plus", "N", self.plan)
        self.call = self._tool(_("Log a call"), "phone", "L", self.log_call)
        self.back = self._tool(_("Return…"), "corner-up-left", "R", self.give_back)
        self.open = self._tool(_("Open the deal"), "circle-arrow-right", "Enter", self.open_line)
        for button in self._tools:
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _tool(self, name: str, icon: str, key: str, do: "Callable[[], None]") -> QPushButton:
        button = texts.button(name)
        self._name(button, name, key)
        button.setIcon(icons.icon(icon))
        button.clicked.connect(lambda _checked=False: do())
        return button

    def _list(self) -> QListView:
        self.view = QListView()
        self.view.setProperty("kind", "table")
        self.view.setAccessibleName(self.title())
        self.view.setModel(self.model)
        self.view.setItemDelegate(self.delegate)
        self.view.setMouseTracking(True)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._menu_at)
        self.view.doubleClicked.connect(lambda _index: self.open_line())
        self.view.clicked.connect(self._on_clicked)
        self.view.selectionModel().currentChanged.connect(lambda *_indexes: self._show_keys())
        self.view.installEventFilter(self)
        return self.view

    def resizeEvent(self, event: "QResizeEvent") -> None:
        """Beside a deal there is room for the keys alone."""
        super().resizeEvent(event)
        for button, (name, key) in list(self._tools.items()):
            self._name(button, name, key)

    def _name(self, button: QPushButton, name: str, key: str) -> None:
        self._tools[button] = (name, key)
        button.setText(texts.button_text(key if self.width() < _NARROW else f"{name}  {key}"))
        button.setAccessibleName(name)
        texts.set_tool_tip(button, f"{name} ({key})")

    # Showing

    def refresh(self) -> None:
        if self._form is not None:
            # What is being typed is not taken away; the list follows when the form is closed.
            self._late = True
            return
        from revops_desktop.analytics.today import today

        member_id = self.actions_.workspace.member_id
        chosen = self.program.preferences.remembered(_WHOSE) if self.program else ""
        mine = member_id is not None and chosen != "everybody"
        (self.mine if mine else self.everybody).setChecked(True)
        self.actions_.ask_later(
            "today",
            today,
            self.show_answer,
            now=self.actions_.now(),
            member_id=member_id if mine else None,
            whole=tuple(self._whole),
        )

    def on_changed(self, changed: "ChangedLike") -> None:
        self.refresh()

    def show_answer(self, answer: "Today") -> None:
        """Shows a list that was read anew; the chosen line stays chosen, or the one after it."""
        if self._form is not None:
            self._late = True
            return
        place, line = self.view.currentIndex().row(), self.line
        self.answer = answer
        self.model.show(arranged(answer, self._whole), answer.currency)
        due = sum(one.count for one in answer.sections if one.key in words.DUE)
        self.header.set_subtitle(words.subtitle(answer.day, due))
        self._name(self.soon, words.next_weekday(date.fromisoformat(answer.day))[0], "P")
        self.nothing.setVisible(answer.is_empty)
        self.view.setVisible(not answer.is_empty)
        found = self.model.place_of(identity(line)) if line is not None else -1
        self._choose(found if found >= 0 else max(place, 0))
        self._show_keys()

    def _choose(self, place: int) -> None:
        """Chooses the first line from a place on, or the last before it."""
        usable = [
            number
            for number, row in enumerate(self.model.rows)
            if row.line is not None or row.is_rest
        ]
        if usable:
            chosen = next((number for number in usable if number >= place), usable[-1])
            self.view.setCurrentIndex(self.model.index(chosen))

    def _tick(self) -> None:
        """Another day has begun, or clocks have run on."""
        if self.isVisible() and self.answer is not None:
            clocks = any(row.line is not None and row.line.state for row in self.model.rows)
            if clocks or self._day().isoformat() != self.answer.day:
                self.refresh()

    def _day(self) -> date:
        from revops_desktop.analytics import settings

        return local_day(self.actions_.now(), self.actions_.ask(settings.settings).time_zone)

    @property
    def line(self) -> "Line | None":
        """The chosen line; None where another row or nothing is chosen."""
        row = self.model.row(self.view.currentIndex().row())
        return row.line if row is not None else None

    def _show_keys(self) -> None:
        line = self.line
        key = line.key if line is not None else "tasks"
        self._name(self.done, words.deed(key), "D")
        self.done.setEnabled(line is not None and words.is_doable(line))
        for button in (self.soon, self.later):
            button.setEnabled(line is not None and key not in words.PROMISES)
            button.setVisible(key not in words.PROMISES)
        for button in (self.next, self.call):
            button.setEnabled(line is not None and key != "agreements")
        self.back.setVisible(key == "handoffs")
        self._name(self.open, words.opens(key), "Enter")
        can_open = line is not None and (line.deal_id or line.company_id or line.agreement_id)
        self.open.setEnabled(bool(can_open))

    def _choose_whose(self, whose: str) -> None:
        if whose == "mine" and self.actions_.workspace.member_id is None and self.program:
            from revops_desktop.ui import members

            members.choose(self, self.actions_, self.program.preferences)
        if self.program:
            self.program.preferences.remember(_WHOSE, whose)
        self.refresh()

    # Doing

    def complete(self) -> None:
        """Does what the chosen line asks for: the task, the hand-off, what came back, what was
        agreed; of a deal that wakes up, asks where it is reopened."""
        line = self.line
        if line is not None and line.key == "waking":
            menu = self._ways_menu(line, QMenu(self))
            self._open_menu(menu, menu.activeAction())
        elif line is not None:
            self.deeds.complete(line)

    def _ways_menu(self, line: "Line", menu: QMenu) -> QMenu:
        from revops_desktop.analytics.today import ways_back

        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addSection(texts.button_text(_("Reopen in")))
        for way in self.actions_.ask(ways_back, deal_id=line.deal_id):
            action = menu.addAction(texts.button_text(" ".join(way.name.split())[:80]))
            action.triggered.connect(partial(self._reopen, line, way.stage_id))
            if way.left_from or len(menu.actions()) == 2:
                menu.setActiveAction(action)
        return menu

    def _reopen(self, line: "Line", stage_id: int, _checked: bool = False) -> None:
        self.deeds.reopen(line, stage_id)

    def _open_menu(self, menu: QMenu, first: "QAction") -> None:
        """Under the chosen line, the entry that is meant most often chosen."""
        place = self.view.visualRect(self.view.currentIndex())
        menu.popup(self.view.viewport().mapToGlobal(QPoint(place.left() + 38, place.bottom())))
        menu.setActiveAction(first)

    def open_line(self) -> None:
        """Opens the deal of the chosen line, or brings in the rest of its section."""
        row = self.model.row(self.view.currentIndex().row())
        if row is None:
            return
        if row.is_rest and row.section is not None:
            self._whole.append(row.section.key)
            self.refresh()
        elif row.line is not None and row.line.deal_id is not None:
            self.actions_.deal_wanted.emit(row.line.deal_id)
        elif row.line is not None and row.line.company_id is not None:
            self.actions_.company_wanted.emit(row.line.company_id)
        elif row.line is not None and row.line.agreement_id is not None:
            from revops_desktop.ui.sla.reviews_dialog import open_reviews

            open_reviews(self, self.actions_, row.line.review_id)

    def put_off(self) -> None:
        """Moves the chosen line to tomorrow, over the weekend to Monday."""
        if self.line is not None and self.soon.isEnabled():
            self.deeds.postpone(self.line, words.next_weekday(self._day())[1])

    def ask_day(self) -> None:
        """Offers the days to which the chosen line may be put off."""
        line = self.line
        if line is not None and self.later.isEnabled():
            menu = self._days_menu(line, QMenu(self))
            self._open_menu(menu, menu.actions()[1])

    def _days_menu(self, line: "Line", menu: QMenu) -> QMenu:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addSection(texts.button_text(words.whole_label(line.key)))
        for name, day in words.later_days(self._day()):
            action = menu.addAction(texts.button_text(name))
            action.triggered.connect(partial(self._postpone, line, day))
        menu.addAction(texts.button_text(_("A date …"))).triggered.connect(self.choose_day)
        return menu

    def _postpone(self, line: "Line", day: str, _checked: bool = False) -> None:
        self.deeds.postpone(line, day)

    def choose_day(self) -> None:
        """Asks for any day to which the chosen line is put off."""
        if self.line is not None:
            self.forms.choose_day(self.line)

    def plan(self) -> None:
        """Asks for the next step of the chosen line's deal."""
        if self.line is not None and self.next.isEnabled():
            self.forms.plan(self.line)

    def log_call(self) -> None:
        """Asks what was said on the phone; Enter at once logs the call alone."""
        if self.line is not None and self.call.isEnabled():
            self.forms.log_call(self.line)

    def give_back(self) -> None:
        """Asks why the chosen hand-off is returned, and returns it."""
        if self.line is not None and self.line.key == "handoffs":
            self.deeds.give_back(self.line)

    @property
    def _form(self) -> LineForm | None:
        return self.forms.form

    def _on_form_closed(self) -> None:
        if self._late:
            self._late = False
            self.refresh()

    # Keys and mouse

    def _on_clicked(self, index: QModelIndex) -> None:
        row = self.model.row(index.row())
        if row is not None and row.is_rest:
            self.open_line()

    def _menu_at(self, place: QPoint) -> None:
        line = self.line
        if line is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button, do in (
            (self.open, self.open_line),
            (self.done, self.complete),
            (self.soon, self.put_off),
            (self.next, self.plan),
            (self.call, self.log_call),
            (self.back, self.give_back),
        ):
            if not button.isVisibleTo(self):
                continue
            action = menu.addAction(texts.button_text(button.accessibleName()))
            action.setEnabled(button.isEnabled())
            action.triggered.connect(lambda _checked=False, do=do: do())
        if self.later.isEnabled():
            menu.addSeparator()
            self._days_menu(line, menu)
        menu.popup(self.view.viewport().mapToGlobal(place))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.view
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and not event.modifiers()
            & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        ):
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            deed = {
                Qt.Key.Key_D: self.complete,
                Qt.Key.Key_Space: self.complete,
                Qt.Key.Key_P: self.ask_day if shift else self.put_off,
                Qt.Key.Key_N: self.plan,
                Qt.Key.Key_L: self.log_call,
                Qt.Key.Key_R: self.give_back,
                Qt.Key.Key_Return: self.open_line,
                Qt.Key.Key_Enter: self.open_line,
            }.get(Qt.Key(event.key()))
            if deed is not None:
                deed()
                return True
        return super().eventFilter(watched, event)

"""The filter bar that board, tables and figures share: words, conditions as chips, kept views.

    self.filters = FilterBar(actions, "funnel")
    self.filters.changed.connect(self._ask)          # something else is meant now
    actions.ask_later(…, only=self.filters.chosen)   # a Filter; EVERYTHING where nothing is asked
    self.filters.recall(self.program.preferences)    # as it was left; before the first question

`is_filtering` says whether anything is asked for, without importing the database. A page whose
views hold more than the filter (columns, sorting) sets `page_state` and follows `view_opened`.
The page hands on what was written, `self.filters.on_changed(changed)`, in its own `on_changed`, and
asks anew where the filter `concerns` it.
Nothing heavy is imported before somebody filters.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from revops_desktop.i18n import N_, _
from revops_desktop.rules.filtering import Condition, as_json, from_json, page_state, shape_of
from revops_desktop.rules.periods import local_day
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.filters.chip import Chip
from revops_desktop.ui.filters.text_box import TextBox
from revops_desktop.ui.filters.views_button import ViewsButton
from revops_desktop.ui.filters.words import ME, chip_text, label_of

if TYPE_CHECKING:
    from revops_desktop.analytics.filter_values import FilterWords
    from revops_desktop.analytics.filters import Filter
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.filters.popups import ConditionPanel, Popup

_NAMES = frozenset(
    (
        *("custom_field", "custom_choice", "member", "pod", "product", "tag", "stage"),
        *("function", "workspace"),
    )
)
# What changes which records a filter means, besides the records themselves.
_FILTERED_BY = frozenset(
    (
        *("company", "contact", "member", "activity", "deal_tag", "company_tag"),
        *("custom_value", "deal_line", "contact_score"),
    )
)


class Remembers(Protocol):
    """What keeps a text under a name (ui/preferences.py)."""

    def remembered(self, name: str) -> str: ...
    def remember(self, name: str, value: str) -> None: ...


class FilterBar(QWidget):
    """One line; `changed` whenever another filter is meant."""

    # For the sheet of keys.
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("Ctrl+F", N_("Filter by text")),
        ("Delete", N_("Take the filter in focus away")),
    )

    changed = Signal()
    view_opened = Signal(object)

    def __init__(
        self,
        actions: "Actions",
        page_key: str,
        parent: QWidget | None = None,
        *,
        of_pipeline: bool = True,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._key = page_key
        self._of_pipeline = of_pipeline
        self._memory: Remembers | None = None
        self._conditions: list[Condition] = []
        self._text = ""
        self._words: FilterWords | None = None
        self._chips: list[Chip] = []
        self.popup: Popup | None = None
        self._about = ""
        # What a view of the page holds besides the filter.
        self.page_state: Callable[[], Mapping[str, Any]] = dict
        self._lay_out()
        actions.member_changed.connect(self._on_member_changed)

    def _lay_out(self) -> None:
        tokens = theme.current()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.space_2)
        self.views = ViewsButton(self._actions, self._key, self)
        self.views.content = self.content
        self.views.opened.connect(self._open_view)
        self.text_box = TextBox(self)
        self.text_box.settled.connect(self._on_text)
        self._line = QHBoxLayout()
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(tokens.space_1)
        self._line.addStretch(1)
        self._area = QScrollArea(self)
        content = QWidget(self._area)
        content.setProperty("kind", "clear")
        content.setLayout(self._line)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setFixedHeight(30)
        self._area.setWidget(content)
        self._area.viewport().installEventFilter(self)
        self.add_button = texts.button(_("Filter"), "small")
        self.add_button.setIcon(icons.icon("plus"))
        self.add_button.setAccessibleName(_("Add a filter"))
        self.add_button.clicked.connect(self.open_what)
        self.clear_button = texts.button(_("Clear"), "quiet")
        self.clear_button.setAccessibleName(_("Clear all filters"))
        self.clear_button.clicked.connect(self.clear)
        self.clear_button.hide()
        row.addWidget(self.views)
        row.addWidget(self.text_box)
        row.addWidget(self.add_button)
        row.addWidget(self._area, 1)
        row.addWidget(self.clear_button)
        to_text = QAction(self)
        to_text.setShortcut(QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_F))
        to_text.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        to_text.triggered.connect(self.focus_text)
        self.addAction(to_text)

    # What is asked for

    @property
    def is_filtering(self) -> bool:
        """Whether anything is asked for."""
        return bool(self._conditions or self._text)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions as they are shown."""
        return tuple(self._conditions)

    @property
    def text(self) -> str:
        """The words that are looked for."""
        return self._text

    @property
    def chosen(self) -> "Filter":
        """The filter as it is meant now: relative days from today, “me” as who sits here."""
        from revops_desktop.analytics.filters import EVERYTHING, Filter

        if not self.is_filtering:
            return EVERYTHING
        me = self._actions.workspace.member_id
        # Nobody has this number: where nobody said who sits here, nothing is theirs.
        resolved = [
            Condition("owner", tuple((me or -1) if one == ME else one for one in said.values))
            if said.about == "owner"
            else said
            for said in self._conditions
        ]
        return Filter.on(self._today(), self._known().zone, resolved, self._text)

    @property
    def said(self) -> tuple[str, ...]:
        """What is asked for in words, a condition each."""
        text = (_("contains “{text}”").format(text=self._text),) if self._text else ()
        return (*(chip.said for chip in self._chips), *text)

    def content(self) -> str:
        """The filter and the page's own state, as a view keeps it."""
        read: dict[str, Any] = json.loads(as_json(self._conditions, self._text))
        state = dict(self.page_state())
        return json.dumps({**read, **({"page": state} if state else {})}, ensure_ascii=False)

    def set_filter(self, conditions: "list[Condition]", text: str = "") -> None:
        """Shows and means another filter; told only if it is one."""
        before = (self._conditions, self._text)
        self._show(conditions, text)
        if before != (self._conditions, self._text):
            self._tell()

    def clear(self) -> None:
        """Asks for nothing any more."""
        self.set_filter([])
        self.views.show_view(None)
        self.text_box.setFocus()

    def focus_text(self) -> None:
        """Puts the cursor into the text box."""
        if self.isVisible():
            self.text_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.text_box.selectAll()

    # Remembering

    def recall(self, memory: Remembers) -> None:
        """Shows the filter as it was left on this machine, without telling anybody."""
        if self._memory is not None:
            return
        self._memory = memory
        read = memory.remembered(self._name())
        if read:
            conditions, text = from_json(read)
            self._show(list(conditions), text)

    def _name(self) -> str:
        import hashlib

        path = str(self._actions.workspace.path.absolute())
        return f"filter/{self._key}/{hashlib.sha256(path.encode()).hexdigest()[:16]}"

    def _tell(self) -> None:
        if self._memory is not None:
            said = as_json(self._conditions, self._text) if self.is_filtering else ""
            self._memory.remember(self._name(), said)
        self.views.note_content()
        self.changed.emit()

    # What was written

    def on_changed(self, changed: "ChangedLike") -> None:
        """Names may be others now, fields gone, views new."""
        if "saved_view" in changed.tables:
            self.views.reload()
        if self.is_filtering and changed.tables & _NAMES:
            self._words = None
            before = list(self._conditions)
            self._show(self._conditions, self._text)
            if before != self._conditions:
                self._tell()

    def concerns(self, changed: "ChangedLike") -> bool:
        """Whether other records may be meant after what was written."""
        return self.is_filtering and bool(changed.tables & _FILTERED_BY)

    def _on_member_changed(self) -> None:
        if any(ME in one.values for one in self._conditions):
            self.changed.emit()

    # Showing

    def _known(self) -> "FilterWords":
        if self._words is None:
            from revops_desktop.analytics.filter_values import words_for

            self._words = self._actions.ask(words_for, conditions=self._conditions)
        return self._words

    def _today(self) -> date:
        return local_day(self._actions.now(), self._known().zone)

    def _labels(self) -> dict[str, str]:
        return {about: one.name for about, one in self._known().fields.items()}

    def _show(self, conditions: "list[Condition]", text: str) -> None:
        self._words = None
        self._conditions = [
            one
            for one in conditions
            if one.says_something
            # A field that was deleted or put away asks for nothing any more.
            and (not one.about.startswith("custom:") or one.about in self._labels())
        ]
        self._words = None
        self._text = text.strip()
        if self.text_box.text().strip() != self._text:
            with QSignalBlocker(self.text_box):
                self.text_box.setText(self._text)
        self._show_chips()

    def _show_chips(self) -> None:
        abouts = [one.about for one in self._conditions]
        for chip in [chip for chip in self._chips if chip.about not in abouts]:
            self._chips.remove(chip)
            self._line.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        for place, one in enumerate(self._conditions):
            there = [chip for chip in self._chips if chip.about == one.about]
            chip = there[0] if there else self._make_chip(one.about, place)
            label, known = label_of(one.about, self._labels()), self._known()
            chip.say(chip_text(one, label, known.names, known.currency))
        self.clear_button.setVisible(self.is_filtering)
        self._order_tabs()

    def _make_chip(self, about: str, place: int) -> Chip:
        chip = Chip(about)
        chip.opened.connect(lambda: self.open_condition(about, chip))
        chip.removed.connect(lambda: self._remove(about))
        self._chips.insert(place, chip)
        self._line.insertWidget(place, chip)
        return chip

    def _order_tabs(self) -> None:
        last: QWidget = self.add_button
        for one in [part for chip in self._chips for part in (chip.button, chip.cross)]:
            QWidget.setTabOrder(last, one)
            last = one
        QWidget.setTabOrder(last, self.clear_button)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent) and watched is self._area.viewport():
            # More chips than there is room for are wheeled into sight.
            bar = self._area.horizontalScrollBar()
            bar.setValue(bar.value() - event.angleDelta().y() // 2)
            return True
        return super().eventFilter(watched, event)

    # Changing

    def _on_text(self) -> None:
        text = self.text_box.text().strip()
        if text != self._text:
            self._text = text
            self.clear_button.setVisible(self.is_filtering)
            self._tell()

    def _remove(self, about: str) -> None:
        place = next((n for n, one in enumerate(self._conditions) if one.about == about), 0)
        self.set_filter([one for one in self._conditions if one.about != about], self._text)
        after = self._chips[min(place, len(self._chips) - 1)].button if self._chips else None
        (after or self.add_button).setFocus()

    def open_what(self) -> None:
        """Asks what to filter by, then for the condition."""
        from revops_desktop.ui.filters.opening import what_panel

        panel = what_panel(self._known())
        panel.chosen.connect(lambda about: self.open_condition(about, self.add_button))
        self._open_popup().show_panel(panel, self.add_button)

    def open_condition(self, about: str, opener: QWidget) -> "ConditionPanel":
        """Opens what a condition asks for; every step of it is meant at once."""
        from revops_desktop.ui.filters.opening import condition_panel

        said = next((one for one in self._conditions if one.about == about), Condition(about))
        pipeline = self._actions.pipeline_id if self._of_pipeline else None
        panel = condition_panel(
            self._actions, self._known(), said, today=self._today, pipeline_id=pipeline
        )
        panel.changed.connect(self._on_condition)
        popup = self._open_popup()
        popup.show_panel(panel, opener)
        self._about = about
        return panel

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.popup is not None:
            self.popup.leave()

    def _open_popup(self) -> "Popup":
        from revops_desktop.ui.filters.popups import Popup

        if self.popup is None:
            self._about = ""
            self.popup = Popup(self)
            self.popup.closed.connect(self._on_popup_closed)
        return self.popup

    def _on_condition(self, said: Condition) -> None:
        assert shape_of(said.about) is not None
        listed = list(self._conditions)
        place = next((n for n, one in enumerate(listed) if one.about == said.about), len(listed))
        listed[place : place + 1] = [said]
        self.set_filter(listed, self._text)

    def _on_popup_closed(self) -> None:
        self.popup = None
        chip = next((chip for chip in self._chips if chip.about == self._about), None)
        focused = self.add_button if chip is None else chip.button
        focused.setFocus()
        self._area.ensureWidgetVisible(focused)

    def _open_view(self, content: str) -> None:
        conditions, text = from_json(content)
        state = page_state(content)
        if state is not None:
            self.view_opened.emit(state)
        self.set_filter(list(conditions), text)

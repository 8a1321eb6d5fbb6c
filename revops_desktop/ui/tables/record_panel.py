"""A table with what belongs to it: search box, columns, export, how many there are."""

import json
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from revops_desktop import i18n
from revops_desktop.i18n import _, ngettext
from revops_desktop.rules.periods import local_day
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.deal.section import icon_button
from revops_desktop.ui.filters.bar import FilterBar
from revops_desktop.ui.tables.columns import Wording
from revops_desktop.ui.tables.empty_list import EmptyList
from revops_desktop.ui.tables.listing import Listing
from revops_desktop.ui.tables.record_model import RecordModel, Write
from revops_desktop.ui.tables.record_table import RecordTable

if TYPE_CHECKING:
    from revops_desktop.analytics.record_list import Found
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.preferences import Preferences

# So long one goes on typing before the list follows.
_PAUSE = 120
# With less room the buttons are icons.
_NARROW = 820


class RecordPanel(QWidget):
    """Shows a listing; `counted` tells (shown, total)."""

    counted = Signal(int, int)

    def __init__(
        self,
        actions: "Actions",
        listing: Listing,
        wording: Wording,
        preferences: "Preferences | None" = None,
        write: Write | None = None,
        parent: QWidget | None = None,
        *,
        in_turns: bool = False,
    ) -> None:
        """`in_turns`: whoever makes it builds it, by `build`."""
        super().__init__(parent)
        from revops_desktop.analytics.record_list import Wanted

        self._actions, self._listing, self._preferences = actions, listing, preferences
        self._typed: dict[str, str] = {}
        self.wanted: Wanted = Wanted(sort=listing.sort, descending=listing.descending)
        self.total = 0
        self._restoring = True
        self._wants_focus = False
        self.model = RecordModel(actions, listing.rows, wording, self)
        self.model.write = write
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._on_search)
        self._note = QTimer(self)
        self._note.setSingleShot(True)
        self._note.setInterval(300)
        self._note.timeout.connect(self._remember)
        if not in_turns:
            for _turn in self.build():
                pass

    def build(self) -> Iterator[None]:
        """Builds what it is made of, and shows it as it was left; a turn ends at each `yield`."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().space_2)
        layout.addLayout(self._bar())
        yield
        self._stack = QStackedWidget(self)
        self.table = RecordTable(self.model, self._today, self._listing.name, self._stack)
        self._stack.addWidget(self.table)
        layout.addWidget(self._stack, 1)
        yield
        empty = EmptyList(self._listing.nothing)
        self.nothing, self.clear = empty.nothing, empty.clear
        self.clear.clicked.connect(self.show_all)
        self._stack.addWidget(empty)
        self._restore()
        self._wire()

    def _bar(self) -> QHBoxLayout:
        row = self.bar = QHBoxLayout()
        row.setSpacing(theme.current().space_2)
        self.filters: FilterBar | None = None
        self.search = QLineEdit()
        if self._listing.filtered_as:
            self.filters = FilterBar(
                self._actions, self._listing.filtered_as, self, of_pipeline=False
            )
            self.search.deleteLater()
            self.search = self.filters.text_box
            row.addWidget(self.filters, 1)
        else:
            self.search.setPlaceholderText(_("Search in this list"))
            self.search.setAccessibleName(_("Search in this list"))
            self.search.setClearButtonEnabled(True)
            self.search.setMaxLength(200)
            self.search.setMinimumWidth(120)
            self.search.textChanged.connect(lambda _text: self._pause.start())
            row.addWidget(self.search, 1)
        self.narrow = self._tool(_("Filter columns"), "list-filter", self._toggle_filters)
        self.narrow.setCheckable(True)
        self.columns = self._tool(_("Columns…"), "columns-3", self.choose_columns)
        self.export = self._tool(_("Export…"), "download", self.ask_export)
        for tool in (self.narrow, self.columns, self.export):
            row.addWidget(tool)
        return row

    def _tool(self, name: str, icon_name: str, work: Callable[[], object]) -> QPushButton:
        # Beside a record there is little room.
        if self._listing.filtered_as or self._listing.is_wide:
            made = texts.button(name, "small")
            made.setIcon(icons.icon(icon_name))
        else:
            made = icon_button(icon_name, name.removesuffix("…"))
        made.clicked.connect(lambda _on=False: work())
        # The finder offers it too.
        made.setProperty("command", True)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        for tool in (self.narrow, self.columns, self.export):
            if tool.property("kind") == "small":
                name = tool.accessibleName()
                tool.setText("" if narrow else texts.button_text(name))
                texts.set_tool_tip(tool, name if narrow else "")

    def _wire(self) -> None:
        self.table.header.filtered.connect(self._on_filtered)
        self.table.sort_asked.connect(self._on_sort)
        self.table.typed.connect(self._on_typed)
        self.table.columns_changed.connect(self._note.start)
        if self.filters is None:
            find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
            find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            find.activated.connect(self._focus_search)
        else:
            self.filters.changed.connect(self._on_bar)
            self.filters.page_state = self._state
            self.filters.view_opened.connect(self._open_view)
        down = QShortcut(QKeySequence("Down"), self.search)
        down.activated.connect(self._into_table)
        self.search.returnPressed.connect(self._into_table)

    def _today(self) -> date:
        return local_day(self._actions.now(), self.model.wording.zone)

    def _focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _into_table(self) -> None:
        if self.model.rowCount():
            self.table.setFocus()
            if not self.table.currentIndex().isValid():
                self.table.setCurrentIndex(self.model.index(0, 0))

    def _on_typed(self, text: str) -> None:
        self.search.setFocus()
        self.search.setText(text)

    def focus(self) -> None:
        """Puts the keyboard where work begins, as soon as there is anything."""
        self._wants_focus = not self.model.rowCount()
        if self._wants_focus:
            self.search.setFocus()
        else:
            self._into_table()

    # What is asked

    def refresh(self) -> None:
        """Asks for the records meant; what is shown stays until they are here."""
        self._actions.ask_later(
            f"table.{self._listing.key}", self._listing.found, self._show, wanted=self.wanted
        )

    def show_of(self, owner: tuple[str, int]) -> None:
        """Lists only what belongs to that record; asked for by the next `refresh`."""
        if self.wanted.of != owner:
            self.wanted = replace(self.wanted, of=owner, text="", only=())
            self.search.clear()
            self._pause.stop()
            self.model.show_ids(array("q"))

    def on_changed(self, changed: "ChangedLike") -> None:
        """Something was written: cells are read anew, and the order where it may have changed."""
        if self.filters is not None:
            self.filters.on_changed(changed)
            if self.filters.concerns(changed):
                self.refresh()
        if not changed.tables & self._listing.tables:
            return
        if changed.tables == {self._listing.own}:
            self.model.forget(list(changed.ids[self._listing.own]))
        else:
            self.model.forget()
        self.refresh()

    def change(self, **parts: Any) -> None:
        """Wants something else, and asks for it."""
        new = replace(self.wanted, **parts)
        if new != self.wanted:
            self.wanted = new
            self.refresh()
            self._note.start()

    def _show(self, answer: "Found") -> None:
        current, column = self.table.current_id(), self.table.currentIndex().column()
        scrolled = self.table.verticalScrollBar().value()
        same_order = not self.model.show_ids(answer.ids)
        self.total = answer.total
        if not same_order:
            self.table.verticalScrollBar().setValue(scrolled)
            self.table.show_current(current, column)
        self._stack.setCurrentIndex(0 if answer.ids else 1)
        if not answer.ids:
            narrowed = answer.total > 0
            self.nothing.setText(
                _("Nothing here matches what you look for.") if narrowed else self._listing.nothing
            )
            self.clear.setVisible(narrowed)
        if self._wants_focus and self.search.hasFocus():
            self._into_table()
        self._wants_focus = False
        self.counted.emit(len(answer.ids), answer.total)

    def count_text(self) -> str:
        """How many are shown, of how many."""
        shown = len(self.model.ids)
        if shown == self.total:
            return i18n.count(shown)
        return ngettext("{n} of {total}", "{n} of {total}", shown).format(
            n=i18n.count(shown), total=i18n.count(self.total)
        )

    def _on_search(self) -> None:
        self.change(text=self.search.text())

    def _on_bar(self) -> None:
        """Words are looked for in the records themselves, conditions are the bar's."""
        assert self.filters is not None
        self.change(text=self.filters.text, chosen=replace(self.filters.chosen, text=""))

    def _on_filtered(self) -> None:
        self._typed = dict(self.table.header.only)
        self.change(only=self.table.header.only)

    def _on_sort(self, key: str, descending: bool) -> None:
        self.model.show_sorting(key, descending)
        self.change(sort=key, descending=descending)

    def _toggle_filters(self) -> None:
        self.table.header.set_open(self.narrow.isChecked())
        self.table.updateGeometries()
        if self.narrow.isChecked() and self.model.specs:
            self.table.header.focus_column(self.model.specs[0].key)

    def show_all(self) -> None:
        """Lets go of everything that narrows the list down."""
        if self.filters is None:
            self.search.clear()
        else:
            self.filters.clear()
        self.narrow.setChecked(False)
        self.table.header.set_open(False)
        self.table.updateGeometries()
        self.change(text="", only=())

    # Columns, and how they were left

    def choose_columns(self) -> None:
        """Asks which columns are shown."""
        from revops_desktop.ui.tables.columns_dialog import ColumnsDialog

        specs = self._listing.columns()
        usual = [spec.key for spec in specs if spec.is_shown]
        dialog = ColumnsDialog(specs, self.table.keys_in_order(), usual, self)
        if dialog.exec():
            self.show_columns(dialog.chosen)
            self.refresh()
            self._remember()

    def show_columns(self, keys: Sequence[str], widths: Mapping[str, int] | None = None) -> None:
        """Shows these columns in this order; those that are not there any more are left out."""
        specs = {spec.key: spec for spec in self._listing.columns()}
        old = self.widths() | dict(widths or {})
        current = self.table.current_id()
        self._restoring = True
        chosen = [specs[key] for key in keys if key in specs]
        self.model.show_columns(chosen or [one for one in specs.values() if one.is_shown])
        self.table.header.show_columns(self.model.specs, self._typed)
        for place in range(len(self.model.specs)):
            self.table.header.moveSection(self.table.header.visualIndex(place), place)
        self.table.set_widths([old.get(spec.key, spec.width) for spec in self.model.specs])
        self.model.show_sorting(self.wanted.sort, self.wanted.descending)
        self.table.show_current(current)
        self._restoring = False
        if self.wanted.only != self.table.header.only:
            self.change(only=self.table.header.only)

    def widths(self) -> dict[str, int]:
        """The width of each column that is shown."""
        return {spec.key: n for spec, n in zip(self.model.specs, self.table.widths(), strict=False)}

    def columns_changed(self) -> None:
        """A custom field came, went or was renamed."""
        self.show_columns(self.table.keys_in_order())

    def _state(self) -> dict[str, Any]:
        """How the table stands: what is remembered, and what a view keeps beside its filter."""
        return {
            "columns": self.table.keys_in_order(),
            "widths": self.widths(),
            "sort": [self.wanted.sort, self.wanted.descending],
            "only": [list(pair) for pair in self.table.header.only],
        }

    def _remember(self) -> None:
        if self._preferences is not None and not self._restoring:
            self._preferences.remember(f"table/{self._listing.key}", json.dumps(self._state()))

    def _restore(self) -> None:
        noted = ""
        if self._preferences is not None:
            noted = self._preferences.remembered(f"table/{self._listing.key}")
            if self.filters is not None:
                self.filters.recall(self._preferences)
        try:
            state = json.loads(noted or "{}")
        except ValueError:
            state = {}
        self._stand(state)
        if self.filters is not None and self.filters.is_filtering:
            self.wanted = replace(
                self.wanted, text=self.filters.text, chosen=replace(self.filters.chosen, text="")
            )

    def _stand(self, state: Mapping[str, Any]) -> None:
        """Shows the table as it stood; what cannot be understood is as if it were not there."""
        try:
            keys = [str(key) for key in state.get("columns", ())]
            widths = {str(key): int(width) for key, width in state.get("widths", {}).items()}
            sort, descending = state.get("sort", (self._listing.sort, self._listing.descending))
            self.wanted = replace(self.wanted, sort=str(sort), descending=bool(descending))
            self._typed = {str(key): str(text) for key, text in state.get("only", ())}
        except (ValueError, TypeError, AttributeError):
            keys, widths, self._typed = [], {}, {}
        self.narrow.setChecked(bool(self._typed))
        self.table.header.set_open(bool(self._typed))
        self.show_columns(keys, widths)

    def _open_view(self, state: object) -> None:
        """A kept view was opened: its columns and its order as well."""
        if isinstance(state, Mapping) and state:
            self._stand(state)
            self.refresh()

    # Out

    def ask_export(self) -> None:
        """Asks for a file and writes what is shown into it, in the background."""
        from revops_desktop.ui.tables import export

        keys = self.table.keys_in_order()
        specs = {spec.key: spec for spec in self.model.specs}
        export.ask(self, self._actions, self._listing, [specs[key] for key in keys], self.model)

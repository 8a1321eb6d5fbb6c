"""Earlier imports: what each came to, and taking one back whole, also after other work was done."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.i18n import NOTHING, _, count
from revops_desktop.rules.periods import local_day
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.exchange.taking_back import take_back, taken_words
from revops_desktop.ui.tables.text_list import FileValue, ListTable, TextList, export

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex

    from revops_desktop.analytics.imports import ImportMade
    from revops_desktop.ui.actions import Actions, DoneLike

_WIDTHS = (0, 150, 120, 76, 76, 150)
_WHEN = 1


class ImportList(TextList):
    """A line an import, newest first."""

    right = frozenset((3, 4))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.zone = "UTC"
        self.headings = [
            *(_("Files"), _("When"), _("Imported by"), _("New"), _("Changed"), _("State")),
        ]

    def texts(self, row: "ImportMade") -> list[str]:
        when = i18n.instant(row.at, self.zone)
        numbers = (count(row.created), count(row.updated))
        return [row.files, when, row.by or NOTHING, *numbers, state_words(row)]

    def values(self, row: "ImportMade") -> list[FileValue]:
        day = local_day(row.at, self.zone).isoformat()
        return [row.files, day, row.by, row.created, row.updated, state_words(row)]

    def sort_value(self, row: "ImportMade", column: int) -> Any:
        keys = {_WHEN: row.at, 3: row.created, 4: row.updated}
        return keys[column] if column in keys else super().sort_value(row, column)

    def is_weak(self, row: "ImportMade", column: int) -> bool:
        return row.is_taken_back

    def tip(self, row: "ImportMade", column: int) -> str:
        return row.files if column == 0 else ""


def state_words(row: "ImportMade") -> str:
    """Whether an import can be taken back."""
    if row.is_taken_back:
        return _("Taken back")
    return _("Changed since") if row.is_changed_since else _("Can be taken back")


class ImportsMade(QWidget):
    """The list, and what is done with the chosen import. Nothing is there while there is none."""

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.list = ImportList()
        self.table = ListTable(self.list, _("Earlier imports"))
        self.table.setSelectionMode(ListTable.SelectionMode.SingleSelection)
        self.table.share_width(_WIDTHS, narrowest=120)
        self.table.sortByColumn(_WHEN, Qt.SortOrder.DescendingOrder)
        self.table.selectionModel().currentChanged.connect(self._show_chosen)
        self.back = texts.button(_("Take back"))
        self.back.setIcon(icons.icon("undo-2"))
        self.back.clicked.connect(self.take_back)
        self.write = texts.button(_("Write this list…"), "quiet")
        self.write.setIcon(icons.icon("file-up"))
        self.write.clicked.connect(self._write)
        self.words = texts.paragraph("", "muted")
        space = theme.current().space_2
        row = QHBoxLayout()
        row.setSpacing(space)
        row.addWidget(texts.heading(_("Earlier imports")), 1)
        row.addWidget(self.write)
        row.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, space, 0, 0)
        layout.setSpacing(space)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.words)
        self.words.hide()
        self.hide()
        actions.running_changed.connect(self._on_running)

    def ask(self) -> None:
        """Asks in the background; the old list stays until the answer."""
        self._actions.ask_later("imports-made", _asked, self._show)

    def _show(self, found: "tuple[tuple[ImportMade, ...], str]") -> None:
        made, self.list.zone = found
        chosen = self.chosen
        self.list.take(made)
        self.setVisible(bool(made))
        ids = [one.action_id for one in self.table.shown()]
        if ids:
            there = chosen is not None and chosen.action_id in ids
            self.table.selectRow(ids.index(chosen.action_id) if there and chosen else 0)
        self._show_chosen()

    @property
    def chosen(self) -> "ImportMade | None":
        """The import that is chosen in the list."""
        place = self.table.currentIndex()
        made: ImportMade | None = self.table.row(place) if place.isValid() else None
        return made

    def _show_chosen(self, *_places: "QModelIndex") -> None:
        made = self.chosen
        can = made is not None and not made.is_taken_back
        self.back.setEnabled(can and self._actions.running is None)

    def _on_running(self, _running: object) -> None:
        # No lambda: it would outlive the page, which a switch of language builds anew.
        self._show_chosen()

    def take_back(self) -> None:
        """One action in the background; where records were changed since, it says which."""
        made = self.chosen
        if made is None or not self.back.isEnabled():
            return
        take_back(self._actions, made.action_id, self._taken_back)

    def _taken_back(self, done: "DoneLike") -> None:
        self.words.setText(taken_words(done.value))
        self.words.show()

    def _write(self) -> None:
        export(self, self._actions, _("Earlier imports"), self.table)


def _asked(session: Any) -> "tuple[tuple[ImportMade, ...], str]":
    from revops_desktop.analytics.imports import imports
    from revops_desktop.analytics.settings import settings

    return imports(session), settings(session).time_zone

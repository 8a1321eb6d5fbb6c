"""The trash: what was deleted and for how long it is kept; had back or erased for good."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.rules.trash import KEPT_DAYS
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.board.toast import Toast
from revops_desktop.ui.page import Page, PageHeader, page_layout
from revops_desktop.ui.today.nothing import Nothing
from revops_desktop.ui.trash.erase import erase_for_good
from revops_desktop.ui.trash.model import TrashModel

if TYPE_CHECKING:
    from revops_desktop.analytics.trash import Deleted, Trash
    from revops_desktop.ui.actions import Actions, ChangedLike

_CONCERNED = frozenset(("deal", "company", "contact", "workspace"))
# 0: takes what the others leave.
_WIDTHS = (0, 110, 0, 130, 110)
_VERBS = {"deal": "deals", "company": "companies", "contact": "contacts"}


class TrashPage(Page):
    """What was deleted, the latest first."""

    key: ClassVar[str] = "trash"
    icon_name: ClassVar[str] = "trash-2"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        layout = page_layout(self)
        layout.addWidget(self._head())
        layout.addWidget(
            texts.paragraph(
                _(
                    "What is deleted stays here for {days} days and can be restored. Then its "
                    "names and texts are erased for good; reports of past months keep their "
                    "figures."
                ).format(days=KEPT_DAYS),
                "muted",
            )
        )
        self.model = TrashModel(self)
        layout.addWidget(self._table(), 1)
        self.nothing = Nothing(self.icon_name, _("The trash is empty."))
        layout.addWidget(self.nothing, 1)
        self.toast = Toast(self, actions.undo)
        self.first_control = self.table
        self._show_keys()

    @staticmethod
    def title() -> str:
        return _("Trash")

    def _head(self) -> PageHeader:
        self.header = PageHeader(self.title(), self)
        self.restore_button = texts.button(_("Restore"))
        self.restore_button.setIcon(icons.icon("archive-restore"))
        texts.set_tool_tip(self.restore_button, _("Puts it back where it was (Enter)"))
        self.restore_button.clicked.connect(self.restore)
        self.erase_button = texts.button(_("Erase for good…"), "danger")
        texts.set_tool_tip(
            self.erase_button, _("Takes its names and texts out of the file at once (Delete)")
        )
        self.erase_button.clicked.connect(self.erase)
        self.header.add(self.restore_button, self.erase_button)
        return self.header

    def _table(self) -> QTableView:
        self.table = QTableView()
        self.table.setProperty("kind", "table")
        self.table.setAccessibleName(self.title())
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(theme.current().row_height)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        for column, width in enumerate(_WIDTHS):
            if width == 0:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            else:
                self.table.setColumnWidth(column, width)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._menu_at)
        self.table.selectionModel().selectionChanged.connect(lambda *_changed: self._show_keys())
        self.table.installEventFilter(self)
        return self.table

    # Showing

    def refresh(self) -> None:
        from revops_desktop.analytics.trash import trash

        self.actions_.ask_later("trash", trash, self.show_answer, now=self.actions_.now())

    def on_changed(self, changed: "ChangedLike") -> None:
        if changed.tables & _CONCERNED:
            self.refresh()

    def show_answer(self, answer: "Trash") -> None:
        """Shows what was read anew; what was chosen stays chosen, or the row in its place."""
        place = max(0, self.table.currentIndex().row())
        chosen = {(row.kind, row.record_id) for row in self.selected}
        self.model.show(answer.rows, answer.zone)
        said = ngettext("{count} record", "{count} records", answer.count)
        self.header.set_subtitle(said.format(count=count(answer.count)) if answer.count else "")
        self.nothing.setVisible(not answer.rows)
        self.table.setVisible(bool(answer.rows))
        kept = [
            number for number, row in enumerate(answer.rows) if (row.kind, row.record_id) in chosen
        ]
        for number in kept or [min(place, len(answer.rows) - 1)]:
            self._choose(number)
        self._show_keys()

    def _choose(self, place: int) -> None:
        index = self.model.index(place, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().setCurrentIndex(index, flags.Select | flags.Rows)

    @property
    def selected(self) -> "list[Deleted]":
        """The chosen rows, in order."""
        places = {index.row() for index in self.table.selectionModel().selectedRows()}
        return [self.model.rows[place] for place in sorted(places)]

    def _show_keys(self) -> None:
        for button in (self.restore_button, self.erase_button):
            button.setEnabled(bool(self.selected))

    # Doing

    def _records(self) -> dict[str, list[int]]:
        records: dict[str, list[int]] = {name: [] for name in _VERBS.values()}
        for row in self.selected:
            records[_VERBS[row.kind]].append(row.record_id)
        return records

    def restore(self) -> None:
        """Puts the chosen records back where they were: one undo step."""
        from revops_desktop.operations import trash

        if self.selected and self.actions_.do(trash.restore, **self._records()) is not None:
            self.toast.tell(self.actions_.undo_text() or "")

    def erase(self) -> None:
        """Erases the chosen records for good, after saying what that means."""
        found = self._records()
        if self.selected:
            erase_for_good(
                self,
                companies=found["companies"],
                contacts=found["contacts"],
                deals=found["deals"],
            )

    def _menu_at(self, place: QPoint) -> None:
        if not self.selected:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, do in ((_("Restore"), self.restore), (_("Erase for good…"), self.erase)):
            menu.addAction(texts.button_text(name)).triggered.connect(
                lambda _checked=False, do=do: do()
            )
        menu.popup(self.table.viewport().mapToGlobal(place))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.table
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.restore()
                return True
            if event.key() == Qt.Key.Key_Delete:
                self.erase()
                return True
        return super().eventFilter(watched, event)

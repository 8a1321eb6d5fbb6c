"""Rows that are refused or doubtful, and files: each a list that is searched, sorted, written."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.exchange.result_lists import (
    CELL,
    EFFECT_WIDTHS,
    FILE,
    FILE_WIDTHS,
    PROBLEM_WIDTHS,
    EffectList,
    FileList,
    ProblemList,
    changes_words,
    effect_order,
    effect_words,
)
from revops_desktop.ui.tables.text_list import ListTable, TextList, export

if TYPE_CHECKING:
    from revops_desktop.exchange.summary import ImportSummary
    from revops_desktop.ui.actions import Actions

_SEARCH = 220
_NARROWEST = 170
# More rows than these come turn by turn: all at once would be felt. Each turn paints the list anew.
_AT_ONCE, _A_TURN = 200, 500


class ListPanel(QWidget):
    """A list with its search and its export; the chosen line in full below it."""

    def __init__(
        self, actions: "Actions", model: TextList, name: str, widths: tuple[int, ...]
    ) -> None:
        super().__init__()
        self._actions, self._name, self._widths = actions, name, widths
        self.table = ListTable(model, name)
        self.table.share_width(widths, narrowest=_NARROWEST)
        # As they come, until somebody sorts: sorting thousands at once would be felt.
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.table.selectionModel().currentChanged.connect(self._show_line)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search"))
        self.search.setAccessibleName(_("Search: {list}").format(list=name))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(_SEARCH)
        self.search.textChanged.connect(self.table.found.search)
        self.write = texts.button(_("Write this list…"), "quiet")
        self.write.setIcon(icons.icon("file-up"))
        self.write.clicked.connect(self._write)
        space = theme.current().space_2
        self.head = QHBoxLayout()
        self.head.setSpacing(space)
        self.head.addWidget(self.search)
        self.head.addStretch(1)
        self.head.addWidget(self.write)
        self._rest: Sequence[Any] = ()
        self._more = QTimer(self)
        self._more.setSingleShot(True)
        self._more.timeout.connect(self._take_more)
        self.line = texts.paragraph("")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, space, 0, 0)
        layout.setSpacing(space)
        layout.addLayout(self.head)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.line)
        self.line.hide()

    def name_files(self, are_named: bool) -> None:
        """Whether the column that says in which file is there."""
        self.table.setColumnHidden(FILE, not are_named)
        self.table.share_width(self._widths, narrowest=_NARROWEST)

    def take(self, rows: Sequence[Any]) -> None:
        """Shows these rows; the first one is chosen, so that its sentence is read whole."""
        self.table.list.take(rows[:_AT_ONCE])
        self._rest = rows[_AT_ONCE:]
        if rows:
            self.table.selectRow(0)
        if self._rest:
            self._more.start()

    def _take_more(self) -> None:
        now, self._rest = self._rest[:_A_TURN], self._rest[_A_TURN:]
        self.table.list.add(now)
        if self._rest:
            self._more.start()

    def say(self, text: str) -> None:
        """What was done with the list, in the place of the chosen line."""
        self.table.clearSelection()
        self.line.setText(text)
        self.line.show()

    def _show_line(self, current: QModelIndex, _before: QModelIndex) -> None:
        text = _in_full(self.table.list, self.table.row(current)) if current.isValid() else ""
        self.line.setText(text)
        self.line.setVisible(bool(text))

    def _write(self) -> None:
        self.table.list.add(self._rest)
        self._rest = ()
        export(self, self._actions, self._name, self.table)


def _in_full(shown: TextList, row: Any) -> str:
    """What a line says that may be cut in its columns; "" where nothing is."""
    if isinstance(shown, ProblemList):
        return shown.texts(row)[0]
    if isinstance(shown, EffectList) and row.changes:
        return _("{what}: {changes}").format(what=effect_words(row), changes=changes_words(row))
    return ""


def has_rows(summary: "ImportSummary") -> bool:
    """Whether there is anything to list."""
    is_told = summary.refused or summary.remark_count or summary.effects
    return bool(is_told) or len(summary.files) > 1


class SummaryTabs(QTabWidget):
    """Four lists; one that is empty is not there. `save_asked`: refused rows into a file.

    Each is built and filled in a turn of its own, once there is something in it.
    """

    save_asked = Signal()

    def __init__(self, actions: "Actions", of: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions, self._key = actions, f"rows of the import: {of}"
        self._shown: ImportSummary | None = None
        self._next: ImportSummary | None = None
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        self.setAccessibleName(_("Rows and files"))
        self.hide()

    @cached_property
    def refused(self) -> ListPanel:
        """Rows that are not taken."""
        panel = self._panel(ProblemList(), _("Refused rows"), PROBLEM_WIDTHS)
        panel.head.addWidget(self.save)
        # It stands above the list, though it is made after it.
        self.setTabOrder(panel.write, self.save)
        return panel

    @cached_property
    def remarks(self) -> ListPanel:
        """Cells that are taken, and doubtful."""
        return self._panel(ProblemList(), _("Doubtful cells"), PROBLEM_WIDTHS)

    @cached_property
    def effects(self) -> ListPanel:
        """What happens to the rows that are taken."""
        return self._panel(EffectList(), _("Rows without a problem"), EFFECT_WIDTHS)

    @cached_property
    def files(self) -> ListPanel:
        """A line a file."""
        return self._panel(FileList(), _("Files"), FILE_WIDTHS)

    @cached_property
    def save(self) -> QPushButton:
        """Writes the refused rows into a file."""
        button = texts.button(_("Save the refused rows…"))
        button.setIcon(icons.icon("download"))
        about = _(
            "Their cells as they are, and the reason beside them: mend them there and bring that "
            "file in."
        )
        texts.set_tool_tip(button, about)
        button.clicked.connect(self.save_asked)
        return button

    def _panel(self, model: TextList, name: str, widths: tuple[int, ...]) -> ListPanel:
        return ListPanel(self._actions, model, name, widths)

    def come(self, summary: "ImportSummary | None") -> None:
        """Shows this one from the next turn on, or nothing: the page paints what is above first."""
        if summary is not None and summary is self._next and not self.isHidden():
            return
        self._next = summary
        steps: list[Callable[[], object]] = []
        if summary is None:
            self.hide()
        elif summary is self._shown:
            steps = [self.show]
        else:
            steps = [*self._steps(summary), self.show]
        self._actions.turns.take(self, self._key, steps)

    def _steps(self, summary: "ImportSummary") -> list[Callable[[], object]]:
        """Each list that holds something, then the tabs; what was shown stays until then."""
        doubtful = ngettext(
            "{number} doubtful cell", "{number} doubtful cells", summary.remark_count
        )
        taken = summary.created + summary.updated + summary.unchanged if summary.effects else 0
        files = len(summary.files) if len(summary.files) > 1 else 0
        tabs = (
            ("refused", _("Refused rows ({number})"), summary.refused),
            ("remarks", doubtful, summary.remark_count),
            ("effects", _("Rows without a problem ({number})"), taken),
            ("files", _("Files ({number})"), files),
        )
        held = [tab for tab in tabs if tab[2]]
        listed = [(key, title.format(number=count(number))) for key, title, number in held]
        fill = [partial(self._fill, key, summary) for key, _title in listed]
        return [*fill, lambda: self._show_tabs(listed, summary)]

    def _fill(self, key: str, summary: "ImportSummary") -> None:
        panel: ListPanel = getattr(self, key)
        if key == "files":
            panel.take(summary.files)
            return
        if key == "effects":
            rows: Sequence[Any] = sorted(summary.effects, key=effect_order)
        else:
            rows = summary.problems if key == "refused" else summary.remarks
            # What is about whole rows says nothing of cells.
            of_cells = any(one.column or one.value for one in rows)
            for column in CELL:
                panel.table.setColumnHidden(column, not of_cells)
        panel.name_files(len(summary.files) > 1)
        panel.take(rows)

    def _show_tabs(self, listed: Sequence[tuple[str, str]], summary: "ImportSummary") -> None:
        files = [file.file for file in self._shown.files] if self._shown is not None else []
        is_other = files != [file.file for file in summary.files]
        self._shown = summary
        shown = self.currentWidget()
        # Made anew: a bar of tabs that is not seen does not follow their titles.
        self.clear()
        for key, title in listed:
            self.addTab(getattr(self, key), texts.button_text(title))
        if self.indexOf(shown) >= 0 and not is_other:
            self.setCurrentWidget(shown)

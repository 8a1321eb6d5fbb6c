"""The figures cut by rule, function, member or week: sorted, searched, exported."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.page import Panel
from revops_desktop.ui.sla import figure_words
from revops_desktop.ui.sla.figure_list import COMPLIANCE, WIDTHS, FigureList
from revops_desktop.ui.tables.text_list import CellTable

if TYPE_CHECKING:
    from revops_desktop.analytics.sla_page import Row


class GroupsPanel(Panel):
    """`opened`: the cut, the row, and the column whose clocks are wanted."""

    opened = Signal(str, object, int)
    exported = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        tokens = theme.current()
        self.by = "rule"
        self._groups: Mapping[Any, tuple[Row, ...]] = {}
        self.layout_.setContentsMargins(
            tokens.space_3, tokens.space_2, tokens.space_3, tokens.space_2
        )
        self.layout_.setSpacing(tokens.space_1)
        self.layout_.addLayout(self._head())
        self.list = FigureList()
        self.table = CellTable(self.list, _("SLA figures"), self)
        self.list.setParent(self.table)
        self.table.opened.connect(self._open)
        self.layout_.addWidget(self.table, 1)
        self.none = texts.paragraph(
            _("No promise was due in this period. Choose another one, or take the filter away."),
            "muted",
        )
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.none.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.layout_.addWidget(self.none, 1)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(theme.current().space_1)
        self.buttons = QButtonGroup(self)
        for by, name in figure_words.ways().items():
            button = texts.button(name, "small")
            button.setCheckable(True)
            button.setChecked(by == self.by)
            button.clicked.connect(lambda _checked, by=by: self.show_cut(by))
            self.buttons.addButton(button)
            head.addWidget(button)
        head.addStretch(1)
        self.search = QLineEdit()
        self.search.setMaximumWidth(220)
        self.search.setPlaceholderText(_("Search in this list"))
        self.search.setAccessibleName(_("Search in this list"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda text: self.table.found.search(text))
        export = texts.button(_("Export…"), "small")
        export.clicked.connect(self.exported)
        head.addWidget(self.search)
        head.addWidget(export)
        return head

    def show_groups(self, groups: "Mapping[Any, tuple[Row, ...]]") -> None:
        """Shows these figures in the cut that is chosen."""
        self._groups = groups
        self.show_cut(self.by, anew=not self.list.rows)

    def show_cut(self, by: str, *, anew: bool = True) -> None:
        """Shows the figures cut this way."""
        anew = anew or by != self.by
        self.by = by
        current = self.table.currentIndex()
        place = (current.row(), current.column())
        self.list.show(by, self._groups.get(by, ()))  # type: ignore[arg-type]  # one of the cuts
        self.table.setVisible(bool(self.list.rows))
        self.none.setVisible(not self.list.rows)
        self.table.share_width(WIDTHS)
        if anew and by == "week":
            self.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        elif anew:
            # Where it is kept least comes first.
            self.table.sortByColumn(COMPLIANCE, Qt.SortOrder.AscendingOrder)
        elif place[0] >= 0:
            self.table.setCurrentIndex(self.table.found.index(*place))

    def export_name(self) -> str:
        """What the file is called that is offered."""
        return f"SLA {figure_words.ways()[self.by]}"

    def open_row(self, place: int) -> None:
        """Opens all clocks of the row at that place of the screen."""
        self._open(self.table.found.index(place, 0))

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.by, self.table.row(index), index.column())

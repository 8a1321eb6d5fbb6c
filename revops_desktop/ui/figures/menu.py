"""The same menu behind every figure: explain, copy, export, save as a picture."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QMenu, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import copy_menu, icons, texts
from revops_desktop.ui.charts.chart import ChartRows
from revops_desktop.ui.figures.explain import Explained, explain, save
from revops_desktop.ui.tables.text_list import ListTable
from revops_desktop.ui.tables.written import Line, ask_and_write

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions

# Nothing is explained while there is no figure yet.
MakeExplained = Callable[[], Explained | None]


class FigureMenu(QObject):
    """What can be done with a figure; lives as long as the widget that shows it."""

    def __init__(self, widget: QWidget, actions: "Actions", make: MakeExplained) -> None:
        super().__init__(widget)
        self._widget = widget
        self._actions = actions
        self._make = make
        widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        widget.customContextMenuRequested.connect(self.open_at)
        if not isinstance(widget, ListTable):
            copied = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), widget)
            copied.setContext(Qt.ShortcutContext.WidgetShortcut)
            copied.activated.connect(self.copy)

    def about(self) -> Explained | None:
        """What the figure says about itself; its picture is the widget unless it names another."""
        about = self._make()
        if about is None or about.picture is not None:
            return about
        return replace(about, picture=self._widget)

    def menu(self, where: QPoint | None = None) -> QMenu | None:
        """The menu; None while there is nothing to say. `where` the widget was clicked."""
        about = self.about()
        if about is None:
            return None
        menu = QMenu(self._widget)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._add(menu, "info", _("Explain…"), self.explain)
        menu.addSeparator()
        cell = self._cell(where)
        if cell:
            shown = _("Copy “{text}”").format(text=cell if len(cell) <= 40 else f"{cell[:40]}…")
            clipboard = QGuiApplication.clipboard()
            self._add(menu, "copy", shown, lambda: clipboard.setText(cell))
        self._add(menu, "copy", _("Copy all") if cell else _("Copy"), self.copy)
        self._add(menu, "download", _("Export…"), self.export)
        self._add(menu, "image", _("Save picture…"), self.save_picture)
        return menu

    @staticmethod
    def _add(menu: QMenu, icon: str, words: str, work: Callable[[], object]) -> None:
        action = menu.addAction(icons.icon(icon), texts.button_text(words))
        action.triggered.connect(lambda _checked=False: work())

    def _cell(self, where: QPoint | None) -> str:
        """The text of the cell that was clicked, where the widget is a table."""
        if where is None or not isinstance(self._widget, QAbstractItemView):
            return ""
        window = self._widget.window()
        text = copy_menu.text_at(window, self._widget.viewport().mapTo(window, where))
        return " ".join(text.split())

    def open_at(self, where: QPoint) -> None:
        """Opens the menu at a point of the widget."""
        menu = self.menu(where)
        if menu is not None:
            area = self._widget
            ground = area.viewport() if isinstance(area, QAbstractScrollArea) else area
            menu.popup(ground.mapToGlobal(where))

    def explain(self) -> None:
        """Opens the definition, the period, n and the rows behind."""
        about = self.about()
        if about is not None:
            explain(self._widget.window(), self._actions, about)

    def copy(self) -> None:
        """Copies the figures that are shown, as a spreadsheet pastes them."""
        about = self.about()
        if about is not None:
            QGuiApplication.clipboard().setText(as_text(about.as_rows()))

    def export(self) -> None:
        """Writes the figures that are shown as CSV or workbook."""
        about = self.about()
        if about is not None:
            export_rows(self._widget.window(), self._actions, about.title, about.as_rows())

    def save_picture(self) -> None:
        """Writes what is seen as PNG or SVG."""
        about, window = self.about(), self._widget.window()
        if about is not None:
            save(window, self._actions, about, lambda said: _tell(window, said))


def attach(widget: QWidget, actions: "Actions", make: MakeExplained) -> FigureMenu:
    """Gives a tile, chart or table the menu of a figure, and Ctrl+C."""
    return FigureMenu(widget, actions, make)


def as_text(rows: ChartRows) -> str:
    """A table as a spreadsheet pastes it."""
    lines = [rows.headings, *rows.texts]
    return "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)


def table_rows(table: ListTable) -> ChartRows:
    """What a table shows, in its order."""
    shown = table.shown()
    model = table.list
    return ChartRows(
        model.headings,
        [model.texts(row) for row in shown],
        [model.values(row) for row in shown],
        model.written_headings(),
    )


def export_rows(parent: QWidget, actions: "Actions", name: str, rows: ChartRows) -> None:
    """Writes a table of figures where the person says."""
    lines = [Line(*both) for both in zip(rows.texts, rows.values, strict=True)]
    headings = rows.written or rows.headings
    ask_and_write(parent, actions, name, headings, lines, partial(_tell, parent))


def _tell(parent: QWidget, said: str) -> None:
    texts.message(parent, _("Export"), said)

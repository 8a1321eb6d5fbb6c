"""Every figure explains itself: each tile and chart of each page, as it stands there."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from revops_desktop.app import Program
from revops_desktop.ui.charts.chart import Chart
from revops_desktop.ui.charts.pictures import write_picture
from revops_desktop.ui.figures.menu import FigureMenu
from revops_desktop.ui.figures.tile import Tile
from revops_desktop.ui.sla.bars import BarsView
from tests.journeys.test_live import KEYS, settle
from tests.journeys.test_live import demo_file as demo_file
from tests.journeys.test_live import shown as shown


def figures(page: QWidget) -> Iterator[QWidget]:
    """The tiles and charts of a page, those on its other tabs too."""
    for widget in page.findChildren(QWidget):
        if isinstance(widget, Tile | Chart | BarsView):
            yield widget


def menu_of(widget: QWidget) -> FigureMenu | None:
    """The menu of a figure, which may be attached to what holds it."""
    found = widget.findChildren(FigureMenu)
    return found[0] if found else None


def test_every_tile_and_chart_explains_itself(shown: Program, qtbot: QtBot, tmp_path: Path) -> None:
    for key in KEYS:
        shown.window.show_page(key)
        page = shown.window.page(key)
        qtbot.waitUntil(page.isVisible)
        settle(qtbot, shown)
        for widget in figures(page):
            _explains_itself(page, widget, tmp_path / "a.png")


def _explains_itself(page: QWidget, widget: QWidget, picture: Path) -> None:
    made = menu_of(widget)
    named = f"{type(widget).__name__} “{widget.accessibleName()}”"
    assert made is not None, named
    if not widget.isVisibleTo(page) or (isinstance(widget, Chart) and widget.is_empty()):
        return
    about = made.about()
    assert about is not None, named
    assert about.title, named
    assert about.meaning() or about.ground(), f"{named} has neither meaning nor period"
    rows = about.as_rows()
    for line in (*rows.texts, *rows.values):
        assert len(line) == len(rows.headings), named
    assert about.picture is not None
    write_picture(picture, about.picture, about.title, about.ground())

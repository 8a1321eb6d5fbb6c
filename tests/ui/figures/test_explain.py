"""A figure explains itself: in a dialog with what is behind it, and by the menu behind a click."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from revops_desktop.analytics import definitions
from revops_desktop.analytics.deals_behind import deals_behind
from revops_desktop.analytics.wording import wording
from revops_desktop.app import Program
from revops_desktop.rules.periods import Period
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.charts.bars import Bar, BarChart, BarData
from revops_desktop.ui.figures import menu
from revops_desktop.ui.figures.explain import BehindQuestion, Explained, FigureDialog, explain
from revops_desktop.ui.figures.tile import Tile, TileFigure
from tests.conftest import Dialogs


def _actions(opened: Program) -> Actions:
    assert opened.actions is not None
    return opened.actions


def _chart(qtbot: QtBot) -> BarChart:
    chart = BarChart("Win rate by source")
    bars = (Bar("web", "Web", 0.2, 30), Bar("fair", "=Fair\t<b>", 0.5, 4))
    chart.set_data(BarData("Source", "Win rate", bars, wording("share")))
    qtbot.addWidget(chart)
    return chart


@pytest.fixture
def about(qtbot: QtBot) -> Explained:
    chart = _chart(qtbot)
    return Explained(
        *("Win rate by source", "win_rate", "Mar 2026", 34),
        value_text="23.5%",
        rows=chart.rows,
        picture=chart,
    )


def test_the_deals_behind_are_listed_and_open(
    opened: Program, dialogs: Dialogs, qtbot: QtBot
) -> None:
    actions = _actions(opened)
    about = Explained(
        *("Open deals", "open", "All time", 2),
        value_text="2",
        deals=BehindQuestion(
            deals_behind,
            {"pipeline_id": actions.pipeline_id or 1, "period": Period(), "subject": "open"},
        ),
    )
    wanted: list[int] = []
    actions.deal_wanted.connect(wanted.append)

    def open_first(dialog: Any) -> None:
        assert isinstance(dialog, FigureDialog)
        said = {label.text() for label in dialog.findChildren(type(dialog.value))}
        sentence = definitions.definition("open").sentence
        few = "Fewer than 5 deals: no conclusion is drawn."
        assert {"2", "All time · n = 2", f"{sentence} {few}", "2 deals"} <= said
        assert not dialog.value.isEnabled()
        # What tells one deal from another has the most room.
        widths = [dialog.table.columnWidth(column) for column in range(dialog.found.columnCount())]
        assert widths[0] == max(widths)
        dialog.table.activated.emit(dialog.found.index(0, 0))

    dialogs.expect(open_first)
    explain(opened.window, actions, about)
    qtbot.waitUntil(lambda: bool(wanted))
    assert wanted[0] in (1, 2)


def test_the_figures_of_a_chart_are_listed_sorted_and_open_what_they_count(
    opened: Program, dialogs: Dialogs, about: Explained
) -> None:
    places: list[int] = []
    about = Explained(about.title, rows=about.rows, open_row=places.append)

    def look(dialog: Any) -> None:
        assert isinstance(dialog, FigureDialog)
        assert dialog.count.text() == "2 rows"
        dialog.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
        assert [row[1][1] for row in dialog.table.shown()] == ["50.0%", "20.0%"]
        dialog.search.setText("web")
        assert dialog.found.rowCount() == 1
        dialog.table.activated.emit(dialog.found.index(0, 0))

    dialogs.expect(look)
    explain(opened.window, _actions(opened), about)
    assert places == [0]


def test_the_menu_copies_exports_and_saves_a_picture(
    opened: Program, dialogs: Dialogs, about: Explained, qtbot: QtBot, tmp_path: Path
) -> None:
    chart = about.picture
    assert chart is not None
    made = menu.attach(chart, _actions(opened), lambda: about)
    opening = made.menu()
    assert opening is not None
    names = [action.text() for action in opening.actions() if not action.isSeparator()]
    assert names == ["Explain…", "Copy", "Export…", "Save picture…"]
    chart.show()
    chart.activateWindow()
    qtbot.waitUntil(chart.isActiveWindow)
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == (
        "Source\tWin rate\tn\nWeb\t20.0%\t30\n=Fair <b>\t50.0%\t4"
    )
    dialogs.expect_file(tmp_path / "shown")
    dialogs.expect(lambda box: box.accept())
    made.export()
    assert (tmp_path / "shown.csv").read_text("utf-8-sig").splitlines()[1] == "Web,0.2,30"
    dialogs.expect_file(tmp_path / "shown")
    dialogs.expect(lambda box: box.accept())
    made.save_picture()
    assert (tmp_path / "shown.png").read_bytes().startswith(b"\x89PNG")


def test_a_figure_that_names_no_picture_is_saved_as_its_widget(
    opened: Program, dialogs: Dialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    tile = Tile()
    qtbot.addWidget(tile)
    tile.show_figure(TileFigure("Won", "12", "3 lost", "What it means"))
    made = menu.attach(tile, _actions(opened), lambda: Explained("Won", "won", value_text="12"))
    dialogs.expect_file(tmp_path / "won")
    dialogs.expect(lambda box: box.accept())
    made.save_picture()
    assert (tmp_path / "won.png").read_bytes().startswith(b"\x89PNG")


def test_a_tile_copies_its_figure_as_a_line(opened: Program, qtbot: QtBot) -> None:
    tile = Tile()
    qtbot.addWidget(tile)
    tile.show_figure(TileFigure("Won & kept", "12", "3 lost", "What it means"))
    shown: list[Explained | None] = [None]
    made = menu.attach(tile, _actions(opened), lambda: shown[0])
    assert made.menu() is None
    made.open_at(QPoint(1, 1))
    made.copy()
    shown[0] = Explained("Won & kept", "won", "Mar 2026", 12, "12")
    made.copy()
    text = "Figure\tValue\tPeriod\tn\nWon & kept\t12\tMar 2026\t12"
    assert QGuiApplication.clipboard().text() == text


def test_a_figure_without_rows_is_a_line_of_its_own(opened: Program, dialogs: Dialogs) -> None:
    def look(dialog: Any) -> None:
        assert isinstance(dialog, FigureDialog)
        assert not dialog.search.isVisible()
        assert dialog.model.texts(dialog.model.rows[0])[:2] == ["Reference", "79.2%"]
        dialog.accept()

    dialogs.expect(look)
    about = Explained("Reference", value_text="79.2%", sentence="What could be had.")
    explain(opened.window, _actions(opened), about)


def test_every_definition_is_a_sentence() -> None:
    for key in definitions.defined():
        found = definitions.definition(key)
        assert found.name and found.sentence.endswith(".")
        assert found.unit
    with pytest.raises(KeyError):
        definitions.definition("no such figure")

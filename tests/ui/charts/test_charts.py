"""Charts: what each mark says, where it lies, how it is walked, and the table it can become."""

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from revops_desktop.analytics.wording import wording
from revops_desktop.errors import StorageProblem
from revops_desktop.ui import texts
from revops_desktop.ui.charts.bars import Bar, BarChart, BarData
from revops_desktop.ui.charts.boxes import Box, BoxChart, BoxData
from revops_desktop.ui.charts.chart import Chart, ChartRows
from revops_desktop.ui.charts.pictures import write_picture
from revops_desktop.ui.charts.trend import TrendChart, TrendData, TrendPoint, beside_last
from revops_desktop.ui.charts.waterfall import Step, WaterfallChart, WaterfallData
from revops_desktop.ui.figures.explain import FigureRows
from revops_desktop.ui.tables.text_list import ListTable
from revops_desktop.ui.turns import painting


def _trend() -> Chart:
    chart = TrendChart("Win rate by month")
    points = tuple(
        TrendPoint(month, month, month, value, n, n < 5, (0.2, 0.4), 0.35)
        for month, value, n in (("Jan", 0.3, 20), ("Feb", None, 0), ("Mar", 0.25, 4))
    )
    chart.set_data(TrendData("Win rate", points, wording("share"), 0.3))
    return chart


def _bars() -> Chart:
    chart = BarChart("Win rate by source")
    bars = (Bar("web", "Web", 0.2, 30, ghost=0.3), Bar("fair", "Fair <b>", 0.5, 4))
    chart.set_data(BarData("Source", "Win rate", bars, wording("share"), "All"))
    return chart


def _waterfall() -> Chart:
    chart = WaterfallChart("Waterfall")
    steps = (
        Step("start", "Start", 500_000, "total", 5),
        Step("new", "New", 200_000, n=2),
        Step("won", "Won", -300_000, n=3),
        Step("end", "End", 400_000, "total", 4),
    )
    chart.set_data(WaterfallData("Amount", steps, wording("amount", "JPY")))
    return chart


def _boxes() -> Chart:
    chart = BoxChart("Time in stage")
    boxes = (Box(1, "Lead", 40, 4, 2, 8, 15, 3, 9.5, 10), Box(2, "Offer", 0, running=1))
    chart.set_data(BoxData("Stage", boxes))
    return chart


MAKERS = (_trend, _bars, _waterfall, _boxes)


@pytest.fixture(params=MAKERS, ids=lambda make: make.__name__.strip("_"))
def chart(request: pytest.FixtureRequest, qtbot: QtBot) -> Chart:
    made: Chart = request.param()
    qtbot.addWidget(made)
    made.resize(520, 260)
    made.show()
    return made


def test_marks_lie_beside_each_other_inside_the_chart(chart: Chart) -> None:
    marks = chart.marks()
    assert len(marks) >= 2
    for mark in marks:
        assert chart.plot().contains(mark.area.center())
        assert chart.hit(mark.area.center()) == mark
    for one, other in pairwise(marks):
        assert one.area.intersected(other.area).isEmpty()
    assert chart.hit(QPointF(-5, -5)) is None


def test_arrow_keys_walk_the_marks_and_enter_opens(chart: Chart, qtbot: QtBot) -> None:
    marks = chart.marks()
    opened: list[object] = []
    chart.opened.connect(opened.append)
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert opened == []
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.accessibleDescription() == marks[0].spoken
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    qtbot.keyClick(chart, Qt.Key.Key_Space)
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.current == marks[-1]
    assert opened == [marks[1].key, marks[0].key]
    assert not chart.grab().isNull()


def test_a_click_opens_and_hovering_explains(chart: Chart, qtbot: QtBot) -> None:
    mark = chart.marks()[1]
    opened: list[object] = []
    chart.opened.connect(opened.append)
    middle = mark.area.center().toPoint()
    qtbot.mouseMove(chart, middle)
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=middle)
    assert opened == [mark.key]
    assert chart.toolTip() == texts.tool_tip(mark.spoken)


def test_the_table_of_a_chart_has_as_many_cells_as_headings(chart: Chart) -> None:
    rows = chart.rows()
    assert len(rows.texts) == len(rows.values) == len(chart.marks())
    for line in (*rows.texts, *rows.values):
        assert len(line) == len(rows.headings)


def test_a_new_answer_keeps_the_keyboard_where_it_was(qtbot: QtBot) -> None:
    chart = _bars()
    assert isinstance(chart, BarChart)
    qtbot.addWidget(chart)
    qtbot.keyClick(chart, Qt.Key.Key_End)
    bars = (Bar("web", "Web", 0.4, 31), Bar("fair", "Fair", 0.5, 9))
    chart.set_data(BarData("Source", "Win rate", bars, wording("share")))
    assert chart.current is not None and chart.current.key == "fair"
    chart.set_data(BarData("Source", "Win rate"))
    assert chart.current is None and chart.is_empty()
    assert chart.accessibleDescription() == chart.empty
    assert not chart.grab().isNull()


def test_what_a_trend_says() -> None:
    chart = _trend()
    said = [mark.spoken for mark in chart.marks()]
    assert said[0] == "Jan: 30.0% · n = 20 · usually 20.0% to 40.0% · target 35.0%"
    assert said[1].startswith("Feb: — · n = 0")
    assert said[2].endswith("Fewer than 5 deals: no conclusion is drawn.")
    assert chart.rows().values[0] == [
        *("Jan", Decimal("0.3"), 20, Decimal("0.2"), Decimal("0.4"), Decimal("0.35")),
    ]


def test_what_bars_and_steps_and_boxes_say() -> None:
    assert _bars().marks()[0].spoken == "Web: 20.0% · n = 30 · All: 30.0%"
    steps = _waterfall()
    assert [mark.spoken for mark in steps.marks()][1:3] == [
        "New: +¥200K · 2 deals",
        "Won: −¥300K · 3 deals",
    ]
    assert steps.rows().values[2] == ["Won", -300_000, 3]
    assert _boxes().marks()[0].spoken == (
        "Lead: median 4 days · n = 40 · half take 2 days to 8 days · 90% take at most 15 days · "
        "3 running, median age 9.5 days"
    )


def test_a_chart_without_data_says_so(qtbot: QtBot) -> None:
    for kind in (TrendChart, BarChart, WaterfallChart, BoxChart):
        chart = kind("Nothing")
        qtbot.addWidget(chart)
        assert chart.is_empty()
        assert chart.marks() == []
        assert not chart.grab().isNull()


def test_it_is_painted_alike_wherever_it_is_painted(chart: Chart) -> None:
    image = QImage(600, 400, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    chart.paint(painter, QRectF(0, 0, 600, 400))
    painter.end()
    assert any(
        image.pixelColor(x, y) != Qt.GlobalColor.white
        for x in range(0, 600, 3)
        for y in range(0, 400, 3)
    )


def test_for_another_size_it_is_painted_once_the_window_had_its_turn(
    chart: Chart, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart.grab()
    painted: list[QRectF] = []
    paint = chart.paint

    def counted(painter: QPainter, rect: QRectF) -> None:
        painted.append(rect)
        paint(painter, rect)

    monkeypatch.setattr(chart, "paint", counted)
    for wider in (20, 40):
        chart.resize(chart.width() + wider, chart.height())
        chart.grab()
    assert not painted, "the picture of the size before stays"
    qtbot.waitUntil(lambda: not painting().is_under_way)
    chart.grab()
    assert painted == [chart.plot()]


def test_pictures_of_a_chart_and_of_any_widget(chart: Chart, tmp_path: Path) -> None:
    tile = QWidget()
    tile.resize(200, 80)
    for widget in (chart, tile):
        png, svg = tmp_path / "a.png", tmp_path / "a.svg"
        write_picture(png, widget, "Win rate", "Mar 2026 · n = 20")
        write_picture(svg, widget, "Win rate", "")
        image = QImage(str(png))
        assert image.width() >= 2 * max(widget.width(), 320)
        assert image.height() > 2 * widget.height()
        assert QSvgRenderer(str(svg)).isValid()
        assert b"Win rate" in svg.read_bytes()
    tile.deleteLater()


def test_the_picture_of_a_table_holds_all_its_rows(qtbot: QtBot, tmp_path: Path) -> None:
    table = ListTable(FigureRows(_bars().rows()), "Sources")
    qtbot.addWidget(table)
    table.resize(300, 40)
    path = tmp_path / "a.png"
    write_picture(path, table, "Sources", "")
    few = QImage(str(path)).height()
    rows = _bars().rows()
    many = ChartRows(rows.headings, [*rows.texts] * 20, [*rows.values] * 20)
    longer = ListTable(FigureRows(many), "Sources")
    qtbot.addWidget(longer)
    longer.resize(300, 40)
    write_picture(path, longer, "Sources", "")
    assert QImage(str(path)).height() - few == 2 * 38 * table.rowHeight(0)


def test_a_picture_that_cannot_be_written_says_why(chart: Chart, tmp_path: Path) -> None:
    with pytest.raises(StorageProblem):
        write_picture(tmp_path / "no such folder" / "a.png", chart, "Win rate", "")


def test_numbers_of_things_have_no_parts_along_the_axis() -> None:
    chart = TrendChart("Won deals")
    points = tuple(TrendPoint(one, one, one, 1.0, 1) for one in ("1", "2"))
    chart.set_data(TrendData("Won deals", points, wording("count")))
    assert chart._scale() == [0.0, 1.0]
    chart.set_data(TrendData("Days", points, wording("days")))
    assert chart._scale() == [0.0, 0.5, 1.0]


def test_a_chart_is_painted_once_for_its_data_and_size(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[str] = []
    plain = TrendChart.paint

    def paint(self: TrendChart, painter: QPainter, rect: QRectF) -> None:
        painted.append("once")
        plain(self, painter, rect)

    monkeypatch.setattr(TrendChart, "paint", paint)
    chart = _trend()
    qtbot.addWidget(chart)
    assert isinstance(chart, TrendChart)
    chart.resize(400, 200)
    first = chart.grab().toImage()
    assert chart.grab().toImage() == first and len(painted) == 1
    chart.set_data(_data_of(chart))
    chart.grab()
    assert len(painted) == 1
    chart.resize(500, 200)
    chart.grab()
    chart.set_data(TrendData("Win rate", _data_of(chart).points[:2], wording("share")))
    chart.grab()
    assert len(painted) == 3


def _data_of(chart: TrendChart) -> TrendData:
    """The same again, as a new answer has it."""
    held = chart._data
    return TrendData(held.figure, tuple(held.points), wording("share"), held.mean_before)


def test_bars_that_are_n_themselves_go_out_without_a_column_of_it() -> None:
    chart = BarChart("Reasons")
    chart.set_data(BarData("Reason", "Deals", (Bar("a", "Price", 3.0),)))
    assert (chart.rows().headings, chart.rows().values) == (["Reason", "Deals"], [["Price", 3]])
    chart.set_data(BarData("Owner", "Deals", (Bar("a", "Mori", 3.0, 7), Bar("b", "Sato", 1.0))))
    assert chart.rows().headings == ["Owner", "Deals", "n"]
    assert chart.rows().values == [["Mori", 3, 7], ["Sato", 1, None]]


@pytest.mark.parametrize(
    ("before", "last", "side"),
    [
        ((326, 60), (400, 120), "below"),
        ((326, 120), (400, 60), "above"),
        # Below it is the axis, and the line falls through the room above.
        ((326, 150), (400, 199), "right"),
        ((390, 20), (400, 199), "left"),
        (None, (400, 199), "above"),
    ],
)
def test_the_newest_value_stands_where_its_line_does_not_run(
    before: tuple[int, int] | None, last: tuple[int, int], side: str
) -> None:
    inner = QRectF(0, 0, 440 if side == "right" else 410, 200)
    point = QPointF(*last)
    area = beside_last(QPointF(*before) if before else None, point, 30, inner)
    is_beside = area.top() < point.y() < area.bottom()
    assert area.right() <= inner.right() + 9
    if side in ("left", "right"):
        assert is_beside and (area.right() < point.x()) == (side == "left")
    else:
        assert not is_beside and (area.top() > point.y()) == (side == "below")

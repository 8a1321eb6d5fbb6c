"""The picture of the river as a widget: painted once, hovered, walked by keys, opened."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from revops_desktop import i18n
from revops_desktop.analytics.wording import FileValue, wording
from revops_desktop.i18n import _
from revops_desktop.rules.currency import to_major
from revops_desktop.ui import theme
from revops_desktop.ui.charts.chart import Chart, ChartRows, Mark, soft

if TYPE_CHECKING:
    from revops_desktop.analytics.river_frame import Basis
    from revops_desktop.analytics.river_frame import Mark as Part
    from revops_desktop.analytics.river_layout import Layout
    from revops_desktop.analytics.river_picture import RiverPicture
    from revops_desktop.analytics.tally import Tally
    from revops_desktop.ui.river.turns import PaintedInTurns

_HIDDEN = frozenset(("function", "ghost", "heading", "legend", "narrow", "pinch"))


class RiverChart(Chart):
    """The river; `opened` tells the part (analytics/river_frame.py: Mark) that is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Revenue river"), parent)
        self.picture: RiverPicture | None = None
        self.other: RiverPicture | None = None
        self.basis: Basis = "count"
        self.narrow: int | None = None
        self._widths: dict[tuple[str, int, bool], float] = {}
        self._metrics: dict[tuple[int, bool], QFontMetricsF] = {}
        self._layout: tuple[QRectF, Layout] | None = None
        self._paths: list[tuple[Part, QPainterPath]] = []
        # The last picture stays while the next one is painted.
        self._painted: QPixmap | None = None
        self._is_painted = False
        self._turns: PaintedInTurns | None = None
        self.setMinimumSize(640, 380)

    def set_data(
        self,
        picture: "RiverPicture",
        basis: "Basis",
        other: "RiverPicture | None" = None,
        narrow: int | None = None,
    ) -> None:
        """Shows this river, and the outline of another."""
        same = (self.picture, self.basis, self.other, self.narrow)
        under_way = self._turns is not None and self._turns.is_under_way
        if (self._is_painted or under_way) and same == (picture, basis, other, narrow):
            # Most moves change nothing of what is seen.
            return
        kept = self.current.key if self._place >= 0 and self.current is not None else None
        self.picture, self.basis, self.other, self.narrow = picture, basis, other, narrow
        self._layout = self._kept = None
        self._is_painted = False
        self._place = -1
        if kept is not None:
            keys = [mark.key for mark in self.marks()]
            self._place = keys.index(kept) if kept in keys else -1
        self.taken()

    def taken(self) -> None:
        """New data came. Where its parts lie is reckoned only once somebody asks for one."""
        self._hovered = -1
        self._speak()
        self.updateGeometry()
        if self.isVisible() and not self.is_empty():
            # Here, so that laying out and painting are never one long turn of the window's thread.
            self.shown()
            self._begin_painting()
        self.update()

    def _speak(self) -> None:
        """The part that the keyboard is on is what a screen reader tells; at first, the whole."""
        if self._place >= 0 and self.current is not None:
            self.setAccessibleDescription(self.said(self.current))
        elif self.is_empty() or self.picture is None:
            self.setAccessibleDescription(self.empty)
        else:
            from revops_desktop.ui.river.words import deals_and_worth

            first, last = self.picture.stages[0], self.picture.stages[-1]
            self.setAccessibleDescription(
                f"{first.stage.name}: {deals_and_worth(first.reached, self.picture.currency)}; "
                f"{last.stage.name}: {deals_and_worth(last.reached, self.picture.currency)}"
            )

    def is_empty(self) -> bool:
        picture = self.picture
        return picture is None or not picture.stages or not picture.entered.count

    def sizeHint(self) -> QSize:
        return QSize(1000, 560)

    # Laying out

    def layout_for(self, rect: QRectF) -> "Layout":
        """The picture laid out for a place."""
        from revops_desktop.analytics.river_frame import Type, Wanted
        from revops_desktop.analytics.river_layout import lay_out

        assert self.picture is not None
        tokens = theme.current()
        return lay_out(
            Wanted(
                *(self.picture, self.basis, rect.width(), rect.height(), self._measure),
                *(Type(tokens.size_small, tokens.size_tiny), self.narrow, self.other, True),
            )
        )

    def shown(self) -> "Layout":
        """The picture as it lies on the screen."""
        rect = self.plot()
        if self._layout is None or self._layout[0] != rect:
            self._layout = (rect, self.layout_for(rect))
            self._is_painted = False
            if self._turns is not None:
                self._turns.stop()
        return self._layout[1]

    def _measure(self, text: str, size: int, bold: bool) -> float:
        key = (text, size, bold)
        if key not in self._widths:
            if len(self._widths) > 5000:
                self._widths.clear()
            if (size, bold) not in self._metrics:
                self._metrics[size, bold] = QFontMetricsF(theme.font(size, bold))
            self._widths[key] = self._metrics[size, bold].horizontalAdvance(text)
        return self._widths[key]

    # What a chart says

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        from revops_desktop.ui.river.painting import RiverPainter

        layout = self.shown() if rect == self.plot() else self.layout_for(rect)
        painter.save()
        painter.translate(rect.topLeft())
        RiverPainter(layout, theme.current()).paint(painter)
        painter.restore()

    def place_marks(self, rect: QRectF) -> list[Mark]:
        from revops_desktop.ui.river.painting import qt_path
        from revops_desktop.ui.river.walking import in_order

        layout = self.shown() if rect == self.plot() else self.layout_for(rect)
        origin = rect.topLeft()
        areas: dict[Part, QPainterPath] = {}
        for shape in layout.shapes:
            if not {shape.role, shape.mark.kind} & _HIDDEN:
                found = areas.setdefault(shape.mark, QPainterPath())
                found.addPath(qt_path(shape.path).translated(origin))
        self._paths = [(part, path) for part, path in areas.items()]
        for label in layout.labels:
            if label.mark.kind not in _HIDDEN:
                box = QPainterPath()
                box.addRect(QRectF(*label.box).translated(origin).adjusted(-3, 0, 3, 0))
                # Words lie on top of all water.
                self._paths.append((label.mark, box))
                areas.setdefault(label.mark, box)
        return [Mark(part, areas[part].boundingRect(), "") for part in in_order(areas)]

    def said(self, mark: Mark) -> str:
        """The sentence of a part; only of those asked for, since all of them take a while."""
        from revops_desktop.ui.river.words import explained

        return explained(cast("Part", mark.key), self.shown())

    def _place_of(self, point: QPointF) -> int:
        marks = self.marks()
        near = QRectF(point.x() - 3, point.y() - 3, 6, 6)
        for part, path in reversed(self._paths):
            thin = min(path.boundingRect().width(), path.boundingRect().height()) < 8
            if path.contains(point) or (thin and path.intersects(near)):
                return next((at for at, mark in enumerate(marks) if mark.key == part), -1)
        return -1

    def rows(self) -> ChartRows:
        """A line for each stage: all that the picture shows of it."""
        assert self.picture is not None
        headings = [
            *(_("Stage"), _("Reached"), _("Went on"), _("Waiting"), _("Lost"), _("Recycled")),
            *(_("Churned"), _("To another pipeline"), _("Passed without a stay"), _("Came back")),
            _("Conversion"),
        ]
        texts_: list[list[str]] = []
        values: list[list[FileValue]] = []
        for one in self.picture.stages:
            tallies = [
                *(one.reached, one.advanced, one.waiting, one.left["lost"], one.left["recycled"]),
                *(one.left["churned"], one.left["transferred"], one.skipped, one.returned),
            ]
            share = one.to_next.by_count if one.to_next else None
            if self.basis == "amount" and one.to_next:
                share = one.to_next.by_amount
            said = i18n.share(share) if share is not None else ""
            texts_.append([one.stage.name, *[self._text(each) for each in tallies], said])
            exact = None if share is None else wording("share").file(share.rate)
            values.append([one.stage.name, *[self._value(each) for each in tallies], exact])
        return ChartRows(headings, texts_, values)

    def _text(self, deals: "Tally") -> str:
        assert self.picture is not None
        if self.basis == "count":
            return i18n.count(deals.count)
        return i18n.money(deals.amount, self.picture.currency)

    def _value(self, deals: "Tally") -> FileValue:
        assert self.picture is not None
        if self.basis == "count":
            return deals.count
        return to_major(deals.amount, self.picture.currency)

    # On screen

    def has_picture(self) -> bool:
        return self._painted is not None

    def paint_anew(self) -> None:
        # Laid out in a turn of its own, then painted in others.
        self.shown()
        self._begin_painting()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.is_empty():
            super().paintEvent(event)
            return
        if self._is_late and self._painted is not None:
            QPainter(self).drawPixmap(0, 0, self._painted)
            return
        # A new size is laid out, and then painted, anew.
        self.shown()
        if not self._is_painted:
            self._begin_painting()
            if self._turns is not None and not self.isVisible():
                # A picture of a chart that nobody sees is wanted whole.
                self._turns.finish()
        painter = QPainter(self)
        if self._painted is not None:
            painter.drawPixmap(0, 0, self._painted)
        if not self._is_painted:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._hovered >= 0 and self._hovered < len(self.marks()):
            self._light(painter, self.marks()[self._hovered].key, "text", 40)
        if not self.hasFocus():
            return
        if self._place >= 0 and self.current is not None:
            self._light(painter, self.current.key, "accent", 90)
        self._paint_focus(painter)

    def _begin_painting(self) -> None:
        """Paints the picture in turns; those of a picture that is no longer wanted end."""
        from revops_desktop.ui.river.painting import RiverPainter
        from revops_desktop.ui.river.turns import PaintedInTurns

        if self._turns is None:
            self._turns = PaintedInTurns(self, self._take_painted)
        if not self._turns.is_under_way:
            painter = RiverPainter(self.shown(), theme.current())
            ratio = self.devicePixelRatioF()
            self._turns.begin(painter, self.size(), ratio, self.plot().topLeft())

    def _take_painted(self, painted: QPixmap) -> None:
        self._painted, self._is_painted = painted, True
        self.update()

    def _light(self, painter: QPainter, part: object, colour: str, strength: int) -> None:
        """Lifts a part out of the picture."""
        painter.setPen(QPen(theme.colour(colour), 1.5))
        painter.setBrush(soft(colour, strength))
        for one, path in self._paths:
            if one == part:
                if getattr(part, "kind", "") == "loop":
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPath(path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from revops_desktop.ui.river.walking import beside

        current = self.current
        ways = {
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Down: (0, 1),
            Qt.Key.Key_Up: (0, -1),
        }
        key = Qt.Key(event.key())
        if current is not None and key in ways:
            keys = [mark.key for mark in self.marks()]
            self._go(keys.index(beside(keys, current.key, *ways[key])))
            return
        super().keyPressEvent(event)

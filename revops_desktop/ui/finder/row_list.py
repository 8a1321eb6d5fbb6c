"""The list of the finder and how a row is painted: as plain text, what was typed marked in it."""

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetricsF, QPainter, QPalette, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from revops_desktop.i18n import _
from revops_desktop.ui import icons, theme
from revops_desktop.ui.finder.rows import Row

_Index = QModelIndex | QPersistentModelIndex
_ICON = 16
# Of the width between icon and tail, what a title may take when something stands beside it.
_TITLE_SHARE = 0.62


class RowModel(QAbstractListModel):
    """The rows as Qt asks for them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def show_rows(self, rows: list[Row]) -> None:
        """Replaces everything: a keystroke is another question."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if self.rows[index.row()].is_heading:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class RowDelegate(QStyledItemDelegate):
    """Paints a row: icon, title, what it belongs to, and at the right its stage or its keys."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        size = theme.current().size_small
        self._font, self._quiet = theme.font(), theme.font(size)
        self._heading = theme.font(size, bold=True)
        self._metrics, self._quiet_metrics = QFontMetricsF(self._font), QFontMetricsF(self._quiet)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        tokens = theme.current()
        row = _row(index)
        height = tokens.row(tokens.size_small, 5) if row.is_heading else tokens.row_height + 2
        return QSize(100, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        tokens = theme.current()
        row = _row(index)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        inner = rect.adjusted(tokens.space_3, 0, -tokens.space_3, 0)
        if row.is_heading:
            painter.setFont(self._heading)
            painter.setPen(theme.colour("text_muted"))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, row.title)
        else:
            if state & QStyle.StateFlag.State_Selected:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(theme.colour("accent"))
                painter.setBrush(theme.colour("accent_soft"))
                box = QRectF(rect).adjusted(4.5, 0.5, -4.5, -0.5)
                painter.drawRoundedRect(box, tokens.radius_small, tokens.radius_small)
            self._paint_hit(painter, inner, row)
        painter.restore()

    def _paint_hit(self, painter: QPainter, inner: QRect, row: Row) -> None:
        tokens = theme.current()
        top = inner.top() + (inner.height() - _ICON) / 2
        icons.draw(painter, row.icon_name, QRectF(inner.left(), top, _ICON, _ICON), "text_muted")
        left, right = inner.left() + _ICON + tokens.space_3, inner.right()
        if row.tail:
            width = self._quiet_width(row.tail, (right - left) // 3)
            self._write_quietly(
                painter, QRect(right - width, inner.top(), width, inner.height()), row.tail
            )
            right -= width + tokens.space_4
        room = right - left
        aside = self._quiet_width(row.aside, room)
        wanted = max(round(room * _TITLE_SHARE), room - aside - tokens.space_3) if aside else room
        title = self._metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, wanted)
        layout = QTextLayout(title, self._font)
        layout.setFormats(_formats(row, title))
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(10_000)
        layout.endLayout()
        painter.setPen(theme.colour("text"))
        middle = inner.top() + (inner.height() - line.height()) / 2
        layout.draw(painter, QPointF(left, middle))
        begin = round(left + line.naturalTextWidth()) + tokens.space_3
        if row.aside and begin < right:
            place = QRect(begin, inner.top(), right - begin, inner.height())
            self._write_quietly(painter, place, row.aside)

    def _quiet_width(self, text: str, most: int) -> int:
        if not text:
            return 0
        return min(most, round(self._quiet_metrics.horizontalAdvance(text)) + 2)

    def _write_quietly(self, painter: QPainter, place: QRect, text: str) -> None:
        painter.setFont(self._quiet)
        painter.setPen(theme.colour("text_muted"))
        elide = Qt.TextElideMode.ElideRight
        shown = self._quiet_metrics.elidedText(text, elide, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)


def _formats(row: Row, shown: str) -> list[QTextLayout.FormatRange]:
    """What was typed, bold and in the accent's colour."""
    look = QTextCharFormat()
    look.setForeground(theme.colour("accent_text"))
    look.setFontWeight(700)
    made = []
    for begin, end in row.marks:
        # An elided title ends earlier; Qt counts signs beyond the first plane as two.
        if begin >= len(shown) - 1 and shown != row.title:
            break
        one = QTextLayout.FormatRange()
        one.start = _units(row.title[:begin])
        one.length = _units(row.title[begin:end])
        one.format = look
        made.append(one)
    return made


def _units(text: str) -> int:
    return len(text) + sum(sign > "\uffff" for sign in text)


def _row(index: _Index) -> Row:
    model = index.model()
    assert isinstance(model, RowModel)
    return model.rows[index.row()]


class RowList(QListView):
    """The list; the keyboard stays in the box above it, which tells it where to go."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = RowModel()
        self.setModel(self.rows)
        self.setItemDelegate(RowDelegate(self))
        self.setProperty("kind", "finder")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setAccessibleName(_("What was found"))
        # Opaque, so that what lies below the box is not painted with each row.
        self.viewport().setAutoFillBackground(True)
        palette = self.viewport().palette()
        palette.setColor(QPalette.ColorRole.Base, theme.colour("card"))
        self.viewport().setPalette(palette)
        self.entered.connect(self._point)

    def show_rows(self, rows: list[Row]) -> None:
        """Shows other rows, the first hit chosen."""
        self.rows.show_rows(rows)
        self.updateGeometry()
        self.scrollToTop()
        self.step(1, wrap=False)

    def sizeHint(self) -> QSize:
        """As high as all its rows together; the box gives what there is."""
        option = QStyleOptionViewItem()
        delegate = self.itemDelegate()
        places = range(len(self.rows.rows))
        heights = (delegate.sizeHint(option, self.rows.index(one)).height() for one in places)
        return QSize(400, sum(heights))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 0)

    @property
    def chosen(self) -> Row | None:
        """The row that Enter opens."""
        index = self.currentIndex()
        return self.rows.rows[index.row()] if index.isValid() else None

    def step(self, by: int, *, wrap: bool = True) -> None:
        """Goes `by` hits down, or up; around the ends, headings left out."""
        hits = [place for place, row in enumerate(self.rows.rows) if not row.is_heading]
        if not hits:
            return
        here = self.currentIndex().row()
        at = hits.index(here) if here in hits else -1
        to = (at + by) % len(hits) if wrap else min(max(at + by, 0), len(hits) - 1)
        self._choose(hits[to])

    def step_group(self, by: int) -> None:
        """Goes to the first hit of the next group, or of the one before."""
        rows = self.rows.rows
        firsts = [
            place
            for place, row in enumerate(rows)
            if place and not row.is_heading and rows[place - 1].is_heading
        ]
        here = self.currentIndex().row()
        if firsts:
            now = sum(first <= here for first in firsts) - 1
            self._choose(firsts[(now + by) % len(firsts)])

    def _choose(self, place: int) -> None:
        self.setCurrentIndex(self.rows.index(place))
        above = place - 1
        if above >= 0 and self.rows.rows[above].is_heading:
            self.scrollTo(self.rows.index(above))
        self.scrollTo(self.rows.index(place))

    def _point(self, index: QModelIndex) -> None:
        if not self.rows.rows[index.row()].is_heading:
            self.setCurrentIndex(index)

"""What stands out in the month: a line for each figure, which shows its months."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.overview import compared, words
from revops_desktop.ui.page import Panel
from revops_desktop.ui.tables.text_list import CellTable

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from revops_desktop.analytics.overview import Overview, OverviewFigure


# More sentences than these would leave the table no room; it marks them all.
_MOST = 3
# All seven figures shall be seen in a small window.
_ROW = 25


class _Line(QFrame):
    """One change; a click or Enter shows the figure."""

    opened = Signal(str)

    def __init__(self, overview: "Overview", figure: "OverviewFigure") -> None:
        super().__init__()
        self._key = figure.key
        tokens = theme.current()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*[tokens.space_1] * 4)
        layout.setSpacing(tokens.space_2)
        sign = texts.label("")
        high = figure.trend.stands_out == "high"
        name = "trending-up" if high else "trending-down"
        sign.setPixmap(icons.icon(name, words.tone(figure)).pixmap(18, 18))
        text = words.standing_out(overview, figure)
        sentence = texts.paragraph(text)
        for one in (sign, sentence):
            one.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(sentence, 1)
        self.setAccessibleName(text)
        self.setProperty("kind", "change")

    def mouseReleaseEvent(self, event: "QMouseEvent") -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.opened.emit(self._key)

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self._key)
            return
        super().keyPressEvent(event)


class ChangesPanel(Panel):
    """The changes, the figures of most weight first; below them every figure beside its past.

    `opened` tells the figure's key, `cell_opened` the figure and the column of the table.
    """

    opened = Signal(str)
    cell_opened = Signal(object, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("What stands out"), parent)
        self._body = QWidget(self)
        self._body.setProperty("kind", "clear")
        self._lines = QVBoxLayout(self._body)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.current().space_1)
        tokens = theme.current()
        self.layout_.setContentsMargins(
            tokens.space_3, tokens.space_3, tokens.space_2, tokens.space_2
        )
        self.layout_.setSpacing(tokens.space_1)
        self.layout_.addWidget(self._body)
        self.figures = compared.FigureList(self)
        self.table = CellTable(self.figures, _("Figures beside the month before"), self)
        self.table.share_width(compared.WIDTHS, narrowest=100)
        self.table.verticalHeader().setMinimumSectionSize(_ROW)
        self.table.verticalHeader().setDefaultSectionSize(_ROW)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.horizontalHeader().setSortIndicatorClearable(True)
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.table.opened.connect(self._on_cell)
        self.layout_.addWidget(self.table, 1)

    def hasHeightForWidth(self) -> bool:
        # The table takes what is left: asked for a height, it would claim its best one as its
        # least, and the tiles above would be squeezed until their values are cut.
        return False

    def show_changes(self, overview: "Overview") -> None:
        """Shows what stands out in the month."""
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for figure in overview.standing_out[:_MOST]:
            line = _Line(overview, figure)
            line.opened.connect(self.opened.emit)
            self._lines.addWidget(line)
        if not overview.standing_out:
            self._lines.addWidget(texts.paragraph(words.nothing_stands_out(overview), "muted"))
        if overview.figures:
            self.figures.show(overview)

    def _on_cell(self, index: QModelIndex) -> None:
        self.cell_opened.emit(self.table.row(index), index.column())

    def sentences(self) -> list[str]:
        """What is said, from the top."""
        found = (self._lines.itemAt(place) for place in range(self._lines.count()))
        widgets = [item.widget() for item in found if item is not None]
        return [one.accessibleName() for one in widgets if isinstance(one, _Line)]

"""A large button with an icon, a title and a quiet line that says what it does."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from revops_desktop.ui import icons, theme

ICON = 20


class Tile(QAbstractButton):
    """Painted text is plain text. Space and Enter press it."""

    def __init__(
        self, icon_name: str, title: str, description: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._title = title
        self._description = description
        self.setAccessibleName(title)
        self.setAccessibleDescription(description)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        tokens = theme.current()
        height = tokens.row(tokens.size_text) + tokens.row(tokens.size_small) + 2 * tokens.space_2
        return QSize(280, height)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isDown():
            painter.setBrush(theme.colour("accent_soft"))
        elif self.underMouse():
            painter.setBrush(theme.colour("card_hover"))
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
        painter.drawRoundedRect(frame, tokens.radius, tokens.radius)
        middle = self.height() / 2
        place = QRectF(tokens.space_3, middle - ICON / 2, ICON, ICON)
        icons.draw(painter, self._icon_name, place, "accent")
        left = tokens.space_3 + ICON + tokens.space_3
        width = self.width() - left - tokens.space_3
        half = self.height() / 2
        self._line(painter, self._title, QRectF(left, 4, width, half - 4), True)
        self._line(painter, self._description, QRectF(left, half, width, half - 4), False)
        painter.end()

    def _line(self, painter: QPainter, text: str, place: QRectF, is_title: bool) -> None:
        tokens = theme.current()
        size = tokens.size_text if is_title else tokens.size_small
        font = theme.font(size, bold=is_title)
        painter.setFont(font)
        painter.setPen(theme.colour("text" if is_title else "text_muted"))
        # The end of a path says more than its beginning.
        mode = Qt.TextElideMode.ElideRight if is_title else Qt.TextElideMode.ElideMiddle
        shown = QFontMetrics(font).elidedText(text, mode, int(place.width()))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)

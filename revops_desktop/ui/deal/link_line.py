"""Lines of text that can be clicked: a name that leads to its page, an address the system opens."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from revops_desktop.ui import icons, texts
from revops_desktop.ui.links import open_link

_PADDING = 8
_AROUND_ICON = 6


class LinkLine(QPushButton):
    """A line of text that can be clicked, cut where there is no room, whole as a tool tip."""

    def __init__(
        self, text: str = "", look: str = "link", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setProperty("kind", "line")
        self.setProperty("look", look)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if icon:
            self.setIcon(icons.icon(icon))
            self.setIconSize(QSize(14, 14))
        self.set_text(text)

    @property
    def whole(self) -> str:
        """The text, uncut."""
        return self._whole

    def set_text(self, text: str) -> None:
        """Shows this text in one line."""
        self._whole = " ".join(text[:300].split())
        self.setAccessibleName(self._whole)
        self.updateGeometry()
        self._fit()

    def _beside(self) -> int:
        return 2 * _PADDING + (
            self.iconSize().width() + _AROUND_ICON if not self.icon().isNull() else 0
        )

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        width = self.fontMetrics().horizontalAdvance(self._whole) + self._beside() + 2
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(20, self.width() - self._beside())
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(texts.button_text(shown))
        texts.set_tool_tip(self, self._whole if shown != self._whole else "")


class LinkButton(LinkLine):
    """An address or number that the system opens when it is clicked; plain where it is none."""

    def __init__(self, icon: str, text: str, target: str | None) -> None:
        super().__init__(text, icon=icon)
        self.target = target
        self.setEnabled(target is not None)
        self.clicked.connect(self._open)

    def _open(self) -> None:
        if self.target is not None:
            open_link(self, self.target)

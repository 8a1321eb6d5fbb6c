"""The pages of a report under each other, as they will be printed."""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from revops_desktop.i18n import N_, _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.report.pictures import Picture

_NARROWEST, _WIDEST = 280, 1600
# A line of text that is wider than this is hard to read.
_COMFORTABLE = 820
# By then pages of another size are laid out, in milliseconds.
_SETTLED = 200
_ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0)
_RESIZE_MILLISECONDS = 120
# Pages that can be seen at once, at the smallest size on a high screen.
_SEEN = 4


class Unpacked:
    """The pixels of the few pages that are seen."""

    def __init__(self) -> None:
        self._images: dict[int, tuple[Picture, QImage]] = {}

    def image_of(self, picture: Picture) -> QImage:
        """Unpacked now, unless it just was."""
        held = self._images.pop(id(picture), None) or (picture, picture.image)
        self._images[id(picture)] = held
        while len(self._images) > _SEEN:
            del self._images[next(iter(self._images))]
        return held[1]

    def forget(self) -> None:
        """None is seen any more."""
        self._images.clear()


class PageView(QFrame):
    """One page on its paper."""

    def __init__(self, picture: Picture, number: int, pages: int, unpacked: Unpacked) -> None:
        super().__init__()
        self._picture, self._unpacked = picture, unpacked
        self.setAccessibleName(_("Page {page} of {pages}").format(page=number, pages=pages))
        self.setAccessibleDescription(picture.text)
        self.setFixedSize(self._size())

    def _size(self) -> QSize:
        return self._picture.size + QSize(2, 2)

    def show_picture(self, picture: Picture) -> None:
        """The same page in another size."""
        self._picture = picture
        self.setFixedSize(self._size())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawImage(1, 1, self._unpacked.image_of(self._picture))
        # Paper stays white in the dark; its edge is seen in both looks.
        painter.setPen(QColor(theme.current().border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class Preview(QScrollArea):
    """Scrolls with the arrow and page keys; Ctrl with + − or the wheel changes the size.

    W makes it as wide as there is room, 0 as it was at first; Ctrl+Page down goes to the next
    page's head. `size_wanted`: pages of this width in device-independent pixels are asked for ·
    `page_seen`: the page at the top, counted from 0.
    """

    # For the sheet of keys.
    KEYS = (
        ("Ctrl+PgUp Ctrl+PgDown", N_("The page before, the next page")),
        ("Ctrl++ Ctrl+−", N_("Larger, smaller")),
        ("W", N_("As wide as there is room")),
        ("0", N_("As large as at first")),
    )

    size_wanted = Signal(int)
    page_seen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self._zoom = 1.0
        self._is_whole_width = False
        self._seen = -1
        # The page to stay at while pages of another size are laid out.
        self._kept: int | None = None
        self.views: list[PageView] = []
        self._unpacked = Unpacked()
        self._wanted = self._wanted_before = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        # Pages that come and go would change the width they are drawn for.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName(_("Preview of the report"))
        self._paper = QWidget()
        self._layout = QVBoxLayout(self._paper)
        self._layout.setContentsMargins(0, tokens.space_2, 0, tokens.space_4)
        self._layout.setSpacing(tokens.space_4)
        self._layout.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._words = texts.paragraph("", "muted")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._layout.addWidget(self._words)
        self.setWidget(self._paper)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_RESIZE_MILLISECONDS)
        self._later.timeout.connect(self._ask_for_size)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED)
        self._settling.timeout.connect(self._let_go)
        self.verticalScrollBar().valueChanged.connect(self._tell_page)
        self.verticalScrollBar().rangeChanged.connect(self._stay)

    def page_width(self) -> int:
        """How wide a page is to be drawn."""
        room = self.viewport().width() - 2 * theme.current().space_4
        if not self._is_whole_width:
            room = round(min(room, _COMFORTABLE) * self._zoom)
        return max(_NARROWEST, min(room, _WIDEST))

    @property
    def page(self) -> int:
        """The page whose greater part stands at the top, counted from 0."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        above = [place for place, top in enumerate(self._tops()) if top <= middle]
        return above[-1] if above else 0

    def _tops(self) -> list[int]:
        """Where each page begins, known before the pages are laid out."""
        tokens = theme.current()
        tops = [tokens.space_2]
        for view in self.views[:-1]:
            tops.append(tops[-1] + view.height() + tokens.space_4)
        return tops

    def go_to(self, page: int) -> None:
        """Brings the head of a page, counted from 0, to the top."""
        if self.views:
            top = self._tops()[max(0, min(page, len(self.views) - 1))]
            self.verticalScrollBar().setValue(top - theme.current().space_2)
            self._tell_page()

    def _stay(self) -> None:
        """The page that was seen stays while pages of another size are laid out."""
        if self._kept is not None:
            self.go_to(self._kept)

    def _let_go(self) -> None:
        self._stay()
        self._kept, self._seen = None, -1
        self._tell_page()

    def _tell_page(self) -> None:
        if self.views and self.page != self._seen:
            self._seen = self.page
            self.page_seen.emit(self._seen)

    def show_words(self, text: str) -> None:
        """A sentence instead of pages."""
        self._clear()
        self._words.setText(text)
        self._words.show()

    def show_pictures(self, pictures: tuple[Picture, ...], width: int) -> None:
        """The pages; drawn for `width`."""
        has_resized, page = width != self._wanted_before, self.page
        self._wanted = self._wanted_before = width
        self._words.hide()
        if len(pictures) == len(self.views):
            if has_resized:
                self._kept = page
                self._settling.start()
            for view, picture in zip(self.views, pictures, strict=True):
                view.show_picture(picture)
                view.setAccessibleDescription(picture.text)
            return
        self._clear()
        for number, picture in enumerate(pictures, 1):
            view = PageView(picture, number, len(pictures), self._unpacked)
            self.views.append(view)
            self._layout.addWidget(view, 0, Qt.AlignmentFlag.AlignHCenter)
        self.verticalScrollBar().setValue(0)
        self._seen = -1
        self._tell_page()

    def _clear(self) -> None:
        for view in self.views:
            self._layout.removeWidget(view)
            view.hide()
            view.deleteLater()
        self.views.clear()

    def zoom(self, steps: int) -> None:
        """Larger or smaller by `steps`; 0: as it was at first."""
        nearest = min(range(len(_ZOOMS)), key=lambda place: abs(_ZOOMS[place] - self._zoom))
        place = max(0, min(nearest + steps, len(_ZOOMS) - 1))
        self._zoom = _ZOOMS[place] if steps else 1.0
        self._is_whole_width = False
        self._later.start()

    def fit_width(self) -> None:
        """A page as wide as there is room."""
        self._zoom, self._is_whole_width = 1.0, True
        self._later.start()

    def _ask_for_size(self) -> None:
        width = self.page_width()
        if self.views and width != self._wanted:
            self._wanted = width
            self.size_wanted.emit(width)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._unpacked.forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._later.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._wanted = 0
            self._later.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, bar = event.key(), self.verticalScrollBar()
        controlled = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if controlled and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Semicolon):
            self.zoom(1)
        elif controlled and key == Qt.Key.Key_Minus:
            self.zoom(-1)
        elif key == Qt.Key.Key_0:
            self.zoom(0)
        elif key == Qt.Key.Key_W:
            self.fit_width()
        elif controlled and key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.go_to(self.page + (1 if key == Qt.Key.Key_PageDown else -1))
        elif key == Qt.Key.Key_Home:
            bar.setValue(0)
        elif key == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

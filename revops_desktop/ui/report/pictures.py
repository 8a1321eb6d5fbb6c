"""The pages of a PDF as pictures, made in the background."""

import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

# PDFium keeps state of its own and may be used by one thread at a time.
_one_at_a_time = threading.Lock()
_QUICKLY = 1


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it will be printed, and its text for those who do not see it.

    Its pixels are packed: those of a whole report would take 70 MB, of which few are seen.
    """

    packed: bytes
    pixels: tuple[int, int]
    ratio: float
    text: str

    @property
    def size(self) -> QSize:
        """In device-independent pixels."""
        width, height = self.pixels
        return QSize(round(width / self.ratio), round(height / self.ratio))

    @property
    def image(self) -> QImage:
        """Unpacked, which takes a fifth of a frame on a plain screen."""
        pixels = zlib.decompress(self.packed)
        width, height = self.pixels
        # The copy owns its pixels.
        made = QImage(pixels, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
        made.setDevicePixelRatio(self.ratio)
        return made


@dataclass(frozen=True, slots=True)
class Entry:
    """A part in the contents: its title, and the page it begins on, counted from 0."""

    title: str
    page: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A file as pictures `width` device-independent pixels wide, with its contents."""

    pages: tuple[Picture, ...]
    contents: tuple[Entry, ...]
    width: int


def drawn(pdf: bytes, width: int, ratio: float = 1.0) -> Drawn:
    """Every page `width` device-independent pixels wide, sharp at the screen's pixel `ratio`."""
    with opened(pdf) as document:
        pages = tuple(_picture(page, round(width * ratio), ratio) for page in document)
        return Drawn(pages, tuple(_contents(document)), width)


@contextmanager
def opened(pdf: bytes) -> Iterator[Any]:
    """The file as PDFium reads it, while nobody else does."""
    import pypdfium2

    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


def _contents(document: Any) -> Iterator[Entry]:
    for bookmark in document.get_toc():
        destination = bookmark.get_dest()
        page = None if destination is None else destination.get_index()
        if bookmark.level == 0 and page is not None:
            yield Entry(bookmark.get_title(), page)


def _picture(page: Any, pixels: int, ratio: float) -> Picture:
    shown = image_of(page, pixels / page.get_width())
    packed = zlib.compress(bytes(shown.constBits()), _QUICKLY)
    written = page.get_textpage()
    try:
        return Picture(packed, (shown.width(), shown.height()), ratio, written.get_text_bounded())
    finally:
        written.close()
        page.close()


def image_of(page: Any, scale: float) -> QImage:
    """A page with `scale` pixels for each point."""
    bitmap = page.render(scale=scale, prefer_bgrx=True)
    try:
        size = (bitmap.width, bitmap.height, bitmap.stride)
        # The copy owns its pixels; the bitmap's are gone when it is closed.
        return QImage(bytes(bitmap.buffer), *size, QImage.Format.Format_RGB32).copy()
    finally:
        bitmap.close()

"""The pages of a PDF as pictures, made in the background."""

import threading
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QImage

# PDFium keeps state of its own and may be used by one thread at a time.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it will be printed, and its text for those who do not see it."""

    image: QImage
    text: str


def pictures(pdf: bytes, width: int, ratio: float = 1.0) -> tuple[Picture, ...]:
    """Every page `width` device-independent pixels wide, sharp at the screen's pixel `ratio`."""
    import pypdfium2

    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return tuple(_picture(page, round(width * ratio), ratio) for page in document)
        finally:
            document.close()


def _picture(page: Any, pixels: int, ratio: float) -> Picture:
    bitmap = page.render(scale=pixels / page.get_width(), prefer_bgrx=True)
    written = page.get_textpage()
    try:
        size = (bitmap.width, bitmap.height, bitmap.stride)
        # The copy owns its pixels; the bitmap's are gone when it is closed.
        shown = QImage(bytes(bitmap.buffer), *size, QImage.Format.Format_RGB32).copy()
        shown.setDevicePixelRatio(ratio)
        return Picture(shown, written.get_text_bounded())
    finally:
        written.close()
        bitmap.close()
        page.close()

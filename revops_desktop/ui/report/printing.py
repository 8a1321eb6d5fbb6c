"""A report on paper: its pages at the printer's resolution, in the background."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from revops_desktop.errors import RuleBroken, StorageProblem
from revops_desktop.i18n import _
from revops_desktop.ui.report.pictures import image_of, opened

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Progress

# Finer than this no eye sees on paper, and a page would take a hundred megabytes.
_MOST_DOTS = 300
_POINTS = 72
_SIZES = {"a4": QPageSize.PageSizeId.A4, "letter": QPageSize.PageSizeId.Letter}


def asked_printer(parent: QWidget, name: str, paper: str, pages: int) -> QPrinter | None:
    """The printer that the person chooses in the system's dialog; None: not at all."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(name)
    printer.setPageLayout(
        QPageLayout(
            QPageSize(_SIZES.get(paper, QPageSize.PageSizeId.A4)),
            QPageLayout.Orientation.Portrait,
            QMarginsF(),
        )
    )
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, True)
    dialog.setMinMax(1, pages)
    accepted = dialog.exec() == QPrintDialog.DialogCode.Accepted
    dialog.deleteLater()
    return printer if accepted else None


def printing(printer: QPrinter, pdf: bytes) -> Callable[["Progress"], int]:
    """What is done in the background; how many pages were handed to the printer."""

    def work(progress: "Progress") -> int:
        painter = QPainter()
        if not painter.begin(printer):
            raise StorageProblem(
                _("The printer does not answer. Nothing was printed. Please choose another one.")
            )
        try:
            return _print(painter, printer, pdf, progress)
        finally:
            painter.end()

    return work


def _print(painter: QPainter, printer: QPrinter, pdf: bytes, progress: "Progress") -> int:
    with opened(pdf) as document:
        last = len(document)
        first = max(printer.fromPage(), 1)
        last = min(printer.toPage() or last, last)
        for number in range(first, last + 1):
            if progress.cancelled():
                printer.abort()
                raise RuleBroken(
                    _("Printing was cancelled. Pages that were printed already are there.")
                )
            if number > first:
                printer.newPage()
            page = document[number - 1]
            image = image_of(page, min(printer.resolution(), _MOST_DOTS) / _POINTS)
            page.close()
            room = QRectF(painter.viewport())
            size = image.size().scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRectF(0, 0, size.width(), size.height())
            place.moveCenter(room.center())
            painter.drawImage(place, image, QRectF(image.rect()))
            progress.step(number - first + 1, last - first + 1)
        return last - first + 1

"""The Qt application itself: font, look, language, and Qt's own texts in that language."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import (
    QLibraryInfo,
    QMessageLogContext,
    Qt,
    QTimer,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from revops_desktop import i18n, machine
from revops_desktop.ui import icons, theme

NAME = "RevOps Desktop"
_translator: QTranslator | None = None


def make() -> QApplication:
    """The one application object; made on the first call."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    if os.environ.get("QT_IM_MODULE") == "fcitx5":
        # Qt's wheels know fcitx5 by its older name only; without it nothing Japanese can be typed.
        os.environ["QT_IM_MODULE"] = "ibus"
    application = _started()
    application.setApplicationName(NAME)
    application.setDesktopFileName("revops-desktop")
    return application


def _started() -> QApplication:
    """Qt aborts the process where it finds no display or no library for it: say so instead."""
    held: list[str] = []

    def hold(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        held.append(text)
        if kind == QtMsgType.QtFatalMsg:
            print(machine.no_window_because() or "\n".join(held), file=sys.stderr, flush=True)
            os._exit(1)

    qInstallMessageHandler(hold)
    # Asked for afterwards, the style comes back as an object whose class takes 10 ms to load.
    application = QApplication([*sys.argv[:1], "-style", theme.STYLE])
    application.setProperty("style", theme.STYLE)
    qInstallMessageHandler(None)
    for text in held:
        print(text, file=sys.stderr)
    return application


def speak(application: QApplication, language: str) -> None:
    """Sets the program's language, and that of Qt's own buttons and menus."""
    global _translator
    i18n.set_language(language)
    if _translator is not None:
        application.removeTranslator(_translator)
        _translator = None
    if i18n.language() != "en":
        translator = QTranslator(application)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load(f"qtbase_{i18n.language()}", folder):
            application.installTranslator(translator)
            _translator = translator


def dress(application: QApplication, choice: theme.Choice) -> None:
    """Applies the look that was chosen, or that of the system."""
    theme.apply(application, theme.wants_dark(choice))
    application.setWindowIcon(icons.icon("waves", "accent"))


def is_asking() -> bool:
    """Whether a dialog waits for an answer."""
    return QApplication.activeModalWidget() is not None


def follow_system(when_changed: Callable[[], None]) -> None:
    """Calls `when_changed` whenever the system turns light or dark."""
    hints = QGuiApplication.styleHints()
    hints.colorSchemeChanged.connect(lambda _scheme: when_changed())


@contextmanager
def waiting() -> Iterator[None]:
    """A waiting cursor while something takes a moment."""
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()


def soon(work: Callable[[], None], milliseconds: int = 0) -> None:
    """Calls `work` once the events under way are done."""
    QTimer.singleShot(milliseconds, work)


def idle_timer(milliseconds: int, work: Callable[[], None]) -> QTimer:
    """A timer that calls `work` after that long without a new start."""
    timer = QTimer()
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(work)
    return timer


def write_picture(window: QWidget, out: Path, width: int, height: int) -> None:
    """Paints a window, at any size whatever the screen, and writes it as PNG."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice

    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.resize(width, height)
    window.show()
    QApplication.processEvents()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    from revops_desktop.safe_files import write_safely

    write_safely(out, bytes(data.data()))

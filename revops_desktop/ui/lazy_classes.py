"""Qt's classes, which Python makes when they are met first.

Each takes up to two milliseconds, and two threads must not make one at the same time: the program
dies of that. So all that the program uses are made in turns of the window's thread, before another
thread imports what uses them.
"""

import threading
from collections.abc import Callable
from functools import partial
from importlib import import_module

# What any module of the program imports.
NAMES = {
    "QtCore": """
    QAbstractItemModel QAbstractListModel QAbstractTableModel QBuffer QByteArray
    QCoreApplication QDate QElapsedTimer QEvent QIODevice QItemSelection QItemSelectionModel
    QLibraryInfo QLocale QMarginsF QMessageLogContext QModelIndex QObject QPersistentModelIndex
    QPoint QPointF QRect QRectF QRunnable QSettings QSignalBlocker QSize QSortFilterProxyModel
    QStandardPaths QStringListModel QThreadPool QTimer QTranslator QUrl Qt QtMsgType Signal Slot
    qInstallMessageHandler
    """,
    "QtGui": """
    QAction QActionGroup QBrush QColor QContextMenuEvent QDesktopServices QDragEnterEvent
    QDropEvent QEnterEvent QFocusEvent QFont QFontDatabase QFontMetrics QFontMetricsF
    QGuiApplication QHelpEvent QHideEvent QIcon QIconEngine QImage QImageWriter QKeyEvent
    QKeySequence QLinearGradient QMouseEvent QPageLayout QPageSize QPaintEvent QPainter
    QPainterPath QPalette QPen QPixmap QPolygonF QRegion QResizeEvent QShortcut QShowEvent
    QTextCharFormat QTextLayout QWheelEvent Qt
    """,
    "QtWidgets": """
    QAbstractButton QAbstractItemDelegate QAbstractItemView QAbstractScrollArea QApplication
    QButtonGroup QCalendarWidget QCheckBox QColorDialog QComboBox QCompleter QDateEdit QDialog
    QDialogButtonBox QFileDialog QFormLayout QFrame QGridLayout QHBoxLayout QHeaderView QLabel
    QLayout QLayoutItem QLineEdit QListView QListWidget QListWidgetItem QMainWindow QMenu
    QMenuBar QMessageBox QPlainTextEdit QProgressBar QPushButton QRadioButton QScrollArea
    QScrollBar QSizePolicy QSpinBox QSplitter QStackedWidget QStatusBar QStyle
    QStyleOptionViewItem QStyledItemDelegate QSystemTrayIcon QTabBar QTabWidget QTableView
    QTableWidget QTableWidgetItem QTreeWidget QTreeWidgetItem QVBoxLayout QWidget
    """,
    "QtSvg": "QSvgGenerator QSvgRenderer",
}
# So many in one turn.
AT_ONCE = 6
# Whether all of them are there.
made = threading.Event()


def steps() -> list[Callable[[], object]]:
    """Short steps that make them; nothing where they are made."""
    if made.is_set():
        return []
    names = [(module, name) for module, text in NAMES.items() for name in text.split()]
    parts = [names[place : place + AT_ONCE] for place in range(0, len(names), AT_ONCE)]
    return [*(partial(_make, part) for part in parts), _make_painting, made.set]


def make() -> None:
    """Makes them now: somebody is in a hurry."""
    for step in steps():
        step()


def wait(is_unwanted: Callable[[], bool]) -> None:
    """Returns, on another thread, when they are made, or nobody wants them any more."""
    while not made.wait(0.05):
        if is_unwanted():
            return


def _make(names: list[tuple[str, str]]) -> None:
    for module, name in names:
        getattr(import_module(f"PySide6.{module}"), name)


def _make_painting() -> None:
    """What painting a chart gives back."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QColor, QImage, QPainter, QRegion

    picture = QImage(1, 1, QImage.Format.Format_ARGB32)
    painter = QPainter(picture)
    painter.device()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.fillRect(picture.rect(), QColor(Qt.GlobalColor.transparent))
    painter.end()
    QRegion(picture.rect()).rectCount()

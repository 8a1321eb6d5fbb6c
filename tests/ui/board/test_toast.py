"""What was done is told over whatever page is seen."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from revops_desktop.ui.board.toast import Toast


def test_it_stays_above_the_page_that_comes_to_the_front(qtbot: QtBot) -> None:
    pages = QStackedWidget()
    qtbot.addWidget(pages)
    pages.resize(600, 400)
    for _page in range(2):
        pages.addWidget(QWidget())
    pages.show()
    toast = Toast(pages, lambda: None)
    toast.tell("Taken back")
    pages.setCurrentIndex(1)
    middle = toast.geometry().center()
    assert pages.childAt(middle) is not pages.currentWidget()
    assert toast.geometry().contains(QPoint(middle))

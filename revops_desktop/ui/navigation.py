"""The bar at the left: the pages that exist, in the order in which a day needs them."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout, QWidget

from revops_desktop.i18n import N_, _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.page import Page


@dataclass(frozen=True, slots=True)
class Entry:
    """A page as the navigation knows it; `load` imports it when it is first shown."""

    key: str
    icon_name: str
    title: str
    load: Callable[[], type[Page]]


def _board() -> type[Page]:
    from revops_desktop.ui.board.page import BoardPage

    return BoardPage


def _funnel() -> type[Page]:
    from revops_desktop.ui.funnel.page import FunnelPage

    return FunnelPage


def _report() -> type[Page]:
    from revops_desktop.ui.report.page import ReportPage

    return ReportPage


def _exchange() -> type[Page]:
    from revops_desktop.ui.exchange.page import ExchangePage

    return ExchangePage


def _settings() -> type[Page]:
    from revops_desktop.ui.settings.page import SettingsPage

    return SettingsPage


PAGES = (
    Entry("board", "kanban", N_("Board"), _board),
    Entry("funnel", "funnel", N_("Funnel"), _funnel),
    Entry("report", "file-chart-column", N_("Report"), _report),
    Entry("exchange", "import", N_("Import and export"), _exchange),
    Entry("settings", "settings", N_("Settings"), _settings),
)


class Navigation(QFrame):
    """The bar. Tab reaches the shown page, Up and Down the others.

    `chosen` tells the key of the page that was asked for.
    """

    chosen = Signal(str)

    def __init__(self, pages: tuple[Entry, ...] = PAGES, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self.setProperty("kind", "navigation")
        self.setFixedWidth(tokens.navigation_width)
        self.setAccessibleName(_("Pages"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[tokens.space_2] * 4)
        layout.setSpacing(2)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for number, entry in enumerate(pages, 1):
            button = QPushButton(texts.button_text(_(entry.title)))
            button.setProperty("kind", "navigation")
            button.setIcon(icons.icon(entry.icon_name))
            button.setIconSize(QSize(18, 18))
            button.setCheckable(True)
            button.setAccessibleName(_(entry.title))
            texts.set_tool_tip(button, f"{_(entry.title)} (Ctrl+{number})")
            button.clicked.connect(lambda _checked=False, key=entry.key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[entry.key] = button
            layout.addWidget(button)
        layout.addStretch(1)

    def show_chosen(self, key: str) -> None:
        """Marks the page that is seen."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

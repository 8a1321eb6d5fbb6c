"""The bar at the left: the pages that exist, in the order in which a day needs them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from revops_desktop.i18n import N_, _, ngettext
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.page import Page

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Entry(NamedTuple):
    """A page as the navigation knows it; `load` imports it when it is first shown."""

    key: str
    icon_name: str
    title: str
    load: Callable[[], type[Page]]


def _today() -> type[Page]:
    from revops_desktop.ui.today.page import TodayPage

    return TodayPage


def _bottleneck() -> type[Page]:
    from revops_desktop.ui.bottleneck.page import BottleneckPage

    return BottleneckPage


def _river() -> type[Page]:
    from revops_desktop.ui.river.page import RiverPage

    return RiverPage


def _overview() -> type[Page]:
    from revops_desktop.ui.overview.page import OverviewPage

    return OverviewPage


def _board() -> type[Page]:
    from revops_desktop.ui.board.page import BoardPage

    return BoardPage


def _handoffs() -> type[Page]:
    from revops_desktop.ui.handoffs.page import HandoffsPage

    return HandoffsPage


def _recycle() -> type[Page]:
    from revops_desktop.ui.recycle.page import RecyclePage

    return RecyclePage


def _companies() -> type[Page]:
    from revops_desktop.ui.companies.page import CompaniesPage

    return CompaniesPage


def _contacts() -> type[Page]:
    from revops_desktop.ui.contacts.page import ContactsPage

    return ContactsPage


def _products() -> type[Page]:
    from revops_desktop.ui.products.page import ProductsPage

    return ProductsPage


def _plan() -> type[Page]:
    from revops_desktop.ui.plan.page import PlanPage

    return PlanPage


def _funnel() -> type[Page]:
    from revops_desktop.ui.funnel.page import FunnelPage

    return FunnelPage


def _health() -> type[Page]:
    from revops_desktop.ui.health.page import HealthPage

    return HealthPage


def _sla() -> type[Page]:
    from revops_desktop.ui.sla.page import SlaPage

    return SlaPage


def _report() -> type[Page]:
    from revops_desktop.ui.report.page import ReportPage

    return ReportPage


def _exchange() -> type[Page]:
    from revops_desktop.ui.exchange.page import ExchangePage

    return ExchangePage


def _trash() -> type[Page]:
    from revops_desktop.ui.trash.page import TrashPage

    return TrashPage


def _settings() -> type[Page]:
    from revops_desktop.ui.settings.page import SettingsPage

    return SettingsPage


PAGES = (
    Entry("today", "sun", N_("Today"), _today),
    Entry("board", "kanban", N_("Board"), _board),
    Entry("handoffs", "handshake", N_("Hand-offs"), _handoffs),
    Entry("recycle", "recycle", N_("Recycle"), _recycle),
    Entry("overview", "layout-dashboard", N_("Overview"), _overview),
    Entry("bottleneck", "chevrons-right-left", N_("Bottleneck"), _bottleneck),
    Entry("river", "waves", N_("River"), _river),
    Entry("funnel", "funnel", N_("Funnel"), _funnel),
    Entry("health", "heart-pulse", N_("Health"), _health),
    Entry("sla", "gauge", N_("SLA"), _sla),
    Entry("companies", "building-2", N_("Companies"), _companies),
    Entry("contacts", "contact", N_("Contacts"), _contacts),
    Entry("products", "package", N_("Products"), _products),
    Entry("plan", "calendar-range", N_("Plan"), _plan),
    Entry("report", "file-chart-column", N_("Report"), _report),
    Entry("exchange", "import", N_("Import and export"), _exchange),
    Entry("trash", "trash-2", N_("Trash"), _trash),
    Entry("settings", "settings", N_("Settings"), _settings),
)


# What is done every day, what is asked of it, what is known, what comes in and goes out: a gap
# stands before the first page of each.
BEGINS = ("overview", "companies", "report")
# How high a page's row is, and how low it gets where the window is not high enough for all.
ROW, LOW_ROW = 38, 26


def page_key(number: int) -> str:
    """The keys that bring the page with this number (from 1) to the front; "" beyond the tenth."""
    return f"Ctrl+{number % 10}" if number <= 10 else ""


class PageButton(QPushButton):
    """A page in the bar, with a count at its right where something waits there."""

    def __init__(self, entry: Entry, number: int) -> None:
        super().__init__(texts.button_text(_(entry.title)))
        self._title = _(entry.title)
        self._count = 0
        self.setProperty("kind", "navigation")
        self.setIcon(icons.icon(entry.icon_name))
        self.setIconSize(QSize(18, 18))
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self.setMaximumHeight(ROW)
        self.setAccessibleName(self._title)
        key = page_key(number)
        texts.set_tool_tip(self, f"{self._title} ({key})" if key else self._title)

    @property
    def count(self) -> int:
        """How much waits on the page."""
        return self._count

    def set_count(self, count: int) -> None:
        """Shows how much waits on the page; 0 shows nothing."""
        self._count = count
        self.setAccessibleName(
            ngettext("{page}, {count} waiting", "{page}, {count} waiting", count).format(
                page=self._title, count=count
            )
            if count
            else self._title
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), ROW)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), LOW_ROW)

    def paintEvent(self, event: "QPaintEvent") -> None:
        super().paintEvent(event)
        if not self._count:
            return
        tokens = theme.current()
        text = str(self._count) if self._count < 1000 else "999+"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(tokens.size_tiny, bold=True))
        height = tokens.row(tokens.size_tiny, 1)
        width = max(height, painter.fontMetrics().horizontalAdvance(text) + 2 * tokens.space_2)
        pill = QRectF(
            self.width() - width - tokens.space_3, (self.height() - height) / 2, width, height
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(theme.colour("on_accent"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


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
        self._buttons: dict[str, PageButton] = {}
        for number, entry in enumerate(pages, 1):
            button = PageButton(entry, number)
            button.clicked.connect(lambda _checked=False, key=entry.key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[entry.key] = button
            if entry.key in BEGINS:
                layout.addSpacing(tokens.space_2)
            layout.addWidget(button)
        layout.addStretch(1)

    def show_chosen(self, key: str) -> None:
        """Marks the page that is seen."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def set_count(self, key: str, count: int) -> None:
        """Shows how much waits on a page, at the right of its name; 0 shows nothing."""
        if key in self._buttons:
            self._buttons[key].set_count(count)

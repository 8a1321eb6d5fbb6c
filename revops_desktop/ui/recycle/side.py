"""What stands beside the list of those that wait: the calendar of wake-ups, the pool in parts."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.page import Panel
from revops_desktop.ui.recycle.calendar import WakingCalendar
from revops_desktop.ui.recycle.parts import PoolParts

if TYPE_CHECKING:
    from revops_desktop.analytics.recycle import Group
    from revops_desktop.ui.actions import Actions

# Its width, and where there is much room.
_WIDTH, _BROAD = 300, 380


class PoolSide(QWidget):
    """`narrowed` carries a column of the list and what would be typed under its heading."""

    narrowed = Signal(str, str)

    def __init__(
        self, actions: "Actions", today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._actions, self._today = actions, today
        self._currency = "JPY"
        tokens = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.space_3)
        above, below = Panel(), Panel()
        for panel in (above, below):
            panel.layout_.setContentsMargins(*[tokens.space_3] * 4)
        self.calendar = WakingCalendar(today())
        self.calendar.day_opened.connect(lambda day: self.narrowed.emit("wake_on", day))
        self.calendar.turned.connect(self._ask_month)
        above.layout_.addWidget(self.calendar)
        self.parts = PoolParts()
        self.parts.by_chosen.connect(self._ask_parts)
        self.parts.opened.connect(self._open_group)
        self.parts.exported.connect(self._export)
        below.layout_.addWidget(self.parts)
        column.addWidget(above)
        column.addWidget(below, 1)

    def be_broad(self, broad: bool) -> None:
        """Takes more room where there is much."""
        self.setFixedWidth(_BROAD if broad else _WIDTH)

    def ask(self, currency: str) -> None:
        """Reads the wake-ups of the month and the parts of the pool anew."""
        self._currency = currency
        self._ask_month()
        self._ask_parts()

    def _ask_month(self) -> None:
        from revops_desktop.analytics import recycle

        self._actions.ask_later(
            "recycle-month",
            recycle.wakings,
            self._show_month,
            pipeline_id=self._actions.pipeline_id,
            first=self.calendar.first,
            last=self.calendar.last,
        )

    def _show_month(self, waking: Any) -> None:
        self.calendar.show_waking(waking, self._today())

    def _ask_parts(self) -> None:
        from revops_desktop.analytics import recycle

        self._actions.ask_later(
            "recycle-parts",
            recycle.groups,
            self._show_parts,
            pipeline_id=self._actions.pipeline_id,
            by=self.parts.by,
            now=self._actions.now(),
        )

    def _show_parts(self, groups: Any) -> None:
        self.parts.show_groups(groups, self._currency)

    def _open_group(self, group: "Group") -> None:
        from revops_desktop.analytics.recycle import COLUMNS

        self.narrowed.emit(COLUMNS[self.parts.by], group.typed)

    def _export(self) -> None:
        from revops_desktop.ui.tables import text_list

        def told(said: str) -> None:
            texts.message(self, _("Export"), said)

        text_list.export(self, self._actions, self.parts.name(), self.parts.table, told)

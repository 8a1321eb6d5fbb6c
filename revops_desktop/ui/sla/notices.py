"""Says while the program runs that a clock became at risk or was breached; never more than one a
minute: in the window in front, and in the system's tray where there is one.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QSystemTrayIcon, QWidget
from shiboken6 import isValid

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.ui import icons, texts
from revops_desktop.ui.notice_bar import NoticeBar
from revops_desktop.ui.sla import clock_words

if TYPE_CHECKING:
    from revops_desktop.analytics.sla_lines import ClockLine
    from revops_desktop.ui.actions import Actions
    from revops_desktop.ui.one_file import OneFile

EVERY_MILLISECONDS = 60_000
_SHOWN_MILLISECONDS = 10_000
Turned = tuple[int, "tuple[ClockLine, ...]"]


class WindowLike(Protocol):
    """The window in front (ui/main_window.py)."""

    actions_: "Actions | None"

    def show_notice(self, notice: NoticeBar) -> None: ...
    def show_page(self, key: str) -> None: ...


class ClockNotices(QObject):
    """Looks once a minute at the clocks of who sits here; at everybody's where nobody said.

    Lives as long as the file is open. `front` is the window that was used last.
    """

    def __init__(self, file: "OneFile", front: Callable[[], WindowLike]) -> None:
        super().__init__(file)
        self._file, self._front = file, front
        actions = front().actions_
        # What is at risk by now is in Today already.
        self._since = actions.now() if actions is not None else 0
        self.bar: NoticeBar | None = None
        self._tray: QSystemTrayIcon | None = None
        self._deal_id = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Asks in the background what has turned since the last time."""
        from revops_desktop.analytics.sla_clocks import turned

        actions = self._front().actions_
        if actions is None or actions.file is not self._file:
            return
        now = actions.now()
        if now <= self._since:
            return
        asked = {"since": self._since, "now": now, "most": 1}
        self._since = now
        member_id = actions.workspace.member_id
        actions.ask_later("clock-notices", turned, self._on_turned, **asked, member_id=member_id)

    def _on_turned(self, found: Turned) -> None:
        number, lines = found
        if not lines:
            return
        line = lines[0]
        self._deal_id = line.deal_id
        if self.bar is not None and isValid(self.bar):
            self.bar.leave()
        self._front().show_notice(self._made(line, number))
        self._tell_tray(self.sentence(line, number - 1))

    def sentence(self, line: "ClockLine", others: int) -> str:
        """What has turned, in one sentence; `others` are as many more."""
        title = " ".join(line.deal.split())
        stands = clock_words.sentence(line, self._zone())
        said = _("“{deal}” — {clock}").format(deal=title, clock=stands)
        if others:
            more = ngettext("{n} more clock", "{n} more clocks", others).format(n=count(others))
            said += " · " + more
        return said

    def _zone(self) -> str:
        from revops_desktop.analytics.settings import settings

        actions = self._front().actions_
        return actions.ask(settings).time_zone if actions is not None else "UTC"

    def _made(self, line: "ClockLine", number: int) -> NoticeBar:
        bar = NoticeBar(self.sentence(line, number - 1))
        bar.anew = partial(self._made, line, number)
        opening = texts.button(_("Open the deal"), "small")
        opening.clicked.connect(lambda: self._open(line.deal_id))
        controls: list[QWidget] = [opening]
        if number > 1:
            whole = texts.button(_("Show all"), "small")
            whole.clicked.connect(self._show_all)
            controls.append(whole)
        bar.add(*controls)
        self.bar = bar
        return bar

    def _open(self, deal_id: int) -> None:
        actions = self._front().actions_
        if self.bar is not None and isValid(self.bar):
            self.bar.leave()
        self.bar = None
        if actions is not None:
            actions.deal_wanted.emit(deal_id)

    def _show_all(self) -> None:
        self._front().show_page("today")

    # The tray

    def _tell_tray(self, said: str) -> None:
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(icons.icon("alarm-clock", "warning"), self)
            self._tray.messageClicked.connect(self._on_tray)
            self._tray.show()
        self._tray.showMessage(_("SLA"), said, self._tray.icon(), _SHOWN_MILLISECONDS)

    def _on_tray(self) -> None:
        window = self._front()
        if isinstance(window, QWidget):
            window.show()
            window.raise_()
            window.activateWindow()
        self._open(self._deal_id)

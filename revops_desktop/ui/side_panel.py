"""The page and, beside it, the deal that is looked at; nobody has to leave a page to see a deal."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget
from shiboken6 import delete

from revops_desktop.i18n import _
from revops_desktop.ui import theme

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.board.toast import Toast
    from revops_desktop.ui.deal.panel import DealPanel
    from revops_desktop.ui.preferences import Preferences

WIDTH = "deal-panel/width"


class SidePanel(QSplitter):
    """The pages at the left, the deal panel at the right; built when a deal is first wanted.

    The width one gave the panel is remembered.
    """

    def __init__(
        self,
        actions: "Actions",
        pages: QStackedWidget,
        preferences: "Preferences",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._actions = actions
        self._preferences = preferences
        self._pages = pages
        self.panel: DealPanel | None = None
        self.toasts: dict[bool, Toast] = {}
        self.setChildrenCollapsible(False)
        self.addWidget(pages)
        self.setStretchFactor(0, 1)
        actions.deal_wanted.connect(self.show_deal)
        actions.stepped.connect(self._tell_step)
        self.splitterMoved.connect(self._remember)

    def show_deal(self, deal_id: int) -> None:
        """Shows a deal beside the page."""
        from revops_desktop.ui.deal.panel import DealPanel

        if self.panel is None:
            self.panel = DealPanel(self._actions, self)
            self.panel.closed.connect(self.close_deal)
            self.addWidget(self.panel)
            self.setStretchFactor(1, 0)
            width = self._width()
            self.setSizes([max(1, self.width() - width), width])
        self.panel.show()
        self.panel.show_deal(deal_id)

    def _width(self) -> int:
        noted = self._preferences.remembered(WIDTH)
        return int(noted) if noted.isdecimal() else theme.current().panel_width

    def _remember(self) -> None:
        if self.panel is not None and self.panel.isVisible():
            self._preferences.remember(WIDTH, str(self.sizes()[1]))

    def close_deal(self) -> None:
        """Puts the panel away; the page takes its place and the keyboard."""
        if self.panel is not None:
            self.panel.hide()
        page = self._pages.currentWidget()
        if page is not None:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """Ends the panel: the window is dressed or built anew."""
        panel, self.panel = self.panel, None
        if panel is not None:
            delete(panel)

    def _tell_step(self, said: str, is_redo: bool) -> None:
        """Names what was taken back or done again: it may be out of sight."""
        from revops_desktop.ui.board.toast import Toast

        if is_redo not in self.toasts:
            other, offer = (
                (self._actions.undo, _("Undo")) if is_redo else (self._actions.redo, _("Redo"))
            )
            self.toasts[is_redo] = Toast(self._pages, other, offer)
        words = _("Done again: {action}") if is_redo else _("Taken back: {action}")
        self.toasts[is_redo].tell(words.format(action=said))

    def notice(self, changed: "ChangedLike") -> None:
        """Called by the window after every change."""
        for toast in self.toasts.values():
            toast.hide()
        if self.panel is not None and self.panel.isVisible():
            self.panel.on_changed(changed)

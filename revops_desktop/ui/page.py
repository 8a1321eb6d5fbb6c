"""What every page of the window is: a widget that knows when what it shows is stale."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.ui import texts, theme
from revops_desktop.ui.in_parts import InParts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QFocusEvent, QShowEvent

    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.program import ProgramLike
    from revops_desktop.ui.turns import Step


class Page(QWidget, InParts):
    """A page. Built lazily as `PageClass(actions, parent)`; refreshed only while it is seen.

    A hidden page notes that it is stale and asks again when it is shown. A switch of language or
    theme builds pages anew, so a page may read words and tokens in its constructor.
    """

    key: ClassVar[str] = ""
    icon_name: ClassVar[str] = ""

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.actions_: Actions = actions
        # The program around the window; set by the window before the page is first shown.
        self.program: ProgramLike | None = None
        # Where the keyboard goes when one comes to the page. Not a focus proxy: Tab would jump to
        # it, over all that stands before it.
        self.first_control: QWidget | None = None
        self._stale = True
        self.begin_parts(actions.turns)

    @staticmethod
    def title() -> str:
        """The page's name in the navigation, in the language in force."""
        raise NotImplementedError

    def became_whole(self) -> None:
        if self.isVisible():
            self._refresh_if_stale()

    def prepare(self) -> None:
        """Comes to the front soon: what it cannot be seen without is asked (`wait_for`)."""

    def painted_ahead(self) -> "Sequence[Step]":
        """Steps that paint what stands on it, while the picture of the window stays as it was."""
        return ()

    def refresh(self) -> None:
        """Asks everything the page shows and shows it."""

    def on_changed(self, changed: "ChangedLike") -> None:
        """Something was written while the page is seen; a page that can do less does less."""
        self.refresh()

    def show_first(self, content: object) -> None:
        """Shows what was read before the window opened (board only), so that no question is due."""
        self._stale = False

    def show_record(self, record_id: int) -> None:
        """Brings one record to the front; only of pages that show records one by one."""

    def take_files(self, files: "list[Path]") -> None:
        """Lists that were dropped onto the window; only of the page that brings them in."""

    def notice(self, changed: "ChangedLike") -> None:
        """Called by the window after every change."""
        if self.isVisible() and self.is_whole:
            self.on_changed(changed)
        else:
            self._stale = True

    def make_stale(self) -> None:
        """Asks anew, now if it is seen, otherwise when it is next shown."""
        self._stale = True
        if self.isVisible():
            self._refresh_if_stale()

    def letting_go(self) -> "Sequence[Step]":
        """Steps that end a part of it, before the page itself goes: all at once would be long."""
        return ()

    def focusInEvent(self, event: "QFocusEvent") -> None:
        super().focusInEvent(event)
        if self.first_control is None:
            return
        if self.first_control.isVisible():
            self.first_control.setFocus(event.reason())
        else:
            self.focusNextChild()

    def showEvent(self, event: "QShowEvent") -> None:
        super().showEvent(event)
        self._refresh_if_stale()

    def _refresh_if_stale(self) -> None:
        if self._stale and self.is_whole:
            self._stale = False
            self.refresh()


class PageHeader(QWidget):
    """The line at the top of a page: title, a quiet sub-title, and controls at the right."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(tokens.space_3)
        self.title = texts.label(title, "title")
        self.subtitle = texts.giving_way("", "muted")
        self._row.addWidget(self.title)
        self._row.addWidget(self.subtitle)
        self._row.addStretch(1)
        self.setMinimumHeight(tokens.control_height)

    def set_subtitle(self, text: str, more: str = "") -> None:
        """What the page shows: period, filter, count; `more` is said by the tip."""
        self.subtitle.setText(text)
        texts.set_tool_tip(self.subtitle, "\n".join(one for one in (text, more) if one))

    def add(self, *controls: QWidget) -> None:
        """Puts controls at the right, in reading order; the finder offers the buttons too."""
        for control in controls:
            control.setProperty("command", True)
            self._row.addWidget(control)


class Panel(QFrame):
    """A quiet surface with a border and rounded corners; `layout_` holds what lies on it."""

    def __init__(self, heading: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self.setProperty("kind", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.layout_ = QVBoxLayout(self)
        self.layout_.setContentsMargins(*[tokens.space_4] * 4)
        self.layout_.setSpacing(tokens.space_3)
        if heading:
            self.heading = texts.heading(heading)
            self.layout_.addWidget(self.heading)


def page_layout(page: QWidget) -> QVBoxLayout:
    """The outermost layout of a page, with the margins that all pages share."""
    tokens = theme.current()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(tokens.space_5, tokens.space_4, tokens.space_5, tokens.space_3)
    layout.setSpacing(tokens.space_3)
    return layout

"""A quiet bar above the page: something worth knowing, with what one can do about it."""

from collections.abc import Callable
from functools import partial
from typing import Literal

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts, theme


class NoticeBar(QFrame):
    """One sentence, controls, and a button that puts it away.

    `anew` makes it again where the language or the look changed; None: it stays as it is.
    """

    anew: "Callable[[], NoticeBar] | None" = None

    def __init__(
        self,
        text: str,
        kind: Literal["question", "warning"] = "warning",
        put_away: Callable[[], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self.setProperty("kind", kind)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(tokens.space_4, tokens.space_2, tokens.space_2, tokens.space_2)
        self._row.setSpacing(tokens.space_3)
        sentence = texts.paragraph(text)
        self._row.addWidget(sentence, 1)
        self.setAccessibleName(text)
        self.close_button = QPushButton()
        self.close_button.setProperty("kind", "icon")
        self.close_button.setIcon(icons.icon("x"))
        self.close_button.setIconSize(QSize(16, 16))
        self.close_button.setAccessibleName(_("Close this notice"))
        texts.set_tool_tip(self.close_button, _("Close this notice"))
        self._row.addWidget(self.close_button)
        self._put_away = put_away
        self.close_button.clicked.connect(self.leave)

    def add(self, *controls: QWidget) -> None:
        """Puts controls before the closing button."""
        for control in controls:
            self._row.insertWidget(self._row.count() - 1, control)

    def again(self) -> "NoticeBar":
        """The same notice in the language and look in force."""
        return self if self.anew is None else self.anew()

    def leave(self) -> None:
        """Goes away, and says so to whoever wanted to know."""
        self.hide()
        self.deleteLater()
        if self._put_away is not None:
            self._put_away()


def saying(say: Callable[[], str]) -> NoticeBar:
    """A notice of one sentence, which `say` gives in the language in force."""
    notice = NoticeBar(say())
    notice.anew = partial(saying, say)
    return notice


class Notices(QVBoxLayout):
    """The notices above a page."""

    def kept(self, window: QWidget) -> list[NoticeBar]:
        """Those that nobody put away; the window holds them while their page is built anew."""
        items = (self.itemAt(place) for place in range(self.count()))
        shown = [item.widget() for item in items if item is not None]
        found = [one for one in shown if isinstance(one, NoticeBar) and not one.isHidden()]
        for notice in found:
            if notice.anew is None:
                notice.setParent(window)
        return found

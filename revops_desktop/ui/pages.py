"""The pages of a window, one in front; each is built when it is first wanted.

It is imported away from the window, where it was not yet, and a page of many parts is built out of
sight, in several short turns: until it is whole, what was shown stays. Whoever cannot wait takes it
by `whole`.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget
from shiboken6 import delete, isValid

from revops_desktop.i18n import _
from revops_desktop.ui import lazy_classes
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.figures import beforehand
from revops_desktop.ui.navigation import PAGES
from revops_desktop.ui.page import Page
from revops_desktop.ui.program import ProgramLike

if TYPE_CHECKING:
    from revops_desktop.ui.actions import ChangedLike


class Pages(QStackedWidget):
    """`wanted`: the key of the page that is in front, or will be as soon as it is whole."""

    def __init__(
        self, actions: Actions, program: ProgramLike, key: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._program = program
        self._built: dict[str, Page] = {}
        self.wanted = key
        # Begins the page that is wanted, once it is imported.
        self._coming: Callable[[], None] | None = None
        # Whoever wants a page by that tells it more at once: so it must be there.
        actions.page_wanted.connect(lambda _key: self._come())

    @staticmethod
    def are_there(key: str) -> bool:
        """Whether there is a page with this key."""
        return any(entry.key == key for entry in PAGES)

    def page(self, key: str) -> Page:
        """The page with this key; begun, if it was not yet."""
        if key not in self._built:
            entry = next(entry for entry in PAGES if entry.key == key)
            page = entry.load()(self._actions, self)
            page.program = self._program
            page.setAccessibleName(_(entry.title))
            # It is built for the room that it will have.
            page.resize(self.size())
            self._built[key] = page
        return self._built[key]

    def whole(self, key: str) -> Page:
        """The page with this key; what is not built of it yet is built now."""
        page = self.page(key)
        page.build_whole()
        if self._coming is not None and key == self.wanted:
            self._come()
        return page

    def bring(self, key: str, when_there: Callable[[], object]) -> None:
        """Brings a page to the front as soon as it is whole, unless another one is wanted then."""
        self.wanted = key
        self._coming = partial(self._begin, key, when_there)
        if key in self._built or beforehand.is_here(key):
            self._come()
        else:
            # Another thread must not make what this one may be making.
            lazy_classes.make()
            come = partial(self._come_as, self._coming)
            self._actions.later(partial(beforehand.bring_in_page, key), come)

    def _come_as(self, wanted: Callable[[], None], _nothing: None) -> None:
        if self._coming is wanted:
            self._come()

    def _come(self) -> None:
        coming, self._coming = self._coming, None
        if coming is not None:
            coming()

    def _begin(self, key: str, when_there: Callable[[], object]) -> None:
        page = self.page(key)
        page.prepare()
        page.once_whole(partial(self._show, key, page, when_there))

    def _show(self, key: str, page: Page, when_there: Callable[[], object]) -> None:
        if self.wanted != key:
            return
        if self.indexOf(page) < 0:
            self.addWidget(page)
        self.setCurrentWidget(page)
        when_there()
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def notice(self, changed: "ChangedLike") -> None:
        """Tells every page what was written."""
        for page in self._built.values():
            page.notice(changed)

    @property
    def count_built(self) -> int:
        """How many pages there are by now."""
        return len(self._built)

    def letting_go(self) -> list[Callable[[], object]]:
        """Short steps that end the pages."""
        steps: list[Callable[[], object]] = []
        for key, page in self._built.items():
            steps += [*page.letting_go(), partial(self._let_go, key)]
        return steps

    def _let_go(self, key: str) -> None:
        page = self._built.pop(key, None)
        # What is gone already, with the window that held it, would end the program.
        if page is not None and isValid(page):
            delete(page)

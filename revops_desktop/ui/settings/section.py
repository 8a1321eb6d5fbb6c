"""What a section of the settings is: built and filled, in turns, when it is first opened."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from revops_desktop.ui import theme
from revops_desktop.ui.in_parts import InParts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.program import ProgramLike


class Section(QScrollArea, InParts):
    """A section; subclasses lay their panels into `body`, a turn for each, and say what they show.

    Whatever is put into a widget that has a parent is dressed once; else again with each parent.
    """

    def __init__(
        self, actions: "Actions", program: "ProgramLike", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._actions, self._program = actions, program
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.content = QWidget()
        self.content.setProperty("kind", "clear")
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.current().space_3)
        self.setWidget(self.content)
        self.begin_parts(actions.turns)
        self.build_in_turns(self.build, self.fill)

    def surface(self) -> QWidget:
        return self.content

    @staticmethod
    def title() -> str:
        """The section's name, in the language in force."""
        raise NotImplementedError

    def build(self) -> "Iterator[None]":
        """Builds its panels; a turn ends at each `yield`."""
        raise NotImplementedError

    def fill(self) -> "Iterator[None]":
        """Asks everything the section shows and shows it; a turn may end at each `yield`."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Asks and shows everything now."""
        for _turn in self.fill():
            pass

    def on_changed(self, changed: "ChangedLike") -> None:
        """Something was written while the section is seen."""
        self.refresh()

"""What every step of the assistant is: a heading, a sentence, and what it shows of the draft."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from revops_desktop.ui import texts, theme
from revops_desktop.ui.exchange.draft import Step

if TYPE_CHECKING:
    from revops_desktop.ui.exchange.work import Work


def scrolled() -> tuple[QScrollArea, QVBoxLayout]:
    """A place that scrolls where a small window is too low for what is in it, and its layout."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    inside = QWidget()
    inside.setProperty("kind", "clear")
    layout = QVBoxLayout(inside)
    layout.setContentsMargins(0, 0, theme.current().space_1, 0)
    layout.setSpacing(theme.current().space_2)
    area.setWidget(inside)
    return area, layout


class StepPage(QWidget):
    """A step. `show_draft` shows the draft that `work` holds; changes go to `work.take`."""

    step: ClassVar[Step]
    # What held the keyboard was answered and is gone.
    answered = Signal()
    # Another step is to be shown, and in it this file.
    step_wanted = Signal(str, str)

    def __init__(self, work: "Work", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = work
        # Where the keyboard goes when one comes to the step; None: to the button that goes on.
        self.first_control: QWidget | None = None
        self.layout_ = QVBoxLayout(self)
        self.layout_.setContentsMargins(0, 0, 0, 0)
        self.layout_.setSpacing(theme.current().space_2)
        self.heading = texts.heading("")
        self.words = texts.paragraph("", "muted")
        # What stands at the right of the heading.
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.current().space_2)
        self.head.addWidget(self.heading, 1)
        self.layout_.addLayout(self.head)
        self.layout_.addWidget(self.words)

    def show_state(self) -> None:
        """Shows the draft, laid out once: each part that comes or goes would do it anew."""
        self.layout_.setEnabled(False)
        try:
            self.show_draft()
        finally:
            self.layout_.setEnabled(True)

    def show_draft(self) -> None:
        """Shows the draft as it stands."""
        raise NotImplementedError

    def show_file(self, name: str) -> None:
        """Brings a file to the front where the step shows one at a time."""

    def say(self, heading: str, words: str, kind: str = "muted") -> None:
        """What the step is about, and what was found."""
        self.heading.setText(heading)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        if self.words.property("kind") != kind:
            self.words.setProperty("kind", kind)
            self.words.style().polish(self.words)

"""Everything that is still asked, in whichever step: a line each that leads to its answer."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.deal.section import clear
from revops_desktop.ui.exchange.draft import ASKED_IN, STEPS, TITLES, Draft, Step, open_questions

if TYPE_CHECKING:
    from revops_desktop.exchange.guessing.questions import Question


class AskedList(QScrollArea):
    """`step_wanted`: a question's step, and the file that it is about."""

    step_wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: list[QPushButton] = []
        self._shown: tuple[Question, ...] = ()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rows = QWidget()
        self._rows.setProperty("kind", "clear")
        self._layout = QVBoxLayout(self._rows)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.current().space_2)
        self.setWidget(self._rows)

    def show_draft(self, draft: Draft) -> None:
        """What must be answered before anything can be checked; nothing is there without."""
        asked = tuple(one for step in STEPS for one in open_questions(draft, step))
        self.setVisible(bool(asked))
        if asked == self._shown:
            return
        self._shown = asked
        self.buttons = []
        clear(self._layout)
        for question in asked:
            row = self._row(question)
            self._layout.addWidget(row)
            # Else it would be shown later, and Tab would pass it by.
            row.show()
        self._layout.addStretch(1)

    def _row(self, question: "Question") -> QWidget:
        tokens = theme.current()
        step: Step = ASKED_IN[question.asks]
        frame = QFrame()
        frame.setProperty("kind", "question")
        frame.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(frame)
        row.setContentsMargins(tokens.space_3, tokens.space_2, tokens.space_3, tokens.space_2)
        row.setSpacing(tokens.space_3)
        row.addWidget(texts.paragraph(question.sentence), 1)
        button = texts.button(_("Answer: {step}").format(step=_(TITLES[step])))
        button.setAccessibleDescription(question.sentence)
        button.clicked.connect(
            lambda _on=False, file=question.file: self.step_wanted.emit(step, file)
        )
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.buttons.append(button)
        return frame

"""What only the person knows: a question at a time, each answer at hand; answers can be changed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.exchange.choice_box import ChoiceBox
from revops_desktop.ui.exchange.draft import Draft, Step, answer_to, answered, questions

if TYPE_CHECKING:
    from revops_desktop.exchange.guessing.questions import Choice, Question
    from revops_desktop.ui.exchange.work import Work

# More choices than these, and choices wider than a small window, are chosen from a list that opens.
_MOST_RADIOS = 4
_ROOM = 790
_BESIDE = 44


class QuestionRow(QFrame):
    """One question with its choices. `said`: the value of the chosen one."""

    said = Signal(str)

    def __init__(self, question: "Question", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = question
        self.setProperty("kind", "question")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        tokens = theme.current()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(
            tokens.space_3, tokens.space_2 + tokens.space_2, tokens.space_3, tokens.space_3
        )
        layout.setSpacing(tokens.space_2)
        layout.addWidget(texts.paragraph(question.sentence))
        self.radios: dict[str, QRadioButton] = {}
        self.box: ChoiceBox | None = None
        if self._fits_as_radios():
            layout.addLayout(self._as_radios())
        else:
            layout.addLayout(self._as_box())

    def _fits_as_radios(self) -> bool:
        metrics = QFontMetrics(theme.font(theme.current().size_text))
        labels = [_words(choice) for choice in self.question.choices]
        room = sum(metrics.horizontalAdvance(label) + _BESIDE for label in labels)
        return len(labels) <= _MOST_RADIOS and room <= _ROOM

    def _as_radios(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.current().space_5)
        group = QButtonGroup(self)
        for choice in self.question.choices:
            radio = QRadioButton(texts.button_text(_words(choice)))
            radio.setAccessibleDescription(self.question.sentence)
            radio.clicked.connect(lambda _on=False, value=choice.value: self.said.emit(value))
            group.addButton(radio)
            self.radios[choice.value] = radio
            row.addWidget(radio)
        row.addStretch(1)
        return row

    def _as_box(self) -> QHBoxLayout:
        self.box = ChoiceBox()
        self.box.setAccessibleName(self.question.sentence)
        self.box.setPlaceholderText(_("Please choose"))
        for choice in self.question.choices:
            self.box.addItem(_words(choice), choice.value)
        self.box.setCurrentIndex(-1)
        self.box.activated.connect(lambda place: self.said.emit(self.question.choices[place].value))
        row = QHBoxLayout()
        row.addWidget(self.box)
        row.addStretch(1)
        return row

    @property
    def first_control(self) -> QWidget | None:
        """Where the keyboard goes."""
        checked = next((one for one in self.radios.values() if one.isChecked()), None)
        return checked or next(iter(self.radios.values()), self.box)

    def show_answer(self, value: str) -> None:
        """Marks what was said, or holds until somebody says something else."""
        if value in self.radios:
            self.radios[value].setChecked(True)
        if self.box is not None:
            blocker = QSignalBlocker(self.box)
            self.box.setCurrentIndex(self.box.findData(value) if value else -1)
            del blocker


class QuestionsBox(QWidget):
    """The questions of a step that are answered by one value: the first that is open, and those
    that can be answered otherwise here alone. `gone_on`: another is asked, or none."""

    gone_on = Signal()

    def __init__(self, work: "Work", step: Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._step = work, step
        self.rows: list[QuestionRow] = []
        self._was_answered = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    @property
    def first_control(self) -> QWidget | None:
        """What is asked first and has no answer yet."""
        draft = self._work.draft
        still = [row for row in self.rows if answer_to(draft, row.question) is None]
        return still[0].first_control if still else None

    def show_draft(self) -> None:
        """Rows stay where they are while their question is the same."""
        draft = self._work.draft
        wanted = _shown(draft, self._step)
        if [row.question for row in self.rows] != wanted:
            there = {_key(row.question): row for row in self.rows}
            kept = [there.pop(_key(question), None) for question in wanted]
            for row in there.values():
                self._layout.removeWidget(row)
                row.hide()
                row.deleteLater()
            self.rows = []
            for place, question in enumerate(wanted):
                row = kept[place] or self._row(question)
                self._layout.insertWidget(place, row)
                # Else it would be shown later, and could not take the keyboard now.
                row.show()
                self.rows.append(row)
        for row in self.rows:
            said = answer_to(draft, row.question)
            likely = "" if row.question.is_needed else row.question.likely
            row.show_answer(said.value if said is not None else likely)
        self.setVisible(bool(self.rows))
        if self._was_answered and draft.guessed is not None:
            self._was_answered = False
            self.gone_on.emit()

    def _row(self, question: "Question") -> QuestionRow:
        row = QuestionRow(question)
        row.said.connect(lambda value, asked=question: self._said(asked, value))
        return row

    def _said(self, question: "Question", value: str) -> None:
        self._was_answered = True
        draft = answered(self._work.draft, question.answer(value))
        if question.asks == "dates":
            # Whoever wrote one column wrote the others; each can be corrected beside its column.
            for other in questions(draft, self._step):
                is_same = other.asks == "dates" and other.file == question.file
                can_be = any(choice.value == value for choice in other.choices)
                if is_same and can_be and answer_to(draft, other) is None:
                    draft = answered(draft, other.answer(value))
        self._work.take(draft)


def _words(choice: "Choice") -> str:
    """A choice with what a cell comes to by it."""
    if not choice.example:
        return choice.label
    return _("{order}: {day}").format(order=choice.label, day=choice.example)


def _key(question: "Question") -> tuple[object, ...]:
    choices = question.choices
    return (question.asks, question.file, question.column, question.field, choices)


def _shown(draft: Draft, step: Step) -> "list[Question]":
    """Answered ones, and the first that is not: one question at a time.

    How days are written is corrected beside their column.
    """
    found = [one for one in questions(draft, step) if not one.words]
    said = [one for one in found if answer_to(draft, one) is not None and one.asks != "dates"]
    still = [one for one in found if answer_to(draft, one) is None]
    return [*still[:1], *said]

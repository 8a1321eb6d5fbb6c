"""What every editor of one value does, and those of a typed line and of a choice."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QVBoxLayout, QWidget

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import NOTHING
from revops_desktop.rules.custom_fields import LONGEST_TEXT
from revops_desktop.ui import texts, theme

Choices = Sequence[tuple[Any, str]]


class FieldEditor(QWidget):
    """One value that a person may change; `editors.py` says how it is used."""

    committed = Signal(object)
    cancelled = Signal()
    refused = Signal(str)

    def __init__(self, field: QWidget, name: str, compact: bool, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._shown: Any = None
        self._compact = compact
        self.field = field
        field.setAccessibleName(name)
        self.setFocusProxy(field)
        self.layout_ = QVBoxLayout(self)
        self.layout_.setContentsMargins(0, 0, 0, 0)
        self.layout_.setSpacing(theme.current().space_1)
        self.layout_.addWidget(field)
        self.problem = texts.paragraph("", "bad")
        self.problem.hide()
        self.layout_.addWidget(self.problem)
        field.installEventFilter(self)

    def set_value(self, value: Any) -> None:
        """Shows what the file says, and forgets what was typed."""
        self._shown = value
        self._show(value)
        self._complain("")

    def value(self) -> Any:
        """The value as it stands; RuleBroken with a sentence where it cannot be one."""
        raise NotImplementedError

    @property
    def shown(self) -> Any:
        """The value that was set last, or committed since."""
        return self._shown

    @property
    def is_changed(self) -> bool:
        """Whether something else stands here than was set, be it a value or not."""
        try:
            return bool(self.value() != self._shown)
        except RuleBroken:
            return True

    def commit(self) -> bool:
        """Takes what stands here: emits it where it is new; False where it cannot be a value."""
        try:
            value = self.value()
        except RuleBroken as problem:
            self._complain(str(problem))
            return False
        self._complain("")
        is_new = value != self._shown
        self._shown = value
        # Also what is as it was, typed in another form, stands in the program's own form.
        self._show(value)
        if is_new:
            self.committed.emit(value)
        return True

    def take_back(self) -> None:
        """Shows again what was set."""
        self._show(self._shown)
        self._complain("")

    def _show(self, value: Any) -> None:
        raise NotImplementedError

    def _complain(self, sentence: str) -> None:
        if bool(self.field.property("problem")) != bool(sentence):
            self.field.setProperty("problem", bool(sentence))
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)
        self.field.setAccessibleDescription(sentence)
        if self._compact:
            texts.set_tool_tip(self.field, sentence)
        else:
            self.problem.setText(sentence)
            self.problem.setVisible(bool(sentence))
        if sentence:
            self.refused.emit(sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            if (event.matches(undo) or event.matches(redo)) and not self.is_changed:
                # Nothing is being typed: what was saved is taken back.
                event.ignore()
                return True
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            to_take_back = self.is_changed or bool(self.field.property("problem"))
            if event.type() == QEvent.Type.ShortcutOverride and to_take_back:
                # Before Esc closes the panel around.
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                if to_take_back:
                    self.take_back()
                    return True
                self.cancelled.emit()
        return super().eventFilter(watched, event)


class LineEditor(FieldEditor):
    """A value that is typed in one line: `read` makes it of the text, `write` shows it."""

    _completer: QCompleter | None = None

    def __init__(
        self,
        name: str,
        read: Callable[[str], Any],
        write: Callable[[Any], str],
        *,
        hint: str = "",
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self.line = QLineEdit()
        super().__init__(self.line, name, compact, parent)
        self._read, self._write = read, write
        self._text = ""
        self.line.setMaxLength(LONGEST_TEXT)
        self.line.setPlaceholderText(hint)
        if compact:
            self.line.setFrame(False)
        self.line.editingFinished.connect(self.commit)
        # A tool tip of the whole text where the line is too short for it is the owner's business.
        self.line.textEdited.connect(lambda _text: self._on_typed())

    def propose(self, words: Sequence[str]) -> None:
        """Proposes words while one types, all of them with Down; others can be typed all the same.

        They are those of a list that the owner keeps.
        """
        self._completer = completer = QCompleter(list(words), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.line.setCompleter(completer)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            self._completer is not None
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
        ):
            self._completer.setCompletionPrefix("")
            self._completer.complete()
            return True
        return super().eventFilter(watched, event)

    def _on_typed(self) -> None:
        if self.field.property("problem"):
            self._complain("")

    def value(self) -> Any:
        # What was not touched is not read back: a choice of words may not be reversible.
        if self.line.text() == self._text:
            return self._shown
        return self._read(self.line.text())

    def _show(self, value: Any) -> None:
        self._text = self._write(value)
        self.line.setText(self._text)
        self.line.setCursorPosition(0)
        self._text = self.line.text()


class ChoiceEditor(FieldEditor):
    """One of several named values; `required`: it cannot be left empty."""

    def __init__(
        self,
        name: str,
        choices: Choices,
        *,
        kept: Choices = (),
        required: bool = False,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self.box = QComboBox()
        super().__init__(self.box, name, compact, parent)
        self._choices, self._kept, self._required = tuple(choices), tuple(kept), required
        self.box.setMaxVisibleItems(16)
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.box.setMinimumContentsLength(4)
        # A wheel that scrolls the page must not change what it passes over.
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.activated.connect(lambda _index: self.commit())
        self._fill(None)

    def set_choices(self, choices: Choices, kept: Choices = ()) -> None:
        """Other choices; `kept` are no longer offered, but shown where one of them is the value."""
        self._choices, self._kept = tuple(choices), tuple(kept)
        self._show(self._shown)

    def value(self) -> Any:
        return self.box.currentData()

    def _show(self, value: Any) -> None:
        self._fill(value)
        self.box.setCurrentIndex(self._place(value))

    def _place(self, value: Any) -> int:
        # findData compares None with nothing.
        places = range(self.box.count())
        return next((place for place in places if self.box.itemData(place) == value), -1)

    def _fill(self, value: Any) -> None:
        offered = [] if self._required else [(None, NOTHING)]
        offered += self._choices
        if all(value != one for one, _name in offered):
            offered += [(one, name) for one, name in self._kept if one == value]
        there = [(self.box.itemData(n), self.box.itemText(n)) for n in range(self.box.count())]
        if there != offered:
            self.box.clear()
            for one, name in offered:
                self.box.addItem(name, one)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            # Stepping through a closed list would write every value it passes.
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.box.showPopup()
                return True
        return super().eventFilter(watched, event)

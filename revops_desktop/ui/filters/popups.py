"""The popup of the filter bar: what to filter by, and what one condition asks for.

A condition is told at every step, so that the page follows while one chooses; Esc or Enter closes.
One popup shows both, one after the other.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFormLayout,
    QFrame,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import _
from revops_desktop.rules.custom_fields import FieldKind
from revops_desktop.rules.filtering import (
    SPAN_LABELS,
    SPANS_AHEAD,
    SPANS_BEHIND,
    Condition,
    shape_of,
)
from revops_desktop.ui import texts, theme
from revops_desktop.ui.fields.editors import editor
from revops_desktop.ui.filters.lists import Line, SearchedList
from revops_desktop.ui.filters.words import not_recorded

WIDTH = 290
MARGIN = 8
# Every deal has these.
ALWAYS_RECORDED = frozenset(("kind", "stage", "next_step", "going_cold", "created", "score", "hot"))
_DEBOUNCE = 200


class Panel(QWidget):
    """What a popup shows; `left` closes it."""

    left = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.layout_ = QVBoxLayout(self)
        self.layout_.setContentsMargins(0, 0, 0, 0)
        self.layout_.setSpacing(theme.current().space_2)

    def finish(self) -> None:
        """The popup closes: what was begun counts."""


class Popup(QFrame):
    """A surface over the window, under a button; closed by Esc, or by going elsewhere.

    Not a window of its own: input methods, screen readers and the keyboard work in it as anywhere.
    """

    closed = Signal()

    def __init__(self, bar: QWidget) -> None:
        super().__init__(bar.window())
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("kind", "popup")
        tokens = theme.current()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(*[tokens.space_2] * 4)
        self._layout.setSpacing(tokens.space_2)
        self._title = texts.label("", "muted")
        self._layout.addWidget(self._title)
        self.setFixedWidth(WIDTH)
        self.panel: Panel | None = None
        self._is_closing = False
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self._application = application
        self._application.focusChanged.connect(self._on_focus)
        self._application.installEventFilter(self)

    def show_panel(self, panel: Panel, opener: QWidget) -> None:
        """Shows a panel under a widget, within the window."""
        before, self.panel = self.panel, panel
        self._title.setText(panel.title)
        self.setAccessibleName(panel.title)
        self._layout.addWidget(panel)
        panel.left.connect(self.leave)
        panel.show()
        panel.setFocus(Qt.FocusReason.PopupFocusReason)
        if before is not None:
            before.finish()
            self._layout.removeWidget(before)
            before.hide()
            before.deleteLater()
        self._layout.activate()
        self.adjustSize()
        window = self.parentWidget()
        assert window is not None
        place = opener.mapTo(window, QPoint(0, opener.height() + 2))
        place.setX(max(0, min(place.x(), window.width() - self.width() - MARGIN)))
        place.setY(max(0, min(place.y(), window.height() - self.height() - MARGIN)))
        self.move(place)
        self.show()
        self.raise_()
        panel.setFocus(Qt.FocusReason.PopupFocusReason)

    def leave(self) -> None:
        """Closes; what was begun counts."""
        if self._is_closing:
            return
        self._is_closing = True
        self._application.removeEventFilter(self)
        self._application.focusChanged.disconnect(self._on_focus)
        if self.panel is not None:
            self.panel.finish()
        self.closed.emit()
        self.hide()
        self.deleteLater()

    def _holds(self, widget: QObject | None) -> bool:
        """Whether a widget lies in here, or was opened from here (a calendar)."""
        while widget is not None and widget is not self:
            widget = widget.parent()
        return widget is self

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isVisible() and not self._holds(now):
            self.leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event.type() == QEvent.Type.MouseButtonPress
        if pressed and isinstance(watched, QWidget) and not self._holds(watched):
            self.leave()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.leave()
        else:
            super().keyPressEvent(event)


class WhatPanel(Panel):
    """What can be filtered by; `chosen` names it."""

    chosen = Signal(str)

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__(_("Filter by"))
        self.list = SearchedList(self.title, lines)
        self.list.taken.connect(lambda about: self.chosen.emit(about))
        self.layout_.addWidget(self.list)
        self.setFocusProxy(self.list)


class ConditionPanel(Panel):
    """One condition, told by `changed` at every step."""

    changed = Signal(object)

    def __init__(self, title: str, condition: Condition) -> None:
        super().__init__(title)
        self.condition = condition
        self._empty: QCheckBox | None = None

    def _say(self, **fields: Any) -> None:
        said = replace(self.condition, **fields)
        if said != self.condition:
            self.condition = said
            self.changed.emit(said)

    def _add_not_recorded(self) -> None:
        if self.condition.about in ALWAYS_RECORDED:
            return
        self._empty = QCheckBox(texts.button_text(not_recorded()))
        self._empty.setChecked(None in self.condition.values)
        self._empty.toggled.connect(lambda on: self._say(values=(None,) if on else ()))
        self.layout_.addWidget(self._empty)


class AnyOfPanel(ConditionPanel):
    """Any of several values."""

    def __init__(self, title: str, condition: Condition, lines: Sequence[Line]) -> None:
        super().__init__(title, condition)
        offered = list(lines)
        if condition.about not in ALWAYS_RECORDED:
            offered.append(Line(None, not_recorded()))
        self.list = SearchedList(title, offered, many=True)
        self.list.tick(condition.values)
        self.list.taken.connect(lambda _value: self._say(values=self.list.ticked()))
        self.list.left.connect(self.left)
        self.layout_.addWidget(self.list)
        self.setFocusProxy(self.list)


class WordsPanel(ConditionPanel):
    """Words that occur in a text."""

    def __init__(self, title: str, condition: Condition) -> None:
        super().__init__(title, condition)
        self.line = QLineEdit(condition.words)
        self.line.setAccessibleName(_("{field} contains").format(field=title))
        self.line.setPlaceholderText(_("Contains these words"))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_DEBOUNCE)
        self._soon.timeout.connect(lambda: self._say(words=self.line.text().strip()))
        # Text under composition does not come here: only what was committed.
        self.line.textChanged.connect(lambda _text: self._soon.start())
        self.layout_.addWidget(self.line)
        self._add_not_recorded()
        self.setFocusProxy(self.line)

    def finish(self) -> None:
        if self._soon.isActive():
            self._soon.stop()
            self._say(words=self.line.text().strip())


class BoundsPanel(ConditionPanel):
    """From and to, both included; of days also those reckoned from today."""

    def __init__(
        self,
        title: str,
        condition: Condition,
        *,
        currency: str,
        today: Callable[[], date],
    ) -> None:
        super().__init__(title, condition)
        shape = shape_of(condition.about)
        kinds = {"amount": "money", "day": "date"}
        kind = cast(FieldKind, kinds.get(shape or "", "number"))
        self.spans: SearchedList | None = None
        if shape == "day":
            behind = condition.about in ("created", "entered_stage")
            spans = SPANS_BEHIND if behind else (*SPANS_AHEAD, *SPANS_BEHIND)
            lines = [Line(span, _(SPAN_LABELS[span])) for span in dict.fromkeys(spans)]
            self.spans = SearchedList(title, lines, many=True)
            self.spans.tick((condition.span,))
            self.spans.taken.connect(self._on_span)
            self.spans.left.connect(self.left)
            self.layout_.addWidget(self.spans)
        form = QFormLayout()
        form.setHorizontalSpacing(theme.current().space_2)
        names = (_("From"), _("To")) if shape == "day" else (_("Lowest"), _("Highest"))
        self.first, self.last = (
            editor(kind, name, currency=currency, today=today) for name in names
        )
        for name, field, value in zip(
            names, (self.first, self.last), (condition.low, condition.high), strict=True
        ):
            field.set_value(value)
            form.addRow(texts.field_label(name, field), field)
            field.setAccessibleName(name)
            field.committed.connect(lambda _value: self._on_bounds())
        self.layout_.addLayout(form)
        self._add_not_recorded()
        self.setFocusProxy(self.first if self.spans is None else self.spans)

    def _on_span(self, span: str) -> None:
        assert self.spans is not None
        chosen = "" if self.condition.span == span else span
        self.spans.tick((chosen,))
        for field in (self.first, self.last):
            field.set_value(None)
        self._say(span=chosen, low=None, high=None)

    def _on_bounds(self) -> None:
        if self.spans is not None:
            self.spans.tick(())
        low, high = self.first.shown, self.last.shown
        if low is not None and high is not None and low > high:
            low, high = high, low
        self._say(span="", low=low, high=high)

    def finish(self) -> None:
        # What was typed and not left yet counts; what cannot be is forgotten with the popup.
        for field in (self.first, self.last):
            field.commit()

"""A part of the panel: a heading, what lies to its right, and its rows."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from revops_desktop.i18n import NOTHING
from revops_desktop.ui import icons, texts, theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

    from revops_desktop.analytics.deal_panel import DealSheet
    from revops_desktop.ui.deal.desk import Desk
    from revops_desktop.ui.fields.one_value import FieldEditor


# Less room than this shows nothing but dots.
_TOO_NARROW = 30


class Section(QWidget):
    """One part of the panel. It shows a sheet and asks verbs; it never changes its own rows."""

    def __init__(self, desk: "Desk", title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        tokens = theme.current()
        self.setAccessibleName(title)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(tokens.space_2)
        self.head = QHBoxLayout()
        self.head.setSpacing(tokens.space_2)
        self.heading = texts.heading(title)
        self.beside = texts.label("", "muted")
        self.head.addWidget(self.heading)
        self.head.addWidget(self.beside)
        self.head.addStretch(1)
        self.rows.addLayout(self.head)

    def show_sheet(self, sheet: "DealSheet") -> None:
        """Shows what the file says; what is being typed stays."""
        raise NotImplementedError

    def put_away(self) -> bool:
        """Puts away what was begun here; whether there was anything."""
        return False


class Elided(QWidget):
    """One line of text that is cut where there is no room, and whole as a tool tip."""

    def __init__(
        self, text: str = "", kind: texts.LabelKind = "text", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text = ""
        self.label = texts.label("", kind)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label)
        self.label.installEventFilter(self)
        self.set_text(text)

    @property
    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Shows this text in one line."""
        self._text = " ".join(text[:400].split())
        self.label.setAccessibleName(self._text)
        self._fit()

    def set_kind(self, kind: texts.LabelKind) -> None:
        """Dresses the line as another kind of label."""
        if self.label.property("kind") != kind:
            self.label.setProperty("kind", kind)
            self.label.style().unpolish(self.label)
            self.label.style().polish(self.label)
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange):
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        metrics = self.label.fontMetrics()
        width = self.label.width()
        shown = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, width)
        if width < _TOO_NARROW:
            shown = ""
        if shown != self.label.text():
            self.label.setText(shown)
        texts.set_tool_tip(self.label, self._text if shown != self._text else "")


def icon_button(name: str, what: str, colour: str = "text_muted") -> "QPushButton":
    """A button that is an icon; `what` is said by its tool tip and to whoever cannot see it."""
    made = texts.button("")
    made.setProperty("kind", "icon")
    made.setIcon(icons.icon(name, colour))
    made.setAccessibleName(what)
    texts.set_tool_tip(made, what)
    return made


def show_value(editor: "FieldEditor", value: Any) -> None:
    """Shows a value unless the person is typing another one there."""
    if editor.is_changed and editor.field.hasFocus():
        return
    if editor.shown != value or editor.is_changed:
        editor.set_value(value)


def quiet(editor: "FieldEditor") -> "FieldEditor":
    """The editor without a frame until it is pointed at or typed in."""
    editor.field.setProperty("look", "inline")
    if isinstance(editor.field, QLineEdit) and not editor.field.placeholderText():
        editor.field.setPlaceholderText(NOTHING)
    return editor


def clear(layout: QLayout) -> None:
    """Takes everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)

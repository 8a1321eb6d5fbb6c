"""The one place that makes labels, messages and tool tips: text is data, never markup.

Qt guesses rich text in labels, message boxes and tool tips: a company called `<A> Ltd` would be
rendered, and files named in it opened (engineering.md §6). A test forbids the raw calls elsewhere.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.phrases import PHRASE, kept_together
from revops_desktop.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QPaintEvent, QResizeEvent, QShortcut
    from PySide6.QtWidgets import QMessageBox

Kind = Literal["info", "warning", "problem"]
LabelKind = Literal[
    "text", "brand", "title", "heading", "figure", "muted", "small", "good", "warning", "bad"
]
ButtonKind = Literal["plain", "primary", "quiet", "danger", "small"]
# For annotations; labels are made by `label` and its kin only.
Label = QLabel

# Far beyond any sentence of ours; laying out more than this freezes the window.
LONGEST_SHOWN = 4000
# In percent: hardly seen, and often enough for the last word.
_NARROW = 92
# Higher than any paragraph.
_HIGH = 1 << 20


class _Paragraph(QLabel):
    """A label of sentences: as high as they are at its width, whatever shape Qt would prefer.

    A fixed policy lets it grow to its size hint only, and Qt's hint of a long text is wide and low:
    in a narrow panel its last lines would be cut. Qt ends lines of Japanese within words; here none
    does where the label is wide enough for them.
    """

    # As it is drawn, and the signs of its longest word; readers of screens get the text as it is.
    _drawn, _longest = "", 0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # By the room there is: a layout asks for the same height many times over.
        self._heights: dict[tuple[int, int, int, bool], int] = {}

    def setText(self, text: str) -> None:
        super().setText(text)
        self._heights = {}
        self._drawn = kept_together(text)
        self._longest = max(map(len, PHRASE.findall(text)), default=0)

    def _is_kept(self, width: int) -> bool:
        """Whether words are kept whole at this width."""
        room = self._longest * self.fontMetrics().height()
        return self.wordWrap() and self._drawn != self.text() and width > room

    def changeEvent(self, event: QEvent) -> None:
        """Another font, or another look."""
        self._heights = {}
        super().changeEvent(event)

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        beside, above = margins.left() + margins.right(), margins.top() + margins.bottom()
        about = (width, beside, above, self.wordWrap())
        height = self._heights.get(about)
        if height is None:
            kept = self._is_kept(width)
            height = self._kept_height(width) if kept else super().heightForWidth(width)
            self._heights[about] = height
        return height

    def _kept_height(self, width: int) -> int:
        margins = self.contentsMargins()
        room = QRect(0, 0, width - margins.left() - margins.right(), _HIGH)
        taken = self.fontMetrics().boundingRect(room, self._flags(), self._drawn)
        return taken.height() + margins.top() + margins.bottom()

    def _flags(self) -> int:
        return int(self.alignment().value | Qt.TextFlag.TextWordWrap.value)

    def paintEvent(self, event: "QPaintEvent") -> None:
        if not self._is_kept(self.width()):
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            self._flags(),
            self.palette(),
            self.isEnabled(),
            self._drawn,
            self.foregroundRole(),
        )

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if not self.wordWrap() or not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            return hint
        return QSize(hint.width(), max(hint.height(), self.heightForWidth(self.width())))

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        if event.size().height() < self.heightForWidth(event.size().width()):
            self.updateGeometry()


class _GivingWay(QLabel):
    """A line that leaves its room to what stands beside it: written smaller, and cut at last."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: "QPaintEvent") -> None:
        whole, room = self.text(), self.contentsRect()
        if self.fontMetrics().horizontalAdvance(whole) <= room.width():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        small = theme.font(theme.current().size_tiny, self.font().bold())
        if QFontMetrics(small).horizontalAdvance(whole) > room.width():
            small.setStretch(_NARROW)
        painter.setFont(small)
        cut = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(whole, cut, room.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)


def giving_way(text: str, kind: LabelKind = "text") -> QLabel:
    """A line of text that is cut where the controls beside it need the room."""
    return _dressed(_GivingWay(), text, kind)


def label(text: str, kind: LabelKind = "text", parent: QWidget | None = None) -> QLabel:
    """A line of text, shown exactly as it is."""
    return _dressed(QLabel(parent), text, kind)


def _dressed(made: QLabel, text: str, kind: LabelKind) -> QLabel:
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("kind", kind)
    made.setText(text[:LONGEST_SHOWN])
    return made


def heading(text: str, parent: QWidget | None = None) -> QLabel:
    """The heading of a panel."""
    return label(text, "heading", parent)


def paragraph(text: str, kind: LabelKind = "text", parent: QWidget | None = None) -> QLabel:
    """Sentences that break into lines where they must."""
    made = _dressed(_Paragraph(parent), text, kind)
    made.setWordWrap(True)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made


def field_label(text: str, buddy: QWidget) -> QLabel:
    """The label of an input: read out with it."""
    made = label(text, "muted")
    made.setBuddy(buddy)
    if not buddy.accessibleName():
        buddy.setAccessibleName(text)
    return made


def set_tool_tip(target: "QWidget | QAction", text: str) -> None:
    """A tool tip that shows `text` as it is; an empty one takes it away."""
    target.setToolTip(tool_tip(text))


def name_key(shortcut: "QShortcut", text: str) -> None:
    """What a key does, as the sheet of keys and the finder say it."""
    shortcut.setWhatsThis(text)


def tool_tip(text: str) -> str:
    """The value for `Qt.ItemDataRole.ToolTipRole` that shows `text` as it is."""
    if not text:
        return ""
    escaped = text[:LONGEST_SHOWN]
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        escaped = escaped.replace(sign, written)
    lines = escaped.replace("\n", "<br>")
    return f"<qt>{lines}</qt>"


def button_text(text: str) -> str:
    """Text for a button, tab, menu or action: its & is shown and not eaten."""
    return text.replace("&", "&&")


def button(text: str, kind: ButtonKind = "plain") -> QPushButton:
    """A button; one primary one a page at most."""
    made = QPushButton(button_text(text))
    made.setProperty("kind", kind)
    made.setAccessibleName(text)
    return made


def message_box(
    parent: QWidget | None, title: str, text: str, kind: Kind = "info"
) -> "QMessageBox":
    """A message box that shows `text` as it is; the caller adds buttons and runs it."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(title)
    box.setText(text[:LONGEST_SHOWN])
    box.setIcon(
        {
            "info": QMessageBox.Icon.Information,
            "warning": QMessageBox.Icon.Warning,
            "problem": QMessageBox.Icon.Critical,
        }[kind]
    )
    return box


def message(parent: QWidget | None, title: str, text: str, kind: Kind = "info") -> None:
    """Tells something and waits until it was read."""
    from PySide6.QtWidgets import QMessageBox

    box = message_box(parent, title, text, kind)
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    box.exec()


def ask(
    parent: QWidget | None, title: str, text: str, yes: str, no: str = "", kind: Kind = "info"
) -> bool:
    """Asks a question with two named answers; closing it, or Esc, is `no`."""
    from PySide6.QtWidgets import QMessageBox

    box = message_box(parent, title, text, kind)
    agree = box.addButton(button_text(yes), QMessageBox.ButtonRole.AcceptRole)
    refuse = box.addButton(button_text(no or _("Cancel")), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(agree if kind == "info" else refuse)
    box.setEscapeButton(refuse)
    box.exec()
    return box.clickedButton() is agree


def choose(
    parent: QWidget | None,
    title: str,
    text: str,
    answers: Sequence[str],
    kind: Kind = "warning",
    usual: int | None = None,
) -> int | None:
    """Asks a question with several named answers; which one was taken, None for Cancel or Esc.

    Enter is `usual`, and Cancel where none is: where an answer destroys something.
    """
    from PySide6.QtWidgets import QMessageBox

    box = message_box(parent, title, text, kind)
    buttons = [
        box.addButton(button_text(answer), QMessageBox.ButtonRole.AcceptRole) for answer in answers
    ]
    refuse = box.addButton(button_text(_("Cancel")), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(refuse if usual is None else buttons[usual])
    box.setEscapeButton(refuse)
    box.exec()
    clicked = box.clickedButton()
    return next((place for place, one in enumerate(buttons) if one is clicked), None)

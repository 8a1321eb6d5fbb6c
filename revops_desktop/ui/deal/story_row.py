"""One thing that happened, as it stands in the story."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.deal import story_words
from revops_desktop.ui.deal.link_line import LinkLine

if TYPE_CHECKING:
    from revops_desktop.analytics.story import Entry
    from revops_desktop.ui.actions import Actions

_RAIL = 28
_ICON = 16
_SHOWN = 400
_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse


class StoryRow(QWidget):
    """An icon on the line of time, what happened, and who and when below it."""

    def __init__(
        self,
        actions: "Actions",
        entry: "Entry",
        zone: str,
        *,
        names_deal: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.entry = entry
        self._actions = actions
        self._look = story_words.look(entry)
        across = QHBoxLayout(self)
        across.setContentsMargins(_RAIL, 0, 0, theme.current().space_3)
        rows = QVBoxLayout()
        rows.setSpacing(0)
        across.addLayout(rows)
        said = story_words.headline(entry)
        rows.addWidget(self._text(said, "text"))
        detail = story_words.detail(entry)
        if detail:
            rows.addWidget(self._text(detail, "small"))
        when = texts.paragraph(story_words.meta(entry, zone), "muted")
        when.setTextInteractionFlags(_SELECTABLE)
        rows.addWidget(when)
        if names_deal and entry.deal_id is not None:
            link = LinkLine(entry.deal)
            link.clicked.connect(lambda: actions.deal_wanted.emit(entry.deal_id))
            rows.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(f"{said}, {story_words.meta(entry, zone)}")

    def _text(self, text: str, kind: texts.LabelKind) -> QWidget:
        """The text, its beginning only where it is long, with a button to see all of it."""
        made = texts.paragraph(text, kind)
        made.setTextInteractionFlags(_SELECTABLE)
        if len(text) <= _SHOWN:
            return made
        made.setText(text[:_SHOWN].rstrip() + " …")
        block = QWidget()
        rows = QVBoxLayout(block)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        more = LinkLine(_("Show all of it"))

        def show_all() -> None:
            made.setText(text[: texts.LONGEST_SHOWN])
            more.hide()

        more.clicked.connect(show_all)
        rows.addWidget(made)
        rows.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        return block

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = _ICON / 2
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(QPointF(middle, _ICON + 6), QPointF(middle, self.height()))
        icons.draw(painter, self._look.icon, QRectF(0, 2, _ICON, _ICON), self._look.colour)

"""The whole story of a deal in one view: promises, reasons, every hand-off, what happened."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import _
from revops_desktop.rules.deal_fields import FIELD_LABELS
from revops_desktop.ui import texts, theme
from revops_desktop.ui.board import words as board_words
from revops_desktop.ui.deal.story_view import StoryView
from revops_desktop.ui.handoffs.blocks import HandoffBlock, item_grid

if TYPE_CHECKING:
    from revops_desktop.analytics.handoffs import WholeStory
    from revops_desktop.ui.actions import Actions


class WholeStoryDialog(QDialog):
    """What was handed over at the left, the timeline at the right; nothing is changed here."""

    def __init__(
        self, actions: "Actions", told: "WholeStory", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._actions, self._told = actions, told
        tokens = theme.current()
        self.setWindowTitle(_("Whole story"))
        self.resize(1040, 680)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[tokens.space_5] * 4)
        layout.setSpacing(tokens.space_3)
        title = " · ".join(part for part in (told.title, told.company) if part)
        layout.addWidget(texts.paragraph(board_words.one_line(title)[:300], "title"))
        across = QHBoxLayout()
        across.setSpacing(tokens.space_4)
        across.addWidget(_scrolled(self._facts(), _("What was handed over")), 1)
        self.story = StoryView(actions, told.zone)
        across.addWidget(_scrolled(self._timeline(), _("Story")), 1)
        layout.addLayout(across, 1)
        layout.addLayout(self._foot())
        self.story.show_story(deal_id=told.deal_id)
        self.close_button.setFocus()

    def _facts(self) -> QWidget:
        told, tokens = self._told, theme.current()
        holder = QFrame()
        holder.setProperty("kind", "panel")
        rows = QVBoxLayout(holder)
        rows.setContentsMargins(*[tokens.space_4] * 4)
        rows.setSpacing(tokens.space_4)
        rows.addWidget(texts.heading(_("Promises and reasons")))
        facts = [("promised", told.promised), ("why_bought", told.why_bought)]
        if told.note:
            facts.append(("note", told.note))
        labels = FIELD_LABELS
        rows.addLayout(item_grid([(_(labels[name]), value) for name, value in facts]))
        rows.addWidget(texts.heading(_("What was handed over")))
        self.blocks = [HandoffBlock(one, told.zone) for one in told.handoffs]
        for block in self.blocks:
            rows.addWidget(block)
        if not self.blocks:
            rows.addWidget(texts.paragraph(_("Nothing was handed over yet."), "muted"))
        rows.addStretch(1)
        return holder

    def _timeline(self) -> QWidget:
        tokens = theme.current()
        holder = QFrame()
        holder.setProperty("kind", "panel")
        rows = QVBoxLayout(holder)
        rows.setContentsMargins(*[tokens.space_4] * 4)
        rows.addWidget(texts.heading(_("Story")))
        rows.addWidget(self.story)
        rows.addStretch(1)
        return holder

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.open_button = texts.button(_("Open the deal"))
        self.open_button.setAutoDefault(False)
        self.open_button.clicked.connect(self._open)
        self.close_button = texts.button(_("Close"), "primary")
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        row.addStretch(1)
        row.addWidget(self.open_button)
        row.addWidget(self.close_button)
        return row

    def _open(self) -> None:
        self.accept()
        self._actions.deal_wanted.emit(self._told.deal_id)


def _scrolled(inside: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    # A bar that comes and goes would change how high the sentences are.
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    area.setWidget(inside)
    return area

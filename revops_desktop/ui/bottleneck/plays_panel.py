"""The plays that fit the finding: when, what to do on Monday, which figure should move."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _, ngettext
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.page import Panel

if TYPE_CHECKING:
    from revops_desktop.analytics.plays import Play
    from revops_desktop.ui.turns import Step

# Below this width they stand one below the other.
_WIDE = 760
_SIGN = 18


class PlaysPanel(QWidget):
    """Two plays beside each other, the one that fits best first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self.plays: tuple[Play, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.space_2)
        self.heading = texts.heading(_("What to try now"))
        layout.addWidget(self.heading)
        self._grid = QGridLayout()
        self._grid.setSpacing(tokens.space_3)
        layout.addLayout(self._grid)
        self._cards: list[Panel] = []
        self._across = 2

    def turns(self, plays: "Sequence[Play]") -> "Iterator[Step]":
        """The turns in which these plays are shown; the same ones stay as they are."""
        if tuple(plays) == self.plays:
            return
        yield partial(self._clear, bool(plays))
        for play in plays:
            yield partial(self._show, play)

    def _clear(self, is_any: bool) -> None:
        self.plays = ()
        for card in self._cards:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = []
        self.setVisible(is_any)

    def _show(self, play: "Play") -> None:
        self.plays = (*self.plays, play)
        self._cards.append(_card(play, self))
        self._arrange()

    def _arrange(self) -> None:
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // self._across, place % self._across)
            card.show()
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < self._across else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        across = 2 if self.width() >= _WIDE else 1
        if across != self._across:
            self._across = across
            self._arrange()


def _card(play: "Play", parent: QWidget) -> Panel:
    tokens = theme.current()
    panel = Panel(parent=parent)
    panel.layout_.setContentsMargins(*[tokens.space_3] * 4)
    panel.layout_.setSpacing(tokens.space_1)
    head = QHBoxLayout()
    sign = texts.label("")
    sign.setPixmap(icons.icon("lightbulb", "accent").pixmap(_SIGN, _SIGN))
    sign.setFixedWidth(_SIGN)
    head.addWidget(sign)
    head.addWidget(texts.paragraph(play.name, "heading"), 1)
    panel.layout_.addLayout(head)
    panel.layout_.addWidget(texts.paragraph(play.when, "muted"))
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(play.monday, 1))
    panel.layout_.addWidget(texts.paragraph(steps))
    moves = ngettext(
        "Should move: {figure}. Judge it after {weeks} week.",
        "Should move: {figure}. Judge it after {weeks} weeks.",
        play.weeks,
    ).format(figure=play.moves, weeks=play.weeks)
    panel.layout_.addWidget(texts.paragraph(moves, "small"))
    panel.layout_.addStretch(1)
    return panel

"""How the clocks of the deals on the board stand, asked behind the cards that are painted.

A card asks for its mark when it is painted; marks that are not known yet are read together in the
background, and the cards are painted again. None of it happens before the first frame.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from revops_desktop.ui.board.words import ClockMark

if TYPE_CHECKING:
    from revops_desktop.analytics.sla_lines import ClockLine
    from revops_desktop.ui.actions import Actions

# After the last card of a frame was painted.
_REST_MILLISECONDS = 30
# More marks than this are not kept up to date unseen.
_MANY = 600
Found = tuple[str, "Mapping[int, tuple[ClockLine, ...]]"]


def _clocks(session: Any, *, deal_ids: Collection[int], now: int) -> "Found":
    """Asked in the background, which also imports what it needs."""
    from revops_desktop.analytics.settings import settings
    from revops_desktop.analytics.sla_clocks import deal_clocks

    found = deal_clocks(session, deal_ids=deal_ids, now=now)
    return settings(session).time_zone, found


class ClockMarks(QObject):
    """`changed` when other marks are known than were painted."""

    changed = Signal()

    def __init__(self, actions: "Actions", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._known: dict[int, ClockMark | None] = {}
        self._wanted: set[int] = set()
        self._asked: frozenset[int] = frozenset()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_REST_MILLISECONDS)
        self._soon.timeout.connect(self._ask)

    def of(self, deal_id: int) -> ClockMark | None:
        """The mark of a card that is painted; one that is not known is asked for."""
        if deal_id not in self._known and deal_id not in self._wanted:
            self._want((deal_id,))
        return self._known.get(deal_id)

    def forget(self, deals: Collection[int]) -> None:
        """These deals were changed: their marks are asked for when they are painted again."""
        for deal_id in deals:
            self._known.pop(deal_id, None)
            self._wanted.discard(deal_id)

    def renew(self) -> None:
        """Time has passed, or limits are others: asks anew, and paints once it is known."""
        if len(self._known) > _MANY:
            self._known.clear()
            self.changed.emit()
        elif self._known:
            self._want(self._known)

    def tick(self) -> None:
        """Time has passed: asks anew for the clocks that run."""
        self._want([deal_id for deal_id, mark in self._known.items() if mark is not None])

    def _want(self, deals: Collection[int]) -> None:
        self._wanted.update(deals)
        if self._wanted and not self._soon.isActive():
            self._soon.start()

    def _ask(self) -> None:
        self._asked = frozenset(self._wanted)
        asked = {"deal_ids": self._asked, "now": self._actions.now()}
        self._actions.ask_later("clock-marks", _clocks, self._receive, **asked)

    def _receive(self, found: "Found") -> None:
        zone, clocks = found
        # Not those that were changed while this was read.
        still = self._asked & self._wanted
        made = {deal_id: _mark(clocks.get(deal_id, ()), zone) for deal_id in still}
        self._wanted -= self._asked
        is_other = any(self._known.get(deal_id) != mark for deal_id, mark in made.items())
        self._known.update(made)
        if is_other:
            self.changed.emit()
        if self._wanted:
            self._soon.start()


def _mark(lines: "tuple[ClockLine, ...]", zone: str) -> ClockMark | None:
    from revops_desktop.ui.sla import clock_words

    line = clock_words.pressing(lines)
    if line is None:
        return None
    look = clock_words.look_of(line.judged)
    said = "\n".join(clock_words.sentence(one, zone) for one in lines)
    return ClockMark(clock_words.short(line.judged, zone), *look, said)

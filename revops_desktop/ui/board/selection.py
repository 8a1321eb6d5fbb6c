"""Which deals the person has chosen to do something with, across all columns."""

from collections.abc import Collection, Iterable

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """The chosen deals, in the order in which they were chosen; empty while only one is meant.

    `current` is the deal whose card is selected, 0 for none: it is what is meant then.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ids: dict[int, None] = {}
        self.current = 0
        # Where a stretch of cards began: the other end is the card that is reached next.
        self.anchor = 0

    @property
    def deals(self) -> tuple[int, ...]:
        """The deals that are meant: the chosen ones, else the one whose card is selected."""
        return tuple(self.ids) or ((self.current,) if self.current else ())

    def toggle(self, deal_id: int, *, beside: int = 0) -> None:
        """Chooses a deal, or no longer; `beside` is chosen too where none was yet."""
        self.anchor = deal_id
        if not self.ids and beside and beside != deal_id:
            self.ids[beside] = None
        if deal_id in self.ids:
            del self.ids[deal_id]
        else:
            self.ids[deal_id] = None
        self.changed.emit()

    def add(self, deal_ids: Iterable[int]) -> None:
        """Chooses deals besides those that are."""
        self.ids.update(dict.fromkeys(deal_ids))
        self.changed.emit()

    def take(self, deal_ids: Iterable[int]) -> None:
        """Chooses these deals and no others."""
        wanted = dict.fromkeys(deal_ids)
        if wanted != self.ids:
            self.ids = wanted
            self.changed.emit()

    def drop(self, deal_ids: Collection[int]) -> None:
        """Deals that are no longer on the board are not chosen."""
        gone = self.ids.keys() & set(deal_ids)
        if gone:
            self.take(one for one in self.ids if one not in gone)

    def clear(self) -> None:
        """Chooses none; the selected card is what is meant again."""
        self.anchor = 0
        self.take(())

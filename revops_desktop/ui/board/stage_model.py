"""The cards of one stage: read as they are scrolled to, and never reset by a move."""

from bisect import bisect_left
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from revops_desktop.i18n import _
from revops_desktop.rules.board import ORDERS, Card, Column, Order, Sort, Stage, Totals
from revops_desktop.ui import texts
from revops_desktop.ui.board import words

Index = QModelIndex | QPersistentModelIndex
After = Order | None
Read = Callable[[int, After, int], tuple[Card, ...]]

PAGE = 200


class StageModel(QAbstractTableModel):
    """A prefix of a stage's cards in board order; `read(stage, after, limit)` brings the next."""

    def __init__(
        self, column: Column, scale: words.Scale, read: Read, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.stage: Stage = column.stage
        self.totals: Totals = column.totals
        self._scale = scale
        self._read = read
        self._cards: list[Card] = []
        self._sort: Sort = "manual"
        self._order = ORDERS[self._sort]
        self._orders: list[Order] = []
        self._by_id: dict[int, Card] = {}
        self._complete = False
        self._growing = False
        self._take(column)

    def _take(self, column: Column) -> None:
        self.stage, self.totals = column.stage, column.totals
        self._sort = self._scale.choices.sort
        self._order = ORDERS[self._sort]
        self._cards = list(column.cards)
        self._orders = [self._order(card) for card in column.cards]
        self._by_id = {card.deal_id: card for card in column.cards}
        self._complete = len(self._cards) >= self.totals.count

    def show(self, column: Column) -> None:
        """Shows a column read anew; where its cards are the same nothing moves on screen."""
        length = len(column.cards)
        begins_alike = tuple(self._cards[:length]) == column.cards
        alike = begins_alike and self._sort == self._scale.choices.sort
        if alike and column.totals.count == self.totals.count and length > 0:
            self.stage, self.totals = column.stage, column.totals
            return
        self.beginResetModel()
        self._take(column)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._cards)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else 1

    def card(self, row: int) -> Card:
        """The card in a row."""
        return self._cards[row]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        card = self._cards[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return words.one_line(card.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = words.details(card, self._scale, self.stage)
            chosen = card.deal_id in self._scale.chosen()
            return ", ".join([*said, _("chosen")] if chosen else said)
        if role == Qt.ItemDataRole.ToolTipRole:
            return texts.tool_tip("\n".join(words.details(card, self._scale, self.stage)))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def canFetchMore(self, parent: Index) -> bool:
        return not (parent.isValid() or self._complete or self._growing)

    def fetchMore(self, parent: Index = QModelIndex()) -> None:  # noqa: B008  # Qt's own signature
        """Brings the next cards; fewer than asked for means that these are all."""
        if not self.canFetchMore(parent):
            return
        last = self._cards[-1] if self._cards else None
        after = self._order(last) if last else None
        found = self._read(self.stage.stage_id, after, PAGE)
        self._complete = len(found) < PAGE
        if not found:
            return
        length = len(self._cards)
        # Whoever is told of these rows must not ask for more before they are in.
        self._growing = True
        self.beginInsertRows(QModelIndex(), length, length + len(found) - 1)
        self._cards.extend(found)
        self._orders.extend(map(self._order, found))
        self._by_id.update((card.deal_id, card) for card in found)
        self.endInsertRows()
        self._growing = False

    def row_of(self, deal_id: int) -> int:
        """The row of a deal; −1 where its card is not loaded."""
        card = self._by_id.get(deal_id)
        return -1 if card is None else bisect_left(self._orders, self._order(card))

    def put(self, card: Card) -> None:
        """Shows a card at its place; behind the loaded ones it comes when scrolled to."""
        row = self.row_of(card.deal_id)
        if row >= 0:
            if self._cards[row] == card:
                return
            if self._orders[row] == self._order(card):
                self._cards[row] = self._by_id[card.deal_id] = card
                place = self.index(row, 0)
                self.dataChanged.emit(place, place)
                return
            self.take(card.deal_id)
        row = bisect_left(self._orders, self._order(card))
        if row == len(self._cards) and not self._complete:
            return
        self.beginInsertRows(QModelIndex(), row, row)
        self._cards.insert(row, card)
        self._orders.insert(row, self._order(card))
        self._by_id[card.deal_id] = card
        self.endInsertRows()

    def take(self, deal_id: int) -> None:
        """Takes a card off the column."""
        row = self.row_of(deal_id)
        if row < 0:
            return
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._cards[row], self._orders[row], self._by_id[deal_id]
        self.endRemoveRows()

"""Shows cards as pictures: one that was painted before is kept and drawn again."""

from collections import OrderedDict

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from revops_desktop.rules.board import Card, Stage
from revops_desktop.ui.board import words
from revops_desktop.ui.board.card_painter import Look, paint_card, plan
from revops_desktop.ui.board.selection import Selection
from revops_desktop.ui.board.stage_model import StageModel

# Some 20 screens of cards; a picture of one takes about 80 KB.
_KEPT = 400


class CardView(QTableView):
    """What the delegate asks of the view that it paints for."""

    stage_model: StageModel
    # The row under the mouse; −1 for none.
    hovered_row = -1

    @property
    def current_row(self) -> int:
        """The row of the selected card; −1 for none."""
        return self.currentIndex().row()


class CardDelegate(QStyledItemDelegate):
    """The cards of all columns; `lifted` are the deals that are being dragged."""

    def __init__(self, scale: words.Scale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scale = scale
        self.selection = Selection(self)
        self.lifted: frozenset[int] = frozenset()
        self.plan = plan(scale)
        self._fields = scale.choices.fields
        self._pictures: OrderedDict[tuple, QPixmap] = OrderedDict()

    def renew(self) -> bool:
        """Paints every card anew from now on; whether cards are of another height now."""
        self._pictures.clear()
        was, self.plan = self.plan, plan(self.scale)
        self._fields, before = self.scale.choices.fields, self._fields
        return (was, before) != (self.plan, self._fields)

    def row_height(self, card: Card) -> int:
        """How high the row of a card is, with the gap below."""
        return self.plan.height_of(card, self.scale) + self.plan.gap

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(200, self.plan.height + self.plan.gap)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        # The state in `option` would tell the same, but naming its flags costs 10 ms at the start.
        view, row = option.widget, index.row()
        assert isinstance(view, CardView)
        model = view.stage_model
        card = model.card(row)
        selected = row == view.current_row
        look = Look(
            selected=selected,
            focused=selected and view.hasFocus(),
            hovered=row == view.hovered_row,
            lifted=card.deal_id in self.lifted,
            chosen=card.deal_id in self.selection.ids,
        )
        rect = option.rect
        size = QSize(rect.width(), rect.height() - self.plan.gap)
        picture = self.picture(card, model.stage, size, look, painter.device().devicePixelRatio())
        painter.drawPixmap(rect.topLeft(), picture)

    def picture(self, card: Card, stage: Stage, size: QSize, look: Look, ratio: float) -> QPixmap:
        """The card as a picture of `size`, from the kept ones where it was painted before."""
        clock = self.scale.clock(card.deal_id)
        key = (card, stage, self.scale.today, size.width(), size.height(), look, ratio, clock)
        found = self._pictures.get(key)
        if found is not None:
            self._pictures.move_to_end(key)
            return found
        made = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRect(0, 0, size.width(), size.height())
        paint_card(painter, room, card, stage, look, self.scale, self.plan)
        painter.end()
        self._pictures[key] = made
        if len(self._pictures) > _KEPT:
            self._pictures.popitem(last=False)
        return made

"""The tags of a deal as chips: click one to take it off, type to put another one on."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, QStringListModel, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCompleter, QPushButton, QWidget

from revops_desktop.i18n import _
from revops_desktop.tokens import tag_colours
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.deal.draft_line import DraftLine
from revops_desktop.ui.deal.flow import FlowLayout

if TYPE_CHECKING:
    from revops_desktop.analytics.deal_panel import Tag
    from revops_desktop.ui.deal.desk import Desk

_LONGEST = 60
_WIDEST = 180
_CROSS = 12


class TagsRow(QWidget):
    """The chips, and a line to add one."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._shown: tuple[Tag, ...] = ()
        self._flow = FlowLayout(theme.current().space_1, self)
        self.chips: dict[int, TagChip] = {}
        self.new = DraftLine(_("New tag"), _("Add a tag…"), _LONGEST)
        self.new.setFixedWidth(130)
        self.new.returnPressed.connect(self._add)
        self.new.textEdited.connect(lambda _text: self._ask())
        self._known: list[str] | None = None
        self._words = QStringListModel(self)
        completer = QCompleter(self._words, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.new.setCompleter(completer)
        self._flow.addWidget(self.new)

    def show_tags(self, tags: "tuple[Tag, ...]") -> None:
        """Shows the deal's tags."""
        self._known = None
        if tags == self._shown:
            return
        self._shown = tags
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if isinstance(widget, TagChip):
                widget.hide()
                widget.deleteLater()
        self.chips = {}
        for tag in tags:
            chip = TagChip(tag)
            chip.clicked.connect(partial(self.take_off, tag.tag_id))
            self.chips[tag.tag_id] = chip
            self._flow.addWidget(chip)
        self._flow.addWidget(self.new)
        self.updateGeometry()

    def _ask(self) -> None:
        if self._known is None:
            from revops_desktop.analytics import deal_panel

            known = self.desk.actions.ask(deal_panel.all_tags)
            self._known = [tag.name for tag in known if tag.tag_id not in self.chips]
            self._words.setStringList(self._known)

    def _add(self) -> None:
        from revops_desktop.operations import bulk

        name = self.new.text().strip()
        if not name:
            return
        done = self.desk.do(bulk.change_tags, deal_ids=[self.desk.deal_id], new=[name])
        if done is not None:
            self.new.clear()

    def take_off(self, tag_id: int, *_clicked: object) -> None:
        """Takes a tag off the deal; the tag itself stays."""
        from revops_desktop.operations import bulk

        self.desk.do(bulk.change_tags, deal_ids=[self.desk.deal_id], remove=[tag_id])
        self.new.setFocus(Qt.FocusReason.OtherFocusReason)


class TagChip(QPushButton):
    """One tag in its colour; clicked, it goes."""

    def __init__(self, tag: "Tag", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = " ".join(tag.name.split())
        self._colour = tag.colour
        self.setProperty("kind", "chip")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(_("Tag {tag}: take it off").format(tag=self._name))
        texts.set_tool_tip(self, _("Take off the tag {tag}").format(tag=self._name))

    def sizeHint(self) -> QSize:
        tokens = theme.current()
        metrics = self.fontMetrics()
        width = min(_WIDEST, metrics.horizontalAdvance(self._name) + _CROSS + 24)
        return QSize(width, tokens.row(tokens.size_small, 4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        ground, ink = tag_colours(self._colour, dark=tokens.dark)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        focused = self.hasFocus()
        painter.setPen(QPen(theme.colour("accent"), 2) if focused else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(frame, tokens.radius_small, tokens.radius_small)
        painter.setPen(theme.colour(ink))
        painter.setFont(theme.font(tokens.size_small))
        room = self.width() - _CROSS - 22
        shown = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(frame.adjusted(8, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, shown)
        cross = QRectF(self.width() - _CROSS - 6, (self.height() - _CROSS) / 2, _CROSS, _CROSS)
        icons.draw(painter, "x", cross, ink)

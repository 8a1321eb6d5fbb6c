"""What the present stage asks for: items to tick, and conditions that say why they hold or not."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.deal.section import Section

if TYPE_CHECKING:
    from revops_desktop.analytics.checklist import Item
    from revops_desktop.analytics.deal_panel import DealSheet
    from revops_desktop.ui.deal.desk import Desk

_ICON = QSize(16, 16)
_MARK_WIDTH = 20


class ChecklistSection(Section):
    """The stage's exit criteria; not there where the stage has none."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Before it moves on"), parent)
        self.items: dict[int, CheckRow] = {}
        self._order: tuple[tuple[int, str, str], ...] = ()

    def show_sheet(self, sheet: "DealSheet") -> None:
        place = sheet.place
        is_here = place is not None and place.status in ("open", "customer")
        self.setVisible(bool(sheet.checklist) and is_here)
        wanted = tuple(
            (
                item.verdict.criterion.criterion_id,
                item.verdict.criterion.text,
                item.verdict.criterion.condition,
            )
            for item in sheet.checklist
        )
        if wanted != self._order:
            self._order = wanted
            for row in self.items.values():
                row.hide()
                row.deleteLater()
            self.items = {}
            for item in sheet.checklist:
                row = CheckRow(self.desk, item)
                self.items[item.verdict.criterion.criterion_id] = row
                self.rows.addWidget(row)
        met = sum(item.verdict.is_met for item in sheet.checklist)
        self.beside.setText(_("{met} of {all}").format(met=met, all=len(sheet.checklist)))
        for item in sheet.checklist:
            self.items[item.verdict.criterion.criterion_id].show_item(item)


class CheckRow(QWidget):
    """One criterion: a box to tick, or the mark of what the program checked, and why."""

    def __init__(self, desk: "Desk", item: "Item", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        criterion = item.verdict.criterion
        self._criterion_id = criterion.criterion_id
        tokens = theme.current()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.space_2)
        self.box: QCheckBox | None = None
        self.mark = texts.label("", parent=self)
        self.mark.setFixedSize(_MARK_WIDTH, 20)
        if item.verdict.is_automatic:
            row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        else:
            self.mark.hide()
            self.box = QCheckBox()
            self.box.setFixedWidth(_MARK_WIDTH)
            self.box.setAccessibleName(criterion.text)
            self.box.clicked.connect(self._tick)
            row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.setSpacing(0)
        self.words = texts.paragraph(criterion.text)
        self.why = texts.paragraph("", "muted")
        said.addWidget(self.words)
        said.addWidget(self.why)
        row.addLayout(said, 1)
        if self.box is not None:
            self.words.installEventFilter(self)

    def show_item(self, item: "Item") -> None:
        """Shows whether it is met, and why."""
        is_met = item.verdict.is_met
        if self.box is not None:
            self.box.setChecked(is_met)
            by = item.ticked_by
            why = _("Ticked by {name}").format(name=by) if is_met and by else ""
        else:
            why = item.verdict.why
            name, colour = ("circle-check", "good") if is_met else ("circle", "text_muted")
            self.mark.setPixmap(icons.icon(name, colour).pixmap(_ICON))
            state = _("Condition met") if is_met else _("Not met yet")
            self.mark.setAccessibleName(f"{state}: {item.verdict.criterion.text}")
        self.why.setText(why)
        self.why.setVisible(bool(why))

    def _tick(self, is_ticked: bool) -> None:
        from revops_desktop.operations import ticks

        verb = ticks.tick if is_ticked else ticks.untick
        self.desk.do(verb, deal_id=self.desk.deal_id, criterion_id=self._criterion_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The words belong to the box: a click on them ticks it.
        is_release = event.type() == QEvent.Type.MouseButtonRelease
        if is_release and isinstance(event, QMouseEvent) and self.box is not None:
            self.box.click()
        return super().eventFilter(watched, event)

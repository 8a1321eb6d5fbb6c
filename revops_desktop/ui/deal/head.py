"""The head of the panel, always in sight: title, company, stage, worth, next step."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.deal import deal_words
from revops_desktop.ui.deal.link_line import LinkLine
from revops_desktop.ui.deal.section import Elided, icon_button, show_value
from revops_desktop.ui.deal.stage_strip import StageStrip
from revops_desktop.ui.deal.text_area import TextArea
from revops_desktop.ui.sla.clock_rows import ClockRows

if TYPE_CHECKING:
    from revops_desktop.analytics.deal_panel import DealSheet
    from revops_desktop.ui.deal.desk import Desk

_ICON = QSize(16, 16)


class DealHead(QWidget):
    """What one must know of a deal whatever one looks at below."""

    closed = Signal()
    menu_wanted = Signal()
    stages_wanted = Signal()

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        tokens = theme.current()
        rows = QVBoxLayout(self)
        # What can be typed in or clicked has its own padding; the words stand in one line.
        rows.setContentsMargins(tokens.space_2, tokens.space_3, tokens.space_3, tokens.space_3)
        rows.setSpacing(tokens.space_1)
        rows.addLayout(self._first_row())
        self.company = LinkLine()
        self.company.clicked.connect(self._show_company)
        rows.addWidget(self.company)
        rows.addSpacing(tokens.space_1)
        self.strip = StageStrip()
        below = QVBoxLayout()
        below.setContentsMargins(tokens.space_2, 0, 0, 0)
        below.setSpacing(tokens.space_2)
        below.addWidget(self.strip)
        below.addLayout(self._place_row())
        below.addLayout(self._step_row())
        self.clocks = ClockRows(self.desk)
        below.addWidget(self.clocks)
        rows.addLayout(below)

    def _first_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        self.title = TextArea(_("Deal title"), in_one_line=True)
        self.title.field.setProperty("look", "title")
        self.title.committed.connect(lambda title: self.desk.edit(title=title or ""))
        self.menu_button = icon_button("ellipsis", _("More actions"))
        self.menu_button.clicked.connect(self.menu_wanted)
        self.close_button = icon_button("x", _("Close the panel (Esc)"))
        self.close_button.clicked.connect(self.closed)
        row.addWidget(self.title, 1)
        row.addWidget(self.menu_button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _place_row(self) -> QHBoxLayout:
        tokens = theme.current()
        row = QHBoxLayout()
        row.setSpacing(tokens.space_2)
        self.stage = texts.button("", "small")
        self.stage.setIcon(icons.icon("chevron-down"))
        self.stage.setIconSize(QSize(12, 12))
        self.stage.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.stage.clicked.connect(self.stages_wanted)
        self.stay = Elided("", "muted")
        self.amount = texts.label("", "heading")
        self.amount.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.monthly = texts.label("", "muted")
        row.addWidget(self.stage)
        row.addWidget(self.stay, 1)
        row.addWidget(self.amount)
        row.addWidget(self.monthly)
        return row

    def _step_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.current().space_2)
        self.step_icon = texts.label("")
        self.step_icon.setFixedSize(_ICON)
        self.step = Elided("")
        row.addWidget(self.step_icon)
        row.addWidget(self.step, 1)
        return row

    def show_sheet(self, sheet: "DealSheet") -> None:
        """Shows the deal's head; a title that is being typed stays."""
        show_value(self.title, sheet.fields.title)
        self._show_place(sheet)
        amount, monthly = deal_words.worth(sheet)
        self.amount.setText(amount)
        self.monthly.setText(monthly)
        self.monthly.setVisible(bool(monthly))
        self.company.set_text(sheet.company.name if sheet.company else _("No company"))
        self.company.setEnabled(sheet.company is not None)
        step, words = deal_words.next_step(sheet, self.desk.today())
        look = deal_words.STEP_LOOKS[step]
        out = deal_words.way_out(sheet.place, sheet.zone) if sheet.place else ""
        if out:
            look = deal_words.Look("log-out", "bad" if sheet.place_is_lost else "neutral")
            words = out
        self.step_icon.setPixmap(icons.icon(look.icon, look.colour).pixmap(_ICON))
        self.step.set_text(words)
        self.step.set_kind("bad" if look.colour == "bad" else "text")
        self.clocks.show_sheet(sheet)

    def _show_place(self, sheet: "DealSheet") -> None:
        place = sheet.place
        name = place.stage if place is not None and place.stage else _("In no stage")
        shown = self.stage.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 120)
        self.stage.setText(texts.button_text(shown))
        self.stage.setAccessibleName(_("Stage: {stage}. Choose another").format(stage=name))
        texts.set_tool_tip(self.stage, _("{stage}: move to another stage").format(stage=name))
        has_left = place is not None and place.status not in ("open", "customer")
        self.strip.show_place(sheet.stages, place.stage_id if place else None, has_left=has_left)
        self.stay.set_text(
            deal_words.stay(place, sheet.zone, self.desk.today()) if place and not has_left else ""
        )

    def _show_company(self) -> None:
        company = self.desk.sheet.company
        if company is not None:
            self.desk.actions.company_wanted.emit(company.company_id)

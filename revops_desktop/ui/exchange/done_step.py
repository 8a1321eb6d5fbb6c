"""Step 7: what the import did, and what one may want to do next."""

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.exchange.draft import Step
from revops_desktop.ui.exchange.figures_row import FiguresRow
from revops_desktop.ui.exchange.step_page import StepPage
from revops_desktop.ui.exchange.summary_tabs import SummaryTabs
from revops_desktop.ui.exchange.summary_words import also_made, figures
from revops_desktop.ui.exchange.work import Work


class DoneStep(StepPage):
    """`board_asked`: the person wants to see what came in."""

    step: ClassVar[Step] = "done"
    board_asked = Signal()

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self.figures = FiguresRow()
        self.also = texts.paragraph("", "muted")
        self.back = texts.button(_("Take this import back"))
        self.back.setIcon(icons.icon("undo-2"))
        self.back.clicked.connect(self.work.take_back)
        self.tabs = SummaryTabs(work.actions)
        self.layout_.addWidget(self.figures)
        self.layout_.addWidget(self.also)
        row = QHBoxLayout()
        row.setSpacing(theme.current().space_2)
        row.addWidget(self.back)
        row.addStretch(1)
        self.layout_.addLayout(row)
        self.layout_.addWidget(self.tabs, 1)
        self.nothing = QWidget()
        self.layout_.addWidget(self.nothing, 1)

    def show_draft(self) -> None:
        done = self.work.done
        if done is None:
            return
        self.figures.show_figures(figures(done))
        also = also_made(done)
        self.also.setText(also)
        self.also.setVisible(bool(also))
        self.tabs.show_summary(done)
        self.tabs.setVisible(self.tabs.is_needed)
        self.nothing.setVisible(not self.tabs.isVisibleTo(self))
        can = self.work.can_take_back()
        self.back.setEnabled(can and self.work.actions.running is None)
        words = _("It is one step: undo takes all of it back.")
        if not can:
            words = _("Something was done since: undo that first to take the import back.")
        self.say(_("Imported"), words)

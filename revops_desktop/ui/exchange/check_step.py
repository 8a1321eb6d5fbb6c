"""Step 6: what would happen, exactly, before anything is written; each row that is not taken."""

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.ui import texts, theme
from revops_desktop.ui.exchange.asked_list import AskedList
from revops_desktop.ui.exchange.differing import offer_change
from revops_desktop.ui.exchange.draft import Step, not_checked, open_questions
from revops_desktop.ui.exchange.figures_row import FiguresRow
from revops_desktop.ui.exchange.match_view import in_mode
from revops_desktop.ui.exchange.saving_refused import save_refused
from revops_desktop.ui.exchange.step_page import StepPage
from revops_desktop.ui.exchange.steps import is_ready
from revops_desktop.ui.exchange.summary_tabs import SummaryTabs, has_rows
from revops_desktop.ui.exchange.summary_words import also_made, figures
from revops_desktop.ui.exchange.work import Work

if TYPE_CHECKING:
    from revops_desktop.exchange.summary import ImportSummary

_LONGEST_REASON = 500


class CheckStep(StepPage):
    """Shows the dry run, and what to do about deals that are here already."""

    step: ClassVar[Step] = "check"

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._has_picture = False
        self._listed: ImportSummary | None = None
        self.figures = FiguresRow()
        self.also = texts.paragraph("", "muted")
        self.tabs = SummaryTabs(work.actions, "check")
        self.tabs.save_asked.connect(self._save_refused)
        self.again = texts.button(_("Check again"))
        self.again.clicked.connect(self.work.check_again)
        self.asked = AskedList()
        self.asked.step_wanted.connect(self.step_wanted)
        self.layout_.addWidget(self.asked, 1)
        self.layout_.addWidget(self.figures)
        self.layout_.addWidget(self.also)
        self.layout_.addWidget(self._present())
        self.change = texts.button("")
        self.change.clicked.connect(self._change_wanted)
        row = QHBoxLayout()
        row.setSpacing(theme.current().space_2)
        row.addWidget(self.again)
        row.addWidget(self.change)
        row.addStretch(1)
        self.layout_.addLayout(row)
        self.layout_.addWidget(self.tabs, 1)
        self.nothing = QWidget()
        self.layout_.addWidget(self.nothing, 1)

    def _present(self) -> QWidget:
        """Deals that are here already and stand elsewhere: moved only where that is wanted."""
        self.move_present = QCheckBox()
        self.move_present.toggled.connect(lambda _on: self._moves_said())
        self.override = QLineEdit()
        self.override.setMaxLength(_LONGEST_REASON)
        self.override.setAccessibleName(_("Why they go on over warnings"))
        self.override.setPlaceholderText(self.override.accessibleName())
        self.override.editingFinished.connect(self._moves_said)
        self.present = QWidget()
        row = QHBoxLayout(self.present)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space_3)
        row.addWidget(self.move_present)
        row.addWidget(self.override, 1)
        return self.present

    def _moves_said(self) -> None:
        moves = self.move_present.isChecked()
        reason = self.override.text().strip() if moves else ""
        draft = self.work.draft
        if (draft.moves_present, draft.override) != (moves, reason):
            self.work.take(not_checked(replace(draft, moves_present=moves, override=reason)))

    def _change_wanted(self) -> None:
        self.work.take(in_mode(self.work.draft, "both"))

    def _save_refused(self) -> None:
        if self.work.draft.checked is not None:
            save_refused(self, self.work, self.work.draft.checked, self.tabs.refused.say)

    def show_draft(self) -> None:
        draft, checked = self.work.draft, self.work.draft.checked
        self.again.setVisible(self.work.was_stopped)
        self._show_present(checked)
        if checked is None and (draft.refusal or draft.problem or open_questions(draft)):
            self._has_picture = False
        for widget in (self.figures, self.also):
            # The old picture stays while it is checked anew.
            widget.setVisible(self._has_picture)
        if checked is not None:
            self._has_picture = True
            self.figures.show()
            self.figures.show_figures(figures(checked))
            also = also_made(checked)
            self.also.setText(also)
            self.also.setVisible(bool(also))
            self._listed = checked if has_rows(checked) else None
        listed = self._listed if self._has_picture else None
        self.tabs.come(listed)
        offer_change(self.change, checked.differs if checked is not None else 0)
        self.asked.show_draft(draft)
        self.nothing.setVisible(listed is None and self.asked.isHidden())
        self.say(*self._words())

    def _words(self) -> tuple[str, str, str]:
        draft = self.work.draft
        if draft.refusal:
            return _("This cannot be imported yet"), draft.refusal, "bad"
        if draft.problem:
            return _("This cannot be imported yet"), draft.problem, "bad"
        if draft.checked is None:
            if asked := len(open_questions(draft)):
                words = ngettext(
                    "{number} question must be answered before anything can be checked.",
                    "{number} questions must be answered before anything can be checked.",
                    asked,
                )
                return _("Something is still asked"), words.format(number=count(asked)), "muted"
            if self.work.was_stopped:
                return _("The check was cancelled"), _("Nothing was written."), "muted"
            return _("Checking every row …"), _("Nothing is written yet."), "muted"
        if not is_ready(draft) and draft.checked.elsewhere:
            return (
                _("Nothing new to import"),
                _("But by the file deals stand elsewhere than here, or have left the river."),
                "text",
            )
        if not is_ready(draft):
            return (
                _("Nothing new to import"),
                _("All that could be taken is here already; nothing would change."),
                "muted",
            )
        words = _("Nothing is written yet. All of it comes in as one step that can be taken back.")
        return _("This is what would happen"), self.work.taken_words or words, "muted"

    def _show_present(self, summary: "ImportSummary | None") -> None:
        chosen = self.work.draft.moves_present
        number = summary.elsewhere if summary is not None else 0
        self.present.setVisible(bool(chosen or number))
        self.override.setVisible(chosen)
        text = _("Take over where deals stand by the file, and which have left the river")
        if number and not chosen:
            text = ngettext(
                "Take over where {number} deal stands by the file, or that it left the river",
                "Take over where {number} deals stand by the file, or that they left the river",
                number,
            ).format(number=count(number))
        self.move_present.setText(texts.button_text(text))
        if self.move_present.isChecked() != chosen:
            self.move_present.setChecked(chosen)

"""One review as it is held: what was agreed before, the figures, what is said, what is agreed."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import _
from revops_desktop.operations.sla_reviews import Agreed, Outcome
from revops_desktop.ui import texts, theme
from revops_desktop.ui.deal.section import clear
from revops_desktop.ui.sla import review_words as words
from revops_desktop.ui.sla.review_figures import FiguresTable
from revops_desktop.ui.sla.review_rows import AgreedList, EarlierRow

if TYPE_CHECKING:
    from revops_desktop.analytics.deal_form import Owner
    from revops_desktop.analytics.sla_review import Review


class ReviewForm(QScrollArea):
    """Shows a review or the draft of one.

    `opened` carries the rule and the figure whose clocks are wanted; `handoffs_wanted` asks for the
    hand-offs, `exported` for a file of the figures.
    """

    opened = Signal(object, str)
    exported = Signal()
    handoffs_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.review: Review | None = None
        self._was: object = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tokens = theme.current()
        inside = QWidget()
        self.setWidget(inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(tokens.space_2, 0, tokens.space_4, tokens.space_2)
        column.setSpacing(tokens.space_2)
        self.held = texts.paragraph("", "muted")
        column.addWidget(self.held)
        self.earlier_heading = self._heading(column, _("Agreed last time"))
        self._earlier = QVBoxLayout()
        self.earlier: list[EarlierRow] = []
        column.addLayout(self._earlier)
        self._heading(column, _("Promises kept"))
        self.said = texts.paragraph("", "text")
        self.figures = FiguresTable()
        self.figures.figure_opened.connect(self.opened.emit)
        self.nothing = texts.paragraph(
            _(
                "No stage and no hand-off rule has a time limit yet. Set one in the settings, and "
                "the next review says how often it was kept."
            ),
            "muted",
        )
        self.handoffs = texts.paragraph("", "muted")
        self.show_handoffs = texts.button(_("Show the hand-offs"), "small")
        self.show_handoffs.setAutoDefault(False)
        self.show_handoffs.clicked.connect(lambda _checked=False: self.handoffs_wanted.emit())
        self.export = texts.button(_("Export…"), "small")
        self.export.setAutoDefault(False)
        self.export.clicked.connect(lambda _checked=False: self.exported.emit())
        above = QHBoxLayout()
        above.addWidget(self.said, 1)
        above.addWidget(self.export)
        column.addLayout(above)
        column.addWidget(self.figures)
        column.addWidget(self.nothing)
        beside = QHBoxLayout()
        beside.addWidget(self.handoffs, 1)
        beside.addWidget(self.show_handoffs)
        column.addLayout(beside)
        self._heading(column, _("Discussion"))
        self.discussion = QPlainTextEdit()
        self.discussion.setTabChangesFocus(True)
        self.discussion.setAccessibleName(_("Discussion"))
        self.discussion.setPlaceholderText(_("What went well, what did not, and why?"))
        self.discussion.setMinimumHeight(90)
        column.addWidget(self.discussion, 1)
        self._heading(column, _("Agreements"))
        self.agreed = AgreedList()
        column.addWidget(self.agreed)

    def _heading(self, column: QVBoxLayout, text: str) -> QWidget:
        column.addSpacing(theme.current().space_2)
        made = texts.heading(text)
        column.addWidget(made)
        return made

    def show_review(self, review: "Review", members: "Sequence[Owner]", today: date) -> None:
        """Shows a review, with nothing typed yet."""
        self.review = review
        self.held.setText(words.held(review))
        clear(self._earlier)
        self.earlier = [EarlierRow(one, today) for one in review.earlier]
        for row in self.earlier:
            self._earlier.addWidget(row)
        self.earlier_heading.setVisible(bool(self.earlier))
        has_rules = bool(review.figures.rules)
        self.said.setText(words.figures(review))
        for widget in (self.said, self.export, self.figures):
            widget.setVisible(has_rules)
        self.nothing.setVisible(not has_rules)
        self.figures.show_figures(review.figures, review.before)
        handed = review.figures.handoffs
        self.handoffs.setText(words.handoffs(handed) if handed is not None else "")
        self.handoffs.setVisible(handed is not None)
        self.show_handoffs.setVisible(handed is not None)
        self.discussion.setPlainText(review.discussion)
        self.agreed.show_agreements(review.agreements, members, today)
        self.verticalScrollBar().setValue(0)
        self._was = self._said()

    def agreements(self) -> list[Agreed]:
        """The agreements as they stand; rows without a word are none."""
        return [
            Agreed(
                row.text.text().strip(),
                row.member.currentData(),
                row.day.value(),
                row.agreement.agreement_id if row.agreement is not None else 0,
            )
            for row in self.agreed.rows
            if not row.is_empty
        ]

    def outcomes(self) -> dict[int, Outcome]:
        """What is said now of agreements of before, where that is something else."""
        return {
            row.agreement.agreement_id: Outcome(row.done.isChecked(), row.remark.text().strip())
            for row in self.earlier
            if row.is_changed
        }

    def check(self) -> bool:
        """Whether every day is one; what is none is said under its line."""
        wrong = [row for row in self.agreed.rows if not row.day.commit()]
        if wrong:
            wrong[0].day.setFocus()
        return not wrong

    @property
    def is_changed(self) -> bool:
        """Whether something was typed that is not kept yet."""
        return self.review is not None and self._said() != self._was

    def _said(self) -> object:
        rows = [
            (row.text.text(), row.member.currentData(), row.day.field.text())  # type: ignore[attr-defined]  # a line edit
            for row in self.agreed.rows
            if not row.is_empty
        ]
        return self.discussion.toPlainText(), rows, self.outcomes()

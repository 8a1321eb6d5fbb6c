"""The reviews of SLAs: the past ones in a list, the chosen one or the next one beside it."""

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import _
from revops_desktop.rules.periods import local_day
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.sla import review_words as words
from revops_desktop.ui.sla.review_form import ReviewForm

if TYPE_CHECKING:
    from revops_desktop.analytics.sla_review import Cadence, Review, RuleLine, Summary
    from revops_desktop.ui.actions import Actions

_REVIEW = Qt.ItemDataRole.UserRole
_LIST = 276


class ReviewsDialog(QDialog):
    """Opens with the next weekly review, or with a past one."""

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from revops_desktop.analytics import deal_form, settings

        self._actions = actions
        about = actions.ask(settings.settings)
        self._today: date = local_day(actions.now(), about.time_zone)
        self._members = actions.ask(deal_form.owners)
        self.setWindowTitle(_("SLA reviews"))
        self.resize(1140, 690)
        tokens = theme.current()
        across = QHBoxLayout(self)
        across.setContentsMargins(*[tokens.space_4] * 4)
        across.setSpacing(tokens.space_4)
        across.addLayout(self._side())
        right = QVBoxLayout()
        right.setSpacing(tokens.space_2)
        right.addLayout(self._head())
        self.form = ReviewForm()
        self.form.opened.connect(self._open_clocks)
        self.form.handoffs_wanted.connect(self._open_handoffs)
        self.form.exported.connect(self._export)
        right.addWidget(self.form, 1)
        right.addLayout(self._foot())
        across.addLayout(right, 1)
        # A deal that was opened from here lies behind this dialog.
        actions.deal_wanted.connect(self.reject)

    def _side(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.current().space_2)
        self.weekly = texts.button(_("Weekly review"))
        self.monthly = texts.button(_("Monthly review"))
        for button, cadence in ((self.weekly, "weekly"), (self.monthly, "monthly")):
            button.setIcon(icons.icon("plus"))
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, cadence=cadence: self.begin(cadence))
            column.addWidget(button)
        column.addSpacing(theme.current().space_2)
        column.addWidget(texts.heading(_("Past reviews")))
        self.list = QListWidget()
        self.list.setFixedWidth(_LIST)
        self.list.setAccessibleName(_("Past reviews"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setWordWrap(True)
        self.list.itemSelectionChanged.connect(self._on_chosen)
        column.addWidget(self.list, 1)
        self.none = texts.paragraph(
            _("None yet. What is agreed in a review is asked about in the next one."), "muted"
        )
        self.none.setMaximumWidth(_LIST)
        column.addWidget(self.none)
        return column

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.title = texts.label("", "title")
        self.periods = QComboBox()
        self.periods.setAccessibleName(_("What is reviewed"))
        self.periods.currentIndexChanged.connect(self._on_period)
        row.addWidget(self.title, 1)
        row.addWidget(self.periods)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.delete = texts.button(_("Delete this review…"), "danger")
        self.delete.clicked.connect(lambda _checked=False: self.ask_delete())
        self.keep = texts.button(_("Keep the review"), "primary")
        self.keep.clicked.connect(lambda _checked=False: self.write())
        self.close_ = texts.button(_("Close"))
        self.close_.clicked.connect(self.reject)
        row.addWidget(self.delete)
        row.addStretch(1)
        for button in (self.close_, self.keep):
            row.addWidget(button)
        # Enter in a line goes on in the form, and keeps nothing.
        for button in (self.delete, self.close_, self.keep):
            button.setAutoDefault(False)
        return row

    # Showing

    def begin(self, cadence: "Cadence", place: int = 0) -> bool:
        """Opens the next review of a kind, `place` periods back; False if that was cancelled."""
        from revops_desktop.analytics import sla_review

        if not self._may_leave():
            return False
        offered = sla_review.periods(cadence, self._today)
        with QSignalBlocker(self.periods):
            self.periods.clear()
            for period in offered:
                self.periods.addItem(words.period_name(cadence, period), (cadence, period))
            self.periods.setCurrentIndex(place)
        self._actions.ask_later(
            "sla-review",
            sla_review.draft,
            self._show,
            cadence=cadence,
            now=self._actions.now(),
            period=offered[place],
        )
        return True

    def show_review(self, review_id: int) -> None:
        """Opens a past review."""
        from revops_desktop.analytics import sla_review

        self._actions.ask_later("sla-review", sla_review.review, self._show, review_id=review_id)

    def refresh(self) -> None:
        """Lists the past reviews anew."""
        from revops_desktop.analytics import sla_review

        self._actions.ask_later("sla-reviews", sla_review.reviews, self._show_list)

    def _show(self, review: "Review | None") -> None:
        if review is None:
            return
        self.form.show_review(review, self._members, self._today)
        kept = review.review_id > 0
        self.title.setText(words.period_name(review.cadence, review.period))
        self.periods.setVisible(not kept)
        self.delete.setVisible(kept)
        self.keep.setText(texts.button_text(_("Save changes") if kept else _("Keep the review")))
        self._choose(review.review_id)

    def _show_list(self, past: "tuple[Summary, ...]") -> None:
        with QSignalBlocker(self.list):
            self.list.clear()
            for one in past:
                item = QListWidgetItem("\n".join(words.summary(one)))
                item.setData(_REVIEW, one.review_id)
                item.setSizeHint(QSize(_LIST - 24, theme.current().row(13) * 3))
                self.list.addItem(item)
        self.none.setVisible(not past)
        shown = self.form.review
        self._choose(shown.review_id if shown is not None else 0)

    def _choose(self, review_id: int) -> None:
        with QSignalBlocker(self.list):
            self.list.clearSelection()
            for place in range(self.list.count()):
                if self.list.item(place).data(_REVIEW) == review_id:
                    self.list.setCurrentRow(place)

    def _on_chosen(self) -> None:
        chosen = next(iter(self.list.selectedItems()), None)
        shown = self.form.review
        if chosen is None or (shown is not None and chosen.data(_REVIEW) == shown.review_id):
            return
        if self._may_leave():
            self.show_review(int(chosen.data(_REVIEW)))
        else:
            self._choose(shown.review_id if shown is not None else 0)

    def _on_period(self, place: int) -> None:
        chosen: Any = self.periods.itemData(place)
        shown = self.form.review
        if chosen is not None and not self.begin(chosen[0], place) and shown is not None:
            with QSignalBlocker(self.periods):
                self.periods.setCurrentText(words.period_name(shown.cadence, shown.period))

    # Doing

    def write(self) -> bool:
        """Keeps the review, or what was changed in it; whether that was done."""
        from revops_desktop.operations import sla_reviews

        review = self.form.review
        if review is None or not self.form.check():
            return False
        said = {
            "discussion": self.form.discussion.toPlainText(),
            "agreements": self.form.agreements(),
            "outcomes": self.form.outcomes(),
        }
        if review.review_id:
            done = self._actions.do(sla_reviews.edit, review_id=review.review_id, **said)
            number = review.review_id
        else:
            first, last = review.period.first, review.period.last
            assert first is not None and last is not None
            done = self._actions.do(
                sla_reviews.hold,
                cadence=review.cadence,
                first_day=first.isoformat(),
                last_day=last.isoformat(),
                figures=review.figures.written(),
                **said,
            )
            number = int(done.value) if done is not None else 0
        if done is None:
            return False
        self.show_review(number)
        self.refresh()
        return True

    def ask_delete(self) -> None:
        """Deletes the review after asking; it can be undone."""
        from revops_desktop.operations import sla_reviews

        review = self.form.review
        if review is None or not review.review_id:
            return
        name = words.period_name(review.cadence, review.period)
        if not texts.ask(
            self,
            _("Delete this review"),
            _("Delete the review “{period}” with its agreements? This can be undone.").format(
                period=name
            ),
            _("Delete"),
            kind="warning",
        ):
            return
        if self._actions.do(sla_reviews.remove, review_id=review.review_id) is not None:
            self.form.review = None
            self.begin(review.cadence)
            self.refresh()

    def _may_leave(self) -> bool:
        """Asks what becomes of words that are not kept yet; False: stay with them."""
        if not self.form.is_changed:
            return True
        answer = texts.choose(
            self,
            _("SLA review"),
            _("What you wrote in this review is not kept yet."),
            (_("Keep it"), _("Leave it out")),
            usual=0,
        )
        return answer == 1 or (answer == 0 and self.write())

    def _open_clocks(self, rule: "RuleLine", subject: str) -> None:
        review = self.form.review
        if review is None:
            return
        from revops_desktop.ui.sla.clock_list import open_clocks

        open_clocks(
            self,
            self._actions,
            f"{rule.name} · {words.period_name(review.cadence, review.period)}",
            _("The clocks as they are known now; the review keeps its figures."),
            period=review.period,
            now=self._actions.now(),
            subject=subject,
            by="rule",
            key=(rule.kind, rule.rule_id),
        )

    def _export(self) -> None:
        from revops_desktop.ui.tables import text_list

        name = f"{_('SLA review')} {self.title.text()}"
        text_list.export(
            self,
            self._actions,
            name,
            self.form.figures,
            lambda said: texts.message(self, _("Export"), said),
        )

    def _open_handoffs(self) -> None:
        review = self.form.review
        if review is None:
            return
        from revops_desktop.analytics.handoff_figures import handoffs_behind
        from revops_desktop.ui.figures.deals import open_deals

        open_deals(
            self,
            self._actions,
            _("Hand-offs") + f" · {words.period_name(review.cadence, review.period)}",
            "",
            handoffs_behind,
            period=review.period,
            now=self._actions.now(),
            subject="handed",
        )

    def reject(self) -> None:
        """Closes, once what was written is kept or left out."""
        if self._may_leave():
            super().reject()


def open_reviews(parent: QWidget, actions: "Actions", review_id: int | None = None) -> None:
    """Opens the reviews: a past one, or the next weekly one."""
    dialog = ReviewsDialog(actions, parent)
    dialog.refresh()
    if review_id is None:
        dialog.begin("weekly")
    else:
        dialog.show_review(review_id)
    dialog.exec()
    dialog.deleteLater()

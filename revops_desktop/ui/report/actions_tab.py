"""What a report proposed: done, dropped or open; and whether the figures moved."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.rules.periods import local_day, months_before
from revops_desktop.ui import texts, theme
from revops_desktop.ui.deal.section import clear
from revops_desktop.ui.report.action_row import ActionRow

if TYPE_CHECKING:
    from revops_desktop.analytics.kept_actions import LastActions, Outcome
    from revops_desktop.analytics.kept_reports import KeptReport
    from revops_desktop.ui.actions import Actions

_LONGEST = 500
_WIDEST = 900


class ActionsTab(QWidget):
    """The actions of the report of a month; those of the owner's own can be added and changed."""

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._zone = "UTC"
        self._pipeline_id = 0
        self._kept: Sequence[KeptReport] = ()
        self._chosen: str | None = None
        self.rows: list[ActionRow] = []
        # Those that are being made, out of sight.
        self._coming: list[ActionRow] = []
        tokens = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.space_3, 0, 0)
        column.setSpacing(tokens.space_3)
        column.addLayout(self._head())
        self.words = texts.paragraph("", "muted")
        self.words.setMaximumWidth(_WIDEST)
        column.addWidget(self.words)
        column.addWidget(self._list(), 1)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.current().space_3)
        self.months = QComboBox()
        self.months.setMinimumWidth(130)
        self.months.currentIndexChanged.connect(self._on_month)
        self.label = texts.field_label(_("Actions of the report of"), self.months)
        row.addWidget(self.label)
        row.addWidget(self.months)
        row.addStretch(1)
        return row

    def _list(self) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = inside = QWidget()
        inside.setMaximumWidth(_WIDEST)
        area.setWidget(inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.current().space_3, 0)
        column.setSpacing(theme.current().space_3)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.current().space_3)
        column.addLayout(self._rows)
        self.new_row = QWidget()
        across = QHBoxLayout(self.new_row)
        across.setContentsMargins(0, 0, 0, 0)
        self.new = QLineEdit()
        self.new.setMaxLength(_LONGEST)
        self.new.setPlaceholderText(_("An action of your own"))
        self.new.setAccessibleName(_("An action of your own"))
        self.new.returnPressed.connect(self.add)
        self.add_button = texts.button(_("Add"))
        self.add_button.clicked.connect(lambda _on=False: self.add())
        across.addWidget(self.new, 1)
        across.addWidget(self.add_button)
        column.addWidget(self.new_row)
        column.addStretch(1)
        return area

    # What is asked

    def show_kept(self, kept: "Sequence[KeptReport]", pipeline_id: int, zone: str) -> None:
        """The reports that are kept; the actions of those of this pipeline can be chosen."""
        self._kept, self._pipeline_id, self._zone = kept, pipeline_id, zone
        months = list(dict.fromkeys(one.month for one in kept if one.pipeline_id == pipeline_id))
        with QSignalBlocker(self.months):
            self.months.clear()
            for month in months:
                self.months.addItem(i18n.month(month), month)
            place = self.months.findData(self._chosen)
            # What the newest report proposed is what is to be done now.
            self.months.setCurrentIndex(max(place, 0 if months else -1))
        self.ask()

    def _on_month(self, _place: int) -> None:
        self._chosen = self.months.currentData()
        self.ask()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.ask()

    @property
    def _today(self) -> date:
        return local_day(self._actions.now(), self._zone)

    def ask(self) -> None:
        """Asks what became of the actions, if that is seen."""
        month = self.months.currentData()
        has_any = month is not None
        for widget in (self.label, self.months, self.new_row):
            widget.setVisible(has_any)
        if not has_any:
            self._show_nothing()
        elif self.isVisible():
            from revops_desktop.analytics.kept_actions import last_actions

            self._actions.ask_later(
                "report-actions",
                last_actions,
                self._show,
                pipeline_id=self._pipeline_id,
                month=months_before(month, -1),
                now=self._actions.now(),
            )

    def _show_nothing(self) -> None:
        clear(self._rows)
        self.rows = []
        self.words.setText(
            _(
                "No report of this pipeline was made yet. Save or print one, and what it proposes "
                "stands here, to be marked as done or dropped."
            )
        )

    def _show(self, found: "LastActions") -> None:
        # Pages are built anew by a switch of language while an answer is under way.
        if self.months.currentData() != months_before(found.month, 1):
            return
        words = _(
            "Mark what was done, and when. The next report says what became of it by the end of "
            "its month, and whether the figure moved by more than chance."
        )
        if not found.last:
            words = _("This report proposed nothing to do. Add an action of your own.")
        self.words.setText(words)
        if [row.one.action_id for row in self.rows] == [one.action_id for one in found.last]:
            for row, one in zip(self.rows, found.last, strict=True):
                row.show_outcome(one, found)
            return
        for row in self._coming:
            row.deleteLater()
        self._coming = []
        make = (partial(self._make_row, one, found) for one in found.last)
        self._actions.turns.take(self, "actions", (*make, self._show_rows))

    def _make_row(self, one: "Outcome", found: "LastActions") -> None:
        row = ActionRow(one, found, self._today, self._inside)
        row.decided.connect(self._decide)
        row.reworded.connect(self._reword)
        row.removed.connect(self._remove)
        self._coming.append(row)

    def _show_rows(self) -> None:
        """All at once, when each is made."""
        clear(self._rows)
        self.rows, self._coming = self._coming, []
        for row in self.rows:
            self._rows.addWidget(row)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Tab goes through the rows before it comes to the line for one more."""
        for row in self.rows:
            for widget in row.findChildren(QWidget):
                is_here = widget.window() is self.window()
                if is_here and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    QWidget.setTabOrder(widget, self.new)
        QWidget.setTabOrder(self.new, self.add_button)

    # What is done

    def _decide(self, action_id: int, state: str, day: str | None, note: str | None) -> None:
        from revops_desktop.operations import report_actions

        done = self._actions.do(
            report_actions.decide, action_id=action_id, state=state, on=day, note=note
        )
        if done is None:
            self.ask()

    def _reword(self, action_id: int, words: str) -> None:
        from revops_desktop.operations import report_actions

        if self._actions.do(report_actions.reword, action_id=action_id, words=words) is None:
            self.ask()

    def _remove(self, action_id: int) -> None:
        from revops_desktop.operations import report_actions

        self._actions.do(report_actions.remove_action, action_id=action_id)

    def add(self) -> None:
        """Adds an action of the owner's own to the newest report of the month."""
        from revops_desktop.operations import report_actions

        month, words = self.months.currentData(), self.new.text().strip()
        place = (self._pipeline_id, month)
        report = next((one for one in self._kept if (one.pipeline_id, one.month) == place), None)
        if report is None or not words:
            self.new.setFocus()
            return
        done = self._actions.do(report_actions.add_action, report_id=report.report_id, words=words)
        if done is not None:
            self.new.clear()

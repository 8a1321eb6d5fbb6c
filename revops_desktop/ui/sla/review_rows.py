"""Agreements in a review: those of before, done or not, and the ones that are made now."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.deal.section import Elided, clear, icon_button
from revops_desktop.ui.fields.editors import editor
from revops_desktop.ui.sla import review_words as words

if TYPE_CHECKING:
    from revops_desktop.analytics.deal_form import Owner
    from revops_desktop.analytics.sla_review import Agreement

_LONGEST = 500


class EarlierRow(QWidget):
    """One agreement of before: ticked where it was done, with a remark."""

    def __init__(self, agreement: "Agreement", today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.agreement = agreement
        tokens = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, tokens.space_1)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(tokens.space_2)
        text = " ".join(agreement.text.split())
        self.done = QCheckBox()
        self.done.setAccessibleName(_("Done: {agreement}").format(agreement=text))
        self.done.setChecked(agreement.done_at is not None)
        self.remark = QLineEdit(agreement.remark)
        self.remark.setMaxLength(_LONGEST)
        self.remark.setPlaceholderText(_("How did it go?"))
        self.remark.setAccessibleName(_("Remark: {agreement}").format(agreement=text))
        row.addWidget(self.done)
        row.addWidget(Elided(text), 3)
        row.addWidget(self.remark, 2)
        column.addLayout(row)
        late = agreement.is_overdue(today)
        beside = Elided(words.about(agreement, today), "bad" if late else "muted")
        below = QHBoxLayout()
        below.addSpacing(self.done.sizeHint().width() + tokens.space_2)
        below.addWidget(beside, 1)
        column.addLayout(below)

    @property
    def is_changed(self) -> bool:
        """Whether it says something else than the file."""
        was = (self.agreement.done_at is not None, self.agreement.remark)
        return was != (self.done.isChecked(), self.remark.text().strip())


class AgreedRow(QWidget):
    """One agreement that is made: what, who, by when; `removed` that it is not wanted."""

    removed = Signal(object)

    def __init__(
        self,
        members: "Sequence[Owner]",
        today: date,
        agreement: "Agreement | None" = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.agreement = agreement
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space_2)
        self.text = QLineEdit(agreement.text if agreement else "")
        self.text.setMaxLength(_LONGEST)
        self.text.setPlaceholderText(_("What is to be done?"))
        self.text.setAccessibleName(_("Agreement"))
        self.member = QComboBox()
        self.member.setAccessibleName(_("Who does it"))
        self.member.setMinimumWidth(140)
        self.member.addItem(_("Nobody named"), None)
        for one in members:
            self.member.addItem(" ".join(one.name.split()), one.member_id)
        chosen = agreement.member_id if agreement else None
        if chosen is not None and self.member.findData(chosen) < 0 and agreement is not None:
            self.member.addItem(" ".join(agreement.member.split()), chosen)
        self.member.setCurrentIndex(max(0, self.member.findData(chosen)))
        self.day = editor("date", _("Done by"), today=lambda: today)
        self.day.setFixedWidth(180)
        self.day.set_value(agreement.due_on if agreement else None)
        self.remove = icon_button("x", _("Remove this agreement"))
        self.remove.clicked.connect(lambda _checked=False: self.removed.emit(self))
        row.addWidget(self.text, 1)
        row.addWidget(self.member)
        row.addWidget(self.day)
        row.addWidget(self.remove)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written."""
        return not self.text.text().strip()


class AgreedList(QWidget):
    """The agreements of a review, and a button for one more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._members: Sequence[Owner] = ()
        self._today = date(1970, 1, 1)
        self.rows: list[AgreedRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().space_2)
        self._column = QVBoxLayout()
        column.addLayout(self._column)
        foot = QHBoxLayout()
        self.add = texts.button(_("Add an agreement"), "small")
        self.add.setAutoDefault(False)
        self.add.clicked.connect(lambda _checked=False: self._begin())
        foot.addWidget(self.add)
        foot.addStretch(1)
        column.addLayout(foot)

    def show_agreements(
        self, agreements: "Sequence[Agreement]", members: "Sequence[Owner]", today: date
    ) -> None:
        """Shows what was agreed."""
        clear(self._column)
        self.rows = []
        self._members, self._today = members, today
        for one in agreements:
            self._append(one)

    def _append(self, agreement: "Agreement | None" = None) -> AgreedRow:
        row = AgreedRow(self._members, self._today, agreement)
        row.removed.connect(self._remove)
        self.rows.append(row)
        self._column.addWidget(row)
        # Tab goes from the last row to the button, not to it first.
        last = row.remove
        QWidget.setTabOrder(last, self.add)
        return row

    def _begin(self) -> None:
        self._append().text.setFocus()

    def _remove(self, row: AgreedRow) -> None:
        place = self.rows.index(row)
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        beside: QWidget = self.rows[min(place, len(self.rows) - 1)].text if self.rows else self.add
        beside.setFocus()

"""A time limit in business hours or business days, and whether it holds for running clocks too.

    made = LimitEditor(_("Time limit"), _("For the deals that are here now too"))
    made.show_limit(Limit(240, None))      # what the file says; None: no limit
    made.typed.connect(try_it)             # another limit stands here, not written yet
    made.wanted.connect(write)             # (limit, for_running): Enter, or the button

Nothing is written by leaving the field: a limit is a version from now on, so it is set by a word.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import NOTHING, _, count, hours, ngettext
from revops_desktop.rules.custom_fields import parse_number
from revops_desktop.ui import texts, theme

if TYPE_CHECKING:
    from revops_desktop.rules.business_clock import Limit

HOURS, DAYS = "hours", "days"
_MILLION = 1_000_000


def limit_text(limit: "Limit | None") -> str:
    """A limit in words: 4 h of business time, 2 business days; — where there is none."""
    if limit is None or limit.is_none:
        return NOTHING
    if limit.days is not None:
        return ngettext("{number} business day", "{number} business days", limit.days).format(
            number=count(limit.days)
        )
    return _("{hours} of business time").format(hours=hours((limit.minutes or 0) * 60))


def limit_short(limit: "Limit | None") -> str:
    """The same where there is little room: 4 h, 2 days; — where there is none."""
    if limit is None or limit.is_none:
        return NOTHING
    if limit.days is not None:
        return ngettext("{days} day", "{days} days", limit.days).format(days=count(limit.days))
    return hours((limit.minutes or 0) * 60)


class LimitEditor(QWidget):
    """A number, its unit, a box to tick, a button; empty is no limit."""

    typed = Signal()
    wanted = Signal(object, bool)

    def __init__(self, name: str, for_running: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self._limit: Limit | None = None
        self.number = QLineEdit()
        self.number.setMaxLength(12)
        self.number.setMaximumWidth(96)
        self.number.setAccessibleName(name)
        self.number.setPlaceholderText(_("No limit"))
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.unit = QComboBox()
        self.unit.addItem(_("business hours"), HOURS)
        self.unit.addItem(_("business days"), DAYS)
        self.unit.setAccessibleName(_("Unit of “{name}”").format(name=name))
        self.set_ = texts.button(_("Set"))
        self.for_running = QCheckBox(texts.button_text(for_running))
        self.problem = texts.paragraph("", "bad")
        self.problem.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        across = QHBoxLayout()
        across.setSpacing(tokens.space_2)
        across.addWidget(self.number)
        across.addWidget(self.unit)
        across.addWidget(self.set_)
        across.addStretch(1)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(tokens.space_2)
        down.addLayout(across)
        down.addWidget(self.for_running)
        down.addWidget(self.problem)
        self.setFocusProxy(self.number)
        self.number.textEdited.connect(lambda _text: self._on_typed())
        self.unit.currentIndexChanged.connect(lambda _index: self._on_typed())
        self.for_running.toggled.connect(lambda _on: self._check())
        self.number.returnPressed.connect(self.set_limit)
        self.set_.clicked.connect(self.set_limit)
        self.show_limit(None)

    @property
    def limit(self) -> "Limit | None":
        """What stands here; None: no limit. RuleBroken with a sentence where it is none."""
        from revops_desktop.rules.business_clock import Limit

        millionths = parse_number(self.number.text())
        if not millionths:
            return None
        if self.unit.currentData() == DAYS:
            if millionths < 0 or millionths % _MILLION:
                raise RuleBroken(
                    _("A limit in days is a whole number. Please write one, or choose hours.")
                )
            return Limit(None, millionths // _MILLION)
        minutes = round(millionths * 60 / _MILLION)
        if minutes < 1:
            raise RuleBroken(_("A limit is at least one minute. Please write a longer one."))
        return Limit(minutes, None)

    @property
    def is_changed(self) -> bool:
        """Whether another limit stands here than the file says."""
        try:
            return self.limit != self._limit
        except RuleBroken:
            return True

    def show_limit(self, limit: "Limit | None") -> None:
        """Shows what the file says, and forgets what was typed."""
        self._limit = None if limit is None or limit.is_none else limit
        self.propose(self._limit)
        self.for_running.setChecked(False)
        self._complain("")
        self._check()

    def propose(self, limit: "Limit | None") -> None:
        """Writes a limit into the fields without setting it."""
        for field in (self.number, self.unit):
            field.blockSignals(True)
        days = limit is not None and limit.days is not None
        self.unit.setCurrentIndex(1 if days else 0)
        if limit is None:
            self.number.setText("")
        elif limit.days is not None:
            self.number.setText(str(limit.days))
        else:
            written = f"{(limit.minutes or 0) / 60:.6f}"
            self.number.setText(written.rstrip("0").rstrip("."))
        for field in (self.number, self.unit):
            field.blockSignals(False)
        self._check()

    def set_limit(self) -> None:
        """Says that this limit is wanted from now on."""
        try:
            limit = self.limit
        except RuleBroken as problem:
            self._complain(str(problem))
            return
        self._complain("")
        if self.set_.isEnabled():
            self.wanted.emit(limit, self.for_running.isChecked())

    def take_back(self) -> None:
        """Shows again what the file says."""
        self.show_limit(self._limit)
        self.typed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_changed:
            self.take_back()
            return
        super().keyPressEvent(event)

    def _on_typed(self) -> None:
        self._complain("")
        self._check()
        self.typed.emit()

    def _check(self) -> None:
        # The same limit again may be wanted for those that are here already.
        again = self._limit is not None and self.for_running.isChecked()
        self.set_.setEnabled(self.is_changed or again)

    def _complain(self, sentence: str) -> None:
        self.number.setProperty("problem", bool(sentence))
        self.number.style().unpolish(self.number)
        self.number.style().polish(self.number)
        self.number.setAccessibleDescription(sentence)
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

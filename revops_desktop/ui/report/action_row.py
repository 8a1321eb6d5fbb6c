"""One action of a report: what became of it, and whether its figure moved."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.i18n import NOTHING, _
from revops_desktop.rules.made_report import OWN
from revops_desktop.rules.periods import month_of
from revops_desktop.ui import texts, theme
from revops_desktop.ui.deal.section import icon_button, show_value
from revops_desktop.ui.fields.editors import editor

if TYPE_CHECKING:
    from revops_desktop.analytics.kept_actions import LastActions, Outcome

_VERDICTS: dict[str, texts.LabelKind] = {"better": "good", "worse": "bad"}


class ActionRow(QFrame):
    """Changes nothing itself.

    `decided` carries id, state, day (ISO or None) and note (None: as it is) · `reworded` id and
    words · `removed` the id.
    """

    decided = Signal(int, str, object, object)
    reworded = Signal(int, str)
    removed = Signal(int)

    def __init__(
        self, one: "Outcome", found: "LastActions", today: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.one = one
        self._today = today
        tokens = theme.current()
        self.setProperty("kind", "panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.space_3] * 4)
        column.setSpacing(tokens.space_2)
        column.addLayout(self._head())
        column.addLayout(self._decision())
        self.figure = texts.paragraph("", "muted")
        self.verdict = texts.label("")
        below = QHBoxLayout()
        below.addWidget(self.figure, 1)
        below.addWidget(self.verdict)
        column.addLayout(below)
        self.show_outcome(one, found)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.is_own = self.one.key == OWN
        short = " ".join(self.one.words.split())[:60]
        if self.is_own:
            self.words = editor("text", _("Your own action: {action}").format(action=short))
            self.words.committed.connect(self._reword)
            self.remove = icon_button("x", _("Remove the action “{action}”").format(action=short))
            self.remove.clicked.connect(lambda _on=False: self.removed.emit(self.one.action_id))
            row.addWidget(self.words, 1)
            row.addWidget(self.remove)
        else:
            row.addWidget(texts.paragraph(self.one.words, "heading"), 1)
        return row

    def _decision(self) -> QHBoxLayout:
        short = " ".join(self.one.words.split())[:60]
        row = QHBoxLayout()
        self.states = QComboBox()
        self.states.setAccessibleName(_("What became of “{action}”").format(action=short))
        for state, name in (
            ("open", _("Not done yet")),
            ("done", _("Carried out")),
            ("dropped", _("Dropped")),
        ):
            self.states.addItem(name, state)
        self.states.currentIndexChanged.connect(self._decide)
        self.day = editor("date", _("On which day"), today=lambda: self._today)
        self.day.setFixedWidth(170)
        self.day.committed.connect(self._set_day)
        self.note = editor("text", _("Note on “{action}”").format(action=short))
        self.note.field.setProperty("placeholderText", _("How did it go?"))
        self.note.committed.connect(self._set_note)
        row.addWidget(self.states)
        row.addWidget(self.day)
        row.addWidget(self.note, 1)
        return row

    def show_outcome(self, one: "Outcome", found: "LastActions") -> None:
        """Shows what the file says; what is being typed stays."""
        from revops_desktop.analytics.wording import wording
        from revops_desktop.reports.parts.actions import moved_text

        self.one = one
        with QSignalBlocker(self.states):
            self.states.setCurrentIndex(self.states.findData(one.state))
        show_value(self.day, one.decided.isoformat() if one.decided else None)
        self.day.setVisible(one.state != "open")
        show_value(self.note, one.note or None)
        if self.is_own:
            show_value(self.words, one.words)
        text = wording(one.unit, found.currency).text
        if one.figure is None:
            self.figure.setText(_("No figure is watched for it."))
            self.verdict.hide()
            return
        # Within a month, what is counted has not come together yet.
        is_running = month_of(self._today) <= found.month
        words = _("{figure}: {then} in the report, {now} now")
        if is_running:
            words = _("{figure}: {then} in the report, {now} so far in {month}")
        self.figure.setText(
            words.format(
                figure=found.figure_of(one),
                then=text(one.then),
                now=text(one.now),
                month=i18n.month(found.month),
            )
        )
        said = "" if is_running or one.state != "done" else moved_text(one)
        if one.verdict == "early":
            said = moved_text(one)
        self.verdict.setText(said)
        self.verdict.setProperty("kind", _VERDICTS.get(one.verdict, "muted"))
        self.verdict.style().unpolish(self.verdict)
        self.verdict.style().polish(self.verdict)
        self.verdict.setVisible(bool(said) and said != NOTHING)

    def _decide(self, _place: int) -> None:
        state = str(self.states.currentData())
        day = None if state == "open" else self._today.isoformat()
        self.decided.emit(self.one.action_id, state, day, None)

    def _set_day(self, day: object) -> None:
        self.decided.emit(self.one.action_id, self.one.state, day, None)

    def _set_note(self, note: object) -> None:
        self.decided.emit(self.one.action_id, self.one.state, None, str(note or ""))

    def _reword(self, words: object) -> None:
        self.reworded.emit(self.one.action_id, str(words or ""))

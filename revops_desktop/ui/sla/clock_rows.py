"""The clocks of one deal, a line each, with the button that stops one or lets it go on."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.deal.section import Elided, icon_button
from revops_desktop.ui.question_dialog import QuestionDialog
from revops_desktop.ui.sla import clock_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from revops_desktop.analytics.deal_panel import DealSheet
    from revops_desktop.analytics.sla_lines import ClockLine
    from revops_desktop.ui.deal.desk import Desk

_ICON = QSize(16, 16)
_TICK_MILLISECONDS = 60_000
_LONGEST_REASON = 400
_KINDS: dict[str, texts.LabelKind] = {"bad": "bad", "warning": "warning"}


class ClockRows(QWidget):
    """Not there where no clock runs. Reads the clocks in the background, and again every minute."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setProperty("kind", "clear")
        self.setAccessibleName(_("Clocks"))
        self.lines: tuple[ClockLine, ...] = ()
        self.rows: list[ClockRow] = []
        self._deal_id = 0
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.current().space_1)
        self.hide()
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MILLISECONDS)
        self._tick.timeout.connect(self._on_tick)
        self._tick.start()

    def show_sheet(self, sheet: "DealSheet") -> None:
        """Shows the clocks of this deal, once they are read."""
        if sheet.fields.deal_id != self._deal_id:
            self._deal_id = sheet.fields.deal_id
            self._show(())
        self._ask()

    def _on_tick(self) -> None:
        if self.lines and self.isVisible() and not self.desk.is_empty:
            self._ask()

    def _ask(self) -> None:
        from revops_desktop.analytics.sla_clocks import deal_clocks

        actions = self.desk.actions
        asked = {"deal_ids": (self._deal_id,), "now": actions.now()}
        actions.ask_later("deal-clocks", deal_clocks, self._on_answer, **asked)

    def _on_answer(self, found: "Mapping[int, tuple[ClockLine, ...]]") -> None:
        if found and self._deal_id not in found:
            return
        self._show(found.get(self._deal_id, ()))

    def _show(self, lines: "tuple[ClockLine, ...]") -> None:
        before = [(one.kind, one.clock_id) for one in self.lines]
        self.lines = lines
        if before != [(one.kind, one.clock_id) for one in lines]:
            for row in self.rows:
                row.hide()
                row.deleteLater()
            self.rows = [ClockRow(self.desk) for _line in lines]
            for row in self.rows:
                self._layout.addWidget(row)
        zone = "UTC" if self.desk.is_empty else self.desk.sheet.zone
        for row, line in zip(self.rows, lines, strict=True):
            row.show_line(line, zone)
        self.setVisible(bool(lines))


class ClockRow(QWidget):
    """One clock: its icon, what it measures and how it stands, and its button."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._line: ClockLine | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space_2)
        self.icon = texts.label("")
        self.icon.setFixedSize(_ICON)
        self.words = Elided("")
        self.button = icon_button("circle-pause", _("Pause…"))
        self.button.setIconSize(_ICON)
        self.button.clicked.connect(self._press)
        self.why = icon_button("calendar-clock", _("Why this deadline?"))
        self.why.setIconSize(_ICON)
        self.why.clicked.connect(self._explain)
        row.addWidget(self.icon)
        row.addWidget(self.words, 1)
        row.addWidget(self.why)
        row.addWidget(self.button)

    def show_line(self, line: "ClockLine", zone: str) -> None:
        """Shows how the clock stands."""
        self._line = line
        look = clock_words.look_of(line.judged)
        self.icon.setPixmap(icons.icon(look.icon, look.ink).pixmap(_ICON))
        whole = clock_words.sentence(line, zone)
        # Which stage it is stands in the line above.
        is_stage = line.kind == "stage"
        self.words.set_text(clock_words.beside_stage(line, zone) if is_stage else whole)
        self.words.set_kind(_KINDS.get(look.ink, "text"))
        subject = clock_words.subject(line)
        if line.judged.is_paused:
            icon, what = "play", _("Let the clock go on: {clock}").format(clock=subject)
        else:
            icon, what = "circle-pause", _("Pause the clock: {clock}").format(clock=subject)
        self.button.setIcon(icons.icon(icon))
        self.button.setAccessibleName(what)
        texts.set_tool_tip(self.button, f"{whole}\n{what}")
        self.why.setAccessibleName(_("Why this deadline? {clock}").format(clock=subject))
        texts.set_tool_tip(self.icon, whole)

    def _explain(self) -> None:
        from revops_desktop.ui.deadline_steps import show_deadline

        line = self._line
        if line is not None:
            show_deadline(
                self.window(),
                self.desk.actions,
                clock_words.subject(line),
                kind=line.kind,
                clock_id=line.clock_id,
            )

    def _press(self) -> None:
        from revops_desktop.operations import clocks

        line = self._line
        if line is None:
            return
        clock = {"visit_id" if line.kind == "stage" else "handoff_id": line.clock_id}
        if line.judged.is_paused:
            self.desk.do(clocks.resume, **clock)
            return

        def save(reason: str) -> bool:
            return self.desk.do(clocks.pause, reason=reason, **clock) is not None

        PauseDialog(clock_words.subject(line), save, self.window()).exec()


class PauseDialog(QuestionDialog):
    """Asks what is waited for; `save` writes it, False is refused."""

    def __init__(
        self, subject: str, save: Callable[[str], bool], parent: QWidget | None = None
    ) -> None:
        title = _("Pause the clock")
        question = _("What is waited for? {clock}").format(clock=subject)
        super().__init__(title, question, _("Pause"), parent)
        self._save = save
        self.reason = QLineEdit(_("Waiting for the customer"))
        self.reason.setMaxLength(_LONGEST_REASON)
        self.reason.selectAll()
        self.reason.textChanged.connect(self._check)
        self.body.addWidget(texts.field_label(_("Reason"), self.reason))
        self.body.addWidget(self.reason)
        said = _("Until it goes on no time is counted, and what was left is left.")
        self.body.addWidget(texts.paragraph(said, "muted"))
        self.body.addStretch(1)
        self.reason.setFocus()

    def _check(self) -> None:
        self.confirm.setEnabled(bool(self.reason.text().strip()))

    def accept(self) -> None:
        """Closes once it was written; a refusal leaves it open."""
        if self.confirm.isEnabled() and self._save(self.reason.text()):
            super().accept()

"""The limits of a stage, each beside what it would have meant: time, idle, how many at most."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _, count, day, joined, ngettext, percent
from revops_desktop.rules.periods import local_day
from revops_desktop.ui import texts, theme
from revops_desktop.ui.deal.section import show_value
from revops_desktop.ui.fields.limit_editor import LimitEditor, limit_text
from revops_desktop.ui.fields.one_value import FieldEditor, LineEditor
from revops_desktop.ui.settings.limit_ladder import LimitLadder
from revops_desktop.ui.settings.whole_text import WholeText

if TYPE_CHECKING:
    from revops_desktop.analytics.limit_trial import Trial
    from revops_desktop.analytics.river_settings import StageSettings
    from revops_desktop.analytics.stage_evidence import StageEvidence
    from revops_desktop.rules.business_clock import Limit

_MOST = 9999
Write = Callable[..., bool]


def _read_count(text: str) -> int | None:
    """A whole number from 1 on; blank is no limit."""
    from revops_desktop.rules.custom_fields import MILLION, parse_number

    millionths = parse_number(text)
    if millionths is None:
        return None
    number, rest = divmod(millionths, MILLION)
    if rest or not 1 <= number <= _MOST:
        raise RuleBroken(
            _(
                "A limit is a whole number from 1 to {most}. Nothing was changed. "
                "Leave it empty to have no limit."
            ).format(most=count(_MOST))
        )
    return number


def _write_count(number: int | None) -> str:
    return "" if number is None else str(number)


class StageLimits(QWidget):
    """The time limit is set by a word, the others when their field is left."""

    drafted = Signal(dict)
    # What would this limit have meant? The answer comes to `show_trial`.
    trial_wanted = Signal(object)
    # The deals that would break a time limit, and those that an idle limit calls cold.
    late_wanted = Signal(object)
    cold_wanted = Signal(int)

    def __init__(self, write: Write, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._write = write
        self._stage: StageSettings | None = None
        self.evidence: StageEvidence | None = None
        self.time = LimitEditor(_("Time limit"), _("For the deals that are here now too"))
        self.in_force = WholeText()
        self.trial = WholeText()
        self.idle = _number(_("Going cold after (days)"))
        self.idle_said = WholeText()
        self.wip = _number(_("At most (deals)"))
        self.wip_said = WholeText()
        self.late, self.cold = (texts.button(_("Show deals…"), "small") for _each in range(2))
        self.ladder = LimitLadder()
        texts.set_tool_tip(self.time.set_, _("From now on; what has ended is never judged anew."))
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        tokens = theme.current()
        left = QVBoxLayout()
        left.setSpacing(tokens.space_1)
        left.addWidget(texts.field_label(_("Time limit"), self.time.number))
        left.addWidget(self.time)
        left.addWidget(self.in_force.label)
        tried = QHBoxLayout()
        tried.addWidget(self.trial.label, 1)
        tried.addWidget(self.late, 0, Qt.AlignmentFlag.AlignTop)
        left.addLayout(tried)
        left.addSpacing(tokens.space_1)
        rows: tuple[tuple[str, LineEditor, WholeText, tuple[QWidget, ...]], ...] = (
            (_("Going cold after (days)"), self.idle, self.idle_said, (self.cold,)),
            (_("At most (deals)"), self.wip, self.wip_said, ()),
        )
        for name, made, said, more in rows:
            left.addWidget(texts.field_label(name, made.field))
            across = QHBoxLayout()
            across.setSpacing(tokens.space_3)
            across.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
            across.addWidget(said.label, 1)
            for button in more:
                across.addWidget(button)
            left.addLayout(across)
        left.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(tokens.space_5)
        whole.addLayout(left, 5)
        whole.addWidget(self.ladder, 4)

    def _wire(self) -> None:
        self.idle.committed.connect(lambda value: self._set("idle_limit_days", value))
        self.wip.committed.connect(lambda value: self._set("wip_limit", value))
        self.time.typed.connect(self._on_limit)
        self.time.wanted.connect(self._set_limit)
        self.ladder.proposed.connect(self._propose)
        self.late.clicked.connect(lambda: self.late_wanted.emit(self._limit_here()))
        self.cold.clicked.connect(lambda: self.cold_wanted.emit(_shown(self.idle) or 0))
        for made, field in ((self.idle, "idle_limit_days"), (self.wip, "wip_limit")):
            made.line.textChanged.connect(lambda text, field=field: self._draft(field, text))

    def show_stage(self, stage: "StageSettings") -> None:
        """Shows the limits as the file has them."""
        another = self._stage is None or self._stage.stage_id != stage.stage_id
        changed = another or (self._stage is not None and self._stage.limit != stage.limit)
        self._stage = stage
        if another:
            self.evidence = None
            self.ladder.show_trials(())
            self._tell_trial(None)
        if changed or not self.time.is_changed:
            self.time.show_limit(stage.limit)
        for made, value in ((self.idle, stage.idle_limit_days), (self.wip, stage.wip_limit)):
            if another:
                made.set_value(value)
            else:
                show_value(made, value)
        self._tell()

    def show_evidence(self, evidence: "StageEvidence") -> None:
        """Shows what the file knows beside what is set."""
        self.evidence = evidence
        self.ladder.show_trials(evidence.tried, self._limit_here())
        self._tell()
        self._ask_trial()

    def show_trial(self, limit: "Limit", trial: "Trial") -> None:
        """Shows what the limit that stands in the field would have meant."""
        if limit == self._limit_here():
            self._tell_trial(trial)

    def _tell_trial(self, trial: "Trial | None") -> None:
        self.trial.tell(trial_text(trial) if trial is not None else "")
        self.late.setVisible(trial is not None and trial.n > trial.met)

    def _limit_here(self) -> "Limit | None":
        try:
            return self.time.limit
        except RuleBroken:
            return None

    def _on_limit(self) -> None:
        limit = self._limit_here()
        self.drafted.emit({"limit": limit})
        self.ladder.mark(limit)
        self._ask_trial()

    def _ask_trial(self) -> None:
        limit = self._limit_here()
        if limit is None:
            self._tell_trial(None)
        elif self.evidence is not None:
            known = dict(self.evidence.tried).get(limit)
            if known is not None:
                self.show_trial(limit, known)
            else:
                self.trial_wanted.emit(limit)

    def _propose(self, limit: "Limit") -> None:
        self.time.propose(limit)
        self._on_limit()

    def _set_limit(self, limit: "Limit | None", for_running: bool) -> None:
        self._write(time_limit=(limit, for_running))

    def _set(self, field: str, value: Any) -> None:
        stage = self._stage
        if stage is not None and not self._write(fields={field: value}):
            self.idle.set_value(stage.idle_limit_days)
            self.wip.set_value(stage.wip_limit)

    def _draft(self, field: str, text: str) -> None:
        try:
            number = _read_count(text)
        except RuleBroken:
            return
        self.drafted.emit({field: number})
        self._tell()

    def _tell(self) -> None:
        evidence, stage = self.evidence, self._stage
        if stage is None:
            return
        self.in_force.tell(_in_force(evidence))
        limit = _shown(self.idle)
        self.idle_said.tell(_cold_text(evidence, limit))
        self.cold.setVisible(bool(evidence is not None and limit and evidence.cold(limit)))
        self.wip_said.tell(_crowd_text(evidence, stage, self.wip))


def _number(name: str) -> LineEditor:
    made = LineEditor(name, _read_count, _write_count, hint=_("No limit"))
    made.line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    made.line.setFixedWidth(96)
    return made


def _shown(made: FieldEditor) -> int | None:
    """What stands in an editor of a number, if it is one."""
    try:
        number: int | None = made.value()
    except RuleBroken:
        return None
    return number


def trial_text(trial: "Trial") -> str:
    """What a limit would have meant, in a sentence."""
    if trial.n == 0:
        return _("In the last 12 months no stay here came to such a deadline.")
    said = ngettext(
        "In the last 12 months {percent} of {n} stay would have kept it.",
        "In the last 12 months {percent} of {n} stays would have kept it.",
        trial.n,
    ).format(percent=percent(trial.compliance.raw), n=count(trial.n))
    if trial.over_here:
        here = ngettext(
            "{number} deal that is here now is over it.",
            "{number} deals that are here now are over it.",
            trial.over_here,
        )
        said = joined(said, here.format(number=count(trial.over_here)))
    return said


def _in_force(evidence: "StageEvidence | None") -> str:
    """Since when the limit holds, and what held before."""
    versions = evidence.versions if evidence is not None else ()
    if not versions:
        return ""
    last = versions[-1]
    since = day(local_day(last.made_at, evidence.zone)) if evidence is not None else ""
    if last.limit is None:
        said = _("No limit since {day}.").format(day=since)
    else:
        said = _("{limit} since {day}.").format(limit=limit_text(last.limit), day=since)
    if len(versions) > 1 and versions[-2].limit is not None:
        before = limit_text(versions[-2].limit)
        said = joined(said, _("Before: {limit}.").format(limit=before))
    return said


def _cold_text(evidence: "StageEvidence | None", limit: int | None) -> str:
    if limit is None or evidence is None:
        return _("Days without a move, an activity or a note; a planned task suspends it.")
    cold = evidence.cold(limit)
    return ngettext(
        "{number} of {here} deal here is cold by that now.",
        "{number} of {here} deals here are cold by that now.",
        evidence.here,
    ).format(number=count(cold), here=count(evidence.here))


def _crowd_text(evidence: "StageEvidence | None", stage: "StageSettings", made: FieldEditor) -> str:
    said = ngettext("{number} deal is here now.", "{number} deals are here now.", stage.standing)
    parts = [said.format(number=count(stage.standing))]
    if evidence is not None and evidence.crowd.day is not None:
        most = _("The most in 12 months: {number}, on {day}.")
        parts.append(most.format(number=count(evidence.crowd.most), day=day(evidence.crowd.day)))
    limit = _shown(made)
    if limit is not None and stage.standing > limit:
        parts.append(_("That marks the column now."))
    return joined(*parts)

"""Lead score: the rules that give points, from when on a contact is hot, and who is."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from revops_desktop.i18n import NOTHING, _, count, ngettext
from revops_desktop.rules.lead_score import HIGHEST_HOT
from revops_desktop.ui import texts, theme
from revops_desktop.ui.fields.whole_number import WholeNumber
from revops_desktop.ui.page import Panel
from revops_desktop.ui.scores import words
from revops_desktop.ui.scores.rescoring import rescorer_of
from revops_desktop.ui.settings.rows_panel import (
    ADD,
    DELETE,
    DOWN,
    EDIT,
    RESTORE,
    UP,
    Line,
    RowsPanel,
)
from revops_desktop.ui.settings.section import Section
from revops_desktop.ui.tables.columns import ColumnSpec, wording
from revops_desktop.ui.tables.listing import Listing
from revops_desktop.ui.tables.record_panel import RecordPanel

if TYPE_CHECKING:
    from revops_desktop.analytics.custom_fields import CustomField
    from revops_desktop.analytics.score_trial import RuleOf
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.program import ProgramLike

WIDEST = 1500
_RULES = frozenset(("score_rule", "custom_field", "custom_choice"))
_PAUSE = 250


class ScoreSection(Section):
    """Rules at the left, hot leads at the right; each wish becomes one verb."""

    def __init__(
        self, actions: "Actions", program: "ProgramLike", parent: QWidget | None = None
    ) -> None:
        super().__init__(actions, program, parent)
        self._rules: tuple[RuleOf, ...] = ()
        self._fields: tuple[CustomField, ...] = ()
        self._reach: dict[int, int] = {}

    def build(self) -> Iterator[None]:
        self.content.setMaximumWidth(WIDEST)
        across = QHBoxLayout()
        across.setSpacing(theme.current().space_3)
        self.body.addLayout(across)
        self.rules = RowsPanel(
            _("Rules"),
            (_("Rule"), _("Points"), _("Given for"), _("Half after"), _("Contacts")),
            (
                *((ADD, _("Add…")), (EDIT, _("Edit…")), (UP, _("Up")), (DOWN, _("Down"))),
                *((DELETE, _("Delete…")), (RESTORE, _("Bring back"))),
            ),
            numbers=(1, 4),
            wide=2,
            parent=self.content,
        )
        self.rules.table.setMinimumHeight(380)
        across.addWidget(self.rules, 5)
        self.setFocusProxy(self.rules.table)
        self.rules.wanted.connect(self._on_rule)
        self.rules.order_wanted.connect(self._order)
        yield
        self.hot = HotPanel(self._actions, self.content)
        across.addWidget(self.hot, 3)
        yield from self.hot.build()

    @staticmethod
    def title() -> str:
        return _("Lead score")

    def fill(self) -> Iterator[None]:
        from revops_desktop.analytics import score_trial

        self._rules = self._actions.ask(score_trial.rules)
        self._fields = self._actions.ask(score_trial.attributes)
        self._show_rules()
        self._ask_reach()
        yield
        self.hot.refresh()

    def on_changed(self, changed: "ChangedLike") -> None:
        if changed.tables & _RULES:
            self.refresh()
            return
        if "contact_score" in changed.tables:
            self._ask_reach()
        self.hot.on_changed(changed)

    def _ask_reach(self) -> None:
        from revops_desktop.analytics import score_trial

        now = self._actions.now()
        self._actions.ask_later("score-reach", score_trial.reach, self._show_reach, now=now)

    def _show_reach(self, found: dict[int, int]) -> None:
        self._reach = found
        self._show_rules()

    def _show_rules(self) -> None:
        self.rules.show_lines([self._line(one) for one in self._rules])

    def _line(self, one: "RuleOf") -> Line:
        rule = one.rule
        reached = self._reach.get(rule.rule_id)
        cells = (
            rule.name,
            words.points_text(rule.points),
            words.condition(rule, self._fields, self.hot.words.currency),
            words.fading(rule),
            NOTHING if reached is None or one.is_archived else count(reached),
        )
        return Line(rule.rule_id, cells, is_archived=one.is_archived)

    def _on_rule(self, command: str, rule_id: int) -> None:
        from revops_desktop.operations import score_rules

        found = next((one for one in self._rules if one.rule.rule_id == rule_id), None)
        if command == ADD:
            self._ask(None)
        elif found is None:
            return
        elif command == EDIT:
            self._ask(found)
        elif command == RESTORE:
            self._actions.do(score_rules.bring_back, rule_id=rule_id)
        elif command == DELETE:
            self._remove(found)

    def _order(self, rule_ids: list[int]) -> None:
        from revops_desktop.operations import score_rules

        self._actions.do(score_rules.order, rule_ids=rule_ids)

    def _ask(self, found: "RuleOf | None") -> None:
        from revops_desktop.operations import score_rules
        from revops_desktop.ui.settings.score_rule_dialog import ScoreRuleDialog

        def save(values: dict[str, Any]) -> bool:
            if found is not None:
                rule_id = found.rule.rule_id
                return self._actions.do(score_rules.edit, rule_id=rule_id, **values) is not None
            done = self._actions.do(score_rules.add, **values)
            if done is not None:
                self.rules.select(int(done.value))
            return done is not None

        rules = tuple(one.rule for one in self._rules if not one.is_archived)
        rule = None if found is None else found.rule
        dialog = ScoreRuleDialog(self._actions, rules, self._fields, save, self, rule=rule)
        dialog.exec()
        dialog.deleteLater()

    def _remove(self, found: "RuleOf") -> None:
        from revops_desktop.operations import score_rules

        asked = _(
            "Delete the rule “{rule}”, or put it away? Its points go from every score either way; "
            "a rule that was put away can be brought back, and undo takes back both."
        ).format(rule=" ".join(found.rule.name.split()))
        answers = [_("Put away"), _("Delete")]
        chosen = texts.choose(self, _("Delete the rule"), asked, answers, "info")
        if chosen is not None:
            deed = (score_rules.archive, score_rules.remove)[chosen]
            self._actions.do(deed, rule_id=found.rule.rule_id)


class HotPanel(Panel):
    """From when on a contact is hot, how many are, and which: live while a number is typed."""

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(_("Hot leads"), parent)
        self._actions = actions
        self._kept = 0
        self._number = 0
        self.words = wording(actions)
        self.threshold = WholeNumber(1, HIGHEST_HOT)
        row = QHBoxLayout()
        row.setSpacing(theme.current().space_2)
        row.addWidget(texts.field_label(_("Hot from this score on"), self.threshold))
        row.addWidget(self.threshold)
        row.addStretch(1)
        self.layout_.addLayout(row)
        self.said = texts.paragraph("", "muted")
        self.layout_.addWidget(self.said)
        self.layout_.addLayout(self._progress_row(actions))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._show_draft)
        self.threshold.valueChanged.connect(lambda _value: self._pause.start())
        self.threshold.editingFinished.connect(self._write)

    def build(self) -> Iterator[None]:
        """Builds the list of those who are hot; a turn ends at each `yield`."""
        from revops_desktop.analytics import contact_list

        yield
        listing = Listing(
            key="hot-leads",
            name=_("Hot leads"),
            own="contact",
            tables=frozenset(("contact", "company", "contact_score", "score_rule")),
            found=contact_list.found,
            rows=contact_list.rows,
            columns=_columns,
            nothing=_("Nobody has so high a score."),
            sort="score",
            descending=True,
        )
        self.list = RecordPanel(self._actions, listing, self.words, parent=self)
        self.list.setMinimumHeight(260)
        self.layout_.addWidget(self.list, 1)
        self.list.table.opened.connect(self._actions.contact_wanted)
        self.list.table.linked.connect(self._actions.company_wanted)
        self.list.counted.connect(self._on_counted)

    def _progress_row(self, actions: "Actions") -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.current().space_1)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Scores are being brought up to date"))
        self.waiting = texts.label(_("Scores are being brought up to date …"), "muted")
        for widget in (self.waiting, self.progress):
            column.addWidget(widget)
            widget.hide()
        rescorer_of(actions).progressed.connect(self._on_progress)
        return column

    def refresh(self) -> None:
        """Asks what holds; a number that is being typed stays."""
        from revops_desktop.analytics import lead_scores

        kept = self._actions.ask(lead_scores.hot_from)
        if kept != self._kept:
            self._kept = kept
            self.threshold.blockSignals(True)
            self.threshold.setValue(kept)
            self.threshold.blockSignals(False)
        self._show_draft()
        self.list.refresh()

    def on_changed(self, changed: "ChangedLike") -> None:
        """Something was written while the section is seen."""
        if "workspace" in changed.tables:
            self.refresh()
        else:
            self.list.on_changed(changed)

    def _show_draft(self) -> None:
        self.list.change(of=("hot_from", self.threshold.value()))
        self._say()

    def _write(self) -> None:
        from revops_desktop.operations import score_rules

        if self.threshold.value() != self._kept:
            self._actions.do(score_rules.set_hot_score, score=self.threshold.value())

    def _on_counted(self, _shown: int, total: int) -> None:
        self._number = total
        self._say()

    def _say(self) -> None:
        number, score = count(self._number), count(self.threshold.value())
        if self.threshold.value() == self._kept:
            text = ngettext("{number} contact is hot.", "{number} contacts are hot.", self._number)
        else:
            text = ngettext(
                "From {score} on {number} contact would be hot. Enter keeps it.",
                "From {score} on {number} contacts would be hot. Enter keeps it.",
                self._number,
            )
        self.said.setText(text.format(number=number, score=score))

    def _on_progress(self, done: int, whole: int) -> None:
        # A short work is over before anybody could read of it.
        shown = whole > 2_000
        self.waiting.setVisible(shown)
        self.progress.setVisible(shown)
        self.progress.setRange(0, max(1, whole))
        self.progress.setValue(done)


def _columns() -> list[ColumnSpec]:
    return [
        ColumnSpec("name", _("Name"), width=104),
        ColumnSpec("company", _("Company"), "company", 124),
        ColumnSpec("score", _("Lead score"), "number", 104),
        ColumnSpec("job_title", _("Job title"), width=110, is_shown=False),
        ColumnSpec("role", _("Role in the purchase"), width=130, is_shown=False),
        ColumnSpec("email", _("E-mail"), width=160, is_shown=False),
        ColumnSpec("phone", _("Phone"), width=120, is_shown=False),
        ColumnSpec("open_deals", _("Open deals"), "number", 90, is_shown=False),
    ]

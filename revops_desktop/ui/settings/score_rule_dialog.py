"""The dialog of a score rule: points, what for, how they fade; who would become hot by it."""

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.rules import lead_score
from revops_desktop.rules.custom_fields import MILLION, SUBJECT_LABELS
from revops_desktop.rules.deal_fields import ACTIVITY_LABELS
from revops_desktop.rules.lead_score import ScoreRule
from revops_desktop.rules.periods import local_day
from revops_desktop.ui.fields.editors import editor
from revops_desktop.ui.fields.one_value import FieldEditor, LineEditor
from revops_desktop.ui.fields.whole_number import WholeNumber
from revops_desktop.ui.question_dialog import QuestionDialog
from revops_desktop.ui.scores import words
from revops_desktop.ui.settings.people_dialogs import Save, form_of, line
from revops_desktop.ui.settings.score_trial_view import TrialView
from revops_desktop.ui.tables.columns import wording

if TYPE_CHECKING:
    from revops_desktop.analytics.custom_fields import CustomField
    from revops_desktop.ui.actions import Actions

_PAUSE = 250
_ACTIVITY = "activity:"


class ScoreRuleDialog(QuestionDialog):
    """A rule, new or there already; `save` writes it, False where that was refused."""

    def __init__(
        self,
        actions: "Actions",
        rules: tuple[ScoreRule, ...],
        fields: "tuple[CustomField, ...]",
        save: Save,
        parent: QWidget | None = None,
        *,
        rule: ScoreRule | None,
    ) -> None:
        title = _("New score rule") if rule is None else _("Edit score rule")
        super().__init__(title, title, _("Add") if rule is None else _("Save"), parent)
        self.setMinimumWidth(560)
        self._actions, self._rules, self._fields, self._save = actions, rules, fields, save
        self._rule, self._words = rule, wording(actions)
        self._proposed = ""
        self.points = WholeNumber(-lead_score.MOST_POINTS, lead_score.MOST_POINTS)
        self.points.setValue(rule.points if rule else 10)
        self.about = QComboBox()
        self._offer()
        self.comparison = QComboBox()
        self.value = QStackedWidget()
        self.value.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.half_life = WholeNumber(0, lead_score.LONGEST_HALF_LIFE, _("never"), _(" days"))
        self.half_life.setValue((rule.half_life_days if rule else None) or 0)
        self.most = WholeNumber(0, 1_000, _("all of them"))
        self.most.setValue((rule.most if rule else None) or 0)
        self.name = line(rule.name if rule else "", 120)
        self.editor: FieldEditor | None = None
        self._form = form_of(
            self,
            (
                (_("Points"), self.points),
                (_("Given for"), self.about),
                (_("Compared"), self.comparison),
                (_("With"), self.value),
                (_("Worth half after"), self.half_life),
                (_("Count at most the newest"), self.most),
                (_("Name"), self.name),
            ),
        )
        self.trial = TrialView()
        self.body.addWidget(self.trial)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._try)
        self._show_rule()
        self.about.currentIndexChanged.connect(lambda _index: self._on_about())
        self.comparison.currentIndexChanged.connect(lambda _index: self._on_comparison())
        for number in (self.points, self.half_life, self.most):
            number.valueChanged.connect(lambda _value: self._changed())
        self.name.textChanged.connect(lambda _text: self._check())
        self._changed()
        self.points.setFocus()
        self.points.selectAll()

    # What can be chosen

    def _offer(self) -> None:
        for kind in lead_score.ACTIVITY_KINDS:
            said = _("Activity: {kind}").format(kind=_(ACTIVITY_LABELS[kind]))
            self.about.addItem(said, f"{_ACTIVITY}{kind}")
        self.about.insertSeparator(self.about.count())
        for key, label in words.ATTRIBUTE_LABELS.items():
            whose = _("Contact") if key in lead_score.OF_CONTACT else _("Company")
            self.about.addItem(f"{whose}: {_(label)}", key)
        for field in self._fields:
            key = f"{lead_score.CUSTOM}{field.id}"
            if not field.is_archived or (self._rule is not None and self._rule.attribute == key):
                whose = _(SUBJECT_LABELS[field.subject])
                self.about.addItem(f"{whose}: {' '.join(field.name.split())}", key)

    def _show_rule(self) -> None:
        rule = self._rule
        if rule is not None:
            key = rule.attribute or f"{_ACTIVITY}{rule.activity_kind}"
            self.about.setCurrentIndex(max(0, self.about.findData(key)))
        self._on_about()
        if rule is not None and rule.attribute is not None:
            self.comparison.setCurrentIndex(max(0, self.comparison.findData(rule.comparison)))
            if self.editor is not None and rule.value is not None:
                self.editor.set_value(self._shown(rule.value))
            self._on_comparison()

    @property
    def attribute(self) -> str | None:
        """The attribute that is looked at; None: an activity is."""
        key = str(self.about.currentData())
        return None if key.startswith(_ACTIVITY) else key

    @property
    def _field(self) -> "CustomField | None":
        key = self.attribute or ""
        return next((one for one in self._fields if f"{lead_score.CUSTOM}{one.id}" == key), None)

    @property
    def _kind(self) -> lead_score.AttributeKind:
        field = self._field
        return field.kind if field is not None else lead_score.ATTRIBUTES[self.attribute or "role"]

    def _on_about(self) -> None:
        attribute = self.attribute
        for row in (self.comparison, self.value):
            self._form.setRowVisible(row, attribute is not None)
        for number in (self.half_life, self.most):
            self._form.setRowVisible(number, attribute is None)
        if attribute is not None:
            self.comparison.blockSignals(True)
            self.comparison.clear()
            for one in lead_score.COMPARISONS[self._kind]:
                self.comparison.addItem(_(words.COMPARISON_LABELS[one]), one)
            self.comparison.blockSignals(False)
            self._make_editor(attribute)
            self._on_comparison()
        self._changed()

    def _on_comparison(self) -> None:
        needs = self.attribute is not None and self.comparison.currentData() != "filled"
        self._form.setRowVisible(self.value, needs)
        self._changed()

    def _make_editor(self, attribute: str) -> None:
        if self.editor is not None:
            self.value.removeWidget(self.editor)
            self.editor.deleteLater()
        kind, field = self._kind, self._field
        choices: list[tuple[Any, str]] = []
        if field is not None and kind == "choice":
            choices = [(one.id, one.name) for one in field.choices if not one.is_archived]
        elif kind == "channel":
            choices = [(key, _(name)) for key, name in words.CHANNEL_LABELS.items()]
        made = editor(
            "choice" if kind in ("choice", "channel") else kind,  # type: ignore[arg-type]
            _("With"),
            currency=self._words.currency,
            today=self._today,
            choices=choices,
        )
        if kind == "text" and field is None and isinstance(made, LineEditor):
            self._complete(made.line, attribute)
        made.committed.connect(lambda _value: self._changed())
        if isinstance(made, LineEditor):
            made.line.textChanged.connect(lambda _text: self._changed())
        self.editor = made
        self.value.addWidget(made)
        self.value.setCurrentWidget(made)
        self.value.setFocusProxy(made)
        # Made last, it would come last by Tab.
        self.setTabOrder(self.comparison, made.field)

    def _complete(self, field: QLineEdit, attribute: str) -> None:
        from revops_desktop.analytics import score_trial

        found = self._actions.ask(score_trial.values_in_use, attribute=attribute)
        completer = QCompleter(list(found), field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        field.setCompleter(completer)

    def _today(self) -> date:
        return local_day(self._actions.now(), self._words.zone)

    # What was entered

    def _shown(self, value: str) -> Any:
        """A kept value as its editor takes it."""
        if self._kind in ("text", "date", "channel"):
            return value
        return int(value) * (MILLION if self.attribute == "employees" else 1)

    def _value(self) -> str | None:
        """What was entered, as it is kept; RuleBroken where it cannot be."""
        if self.editor is None or self.comparison.currentData() == "filled":
            return None
        value = self.editor.value()
        if value is None:
            return None
        return str(value // MILLION if self.attribute == "employees" else value)

    def entered(self) -> ScoreRule:
        """The rule as it stands; RuleBroken where something in it cannot be."""
        rule_id = self._rule.rule_id if self._rule is not None else 0
        name, points = self.name.text().strip(), self.points.value()
        if self.attribute is None:
            kind = str(self.about.currentData()).removeprefix(_ACTIVITY)
            made = ScoreRule(
                rule_id,
                name,
                points,
                activity_kind=kind,
                half_life_days=self.half_life.value() or None,
                most=self.most.value() or None,
            )
            lead_score.check(made, None)
            return made
        made = ScoreRule(
            rule_id,
            name,
            points,
            attribute=self.attribute,
            comparison=self.comparison.currentData(),
            value=self._value(),
        )
        lead_score.check(made, self._kind)
        return made

    def _changed(self) -> None:
        self._propose_name()
        self._check()
        self._pause.start()

    def _propose_name(self) -> None:
        """A rule is called after what it gives points for, until the person names it."""
        try:
            said = words.condition(self.entered(), self._fields, self._words.currency)
        except RuleBroken:
            return
        if self.name.text() in ("", self._proposed):
            self._proposed = said[:120]
            self.name.setText(self._proposed)
            self.name.setCursorPosition(0)

    def _check(self) -> None:
        try:
            self.entered()
            complete = bool(self.name.text().strip())
        except RuleBroken:
            complete = False
        self.confirm.setEnabled(complete)

    def _try(self) -> None:
        """Asks who would be hot by the rules with this one."""
        from revops_desktop.analytics import score_trial

        try:
            draft = self.entered()
        except RuleBroken:
            return
        others = tuple(one for one in self._rules if one.rule_id != draft.rule_id)
        self._actions.ask_later(
            "score-trial",
            score_trial.trial,
            self.trial.show_trial,
            now=self._actions.now(),
            tried=(*others, draft),
        )

    def accept(self) -> None:
        """Closes once the rule was written; a refusal leaves it open."""
        if self.editor is not None and self.attribute is not None and not self.editor.commit():
            return
        if not self.confirm.isEnabled():
            return
        rule = self.entered()
        values = {
            name: getattr(rule, name)
            for name in (
                *("name", "points", "activity_kind", "attribute", "comparison", "value"),
                *("half_life_days", "most"),
            )
        }
        if self._save(values):
            super().accept()

"""Hand-off rules: between which functions, when a deal is ready, what goes with it, by when."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import N_, _
from revops_desktop.ui import focus, texts, theme
from revops_desktop.ui.board import words
from revops_desktop.ui.deal.section import Elided, show_value
from revops_desktop.ui.deal.text_area import TextArea
from revops_desktop.ui.fields.editors import editor
from revops_desktop.ui.fields.limit_editor import LimitEditor, limit_short
from revops_desktop.ui.handoffs.words import way
from revops_desktop.ui.page import Panel
from revops_desktop.ui.question_dialog import QuestionDialog
from revops_desktop.ui.settings.criteria_list import CriteriaList
from revops_desktop.ui.settings.criterion_dialog import ALL_CONDITIONS
from revops_desktop.ui.settings.handoff_items_list import ItemsList
from revops_desktop.ui.settings.people_dialogs import Save, form_of, line
from revops_desktop.ui.settings.rows_panel import ADD, DELETE, RESTORE, Line, RowsPanel
from revops_desktop.ui.settings.section import Section

if TYPE_CHECKING:
    from revops_desktop.analytics.handoff_rules import HandoffRules, RuleOf
    from revops_desktop.rules.business_clock import Limit
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.program import ProgramLike

WIDEST = 1400
_SHOWN = frozenset(
    (
        *("handoff_rule", "handoff_item", "exit_criterion", "time_limit", "function"),
        *("handoff", "custom_field"),
    )
)
READY = (("all", N_("All conditions hold")), ("any", N_("Any one condition holds")))
# A rule cannot ask for itself.
_CONDITIONS = tuple(one for one in ALL_CONDITIONS if one != "handoff_ready")
_LABEL_WIDTH = 130


class HandoffsSection(Section):
    """The rules at the left, the chosen one at the right; each change is one undo step."""

    def __init__(
        self, actions: "Actions", program: "ProgramLike", parent: QWidget | None = None
    ) -> None:
        super().__init__(actions, program, parent)
        self._found: HandoffRules | None = None

    def build(self) -> Iterator[None]:
        self.content.setMaximumWidth(WIDEST)
        across = QHBoxLayout()
        across.setSpacing(theme.current().space_3)
        self.body.addLayout(across)
        self.rules = RowsPanel(
            _("Hand-off rules"),
            (_("Rule"), _("Between"), _("Answer within")),
            ((ADD, _("Add…")), (DELETE, _("Delete…")), (RESTORE, _("Bring back"))),
            wide=1,
            parent=self.content,
        )
        self.rules.table.setMinimumHeight(220)
        across.addWidget(self.rules, 2)
        self.setFocusProxy(self.rules.table)
        yield
        self.detail = RuleDetail(self._write, self.content)
        across.addWidget(self.detail, 3)
        yield from self.detail.build()
        self.rules.chosen.connect(lambda _key: self._show_rule())
        self.rules.wanted.connect(self._on_rule)

    @staticmethod
    def title() -> str:
        return _("Hand-offs")

    def fill(self) -> Iterator[None]:
        from revops_desktop.analytics.handoff_rules import handoff_rules

        self._found = self._actions.ask(handoff_rules)
        yield
        self.rules.show_lines(
            [
                Line(
                    one.rule_id,
                    (one.name, way(one.from_function, one.to_function), limit_short(one.limit)),
                    is_archived=one.is_archived,
                )
                for one in self._found.rules
            ]
        )
        self._show_rule()

    def on_changed(self, changed: "ChangedLike") -> None:
        if changed.tables & _SHOWN:
            self.refresh()

    @property
    def rule(self) -> "RuleOf | None":
        """The chosen rule."""
        return self._found.rule(self.rules.key) if self._found is not None else None

    def _show_rule(self) -> None:
        rule = self.rule
        in_use = rule is not None and not rule.is_archived
        self.detail.setVisible(in_use)
        if rule is not None and in_use and self._found is not None:
            self.detail.show_rule(rule, self._found)

    def _write(self, **parts: Any) -> bool:
        """Writes parts of the chosen rule; after a refusal the file's state is shown again."""
        from revops_desktop.operations import handoff_rules

        rule = self.rule
        if rule is None:
            return False
        done = self._actions.do(handoff_rules.edit, rule_id=rule.rule_id, **{"fields": {}, **parts})
        if done is None:
            self.refresh()
        return done is not None

    def _on_rule(self, command: str, rule_id: int) -> None:
        from revops_desktop.operations import handoff_rules

        found = self.rule
        if command == ADD:
            self._add()
        elif found is None:
            return
        elif command == RESTORE:
            self._actions.do(handoff_rules.restore, rule_id=rule_id)
        elif command == DELETE:
            self._remove(found)

    def _add(self) -> None:
        from revops_desktop.operations import handoff_rules

        assert self._found is not None

        def save(values: dict[str, Any]) -> bool:
            done = self._actions.do(handoff_rules.add, **values)
            if done is not None:
                self.rules.select(int(done.value))
            return done is not None

        dialog = NewRuleDialog(self._found, save, self)
        dialog.exec()
        dialog.deleteLater()

    def _remove(self, rule: "RuleOf") -> None:
        from revops_desktop.operations import handoff_rules

        if rule.handed:
            asked = _(
                "Delete the hand-off rule “{rule}”? It was used, so it is archived: its hand-offs "
                "stay as they are, new ones are accepted at once. Undo takes everything back."
            ).format(rule=words.one_line(rule.name))
            if not texts.ask(self, _("Delete hand-off rule"), asked, _("Delete")):
                return
        self._actions.do(handoff_rules.remove, rule_id=rule.rule_id)


class RuleDetail(QWidget):
    """Everything that can be set on a rule, written as soon as it is entered."""

    def __init__(self, write: Callable[..., bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._write = write

    def build(self) -> Iterator[None]:
        """Builds its panels; a turn ends at each `yield`."""
        tokens = theme.current()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.space_3)
        self.panel = Panel(parent=self)
        rows.addWidget(self.panel)
        self.heading = Elided("", "heading")
        self.panel.layout_.addWidget(self.heading)
        self._build_fields()
        yield
        self.items = ItemsList(self)
        self.items.table.setMinimumHeight(150)
        self.items.items_wanted.connect(self._on_items)
        rows.addWidget(self.items)
        yield
        name = _("Conditions that the program checks")
        conditions = Panel(name, self)
        self.conditions = CriteriaList(name=name, conditions=_CONDITIONS, levels=False)
        self.conditions.table.setMinimumHeight(150)
        self.conditions.criteria_wanted.connect(self._on_conditions)
        conditions.layout_.addWidget(self.conditions)
        rows.addWidget(conditions)
        rows.addStretch(1)

    def _build_fields(self) -> None:
        tokens = theme.current()
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(tokens.space_3)
        self.grid.setVerticalSpacing(tokens.space_2)
        self.grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self.grid.setColumnStretch(1, 1)
        self.name = editor("text", _("Name"))
        self.name.committed.connect(lambda value: self._field("name", value or ""))
        self.definition = TextArea(
            _("A deal is ready when"), _("In one sentence that both functions agree on")
        )
        self.definition.committed.connect(lambda value: self._field("definition", value or ""))
        self.ready = QComboBox()
        for key, name in READY:
            self.ready.addItem(_(name), key)
        self.ready.activated.connect(
            lambda _place: self._field("ready_when", self.ready.currentData())
        )
        self.limit = LimitEditor(_("Answer within"), _("For hand-offs that wait already, too"))
        self.limit.wanted.connect(self._on_limit)
        for row, (label, field) in enumerate(
            (
                (_("Name"), self.name),
                (_("A deal is ready when"), self.definition),
                (_("The program checks"), self.ready),
                (_("The receiver answers within"), self.limit),
            )
        ):
            named = texts.field_label(label, focus.proxy_of(field) or field)
            named.setWordWrap(True)
            self.grid.addWidget(named, row, 0)
            self.grid.addWidget(field, row, 1)
        self.panel.layout_.addLayout(self.grid)

    def show_rule(self, rule: "RuleOf", found: "HandoffRules") -> None:
        """Shows what the file says; what is being typed stays."""
        self.heading.set_text(way(rule.from_function, rule.to_function))
        show_value(self.name, rule.name)
        show_value(self.definition, rule.definition or None)
        self.ready.setCurrentIndex(max(0, self.ready.findData(rule.ready_when)))
        self.limit.show_limit(rule.limit)
        self.items.show_items(rule.items, found.fields)
        named = [(one.field_id, one.name) for one in found.fields]
        self.conditions.show_criteria(rule.conditions, named)

    def _field(self, name: str, value: str) -> None:
        self._write(fields={name: value})

    def _on_limit(self, limit: "Limit | None", for_running: bool) -> None:
        from revops_desktop.operations.handoff_rules import WantedLimit

        self._write(limit=WantedLimit(limit, for_running))

    def _on_items(self, wanted: "Sequence[dict[str, Any]]") -> None:
        from revops_desktop.operations.handoff_rules import WantedItem

        self._write(items=[WantedItem(**one) for one in wanted])

    def _on_conditions(self, wanted: "Sequence[dict[str, Any]]") -> None:
        from revops_desktop.operations.criteria import WantedCriterion

        self._write(conditions=[WantedCriterion(**one) for one in wanted])


class NewRuleDialog(QuestionDialog):
    """Between which functions a new rule stands, and what it is called."""

    def __init__(self, found: "HandoffRules", save: Save, parent: QWidget | None) -> None:
        title = _("New hand-off rule")
        super().__init__(title, title, _("Add"), parent)
        self._save = save
        self._taken = {
            (one.from_function_id, one.to_function_id) for one in found.rules if not one.is_archived
        }
        self.giver, self.taker = QComboBox(), QComboBox()
        for box in (self.giver, self.taker):
            for function_id, name in found.functions:
                box.addItem(words.one_line(name)[:80], function_id)
        self._choose_free(found)
        self.name = line("")
        self.name.setPlaceholderText(_("For example MQL, SQL, kick-off"))
        form_of(
            self,
            (
                (_("Sending function"), self.giver),
                (_("Receiving function"), self.taker),
                (_("Name"), self.name),
            ),
        )
        self.hint = texts.paragraph("", "warning")
        self.body.addWidget(self.hint)
        self.body.addStretch(1)
        for box in (self.giver, self.taker):
            box.currentIndexChanged.connect(self._check)
        self.name.textChanged.connect(self._check)
        self._check()
        self.name.setFocus()

    def _choose_free(self, found: "HandoffRules") -> None:
        """Proposes the first function that hands nothing to the next one yet, else to any."""
        places = range(len(found.functions))
        ids = [function_id for function_id, _name in found.functions]
        for giver, taker in (*pairwise(places), *product(places, repeat=2)):
            if giver != taker and (ids[giver], ids[taker]) not in self._taken:
                self.giver.setCurrentIndex(giver)
                self.taker.setCurrentIndex(taker)
                return

    def _check(self) -> None:
        pair = (self.giver.currentData(), self.taker.currentData())
        said = ""
        if pair[0] == pair[1]:
            said = _("A function hands nothing over to itself.")
        elif pair in self._taken:
            said = _("There is a rule between these functions already.")
        self.hint.setText(said)
        self.hint.setVisible(bool(said))
        self.confirm.setEnabled(not said and bool(self.name.text().strip()))

    def accept(self) -> None:
        """Closes once the rule was added; a refusal leaves it open."""
        values = {
            "from_function_id": self.giver.currentData(),
            "to_function_id": self.taker.currentData(),
            "name": self.name.text(),
        }
        if self.confirm.isEnabled() and self._save(values):
            super().accept()

"""Custom fields: defined, put in order, put away, deleted; of deals, companies and contacts."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import N_, NOTHING, _, count, ngettext
from revops_desktop.rules.custom_fields import KIND_LABELS, Subject
from revops_desktop.ui import texts
from revops_desktop.ui.board import words
from revops_desktop.ui.filters import lists
from revops_desktop.ui.question_dialog import run
from revops_desktop.ui.settings.field_dialog import FieldDialog
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

if TYPE_CHECKING:
    from revops_desktop.analytics.custom_fields import CustomField
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.program import ProgramLike

WIDEST = 1240
_SHOWN = frozenset(
    ("custom_field", "custom_choice", "custom_value", "exit_criterion", "function", "stage")
)
_HEADINGS: dict[Subject, str] = {
    "deal": N_("Fields of deals"),
    "company": N_("Fields of companies"),
    "contact": N_("Fields of contacts"),
}


class FieldsSection(Section):
    """A table for each kind of record; each wish becomes one verb, and shows what was written."""

    def __init__(
        self, actions: "Actions", program: "ProgramLike", parent: QWidget | None = None
    ) -> None:
        super().__init__(actions, program, parent)
        self._fields: tuple[CustomField, ...] = ()

    def build(self) -> Iterator[None]:
        self.content.setMaximumWidth(WIDEST)
        self.body.addWidget(
            texts.paragraph(
                _(
                    "Fields of your own stand beside the program's: in the deal panel, on cards, "
                    "in tables, filters, lists that come in and go out, and a stage may ask for "
                    "them before a deal leaves it."
                ),
                "muted",
            )
        )
        self.panels: dict[Subject, RowsPanel] = {}
        for subject in _HEADINGS:
            self.panels[subject] = self._panel(subject)
            yield
        self.setFocusProxy(self.panels["deal"].table)

    def _panel(self, subject: Subject) -> RowsPanel:
        of_deal = subject == "deal"
        columns = [_("Name"), _("Holds"), _("Filled in by"), _("Filled in")]
        columns += [_("On cards"), _("Needed before leaving")] if of_deal else []
        panel = RowsPanel(
            _(_HEADINGS[subject]),
            columns,
            (
                *((ADD, _("Add…")), (EDIT, _("Edit…")), (UP, _("Up")), (DOWN, _("Down"))),
                *((DELETE, _("Delete…")), (RESTORE, _("Bring back"))),
            ),
            numbers=(3,),
            wide=1,
            parent=self.content,
        )
        panel.table.setMinimumHeight(210 if of_deal else 140)
        panel.wanted.connect(lambda command, key: self._on_wanted(subject, command, key))
        panel.order_wanted.connect(self._order)
        self.body.addWidget(panel)
        return panel

    @staticmethod
    def title() -> str:
        return _("Custom fields")

    def fill(self) -> Iterator[None]:
        from revops_desktop.analytics import custom_fields

        self._fields = self._actions.ask(custom_fields.fields, archived=True)
        usage = self._actions.ask(custom_fields.usage)
        yield
        stages = {line.value: line.name for line in self._stages()}
        for subject, panel in self.panels.items():
            mine = [one for one in self._fields if one.subject == subject]
            panel.show_lines([_line(one, usage.get(one.id, 0), stages) for one in mine])

    def on_changed(self, changed: "ChangedLike") -> None:
        if changed.tables & _SHOWN:
            self.refresh()

    def _stages(self) -> list[lists.Line]:
        from revops_desktop.analytics.filter_values import offered

        found = self._actions.ask(offered, about="stage")
        return [lists.Line(one.value, one.name, one.under) for one in found]

    def _on_wanted(self, subject: Subject, command: str, key: int) -> None:
        from revops_desktop.operations import custom_fields

        found = next((one for one in self._fields if one.id == key), None)
        if command == ADD:
            self._edit(subject, None)
        elif found is None:
            return
        elif command == EDIT:
            self._edit(subject, found)
        elif command == RESTORE:
            self._actions.do(custom_fields.bring_back, field_id=key)
        elif command == DELETE:
            self._remove(found)

    def _edit(self, subject: Subject, field: "CustomField | None") -> None:
        from revops_desktop.analytics.filter_values import offered
        from revops_desktop.operations import custom_fields

        def save(values: dict[str, Any]) -> bool:
            kind, choices = values.pop("kind"), values.pop("choices")
            if subject != "deal":
                values |= {"on_card": False, "before": ()}
            if field is None:
                names = [name for _id, name in choices] if kind == "choice" else []
                done = self._actions.do(
                    custom_fields.define, subject=subject, kind=kind, choices=names, **values
                )
                if done is not None:
                    self.panels[subject].select(int(done.value))
                return done is not None
            wanted = [custom_fields.WantedChoice(*one) for one in choices]
            done = self._actions.do(
                custom_fields.edit,
                field_id=field.id,
                choices=wanted if kind == "choice" else None,
                **values,
            )
            return done is not None

        functions = [
            (int(one.value or 0), one.name) for one in self._actions.ask(offered, about="function")
        ]
        dialog = FieldDialog(subject, functions, self._stages(), save, self, field=field)
        run(dialog)

    def _remove(self, field: "CustomField") -> None:
        from revops_desktop.analytics import custom_fields as question
        from revops_desktop.operations import custom_fields

        held = self._actions.ask(question.usage).get(field.id, 0)
        rules = self._actions.ask(question.scored_by, field_id=field.id)
        looked_at = _looked_at(field, rules) if rules else ""
        if not held:
            # Nothing is lost, and one step of undo brings it back.
            if not rules or texts.ask(self, _("Delete field"), looked_at, _("Delete")):
                self._actions.do(custom_fields.remove, field_id=field.id)
            return
        text = ngettext(
            "{n} record holds something in “{field}”. Put away, the field is no longer shown and "
            "what was entered is kept. Deleted, what was entered goes with it.",
            "{n} records hold something in “{field}”. Put away, the field is no longer shown and "
            "what was entered is kept. Deleted, what was entered goes with it.",
            held,
        ).format(n=count(held), field=words.one_line(field.name))
        if looked_at:
            text += "\n\n" + looked_at
        answer = texts.choose(
            self, _("Delete field"), text, (_("Put away"), _("Delete with what was entered"))
        )
        if answer is not None:
            verb = custom_fields.remove if answer else custom_fields.archive
            self._actions.do(verb, field_id=field.id)

    def _order(self, keys: list[int]) -> None:
        from revops_desktop.operations import custom_fields

        self._actions.do(custom_fields.order, field_ids=keys)


def _looked_at(field: "CustomField", rules: Sequence[str]) -> str:
    """What becomes of the score rules that look at a field."""
    return ngettext(
        "The score rule {rules} looks at “{field}”. If the field is deleted, the rule is put away.",
        "The score rules {rules} look at “{field}”. If the field is deleted, they are put away.",
        len(rules),
    ).format(
        field=words.one_line(field.name),
        rules=_(", ").join(_("“{name}”").format(name=words.one_line(one)) for one in rules),
    )


def _line(one: "CustomField", held: int, stages: dict[Any, str]) -> Line:
    kind = _(KIND_LABELS[one.kind])
    if one.kind == "choice":
        listed = ", ".join(choice.name for choice in one.choices if not choice.is_archived)
        kind = _("{kind}: {choices}").format(kind=kind, choices=listed)
    before = ", ".join(stages[stage] for stage in one.before if stage in stages)
    more = (_("Yes") if one.on_card else NOTHING, before or NOTHING)
    cells = (one.name, kind, one.function or NOTHING, count(held))
    return Line(
        one.id, (*cells, *more) if one.subject == "deal" else cells, is_archived=one.is_archived
    )

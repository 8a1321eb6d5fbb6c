"""Writes the parts of a template into a file, within a verb (domain.md §3, §4).

What the file has already under a name is used, not made twice: functions, reasons, lists, fields.
What was agreed before is the owner's: a hand-off rule between two functions and the lead score are
written only where the file has none.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.tables import (
    custom_choice,
    custom_field,
    exit_reason,
    function,
    handoff_rule,
    nurture_list,
    score_rule,
    stage,
)
from revops_desktop.operations import criteria, handoff_rules, score_rules, time_limits
from revops_desktop.operations.criteria import WantedCriterion
from revops_desktop.operations.template_parts import (
    CriterionTemplate,
    LimitTemplate,
    ReasonTemplate,
    RuleTemplate,
    StageTemplate,
    Template,
)
from revops_desktop.rules.business_clock import Limit
from revops_desktop.rules.lead_score import ScoreRule
from revops_desktop.rules.text import match_key, stored


class TemplateWriter:
    """Writes parts of one template in one language; ids of functions and fields are kept."""

    def __init__(self, session: Session, *, at: int, template: Template, language: str) -> None:
        self._session, self._at, self._template = session, at, template
        self._language = "ja" if language == "ja" else "en"
        self._functions: dict[str, int] = {}
        self._fields: dict[str, int] = {}

    def everything_but_stages(self) -> None:
        """Functions and fields first, then what names them: rules, score, lists, reasons."""
        self.functions()
        for rule in self._template.handoff_rules:
            self.rule(rule)
        self.score_rules()
        self.nurture_lists()
        for kind, reasons in self._template.exit_reasons.items():
            self.reasons(kind, reasons)

    def functions(self) -> None:
        """The functions and the owner's fields that the template names, by id from here on."""
        present = _named(self._session, function)
        for each in self._template.functions:
            name = each.names[self._language]
            key = match_key(name)
            if key not in present:
                present[key] = self._added(
                    function, name=stored(name), colour=each.colour, position=self._next(function)
                )
            self._functions[each.key] = present[key]
        self._add_fields()

    def stage(self, pipeline_id: int, position: int, wanted: StageTemplate) -> int:
        """A new stage with its criteria and its time limit; its id."""
        stage_id = self._added(
            stage, pipeline_id=pipeline_id, position=position, **self.stage_values(wanted)
        )
        criteria.write(
            self._session, [self.criterion(one) for one in wanted.exit_criteria], stage_id=stage_id
        )
        self.limit(wanted.time_limit, stage_id=stage_id)
        return stage_id

    def stage_values(self, wanted: StageTemplate) -> dict[str, Any]:
        """The columns of a stage but for its pipeline and its place."""
        return {
            "name": stored(wanted.names[self._language]),
            "phase": wanted.phase,
            "function_id": self._functions.get(wanted.function),
            "colour": wanted.colour,
            "definition": stored(wanted.definitions[self._language]),
            "probability_basis_points": wanted.probability,
            "new_sale": int(wanted.new_sale),
            "wip_limit": wanted.wip_limit,
            "idle_limit_days": wanted.idle_limit_days,
        }

    def criterion(self, wanted: CriterionTemplate, own_id: int | None = None) -> WantedCriterion:
        """A criterion as it is written; `own_id` where the file has it already."""
        return WantedCriterion(
            own_id,
            wanted.texts[self._language],
            wanted.condition,
            field=wanted.field,
            activity_kind=wanted.activity_kind,
            custom_field_id=self._field(wanted.custom_field),
            least_score=wanted.least_score,
            level=wanted.level,
        )

    def limit(self, wanted: LimitTemplate | None, **of: int) -> None:
        """The time limit of a stage (`stage_id`); nothing is written where it is as it was."""
        limit = Limit(wanted.minutes, wanted.days) if wanted is not None else None
        time_limits.write(self._session, at=self._at, limit=limit, for_running=False, **of)

    def rule(self, wanted: RuleTemplate) -> None:
        """A hand-off rule, where its two functions have none, not even an archived one."""
        pair = self._functions[wanted.from_function], self._functions[wanted.to_function]
        rule = handoff_rule.c
        if pair[0] == pair[1] or self._is_there(
            handoff_rule, rule.from_function_id == pair[0], rule.to_function_id == pair[1]
        ):
            return
        limit = wanted.limit
        handoff_rules.add(
            self._session,
            at=self._at,
            from_function_id=pair[0],
            to_function_id=pair[1],
            name=wanted.names[self._language],
            definition=wanted.definitions[self._language],
            ready_when=wanted.ready_when,
            items=[
                handoff_rules.WantedItem(
                    *(None, one.names[self._language], one.field),
                    *(self._field(one.custom_field), one.is_required),
                )
                for one in wanted.items
            ],
            conditions=[self.criterion(one) for one in wanted.conditions],
            limit=handoff_rules.WantedLimit(Limit(limit.minutes, limit.days)) if limit else None,
        )

    def score_rules(self) -> None:
        """The rules of the lead score, where the file has none: two sets would count twice."""
        if self._is_there(score_rule):
            return
        for each in self._template.score_rules:
            rule = ScoreRule(
                *(0, each.names[self._language], each.points),
                activity_kind=each.activity_kind,
                attribute=each.attribute,
                comparison=each.comparison,
                value=each.values[self._language] if each.values is not None else None,
                half_life_days=each.half_life_days,
                most=each.most,
            )
            score_rules.insert_rule(self._session, score_rules.checked(self._session, rule))

    def nurture_lists(self) -> None:
        """The lists for recycled deals, by name, where the file has none of that name."""
        for words in self._template.nurture_lists:
            name = stored(words[self._language])
            key = match_key(name)
            if not self._is_there(nurture_list, nurture_list.c.match_key == key):
                place = self._next(nurture_list)
                self._added(nurture_list, name=name, match_key=key, position=place)

    def reasons(
        self, kind: str, wanted: Sequence[ReasonTemplate], parent_id: int | None = None
    ) -> None:
        """The reasons to leave of a kind, by name below their first level."""
        siblings = (exit_reason.c.kind == kind) & exit_reason.c.parent_id.is_not_distinct_from(
            parent_id
        )
        present = _named(self._session, exit_reason, siblings)
        position = len(present) + 1
        for each in wanted:
            name = stored(each.names[self._language])
            key = match_key(name)
            if key not in present:
                present[key] = self._added(
                    exit_reason,
                    kind=kind,
                    parent_id=parent_id,
                    name=name,
                    position=position,
                    usual_wait_days=each.usual_wait_days,
                    asks_note=int(each.asks_note),
                )
                position += 1
            self.reasons(kind, each.reasons, present[key])

    def _add_fields(self) -> None:
        """Fields of deals: one of that name is used as it is, whatever its kind."""
        of_deals = custom_field.c.subject == "deal"
        present = _named(self._session, custom_field, of_deals)
        wanted = [match_key(each.name) for each in self._template.custom_fields]
        self._session.execute(
            update(custom_field)
            .where(custom_field.c.id.in_([present[key] for key in wanted if key in present]))
            .values(archived_at=None)
        )
        for each in self._template.custom_fields:
            key = match_key(each.name)
            if key not in present:
                present[key] = self._added(
                    custom_field,
                    subject="deal",
                    name=stored(each.name),
                    match_key=key,
                    kind=each.kind,
                    position=self._next(custom_field, of_deals),
                )
                for place, choice in enumerate(each.choices, 1):
                    self._added(
                        custom_choice,
                        field_id=present[key],
                        name=stored(choice),
                        position=place,
                    )
        self._fields = present

    def _field(self, name: str | None) -> int | None:
        return self._fields.get(match_key(name)) if name is not None else None

    def _is_there(self, table: Table, *conditions: ColumnElement[bool]) -> bool:
        found = self._session.execute(select(table.c.id).where(*conditions).limit(1))
        return found.first() is not None

    def _next(self, table: Table, *conditions: ColumnElement[bool]) -> int:
        highest = self._session.execute(
            select(func.max(table.c.position)).where(*conditions)
        ).scalar()
        return int(highest or 0) + 1

    def _added(self, table: Table, **values: object) -> int:
        made = self._session.execute(insert(table).values(**values).returning(table.c.id))
        return int(made.scalar_one())


def _named(session: Session, table: Table, *conditions: ColumnElement[bool]) -> dict[str, int]:
    """The rows of a table by their folded names; of two alike the first."""
    found: Mapping[str, int] = {
        match_key(name): number
        for number, name in session.execute(
            select(table.c.id, table.c.name).where(*conditions).order_by(table.c.id.desc())
        )
    }
    return dict(found)

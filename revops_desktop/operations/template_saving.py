"""The owner's own pipeline as a template; `template_text.py` writes it as a file.

Everything that a template holds goes along: functions, stages, limits, criteria, hand-off rules
between these functions, exit reasons, lead score, nurturing lists, and the fields they name. No
deal, person or figure does.
"""

from typing import Any

from sqlalchemy import Row, Table, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import (
    custom_choice,
    custom_field,
    exit_criterion,
    exit_reason,
    function,
    handoff_item,
    handoff_rule,
    nurture_list,
    pipeline,
    score_rule,
    stage,
    time_limit,
)
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.operations.template_files import LANGUAGES
from revops_desktop.operations.template_parts import (
    EXIT_KINDS,
    CriterionTemplate,
    FieldTemplate,
    FunctionTemplate,
    ItemTemplate,
    LimitTemplate,
    ReasonTemplate,
    RuleTemplate,
    ScoreTemplate,
    StageTemplate,
    Template,
    TemplateSummary,
    Words,
)
from revops_desktop.rules.lead_score import ATTRIBUTES


def as_template(session: Session, *, pipeline_id: int, name: str = "") -> Template:
    """A pipeline in use as a template, called `name` or as it is called here."""
    found = session.execute(select(pipeline).where(pipeline.c.id == pipeline_id)).first()
    if found is None:
        raise RuleBroken(
            _("This pipeline is no longer in the file. Nothing was changed. Please look again.")
        )
    return _Saving(session).template(pipeline_id, name.strip() or found.name)


class _Saving:
    """Reads the parts; functions and fields are known by id here, by name in the template."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._fields: dict[int, str] = {
            row.id: row.name for row in session.execute(select(custom_field))
        }
        self._used: set[int] = set()
        self._limits: dict[tuple[str, int], LimitTemplate | None] = {}
        for row in session.execute(
            select(time_limit).order_by(time_limit.c.made_at, time_limit.c.id)
        ):
            key = ("stage", row.stage_id) if row.stage_id is not None else ("rule", row.rule_id)
            is_one = row.limit_minutes is not None or row.limit_days is not None
            self._limits[key] = LimitTemplate(row.limit_minutes, row.limit_days) if is_one else None

    def template(self, pipeline_id: int, name: str) -> Template:
        """All parts of one pipeline."""
        rows = self._rows(stage, stage.c.pipeline_id == pipeline_id, stage.c.archived_at.is_(None))
        if not rows:
            raise RuleBroken(
                _("This pipeline has no stage in use. No file was written. Please add one first.")
            )
        named = {row.function_id for row in rows}
        functions = {row.id: row for row in self._rows(function) if row.id in named}
        stages = tuple(self._stage(row) for row in rows)
        rules = tuple(
            self._rule(row)
            for row in self._session.execute(
                select(handoff_rule)
                .where(handoff_rule.c.archived_at.is_(None))
                .order_by(handoff_rule.c.id)
            )
            if {row.from_function_id, row.to_function_id} <= set(functions)
        )
        return Template(
            summary=TemplateSummary("", _words(name), _words("")),
            functions=tuple(
                FunctionTemplate(_key(row.id), _words(row.name), row.colour)
                for row in functions.values()
            ),
            stages=stages,
            exit_reasons=self._reasons(),
            handoff_rules=rules,
            score_rules=self._scores(),
            nurture_lists=tuple(
                _words(row.name)
                for row in self._rows(nurture_list, nurture_list.c.archived_at.is_(None))
            ),
            custom_fields=tuple(
                self._field(row) for row in self._rows(custom_field) if row.id in self._used
            ),
        )

    def _rows(self, table: Table, *conditions: Any) -> list[Row]:
        wanted = select(table).where(*conditions).order_by(table.c.position, table.c.id)
        return list(self._session.execute(wanted))

    def _stage(self, row: Row) -> StageTemplate:
        return StageTemplate(
            names=_words(row.name),
            function=_key(row.function_id) if row.function_id is not None else "",
            phase=row.phase,
            probability=row.probability_basis_points,
            new_sale=bool(row.new_sale),
            colour=row.colour,
            definitions=_words(row.definition),
            exit_criteria=self._criteria(exit_criterion.c.stage_id == row.id),
            time_limit=self._limits.get(("stage", row.id)),
            idle_limit_days=row.idle_limit_days,
            wip_limit=row.wip_limit,
        )

    def _criteria(self, of: Any) -> tuple[CriterionTemplate, ...]:
        return tuple(
            CriterionTemplate(
                texts=_words(row.text),
                condition=row.condition,
                field=row.field,
                custom_field=self._name(row.custom_field_id),
                activity_kind=row.activity_kind,
                least_score=row.least_score,
                level=row.level,
            )
            for row in self._rows(exit_criterion, of)
        )

    def _rule(self, row: Row) -> RuleTemplate:
        items = self._rows(
            handoff_item, handoff_item.c.rule_id == row.id, handoff_item.c.archived_at.is_(None)
        )
        return RuleTemplate(
            *(_key(row.from_function_id), _key(row.to_function_id)),
            names=_words(row.name),
            definitions=_words(row.definition),
            ready_when=row.ready_when,
            conditions=self._criteria(exit_criterion.c.rule_id == row.id),
            items=tuple(
                ItemTemplate(
                    *(_words(one.name), one.field, self._name(one.custom_field_id)),
                    is_required=bool(one.is_required),
                )
                for one in items
            ),
            limit=self._limits.get(("rule", row.id)),
        )

    def _name(self, field_id: int | None) -> str | None:
        """The name of a field of deals that a criterion or an item names."""
        if field_id is None:
            return None
        self._used.add(field_id)
        return self._fields[field_id]

    def _field(self, row: Row) -> FieldTemplate:
        choices = self._rows(
            custom_choice,
            custom_choice.c.field_id == row.id,
            custom_choice.c.archived_at.is_(None),
        )
        return FieldTemplate(row.name, row.kind, tuple(one.name for one in choices))

    def _reasons(self) -> dict[str, tuple[ReasonTemplate, ...]]:
        rows = self._rows(exit_reason, exit_reason.c.archived_at.is_(None))

        def below(kind: str, parent_id: int | None) -> tuple[ReasonTemplate, ...]:
            return tuple(
                ReasonTemplate(
                    *("", _words(row.name), row.usual_wait_days, bool(row.asks_note)),
                    below(kind, row.id) if parent_id is None else (),
                )
                for row in rows
                if row.kind == kind and row.parent_id == parent_id
            )

        return {kind: below(kind, None) for kind in EXIT_KINDS}

    def _scores(self) -> tuple[ScoreTemplate, ...]:
        """Rules on fields of the owner's own stay behind: they are known by id alone."""
        return tuple(
            ScoreTemplate(
                names=_words(row.name),
                points=row.points,
                activity_kind=row.activity_kind,
                attribute=row.attribute,
                comparison=row.comparison,
                values=_words(row.value) if row.value is not None else None,
                half_life_days=row.half_life_days,
                most=row.most,
            )
            for row in self._rows(score_rule, score_rule.c.archived_at.is_(None))
            if row.attribute is None or row.attribute in ATTRIBUTES
        )


def _words(text: str) -> Words:
    """What the owner wrote, whatever the language."""
    return dict.fromkeys(LANGUAGES, text)


def _key(function_id: int) -> str:
    """How stages and rules name a function inside the file."""
    return f"function-{function_id}"

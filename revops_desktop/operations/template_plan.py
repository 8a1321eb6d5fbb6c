"""What a template would change in a pipeline, before anything is written (domain.md §3).

Its stages are those of the template by name, else by place among stages of the same phase; what
the person chose goes first. Stages that are not in the template leave, with their deals moved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import (
    deal_state,
    exit_criterion,
    exit_reason,
    function,
    handoff_rule,
    nurture_list,
    score_rule,
    stage,
    stage_visit,
    time_limit,
)
from revops_desktop.operations.template_parts import (
    CriterionTemplate,
    LimitTemplate,
    StageTemplate,
    Template,
)
from revops_desktop.rules.text import match_key

# Which stage of the pipeline each stage of the template is, by their places; None: a new one.
Matches = Mapping[int, int | None]
Value = str | int | LimitTemplate | None


class Change(NamedTuple):
    """A field of a stage that would be another; `field` is its column, or `time_limit`."""

    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class StagePlan:
    """A stage as it would be: `stage_id` None: a new one.

    `criteria_added` and `criteria_removed` by their texts; `standing`: the deals that stand there.
    """

    place: int
    name: str
    phase: str
    colour: str
    stage_id: int | None = None
    was_name: str = ""
    was_phase: str = ""
    was_archived: bool = False
    standing: int = 0
    changes: tuple[Change, ...] = ()
    criteria_added: tuple[str, ...] = ()
    criteria_removed: tuple[str, ...] = ()

    @property
    def is_as_it_was(self) -> bool:
        """Whether nothing of it would change."""
        return self.stage_id is not None and not (
            self.changes or self.criteria_added or self.criteria_removed or self.was_archived
        )


@dataclass(frozen=True, slots=True)
class LeavingPlan:
    """A stage that is not in the template; `to`: the place to which its deals go.

    `is_used`: some deal has ever been in it, so that it is archived and not deleted.
    """

    stage_id: int
    name: str
    phase: str
    standing: int
    is_used: bool
    to: int


@dataclass(frozen=True, slots=True)
class TemplatePlan:
    """Everything that would change. Names of what would be added; `rules_kept`: agreed before."""

    stages: tuple[StagePlan, ...]
    leaving: tuple[LeavingPlan, ...]
    own_stages: tuple[tuple[int, str], ...]
    functions: tuple[str, ...]
    rules: tuple[str, ...]
    rules_kept: tuple[str, ...]
    reasons: int
    lists: tuple[str, ...]
    score_rules: int

    @property
    def matches(self) -> dict[int, int | None]:
        """Which stage each stage of the template is."""
        return {one.place: one.stage_id for one in self.stages}


def plan(
    session: Session,
    *,
    pipeline_id: int,
    template: Template,
    language: str,
    matches: Matches | None = None,
    remove_criteria: bool = False,
) -> TemplatePlan:
    """What the template would do to this pipeline.

    `matches`: what the person chose, for some or all places; None: as proposed · `remove_criteria`:
    criteria that the template does not have go, with their ticks.
    """
    spoken = "ja" if language == "ja" else "en"
    own = stages_of(session, pipeline_id)
    chosen = dict(matches) if matches is not None else proposed(own, template)
    by_id = {row.id: row for row in own}
    standing, used = _deals(session, list(by_id))
    reader = _Reader(session, list(by_id), template, spoken)
    stages = tuple(
        reader.stage(place, wanted, by_id.get(chosen.get(place) or 0), standing, remove_criteria)
        for place, wanted in enumerate(template.stages)
    )
    taken = {one.stage_id for one in stages}
    gone = [row for row in own if row.archived_at is None and row.id not in taken]
    return TemplatePlan(
        stages=stages,
        leaving=tuple(
            LeavingPlan(
                *(row.id, row.name, row.phase, standing.get(row.id, 0), row.id in used),
                _destination(row, own, stages),
            )
            for row in gone
        ),
        own_stages=tuple((row.id, row.name) for row in own),
        **_beside(session, template, spoken),
    )


def stages_of(session: Session, pipeline_id: int) -> list[Row]:
    """All stages of a pipeline in river order, archived ones included."""
    wanted = select(stage, func.coalesce(function.c.name, "").label("function")).select_from(
        stage.outerjoin(function, function.c.id == stage.c.function_id)
    )
    return list(
        session.execute(
            wanted.where(stage.c.pipeline_id == pipeline_id).order_by(stage.c.position, stage.c.id)
        )
    )


def proposed(own: Sequence[Row], template: Template) -> dict[int, int | None]:
    """Which stage each stage of the template most likely is: by name, else by place and phase."""
    free = {row.id: row for row in sorted(own, key=lambda row: row.archived_at is not None)}
    found: dict[int, int | None] = {}
    for place, wanted in enumerate(template.stages):
        keys = {match_key(name) for name in wanted.names.values()}
        same = next((row for row in free.values() if match_key(row.name) in keys), None)
        found[place] = same.id if same is not None else None
        if same is not None:
            del free[same.id]
    for phase in ("lead", "opportunity", "customer"):
        rest = [row for row in own if row.id in free and row.archived_at is None]
        rest = [row for row in rest if row.phase == phase]
        open_places = [
            place
            for place, wanted in enumerate(template.stages)
            if found[place] is None and wanted.phase == phase
        ]
        for place, row in zip(open_places, rest, strict=False):
            if _fits(place, row, found, own):
                found[place] = row.id
    return found


def same_criterion(row: Row, wanted: CriterionTemplate, language: str) -> bool:
    """Whether a criterion of the file is the template's: the same condition and text."""
    return bool(
        row.condition == wanted.condition
        and match_key(row.text) == match_key(wanted.texts[language])
    )


def criteria_of(session: Session, stage_ids: Iterable[int]) -> dict[int, list[Row]]:
    """The exit criteria of stages, in their order."""
    found: dict[int, list[Row]] = {}
    one = exit_criterion.c
    for row in session.execute(
        select(exit_criterion).where(one.stage_id.in_(stage_ids)).order_by(one.position, one.id)
    ):
        found.setdefault(row.stage_id, []).append(row)
    return found


class _Reader:
    """Compares stages of the file with those of the template."""

    def __init__(
        self, session: Session, stage_ids: list[int], template: Template, language: str
    ) -> None:
        self._language = language
        self._functions = {one.key: one.names[language] for one in template.functions}
        self._criteria = criteria_of(session, stage_ids)
        self._limits: dict[int, LimitTemplate | None] = {}
        one = time_limit.c
        for stage_id, minutes, days in session.execute(
            select(one.stage_id, one.limit_minutes, one.limit_days)
            .where(one.stage_id.in_(stage_ids))
            .order_by(one.made_at, one.id)
        ):
            is_one = minutes is not None or days is not None
            self._limits[stage_id] = LimitTemplate(minutes, days) if is_one else None

    def stage(
        self,
        place: int,
        wanted: StageTemplate,
        row: Row | None,
        standing: Mapping[int, int],
        remove_criteria: bool,
    ) -> StagePlan:
        """What would become of one stage."""
        spoken = self._language
        name = wanted.names[spoken]
        texts = [(one, one.texts[spoken]) for one in wanted.exit_criteria]
        if row is None:
            added = tuple(text for _one, text in texts)
            return StagePlan(place, name, wanted.phase, wanted.colour, criteria_added=added)
        held = self._criteria.get(row.id, [])
        mine = [
            one
            for one in held
            if not any(same_criterion(one, each, spoken) for each in wanted.exit_criteria)
        ]
        return StagePlan(
            *(place, name, wanted.phase, wanted.colour, row.id, row.name, row.phase),
            was_archived=row.archived_at is not None,
            standing=standing.get(row.id, 0),
            changes=self._changes(row, wanted),
            criteria_added=tuple(
                text
                for one, text in texts
                if not any(same_criterion(each, one, spoken) for each in held)
            ),
            criteria_removed=tuple(one.text for one in mine) if remove_criteria else (),
        )

    def _changes(self, row: Row, wanted: StageTemplate) -> tuple[Change, ...]:
        definition = wanted.definitions[self._language] or row.definition
        pairs: tuple[tuple[str, Value, Value], ...] = (
            ("name", row.name, wanted.names[self._language]),
            ("phase", row.phase, wanted.phase),
            ("function", row.function, self._functions.get(wanted.function, "")),
            ("definition", row.definition, definition),
            ("colour", row.colour, wanted.colour),
            ("probability", row.probability_basis_points, wanted.probability),
            ("time_limit", self._limits.get(row.id), wanted.time_limit),
            ("idle_limit_days", row.idle_limit_days, wanted.idle_limit_days),
            ("wip_limit", row.wip_limit, wanted.wip_limit),
            ("new_sale", row.new_sale, int(wanted.new_sale)),
        )
        return tuple(Change(*pair) for pair in pairs if pair[1] != pair[2])


def _fits(place: int, row: Row, found: Mapping[int, int | None], own: Sequence[Row]) -> bool:
    """Whether a match keeps the order of what was matched by name."""
    places = {each.id: number for number, each in enumerate(own)}
    before = [places[one] for at, one in found.items() if one is not None and at < place]
    after = [places[one] for at, one in found.items() if one is not None and at > place]
    return all(one < places[row.id] for one in before) and all(
        one > places[row.id] for one in after
    )


def _destination(row: Row, own: Sequence[Row], stages: Sequence[StagePlan]) -> int:
    """To which place the deals of a stage that leaves go: the one before it of the same phase."""
    river = [each.id for each in own]
    here = river.index(row.id)
    alike = [one for one in stages if one.phase == row.phase] or list(stages)
    before = [one for one in alike if one.stage_id is not None and river.index(one.stage_id) < here]
    return (before[-1] if before else alike[0]).place


def _deals(session: Session, stage_ids: list[int]) -> tuple[dict[int, int], set[int]]:
    """How many deals stand in each stage, and which stages any deal was ever in."""
    visit, state = stage_visit.c, deal_state.c
    standing = {
        stage_id: number
        for stage_id, number in session.execute(
            select(state.stage_id, func.count())
            .where(state.status.in_(("open", "customer")), state.stage_id.in_(stage_ids))
            .group_by(state.stage_id)
        )
    }
    used = {
        stage_id
        for stage_id in stage_ids
        if session.execute(select(visit.id).where(visit.stage_id == stage_id).limit(1)).first()
    }
    return standing, used


def _beside(session: Session, template: Template, language: str) -> dict[str, Any]:
    """What the template would add beside the stages, by name, where the file has it not."""
    functions = {
        match_key(name): number
        for number, name in session.execute(select(function.c.id, function.c.name))
    }
    lists = set(session.execute(select(nurture_list.c.match_key)).scalars())
    names = {one.key: one.names[language] for one in template.functions}
    pair_of = select(handoff_rule.c.from_function_id, handoff_rule.c.to_function_id)
    pairs = {tuple(row) for row in session.execute(pair_of)}
    rules: dict[bool, list[str]] = {True: [], False: []}
    for rule in template.handoff_rules:
        pair = tuple(
            functions.get(match_key(names[key]), 0)
            for key in (rule.from_function, rule.to_function)
        )
        rules[pair in pairs].append(rule.names[language])
    scored = session.execute(select(score_rule.c.id).limit(1)).first() is not None
    return {
        "functions": tuple(one for one in names.values() if match_key(one) not in functions),
        "rules": tuple(rules[False]),
        "rules_kept": tuple(rules[True]),
        "reasons": _new_reasons(session, template, language),
        "lists": tuple(
            words[language]
            for words in template.nurture_lists
            if match_key(words[language]) not in lists
        ),
        "score_rules": 0 if scored else len(template.score_rules),
    }


def _new_reasons(session: Session, template: Template, language: str) -> int:
    """How many exit reasons of both levels the file does not have yet."""
    one = exit_reason.c
    rows = session.execute(select(one.id, one.kind, one.parent_id, one.name)).all()
    first = {(row.kind, match_key(row.name)): row.id for row in rows if row.parent_id is None}
    second = {(row.parent_id, match_key(row.name)) for row in rows if row.parent_id is not None}
    number = 0
    for kind, reasons in template.exit_reasons.items():
        for reason in reasons:
            above = first.get((kind, match_key(reason.names[language])))
            number += above is None
            number += sum(
                above is None or (above, match_key(each.names[language])) not in second
                for each in reason.reasons
            )
    return number

"""What several chosen deals have in common: for the dialogs that change them together."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import deal, deal_state, deal_tag, stage, tag
from revops_desktop.rules.river import EXITS_BY_PHASE, ExitKind


@dataclass(frozen=True, slots=True)
class TagUse:
    """A tag, and how many of the chosen deals carry it; `colour` as in tokens.TAG_COLOURS."""

    tag_id: int
    name: str
    colour: str
    number: int


@dataclass(frozen=True, slots=True)
class Selection:
    """Chosen deals that are in the file, and not in its trash.

    `title`: of the first · `stage_ids`: where they stand, without those that left the river ·
    `pipeline_ids`: the rivers they are in · `exits`: the ways out that all of them may take ·
    `owner_id`, `expected_close`: what all of them have, None where they differ or have none.
    """

    deal_ids: tuple[int, ...]
    title: str
    stage_ids: frozenset[int]
    pipeline_ids: frozenset[int]
    exits: tuple[ExitKind, ...]
    owner_id: int | None
    has_one_owner: bool
    expected_close: str | None

    @property
    def number(self) -> int:
        """How many deals there are."""
        return len(self.deal_ids)


def selection(session: Session, *, deal_ids: Iterable[int]) -> Selection:
    """What the deals of these ids have in common; those that are gone are left out."""
    wanted = list(dict.fromkeys(deal_ids))
    of, state = deal.c, deal_state.c
    rows = session.execute(
        _among(
            select(
                *(of.id, of.title, of.owner_id, of.expected_close),
                *(state.status, state.stage_id, state.pipeline_id, stage.c.phase),
            )
            .join_from(deal, deal_state, state.deal_id == of.id)
            .outerjoin(stage, stage.c.id == state.stage_id)
        ),
        {"wanted": json.dumps(wanted)},
    ).all()
    by_id = {row.id: row for row in rows}
    rows = [by_id[number] for number in wanted if number in by_id]
    standing = [row for row in rows if row.status in ("open", "customer")]
    phases = {row.phase for row in standing}
    possible = len(standing) == len(rows) and len(phases) > 0 and None not in phases
    owners = {row.owner_id for row in rows}
    closes = {row.expected_close for row in rows}
    return Selection(
        deal_ids=tuple(row.id for row in rows),
        title=rows[0].title if rows else "",
        stage_ids=frozenset(row.stage_id for row in standing if row.stage_id is not None),
        pipeline_ids=frozenset(row.pipeline_id for row in rows),
        exits=_exits(phases) if possible else (),
        owner_id=next(iter(owners)) if len(owners) == 1 else None,
        has_one_owner=len(owners) == 1,
        expected_close=next(iter(closes)) if len(closes) == 1 else None,
    )


def tags(session: Session, *, deal_ids: Iterable[int] = ()) -> tuple[TagUse, ...]:
    """Every tag by name, and how many of these deals carry it."""
    carried = session.execute(
        _among(
            select(deal_tag.c.tag_id, func.count())
            .join_from(deal_tag, deal, deal.c.id == deal_tag.c.deal_id)
            .group_by(deal_tag.c.tag_id)
        ),
        {"wanted": json.dumps(list(deal_ids))},
    )
    used = {tag_id: number for tag_id, number in carried}
    found = session.execute(select(tag.c.id, tag.c.name, tag.c.colour).order_by(tag.c.match_key))
    return tuple(TagUse(row.id, row.name, row.colour, used.get(row.id, 0)) for row in found)


def _among(statement: Select) -> Select:
    """Of the statement's deals those whose ids come as a JSON list: any number of them."""
    wanted = func.json_each(bindparam("wanted")).table_valued("value")
    return statement.where(deal.c.id.in_(select(wanted.c.value)), deal.c.deleted_at.is_(None))


def _exits(phases: set[str]) -> tuple[ExitKind, ...]:
    first, *others = (EXITS_BY_PHASE[phase] for phase in sorted(phases))
    return tuple(kind for kind in first if all(kind in other for other in others))

"""Holds a move to what stages and hand-off rules ask for: refused, reasoned or noted (§3)."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Row, bindparam, func, insert, select
from sqlalchemy.orm import Session

from revops_desktop.database.asked import Asked, Lack, Leaving, asked, asked_of
from revops_desktop.database.deal_facts import Told
from revops_desktop.database.journal import member_of
from revops_desktop.database.tables import activity, criterion_lack
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _, ngettext
from revops_desktop.rules.criteria import LEVELS, Level
from revops_desktop.rules.text import stored

# What is missing of a hand-off's items, as it is kept and shown.
ITEMS = N_("To hand over: {items}")
ONE_OF = N_("One of: {items}")
_MOST_NAMED = 5
_wanted = func.json_each(bindparam("wanted")).table_valued("value")
_NEW_REASONS = (
    select(activity.c.deal_id, func.max(activity.c.id))
    .where(activity.c.deal_id.in_(select(_wanted.c.value)), activity.c.kind == "override")
    .group_by(activity.c.deal_id)
)


def hold(
    session: Session, *, at: int, moved: Sequence[Row], target: Row, override: str | None
) -> Asked | None:
    """Refuses the move where a criterion blocks, or warns and `override` gives no reason.

    Otherwise what is missing is kept with each deal: under the reason for going on over a warning,
    or only noted. `moved` are rows of `moving.standing`, before their visits end. What was asked is
    given back; None: nothing could be asked for.
    """
    if not any(_is_asked(now, target) for now in moved):
        return None
    found = asked_of(session, _leaving(moved, target), now=at)
    levels = found.levels
    if not levels:
        return found
    if "block" in levels:
        raise RuleBroken(
            _(
                "This deal cannot go on to “{stage}” yet: {missing} Nothing was changed. "
                "Please see to it first."
            ).format(stage=target.name, missing=_said(found, "block"))
        )
    reason = stored(override or "")
    if "warn" in levels and not reason:
        raise RuleBroken(
            _(
                "Before it goes on to “{stage}”, this is missing: {missing} Nothing was changed. "
                "Please see to it, or give a reason for going on without it."
            ).format(stage=target.name, missing=_said(found, "warn"))
        )
    _keep(session, at, moved, found, reason)
    return found


def refusals(
    session: Session,
    *,
    deal_ids: Sequence[int],
    stage_id: int,
    now: int,
    override: str | None,
    told: Mapping[int, Told] | None = None,
) -> dict[int, str]:
    """Which of these deals a move to a stage would refuse, and why, as a sentence; nothing is done.

    `now` in UTC seconds, for lead scores; `told`: what is written on them before they go.
    """
    found = asked(session, deal_ids=deal_ids, stage_id=stage_id, now=now, told=told)
    stops = ("block",) if stored(override or "") else ("block", "warn")
    refused = {}
    for number, lacks in _by_deal(found).items():
        texts = [f"“{text}”" for _criterion_id, text, level in lacks if level in stops]
        if texts:
            refused[number] = _("Before it goes on, this is missing: {missing}").format(
                missing=" ".join(texts)
            )
    return refused


def _is_asked(now: Row, target: Row) -> bool:
    """Whether anything may be asked for: most moves cost nothing here."""
    if not _goes_on(now, target):
        return False
    gives, takes = now.function_id, target.function_id
    crosses = None not in (gives, takes) and gives != takes
    return bool(now.asks) or bool(crosses and target.has_rules)


def _goes_on(now: Row, target: Row) -> bool:
    """Whether it moves forward, or to another pipeline, out of a stage that it stands in."""
    if now.stage_id is None or now.outcome is not None:
        return False
    return bool(now.visit_pipeline_id != target.pipeline_id or now.position < target.position)


def _leaving(moved: Sequence[Row], target: Row) -> list[Leaving]:
    return [
        Leaving(now.id, now.stage_id, now.function_id, now.stage_name, target.function_id)
        for now in sorted(moved, key=lambda one: one.id)
        if _goes_on(now, target)
    ]


def _said(found: Asked, level: Level) -> str:
    """What is missing at a level, as sentences."""
    parts = [
        f"“{one.criterion.text}” – {one.why}" if one.why else f"“{one.criterion.text}”."
        for one in found.lacks
        if one.criterion.level == level and not one.is_one_of_several
    ]
    parts += [f"{text}." for _ids, text in _one_of(found, level)]
    for handing in found.handings:
        if handing.level == level and handing.required:
            names = " · ".join(f"“{one.item.name}”" for one in handing.required)
            parts.append(_(ITEMS).format(items=names) + ".")
    said = " ".join(parts[:_MOST_NAMED])
    more = len(parts) - _MOST_NAMED
    if more > 0:
        said += " " + ngettext("And {number} more.", "And {number} more.", more).format(number=more)
    return said


def _one_of(found: Asked, level: Level) -> list[tuple[tuple[int, ...], str]]:
    """What any one of several would be enough for: the deals, and all of them in one text."""
    groups: dict[str, list[Lack]] = {}
    for lack in found.lacks:
        if lack.is_one_of_several:
            groups.setdefault(lack.source, []).append(lack)
    return [
        (
            lacks[0].deal_ids,
            _(ONE_OF).format(items=" / ".join(f"“{one.criterion.text}”" for one in lacks)),
        )
        for lacks in groups.values()
        if min((one.criterion.level for one in lacks), key=LEVELS.index) == level
    ]


def _keep(session: Session, at: int, moved: Sequence[Row], found: Asked, reason: str) -> None:
    lacking = _by_deal(found)
    visits = {now.id: now.visit_id for now in moved}
    connection = session.connection()
    told = [number for number, lacks in lacking.items() if any(one[2] == "warn" for one in lacks)]
    activities: dict[int, int] = {}
    if told:
        rows = [
            {
                "kind": "override",
                "deal_id": number,
                "member_id": member_of(session),
                "title": " · ".join(one[1] for one in lacking[number] if one[2] == "warn"),
                "note": reason,
                "happened_at": at,
            }
            for number in told
        ]
        connection.execute(insert(activity), rows)
        activities = {
            row[0]: row[1] for row in connection.execute(_NEW_REASONS, {"wanted": str(told)})
        }
    connection.execute(
        insert(criterion_lack),
        [
            {
                "deal_id": number,
                "visit_id": visits[number],
                "criterion_id": criterion_id,
                "activity_id": activities.get(number) if level == "warn" else None,
                "text": text,
                "level": level,
            }
            for number, lacks in lacking.items()
            for criterion_id, text, level in lacks
        ],
    )


def _by_deal(found: Asked) -> dict[int, list[tuple[int | None, str, Level]]]:
    """Deal → (criterion, what it asks for, level) of what it lacks."""
    lacking: dict[int, list[tuple[int | None, str, Level]]] = {}
    for lack in found.lacks:
        one = lack.criterion
        for number in () if lack.is_one_of_several else lack.deal_ids:
            lacking.setdefault(number, []).append((one.criterion_id, one.text, one.level))
    for level in LEVELS:
        for ids, text in _one_of(found, level):
            for number in ids:
                lacking.setdefault(number, []).append((None, text, level))
    for handing in found.handings:
        names: dict[int, list[str]] = {}
        for missing in handing.required:
            for number in missing.deal_ids:
                names.setdefault(number, []).append(missing.item.name)
        for number, listed in names.items():
            text = _(ITEMS).format(items=" · ".join(listed))
            lacking.setdefault(number, []).append((None, text, handing.level))
    return lacking

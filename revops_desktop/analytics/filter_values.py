"""Which values can be filtered by, and what are those called that a filter holds?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Column, Select, Table, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.settings import settings
from revops_desktop.database.tables import (
    company,
    custom_choice,
    custom_field,
    deal,
    function,
    member,
    pipeline,
    pod,
    product,
    stage,
    tag,
)
from revops_desktop.i18n import _
from revops_desktop.rules.filtering import (
    WORDS,
    Condition,
    CustomAbout,
    Value,
    custom_about,
)

# More texts than this are not listed one by one.
MOST = 500

_TEXTS: dict[str, Column] = {
    "segment": company.c.segment,
    "source": deal.c.source,
    "campaign": deal.c.campaign,
}
_NAMED: dict[str, Table] = {
    "owner": member,
    "pod": pod,
    "function": function,
    "product": product,
    "tag": tag,
    "stage": stage,
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A value to choose, and its name; `under`: what it belongs to, "" for nothing."""

    value: Value
    name: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Filterable:
    """A custom field to filter by; `about` is what a condition on it is called."""

    about: str
    name: str
    subject: str


@dataclass(frozen=True, slots=True)
class FilterWords:
    """What a bar shows of its conditions. `names`: (about, value) → name; `fields`: the custom
    fields in use by `about`; those that are not there any more are missing."""

    names: dict[tuple[str, Value], str]
    fields: dict[str, Filterable]
    currency: str
    zone: str


def offered(session: Session, *, about: str, pipeline_id: int | None = None) -> tuple[Offered, ...]:
    """The values of a condition that holds any of several, in their order.

    `pipeline_id`: stages of this pipeline only; otherwise those of all, under its name.
    """
    custom = custom_about(about)
    if custom is not None:
        return _of_field(session, custom)
    if about in WORDS:
        return tuple(Offered(value, _(name)) for value, name in WORDS[about].items())
    if about in _TEXTS:
        return _texts(session, _TEXTS[about])
    if about == "stage":
        return _stages(session, pipeline_id)
    table = _NAMED[about]
    wanted = select(table.c.id, table.c.name)
    if "archived_at" in table.c:
        wanted = wanted.where(table.c.archived_at.is_(None))
    ordered = (table.c.position, table.c.id) if "position" in table.c else (table.c.name,)
    return tuple(Offered(row[0], row[1]) for row in session.execute(wanted.order_by(*ordered)))


def _of_field(session: Session, about: CustomAbout) -> tuple[Offered, ...]:
    if about.kind == "yes_no":
        return (Offered(1, _("Yes")), Offered(0, _("No")))
    choice = custom_choice.c
    rows = session.execute(
        select(choice.id, choice.name)
        .where(choice.field_id == about.field_id)
        .order_by(choice.archived_at.is_not(None), choice.position, choice.id)
    )
    return tuple(Offered(row[0], row[1]) for row in rows)


def _texts(session: Session, column: Column) -> tuple[Offered, ...]:
    """The texts in use, the most frequent first."""
    rows = session.execute(
        select(column)
        .where(column.is_not(None), column.table.c.deleted_at.is_(None))
        .group_by(column)
        .order_by(func.count().desc(), column)
        .limit(MOST)
    )
    return tuple(Offered(row[0], row[0]) for row in rows)


def _stages(session: Session, pipeline_id: int | None) -> tuple[Offered, ...]:
    wanted: Select = (
        select(stage.c.id, stage.c.name, pipeline.c.name)
        .join(pipeline, pipeline.c.id == stage.c.pipeline_id)
        .where(stage.c.archived_at.is_(None), pipeline.c.archived_at.is_(None))
        .order_by(pipeline.c.position, pipeline.c.id, stage.c.position, stage.c.id)
    )
    if pipeline_id:
        rows = session.execute(wanted.where(pipeline.c.id == pipeline_id))
        return tuple(Offered(row[0], row[1]) for row in rows)
    found = session.execute(wanted).all()
    several = len({row[2] for row in found}) > 1
    return tuple(Offered(row[0], row[1], row[2] if several else "") for row in found)


def filterable(session: Session) -> tuple[Filterable, ...]:
    """The custom fields that one can filter by: deals' first, then companies', then contacts'."""
    field = custom_field.c
    rows = session.execute(
        select(field.id, field.name, field.subject, field.kind)
        .where(field.archived_at.is_(None))
        .order_by(field.position, field.id)
    ).all()
    order = ("deal", "company", "contact")
    return tuple(
        Filterable(str(CustomAbout(row.subject, row.kind, row.id)), row.name, row.subject)
        for row in sorted(rows, key=lambda row: order.index(row.subject))
    )


def words_for(session: Session, *, conditions: Iterable[Condition]) -> FilterWords:
    """The names of what the conditions hold."""
    about = settings(session)
    wanted: dict[str, set[Value]] = defaultdict(set)
    for one in conditions:
        wanted[one.about].update(value for value in one.values if value is not None)
    fields = {one.about: one for one in filterable(session)}
    names: dict[tuple[str, Value], str] = {}
    for key, values in wanted.items():
        names.update({(key, value): name for value, name in _names(session, key, values).items()})
    return FilterWords(names, fields, about.currency, about.time_zone)


def _names(session: Session, about: str, values: set[Value]) -> dict[Value, str]:
    custom = custom_about(about)
    table = custom_choice if custom and custom.kind == "choice" else _NAMED.get(about)
    if custom and custom.kind == "yes_no":
        return {1: _("Yes"), 0: _("No")}
    if table is None:
        words = WORDS.get(about, {})
        return {value: _(words.get(str(value), str(value))) for value in values}
    rows = session.execute(select(table.c.id, table.c.name).where(table.c.id.in_(values)))
    return {row[0]: row[1] for row in rows}

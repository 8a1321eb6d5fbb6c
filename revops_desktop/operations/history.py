"""What a person can do with a whole history at once: bring in records and their stage visits.

Imported history is written in bulk as visits marked imported: no criteria are asked, nothing is
handed over, no clock runs (domain.md §3).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.derived import follow_within
from revops_desktop.database.import_journal import IMPORTED
from revops_desktop.database.journal import describe, verb
from revops_desktop.database.journal_bulk import in_bulk
from revops_desktop.operations import channel_months, targets
from revops_desktop.operations.channel_months import ChannelEntry
from revops_desktop.operations.history_activities import write_activities
from revops_desktop.operations.history_deals import DEAL_TABLES, DealWriter
from revops_desktop.operations.history_moves import Leave, Move, write_leaves, write_moves
from revops_desktop.operations.history_records import (
    Bases,
    NewCompany,
    NewContact,
    NewMember,
    NewPipeline,
    NewProduct,
    NewReason,
    row_id,
)
from revops_desktop.operations.history_replacing import NewHistory, replace_histories
from revops_desktop.operations.history_tags import TagWriter
from revops_desktop.operations.history_updates import ChangeWriter
from revops_desktop.operations.known_fields import write_values
from revops_desktop.operations.plain_rows import insert_rows, next_id
from revops_desktop.operations.targets import TargetEntry
from revops_desktop.rules.company_names import company_key
from revops_desktop.rules.text import match_key
from revops_desktop.tokens import LIGHT

One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class History:
    """Everything that comes in, apart from the deals. `files` names it in menu and journal."""

    files: str
    pipeline: NewPipeline | None = None
    # Named by changes of members; those of the members themselves need not be repeated.
    functions: Sequence[str] = ()
    members: Sequence[NewMember] = ()
    products: Sequence[NewProduct] = ()
    companies: Sequence[NewCompany] = ()
    contacts: Sequence[NewContact] = ()
    reasons: Sequence[NewReason] = ()
    channel_months: Sequence[ChannelEntry] = ()
    targets: Sequence[TargetEntry] = ()
    replaced: Sequence[NewHistory] = ()


@dataclass(frozen=True, slots=True)
class Incoming:
    """All that comes in at once. `deals` come in chunks of NewDeal, `changes` of RecordChange,
    `activities` of NewActivity (as plain sequences). `moves`: deals that are here already and go on
    by the one move (domain.md §3); what they lack was asked before, of the deals as `changes` leave
    them. `leaves`: those that leave the river, worth what they are by then."""

    history: History
    deals: Iterable[Sequence[Sequence[Any]]] = ()
    moves: Sequence[Move] = ()
    leaves: Sequence[Leave] = ()
    changes: Iterable[Sequence[Sequence[Any]]] = ()
    activities: Iterable[Sequence[Sequence[Any]]] = ()


# Is given the session, in which all is to be seen that was written, and what writes more; False
# where there is no more.
Further = Callable[[Session, Callable[[Incoming], None]], bool]


@verb(IMPORTED)
def bring_in(
    session: Session,
    *,
    at: int,
    incoming: Incoming,
    step: Callable[[int], None],
    override: str | None = None,
    further: Further | None = None,
) -> None:
    """Writes everything, in the order in which rows depend on each other.

    After each chunk `step` is told how many records are written, and may raise to stop: nothing is
    left then. Deals move over warnings by `override`. `further`: what else comes in, as long as
    there is anything, once that much is here.
    """
    describe(session, files=incoming.history.files)

    def write(more: Incoming) -> None:
        _write(session, at, more, step, override)

    write(incoming)
    while further is not None:
        follow_within(session)
        if not further(session, write):
            break


def _write(
    session: Session,
    at: int,
    incoming: Incoming,
    step: Callable[[int], None],
    override: str | None,
) -> None:
    history = incoming.history
    new = _bases(session)
    functions = _functions(session, history)
    if history.pipeline is not None:
        _pipeline(session, history.pipeline, new, functions)
    _people_and_products(session, history, new, functions)
    tags = TagWriter(session)
    written = _firms_and_people(session, at, history, new, tags, step)
    _reasons(session, history.reasons, new.reason)
    channel_months.write(session, history.channel_months)
    targets.write(session, history.targets)
    first_deal = next_id(session, tables.deal)
    deal_writer = DealWriter(session, at, new, tags)
    with in_bulk(session, DEAL_TABLES):
        for chunk in incoming.deals:
            deal_writer.write(chunk)
            written += len(chunk)
            step(written)
    replace_histories(session, history.replaced, new, lambda: step(written))
    for chunk in incoming.activities:
        write_activities(session, chunk, new, first_deal)
        written += len(chunk)
        step(written)
    change_writer = ChangeWriter(session, new, functions, tags)
    for chunk in incoming.changes:
        change_writer.write(chunk)
        written += len(chunk)
        step(written)
    write_moves(session, incoming.moves, at=at, override=override)
    write_leaves(session, incoming.leaves, new.reason, at=at)


def _bases(session: Session) -> Bases:
    return Bases(
        *(
            next_id(session, table)
            for table in (
                *(tables.pipeline, tables.stage, tables.member, tables.product),
                *(tables.company, tables.contact, tables.exit_reason),
            )
        )
    )


def _functions(session: Session, history: History) -> Mapping[str, int]:
    """The id of every function named, by match key; unknown ones are made."""
    found = session.execute(
        select(tables.function.c.name, tables.function.c.id).order_by(tables.function.c.id.desc())
    )
    known = {match_key(name): int(function_id) for name, function_id in found}
    named = [stage.function for stage in history.pipeline.stages] if history.pipeline else []
    named += [*(member.function for member in history.members), *history.functions]
    following = next_id(session, tables.function)
    rows = []
    for name in named:
        if name is not None and match_key(name) not in known:
            colour = LIGHT.series[(following - 1) % len(LIGHT.series)]
            rows.append((following, name, colour, following))
            known[match_key(name)] = following
            following += 1
    insert_rows(session, tables.function, "id name colour position", rows)
    return known


def _pipeline(
    session: Session, pipeline: NewPipeline, new: Bases, functions: Mapping[str, int]
) -> None:
    table = tables.pipeline
    if pipeline.first:
        session.execute(table.update().values(position=table.c.position + 1))
        position = 0
    else:
        last = session.execute(select(func.coalesce(func.max(table.c.position), -1))).scalar_one()
        position = int(last) + 1
    insert_rows(session, table, "id name position", [(new.pipeline, pipeline.name, position)])
    series = LIGHT.series
    insert_rows(
        session,
        tables.stage,
        "id pipeline_id name position phase function_id colour definition probability_basis_points",
        [
            (
                *(new.stage + number, new.pipeline, stage.name, number, stage.phase),
                functions.get(match_key(stage.function)) if stage.function else None,
                *(series[number % len(series)], stage.definition, stage.probability_basis_points),
            )
            for number, stage in enumerate(pipeline.stages)
        ],
    )


def _people_and_products(
    session: Session, history: History, new: Bases, functions: Mapping[str, int]
) -> None:
    insert_rows(
        session,
        tables.member,
        "id name match_key email function_id monthly_quota",
        [
            (
                *(new.member + number, one.name, match_key(one.name), one.email),
                functions.get(match_key(one.function)) if one.function else None,
                one.monthly_quota,
            )
            for number, one in enumerate(history.members)
        ],
    )
    insert_rows(
        session,
        tables.product,
        "id name match_key list_price billing",
        [
            (
                *(new.product + number, one.name, match_key(one.name), one.list_price),
                one.billing or "one_off",
            )
            for number, one in enumerate(history.products)
        ],
    )


# So many at once, so that an import can be stopped in between.
_SLICE = 500


def _in_slices(
    records: Sequence[One],
    first: int,
    write: Callable[[Sequence[tuple[int, One]]], None],
    step: Callable[[int], None],
) -> int:
    """Writes records with their ids, from `first` on, and tells how many; their number."""
    for begin in range(0, len(records), _SLICE):
        numbered = list(enumerate(records[begin : begin + _SLICE], first + begin))
        write(numbered)
        step(begin + len(numbered))
    return len(records)


def _firms_and_people(
    session: Session,
    at: int,
    history: History,
    new: Bases,
    tags: TagWriter,
    step: Callable[[int], None],
) -> int:
    with in_bulk(session, (tables.company, tables.contact)):
        written = _in_slices(
            history.companies,
            new.company,
            lambda some: _companies(session, at, new, tags, some),
            step,
        )
        return written + _in_slices(
            history.contacts,
            new.contact,
            lambda some: _contacts(session, at, new, some),
            lambda more: step(written + more),
        )


def _companies(
    session: Session,
    at: int,
    new: Bases,
    tags: TagWriter,
    numbered: Sequence[tuple[int, NewCompany]],
) -> None:
    insert_rows(
        session,
        tables.company,
        "id match_key name reading external_key segment industry employees region first_source "
        "channel owner_id note created_at corporate_number phone website address",
        [
            (
                *(number, company_key(one.name)),
                *one[:9],
                *(row_id(one.owner, new.member), one.note),
                at if one.created_at is None else one.created_at,
                *(one.corporate_number, one.phone, one.website, one.address),
            )
            for number, one in numbered
        ],
    )
    write_values(session, "company_id", ((number, one.custom) for number, one in numbered))
    tags.put_on("company", ((number, one.tags) for number, one in numbered if one.tags))


def _contacts(
    session: Session, at: int, new: Bases, numbered: Sequence[tuple[int, NewContact]]
) -> None:
    insert_rows(
        session,
        tables.contact,
        "id match_key name company_id reading external_key role email phone created_at "
        "job_title note",
        [
            (
                *(number, match_key(one.name), one.name),
                *(row_id(one.company, new.company), *one[2:7]),
                at if one.created_at is None else one.created_at,
                *(one.job_title, one.note),
            )
            for number, one in numbered
        ],
    )
    write_values(session, "contact_id", ((number, one.custom) for number, one in numbered))


def _reasons(session: Session, reasons: Sequence[NewReason], first_new: int) -> None:
    last = session.execute(select(func.coalesce(func.max(tables.exit_reason.c.position), 0)))
    position = int(last.scalar_one()) + 1
    insert_rows(
        session,
        tables.exit_reason,
        "id kind name position",
        [
            (first_new + number, one.kind, one.name, position + number)
            for number, one in enumerate(reasons)
        ],
    )

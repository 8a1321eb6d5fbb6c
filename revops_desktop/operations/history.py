"""What a person can do with a whole history at once: bring in records and their stage visits.

Imported history is written in bulk as visits marked imported: no criteria are asked, nothing is
handed over, no clock runs (domain.md §3). Rows refer to each other before they have ids: a
reference above 0 is an id in the file, −1 the first new row of its table here, −2 the second.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import describe, verb
from revops_desktop.i18n import N_
from revops_desktop.operations import channel_months, moving, targets
from revops_desktop.operations.channel_months import ChannelEntry
from revops_desktop.operations.known_fields import NewValue, write_values
from revops_desktop.operations.plain_rows import insert_rows, next_id
from revops_desktop.operations.targets import TargetEntry
from revops_desktop.rules.company_names import company_key
from revops_desktop.rules.text import match_key
from revops_desktop.tokens import LIGHT

IMPORTED = N_("Import {files}")

Reference = int | None


class NewStage(NamedTuple):
    """A stage of the pipeline that comes along."""

    name: str
    phase: str
    probability_basis_points: int
    function: str | None
    definition: str


@dataclass(frozen=True, slots=True)
class NewPipeline:
    """A pipeline that is made; `first` in order or after all others."""

    name: str
    stages: Sequence[NewStage]
    first: bool


class NewMember(NamedTuple):
    """A member; `function` is a name, made if there is none like it."""

    name: str
    email: str | None = None
    function: str | None = None
    monthly_quota: int | None = None


class NewProduct(NamedTuple):
    """A product; `billing` is one_off or monthly."""

    name: str
    list_price: int | None = None
    billing: str = "one_off"


class NewCompany(NamedTuple):
    """A company; `owner` refers to a member, `custom` is what its custom fields hold."""

    name: str
    reading: str | None = None
    external_key: str | None = None
    segment: str | None = None
    industry: str | None = None
    employees: int | None = None
    region: str | None = None
    first_source: str | None = None
    channel: str | None = None
    owner: Reference = None
    note: str | None = None
    created_at: int | None = None
    custom: tuple[NewValue, ...] = ()


class NewContact(NamedTuple):
    """A contact; `company` refers to a company."""

    name: str
    company: Reference = None
    reading: str | None = None
    external_key: str | None = None
    role: str | None = None
    email: str | None = None
    phone: str | None = None
    created_at: int | None = None
    custom: tuple[NewValue, ...] = ()


class NewReason(NamedTuple):
    """A reason for leaving the river."""

    kind: str
    name: str


# stage (a reference among the stages), entered at, day, left at, day, outcome
Visit = tuple[int, Reference, str | None, Reference, str | None, str | None]


class NewDeal(NamedTuple):
    """A deal with its visits in order, and how it left the river from the last: reason, wake day.

    Plain values only, so that many can wait outside the memory.
    """

    title: str
    pipeline: int
    company: Reference
    contact: Reference
    kind: str
    amount: int | None
    monthly_amount: int | None
    closed_value: int | None
    probability_basis_points: int | None
    expected_close: str | None
    owner: Reference
    source: str | None
    campaign: str | None
    external_key: str | None
    note: str | None
    created_at: int | None
    line: tuple[int, int, int | None] | None
    visits: tuple[Visit, ...]
    exit: tuple[Reference, str | None] | None
    custom: tuple[NewValue, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """Everything that comes in, apart from the deals. `files` names it in menu and journal."""

    files: str
    pipeline: NewPipeline | None = None
    members: Sequence[NewMember] = ()
    products: Sequence[NewProduct] = ()
    companies: Sequence[NewCompany] = ()
    contacts: Sequence[NewContact] = ()
    reasons: Sequence[NewReason] = ()
    channel_months: Sequence[ChannelEntry] = ()
    targets: Sequence[TargetEntry] = ()


class Bases(NamedTuple):
    """The id of the first new row of each table."""

    pipeline: int
    stage: int
    member: int
    product: int
    company: int
    contact: int
    reason: int


@verb(IMPORTED)
def bring_in(
    session: Session,
    *,
    at: int,
    history: History,
    deals: Iterable[Sequence[Sequence[Any]]],
    step: Callable[[int], None],
    moves: Mapping[int, Sequence[int]] | None = None,
    override: str | None = None,
) -> int:
    """Writes everything, in the order in which rows depend on each other; the number of deals.

    `deals` come in chunks of NewDeal (as plain sequences); after each `step` is told how many are
    written, and may raise to stop: nothing is left then. `moves`: stage → deals that are here
    already and go there by the one move (domain.md §3), over warnings by `override`.
    """
    describe(session, files=history.files)
    new = Bases(
        *(
            next_id(session, table)
            for table in (
                *(tables.pipeline, tables.stage, tables.member, tables.product),
                *(tables.company, tables.contact, tables.exit_reason),
            )
        )
    )
    functions = _functions(session, history)
    if history.pipeline is not None:
        _pipeline(session, history.pipeline, new, functions)
    _people_and_products(session, history, new, functions)
    _companies_and_contacts(session, at, history, new)
    _reasons(session, history.reasons, new.reason)
    channel_months.write(session, history.channel_months)
    targets.write(session, history.targets)
    written = 0
    writer = _DealWriter(session, at, new)
    for chunk in deals:
        writer.write(chunk)
        written += len(chunk)
        step(written)
    for stage_id, deal_ids in (moves or {}).items():
        target = moving.stage_in_use(session, stage_id)
        here = moving.standing(session, deal_ids)
        moving.move(session, at=at, deals=here, target=target, override=override)
    return written


def row_id(reference: Reference, first_new: int) -> int | None:
    """The id a reference stands for."""
    return first_new - 1 - reference if reference is not None and reference < 0 else reference


def _functions(session: Session, history: History) -> Mapping[str, int]:
    """The id of every function named, by match key; unknown ones are made."""
    found = session.execute(
        select(tables.function.c.name, tables.function.c.id).order_by(tables.function.c.id.desc())
    )
    known = {match_key(name): int(function_id) for name, function_id in found}
    named = [stage.function for stage in history.pipeline.stages] if history.pipeline else []
    named += [member.function for member in history.members]
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
            (new.product + number, one.name, match_key(one.name), one.list_price, one.billing)
            for number, one in enumerate(history.products)
        ],
    )


def _companies_and_contacts(session: Session, at: int, history: History, new: Bases) -> None:
    insert_rows(
        session,
        tables.company,
        "id match_key name reading external_key segment industry employees region first_source "
        "channel owner_id note created_at",
        [
            (
                *(new.company + number, company_key(one.name)),
                *one[:9],
                *(row_id(one.owner, new.member), one.note),
                at if one.created_at is None else one.created_at,
            )
            for number, one in enumerate(history.companies)
        ],
    )
    insert_rows(
        session,
        tables.contact,
        "id match_key name company_id reading external_key role email phone created_at",
        [
            (
                *(new.contact + number, match_key(one.name), one.name),
                *(row_id(one.company, new.company), *one[2:7]),
                at if one.created_at is None else one.created_at,
            )
            for number, one in enumerate(history.contacts)
        ],
    )
    companies = (one.custom for one in history.companies)
    write_values(session, "company_id", enumerate(companies, new.company))
    contacts = (one.custom for one in history.contacts)
    write_values(session, "contact_id", enumerate(contacts, new.contact))


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


class _DealWriter:
    """Writes chunks of deals with their lines, visits and exits, numbering them on."""

    def __init__(self, session: Session, at: int, new: Bases) -> None:
        self._session = session
        self._at = at
        self._new = new
        self._deal_id = next_id(session, tables.deal)
        self._visit_id = next_id(session, tables.stage_visit)

    def write(self, chunk: Sequence[Sequence[Any]]) -> None:
        deals: list[tuple[Any, ...]] = []
        lines: list[tuple[Any, ...]] = []
        visits: list[tuple[Any, ...]] = []
        exits: list[tuple[Any, ...]] = []
        custom: list[tuple[int, tuple[NewValue, ...]]] = []
        new, at = self._new, self._at
        for row in chunk:
            one = NewDeal(*row)
            deal_id = self._deal_id
            self._deal_id += 1
            deals.append(
                (
                    *(deal_id, one.title, row_id(one.pipeline, new.pipeline)),
                    *(row_id(one.company, new.company), row_id(one.contact, new.contact)),
                    *row[4:10],
                    row_id(one.owner, new.member),
                    *row[11:15],
                    at if one.created_at is None else one.created_at,
                )
            )
            if one.custom:
                custom.append((deal_id, one.custom))
            if one.line is not None:
                product, quantity, price = one.line
                lines.append((deal_id, row_id(product, new.product), quantity, price))
            for sequence, visit in enumerate(one.visits, 1):
                stage_id = row_id(visit[0], new.stage)
                visits.append((self._visit_id, deal_id, stage_id, sequence, *visit[1:], 1))
                self._visit_id += 1
            if one.exit is not None:
                reason, wake_on = one.exit
                reason_id = row_id(reason, new.reason)
                exits.append((deal_id, self._visit_id - 1, reason_id, wake_on))
        session = self._session
        insert_rows(session, tables.deal, _DEAL_COLUMNS, deals)
        insert_rows(session, tables.deal_line, "deal_id product_id quantity unit_price", lines)
        insert_rows(session, tables.stage_visit, _VISIT_COLUMNS, visits)
        insert_rows(session, tables.deal_exit, "deal_id visit_id reason_id wake_on", exits)
        write_values(session, "deal_id", custom)


_DEAL_COLUMNS = (
    "id title pipeline_id company_id contact_id kind amount monthly_amount closed_value "
    "probability_basis_points expected_close owner_id source campaign external_key note created_at"
)
_VISIT_COLUMNS = (
    "id deal_id stage_id sequence entered_at entered_day left_at left_day outcome is_imported"
)

"""What the file knows already, by the keys under which records from outside are recognised."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, func, or_, select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.rules.periods import local_day
from revops_desktop.rules.text import match_key


@dataclass(frozen=True, slots=True)
class KnownStage:
    """A stage in use; `key` is its name folded, blanks removed."""

    id: int
    name: str
    key: str
    phase: str
    position: int


@dataclass(frozen=True, slots=True)
class KnownPipeline:
    """A pipeline in use with its stages in river order."""

    id: int
    name: str
    key: str
    stages: tuple[KnownStage, ...]


# Begins the key of a deal whose source gave it no number.
MADE_KEY = "row:"


class DealThere(NamedTuple):
    """A deal that is here by its number, and where: `stands` is False once it left the river."""

    deal_id: int
    pipeline_id: int
    stage_id: int | None
    stands: bool


class DealFacts(NamedTuple):
    """What recognises a deal without a number: all of it must be equal."""

    title: str
    company_id: int | None
    amount: int | None
    monthly_amount: int | None
    began: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """Ids by match key; of namesakes the oldest. A company's own key in the source is exact."""

    currency: str
    time_zone: str
    pipelines: tuple[KnownPipeline, ...]
    members: Mapping[str, int]
    products: Mapping[str, int]
    monthly_products: frozenset[str]
    companies: Mapping[str, tuple[int, str | None]]
    companies_by_external: Mapping[str, int]
    contacts: Mapping[tuple[int | None, str], int]
    contacts_by_external: Mapping[str, int]
    reasons: Mapping[tuple[str, str], int]
    deals_by_external: Mapping[str, DealThere]
    deals_without_number: Mapping["DealFacts", tuple[int, ...]]
    # Whether amounts are those with consumption tax (domain.md §2).
    amounts_include_tax: bool = False


def known(session: Session) -> Known:
    """Everything that an import must recognise."""
    own = tables.workspace.c
    place = session.execute(select(own.currency, own.time_zone, own.amounts_include_tax)).one()
    company, contact = tables.company.c, tables.contact.c
    reason = tables.exit_reason.c
    return Known(
        currency=place.currency,
        time_zone=place.time_zone,
        amounts_include_tax=bool(place.amounts_include_tax),
        pipelines=known_pipelines(session),
        members=_by_key(session, tables.member),
        products=_by_key(session, tables.product),
        monthly_products=frozenset(
            session.execute(
                select(tables.product.c.match_key).where(tables.product.c.billing == "monthly")
            ).scalars()
        ),
        companies={
            key: (company_id, external)
            for key, company_id, external in session.execute(
                select(company.match_key, stands_for(tables.company), company.external_key)
                .where(is_known(tables.company))
                .order_by(company.deleted_at.is_(None), company.id.desc())
            )
        },
        companies_by_external=_by_external(session, tables.company),
        contacts={
            (company_id, key): contact_id
            for company_id, key, contact_id in session.execute(
                select(contact.company_id, contact.match_key, stands_for(tables.contact))
                .where(is_known(tables.contact))
                .order_by(contact.deleted_at.is_(None), contact.id.desc())
            )
        },
        contacts_by_external=_by_external(session, tables.contact),
        reasons={
            (kind, match_key(name)): reason_id
            for kind, name, reason_id in session.execute(
                select(reason.kind, reason.name, reason.id).order_by(reason.id.desc())
            )
        },
        deals_by_external=_numbered(session),
        deals_without_number=_without_number(session, place.time_zone),
    )


def _numbered(session: Session) -> dict[str, DealThere]:
    deal, state = tables.deal.c, tables.deal_state.c
    return {
        key: DealThere(deal_id, pipeline_id, stage_id, status in ("open", "customer"))
        for key, deal_id, pipeline_id, stage_id, status in session.execute(
            select(deal.external_key, deal.id, state.pipeline_id, state.stage_id, state.status)
            .join_from(tables.deal, tables.deal_state, state.deal_id == deal.id)
            .where(deal.external_key.is_not(None), deal.deleted_at.is_(None))
            .order_by(deal.id.desc())
        )
    }


def _without_number(session: Session, zone: str) -> dict["DealFacts", tuple[int, ...]]:
    deal, state = tables.deal.c, tables.deal_state.c
    found: dict[DealFacts, tuple[int, ...]] = {}
    for row in session.execute(
        select(
            *(deal.id, deal.title, deal.company_id, deal.amount, deal.monthly_amount),
            *(state.first_at, state.first_day),
        )
        .join_from(tables.deal, tables.deal_state, state.deal_id == deal.id)
        .where(or_(deal.external_key.is_(None), deal.external_key.startswith(MADE_KEY)))
        .order_by(deal.id)
    ):
        day = began(row.first_at, row.first_day, zone)
        facts = DealFacts(match_key(row.title), row.company_id, row.amount, row.monthly_amount, day)
        found[facts] = (*found.get(facts, ()), row.id)
    return found


def began(at: int | None, day: str | None, zone: str) -> str | None:
    """The local day on which a deal's first visit began; None: unknown."""
    if day is None and at is not None:
        return local_day(at, zone).isoformat()
    return day


def _by_key(session: Session, table: Table) -> dict[str, int]:
    rows = session.execute(select(table.c.match_key, table.c.id).order_by(table.c.id.desc()))
    return {key: found for key, found in rows}


def _by_external(session: Session, table: Table) -> dict[str, int]:
    rows = session.execute(
        select(table.c.external_key, stands_for(table))
        .where(table.c.external_key.is_not(None), is_known(table))
        .order_by(table.c.deleted_at.is_(None), table.c.id.desc())
    )
    return {key: found for key, found in rows}


def is_known(table: Table) -> ColumnElement[bool]:
    """In use, or merged into one that is: by the old name and number it is recognised too."""
    living = select(table.c.id).where(table.c.deleted_at.is_(None))
    return or_(table.c.deleted_at.is_(None), table.c.merged_into_id.in_(living))


def stands_for(table: Table) -> ColumnElement[int]:
    """The id of a record, or of the one that it was merged into."""
    return func.coalesce(table.c.merged_into_id, table.c.id)


def known_pipelines(session: Session) -> tuple[KnownPipeline, ...]:
    """The pipelines in use, in their order."""
    stage, pipeline = tables.stage.c, tables.pipeline.c
    stages: dict[int, list[KnownStage]] = {}
    for row in session.execute(
        select(stage.pipeline_id, stage.id, stage.name, stage.phase, stage.position)
        .where(stage.archived_at.is_(None))
        .order_by(stage.position, stage.id)
    ):
        stages.setdefault(row.pipeline_id, []).append(
            KnownStage(row.id, row.name, match_key(row.name), row.phase, row.position)
        )
    return tuple(
        KnownPipeline(row.id, row.name, match_key(row.name), tuple(stages.get(row.id, ())))
        for row in session.execute(
            select(pipeline.id, pipeline.name)
            .where(pipeline.archived_at.is_(None))
            .order_by(pipeline.position, pipeline.id)
        )
    )

"""What the file knows already, by the keys under which records from outside are recognised."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
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


@dataclass(frozen=True, slots=True)
class Known:
    """Ids by match key; of namesakes the oldest. A company's own key in the source is exact."""

    currency: str
    time_zone: str
    pipelines: tuple[KnownPipeline, ...]
    members: Mapping[str, int]
    products: Mapping[str, int]
    companies: Mapping[str, tuple[int, str | None]]
    companies_by_external: Mapping[str, int]
    contacts: Mapping[tuple[int | None, str], int]
    contacts_by_external: Mapping[str, int]
    reasons: Mapping[tuple[str, str], int]
    deals_by_external: frozenset[str]


def known(session: Session) -> Known:
    """Everything that an import must recognise."""
    place = session.execute(select(tables.workspace.c.currency, tables.workspace.c.time_zone)).one()
    company, contact, deal = tables.company.c, tables.contact.c, tables.deal.c
    reason = tables.exit_reason.c
    return Known(
        currency=place.currency,
        time_zone=place.time_zone,
        pipelines=_pipelines(session),
        members=_by_key(session, tables.member),
        products=_by_key(session, tables.product),
        companies={
            key: (company_id, external)
            for key, company_id, external in session.execute(
                select(company.match_key, company.id, company.external_key).order_by(
                    company.id.desc()
                )
            )
        },
        companies_by_external=_by_external(session, tables.company),
        contacts={
            (company_id, key): contact_id
            for company_id, key, contact_id in session.execute(
                select(contact.company_id, contact.match_key, contact.id).order_by(
                    contact.id.desc()
                )
            )
        },
        contacts_by_external=_by_external(session, tables.contact),
        reasons={
            (kind, match_key(name)): reason_id
            for kind, name, reason_id in session.execute(
                select(reason.kind, reason.name, reason.id).order_by(reason.id.desc())
            )
        },
        deals_by_external=frozenset(
            session.execute(
                select(deal.external_key).where(deal.external_key.is_not(None))
            ).scalars()
        ),
    )


def _by_key(session: Session, table: Table) -> dict[str, int]:
    rows = session.execute(select(table.c.match_key, table.c.id).order_by(table.c.id.desc()))
    return {key: found for key, found in rows}


def _by_external(session: Session, table: Table) -> dict[str, int]:
    rows = session.execute(
        select(table.c.external_key, table.c.id)
        .where(table.c.external_key.is_not(None))
        .order_by(table.c.id.desc())
    )
    return {key: found for key, found in rows}


def _pipelines(session: Session) -> tuple[KnownPipeline, ...]:
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

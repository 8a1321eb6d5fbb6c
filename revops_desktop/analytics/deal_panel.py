"""Everything the panel beside the page shows of one deal, but for its story (domain.md §2, §3)."""

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.checklist import Item, checklist
from revops_desktop.analytics.custom_fields import CustomField
from revops_desktop.analytics.custom_fields import fields as custom_fields
from revops_desktop.analytics.custom_fields import values as custom_values
from revops_desktop.analytics.deal_form import Owner, owners
from revops_desktop.analytics.handoffs import HandoffSheet, handoff_sheet
from revops_desktop.analytics.pipelines import StageOf, stages_of
from revops_desktop.database.tables import (
    activity,
    company,
    contact,
    deal,
    deal_exit,
    deal_line,
    deal_link,
    deal_state,
    deal_tag,
    exit_reason,
    member,
    product,
    stage,
    tag,
    workspace,
)
from revops_desktop.rules.custom_fields import Value

# More people or finished tasks than this are counted and not listed.
MOST_CONTACTS = 50
MOST_DONE = 5


@dataclass(frozen=True, slots=True)
class DealFields:
    """A deal's own fields; money in minor units, None is unknown; days as ISO text."""

    deal_id: int
    title: str
    company_id: int | None
    contact_id: int | None
    pipeline_id: int
    kind: str
    amount: int | None
    monthly_amount: int | None
    closed_value: int | None
    probability_basis_points: int | None
    expected_close: str | None
    owner_id: int | None
    source: str | None
    campaign: str | None
    note: str | None
    why_bought: str | None
    why_lost: str | None
    promised: str | None
    created_at: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where the deal is. `status`: open, customer, or how it left (lost, recycled, churned …).

    `since`: the beginning of the visit, or the instant it left, `since_day` if only the day is
    known. `probability_basis_points` is the stage's own. Reason and `wake_on` of its exit.
    """

    status: str
    stage_id: int | None
    stage: str
    phase: str
    colour: str
    probability_basis_points: int
    since: int | None
    since_day: str | None
    reason: str | None
    wake_on: str | None


@dataclass(frozen=True, slots=True)
class CompanyOf:
    """The company of the deal, as far as one reaches it."""

    company_id: int
    name: str
    phone: str | None
    website: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the company, or the deal's own contact."""

    contact_id: int
    name: str
    role: str | None
    job_title: str | None
    email: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do until a day (ISO), or done (`done_at`, UTC)."""

    task_id: int
    title: str
    note: str | None
    due_on: str | None
    done_at: int | None
    member: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """Product × quantity × price (minor units, None unknown); `billing` one_off or monthly."""

    line_id: int
    product_id: int
    product: str
    billing: str
    quantity: int
    unit_price: int | None


@dataclass(frozen=True, slots=True)
class Link:
    """A file or page that belongs to the deal."""

    link_id: int
    title: str
    target: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag on the deal; the colour is a name among the tokens' tag colours."""

    tag_id: int
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class DealSheet:
    """One deal with everything around it. `tasks`: open ones by day, then the last ones done."""

    currency: str
    zone: str
    fields: DealFields
    place: Place | None
    stages: tuple[StageOf, ...]
    company: CompanyOf | None
    people: tuple[Person, ...]
    owners: tuple[Owner, ...]
    tasks: tuple[Task, ...]
    checklist: tuple[Item, ...]
    lines: tuple[Line, ...]
    links: tuple[Link, ...]
    tags: tuple[Tag, ...]
    custom_fields: tuple[CustomField, ...]
    custom_values: dict[int, Value]
    handoffs: HandoffSheet

    @property
    def next_task(self) -> Task | None:
        """The first open task."""
        return next((task for task in self.tasks if task.done_at is None), None)

    @property
    def place_is_lost(self) -> bool:
        """Whether the deal left the river for good: lost or churned."""
        return self.place is not None and self.place.status in ("lost", "churned")


def deal_sheet(session: Session, *, deal_id: int) -> DealSheet | None:
    """One deal as its panel shows it; None when it is not in the file, or in the trash."""
    one = deal.c
    row = session.execute(
        select(
            *(one.id, one.title, one.company_id, one.contact_id, one.pipeline_id, one.kind),
            *(one.amount, one.monthly_amount, one.closed_value, one.probability_basis_points),
            *(one.expected_close, one.owner_id, one.source, one.campaign, one.note),
            *(one.why_bought, one.why_lost, one.promised, one.created_at),
        ).where(one.id == deal_id, one.deleted_at.is_(None))
    ).first()
    if row is None:
        return None
    fields = DealFields(*tuple(row))
    currency, zone = session.execute(select(workspace.c.currency, workspace.c.time_zone)).one()
    defined = custom_fields(session, subject="deal")
    return DealSheet(
        currency=currency,
        zone=zone,
        fields=fields,
        place=_place(session, deal_id),
        stages=stages_of(session, pipeline_id=fields.pipeline_id),
        company=_company(session, fields.company_id),
        people=_people(session, fields.company_id, fields.contact_id),
        owners=owners(session, also=fields.owner_id),
        tasks=_tasks(session, deal_id),
        checklist=checklist(session, deal_id=deal_id),
        lines=_lines(session, deal_id),
        links=_links(session, deal_id),
        tags=_tags(session, deal_id),
        custom_fields=defined,
        custom_values=(
            custom_values(session, subject="deal", record_id=deal_id) if defined else {}
        ),
        handoffs=handoff_sheet(session, deal_id=deal_id),
    )


def some_deal(session: Session) -> int | None:
    """Any deal of the file; None where there is none."""
    found: int | None = session.scalar(
        select(deal.c.id).where(deal.c.deleted_at.is_(None)).limit(1)
    )
    return found


def known_words(session: Session, *, field: str, limit: int = 200) -> tuple[str, ...]:
    """What other deals have in `source` or `campaign`, most used first."""
    column = {"source": deal.c.source, "campaign": deal.c.campaign}[field]
    return tuple(
        session.scalars(
            select(column)
            .where(column.is_not(None), deal.c.deleted_at.is_(None))
            .group_by(column)
            .order_by(func.count().desc(), column)
            .limit(limit)
        )
    )


@dataclass(frozen=True, slots=True)
class ProductOf:
    """A product that may be put on a deal; `list_price` in minor units, None unknown."""

    product_id: int
    name: str
    list_price: int | None
    billing: str


def products(session: Session) -> tuple[ProductOf, ...]:
    """The products that are sold, by name."""
    one = product.c
    rows = session.execute(
        select(one.id, one.name, one.list_price, one.billing)
        .where(one.archived_at.is_(None))
        .order_by(one.name, one.id)
    )
    return tuple(ProductOf(*row) for row in rows)


def all_tags(session: Session) -> tuple[Tag, ...]:
    """Every tag there is, by name."""
    rows = session.execute(select(tag.c.id, tag.c.name, tag.c.colour).order_by(tag.c.name))
    return tuple(Tag(*row) for row in rows)


def _place(session: Session, deal_id: int) -> Place | None:
    state = deal_state.c
    row = session.execute(
        select(
            *(state.status, state.stage_id, func.coalesce(stage.c.name, "")),
            *(func.coalesce(stage.c.phase, "lead"), func.coalesce(stage.c.colour, "")),
            func.coalesce(stage.c.probability_basis_points, 0),
            *(state.since, state.since_day, exit_reason.c.name, deal_exit.c.wake_on),
        )
        .select_from(deal_state)
        .outerjoin(stage, stage.c.id == state.stage_id)
        .outerjoin(deal_exit, deal_exit.c.visit_id == state.visit_id)
        .outerjoin(exit_reason, exit_reason.c.id == deal_exit.c.reason_id)
        .where(state.deal_id == deal_id)
    ).first()
    return Place(*tuple(row)) if row else None


def _company(session: Session, company_id: int | None) -> CompanyOf | None:
    one = company.c
    row = session.execute(
        select(one.id, one.name, one.phone, one.website, one.address).where(
            one.id == company_id, one.deleted_at.is_(None)
        )
    ).first()
    return CompanyOf(*row) if row else None


def _people(session: Session, company_id: int | None, contact_id: int | None) -> tuple[Person, ...]:
    """The company's people, the deal's own contact first."""
    one = contact.c
    if company_id is None and contact_id is None:
        return ()
    concerned = one.id == contact_id
    if company_id is not None:
        concerned |= one.company_id == company_id
    rows = session.execute(
        select(one.id, one.name, one.role, one.job_title, one.email, one.phone)
        .where(concerned, one.deleted_at.is_(None))
        .order_by(case((one.id == contact_id, 0), else_=1), one.name, one.id)
        .limit(MOST_CONTACTS)
    )
    return tuple(Person(*row) for row in rows)


def _tasks(session: Session, deal_id: int) -> tuple[Task, ...]:
    one = activity.c
    asked = (
        select(one.id, one.title, one.note, one.due_on, one.done_at, member.c.name)
        .outerjoin_from(activity, member, member.c.id == one.member_id)
        .where(one.deal_id == deal_id, one.kind == "task")
    )
    still = session.execute(
        asked.where(one.done_at.is_(None)).order_by(one.due_on.is_(None), one.due_on, one.id)
    )
    done = session.execute(
        asked.where(one.done_at.is_not(None)).order_by(one.done_at.desc(), one.id).limit(MOST_DONE)
    )
    return tuple(Task(*row) for row in (*still, *done))


def _lines(session: Session, deal_id: int) -> tuple[Line, ...]:
    one = deal_line.c
    rows = session.execute(
        select(one.id, one.product_id, product.c.name, product.c.billing)
        .add_columns(one.quantity, one.unit_price)
        .join_from(deal_line, product, product.c.id == one.product_id)
        .where(one.deal_id == deal_id)
        .order_by(one.position, one.id)
    )
    return tuple(Line(*row) for row in rows)


def _links(session: Session, deal_id: int) -> tuple[Link, ...]:
    one = deal_link.c
    rows = session.execute(
        select(one.id, one.title, one.target)
        .where(one.deal_id == deal_id)
        .order_by(one.position, one.id)
    )
    return tuple(Link(*row) for row in rows)


def _tags(session: Session, deal_id: int) -> tuple[Tag, ...]:
    rows = session.execute(
        select(tag.c.id, tag.c.name, tag.c.colour)
        .join_from(deal_tag, tag, tag.c.id == deal_tag.c.tag_id)
        .where(deal_tag.c.deal_id == deal_id)
        .order_by(tag.c.name)
    )
    return tuple(Tag(*row) for row in rows)

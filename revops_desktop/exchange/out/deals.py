"""Deals of a pipeline as a list that comes in again: what they are, and how far they went."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.exchange.custom_columns import CustomCells
from revops_desktop.exchange.fields import FIELDS, word_label
from revops_desktop.exchange.out.deal_lines import DealLines
from revops_desktop.exchange.out.records import RecordCells, Target, export_list, write_all
from revops_desktop.exchange.out.workbook import Value
from revops_desktop.exchange.progress import Progress
from revops_desktop.exchange.record_cells import tags_of, tags_text
from revops_desktop.i18n import N_, _
from revops_desktop.operations.known import MADE_KEY

if TYPE_CHECKING:
    from revops_desktop.database.workspace import Workspace

STAGE = N_("Stage")
STATUS = N_("Status")
BEGAN = N_("Began")
OPPORTUNITY_SINCE = N_("Opportunity since")
IN_STAGE_SINCE = N_("In stage since")
WON_ON = N_("Won on")
LEFT_ON = N_("Left on")
REASON = N_("Reason")
WAKES_UP_ON = N_("Wakes up on")

STATUS_LABELS = {
    "open": N_("Open"),
    "customer": N_("Customer"),
    "lost": N_("Lost"),
    "recycled": N_("Recycled"),
    "churned": N_("Churned"),
    "transferred": N_("Transferred"),
}


def export_deals(workspace: "Workspace", path: Path, *, pipeline_id: int, **how: Any) -> int:
    """Writes all deals of a pipeline to `path` (whole or not at all); their number.

    As `export_list`.
    """
    return export_list(workspace, _deals, path, pipeline_id=pipeline_id, **how)


_DEAL_FIELDS = (
    *("title", "company", "contact", "external_key", "kind", "amount", "monthly_amount"),
    *("probability", "expected_close", "owner", "source", "campaign"),
    *("product", "quantity", "price", "tags", "note"),
)
_WAY = (STAGE, STATUS, BEGAN, OPPORTUNITY_SINCE, IN_STAGE_SINCE, WON_ON, LEFT_ON)


def _deals(session: Session, *, target: Target, progress: Progress, pipeline_id: int) -> int:
    cells = RecordCells(session)
    fields = FIELDS["deals"]
    named = [*(fields[name].label for name in _DEAL_FIELDS), *_WAY, REASON, WAKES_UP_ON]
    header = [_(name) for name in named]
    tags = tags_of(session, "deal")
    custom = CustomCells(session, "deals", header, money=cells.money)
    lines = DealLines(session, pipeline_id)

    def row_of(row: Any) -> list[Value]:
        share = row.probability
        first = lines.of(row)[0]
        return [
            *(row.title, row.company, row.contact, _number(row), _(word_label(row.kind))),
            *(cells.money(first.amount), cells.money(first.monthly_amount)),
            None if share is None else Decimal(f"{share / 100:g}"),
            *(cells.day(row.expected_close), row.owner, row.source, row.campaign),
            *(first.product, first.quantity, cells.money(first.price)),
            *(tags_text(tags.get(row.id, ())), row.note),
            *(row.stage, _(STATUS_LABELS[row.status])),
            cells.moment(row.first_at, row.first_day),
            cells.moment(row.opportunity_at, row.opportunity_day),
            cells.moment(row.entered_at, row.entered_day),
            cells.moment(row.won_at, row.won_day),
            cells.moment(row.left_at, row.left_day),
            *(row.reason, cells.day(row.wake_on)),
            *custom.cells(row.id),
        ]

    wanted = [*header, *custom.header]

    def called(name: str) -> str:
        return _(fields[name].label)

    def more_of(row: Any) -> Iterator[list[Value]]:
        for line in lines.of(row)[1:]:
            found = dict.fromkeys(wanted) | {
                called("title"): row.title,
                called("company"): row.company,
                called("contact"): row.contact,
                called("external_key"): _number(row),
                called("amount"): cells.money(line.amount),
                called("monthly_amount"): cells.money(line.monthly_amount),
                called("product"): line.product,
                called("quantity"): line.quantity,
                called("price"): cells.money(line.price),
            }
            yield list(found.values())

    query = _deal_query(pipeline_id)
    return write_all(session, query, target, _("Deals"), wanted, row_of, progress, more_of)


def _number(row: Any) -> str | None:
    """The deal's number in its source; one that was made of its row is none."""
    return None if (row.external_key or MADE_KEY).startswith(MADE_KEY) else row.external_key


def _deal_query(pipeline_id: int) -> Select[Any]:
    deal, state = tables.deal, tables.deal_state
    visit, leaving = tables.stage_visit, tables.deal_exit
    return (
        select(
            deal.c.id,
            *(deal.c[name] for name in ("title", "external_key", "kind", "amount", "note")),
            *(deal.c[name] for name in ("monthly_amount", "expected_close", "source", "campaign")),
            deal.c.probability_basis_points.label("probability"),
            tables.company.c.name.label("company"),
            tables.contact.c.name.label("contact"),
            tables.member.c.name.label("owner"),
            tables.stage.c.name.label("stage"),
            *(state.c[name] for name in ("status", "first_at", "first_day")),
            *(state.c[name] for name in ("opportunity_at", "opportunity_day")),
            *(state.c[name] for name in ("won_at", "won_day")),
            *(visit.c[name] for name in ("entered_at", "entered_day", "left_at", "left_day")),
            tables.exit_reason.c.name.label("reason"),
            leaving.c.wake_on,
        )
        .select_from(
            deal.join(state, state.c.deal_id == deal.c.id)
            .outerjoin(visit, visit.c.id == state.c.visit_id)
            .outerjoin(tables.stage, tables.stage.c.id == state.c.stage_id)
            .outerjoin(leaving, leaving.c.visit_id == visit.c.id)
            .outerjoin(tables.exit_reason, tables.exit_reason.c.id == leaving.c.reason_id)
            .outerjoin(tables.company, tables.company.c.id == deal.c.company_id)
            .outerjoin(
                tables.contact,
                and_(
                    tables.contact.c.id == deal.c.contact_id,
                    tables.contact.c.deleted_at.is_(None),
                ),
            )
            .outerjoin(tables.member, tables.member.c.id == deal.c.owner_id)
        )
        .where(deal.c.pipeline_id == pipeline_id)
        .order_by(deal.c.id)
    )

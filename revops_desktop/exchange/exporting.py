"""Writes companies and deals as CSV: UTF-8 with a mark for Excel, formulas defused.

Numbers and dates come from typed columns and are never touched. The shipped list mappings read the
files back: what is in them is equal then.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.exchange.custom_columns import CustomCells
from revops_desktop.exchange.fields import FIELDS, word_label
from revops_desktop.exchange.formulas import defused
from revops_desktop.exchange.record_cells import tags_of, tags_text
from revops_desktop.exchange.refusals import Cancelled
from revops_desktop.i18n import N_, _
from revops_desktop.operations.known import MADE_KEY
from revops_desktop.rules.currency import minor_digits, to_major
from revops_desktop.safe_files import write_safely

if TYPE_CHECKING:
    from revops_desktop.database.workspace import Workspace
    from revops_desktop.exchange.progress import Progress

_CHUNK = 1000

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


def export_companies(
    workspace: "Workspace", path: Path, *, progress: "Progress | None" = None
) -> int:
    """Writes all companies to `path` (whole or not at all); their number."""
    number: int = workspace.ask(_companies, path=path, progress=progress)
    return number


def export_deals(
    workspace: "Workspace",
    path: Path,
    *,
    pipeline_id: int,
    progress: "Progress | None" = None,
) -> int:
    """Writes all deals of a pipeline to `path` (whole or not at all); their number."""
    number: int = workspace.ask(_deals, path=path, pipeline_id=pipeline_id, progress=progress)
    return number


class _Writer:
    """Cells of one workspace: amounts in the main unit, instants in its zone."""

    def __init__(self, session: Session) -> None:
        place = session.execute(
            select(tables.workspace.c.currency, tables.workspace.c.time_zone)
        ).one()
        self.currency: str = place.currency
        self._zone = ZoneInfo(place.time_zone)

    def money(self, minor: int | None) -> str:
        """An exact decimal; empty when unknown."""
        if minor is None:
            return ""
        return f"{to_major(minor, self.currency):.{minor_digits(self.currency)}f}"

    def moment(self, at: int | None, day: str | None = None) -> str:
        """A day, or a local time; empty when unknown."""
        if day is not None or at is None:
            return day or ""
        local = datetime.fromtimestamp(at, UTC).astimezone(self._zone)
        return f"{local:%Y-%m-%d %H:%M:%S}"


def _write(
    path: Path,
    header: Sequence[str],
    rows: Iterator[Sequence[str]],
    total: int,
    progress: "Progress | None",
) -> int:
    written = 0

    def write(file: BinaryIO) -> None:
        nonlocal written
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow([defused(name) for name in header])
        for row in rows:
            if written % _CHUNK == 0 and progress is not None:
                if progress.cancelled():
                    raise Cancelled(_("The export was cancelled. No file was written."))
                progress.step(written, max(total, 1))
            writer.writerow(row)
            written += 1
        text.flush()
        text.detach()

    write_safely(path, write)
    if progress is not None:
        progress.step(1, 1)
    return written


def _text(value: str | None) -> str:
    return defused(value) if value else ""


def _companies(session: Session, *, path: Path, progress: "Progress | None") -> int:
    company, owner = tables.company.c, tables.member.c
    cells = _Writer(session)
    names = tuple(FIELDS["companies"])
    query = (
        select(company.id)
        .add_columns(*(company[name] for name in names if name in company))
        .add_columns(owner.name.label("owner"), company.created_at)
        .select_from(
            tables.company.outerjoin(tables.member, tables.member.c.id == company.owner_id)
        )
        .where(company.deleted_at.is_(None))
        .order_by(company.id)
    )

    def cell(name: str, row: Any) -> str:
        if name == "created":
            return cells.moment(row.created_at)
        if name == "tags":
            return _text(tags_text(tags.get(row.id, ())))
        value = getattr(row, name)
        if name == "employees":
            return "" if value is None else str(value)
        if name == "channel":
            return _(word_label(value)) if value else ""
        return _text(value)

    tags = tags_of(session, "company")
    header = [_(field.label) for field in FIELDS["companies"].values()]
    custom = CustomCells(session, "companies", header, money=cells.money, text=_text)

    def row_of(row: Any) -> list[str]:
        return [*(cell(name, row) for name in names), *custom.cells(row.id)]

    return _all(session, query, path, [*header, *custom.header], row_of, progress)


def _all(
    session: Session,
    query: Select[Any],
    path: Path,
    header: Sequence[str],
    cells_of: Callable[[Any], Sequence[str]],
    progress: "Progress | None",
) -> int:
    total = session.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    found = session.execute(query.execution_options(yield_per=_CHUNK))
    return _write(path, header, map(cells_of, found), total, progress)


_DEAL_FIELDS = (
    *("title", "company", "contact", "external_key", "kind", "amount", "monthly_amount"),
    *("probability", "expected_close", "owner", "source", "campaign"),
    *("product", "quantity", "price", "tags", "note"),
)
_WAY = (STAGE, STATUS, BEGAN, OPPORTUNITY_SINCE, IN_STAGE_SINCE, WON_ON, LEFT_ON)


def _deals(session: Session, *, path: Path, pipeline_id: int, progress: "Progress | None") -> int:
    cells = _Writer(session)
    fields = FIELDS["deals"]
    named = [*(fields[name].label for name in _DEAL_FIELDS), *_WAY, REASON, WAKES_UP_ON]
    header = [_(name) for name in named]
    tags = tags_of(session, "deal")
    custom = CustomCells(session, "deals", header, money=cells.money, text=_text)

    def row_of(row: Any) -> list[str]:
        share = row.probability
        return [
            *(_text(row.title), _text(row.company), _text(row.contact)),
            "" if (row.external_key or "").startswith(MADE_KEY) else _text(row.external_key),
            *(_(word_label(row.kind)), cells.money(row.amount), cells.money(row.monthly_amount)),
            *("" if share is None else f"{share / 100:g}", row.expected_close or ""),
            *(_text(row.owner), _text(row.source), _text(row.campaign), _text(row.product)),
            *("" if row.quantity is None else str(row.quantity), cells.money(row.price)),
            *(_text(tags_text(tags.get(row.id, ()))), _text(row.note)),
            *(_text(row.stage), _(STATUS_LABELS[row.status])),
            cells.moment(row.first_at, row.first_day),
            cells.moment(row.opportunity_at, row.opportunity_day),
            cells.moment(row.entered_at, row.entered_day),
            cells.moment(row.won_at, row.won_day),
            cells.moment(row.left_at, row.left_day),
            *(_text(row.reason), row.wake_on or ""),
            *custom.cells(row.id),
        ]

    wanted = [*header, *custom.header]
    return _all(session, _deal_query(pipeline_id), path, wanted, row_of, progress)


def _deal_query(pipeline_id: int) -> Select[Any]:
    deal, state = tables.deal, tables.deal_state
    visit, leaving, line = tables.stage_visit, tables.deal_exit, tables.deal_line
    single = (
        select(
            line.c.deal_id,
            func.max(line.c.product_id).label("product_id"),
            func.max(line.c.quantity).label("quantity"),
            func.max(line.c.unit_price).label("price"),
        )
        .group_by(line.c.deal_id)
        .having(func.count() == 1)
        .subquery()
    )
    return (
        select(
            deal.c.id,
            *(deal.c[name] for name in ("title", "external_key", "kind", "amount", "note")),
            *(deal.c[name] for name in ("monthly_amount", "expected_close", "source", "campaign")),
            deal.c.probability_basis_points.label("probability"),
            tables.company.c.name.label("company"),
            tables.contact.c.name.label("contact"),
            tables.member.c.name.label("owner"),
            tables.product.c.name.label("product"),
            *(single.c.quantity, single.c.price),
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
            .outerjoin(single, single.c.deal_id == deal.c.id)
            .outerjoin(tables.product, tables.product.c.id == single.c.product_id)
        )
        .where(deal.c.pipeline_id == pipeline_id)
        .order_by(deal.c.id)
    )

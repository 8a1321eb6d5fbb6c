"""Companies and contacts as lists that come in again."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.exchange.custom_columns import CustomCells
from revops_desktop.exchange.fields import FIELDS, word_label
from revops_desktop.exchange.out.records import RecordCells, Target, export_list, write_all
from revops_desktop.exchange.out.workbook import Value
from revops_desktop.exchange.progress import Progress
from revops_desktop.exchange.record_cells import tags_of, tags_text
from revops_desktop.i18n import _

if TYPE_CHECKING:
    from revops_desktop.database.workspace import Workspace


def export_companies(workspace: "Workspace", path: Path, **how: Any) -> int:
    """Writes all companies to `path` (whole or not at all); their number. As `export_list`."""
    return export_list(workspace, _companies, path, **how)


def _companies(session: Session, *, target: Target, progress: Progress) -> int:
    company, owner = tables.company.c, tables.member.c
    cells = RecordCells(session)
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
    tags = tags_of(session, "company")

    def cell(name: str, row: Any) -> Value:
        if name == "created":
            return cells.moment(row.created_at)
        if name == "tags":
            return tags_text(tags.get(row.id, ()))
        value: Value = getattr(row, name)
        return _(word_label(str(value))) if name == "channel" and value else value

    header = [_(field.label) for field in FIELDS["companies"].values()]
    custom = CustomCells(session, "companies", header, money=cells.money)

    def row_of(row: Any) -> list[Value]:
        return [*(cell(name, row) for name in names), *custom.cells(row.id)]

    wanted = [*header, *custom.header]
    return write_all(session, query, target, _("Companies"), wanted, row_of, progress)

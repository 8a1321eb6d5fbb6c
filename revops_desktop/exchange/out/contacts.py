"""Contacts as a list that comes in again."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.exchange.company_beside import FIELDS as BESIDE
from revops_desktop.exchange.custom_columns import CustomCells
from revops_desktop.exchange.fields import FIELDS
from revops_desktop.exchange.out.records import RecordCells, Target, export_list, write_all
from revops_desktop.exchange.out.workbook import Value
from revops_desktop.exchange.progress import Progress
from revops_desktop.i18n import _

if TYPE_CHECKING:
    from revops_desktop.database.workspace import Workspace


def export_contacts(workspace: "Workspace", path: Path, **how: Any) -> int:
    """Writes all contacts to `path` (whole or not at all); their number. As `export_list`."""
    return export_list(workspace, _contacts, path, **how)


def _contacts(session: Session, *, target: Target, progress: Progress) -> int:
    contact, company = tables.contact.c, tables.company.c
    cells = RecordCells(session)
    elsewhere = {
        "company": company.name,
        "company_key": company.external_key,
        "created": contact.created_at,
    }
    fields = {name: one for name, one in FIELDS["contacts"].items() if name not in BESIDE}
    names = tuple(fields)
    columns = [
        (elsewhere[name] if name in elsewhere else contact[name]).label(name) for name in names
    ]
    query = (
        select(
            contact.id, *(column.label(name) for name, column in zip(names, columns, strict=True))
        )
        .select_from(
            tables.contact.outerjoin(
                tables.company,
                (company.id == contact.company_id) & company.deleted_at.is_(None),
            )
        )
        .where(contact.deleted_at.is_(None))
        .order_by(contact.id)
    )
    header = [_(field.label) for field in fields.values()]
    custom = CustomCells(session, "contacts", header, money=cells.money)

    def row_of(row: Any) -> list[Value]:
        own: list[Value] = list(row[1:])
        place = names.index("created")
        own[place] = cells.moment(row.created)
        return [*own, *custom.cells(row.id)]

    wanted = [*header, *custom.header]
    return write_all(session, query, target, _("Contacts"), wanted, row_of, progress)

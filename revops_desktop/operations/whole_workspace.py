"""What a person can do with everything at once: bring a whole workspace back into an empty one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Table, delete, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import describe, verb
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.operations.plain_rows import insert_rows
from revops_desktop.rules.company_names import company_key
from revops_desktop.rules.text import fold, match_key

BROUGHT_BACK = N_("Bring in everything of {files}")

# What nobody may lose: where one of these holds a row, the workspace is not empty. All others are
# settings, which a template has made.
RECORDS = (
    *(tables.company, tables.contact, tables.deal, tables.activity, tables.product),
    *(tables.channel_month, tables.target, tables.sla_review, tables.report),
)

# What records are matched by: from which column, and how it is made.
_KEYS: dict[str, tuple[str, Callable[[str], str]]] = {
    "company": ("name", company_key),
    "channel_month": ("source", fold),
}


class Rows(NamedTuple):
    """The rows of a table, in chunks; `names` are the columns, the first of them “id”."""

    table: Table
    names: Sequence[str]
    chunks: Iterable[Sequence[Sequence[Any]]]


def is_empty(session: Session) -> bool:
    """Whether a workspace holds no record yet, not even in the trash: settings do not count."""
    return not any(session.execute(select(table.c.id).limit(1)).first() for table in RECORDS)


def require_empty(session: Session) -> None:
    """RuleBroken where a workspace holds records."""
    if not is_empty(session):
        raise RuleBroken(
            _(
                "This workspace holds records already, and a whole workspace comes into an empty "
                "one only. Nothing was changed. Please make a new workspace for it."
            )
        )


@verb(BROUGHT_BACK)
def bring_back(session: Session, *, at: int, files: str, rows: Iterable[Rows]) -> int:
    """Puts the rows in the place of all that the empty workspace was set up with; their number.

    Numbers stay as they are, so that references do; the keys that names are matched by are made
    anew. RuleBroken where the workspace is not empty, or where rows contradict each other.
    """
    describe(session, files=files)
    require_empty(session)
    # Rows may refer to others of their own table that come later.
    session.execute(text("PRAGMA defer_foreign_keys = ON"))
    for table in reversed(tables.JOURNALED):
        session.execute(delete(table))
    written = 0
    for one in rows:
        names, with_keys = _with_keys(one)
        for chunk in with_keys:
            _insert(session, one.table, names, chunk)
            written += len(chunk)
    _require_whole(session)
    return written


def _with_keys(rows: Rows) -> tuple[list[str], Iterator[Sequence[Sequence[Any]]]]:
    if "match_key" not in rows.table.columns:
        return list(rows.names), iter(rows.chunks)
    column, key_of = _KEYS.get(rows.table.name, ("name", match_key))
    place = list(rows.names).index(column)
    chunks = ([(*row, key_of(row[place])) for row in chunk] for chunk in rows.chunks)
    return [*rows.names, "match_key"], chunks


def _insert(
    session: Session, table: Table, names: Sequence[str], chunk: Sequence[Sequence[Any]]
) -> None:
    try:
        insert_rows(session, table, " ".join(names), chunk)
    except IntegrityError as error:
        there = set(session.execute(select(table.c.id)).scalars())
        wrong = next((row[0] for row in chunk if row[0] not in there), None)
        raise _contradiction(table.name, wrong, str(error.orig)) from error


def _require_whole(session: Session) -> None:
    """Every reference leads somewhere: told here, where it can be said which does not."""
    broken = session.execute(text("PRAGMA foreign_key_check")).first()
    if broken is not None:
        table, row_id, parent, _number = broken
        reason = _("it refers to a row of “{table}” that is not there").format(table=parent)
        raise _contradiction(table, row_id, reason)


def _contradiction(table: str, row_id: int | None, reason: str) -> RuleBroken:
    return RuleBroken(
        _(
            "Row {number} (ID) of “{table}” cannot be taken: {reason}. Nothing was changed. Please "
            "correct it there, or export the workspace once more."
        ).format(number="—" if row_id is None else row_id, table=table, reason=reason)
    )

"""What a person can do for good: erase somebody, and let go of what lay in the trash for 90 days.

Figures keep what they need (visits, amounts, exits), names and texts go: from the records, from the
change journal and from the search index. Backups made before still hold them, and say so.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database import erasing, report_files, search_index
from revops_desktop.database.journal import verb
from revops_desktop.database.tables import company, contact, deal
from revops_desktop.errors import RuleBroken, StorageProblem
from revops_desktop.i18n import N_, _
from revops_desktop.operations.trash import among
from revops_desktop.rules.trash import expired_before

if TYPE_CHECKING:
    from revops_desktop.database.changes import Done
    from revops_desktop.database.workspace import Workspace

ERASED = N_("Erase names and texts for good")
PURGED = N_("Let go of what lay in the trash for 90 days")


@dataclass(frozen=True, slots=True)
class Erased:
    """How many records lost their names and texts, and how many kept reports their PDF.

    `traces_left`: there was no room to write the file anew, so that bytes may be left in it.
    """

    companies: int
    contacts: int
    deals: int
    traces_left: bool = False
    reports: int = 0


@dataclass(frozen=True, slots=True)
class Consequences:
    """What erasing would do, asked before: the deals that stay without text, and mentions.

    `name`: of the one record that is meant, "" for several · `mentions`: in how many notes and
    titles of other records somebody is named · `reports`: how many kept reports name somebody, and
    would lose their PDF.
    """

    name: str
    contacts: int
    deals: int
    mentions: int
    reports: int = 0


@verb(ERASED)
def erase(
    session: Session,
    *,
    at: int,
    companies: Collection[int] = (),
    contacts: Collection[int] = (),
    deals: Collection[int] = (),
    everywhere: bool = True,
) -> Erased:
    """Takes names and texts of records (ids) out of the file, whether in the trash or not.

    A company takes its people along. The deals of a company, and of a person without a company,
    stay in the figures, without title and text. A kept report that names somebody loses its PDF.
    With `everywhere` the names also go from notes and titles of other records. Nothing done until
    now can be undone afterwards. The bytes are gone after `Workspace.leave_no_trace` only: call
    `erase_for_good`. RuleBroken when nothing is there.
    """
    wanted = _wanted(session, companies, contacts, deals)
    if not (wanted.companies or wanted.contacts or wanted.deals):
        raise RuleBroken(
            _("This is no longer in the file. Nothing was changed. Please look again.")
        )
    raw = _raw(session)
    values = erasing.values_of(raw, wanted)
    pattern = erasing.mentions(values) if everywhere else None
    erasing.erase(raw, wanted, at=at, pattern=pattern)
    lost = report_files.take_out(raw, values)
    raw.execute("UPDATE action SET ends_undo = 1 WHERE id = (SELECT action_id FROM temp.running)")
    return Erased(
        len(wanted.companies), len(wanted.contacts), len(wanted.deals | wanted.stays), reports=lost
    )


def erase_for_good(workspace: "Workspace", *, at: int, **records: Any) -> "Done[Erased]":
    """Erases as `erase` does, and leaves no byte of it in the file (seconds at 100,000 deals).

    Where the disk has no room for that, what was erased stays erased, and the answer says so.
    """
    done = workspace.do(erase, at=at, **records)
    try:
        workspace.leave_no_trace()
    except StorageProblem:
        return replace(done, value=replace(done.value, traces_left=True))
    return done


@verb(PURGED)
def purge(session: Session, *, at: int) -> Erased:
    """Takes names and texts of what went into the trash 90 days ago or earlier out of the file.

    What was done up to the last change of such a record can no longer be undone; all later can.
    """
    limit = expired_before(at)
    found = {
        table: frozenset(
            session.execute(
                select(table.c.id).where(table.c.deleted_at < limit, name != "")
            ).scalars()
        )
        for table, name in (
            (company, company.c.name),
            (contact, contact.c.name),
            (deal, deal.c.title),
        )
    }
    wanted = erasing.Wanted(found[company], found[contact], found[deal])
    if any(found.values()):
        raw = _raw(session)
        before = erasing.last_action(raw, wanted)
        erasing.erase(raw, wanted, at=at)
        raw.execute("UPDATE action SET ends_undo = 1 WHERE id = ?", (before,))
        # This action cannot be taken back, though what came before it can: it stands for itself.
        raw.execute(
            "UPDATE action SET reversed_by_id = id WHERE id = (SELECT action_id FROM temp.running)"
        )
        search_index.leave_no_trace(raw)
    return Erased(len(wanted.companies), len(wanted.contacts), len(wanted.deals))


def is_due(session: Session, *, at: int) -> bool:
    """Whether something has lain in the trash for 90 days and still has its name."""
    limit = expired_before(at)
    return any(
        session.execute(
            select(table.c.id).where(table.c.deleted_at < limit, name != "").limit(1)
        ).first()
        for table, name in (
            (company, company.c.name),
            (contact, contact.c.name),
            (deal, deal.c.title),
        )
    )


def consequences(
    session: Session,
    *,
    companies: Collection[int] = (),
    contacts: Collection[int] = (),
    deals: Collection[int] = (),
) -> Consequences:
    """What `erase` of these records would do."""
    wanted = _wanted(session, companies, contacts, deals)
    raw = _raw(session)
    values = erasing.values_of(raw, wanted)
    pattern = erasing.mentions(values)
    count = erasing.count_mentions(raw, wanted, pattern) if pattern is not None else 0
    return Consequences(
        _name(session, companies, contacts, deals),
        len(wanted.contacts),
        len(wanted.deals | wanted.stays),
        count,
        report_files.count(raw, values),
    )


def _name(
    session: Session,
    companies: Collection[int],
    contacts: Collection[int],
    deals: Collection[int],
) -> str:
    meant = [
        (name, table.c.id, ids)
        for table, name, ids in (
            (company, company.c.name, companies),
            (contact, contact.c.name, contacts),
            (deal, deal.c.title, deals),
        )
        if ids
    ]
    if len(meant) != 1 or len(meant[0][2]) != 1:
        return ""
    name, number, ids = meant[0]
    return session.scalar(select(name).where(among(number, ids))) or ""


def _raw(session: Session) -> Any:
    session.flush()
    return session.connection().connection.driver_connection


def _wanted(
    session: Session,
    companies: Collection[int],
    contacts: Collection[int],
    deals: Collection[int],
) -> erasing.Wanted:
    def ids(*conditions: Any) -> frozenset[int]:
        return frozenset(session.execute(select(conditions[0]).where(*conditions[1:])).scalars())

    of_companies = ids(company.c.id, among(company.c.id, companies))
    people = ids(contact.c.id, among(contact.c.id, contacts)) | ids(
        contact.c.id, among(contact.c.company_id, of_companies)
    )
    gone = ids(deal.c.id, among(deal.c.id, deals))
    stays = ids(deal.c.id, among(deal.c.company_id, of_companies)) | ids(
        deal.c.id, among(deal.c.contact_id, people), deal.c.company_id.is_(None)
    )
    return erasing.Wanted(of_companies, people, gone, stays - gone)

"""Activities that come in with a history: written in bulk, recognised when they come again.

They are marked as no human touch (domain.md §3): nothing is accepted or reminded by them.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import activity, contact
from revops_desktop.operations.history_records import Bases, Reference, row_id
from revops_desktop.operations.known import is_known, stands_for
from revops_desktop.operations.plain_rows import insert_rows
from revops_desktop.rules.alike import mail_key
from revops_desktop.rules.text import stored

# Made by the program alone.
NOT_IMPORTED = ("override",)
_COLUMNS = (
    "kind deal_id company_id contact_id member_id title note happened_at due_on done_at "
    "is_automatic"
)
_FEW = 1000


class NewActivity(NamedTuple):
    """An activity or task with whom it is about, as references; instants in UTC seconds."""

    kind: str
    deal: Reference
    company: Reference
    contact: Reference
    member: Reference
    title: str
    note: str | None
    happened_at: int | None
    due_on: str | None
    done_at: int | None

    def fingerprint(self) -> bytes:
        """What it is recognised by; a task may have been postponed or done since."""
        return _fingerprint(
            *(self.kind, self.deal, self.company, self.contact),
            *(self.title, self.note, self.happened_at),
        )


def activities_here(session: Session) -> Counter[bytes]:
    """How often each activity is in the file, by what it is recognised by."""
    one = activity.c
    rows = session.execute(
        select(
            *(one.kind, one.deal_id, one.company_id, one.contact_id),
            *(one.title, one.note, one.happened_at),
        )
        .where(one.kind.not_in(NOT_IMPORTED))
        .execution_options(yield_per=_FEW)
    )
    return Counter(_fingerprint(*row) for row in rows)


def contact_mails(session: Session) -> dict[str, int]:
    """The contact of each e-mail address; of several the oldest."""
    one = contact.c
    rows = session.execute(
        select(one.email, stands_for(contact))
        .where(one.email.is_not(None), is_known(contact))
        .order_by(one.id.desc())
    )
    return {mail_key(mail): found for mail, found in rows}


def _fingerprint(
    kind: str,
    deal: Reference,
    company: Reference,
    contact: Reference,
    title: str,
    note: str | None,
    happened_at: int | None,
) -> bytes:
    said = (kind, deal, company, contact, title, stored(note or ""), happened_at)
    return hashlib.blake2b(repr(said).encode("utf-8", "surrogatepass"), digest_size=12).digest()


def write_activities(
    session: Session, chunk: Sequence[Sequence[Any]], new: Bases, first_deal: int
) -> None:
    """Writes some NewActivity (as plain sequences); `first_deal`: the id of the first new deal."""
    rows = [
        (
            one.kind,
            row_id(one.deal, first_deal),
            row_id(one.company, new.company),
            row_id(one.contact, new.contact),
            row_id(one.member, new.member),
            *one[5:],
            1,
        )
        for one in map(NewActivity._make, chunk)
    ]
    insert_rows(session, activity, _COLUMNS, rows)

"""The parts of a story: one thing that happened, whose story it is, where in it one stands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import contact, deal

Kind = Literal["visit", "handoff", "activity", "note", "task", "change"]
KINDS: tuple[Kind, ...] = ("visit", "handoff", "activity", "note", "task", "change")

# Earlier than everything that has a date, as in `derived.py`.
UNKNOWN = -(2**60)
# At, rank of the source, id: the place of an entry in the story, unique in it.
Place = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that was changed: its name and both values as they are shown, "" where empty."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    `at`: UTC seconds, None unknown; `day` where only the day is known. `what`: of a visit how it
    came about (began, advanced, went_back, reopened, transferred) or how the deal left (lost,
    recycled, churned), of an activity its kind, of a change what was changed, of a hand-off handed,
    accepted or returned. `title` and `detail` are what people wrote; of a visit the stage, and the
    source or the reason; of a hand-off the receiving function, and the reason. `before`: the stage
    or function before, `stayed_days` how long the deal was there. `changes`: of a hand-off its
    items as they were handed over. `wake_on` and `nurture_list` are a recycled deal's.
    """

    place: Place
    kind: Kind
    what: str
    at: int | None
    day: str | None
    member: str | None
    deal_id: int | None
    deal: str
    title: str = ""
    detail: str = ""
    before: str = ""
    stayed_days: float | None = None
    wake_on: str | None = None
    nurture_list: str = ""
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose story it is: one of the three ids. The statements give the ids of what belongs to it.

    A company's story is also that of its deals and contacts, a contact's that of their deals.
    """

    deal_id: int | None = None
    company_id: int | None = None
    contact_id: int | None = None

    @property
    def deals(self) -> Select:
        """The ids of its deals that are not in the trash; of one deal, itself."""
        if self.deal_id is not None:
            return select(literal(self.deal_id))
        theirs = (
            deal.c.company_id == self.company_id
            if self.company_id is not None
            else deal.c.contact_id == self.contact_id
        )
        return select(deal.c.id).where(theirs, deal.c.deleted_at.is_(None))

    @property
    def contacts(self) -> Select:
        """The ids of its contacts."""
        if self.company_id is None:
            return select(literal(self.contact_id or 0))
        return select(contact.c.id).where(
            contact.c.company_id == self.company_id, contact.c.deleted_at.is_(None)
        )


# Session, scope, rank, the place before which, how many at most.
Source = Callable[[Session, Scope, int, Place | None, int], list[Entry]]


def earlier(
    at: ColumnElement[int], number: ColumnElement[int], rank: int, before: Place | None
) -> ColumnElement[bool]:
    """Whether a row of the source with this rank comes before (is older than) a place."""
    if before is None:
        return literal(True)
    same_moment = at == before[0]
    if rank > before[1]:
        return at < before[0]
    if rank < before[1]:
        return or_(at < before[0], same_moment)
    return or_(at < before[0], and_(same_moment, number < before[2]))

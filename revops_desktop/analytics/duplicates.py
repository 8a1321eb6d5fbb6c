"""Which companies, or contacts, look the same, and why? (domain.md §11)"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import company, contact
from revops_desktop.rules.alike import domain_key, mail_key, phone_key, reading_key

Kind = Literal["company", "contact"]
Reason = Literal["number", "name", "core", "phone", "domain", "reading", "email", "name_phone"]

# How much each reason says.
WEIGHTS: dict[Reason, int] = {
    "number": 100,
    "email": 90,
    "name": 80,
    "name_phone": 80,
    "core": 60,
    "phone": 40,
    "reading": 30,
    "domain": 30,
}
# A sign that more records share than this tells nothing: a switchboard, a mail provider.
_MOST = {"phone": 4, "domain": 4, "reading": 6}
# No more groups are listed than these, the surest.
MOST_GROUPS = 1000
# More cannot be compared side by side.
MOST_TOGETHER = 6


@dataclass(frozen=True, slots=True)
class Alike:
    """One sign: the reason, and what it is that records share, as somebody wrote it."""

    reason: Reason
    shared: str


@dataclass(frozen=True, slots=True)
class Twins:
    """Records that look the same, oldest first, with their names and every sign that says so."""

    ids: tuple[int, ...]
    names: tuple[str, ...]
    why: tuple[Alike, ...]
    strength: int


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The surest first; `total` is how many groups there are."""

    groups: tuple[Twins, ...]
    total: int


# reason, key, record, what is shown
Sign = tuple[Reason, str, int, str]


def duplicates(session: Session, *, kind: Kind) -> Duplicates:
    """The groups of records that share a sign."""
    signs = _of_companies(session) if kind == "company" else _of_contacts(session)
    shared: dict[tuple[Reason, str], dict[int, str]] = defaultdict(dict)
    for reason, key, record_id, shown in signs:
        if key:
            shared[reason, key].setdefault(record_id, shown)
    parts = _Parts()
    told = []
    keys = {
        one: key for (reason, key), members in shared.items() if reason == "name" for one in members
    }
    for (reason, _key), members in shared.items():
        if reason == "core" and len({keys[one] for one in members}) < 2:
            # The same with its legal form: said already.
            continue
        if 2 <= len(members) <= _MOST.get(reason, MOST_TOGETHER):
            first, *others = members
            told.append((first, Alike(reason, members[first])))
            for other in others:
                parts.join(first, other)
    why: dict[int, list[Alike]] = defaultdict(list)
    for record_id, alike in told:
        why[parts.root(record_id)].append(alike)
    return _in_order(session, kind, parts, why)


def _in_order(
    session: Session, kind: Kind, parts: "_Parts", why: dict[int, list[Alike]]
) -> Duplicates:
    groups = sorted(
        ((root, sorted(members)) for root, members in parts.groups().items()),
        key=lambda group: (-_strength(why[group[0]]), group[1]),
    )
    shown = groups[:MOST_GROUPS]
    table = company if kind == "company" else contact
    ids = [record_id for _root, members in shown for record_id in members]
    names: dict[int, str] = {}
    for start in range(0, len(ids), 5000):
        names.update(
            (row[0], row[1])
            for row in session.execute(
                select(table.c.id, table.c.name).where(table.c.id.in_(ids[start : start + 5000]))
            )
        )
    return Duplicates(
        tuple(
            Twins(
                tuple(members[:MOST_TOGETHER]),
                tuple(names[one] for one in members[:MOST_TOGETHER]),
                tuple(sorted(set(why[root]), key=lambda one: (-WEIGHTS[one.reason], one.shared))),
                _strength(why[root]),
            )
            for root, members in shown
        ),
        len(groups),
    )


def _strength(why: Iterable[Alike]) -> int:
    return sum(WEIGHTS[reason] for reason in {one.reason for one in why})


def _of_companies(session: Session) -> Iterator[Sign]:
    one = company.c
    rows = session.execute(
        select(
            *(one.id, one.name, one.match_key, one.reading, one.corporate_number, one.phone),
            one.website,
        )
        .where(one.deleted_at.is_(None))
        .order_by(one.id)
        .execution_options(yield_per=1000)
    )
    for record_id, name, key, reading, number, phone, website in rows:
        core = key.partition("|")[0]
        yield "number", number or "", record_id, number or ""
        yield "name", key, record_id, name
        yield "core", core, record_id, name
        yield "phone", phone_key(phone), record_id, phone or ""
        yield "domain", domain_key(website), record_id, domain_key(website)
        yield "reading", reading_key(reading), record_id, reading or ""
    person = contact.c
    mails = session.execute(
        select(person.company_id, person.email)
        .join(company, company.c.id == person.company_id)
        .where(
            person.email.is_not(None),
            person.deleted_at.is_(None),
            company.c.deleted_at.is_(None),
        )
        .order_by(person.id)
        .execution_options(yield_per=1000)
    )
    for company_id, email in mails:
        domain = domain_key(email) if mail_key(email) else ""
        yield "domain", domain, company_id, domain


def _of_contacts(session: Session) -> Iterator[Sign]:
    one = contact.c
    rows = session.execute(
        select(
            *(one.id, one.name, one.match_key, one.company_id, one.reading, one.email, one.phone)
        )
        .where(one.deleted_at.is_(None))
        .order_by(one.id)
        .execution_options(yield_per=1000)
    )
    for record_id, name, key, company_id, reading, email, phone in rows:
        yield "email", mail_key(email), record_id, email or ""
        if company_id is not None:
            yield "name", f"{key}|{company_id}", record_id, name
            kana = reading_key(reading)
            yield "reading", f"{kana}|{company_id}" if kana else "", record_id, reading or ""
        digits = phone_key(phone)
        yield "name_phone", f"{key}|{digits}" if digits else "", record_id, phone or ""


class _Parts:
    """Which records hang together."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def root(self, one: int) -> int:
        above = self._above.setdefault(one, one)
        while above != one:
            self._above[one] = self._above[above]
            one, above = above, self._above[above]
        return one

    def join(self, one: int, other: int) -> None:
        first, second = self.root(one), self.root(other)
        if first != second:
            self._above[max(first, second)] = min(first, second)

    def groups(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for one in self._above:
            found[self.root(one)].append(one)
        return found

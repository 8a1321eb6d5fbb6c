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
# Weak signs: one that more records share than this tells nothing (a switchboard, a provider).
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
    groups = _groups(shared)
    ranked = sorted(groups.items(), key=lambda group: (-_strength(group[1]), group[0]))
    shown_groups = ranked[:MOST_GROUPS]
    names = _names(session, kind, [one for ids, _why in shown_groups for one in ids])
    return Duplicates(
        tuple(
            Twins(
                ids[:MOST_TOGETHER],
                tuple(names[one] for one in ids[:MOST_TOGETHER]),
                tuple(sorted(why, key=lambda one: (-WEIGHTS[one.reason], one.shared))),
                _strength(why),
            )
            for ids, why in shown_groups
        ),
        len(groups),
    )


def _groups(
    shared: dict[tuple[Reason, str], dict[int, str]],
) -> dict[tuple[int, ...], set[Alike]]:
    """The records of each group, oldest first, with the signs that all say so.

    Strong signs hang together: A like B and B like C are one group. Weak ones do not, or half a
    town would be one company; what they say of records that a strong group holds is added to it.
    """
    parts = _Parts()
    weak: list[tuple[Alike, list[int]]] = []
    strong: list[tuple[Alike, int]] = []
    keys = {one: key for (reason, key), held in shared.items() if reason == "name" for one in held}
    for (reason, _key), members in shared.items():
        if not 2 <= len(members) <= _MOST.get(reason, len(members)):
            continue
        if reason == "core" and len({keys[one] for one in members}) < 2:
            # The same with its legal form: said already.
            continue
        first, *others = members
        alike = Alike(reason, members[first])
        if reason in _MOST:
            weak.append((alike, sorted(members)))
            continue
        strong.append((alike, first))
        for other in others:
            parts.join(first, other)
    found: dict[tuple[int, ...], set[Alike]] = defaultdict(set)
    together = parts.groups()
    for alike, one in strong:
        found[tuple(together[parts.root(one)])].add(alike)
    for alike, members_ in weak:
        roots = {parts.root(one) for one in members_}
        inside = len(roots) == 1 and len(together.get(min(roots), ())) > 1
        found[tuple(together[min(roots)]) if inside else tuple(members_)].add(alike)
    return found


def _names(session: Session, kind: Kind, ids: list[int]) -> dict[int, str]:
    table = company if kind == "company" else contact
    names: dict[int, str] = {}
    for start in range(0, len(ids), 5000):
        rows = session.execute(
            select(table.c.id, table.c.name).where(table.c.id.in_(ids[start : start + 5000]))
        )
        names.update((row[0], row[1]) for row in rows)
    return names


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
        for one in sorted(self._above):
            found[self.root(one)].append(one)
        return found

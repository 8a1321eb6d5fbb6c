"""Find anything: companies, contacts, deals, notes and tags by what was typed (design: Ctrl+K).

One sign is enough, in kanji or by reading; width, kana and case do not matter, words may stand in
any order, and a slip in a Latin word is forgiven where nothing else is found. Best first: exact,
beginning, start of a word, contained; then what is open, then what was touched last.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from revops_desktop.analytics import entries
from revops_desktop.database.search_index import (
    ACTIVITY,
    COMPANY,
    COMPANY_NOTE,
    CONTACT,
    CONTACT_NOTE,
    DEAL,
    DEAL_NOTE,
    SPAN,
)
from revops_desktop.rules.company_names import core_and_form
from revops_desktop.rules.likeness import Likeness, likeness, places, typed_words
from revops_desktop.rules.text import fold, stored

# Shown of each kind; the box scrolls, but nobody reads further than this.
LIMIT = 8
_NOTES_SHOWN = 5
# Whose deals and contacts are looked at when a company or contact answers.
_OWNERS = 5
_OF_ONE_OWNER = 8
_SNIPPET = 28


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found, and which record it opens (company, contact, deal or tag).

    `title` and `aside` are texts of the records; `stage` and `status` are those of a deal.
    `how` is the better the smaller.
    """

    kind: str
    opens: str
    record_id: int
    title: str
    aside: str
    how: int
    stage: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The groups of hits, each best first; `words` are to be marked; `slips`: only alike."""

    words: tuple[str, ...] = ()
    companies: tuple[Hit, ...] = ()
    contacts: tuple[Hit, ...] = ()
    deals: tuple[Hit, ...] = ()
    notes: tuple[Hit, ...] = ()
    tags: tuple[Hit, ...] = ()
    slips: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no record was found."""
        return not (self.companies or self.contacts or self.deals or self.notes or self.tags)


# A record's id with how well it answers.
_Answers = dict[int, int]


def find(session: Session, *, text: str, limit: int = LIMIT) -> Found:
    """What is found by `text`, at most `limit` of each kind; nothing for blanks alone.

    "#12" is the deal of that number, "#tag" all that carries the tag, "#" lists all tags.
    """
    words = typed_words(text)
    if not words:
        return Found()
    raw = entries.reader(session)
    if words[0].startswith("#"):
        return _by_sign(raw, fold(text)[1:], limit)
    phrase = fold(text)
    companies = _companies(raw, text, words)
    contacts = _numbers(entries.answering(raw, (CONTACT, CONTACT), phrase, words))
    deals = _numbers(entries.answering(raw, (DEAL, DEAL), phrase, words))
    notes = entries.answering(raw, (COMPANY_NOTE, ACTIVITY), phrase, words)
    _by_key(raw, text, companies, contacts, deals)
    _related(raw, words, companies, contacts, deals)
    tags = _tags(raw, phrase, words)
    slips = not (companies or contacts or deals or notes or tags)
    if slips:
        alike = entries.alike(raw, (COMPANY, DEAL), words)
        for kind, answers in ((COMPANY, companies), (CONTACT, contacts), (DEAL, deals)):
            answers.update(
                (number % SPAN, Likeness.ALIKE + count)
                for number, count in alike.items()
                if number // SPAN == kind
            )
    return Found(
        words=words,
        companies=_company_hits(raw, companies, limit),
        contacts=_contact_hits(raw, contacts, words, limit),
        deals=_deal_hits(raw, deals, limit),
        notes=_note_hits(raw, notes, words, min(limit, _NOTES_SHOWN)),
        tags=tags[:limit],
        slips=slips,
    )


def company_names(session: Session, *, text: str, limit: int) -> tuple[str, ...]:
    """Names of companies for what was typed, by name or reading, with or without a legal form."""
    words = typed_words(text)
    raw = entries.reader(session)
    return tuple(hit.title for hit in _company_hits(raw, _companies(raw, text, words), limit))


def _companies(raw: Any, text: str, words: tuple[str, ...]) -> _Answers:
    if not words:
        return {}
    found = _numbers(entries.answering(raw, (COMPANY, COMPANY), fold(text), words))
    core = core_and_form(text)[0]
    if core not in ("", fold(text)):
        # Another legal form, or the same one written differently or in another place.
        others = entries.answering(raw, (COMPANY, COMPANY), core, (core,))
        for row_id, how in _numbers(others).items():
            found.setdefault(row_id, max(how, int(Likeness.APART)))
    return found


def _numbers(found: entries.Found) -> _Answers:
    return {number % SPAN: int(how) for number, (how, _text) in found.items()}


def _by_key(raw: Any, text: str, companies: _Answers, contacts: _Answers, deals: _Answers) -> None:
    """The number that another program gave a record finds it, written out in full."""
    key = stored(text) if text.isprintable() else ""
    for table, answers in (("company", companies), ("contact", contacts), ("deal", deals)):
        for (row_id,) in raw.execute(
            f"SELECT id FROM {table} WHERE external_key = ? AND deleted_at IS NULL LIMIT 3", (key,)
        ):
            answers[row_id] = Likeness.EXACT


def _related(
    raw: Any, words: tuple[str, ...], companies: _Answers, contacts: _Answers, deals: _Answers
) -> None:
    """Contacts and deals of companies, and deals of contacts, that answer the words together.

    青葉 POS finds the deal 店舗POS of 青葉商事.
    """
    answers = {"contact": contacts, "deal": deals}
    for owner, kind, best, tables in (
        ("company", COMPANY, companies, ("contact", "deal")),
        ("contact", CONTACT, contacts, ("deal",)),
    ):
        owners = {row_id: how for row_id, how in best.items() if how < Likeness.RELATED}
        chosen = sorted(owners, key=lambda row_id: (owners[row_id], -row_id))[:_OWNERS]
        if len(words) > 1 and len(deals) < entries.ENOUGH:
            for word in words:
                found = _numbers(entries.answering(raw, (kind, kind), word, (word,)))
                chosen += sorted(found, key=found.__getitem__)[:_OWNERS]
        for owner_id in dict.fromkeys(chosen):
            (mine,) = raw.execute(
                "SELECT text FROM search_entry WHERE entry_id = ?", (kind * SPAN + owner_id,)
            ).fetchone() or ("",)
            for table in tables:
                _of_owner(raw, owner, owner_id, table, mine, words, answers[table])


def _of_owner(
    raw: Any,
    owner: str,
    owner_id: int,
    table: str,
    mine: str,
    words: tuple[str, ...],
    answers: _Answers,
) -> None:
    base = (DEAL if table == "deal" else CONTACT) * SPAN
    for row_id, text in raw.execute(
        f"SELECT r.id, e.text FROM {table} AS r JOIN search_entry AS e ON e.entry_id = r.id + "
        f"{base} WHERE r.{owner}_id = ? ORDER BY r.id DESC LIMIT {_OF_ONE_OWNER}",
        (owner_id,),
    ):
        if all(word in text or word in mine for word in words):
            answers.setdefault(row_id, Likeness.RELATED)


def _by_sign(raw: Any, wanted: str, limit: int) -> Found:
    """What carries the tag, or the deal of the number, that was typed behind a #."""
    deals: _Answers = {}
    companies: _Answers = {}
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        deals[int(wanted)] = Likeness.EXACT
    tags = _tags(raw, wanted, typed_words(wanted))
    for tag in tags[:1] if wanted else ():
        for table, answers in (("deal", deals), ("company", companies)):
            for (row_id,) in raw.execute(
                f"SELECT {table}_id FROM {table}_tag WHERE tag_id = ? "
                f"ORDER BY {table}_id DESC LIMIT {entries.ENOUGH}",
                (tag.record_id,),
            ):
                answers.setdefault(row_id, Likeness.RELATED)
    return Found(
        words=typed_words(wanted),
        companies=_company_hits(raw, companies, limit),
        deals=_deal_hits(raw, deals, 2 * limit),
        tags=tags[1:limit] if companies or deals else tags[: 2 * limit],
    )


def _tags(raw: Any, phrase: str, words: tuple[str, ...]) -> tuple[Hit, ...]:
    hits = []
    for tag_id, name in raw.execute("SELECT id, name FROM tag"):
        how = likeness(f"\n{fold(name)}\n", phrase, words)
        if how is not None:
            hits.append(Hit("tag", "tag", tag_id, name, "", int(how)))
    return tuple(sorted(hits, key=lambda hit: (hit.how, hit.title)))


def _rows(raw: Any, statement: str, answers: Iterable[int]) -> "list[tuple[Any, ...]]":
    numbers = ", ".join(str(int(row_id)) for row_id in answers)
    rows: list[tuple[Any, ...]] = raw.execute(statement.format(numbers)).fetchall()
    return rows


def _company_hits(raw: Any, answers: _Answers, limit: int) -> tuple[Hit, ...]:
    rows = _rows(
        raw,
        "SELECT c.id, c.name, coalesce(c.reading, ''), EXISTS (SELECT 1 FROM deal AS d JOIN "
        "deal_state AS s ON s.deal_id = d.id WHERE d.company_id = c.id AND s.status = 'open') "
        "FROM company AS c WHERE c.id IN ({}) AND c.deleted_at IS NULL",
        answers,
    )
    rows.sort(key=lambda row: (answers[row[0]], -row[3], -row[0]))
    return tuple(
        Hit("company", "company", row_id, name, reading, answers[row_id])
        for row_id, name, reading, _open in rows[:limit]
    )


def _contact_hits(
    raw: Any, answers: _Answers, words: tuple[str, ...], limit: int
) -> tuple[Hit, ...]:
    """Contacts; the reading is shown where it is what answers."""
    rows = _rows(
        raw,
        "SELECT k.id, k.name, coalesce(c.name, ''), coalesce(k.job_title, k.email, ''), "
        "coalesce(k.reading, '') FROM contact AS k LEFT JOIN company AS c ON c.id = k.company_id "
        "WHERE k.id IN ({}) AND k.deleted_at IS NULL",
        answers,
    )
    rows.sort(key=lambda row: (answers[row[0]], -row[0]))
    hits = []
    for row_id, name, company, role, reading in rows[:limit]:
        read = not _holds_any(name, words) and _holds_any(reading, words)
        aside = _joined(reading if read else "", company, role)
        hits.append(Hit("contact", "contact", row_id, name, aside, answers[row_id]))
    return tuple(hits)


def _holds_any(text: str, words: tuple[str, ...]) -> bool:
    folded = fold(text)
    tight = folded.replace(" ", "")
    return any(word in folded or word in tight for word in words)


def _deal_hits(raw: Any, answers: _Answers, limit: int) -> tuple[Hit, ...]:
    rows = _rows(
        raw,
        "SELECT d.id, d.title, coalesce(c.name, ''), coalesce(k.name, ''), coalesce(g.name, ''), "
        "s.status, coalesce(s.touched_at, s.since, 0) FROM deal AS d "
        "JOIN deal_state AS s ON s.deal_id = d.id LEFT JOIN company AS c ON c.id = d.company_id "
        "LEFT JOIN contact AS k ON k.id = d.contact_id LEFT JOIN stage AS g ON g.id = s.stage_id "
        "WHERE d.id IN ({})",
        answers,
    )
    rank = {"open": 0, "customer": 1}
    rows.sort(key=lambda row: (answers[row[0]], rank.get(row[5], 2), -row[6], -row[0]))
    return tuple(
        Hit("deal", "deal", row[0], row[1], row[2] or row[3], answers[row[0]], row[4], row[5])
        for row in rows[:limit]
    )


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


# How a note's text is read, and whose it is: (id, texts…, company, contact, deal).
_NOTES: dict[int, str] = {
    COMPANY_NOTE: "SELECT id, coalesce(note, ''), coalesce(address, ''), '', '', id, NULL, NULL, "
    "name FROM company WHERE id = ?",
    CONTACT_NOTE: "SELECT id, coalesce(note, ''), coalesce(job_title, ''), '', '', NULL, id, NULL, "
    "name FROM contact WHERE id = ?",
    DEAL_NOTE: "SELECT id, coalesce(note, ''), coalesce(why_bought, ''), coalesce(why_lost, ''), "
    "coalesce(promised, ''), NULL, NULL, id, title FROM deal WHERE id = ?",
    ACTIVITY: "SELECT a.id, a.title, coalesce(a.note, ''), '', '', a.company_id, a.contact_id, "
    "a.deal_id, coalesce(d.title, c.name, k.name, '') FROM activity AS a "
    "LEFT JOIN deal AS d ON d.id = a.deal_id LEFT JOIN company AS c ON c.id = a.company_id "
    "LEFT JOIN contact AS k ON k.id = a.contact_id WHERE a.id = ?",
}


def _note_hits(
    raw: Any, found: entries.Found, words: tuple[str, ...], limit: int
) -> tuple[Hit, ...]:
    """The notes with the words around what was typed; newest first within how well they answer."""
    chosen = sorted(found, key=lambda number: (found[number][0], -(number % SPAN)))[:limit]
    hits = []
    for number in chosen:
        row = raw.execute(_NOTES[number // SPAN], (number % SPAN,)).fetchone()
        if row is None:
            continue
        owner = _opens(row[5:8])
        if owner is not None:
            opens, record_id = owner
            title = snippet(row[1:5], words)
            hits.append(Hit("note", opens, record_id, title, row[8], int(found[number][0])))
    return tuple(hits)


def _opens(owners: tuple[int | None, ...]) -> tuple[str, int] | None:
    company_id, contact_id, deal_id = owners
    pairs = (("deal", deal_id), ("company", company_id), ("contact", contact_id))
    return next(((kind, row_id) for kind, row_id in pairs if row_id is not None), None)


def snippet(texts: Iterable[str], words: tuple[str, ...]) -> str:
    """One line of the text that holds most of the words, cut around the first of them."""
    lines = [" ".join(text.split()) for text in texts if text]
    line = max(lines, key=lambda line: sum(word in fold(line) for word in words), default="")
    found = places(line[:20_000], words)
    begin = max(0, found[0][0] - _SNIPPET) if found else 0
    end = begin + 6 * _SNIPPET
    return ("…" if begin else "") + line[begin:end] + ("…" if end < len(line) else "")

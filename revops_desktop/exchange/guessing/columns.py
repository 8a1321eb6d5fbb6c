"""Which column is which field: by its name, where its cells agree (domain.md §2)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from revops_desktop.exchange.cells.holding import holds_of
from revops_desktop.exchange.cells.moments import are_serials
from revops_desktop.exchange.cells.money import unit_in_heading
from revops_desktop.exchange.cells.yearless_days import are_yearless
from revops_desktop.exchange.custom_columns import fields_for
from revops_desktop.exchange.fields import FIELDS, Field, Kind
from revops_desktop.exchange.guessing.evidence import FOLDED_MISSING, Seen, texts
from revops_desktop.exchange.guessing.here import Here
from revops_desktop.exchange.guessing.roles import ROLES
from revops_desktop.exchange.guessing.vocabulary import OF_LIKENESS, Vocabulary, name_key
from revops_desktop.exchange.mapping import Column
from revops_desktop.operations.known_fields import KnownField
from revops_desktop.rules.text import fold, match_key

# What a column may hold to be taken for a field that holds something; an empty one may be anything.
_FITS: Mapping[str, frozenset[str]] = {
    "money": frozenset({"money", "number"}),
    "count": frozenset({"number", "money"}),
    "percent": frozenset({"percent", "number"}),
    "day": frozenset({"day", "instant"}),
    "month": frozenset({"month", "day"}),
}
# Fields of any text, in which one kind of content alone makes sense.
_ONLY: Mapping[str, frozenset[str]] = {
    "email": frozenset({"email"}),
    "phone": frozenset({"phone", "number", "text", "key"}),
    "mobile": frozenset({"phone", "number", "text", "key"}),
    "website": frozenset({"url", "text", "name"}),
    "company_website": frozenset({"url", "text", "name"}),
    "corporate_number": frozenset({"corporate_number", "number", "key"}),
}
# Of several such columns the likeliest goes first, whichever was found by its name.
_AS_RANKED = frozenset({"amount"})
_PHONES = frozenset({"phone", "mobile"})
# The field that further columns share: each is a line of the note.
INTO_NOTE = "into_note"
_OF_FEW_WORDS = frozenset({"stage", "from", "outcome"})
_EITHER = frozenset({"担当者", "ご担当者", "担当者名"})
_FREE = frozenset({"external_key", "value", "note", "address", "company_address", "tags"})
# A name, a title, a stage is none of these.
_NO_NAME = frozenset({"day", "instant", "money", "percent", "yes_no", "email", "url"})
_PEOPLE = frozenset({"owner", "contact"})
# Records are recognised by their number: it must be (nearly) each row's own. Where the name leaves
# no doubt, rows that repeat it are slips of the pen, which are refused, unless most do.
_MOST_REPEATS = 0.02
_MOST_OF_NAMED = 0.5
# What a number is worth beside one that repeats less.
_OF_REPEATS = 0.9
_RECORDS = frozenset({"companies", "contacts", "deals", "members", "products"})
_BY_CONTENT = (
    *(("email", "email"), ("phone", "phone"), ("website", "url")),
    ("corporate_number", "corporate_number"),
)


@dataclass(frozen=True, slots=True)
class Match:
    """A column that was taken for a field or a role; `likeness` 0 to 1."""

    field: str
    column: Column
    places: tuple[int, ...]
    likeness: float


def fields_of(kind: Kind) -> Mapping[str, Field]:
    """The fields and roles that a column of this kind of file can be taken for."""
    return {**FIELDS[kind], **ROLES.get(kind, {})}


def matches(kind: Kind, columns: Sequence[Seen], words: Vocabulary, here: Here) -> dict[str, Match]:
    """The columns that are certain enough, by field.

    Columns that bear the name of a custom field hold it, and are left to it.
    """
    taken = custom_places(kind, columns, here.fields)
    found: dict[str, Match] = {}
    for match in _named_people(kind, columns, words):
        found[match.field] = match
        taken.update(match.places)
    for likeness, _order, field, column in sorted(_candidates(kind, columns, words, here)):
        if field not in found and column.place not in taken:
            found[field] = Match(field, Column((column.name,)), (column.place,), -likeness)
            taken.add(column.place)
    for field in words.beside.get(kind, {}):
        if field != "note" and (spoken := _by_row(kind, field, columns, words, found, taken)):
            found[field] = spoken
            taken.update(spoken.places)
    for field, holds in _BY_CONTENT:
        if field not in fields_of(kind) or field in found:
            continue
        there = [one for one in columns if one.place not in taken and one.holds == holds]
        if len(there) == 1:
            only = there[0]
            found[field] = Match(field, Column((only.name,)), (only.place,), 0)
            taken.add(only.place)
    return found


def _by_row(
    kind: Kind,
    field: str,
    columns: Sequence[Seen],
    words: Vocabulary,
    found: Mapping[str, Match],
    taken: Collection[int],
) -> Match | None:
    """The columns of a field with those that speak where it is empty; None without such."""
    own = found.get(field)
    if own is not None and own.column.joined_by is not None:
        return None
    ranks = {
        column.place: words.rank_beside(kind, field, column.name)
        for column in columns
        if column.place not in taken
        and not column.is_empty
        and may_hold(kind, field, FIELDS[kind][field], column, words)
    }
    ranked = sorted((rank, place) for place, rank in ranks.items() if rank is not None)
    more = tuple(place for _rank, place in ranked)
    if not more:
        return None
    first = tuple(place for place in (own.places if own else ()) if not columns[place].is_empty)
    places = (*first, *more)
    if field in _AS_RANKED:
        by_rank = {place: words.rank_beside(kind, field, columns[place].name) for place in first}
        units = {unit_in_heading(columns[place].name, "") for place in places}
        if None in by_rank.values() or len(units) > 1:
            # A plain 金額 says it of every row; and a column has one unit.
            return None
        ranked = sorted([*ranked, *((rank or 0, place) for place, rank in by_rank.items())])
        places = tuple(place for _rank, place in ranked)
    names = tuple(columns[place].name for place in places)
    column = Column(names, by_row=len(names) > 1)
    return Match(field, column, places, own.likeness if own else 0)


def lines_of_note(
    kind: Kind,
    columns: Sequence[Seen],
    found: Mapping[str, Match],
    words: Vocabulary,
    here: Here,
) -> tuple[str, ...]:
    """The filled columns for which there is no field, and those of which a row takes but one."""
    known = words.beside.get(kind)
    if known is None or "note" not in known:
        return ()
    by_row = {place for match in found.values() if match.column.by_row for place in match.places}
    used = {place for match in found.values() for place in match.places} - by_row
    used |= custom_places(kind, columns, here.fields)
    return tuple(
        column.name
        for column in columns
        if column.name
        and column.place not in used
        and not column.is_empty
        and any(words.rank_beside(kind, field, column.name) is not None for field in known)
    )


def _candidates(
    kind: Kind, columns: Sequence[Seen], words: Vocabulary, here: Here
) -> Iterator[tuple[float, int, str, Seen]]:
    strangers, of_lines = _strangers(columns, here), has_lines(kind, columns, words)
    for order, (name, field) in enumerate(fields_of(kind).items()):
        for column in columns:
            if name == "owner" and column.place in strangers:
                continue
            likeness = words.likeness(kind, name, column.name)
            if likeness and may_hold(kind, name, field, column, words, of_lines=of_lines):
                # Of two that fit, the one that says something.
                likeness *= 0.5 if column.is_empty else 1
                if name == "external_key" and kind in _RECORDS and column.repeats > _MOST_REPEATS:
                    likeness *= _OF_REPEATS
                yield (-likeness, order * 1000 + column.place, name, column)


def _strangers(columns: Sequence[Seen], here: Here) -> set[int]:
    """The columns 担当者 that name whom we know there, not who of us looks after them.

    So it is where an e-mail address stands beside it, unless some of the names are members.
    """
    members = {match_key(name) for name in here.members}
    if not any(column.holds == "email" for column in columns):
        return set()
    return {
        column.place
        for column in columns
        if name_key(column.name) in _EITHER
        and not any(match_key(word) in members for word in texts(column))
    }


def is_serial(column: Seen) -> bool:
    """Whether its numbers are such as a spreadsheet counts days by."""
    return are_serials(text for text in texts(column) if fold(text) not in FOLDED_MISSING)


def is_yearless(column: Seen) -> bool:
    """Whether its cells are days without a year."""
    return column.holds not in _FITS["day"] and are_yearless(
        text for text in texts(column) if fold(text) not in FOLDED_MISSING
    )


def has_lines(kind: Kind, columns: Sequence[Seen], words: Vocabulary) -> bool:
    """Whether rows may be lines of one deal, whose number they repeat: products, so many each."""

    def is_there(field: str) -> bool:
        return any(
            words.likeness("deals", field, column.name) > OF_LIKENESS and not column.is_empty
            for column in columns
        )

    return kind == "deals" and is_there("product") and (is_there("quantity") or is_there("price"))


def may_hold(
    kind: Kind,
    name: str,
    field: Field,
    column: Seen,
    words: Vocabulary,
    *,
    of_lines: bool = False,
) -> bool:
    """Whether what a column holds can be this field."""
    holds = column.holds
    if column.is_empty or holds == "empty":
        return True
    if name == "external_key":
        is_named = words.likeness(kind, name, column.name) > OF_LIKENESS
        most = _MOST_OF_NAMED if is_named else _MOST_REPEATS
        return kind not in _RECORDS or column.repeats <= most or (is_named and of_lines)
    if name in _ONLY:
        is_named = name in _PHONES and words.likeness(kind, name, column.name) > OF_LIKENESS
        return holds in _ONLY[name] or (is_named and _mostly(column, _ONLY[name]))
    if name in _OF_FEW_WORDS and name in ROLES.get(kind, {}):
        fits = holds not in _NO_NAME or (name == "outcome" and holds == "yes_no")
        return column.words is not None and fits
    if field.holds in _FITS:
        wanted = _FITS["month"] | _FITS["day"] if name == "expected_close" else _FITS[field.holds]
        if holds in wanted or column.look.date_order == "ask":
            return True
        if field.holds == "day":
            is_named = words.likeness(kind, name, column.name) > OF_LIKENESS
            is_day = is_serial(column) or is_yearless(column)
            return is_day or (is_named and _mostly(column, wanted))
        return holds in ("text", "name", "key") and _has_numbers(column)
    if field.words is not None:
        return any(words.choice(kind, name, text) for text in texts(column))
    if name in _PEOPLE and holds == "number":
        return False
    return name in _FREE or (holds not in _NO_NAME and not is_yearless(column))


def repeated_number(
    kind: Kind, columns: Sequence[Seen], found: Mapping[str, Match], words: Vocabulary
) -> Seen | None:
    """The column that is called the number of these records, and is none: most rows repeat it."""
    if kind not in _RECORDS or "external_key" in found or "external_key" not in FIELDS[kind]:
        return None
    taken = {place for match in found.values() for place in match.places}
    for column in columns:
        is_named = words.likeness(kind, "external_key", column.name) > OF_LIKENESS
        if is_named and column.place not in taken and column.repeats > _MOST_OF_NAMED:
            return column
    return None


def _mostly(column: Seen, kinds: frozenset[str]) -> bool:
    """Whether half of the cells are such; an odd one does not cost a column of a certain name."""
    cells = [text for text in texts(column) if fold(text) not in FOLDED_MISSING]
    return bool(cells) and 2 * sum(holds_of([text]) in kinds for text in cells) >= len(cells)


def _has_numbers(column: Seen) -> bool:
    """Whether cells hold digits, as a rule: what cannot be read of them is told row by row."""
    cells = texts(column)
    return sum(any(sign.isdecimal() for sign in text) for text in cells) * 2 > len(cells)


def custom_places(kind: Kind, columns: Sequence[Seen], own: Sequence[KnownField]) -> set[int]:
    """The columns that bear the name of a custom field of these records, and hold it."""
    keys = {name_key(field.name) for field in fields_for(own, kind)}
    return {column.place for column in columns if name_key(column.name) in keys}


def _named_people(kind: Kind, columns: Sequence[Seen], words: Vocabulary) -> Iterator[Match]:
    """A contact's or member's name in two columns, joined in the order of the language."""
    if kind not in ("contacts", "members"):
        return
    for field, last, first in (
        ("name", "last", "first"),
        ("reading", "last_reading", "first_reading"),
    ):
        if field not in FIELDS[kind]:
            continue
        family = _one(columns, words.people[last])
        given = _one(columns, words.people[first])
        if family is None or given is None:
            continue
        both = (given, family) if family.name.isascii() else (family, given)
        names = tuple(column.name for column in both)
        yield Match(field, Column(names, " "), tuple(column.place for column in both), 1)


def _one(columns: Sequence[Seen], keys: frozenset[str]) -> Seen | None:
    return next((column for column in columns if name_key(column.name) in keys), None)

"""By which names columns and words are recognised: a data file, and what shipped mappings know."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import cast

from rapidfuzz import fuzz, process

from revops_desktop.exchange.fields import FIELDS, KINDS, Kind, word_key
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.paths import resources
from revops_desktop.rules.text import fold, match_key

# The mappings whose column names are words of ours; those of other programs know odder ones.
_LISTS = ("deal_list", "company_list", "channel_month_list", "target_list")
_BRACKETS = re.compile(r"[(（\[［【<＜〔][^)）\]］】>＞〕]*[)）\]］】>＞〕]")
_COPY = re.compile(r"\s\(\d+\)$")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SIGNS = re.compile(r"[\s_\-.:/・、,]+")
# What stands between words that name one thing together.
_PARTS = re.compile(r"[・／/、＆&]")
_NUMBERED = re.compile(r"^[(（\[【]?[0-9０-９a-zA-ZＡ-Ｚａ-ｚ①-⑳]{1,2}[)）\]】]?[\s_\-.:：．、]+")
# Kinds whose rows tell what became of deals that other rows are about; what else they tell of one
# is called as in a list of deals.
HISTORIES: frozenset[Kind] = frozenset({"events", "stage_changes"})
# Some programs name the record before the field.
_RECORDS: Mapping[str, Kind] = {
    "deal": "deals",
    "person": "contacts",
    "organization": "companies",
    "activity": "activities",
}
# Only words of this length are likened: in a short one a single letter is another meaning.
_LONG_ENOUGH = 7
_LIKENESS = 92
# What a match is worth beside an exact one.
OF_LIKENESS = 0.8
OF_BRACKETS = 0.95
# … and one of the head above alone.
OF_ABOVE = 0.85
# What stands between the parts of a head over two rows: “顧客 / 会社名” is a 会社名.
OVER_TWO_ROWS = " / "


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """The form in which column names are compared: CreatedDate, created_date, “Created date”."""
    return _SIGNS.sub("", fold(_CAMEL.sub(" ", name.removesuffix("__c"))))


@lru_cache(maxsize=4096)
def bare_key(name: str) -> str:
    """The same without what stands in brackets, such as a unit, or the number of a copy."""
    bare = _BRACKETS.sub("", _COPY.sub("", name))
    return name_key(bare if bare.strip() else name)


def word_keys(word: str) -> tuple[str, ...]:
    """The forms of a word of a list, nearest first: “3. 提案 (50%)” is 提案 as well."""
    plain = _NUMBERED.sub("", word.strip())
    bare = _BRACKETS.sub("", plain).strip()
    forms = (match_key(word), name_key(plain), name_key(bare))
    return tuple(dict.fromkeys(form for form in forms if form))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of fields and roles by kind, each key with its rank, and the words of stages.

    Of a kind in a river the roles stand among its fields. `kinds_of`: which kinds know a key;
    `latin`: all keys in Latin letters, which alone are likened. `beside`: further columns of a
    field, which speak where it is empty; those of a note are lines of it.
    """

    names: Mapping[Kind, Mapping[str, Mapping[str, int]]]
    kinds_of: Mapping[str, frozenset[Kind]]
    latin: tuple[str, ...]
    people: Mapping[str, frozenset[str]]
    choices: Mapping[tuple[str, str], Mapping[str, str]]
    outcomes: Mapping[str, str]
    usual: Mapping[str, tuple[str, ...]]
    phases: Mapping[str, str]
    files: Mapping[Kind, tuple[str, ...]]
    beside: Mapping[Kind, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)

    def likeness(self, kind: Kind, field: str, name: str) -> float:
        """How well a column's name fits a field: 1 at best, 0 not at all."""
        known = self.names[kind].get(field, {})
        name = _without_record(kind, name)
        rank = known.get(name_key(name))
        if rank is not None:
            return 1 - rank / 1000
        bare = bare_key(name)
        rank = known.get(bare)
        if rank is not None and not _is_reading(name):
            return OF_BRACKETS - rank / 1000
        above, slash, last = name.rpartition(OVER_TWO_ROWS)
        if slash and above.strip():
            return self._over_two_rows(kind, field, above, last)
        if len(bare) < _LONG_ENOUGH or not bare.isascii():
            return 0
        best = max((score for one, score in _alike(bare) if one in known), default=0)
        return OF_LIKENESS * best / 100

    def _over_two_rows(self, kind: Kind, field: str, above: str, last: str) -> float:
        """“顧客 / 会社名” is a 会社名, “顧客 / 担当者” is a 顧客担当者; “金額 / 一時” is a 金額."""
        together = self.likeness(kind, field, above + last)
        if together or any(name_key(above + last) in known for known in self.names[kind].values()):
            return together
        if self.kinds_with(last):
            return OF_BRACKETS * self.likeness(kind, field, last)
        return OF_ABOVE * self.likeness(kind, field, above)

    def rank_beside(self, kind: Kind, field: str, name: str) -> int | None:
        """How early a column speaks where those of a field are empty; None if it never does."""
        known = self.beside.get(kind, {}).get(field, {})
        return known.get(name_key(name), known.get(bare_key(name)))

    def kinds_with(self, name: str) -> frozenset[Kind]:
        """The kinds that know a column's name, be it of something that they only belong to."""
        last = name.rpartition(OVER_TWO_ROWS)[2]
        keys = (name_key(name), bare_key(name), name_key(last), bare_key(last))
        return next((self.kinds_of[key] for key in keys if key in self.kinds_of), frozenset())

    def tells(self, name: str, among: Collection[Kind]) -> float:
        """How much a name says about which of these kinds a file is: 1 where one alone knows it."""
        return 1 / max(1, len(self.kinds_with(name) & set(among)))

    def choice(self, kind: Kind, field: str, word: str) -> str | None:
        """The value of a choice that a word means; None for a word that nobody knows."""
        own = FIELDS[kind][field].words or {}
        more = self.choices.get((kind, field), {})
        keys = (word_key(word), *word_keys(word))
        return next(
            (found for key in keys for found in (own.get(key), more.get(key)) if found), None
        )

    def outcome(self, word: str) -> str | None:
        """won, lost, recycled, churned or open; None for any other word."""
        return _said_by(self.outcomes, word)

    def phase(self, word: str) -> str | None:
        """lead or customer; None for a word that says neither."""
        return _said_by(self.phases, word)


def _said_by(meanings: Mapping[str, str], word: str) -> str | None:
    """What a word means; or one part of it, where no other one contradicts it: “受注・契約締結”."""
    whole = _meaning(meanings, word)
    if whole is not None:
        return whole
    parts = {_meaning(meanings, part) for part in _PARTS.split(word)} - {None}
    return parts.pop() if len(parts) == 1 else None


def _meaning(meanings: Mapping[str, str], word: str) -> str | None:
    return next((meanings[key] for key in word_keys(word) if key in meanings), None)


def _without_record(kind: Kind, name: str) -> str:
    """“Deal - Title” is a title, in a list of deals."""
    record, dash, field = name.partition(" - ")
    return field if dash and _RECORDS.get(name_key(record)) == kind else name


def _is_reading(name: str) -> bool:
    """“Company (kana)” is no name of a company."""
    inside = fold(" ".join(_BRACKETS.findall(name)))
    return any(word in inside for word in ("カナ", "フリガナ", "ヨミ", "kana", "reading"))


@lru_cache(maxsize=4096)
def _alike(bare: str) -> tuple[tuple[str, float], ...]:
    """All names that are nearly this one; a file may have hundreds of columns."""
    found = process.extract(
        bare, vocabulary().latin, scorer=fuzz.ratio, score_cutoff=_LIKENESS, limit=None
    )
    return tuple((name, score) for name, score, _place in found)


@cache
def vocabulary() -> Vocabulary:
    """The words that the program ships with."""
    content = tomllib.loads((resources() / "mappings" / "words.toml").read_text("utf-8"))
    names: dict[Kind, dict[str, list[str]]] = {kind: defaultdict(list) for kind in KINDS}
    for kind, fields in content["columns"].items():
        if kind in FIELDS:
            for field, listed in fields.items():
                if field in FIELDS[kind]:
                    names[kind][field] += listed
    for key in _LISTS:
        source = read_mapping(resources() / "mappings" / f"{key}.toml").sources[0]
        for field, column in source.columns.items():
            names[source.kind][field] += column.names
    for kind in HISTORIES:
        for field in FIELDS[kind].keys() - {"external_key", "created"}:
            names[kind][field] += names["deals"].get(field, [])
    for kind, fields in content["roles"].items():
        for role, listed in fields.items():
            names[cast("Kind", kind)][role] += listed
    return Vocabulary(
        names={
            kind: {field: _ranked(listed) for field, listed in fields.items()}
            for kind, fields in names.items()
        },
        kinds_of=_kinds_of(names),
        latin=tuple({key for key in _all_keys(names) if key.isascii()}),
        people={name: frozenset(map(name_key, words)) for name, words in content["people"].items()},
        choices={
            (kind, field): _by_key(words)
            for kind, fields in content["values"].items()
            for field, words in fields.items()
        },
        outcomes=_by_key(content["outcomes"]),
        usual={way: tuple(words) for way, words in content["outcomes"].items()},
        phases=_by_key(content["phases"]),
        files=content["files"],
        beside={
            kind: {name: _ranked(listed) for name, listed in fields.items()}
            for kind, fields in content["beside"].items()
        },
    )


def _ranked(names: Iterable[str]) -> dict[str, int]:
    ranks: dict[str, int] = {}
    for name in names:
        ranks.setdefault(name_key(name), len(ranks))
    return ranks


def _all_keys(names: Mapping[Kind, Mapping[str, Iterable[str]]]) -> Iterator[str]:
    for fields in names.values():
        for listed in fields.values():
            yield from map(name_key, listed)


def _kinds_of(
    names: Mapping[Kind, Mapping[str, Iterable[str]]],
) -> dict[str, frozenset[Kind]]:
    """Kinds of histories are told by their cells; their names are those of deals."""
    kinds: dict[str, set[Kind]] = defaultdict(set)
    for kind, fields in names.items():
        for listed in fields.values() if kind not in HISTORIES else ():
            for name in listed:
                kinds[name_key(name)].add(kind)
    return {key: frozenset(found) for key, found in kinds.items()}


def _by_key(words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {
        key: meaning
        for meaning, listed in words.items()
        for word in listed
        for key in (match_key(word), name_key(word))
    }

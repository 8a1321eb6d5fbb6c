"""What a file holds, by its columns: a kind is possible where what it needs is there."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from revops_desktop.exchange.fields import KINDS, NEEDED, Kind
from revops_desktop.exchange.guessing.columns import Match, has_lines, matches
from revops_desktop.exchange.guessing.dated_stages import dated_stages
from revops_desktop.exchange.guessing.evidence import Seen
from revops_desktop.exchange.guessing.here import Here
from revops_desktop.exchange.guessing.questions import KindGuess
from revops_desktop.exchange.guessing.roles import NEEDED_ROLES
from revops_desktop.exchange.guessing.vocabulary import HISTORIES, Vocabulary, name_key
from revops_desktop.exchange.reading.sheet_paths import title_of

# A deal is known by one of these; other lists have customers, sources and owners as well.
_DEAL = frozenset(
    {"title", "stage", "outcome", "amount", "monthly_amount", "expected_close", "won_on"}
)
# An activity is something, on some day.
_WHEN = ("happened", "due")
# Rows of a history are about the same deals again and again.
_REPEATS = 0.3
_OF_FILE_NAME = 1.0
# Kept to be certain: so much evidence, so much more than for the next kind, so many columns known.
_ENOUGH = 1.5
_ALONE = 0.9
_AHEAD = 1.6
_COVERED = 0.3
_WELL_COVERED = 0.66
_OWN_COLUMNS = 3

Found = Mapping[str, Match]


def kinds(
    path: Path, columns: Sequence[Seen], words: Vocabulary, here: Here
) -> tuple[tuple[KindGuess, ...], Kind | None]:
    """The kinds that are possible, likeliest first, and the one that is certain, if one is."""
    dated = max((len(dated_stages(columns, names)) for names in here.stage_names), default=0)
    filled = [column for column in columns if not column.is_empty]
    possible = {
        kind: found
        for kind in KINDS
        if _is_possible(kind, columns, found := matches(kind, columns, words, here), words, dated)
    }
    if "company" in possible.get("contacts", {}):
        # Nobody writes of their own people for whom they work.
        possible.pop("members", None)
    if "stage_changes" in possible:
        # Whoever says from where a deal came tells of changes, not of events.
        possible.pop("events", None)
    if not possible:
        return (), None
    scores = {
        kind: _evidence(kind, columns, found, words, possible) + _named(kind, path, words)
        for kind, found in possible.items()
    }
    known = {
        kind: sum(len(match.places) for match in found.values()) for kind, found in possible.items()
    }
    if "deals" in possible:
        scores["deals"] += dated
        known["deals"] += dated
    ranked = sorted(scores, key=lambda kind: -scores[kind])
    total = sum(scores.values()) or 1
    guesses = tuple(KindGuess(kind, round(scores[kind] / total, 2)) for kind in ranked)
    best = ranked[0]
    share = known[best] / max(1, len(filled))
    if len(ranked) == 1 and scores[best] >= _ALONE and share >= _WELL_COVERED:
        return guesses, best
    second = scores[ranked[1]] if len(ranked) > 1 else 0
    if best != "deals" and _tells_ways(possible.get("deals", {}), columns, words):
        # Whoever was won or lost is perhaps a deal.
        return guesses, None
    is_ahead = scores[best] >= _ENOUGH and scores[best] >= _AHEAD * second
    is_known = share >= _COVERED or _is_plain(best, possible[best], columns, words)
    return guesses, best if is_ahead and is_known else None


def _is_plain(kind: Kind, found: Found, columns: Sequence[Seen], words: Vocabulary) -> bool:
    """Whether a file is what it is however many other columns stand beside: some exports have
    hundreds. A deal's own name and stage tell it; first and last name with an e-mail address; or
    what nothing but companies have."""
    if kind == "deals":
        title = found.get("title")
        if title is None or not {"stage", "outcome", "amount"} & set(found):
            return False
        return words.kinds_with(columns[title.places[0]].name) <= {"deals", "activities"}
    if kind == "contacts":
        return "email" in found and len(found["name"].places) > 1
    own = [match for match in found.values() if match.likeness and match.places]
    told = [words.kinds_with(columns[match.places[0]].name) for match in own]
    return kind == "companies" and told.count(frozenset({"companies"})) >= _OWN_COLUMNS


def _tells_ways(found: Found, columns: Sequence[Seen], words: Vocabulary) -> bool:
    """Whether a column says of rows that they were won or lost."""
    places = [found[name].places[0] for name in ("stage", "outcome") if name in found]
    return any(
        words.outcome(word) in ("won", "lost")
        for place in places
        for word in columns[place].words or ()
    )


def _is_possible(
    kind: Kind, columns: Sequence[Seen], found: Found, words: Vocabulary, dated: int
) -> bool:
    needed = (*NEEDED[kind], *NEEDED_ROLES.get(kind, ()))
    if not all(name in found for name in needed):
        return False
    if kind in HISTORIES:
        key = columns[found["external_key"].places[0]]
        return key.repeats >= _REPEATS and not has_lines("deals", columns, words)
    if kind == "activities":
        return bool({"happened", "due"} & set(found)) and bool(
            {"kind", "title", "note"} & set(found)
        )
    if kind != "deals":
        return True
    repeated = (column for column in columns if column.repeats >= _REPEATS)
    if any(_is_number(one, words) for one in repeated) and not has_lines(kind, columns, words):
        # The number of a deal stands in many rows: they tell what became of it.
        return False
    if dated or _DEAL & set(found):
        return True
    number = found.get("external_key")
    if number is None or "began" not in found:
        return False
    return not words.kinds_with(columns[number.places[0]].name) & {"companies", "contacts"}


def _is_number(column: Seen, words: Vocabulary) -> bool:
    """Whether a column is called a deal's number, and nobody else's."""
    is_one = words.likeness("deals", "external_key", column.name) > 0
    return is_one and not words.kinds_with(column.name) & {"companies", "contacts"}


def _evidence(
    kind: Kind,
    columns: Sequence[Seen],
    found: Found,
    words: Vocabulary,
    among: Collection[Kind],
) -> float:
    """Names that only this kind knows tell most; a history is told by rows that repeat."""
    told = sum(
        match.likeness * max(words.tells(columns[place].name, among) for place in match.places)
        for match in found.values()
        if match.likeness
    )
    return told + (len(found) if kind in HISTORIES else 0)


def _named(kind: Kind, path: Path, words: Vocabulary) -> float:
    """What the file is called."""
    stem = name_key(title_of(path))
    return _OF_FILE_NAME * any(name_key(word) in stem for word in words.files.get(kind, ()))

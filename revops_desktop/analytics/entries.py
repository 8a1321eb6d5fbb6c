"""Which entries of the search index answer what was typed, newest first, a few of each kind.

Each question costs fractions of a millisecond, whatever the number of records: FTS5 hands the
entries over one by one, and asking stops when there are enough.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from revops_desktop.database.search_index import DEAL, SPAN
from revops_desktop.rules.grams import EDGE, needed_pieces
from revops_desktop.rules.likeness import Likeness, likeness

# As many of a kind as are looked at to find the best among them.
ENOUGH = 16
# As many as are looked at for words that are only alike.
_MOST_ALIKE = 250
_SHORTEST_ALIKE = 4
_LONG_WORD = 9

# Entries by number, each with how well it answers.
Found = dict[int, tuple[Likeness, str]]

_ENTRIES = """
SELECT entry.entry_id, entry.text FROM search_piece CROSS JOIN search_entry AS entry
ON entry.entry_id = search_piece.rowid
WHERE search_piece MATCH ? AND search_piece.rowid BETWEEN ? AND ?
ORDER BY search_piece.rowid DESC
"""


def reader(session: Session) -> Any:
    """The connection below a session, inside its snapshot: a statement costs half there."""
    return session.connection().connection.driver_connection


def answering(raw: Any, kinds: tuple[int, int], phrase: str, words: tuple[str, ...]) -> Found:
    """The entries of the kinds from … to that hold all words; the best are always among them.

    Of notes simply the newest: where in a note a word stands says nothing.
    """
    found: Found = {}
    if _add(found, raw, kinds, words, phrase, words) >= ENOUGH and kinds[1] <= DEAL:
        # There are more: those that answer best are asked for by themselves.
        if _add(found, raw, kinds, (f"{EDGE}{phrase}",), phrase, words) >= ENOUGH:
            _add(found, raw, kinds, (f"{EDGE}{phrase}{EDGE}",), phrase, words)
        else:
            _add(found, raw, kinds, (f" {phrase}",), phrase, words)
    return found


def _add(
    found: Found,
    raw: Any,
    kinds: tuple[int, int],
    parts: Sequence[str],
    phrase: str,
    words: tuple[str, ...],
) -> int:
    count = 0
    for entry_id, text in holding(raw, kinds, parts):
        how = likeness(text, phrase, words)
        if how is not None:
            found[entry_id] = (how, text)
            count += 1
            if count >= ENOUGH:
                break
    return count


def holding(raw: Any, kinds: tuple[int, int], parts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The entries of the kinds from … to whose texts hold all the folded parts, newest first."""
    for entry_id, text in _matching(raw, kinds, _all_of(parts)):
        # Pieces may stand apart where the part does not stand.
        if all(part in text for part in parts):
            yield entry_id, text


def _matching(raw: Any, kinds: tuple[int, int], wanted: str) -> Iterator[tuple[int, str]]:
    first, last = kinds
    cursor = raw.execute(_ENTRIES, (wanted, first * SPAN, (last + 1) * SPAN - 1))
    try:
        yield from cursor
    finally:
        cursor.close()


def _all_of(parts: Sequence[str]) -> str:
    pieces = dict.fromkeys(piece for part in parts for piece in needed_pieces(part))
    return " AND ".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def alike(raw: Any, kinds: tuple[int, int], words: tuple[str, ...]) -> dict[int, int]:
    """Entries whose Latin words are the typed ones but for a slip or two; by number, how many.

    One slip in a word of four to seven letters, two in a longer one (a letter too many, missing,
    another or swapped with its neighbour); the last word may be unfinished.
    """
    if not any(_may_slip(word) for word in words):
        return {}
    wanted = " AND ".join(f"({_nearly(word)})" for word in words)
    found: dict[int, int] = {}
    for looked_at, (entry_id, text) in enumerate(_matching(raw, kinds, wanted)):
        if looked_at >= _MOST_ALIKE or len(found) >= ENOUGH:
            break
        slips = 0
        kept = [part for part in text.replace(EDGE, " ").split(" ") if part.isascii()]
        for word in words:
            if word in text:
                continue
            most = _slips(word) if _may_slip(word) else 0
            fewest = min((_distance(word, part, most) for part in kept), default=most + 1)
            if fewest > most:
                break
            slips += fewest
        else:
            found[entry_id] = slips
    return found


def _distance(word: str, part: str, most: int) -> int:
    """How many slips away a word is from another one, or from its beginning."""
    from rapidfuzz.distance import OSA

    if len(part) < len(word) - most:
        return most + 1
    if len(part) <= len(word):
        return OSA.distance(word, part, score_cutoff=most)
    return min(OSA.distance(word, part[: len(word) + more], score_cutoff=most) for more in range(2))


def _may_slip(word: str) -> bool:
    return len(word) >= _SHORTEST_ALIKE and word.isascii() and word.isalpha()


def _slips(word: str) -> int:
    return 2 if len(word) >= _LONG_WORD else 1


def _nearly(word: str) -> str:
    """Of a word cut into one part more than it may have slips, one part is right."""
    if not _may_slip(word):
        return _all_of([word])
    cuts = _slips(word) + 1
    ends = [len(word) * cut // cuts for cut in range(cuts + 1)]
    parts = [word[begin:end] for begin, end in pairwise(ends)]
    # Two letters swapped over a cut spoil both parts.
    for cut in ends[1:-1]:
        parts.append(word[: cut - 1] + word[cut] + word[cut - 1] + word[cut + 1 :])
    return " OR ".join(f"({_all_of([part])})" for part in (word, *parts))

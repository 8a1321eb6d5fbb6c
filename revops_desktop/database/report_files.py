"""The kept PDFs of reports that name somebody who is erased: taken out, rows and journal.

A PDF cannot be changed without being made anew, and then it would not be the one that was sent.
So it goes as a whole; the report's figures and actions stay. Works on the raw connection inside an
action, after `database/erasing.py`.
"""

import json
import re
from collections.abc import Collection
from typing import Any

# Names of fewer letters would be found in other words where lines are put together.
_SHORTEST_JOINED = 6
# Of a name that was cut so many letters tell whose it is.
_SHORTEST_CUT = 4
_BLANKS = re.compile(r"\s+")


def take_out(raw: Any, values: Collection[str]) -> int:
    """Takes out every PDF in which one of the values is printed; how many reports lost theirs."""
    ids = _naming(raw, values)
    if not ids:
        return 0
    among = "IN (SELECT value FROM json_each(?))"
    listed = json.dumps(sorted(ids))
    (lost,) = raw.execute(
        f"SELECT count(*) FROM report_file WHERE pdf IS NOT NULL AND id {among}", (listed,)
    ).fetchone()
    raw.execute(f"UPDATE report_file SET pdf = NULL, words = '' WHERE id {among}", (listed,))
    # Last, since what was just done has been journaled too, as it was before.
    for image in ("before", "after"):
        raw.execute(
            f"UPDATE change SET {image} = json_replace({image}, '$.pdf', NULL, '$.words', '') "
            f"WHERE table_name = 'report_file' AND {image} IS NOT NULL AND row_id {among}",
            (listed,),
        )
    return int(lost)


def count(raw: Any, values: Collection[str]) -> int:
    """How many kept PDFs print one of the values."""
    if not values:
        return 0
    rows = raw.execute("SELECT words FROM report_file WHERE pdf IS NOT NULL").fetchall()
    return sum(1 for (words,) in rows if is_named(words, values))


def _naming(raw: Any, values: Collection[str]) -> set[int]:
    """The rows whose words name somebody, also those that only the journal remembers."""
    if not values:
        return set()
    rows = raw.execute(
        "SELECT id, words FROM report_file UNION ALL "
        "SELECT row_id, json_extract(before, '$.words') FROM change "
        "WHERE table_name = 'report_file' AND after IS NULL"
    )
    return {row_id for row_id, words in rows.fetchall() if is_named(words, values)}


def is_named(words: str, values: Collection[str]) -> bool:
    """Whether a text prints one of the values, wherever its lines were broken.

    A name in Latin letters is a word of its own: Ann is not in “planned”.
    """
    joined = _BLANKS.sub("", words).casefold()
    return any(_is_in(value, words, joined) for value in values)


def _is_in(value: str, words: str, joined: str) -> bool:
    bare = _BLANKS.sub("", value)
    if len(bare) >= _SHORTEST_JOINED or not bare.isascii():
        # Where there was too little room for all of it, its beginning is printed.
        shortest = _SHORTEST_CUT if bare.isascii() else 2
        cut = (f"{bare[:end]}…" for end in range(shortest, len(bare)))
        return any(one.casefold() in joined for one in (bare, *cut))
    pattern = r"\s*".join(map(re.escape, value.split()))
    return re.search(rf"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])", words, re.IGNORECASE) is not None

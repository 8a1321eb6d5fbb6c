"""The search index: what every record is found by, and the pieces of text that lead to it.

`search_entry` keeps the folded text of a record, `search_piece` (FTS5, without a text of its own)
which records hold a piece of one, two or three signs: built by `rules/grams.py`, since FTS5's own
trigrams find nothing below three. Both follow the records, are never journaled, and hold nothing of
what is in the trash. `follow` and `rebuild` ask the same questions, so that they cannot disagree.

A released schema keeps its pieces: whoever changes `grams.py` rebuilds the index in a migration.
"""

from typing import Any

from revops_desktop.database.changes import Changed
from revops_desktop.rules.grams import company_text, fields_text, name_text, pieces

# What can be found. An entry's number is its kind's, times SPAN, plus the row's.
COMPANY, CONTACT, DEAL, COMPANY_NOTE, CONTACT_NOTE, DEAL_NOTE, ACTIVITY = range(1, 8)
SPAN = 1 << 40

# What the file holds of it, by name.
TABLES = (
    *("search_entry", "search_piece", "search_piece_data", "search_piece_idx"),
    "search_piece_config",
)

_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_TOKENIZER = "ascii tokenchars '{}'".format(_PUNCTUATION.replace("'", "''")).replace("'", "''")

# Pieces come parted by blanks; all else in them is text. A bulk is sorted in memory first. FTS5
# writes each action as a part of its own and makes one of 16: milliseconds, as long as none of them
# is large (`_settle`). Its merging by the way would take up the large one again and again.
STATEMENTS = (
    "CREATE VIRTUAL TABLE search_piece USING fts5(pieces, content='', columnsize=0, detail=none, "
    f"tokenize='{_TOKENIZER}')",
    "INSERT INTO search_piece (search_piece, rank) VALUES ('hashsize', 33554432)",
    "INSERT INTO search_piece (search_piece, rank) VALUES ('automerge', 0)",
)
# More entries than this at once are a large part.
_LARGE = 5_000

# By kind: the table whose rows are found, and the words of each.
_SOURCES = {
    COMPANY: (
        "company",
        "search_company(r.name, r.reading, r.phone, r.corporate_number, r.website)",
        "FROM company AS r WHERE r.deleted_at IS NULL",
    ),
    CONTACT: (
        "contact",
        "search_name(r.name, r.reading, r.email, r.phone)",
        "FROM contact AS r WHERE r.deleted_at IS NULL",
    ),
    DEAL: ("deal", "search_name(r.title)", "FROM deal AS r WHERE r.deleted_at IS NULL"),
    COMPANY_NOTE: (
        "company",
        "search_note(r.note, r.address)",
        "FROM company AS r WHERE r.deleted_at IS NULL AND coalesce(r.note, r.address) IS NOT NULL",
    ),
    CONTACT_NOTE: (
        "contact",
        "search_note(r.note, r.job_title)",
        "FROM contact AS r WHERE r.deleted_at IS NULL "
        "AND coalesce(r.note, r.job_title) IS NOT NULL",
    ),
    DEAL_NOTE: (
        "deal",
        "search_note(r.note, r.why_bought, r.why_lost, r.promised)",
        "FROM deal AS r WHERE r.deleted_at IS NULL "
        "AND coalesce(r.note, r.why_bought, r.why_lost, r.promised) IS NOT NULL",
    ),
    ACTIVITY: (
        "activity",
        "search_note(r.title, r.note)",
        "FROM activity AS r LEFT JOIN deal ON deal.id = r.deal_id "
        "LEFT JOIN company ON company.id = r.company_id "
        "LEFT JOIN contact ON contact.id = r.contact_id "
        "WHERE coalesce(deal.deleted_at, company.deleted_at, contact.deleted_at) IS NULL",
    ),
}
_SOURCE_TABLES = frozenset(table for table, _words, _rows in _SOURCES.values())
_OWNERS = ("deal", "company", "contact")

_WORK_TABLES = (
    "CREATE TEMP TABLE search_touched (entry_id INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE search_now (entry_id INTEGER PRIMARY KEY,"
    " text TEXT NOT NULL ON CONFLICT IGNORE)",
    "CREATE TEMP TABLE search_stale (entry_id INTEGER PRIMARY KEY, text TEXT)",
)
_STALE = """
INSERT INTO temp.search_stale
SELECT e.entry_id, e.text FROM temp.search_touched AS t
CROSS JOIN search_entry AS e ON e.entry_id = t.entry_id
LEFT JOIN temp.search_now AS n ON n.entry_id = t.entry_id
WHERE n.text IS NOT e.text
"""
_FORGET = (
    "INSERT INTO search_piece (search_piece, rowid, pieces) "
    "SELECT 'delete', entry_id, search_pieces(text) FROM temp.search_stale ORDER BY entry_id",
    "DELETE FROM search_entry WHERE entry_id IN (SELECT entry_id FROM temp.search_stale)",
    # What stands as it was is not written again.
    "DELETE FROM temp.search_now WHERE EXISTS "
    "(SELECT 1 FROM search_entry AS e WHERE e.entry_id = temp.search_now.entry_id)",
)
_REMEMBER = (
    "INSERT INTO search_entry SELECT entry_id, text FROM temp.search_now ORDER BY entry_id",
    "INSERT INTO search_piece (rowid, pieces) "
    "SELECT entry_id, search_pieces(text) FROM temp.search_now ORDER BY entry_id",
)


def install(raw: Any) -> None:
    """Gives a raw connection the functions and TEMP tables by which texts are entered; once."""
    for name, made in (
        ("search_company", company_text),
        ("search_name", name_text),
        ("search_note", fields_text),
        ("search_pieces", pieces),
    ):
        raw.create_function(name, -1, made, deterministic=True)
    for statement in _WORK_TABLES:
        raw.execute(statement)


def rebuild(raw: Any) -> None:
    """Enters every record anew (seconds at 100,000 deals)."""
    raw.execute("INSERT INTO search_piece (search_piece) VALUES ('delete-all')")
    raw.execute("DELETE FROM search_entry")
    _collect(raw, "")
    for statement in _REMEMBER:
        raw.execute(statement)
    _settle(raw, _count(raw, "now"))
    raw.execute("DELETE FROM temp.search_now")


def follow(raw: Any, action_id: int, changed: Changed) -> None:
    """Brings the entries of what an action changed up to date; `raw` is inside its transaction.

    An action that ends undo erases: nothing of what was entered before stays in the file.
    """
    tables = changed.tables & _SOURCE_TABLES
    if tables:
        _touch(raw, action_id, changed)
        _collect(raw, _ONLY_TOUCHED, tables)
        raw.execute(_STALE)
        stale = _count(raw, "stale")
        for statement in _FORGET if stale else _FORGET[2:]:
            raw.execute(statement)
        new = _count(raw, "now")
        for statement in _REMEMBER if new else ():
            raw.execute(statement)
        _settle(raw, max(stale, new))
        for table in ("touched", "now", "stale"):
            raw.execute(f"DELETE FROM temp.search_{table}")
    (erases,) = raw.execute("SELECT ends_undo FROM action WHERE id = ?", (action_id,)).fetchone()
    if erases:
        leave_no_trace(raw)


def leave_no_trace(raw: Any) -> None:
    """Drops what the index still holds of texts that are gone: all its parts become one."""
    raw.execute("INSERT INTO search_piece (search_piece) VALUES ('optimize')")


def _settle(raw: Any, written: int) -> None:
    """Puts a large part, with all others, so deep that small ones are merged without it.

    Each time another part comes and all are made one, it lies a level deeper (from 16² on to 16⁴
    actions until it is touched again).
    """
    if written > _LARGE:
        for stand_in in (-1, -2):
            raw.execute("INSERT INTO search_piece (rowid, pieces) VALUES (?, 'x')", (stand_in,))
            leave_no_trace(raw)
        for stand_in in (-2, -1):
            raw.execute(
                "INSERT INTO search_piece (search_piece, rowid, pieces) VALUES ('delete', ?, 'x')",
                (stand_in,),
            )


def _count(raw: Any, table: str) -> int:
    (count,) = raw.execute(f"SELECT count(*) FROM temp.search_{table}").fetchone()
    return int(count)


_ONLY_TOUCHED = (
    " AND r.id IN (SELECT entry_id - {base} FROM temp.search_touched "
    f"WHERE entry_id BETWEEN {{base}} AND {{base}} + {SPAN - 1})"
)


def _touch(raw: Any, action_id: int, changed: Changed) -> None:
    for kind, (table, _words, _rows) in _SOURCES.items():
        if table in changed.tables:
            raw.executemany(
                "INSERT OR IGNORE INTO temp.search_touched VALUES (?)",
                ((kind * SPAN + row_id,) for row_id in changed.ids[table]),
            )
    # Into the trash or out of it, a record takes its activities along.
    for table in _OWNERS:
        if table in changed.tables:
            raw.execute(
                "INSERT OR IGNORE INTO temp.search_touched "
                f"SELECT {ACTIVITY * SPAN} + a.id FROM change AS c "
                f"CROSS JOIN activity AS a ON a.{table}_id = c.row_id "
                f"WHERE c.action_id = ? AND c.table_name = '{table}' "
                "AND json_extract(c.before, '$.deleted_at') "
                "IS NOT json_extract(c.after, '$.deleted_at')",
                (action_id,),
            )


def _collect(raw: Any, only: str, tables: frozenset[str] = _SOURCE_TABLES) -> None:
    """The texts that should be entered, into `search_now`."""
    tables = tables | ({"activity"} if only and tables & set(_OWNERS) else set())
    for kind, (table, words, rows) in _SOURCES.items():
        if table in tables:
            raw.execute(
                f"INSERT INTO temp.search_now SELECT r.id + {kind * SPAN}, {words} {rows}"
                f"{only.format(base=kind * SPAN)}"
            )


def differences(raw: Any) -> int:
    """How many entries are not what the records say, or are not found by their pieces.

    `raw` has been through `install`; the file itself is not changed.
    """
    _collect(raw, "")
    (count,) = raw.execute(
        "SELECT count(*) FROM (SELECT entry_id FROM ("
        "SELECT * FROM search_entry UNION ALL SELECT * FROM temp.search_now) "
        "GROUP BY entry_id, text HAVING count(*) <> 2)"
    ).fetchone()
    raw.execute(
        "CREATE VIRTUAL TABLE temp.search_held USING fts5vocab(main, search_piece, instance)"
    )
    held = wanted = 0
    for piece, entry_id in raw.execute("SELECT term, doc FROM temp.search_held"):
        held ^= hash((piece, entry_id))
    for entry_id, text in raw.execute("SELECT entry_id, text FROM search_entry"):
        for piece in pieces(text).split(" "):
            wanted ^= hash((piece, entry_id))
    return int(count) or int(held != wanted)

"""Names of columns that lists usually have, in either language; by them a header is known."""

import tomllib
from collections.abc import Sequence
from functools import cache

from revops_desktop.paths import resources
from revops_desktop.rules.text import match_key

_PARTS = ("columns", "roles")


@cache
def known_names() -> frozenset[str]:
    """The match keys of the names that guessing knows for fields of any kind."""
    content = tomllib.loads((resources() / "mappings" / "words.toml").read_text("utf-8"))
    return frozenset(
        match_key(name)
        for part in _PARTS
        for fields in content[part].values()
        for listed in fields.values()
        for name in listed
    )


def known_count(cells: Sequence[str]) -> int:
    """How many cells of a row are such names."""
    known = known_names()
    return sum(match_key(cell) in known for cell in cells if cell and len(cell) < 60)

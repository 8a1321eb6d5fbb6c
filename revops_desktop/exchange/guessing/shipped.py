"""Files of other programs, known by their columns: the shipped mapping that fits nearly whole."""

from collections.abc import Sequence
from functools import cache

from revops_desktop.exchange.fields import Kind
from revops_desktop.exchange.guessing.columns import lines_of_note, matches
from revops_desktop.exchange.guessing.evidence import Seen
from revops_desktop.exchange.guessing.here import Here
from revops_desktop.exchange.guessing.known_mappings import fitting, is_there
from revops_desktop.exchange.guessing.roles import assigned
from revops_desktop.exchange.guessing.vocabulary import vocabulary
from revops_desktop.exchange.mapping import ImportMapping, Source
from revops_desktop.exchange.presets import LABELS, preset
from revops_desktop.rules.text import match_key

# Lists of ours are guessed by the same names anyway.
_OWN = frozenset({"deal_list", "company_list", "channel_month_list", "target_list"})
# So much of a mapping must be there, or of the file be known by it, and so many columns.
_SHARE = 0.75
_FEWEST = 5


@cache
def shipped() -> tuple[ImportMapping, ...]:
    """The mappings of other programs."""
    return tuple(preset(key) for key in LABELS if key not in _OWN)


def is_shipped(mapping: ImportMapping) -> bool:
    """Whether the program ships it; a person's own leaves out what it does not name."""
    return mapping.file in {f"{key}.toml" for key in LABELS} and (
        mapping in shipped() or mapping in map(preset, _OWN)
    )


def shipped_for(
    file: str, columns: Sequence[Seen], here: Here, kind: Kind | None = None
) -> ImportMapping | None:
    """The mapping of which nearly all stands in a file, or that knows more of the file than the
    names of columns tell; of several the one that knows most."""
    keys = {match_key(column.name) for column in columns}
    best, most = None, _FEWEST - 1
    for mapping in shipped():
        source = fitting(mapping, file, columns, kind)
        if source is None:
            continue
        fields = list(assigned(source).values())
        there = sum(is_there(column, keys) for column in fields)
        if there <= most:
            continue
        if there >= _SHARE * len(fields) or _knows_more(source, columns, here):
            best, most = mapping, there
    return best


def _knows_more(source: Source, columns: Sequence[Seen], here: Here) -> bool:
    """Whether a mapping knows nearly all filled columns of a file, and more than a guess does."""
    filled = [column for column in columns if not column.is_empty]
    keys = {match_key(name) for name in source.column_names()}
    known = sum(match_key(column.name) in keys for column in filled)
    if known < max(_FEWEST, _SHARE * len(filled)):
        return False
    found = matches(source.kind, columns, vocabulary(), here)
    places = {place for match in found.values() for place in match.places}
    names = set(lines_of_note(source.kind, columns, found, vocabulary(), here))
    return known > sum(column.place in places or column.name in names for column in filled)

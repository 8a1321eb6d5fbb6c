"""Files of other programs, known by their columns: the shipped mapping that fits nearly whole."""

from collections.abc import Sequence
from functools import cache

from revops_desktop.exchange.fields import Kind
from revops_desktop.exchange.guessing.evidence import Seen
from revops_desktop.exchange.guessing.known_mappings import fitting, is_there
from revops_desktop.exchange.guessing.roles import assigned
from revops_desktop.exchange.mapping import ImportMapping
from revops_desktop.exchange.presets import LABELS, preset
from revops_desktop.rules.text import match_key

# Lists of ours are guessed by the same names anyway.
_OWN = frozenset({"deal_list", "company_list", "channel_month_list", "target_list"})
# So much of a mapping must be there, and so many columns.
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
    file: str, columns: Sequence[Seen], kind: Kind | None = None
) -> ImportMapping | None:
    """The mapping of which nearly all stands in a file, of several the one that knows most."""
    keys = {match_key(column.name) for column in columns}
    best, most = None, _FEWEST - 1
    for mapping in shipped():
        source = fitting(mapping, file, columns, kind)
        if source is None:
            continue
        fields = list(assigned(source).values())
        there = sum(is_there(column, keys) for column in fields)
        if there > most and there >= _SHARE * len(fields):
            best, most = mapping, there
    return best

"""How rows meet what is here already, and how that is changed; no widgets."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from revops_desktop.i18n import N_
from revops_desktop.ui.exchange.draft import Draft, Own, own_of, with_own

if TYPE_CHECKING:
    from revops_desktop.exchange.mapping import Mode

# What a choice is called, and what it means.
MODES: "Mapping[Mode, tuple[str, str]]" = {
    "create": (
        N_("Only bring in what is new"),
        N_("What is here already stays as it is, and you are told how much of it differs."),
    ),
    "both": (
        N_("Bring in what is new, and change what is here"),
        N_("Fields that the file fills in and that differ here become those of the file."),
    ),
    "update": (
        N_("Only change what is here"),
        N_("Rows of which nothing is here yet are left out."),
    ),
}
# The same, as short as the rail needs it.
SHORT: "Mapping[Mode, str]" = {
    "create": N_("only what is new"),
    "both": N_("new and changed"),
    "update": N_("only changes"),
}


def mode_of(draft: Draft) -> "Mode":
    """What is wanted of all files; that of the first one that says it."""
    mapping = draft.mapping()
    modes = [one.mode for one in mapping.sources if one.mode] if mapping is not None else []
    return modes[0] if modes else "create"


def blank_erases(draft: Draft) -> bool:
    """Whether an empty cell empties a field."""
    mapping = draft.mapping()
    return mapping is not None and any(one.blank_erases for one in mapping.sources)


def in_mode(draft: Draft, mode: "Mode") -> Draft:
    """The draft with another choice for all files; nothing is emptied unless that is said anew."""
    return _for_all(draft, lambda own: replace(own, mode=mode, blank_erases=False))


def emptying(draft: Draft, is_wanted: bool) -> Draft:
    """The draft with empty cells that empty fields, or that do not."""
    return _for_all(draft, lambda own: replace(own, blank_erases=is_wanted))


def recognised_by(draft: Draft, path: Path, keys: tuple[str, ...]) -> Draft:
    """The draft with the records of a file recognised by these keys; () by the surest."""
    return with_own(draft, path, replace(own_of(draft, path), match=keys))


def _for_all(draft: Draft, changed: Callable[[Own], Own]) -> Draft:
    for path in draft.paths:
        draft = with_own(draft, path, changed(own_of(draft, path)))
    return draft


def keys_of(draft: Draft, path: Path) -> tuple[str, ...]:
    """By what the records of a file can be recognised."""
    from revops_desktop.exchange.fields import MATCH_KEYS

    source = draft.source(path)
    return MATCH_KEYS.get(source.kind, ()) if source is not None else ()

"""Several sheets of a workbook that hold lists: they come in as if they were several files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from revops_desktop.exchange.guessing.evidence import seen
from revops_desktop.exchange.guessing.here import Here
from revops_desktop.exchange.guessing.kinds import kinds
from revops_desktop.exchange.guessing.known_mappings import saved_for
from revops_desktop.exchange.guessing.shipped import shipped_for
from revops_desktop.exchange.guessing.vocabulary import vocabulary
from revops_desktop.exchange.mapping import ImportMapping
from revops_desktop.exchange.reading.forms import form_of
from revops_desktop.exchange.reading.layout import Look
from revops_desktop.exchange.reading.looking import look
from revops_desktop.exchange.reading.sheet_paths import file_of, may_be_named, sheet_path
from revops_desktop.exchange.refusals import FileRefused
from revops_desktop.i18n import _

# Nobody has more lists in one workbook; more sheets are those of a report.
_MOST_SHEETS = 24


def lists_of(found: Look, here: Here, saved: Sequence[ImportMapping] = ()) -> dict[Path, Look]:
    """The sheets of a workbook of which it is certain what they hold, in their order; none where
    they are fewer than two, so that nothing is to be told apart.

    Hidden sheets are none of them, and may be chosen.
    """
    names = [name for name in found.shown_sheets if may_be_named(name)][:_MOST_SHEETS]
    lists: dict[Path, Look] = {}
    for name in names if len(names) > 1 else ():
        path = sheet_path(found.path, name)
        if name == found.layout.sheet:
            there = replace(found, path=path)
        else:
            try:
                there = look(path)
            except FileRefused:
                continue
        if there.rows and _is_certain(there, here, saved):
            lists[path] = there
    return lists if len(lists) > 1 and found.layout.sheet in _sheets(lists) else {}


def _sheets(lists: Mapping[Path, Look]) -> set[str]:
    return {one.layout.sheet for one in lists.values()}


def _is_certain(found: Look, here: Here, saved: Sequence[ImportMapping]) -> bool:
    columns = seen(found)
    if saved_for(saved, found.path.name, columns) or shipped_for(found.path.name, columns, here):
        return True
    return kinds(found.path, columns, vocabulary(), here)[1] is not None


def sheets_of_mapping(path: Path, mapping: ImportMapping) -> list[Path]:
    """The sheets of a workbook for which a mapping has parts of their own; the file itself where
    there are none, or only one. FileRefused where there is no such file."""
    if form_of(path) != "workbook":
        return [path]
    named = [
        sheet_path(path, one.sheet)
        for one in mapping.sources
        if one.sheet and may_be_named(one.sheet)
    ]
    meant = [
        one for one in dict.fromkeys(named) if (part := mapping.source_for(one)) and part.sheet
    ]
    is_one = len(meant) < 2 and mapping.source_for(path) is not None
    return [path] if is_one or not meant else meant


def sheets_left_out(paths: Sequence[Path], found: Look) -> list[str]:
    """The sheets of a workbook that hold something and are not among those that come in."""
    book = file_of(found.path)
    taken = {found.layout.sheet}
    return [
        name
        for name in found.sheets
        if name not in taken and not (may_be_named(name) and sheet_path(book, name) in paths)
    ]


def why_left_out(
    found: Look, sheets: Sequence[str], here: Here, saved: Sequence[ImportMapping] = ()
) -> dict[str, str]:
    """Why these sheets of a workbook did not come in by themselves; "" where they were not asked
    for."""
    book = file_of(found.path)
    return {name: _why(book, name, found, here, saved) for name in sheets}


def _why(book: Path, name: str, found: Look, here: Here, saved: Sequence[ImportMapping]) -> str:
    if name not in found.shown_sheets:
        return _("hidden")
    if not may_be_named(name) or name not in found.shown_sheets[:_MOST_SHEETS]:
        return _("beyond those that are looked at")
    try:
        there = look(sheet_path(book, name))
    except FileRefused:
        return _("cannot be read as a list")
    if not there.rows:
        return _("no rows below a header")
    return "" if _is_certain(there, here, saved) else _("not certain what it holds")

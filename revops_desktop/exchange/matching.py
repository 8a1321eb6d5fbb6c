"""Which file is meant by which part of a mapping, and how it is opened."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from revops_desktop.exchange.fields import KINDS
from revops_desktop.exchange.joining import Continued, JoinedFile
from revops_desktop.exchange.mapping import ImportMapping, Join, Mode, Source
from revops_desktop.exchange.reading.layout import Table
from revops_desktop.exchange.reading.opening import open_table
from revops_desktop.exchange.refusals import FileRefused, Refusals, refuse_namesakes
from revops_desktop.exchange.summary import FileSummary
from revops_desktop.i18n import _
from revops_desktop.rules.text import match_key

_MODES: Sequence[Mode] = ("create", "both", "update")


class Other(NamedTuple):
    """A file that goes on with the rows of another one; `source`: its part of the mapping, if it
    is a list of its own too."""

    path: Path
    join: Join
    source: Source | None


class Given(NamedTuple):
    """A file with its part of the mapping, and those that go on with its rows."""

    path: Path
    source: Source
    joined: tuple[Other, ...] = ()


def matched(paths: Sequence[Path], mapping: ImportMapping) -> list[Given]:
    """Each file with its part of the mapping, in the order in which kinds depend on each other.
    FileRefused for what the mapping does not know, and for two files of one name."""
    refuse_namesakes(paths)
    found = []
    for path in paths:
        source = mapping.source_for(path)
        if source is not None:
            found.append(Given(path, source, _joined(path, source, paths, mapping)))
        elif not any(one.join_for(path) for one in mapping.sources):
            patterns = ", ".join(one.file for one in mapping.sources)
            raise FileRefused(
                _(
                    "The mapping “{mapping}” has no part for the file “{file}”; it has: "
                    "{patterns}. Nothing was imported. Please rename the file or add a [[source]]."
                ).format(mapping=mapping.file, file=path.name, patterns=patterns)
            )
    return sorted(found, key=_turn)


def _turn(given: Given) -> tuple[int, int]:
    """Of a kind what makes records comes first: another file may change them."""
    return KINDS.index(given.source.kind), _MODES.index(given.source.mode or "create")


def _joined(
    path: Path, source: Source, paths: Sequence[Path], mapping: ImportMapping
) -> tuple[Other, ...]:
    """The files that go on with the rows of this one; FileRefused where one was not given."""
    found = []
    for join in source.joins:
        given = next((one for one in paths if source.join_for(one) is join), None)
        if given is None:
            raise FileRefused(
                _(
                    "“{file}” goes on in another file, “{pattern}”, which was not given. Nothing "
                    "was imported. Please choose both files."
                ).format(file=path.name, pattern=join.file)
            )
        found.append(Other(given, join, mapping.source_for(given)))
    return tuple(found)


def opened(given: Given, refusals: Refusals) -> Table:
    """The file, with those that go on with its rows; what is wrong in them goes to `refusals`."""
    source = given.source

    own = table_of(given.path, source, [one.join.here for one in given.joined])
    if not given.joined:
        return own
    others = [
        Continued(
            table_of(one.path, one.source or source, [one.join.there, *one.join.columns.values()]),
            one.join,
            is_list_too=one.source is not None,
        )
        for one in given.joined
    ]
    return JoinedFile(own, others, refusals)


def table_of(path: Path, source: Source, keys: Iterable[str] = ()) -> Table:
    """A file by itself, as this part of a mapping reads it; `keys`: columns that it has besides."""
    known = {match_key(name) for name in (*source.column_names(), *keys)}
    return open_table(path, source.layout, encodings=source.encodings, words=known)


def continued(file: Table, source: Source) -> list[FileSummary]:
    """What is told of the files that went on with the rows of this one."""
    return [
        FileSummary(
            file=one.file.path.name,
            kind=source.kind,
            encoding=one.file.encoding,
            rows=one.rows,
            created=0,
            unchanged=0,
            refused=one.refused,
            header=tuple(one.file.header),
            joined=one.rows - one.refused,
        )
        for one in (file.continued if isinstance(file, JoinedFile) else ())
        if not one.is_list_too
    ]

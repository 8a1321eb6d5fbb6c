"""Mappings that a person keeps: files in the data folder, offered where their columns fit."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from revops_desktop.errors import RuleBroken, StorageProblem
from revops_desktop.exchange.mapping import ImportMapping, Source
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.mapping_writer import written
from revops_desktop.i18n import _
from revops_desktop.paths import user_data
from revops_desktop.rules.text import match_key
from revops_desktop.safe_files import write_safely

_FOLDER = "mappings"
_LONGEST = 60
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*\x7f]+')
# Names that a file may not have on every system.
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)$")


@dataclass(frozen=True, slots=True)
class Saved:
    """A kept mapping: the name that the person gave it, where it lies, and what it says."""

    name: str
    path: Path
    mapping: ImportMapping


def folder() -> Path:
    """Where kept mappings lie; made when it is missing."""
    found = user_data() / _FOLDER
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def saved_mappings() -> tuple[Saved, ...]:
    """All that can be read, by name. One that was damaged by hand is passed over."""
    found = list(_readable())
    return tuple(sorted(found, key=lambda one: match_key(one.name)))


def _readable() -> Iterator[Saved]:
    for path in sorted(folder().glob("*.toml")):
        try:
            mapping = read_mapping(path)
        except RuleBroken:
            continue
        yield Saved(mapping.name or path.stem, path, mapping)


def save(mapping: ImportMapping, name: str) -> Saved:
    """Keeps a mapping under a name; one of the same name is replaced.

    Numbers in the names of its files may be others next time, and how a file is laid out is found
    again. RuleBroken without a name; StorageProblem where it cannot be written.
    """
    plain = " ".join(name.split())
    if not plain:
        raise RuleBroken(
            _("The mapping has no name. Nothing was saved. Please write one and try again.")
        )
    there = {match_key(one.name): one.path for one in saved_mappings()}
    path = there.get(match_key(plain)) or _free_path(plain)
    kept = replace(
        mapping,
        file=path.name,
        name=plain,
        sources=tuple(_for_next_time(source) for source in mapping.sources),
    )
    write_safely(path, written(kept).encode())
    return Saved(plain, path, kept)


def remove(saved: Saved) -> None:
    """Forgets a kept mapping; StorageProblem where the system does not let it go."""
    try:
        saved.path.unlink(missing_ok=True)
    except OSError as problem:
        raise StorageProblem(
            _("“{name}” could not be forgotten: {reason}. It is still there.").format(
                name=saved.name, reason=problem.strerror
            )
        ) from problem


def _for_next_time(source: Source) -> Source:
    """“deals_2026-05.csv” means “deals_*-*.csv” and the same as a workbook."""
    stem, _dot, _ending = source.file.rpartition(".")
    pattern = re.sub(r"\d+", "*", stem or source.file)
    return replace(
        source,
        file=f"{pattern}.*" if stem else pattern,
        encodings=(),
        delimiter="",
        quote="",
        header_line=None,
        header_rows=None,
        footer_rows=None,
    )


def _free_path(name: str) -> Path:
    """A file name of what the name has that every system allows."""
    plain = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", name)).strip(" .")[:_LONGEST].strip()
    stem = "mapping" if not plain or _RESERVED.match(plain) else plain
    path, number = folder() / f"{stem}.toml", 1
    while path.exists():
        number += 1
        path = folder() / f"{stem} {number}.toml"
    return path

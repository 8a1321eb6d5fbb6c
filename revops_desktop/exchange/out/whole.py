"""Everything in a workspace as a folder of CSV files and a workbook, which come back in equal.

Left out are only the change journal and what follows from the records; what it knows of earlier
amounts and dates of deals goes along (`deal_images.py`). The PDFs of made reports are in it, in
pieces. Rows stream: no table lies in memory as a whole.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop import __version__
from revops_desktop.database import tables
from revops_desktop.database.schema import SCHEMA_VERSION
from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.out.encodings import Encoding
from revops_desktop.exchange.out.shapes import Shape, field_kinds, shapes
from revops_desktop.exchange.out.sinks import BookSink, FolderSink, Sink, Write
from revops_desktop.exchange.out.values import Cell, Values
from revops_desktop.exchange.out.whole_parts import (
    COLUMNS,
    CONTENTS,
    LONG_TEXTS,
    WORKBOOK,
    Checksum,
    ColumnLine,
    LongTexts,
    Piece,
    TableLine,
    beginning,
    fits,
)
from revops_desktop.exchange.refusals import Cancelled
from revops_desktop.i18n import _
from revops_desktop.safe_files import storage_problem, sync_folder

if TYPE_CHECKING:
    from revops_desktop.database.workspace import Workspace
    from revops_desktop.exchange.progress import Progress

FORMS = ("csv", "xlsx")
_ROWS_A_STEP = 500


@dataclass(frozen=True, slots=True)
class WentOut:
    """What an export of everything wrote."""

    folder: Path
    files: tuple[str, ...]
    tables: int
    rows: int


def export_workspace(
    workspace: "Workspace",
    folder: Path,
    *,
    forms: Sequence[str] = FORMS,
    encoding: Encoding = "utf-8",
    replaces: bool = False,
    progress: "Progress | None" = None,
) -> WentOut:
    """Writes everything into a new folder, whole or not at all.

    RuleBroken where the folder holds something already, CannotHold where texts have signs that
    CP932 has not (unless `replaces`: they become 〓 then), Cancelled, StorageProblem.
    """
    _require_empty(folder)
    with _made(folder) as made:
        return workspace.ask(
            _write,
            made=made,
            folder=folder,
            forms=forms,
            encoding=encoding,
            replaces=replaces,
            progress=progress,
        )


def _require_empty(folder: Path) -> None:
    try:
        taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise storage_problem(error, folder) from error
    if taken:
        raise RuleBroken(
            _(
                "“{folder}” exists already and is not empty. Nothing was written. "
                "Please choose another folder."
            ).format(folder=folder)
        )


@contextmanager
def _made(folder: Path) -> Iterator[Path]:
    """A folder beside it to write into, which takes its place when the block ends well."""
    place = folder.absolute()
    unfinished = place.with_name(f".{place.name[:40]}.part")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        yield unfinished
        if place.exists():
            place.rmdir()
        unfinished.rename(place)
        sync_folder(place.parent)
    except OSError as error:
        raise storage_problem(error, place) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


class _Watch:
    """How far it is, and whether anybody still waits."""

    def __init__(self, total: int, progress: "Progress | None") -> None:
        self._total = max(total, 1)
        self._progress = progress
        self.done = 0

    def row(self) -> None:
        self.done += 1
        if self._progress is not None and self.done % _ROWS_A_STEP == 0:
            if self._progress.cancelled():
                raise Cancelled(_("The export was cancelled. Nothing was written."))
            self._progress.step(self.done, self._total)


def _write(
    session: Session,
    *,
    made: Path,
    folder: Path,
    forms: Sequence[str],
    encoding: Encoding,
    replaces: bool,
    progress: "Progress | None",
) -> WentOut:
    about = tables.workspace.c
    place = session.execute(select(about.currency, about.time_zone)).one()
    values = Values(place.currency, place.time_zone)
    values.field_kinds.update(field_kinds(session))
    every = shapes()
    watch = _Watch(sum(shape.count(session) for shape in every), progress)
    with ExitStack() as stack:
        sinks: list[Sink] = []
        if "csv" in forms:
            sinks.append(stack.enter_context(FolderSink(made, encoding, replaces)))
        if "xlsx" in forms:
            sinks.append(stack.enter_context(BookSink(made / WORKBOOK)))
        long_texts = stack.enter_context(LongTexts())
        lines = [_table(session, shape, values, sinks, long_texts, watch) for shape in every]
        lines += _parts(every, sinks, long_texts)
        _contents(lines, sinks)
        for sink in sinks:
            sink.finish()
    if progress is not None:
        progress.step(1, 1)
    files = tuple(sorted(found.name for found in made.iterdir()))
    return WentOut(folder, files, len(every), watch.done)


def _table(
    session: Session,
    shape: Shape,
    values: Values,
    sinks: Sequence[Sink],
    long_texts: LongTexts,
    watch: _Watch,
) -> TableLine:
    name = shape.table.name
    checksum = Checksum()
    rows = 0
    with _opened(sinks, name, shape.title, shape.headings) as write:
        for stored, cells in shape.rows(session, values):
            checksum.add(stored)
            for number, cell in enumerate(cells):
                if isinstance(cell, str) and not fits(cell):
                    column = shape.columns[number].name
                    if column is not None:
                        long_texts.add(name, stored[0], column, cell)
                    cells[number] = beginning(cell)
            write(cells)
            rows += 1
            watch.row()
    return TableLine(name, name, shape.title, rows, checksum.text(), __version__, SCHEMA_VERSION)


def _parts(every: Sequence[Shape], sinks: Sequence[Sink], long_texts: LongTexts) -> list[TableLine]:
    """What the headings stand for, and the texts that no cell holds."""
    lines = []
    columns = [
        ColumnLine(shape.table.name, column.heading, column.name or "", column.kind)
        for shape in every
        for column in shape.columns
    ]
    for name, headings, rows in (
        (COLUMNS, ColumnLine._fields, columns),
        (LONG_TEXTS, Piece._fields, long_texts.pieces()),
    ):
        number = 0
        with _opened(sinks, name, name, headings) as write:
            for row in rows:
                write(list(row))
                number += 1
        lines.append(TableLine(name, name, name, number, "", __version__, SCHEMA_VERSION))
    return lines


def _contents(lines: Sequence[TableLine], sinks: Sequence[Sink]) -> None:
    with _opened(sinks, CONTENTS, CONTENTS, TableLine._fields) as write:
        for line in lines:
            write(list(line))


@contextmanager
def _opened(
    sinks: Sequence[Sink], name: str, title: str, headings: Sequence[str]
) -> Iterator[Write]:
    """Writes each row into all of them."""
    with ExitStack() as stack:
        writes = [stack.enter_context(sink.table(name, title, headings)) for sink in sinks]

        def write(cells: list[Cell]) -> None:
            for one in writes:
                one(cells)

        yield write

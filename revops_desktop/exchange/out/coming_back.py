"""An export of a whole workspace comes back as an equal one: all of it or nothing, one undo step.

Tables are known by `contents`, columns by their headings in `columns`, so that a spreadsheet may
have saved the files anew, in another order of columns, separator or encoding. Cells that were
edited are read as they are now, and told; rows that are missing or too many are refused.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Table

from revops_desktop.database import tables
from revops_desktop.database.changes import Changed
from revops_desktop.database.schema import SCHEMA_VERSION
from revops_desktop.database.stopping import Stopped, stopping
from revops_desktop.exchange.formulas import taken_off
from revops_desktop.exchange.out.columns import FOLLOWING, OF_DAYS, Kind, described
from revops_desktop.exchange.out.values import ToValue, Values
from revops_desktop.exchange.out.whole_parts import (
    COLUMNS,
    CONTENTS,
    LONG_TEXTS,
    Checksum,
    ColumnLine,
    Piece,
    TableLine,
)
from revops_desktop.exchange.out.whole_reading import Line, WholeSource, plain, whole_source
from revops_desktop.exchange.progress import (
    STEPS,
    Progress,
    Silent,
    cancelled,
    stop_if_asked,
)
from revops_desktop.exchange.reading.patience import patience
from revops_desktop.exchange.refusals import CellRefused, FileRefused, refused
from revops_desktop.i18n import _
from revops_desktop.operations.whole_workspace import Rows, bring_back, require_empty

if TYPE_CHECKING:
    from revops_desktop.database.workspace import Workspace

_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class CameBack:
    """What came back. `edited`: the titles of tables whose cells are others than were exported."""

    dry_run: bool
    tables: Mapping[str, int]
    edited: tuple[str, ...]
    seconds: float
    changed: Changed = field(default_factory=Changed)

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.tables.values())

    def to_json(self) -> dict[str, Any]:
        """Plain values for the command line."""
        return {
            "dry_run": self.dry_run,
            "rows": self.rows,
            "created": self.rows,
            "updated": 0,
            "unchanged": 0,
            "refused": {"count": 0, "reasons": []},
            "tables": dict(self.tables),
            "edited": list(self.edited),
            "seconds": round(self.seconds, 3),
        }


def is_whole(path: Path) -> bool:
    """Whether an export of a whole workspace lies there."""
    with whole_source(path) as found:
        return found is not None


def import_workspace(
    workspace: "Workspace",
    path: Path,
    *,
    at: int,
    dry_run: bool = False,
    progress: "Progress | None" = None,
) -> CameBack:
    """Brings an export of a whole workspace into an empty one.

    FileRefused where it is none, incomplete or wrong, RuleBroken where the workspace holds records,
    Cancelled: nothing is changed then.
    """
    started = time.perf_counter()
    told = progress or Silent()
    try:
        with (
            stopping(told.cancelled),
            patience(lambda: stop_if_asked(told)),
            whole_source(path) as source,
        ):
            if source is None:
                raise refused(path, _("It is no export of a whole workspace."))
            workspace.ask(require_empty)
            reading = _Reading(source, told)
            changed = _written(workspace, reading, path, at, dry_run)
    except Stopped as stopped:
        raise cancelled() from stopped
    told.step(STEPS, STEPS)
    return CameBack(
        dry_run=dry_run,
        tables=reading.rows,
        edited=tuple(reading.edited),
        seconds=time.perf_counter() - started,
        changed=changed,
    )


def _written(
    workspace: "Workspace", reading: "_Reading", path: Path, at: int, dry_run: bool
) -> Changed:
    if not dry_run:
        done = workspace.do(bring_back, at=at, files=path.name, rows=reading.tables())
        return done.changed
    for one in reading.tables():
        for _chunk in one.chunks:
            continue
    return Changed()


class _Reading:
    """Reads the tables one by one and checks them against the contents."""

    def __init__(self, source: WholeSource, progress: Progress) -> None:
        self._source = source
        self._progress = progress
        self.rows: dict[str, int] = {}
        self.edited: list[str] = []
        self._contents = self._read_contents()
        self._total = sum(line.rows for line in self._contents.values())
        self._done = 0
        self._columns = self._read_columns()
        self._long = self._read_long_texts()
        self._values = self._read_place()

    def tables(self) -> Iterator[Rows]:
        """Every table that was exported, in the order in which rows depend on each other."""
        for table in tables.JOURNALED:
            line = self._contents.get(table.name)
            if line is not None:
                names = self._names(table)
                yield Rows(table, names, self._chunks(table, names, line))

    def _chunks(
        self, table: Table, names: Sequence[str], line: TableLine
    ) -> Iterator[list[list[Any]]]:
        checksum = Checksum()
        number = 0
        chunk: list[list[Any]] = []
        for values in self._rows(table, names, line):
            checksum.add(values)
            number += 1
            chunk.append(values)
            if len(chunk) == _CHUNK:
                self._tell(len(chunk))
                yield chunk
                chunk = []
        if chunk:
            self._tell(len(chunk))
            yield chunk
        if number != line.rows:
            raise self._refused(
                _(
                    "“{table}” holds {found} rows, and {rows} were exported. If rows were taken "
                    "out or added on purpose, please correct their number in “contents”."
                ).format(table=line.title, found=number, rows=line.rows)
            )
        self.rows[table.name] = number
        if checksum.text() != line.checksum:
            self.edited.append(line.title)

    def _rows(self, table: Table, names: Sequence[str], line: TableLine) -> Iterator[list[Any]]:
        headings = self._columns[table.name]
        with self._source.table(line.file, line.title) as (header, found):
            places = []
            for name in names:
                if headings[name] not in header:
                    raise self._refused(
                        _("The column “{column}” of “{table}” is missing.").format(
                            column=headings[name], table=line.title
                        )
                    )
                places.append(header.index(headings[name]))
            read = _RowReader(self._source, self._values, table, names, self._long)
            for at_line, cells in found:
                try:
                    yield read.values([cells[place] for place in places])
                except CellRefused as problem:
                    raise self._refused(
                        _("“{table}”, row {row}, column “{column}”: {problem}").format(
                            table=line.title,
                            row=at_line,
                            column=headings.get(problem.column, problem.column),
                            problem=problem.message,
                        )
                    ) from problem

    def _names(self, table: Table) -> list[str]:
        known = self._columns.get(table.name, {})
        return [
            column.name
            for column in table.columns
            if column.name not in FOLLOWING and column.name in known
        ]

    def _tell(self, rows: int) -> None:
        self._done += rows
        stop_if_asked(self._progress)
        # The last fifth is the end of the transaction, which cannot be told in parts.
        done = STEPS * 4 * self._done // (5 * max(self._total, self._done, 1))
        self._progress.step(done, STEPS)

    def _read_contents(self) -> dict[str, TableLine]:
        lines = {}
        for row, cells in self._part(CONTENTS, TableLine._fields):
            try:
                table, file, title, rows, checksum, program, schema = cells
                line = TableLine(table, file, title, int(rows), checksum, program, int(schema))
            except ValueError as error:
                raise self._refused(
                    _("Row {row} of “{table}” cannot be read.").format(row=row, table=CONTENTS)
                ) from error
            if line.schema > SCHEMA_VERSION:
                raise self._refused(
                    _(
                        "It was exported by a newer version of the program ({version}). "
                        "Please update this one."
                    ).format(version=line.program)
                )
            lines[line.table] = line
        if "workspace" not in lines:
            raise self._refused(_("It is incomplete."))
        return lines

    def _read_columns(self) -> dict[str, dict[str, str]]:
        columns: dict[str, dict[str, str]] = {}
        for _row, (table, heading, column, _kind) in self._part(COLUMNS, ColumnLine._fields):
            if column:
                columns.setdefault(table, {})[column] = heading
        return columns

    def _read_long_texts(self) -> dict[tuple[str, int, str], str]:
        texts: dict[tuple[str, int, str], list[str]] = {}
        for row, (table, row_id, column, _part, text) in self._part(LONG_TEXTS, Piece._fields):
            try:
                piece = json.loads(plain(self._source, text))
                texts.setdefault((table, int(row_id), column), []).append(piece)
            except ValueError as error:
                raise self._refused(
                    _("Row {row} of “{table}” cannot be read.").format(row=row, table=LONG_TEXTS)
                ) from error
        return {key: "".join(parts) for key, parts in texts.items()}

    def _read_place(self) -> Values:
        headings = self._columns.get("workspace", {})
        for _row, cells in self._part("workspace", [headings["currency"], headings["time_zone"]]):
            try:
                ZoneInfo(cells[1])
            except (ZoneInfoNotFoundError, ValueError, OSError) as error:
                raise self._refused(
                    _("“{zone}” is no time zone.").format(zone=cells[1][:80])
                ) from error
            return Values(cells[0], cells[1])
        raise self._refused(_("It is incomplete."))

    def _part(self, name: str, wanted: Sequence[str]) -> Iterator[Line]:
        """The wanted columns of a table that tells of the others."""
        title = name if name in (CONTENTS, COLUMNS, LONG_TEXTS) else self._contents[name].title
        with self._source.table(name, title) as (header, rows):
            missing = next((heading for heading in wanted if heading not in header), None)
            if missing is not None:
                raise self._refused(
                    _("The column “{column}” of “{table}” is missing.").format(
                        column=missing, table=title
                    )
                )
            places = [header.index(heading) for heading in wanted]
            for line, cells in rows:
                yield line, [cells[place] for place in places]

    def _refused(self, problem: str) -> FileRefused:
        return refused(self._source.path, problem)


class _RowReader:
    """Reads the cells of one table as stored values."""

    def __init__(
        self,
        source: WholeSource,
        values: Values,
        table: Table,
        names: Sequence[str],
        long_texts: Mapping[tuple[str, int, str], str],
    ) -> None:
        self._source = source
        self._values = values
        self._table = table.name
        self._names = names
        self._kinds = [described(table.columns[name]).kind for name in names]
        self._nullable = [bool(table.columns[name].nullable) for name in names]
        self._read = [
            self._reader(kind, nullable)
            for kind, nullable in zip(self._kinds, self._nullable, strict=True)
        ]
        places = {name: number for number, name in enumerate(names)}
        self._days = [(places[at], places[day]) for at, day in OF_DAYS.items() if day in places]
        self._long = {key[1:]: text for key, text in long_texts.items() if key[0] == table.name}

    def _reader(self, kind: Kind, nullable: bool) -> ToValue | None:
        """How the filled cells of a column are read; None: by what stands beside them."""
        if kind == "measure":
            return None
        read = self._values.to_value(kind, nullable=nullable)
        if kind == "text" and self._source.is_defused:
            return lambda cell: read(taken_off(cell))
        return read

    def values(self, cells: Sequence[str]) -> list[Any]:
        """Raises CellRefused with the column's name."""
        row: list[Any] = []
        measures: list[int] = []
        for number, cell in enumerate(cells):
            read = self._read[number]
            try:
                if not cell:
                    row.append(self._nothing(number))
                elif read is None:
                    measures.append(number)
                    row.append(None)
                else:
                    row.append(read(cell))
            except CellRefused as problem:
                raise CellRefused(problem.message, self._names[number], cell) from problem
        for number in measures:
            whole = dict(zip(self._names, row, strict=True))
            row[number] = self._values.measure_value(self._table, whole, cells[number])
        for at, day in self._days:
            if row[at] is None and row[day] is not None:
                row[at] = self._values.start(row[day])
        if self._long:
            for number, name in enumerate(self._names):
                if (row[0], name) in self._long:
                    row[number] = self._long[row[0], name]
        if self._table == "custom_field":
            self._values.field_kinds[row[0]] = row[self._names.index("kind")]
        return row

    def _nothing(self, number: int) -> str | None:
        if self._nullable[number]:
            return None
        if self._kinds[number] == "text":
            return ""
        raise CellRefused(_("It must be filled in."))

"""Imports files: everything is read and checked first, then all of it is written at once.

The same function serves window and command line. A dry run tells the exact truth, because it is
the same work without the last step. Taking the import back is one undo.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.database import backup
from revops_desktop.database.changes import Changed
from revops_desktop.database.tables import action
from revops_desktop.exchange.binding import Binding
from revops_desktop.exchange.fields import KINDS
from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.histories import Histories
from revops_desktop.exchange.history_rows import HistoryMaker
from revops_desktop.exchange.history_settling import settled
from revops_desktop.exchange.mapping import ImportMapping
from revops_desktop.exchange.mapping_file import HISTORIES, IN_A_RIVER
from revops_desktop.exchange.matching import Given, continued, matched, opened
from revops_desktop.exchange.planned_rows import PLANNED, PlannedRows, planned_there
from revops_desktop.exchange.present_stages import PresentStages
from revops_desktop.exchange.reading.layout import Row, Table
from revops_desktop.exchange.refusals import (
    Cancelled,
    FileRefused,
    Refusals,
    Remarks,
    RowRefused,
)
from revops_desktop.exchange.rivers import Rivers
from revops_desktop.exchange.rows import DealMaker, RecordMaker
from revops_desktop.exchange.spool import Spool
from revops_desktop.exchange.summary import FileSummary, ImportSummary
from revops_desktop.i18n import _
from revops_desktop.operations.history import History, bring_in
from revops_desktop.operations.known import Known, known
from revops_desktop.operations.known_fields import KnownField, known_fields

if TYPE_CHECKING:
    from revops_desktop.database.workspace import Workspace

# Progress is told in thousandths: reading is the first part of it.
STEPS = 1000
_READING = 400
_ROWS_A_STEP = 250
_FIRST_ROWS = 10


class Progress(Protocol):
    """Whoever watches the import."""

    def step(self, done: int, total: int) -> None:
        """`done` of `total` are finished."""

    def cancelled(self) -> bool:
        """True when the person asked to stop."""


class _Silent:
    def step(self, done: int, total: int) -> None:
        return

    def cancelled(self) -> bool:
        return False


def import_files(
    workspace: "Workspace",
    sources: Sequence[Path],
    mapping: ImportMapping,
    *,
    at: int,
    dry_run: bool = False,
    progress: Progress | None = None,
    moves_present: bool = False,
    override: str | None = None,
) -> ImportSummary:
    """Imports the files by the mapping, or with `dry_run` tells what that would do.

    Rows that are wrong are refused one by one and reported; the others come in, in one transaction
    and one undo step. FileRefused when a file cannot be read as the mapping says: nothing is
    imported then; Cancelled when `progress` says so. `moves_present`: deals that are here already
    move to the stage that their row says, whatever the mapping says of it, over warnings by
    `override`.
    """
    started = time.perf_counter()
    told = progress or _Silent()
    with Spool() as spool:
        fields = workspace.ask(known_fields)
        present = PresentStages(workspace, at=at, override=override)
        there = workspace.ask(known)
        planned = PlannedRows(there, workspace.ask(planned_there))
        reading = _Reading(there, mapping, spool, told, dry_run, fields, present, planned)
        reading.moves_present = moves_present
        files = reading.read(matched(sources, mapping))
        changed = Changed()
        if not dry_run and any(file.created or file.updated for file in files):
            changed = _write(workspace, at, reading, files, told)
    told.step(STEPS, STEPS)
    return ImportSummary(
        dry_run=dry_run,
        files=tuple(files),
        problems=tuple(reading.refusals.kept),
        problem_count=reading.refusals.count,
        also_created=reading.also_created(files),
        pipeline=reading.rivers.new.name if reading.rivers.new else None,
        seconds=time.perf_counter() - started,
        changed=changed,
        remarks=tuple(reading.remarks.kept),
        remark_count=reading.remarks.count,
    )


def _write(
    workspace: "Workspace",
    at: int,
    reading: "_Reading",
    files: Sequence[FileSummary],
    progress: Progress,
) -> Changed:
    def step(written: int) -> None:
        _stop_if_asked(progress)
        # The last tenth is the end of the transaction, which cannot be told in parts.
        done = _READING + (STEPS * 9 // 10 - _READING) * written // max(1, reading.spool.count)
        progress.step(done, STEPS)

    gathering = reading.gathering
    history = History(
        files=", ".join(dict.fromkeys(file.file for file in files)),
        pipeline=reading.rivers.new,
        members=gathering.members,
        products=gathering.products,
        companies=gathering.companies,
        contacts=gathering.contacts,
        reasons=gathering.reasons,
        channel_months=reading.planned.channel_months,
        targets=reading.planned.targets,
    )
    _stop_if_asked(progress)
    _back_up(workspace, at)
    _stop_if_asked(progress)
    done = workspace.do(
        bring_in,
        at=at,
        history=history,
        deals=reading.spool.chunks(),
        step=step,
        moves=reading.present.moves,
        override=reading.present.override,
    )
    return done.changed


def _back_up(workspace: "Workspace", at: int) -> None:
    """Before something big, unless the newest backup holds everything already."""
    newest = next(iter(backup.backups(workspace.path)), None)
    if newest is None or newest.action_id != workspace.ask(_newest_action):
        workspace.back_up(now=at, moment=backup.Moment.IMPORT)


def _newest_action(session: Session) -> int:
    return int(session.execute(select(func.coalesce(func.max(action.c.id), 0))).scalar_one())


def _stop_if_asked(progress: Progress) -> None:
    if progress.cancelled():
        raise Cancelled(_("The import was cancelled. Nothing was imported."))


class _Reading:
    """Reads and checks all files; keeps what is new."""

    def __init__(
        self,
        there: Known,
        mapping: ImportMapping,
        spool: Spool,
        progress: Progress,
        dry_run: bool,
        fields: Sequence[KnownField],
        present: PresentStages,
        planned: PlannedRows,
    ) -> None:
        self.there = there
        self.present = present
        self.moves_present = False
        self._fields = fields
        self.rivers = Rivers(there, mapping)
        self.gathering = Gathering(there)
        self.planned = planned
        self.refusals = Refusals()
        self.remarks = Remarks()
        self.spool = spool
        self._progress = progress
        self._share = STEPS if dry_run else _READING
        self._seen: dict[str, int] = {}
        self.histories = Histories(there.deals_by_external, there.time_zone)
        self._read = 0
        self._total = 1
        self._of_histories = 0

    def read(self, given: Sequence[Given]) -> list[FileSummary]:
        """Every file, in order."""
        files: list[tuple[Table, Given]] = []
        problems: list[FileRefused] = []
        for one in given:
            try:
                files.append((opened(one, self.refusals), one))
            except FileRefused as problem:
                problems.append(problem)
        self._total = max(1, sum(file.size for file, _given in files))
        summaries: list[FileSummary] = []
        for file, one in files:
            try:
                summaries.append(self._file(file, one, len(summaries)))
                summaries += continued(file, one.source)
            except FileRefused as problem:
                problems.append(problem)
            self._read += file.size
        if problems:
            raise FileRefused("\n\n".join(str(problem) for problem in problems))
        before = self.spool.count
        summaries = settled(
            self.histories, summaries, self.gathering, self.spool.add, self.refusals
        )
        self._of_histories = self.spool.count - before
        return summaries

    def also_created(self, files: Sequence[FileSummary]) -> dict[str, int]:
        """New records that only other rows named."""
        listed: dict[str, int] = dict.fromkeys(KINDS, 0)
        for file in files:
            listed[file.kind] += file.created
        gathering = self.gathering
        made: dict[str, int] = {
            "members": len(gathering.members),
            "products": len(gathering.products),
            "companies": len(gathering.companies),
            "contacts": len(gathering.contacts),
            "deals": listed["deals"] + self._of_histories,
        }
        extra = {kind: number - listed[kind] for kind, number in made.items()}
        extra["reasons"] = len(gathering.reasons)
        return {kind: number for kind, number in extra.items() if number}

    def _file(self, file: Table, given: Given, number_of_file: int) -> FileSummary:
        created = unchanged = refused = 0
        first: list[tuple[str, ...]] = []
        with file.rows() as rows:
            take = self._taker(file, given, number_of_file)
            for number, row in enumerate(rows):
                if number % _ROWS_A_STEP == 0:
                    self._tell(file)
                if number < _FIRST_ROWS:
                    first.append(tuple(row.cells))
                try:
                    if row.fault is not None:
                        self._fault(file, row)
                        refused += 1
                        continue
                    if take(row.line, row.cells):
                        created += 1
                    else:
                        unchanged += 1
                    self._remark(file, row)
                except RowRefused as refusal:
                    refused += 1
                    self.remarks.drop()
                    self._refuse(file, row.line, refusal)
        updated, elsewhere, may_not = self.present.settle()
        for line, message in may_not:
            self.refusals.add(file.path.name, line, "", "", message)
        unchanged -= updated + len(may_not)
        refused += len(may_not)
        return FileSummary(
            file=file.path.name,
            kind=given.source.kind,
            encoding=file.encoding,
            rows=created + updated + unchanged + refused,
            created=created,
            updated=updated,
            elsewhere=elsewhere,
            unchanged=unchanged,
            refused=refused,
            header=tuple(file.header),
            first_rows=tuple(first),
        )

    def _refuse(self, file: Table, line: int, refusal: RowRefused) -> None:
        for one in refusal.problems:
            self.refusals.add(file.path.name, line, one.column, one.value, one.message)

    def _taker(self, file: Table, given: Given, number: int) -> "Taker":
        source = given.source
        binding = Binding(
            file.path,
            file.header,
            source,
            currency=self.there.currency,
            zone=self.there.time_zone,
            again=lambda: opened(given, Refusals()),
            remarks=self.remarks,
        )
        if source.kind in PLANNED:
            return self.planned.taker(source, binding)
        if source.kind not in IN_A_RIVER:
            return RecordMaker(source, binding, self.gathering, self._fields)
        river = self.rivers.river(file.path, source)
        if source.kind in HISTORIES:
            return HistoryMaker(
                file.path,
                number,
                source,
                binding,
                self.gathering,
                river,
                self.histories,
                zone=self.there.time_zone,
                known=self._fields,
            )
        make = DealMaker(
            file.path,
            source,
            binding,
            self.gathering,
            river,
            zone=self.there.time_zone,
            there=self.there,
            seen=self._seen,
            known=self._fields,
            present=self.present,
            moves_present=self.moves_present,
            histories=self.histories,
        )

        def take(line: int, cells: Sequence[str]) -> bool:
            deal = make(line, cells)
            if deal is None:
                return False
            self.spool.add(deal)
            return True

        return take

    def _fault(self, file: Table, row: Row) -> None:
        if row.fault is None:
            return
        number = row.fault.column
        inside = number is not None and number < len(file.header)
        column = file.header[number] if number is not None and inside else ""
        value = row.cells[number] if number is not None else ""
        self.refusals.add(file.path.name, row.line, column, value, row.fault.message)

    def _remark(self, file: Table, row: Row) -> None:
        if row.remark is not None:
            number = row.remark.column
            inside = number is not None and number < len(file.header)
            column = file.header[number] if number is not None and inside else ""
            value = row.cells[number] if number is not None and inside else ""
            self.remarks.note(column, value, row.remark.message)
        self.remarks.settle(file.path.name, row.line)

    def _tell(self, file: Table) -> None:
        _stop_if_asked(self._progress)
        done = self._read + min(file.position, file.size)
        self._progress.step(self._share * done // self._total, STEPS)


class Taker(Protocol):
    """Takes a row: True when it is new."""

    def __call__(self, line: int, cells: Sequence[str], /) -> bool: ...

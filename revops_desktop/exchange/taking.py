"""Reads the rows of all files, and keeps what they make and what they change.

Nothing is written here: a dry run ends with it.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from revops_desktop.exchange.activity_rows import ActivityList
from revops_desktop.exchange.asks import Asks
from revops_desktop.exchange.binding import Binding
from revops_desktop.exchange.comparing import TABLES
from revops_desktop.exchange.deal_finding import DealFinder
from revops_desktop.exchange.effects import Effects, name_in
from revops_desktop.exchange.fields import Kind
from revops_desktop.exchange.finders import Finders
from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.histories import Histories
from revops_desktop.exchange.history_present import PresentHistories
from revops_desktop.exchange.history_rows import HistoryMaker
from revops_desktop.exchange.history_settling import settled
from revops_desktop.exchange.mapping import ImportMapping, Mode, Source
from revops_desktop.exchange.mapping_file import HISTORIES, IN_A_RIVER
from revops_desktop.exchange.matching import Given, continued, opened
from revops_desktop.exchange.meanings import Torn
from revops_desktop.exchange.planned_rows import PLANNED, PlannedRows
from revops_desktop.exchange.present_stages import PresentStages
from revops_desktop.exchange.progress import STEPS, Progress, stop_if_asked
from revops_desktop.exchange.reading.layout import Row, Table
from revops_desktop.exchange.reading.row_checks import left_out
from revops_desktop.exchange.record_rows import RecordMaker
from revops_desktop.exchange.refusals import FileRefused, Refusals, Remarks, RowRefused
from revops_desktop.exchange.rivers import Rivers
from revops_desktop.exchange.rows import DealMaker
from revops_desktop.exchange.rows_taken import RowsTaken
from revops_desktop.exchange.spool import Spool
from revops_desktop.exchange.summary import FileSummary
from revops_desktop.exchange.updating import Settled, Updates
from revops_desktop.exchange.visits import River
from revops_desktop.operations.history_moves import Leave
from revops_desktop.operations.history_records import NewDeal
from revops_desktop.operations.history_updates import RecordChange
from revops_desktop.operations.known import Known
from revops_desktop.operations.known_fields import KnownField

_ROWS_A_STEP = 100
_FIRST_ROWS = 10
# The rest of a file's time goes into comparing its rows with what is here.
_READING_OF_FILE = 0.8


class Taking:
    """Reads and checks all files; keeps what is new, and what changes of what is here."""

    def __init__(
        self,
        workspace: Asks,
        there: Known,
        mapping: ImportMapping,
        *,
        spool: Spool,
        updates: Updates,
        present: PresentStages,
        planned: PlannedRows,
        fields: Sequence[KnownField],
        progress: Progress,
        share: int,
        activities: Spool,
        now: int,
        torn: Torn,
    ) -> None:
        self._workspace = workspace
        self.there = there
        self.present = present
        self.moves_present = False
        self.mode: Mode | None = None
        self._fields = fields
        self.rivers = Rivers(there, mapping)
        self.gathering = Gathering(there)
        self.updates = updates
        self.finders = Finders(workspace, self.gathering, torn)
        self.planned = planned
        self.refusals = Refusals()
        self.remarks = Remarks()
        self.effects = Effects()
        # What became of the rows of each file.
        self.rows: dict[str, RowsTaken] = {}
        self.leaves: Sequence[Leave] = ()
        self.spool = spool
        self._progress = progress
        self._share = share
        self._seen: dict[str, tuple[int, int]] = {}
        self.histories = Histories(there.deals_by_external, there.time_zone)
        self.present_histories = PresentHistories(workspace, self.gathering)
        self.activities = ActivityList(
            workspace, there, self.gathering, activities, zone=there.time_zone, now=now
        )
        self._read = 0
        self._total = 1
        self.of_histories = 0

    def read(self, given: Sequence[Given]) -> list[FileSummary]:
        """Every file, in order."""
        files: list[tuple[Table, Given]] = []
        problems: list[FileRefused] = []
        for one in given:
            try:
                files.append((opened(one, self.refusals), one))
            except FileRefused as problem:
                problems.append(problem)
        self.finders.unlike = self._unlike(given)
        self._total = max(1, sum(file.size for file, _given in files))
        summaries: list[FileSummary] = []
        self.activities.are_read = any(one.source.kind == "activities" for _file, one in files)
        for file, one in files:
            if one.source.kind == "activities":
                self._settle_histories(summaries)
            try:
                summaries.append(self._file(file, one, len(summaries)))
                summaries += continued(file, one.source)
            except FileRefused as problem:
                problems.append(problem)
            self._read += file.size
        if problems:
            raise FileRefused("\n\n".join(str(problem) for problem in problems))
        self._settle_histories(summaries)
        self.leaves = self.present.exits.leaves(self.gathering)
        return summaries

    def _unlike(self, given: Sequence[Given]) -> set[Kind]:
        """Kinds of which one file only makes records and another one changes them."""
        made = {one.source.kind for one in given if self._mode(one.source) == "create"}
        return {one.source.kind for one in given if self._mode(one.source) != "create"} & made

    def _settle_histories(self, summaries: list[FileSummary]) -> None:
        """Once all deals were read: what the histories come to, each row where it went."""
        before = self.spool.count
        summaries[:] = settled(
            self.histories,
            summaries,
            self.gathering,
            self._add,
            self.refusals,
            self.remarks,
            self.present_histories,
            lambda: stop_if_asked(self._progress),
        )
        self.of_histories += self.spool.count - before

    def _add(self, deal: NewDeal) -> None:
        self.spool.add(deal)
        self.activities.note(deal)

    def _file(self, file: Table, given: Given, number_of_file: int) -> FileSummary:
        created = unchanged = refused = 0
        first: list[tuple[str, ...]] = []
        taken = self.rows[file.path.name] = RowsTaken()
        with file.rows() as rows:
            take, columns = self._taker(file, given, number_of_file)
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
                    is_new = take(row.line, row.cells)
                    created += is_new
                    unchanged += not is_new
                    if is_new:
                        taken.created.append(row.line)
                    self._effect(file, row.line, row.cells, columns, is_new=is_new)
                    self._remark(file, row)
                except RowRefused as refusal:
                    refused += 1
                    self.remarks.drop()
                    self._refuse(file, row.line, refusal)
        for row in file.left_out:
            self.remarks.note("", "", left_out())
            self.remarks.settle(file.path.name, row.line)
        rows_read = created + unchanged + refused
        changed, joined, elsewhere, differs, may_not = self._settle(file, given.source, columns)
        for line, why in may_not:
            self._refuse(file, line, why)
        return FileSummary(
            file=file.path.name,
            kind=given.source.kind,
            encoding=file.encoding,
            rows=rows_read,
            created=created,
            updated=changed,
            elsewhere=elsewhere,
            differs=differs,
            unchanged=unchanged - changed - joined - len(may_not),
            refused=refused + len(may_not),
            joined=joined,
            header=tuple(file.header),
            first_rows=tuple(first),
            blank_rows=file.blank_rows,
        )

    def _settle(
        self, file: Table, source: Source, columns: Mapping[str, str]
    ) -> tuple[int, int, int, int, list[tuple[int, RowRefused]]]:
        """What the rows of the file change: how many do, how many only go on with a new record, how
        many deals stand elsewhere, how many rows differ where nothing is to be changed, and which
        are refused."""
        wanted = self._mode(source) != "create"
        changes: Mapping[int, RecordChange] = {}
        if wanted and source.kind in TABLES:
            lines = self.present.wanted
            changes = self.updates.ahead(source.kind, columns, self.gathering, lines)
        moves = self.present.settle(changes)
        settled = Settled()
        if source.kind in TABLES or source.kind in PLANNED:
            settled = self.updates.settle(
                source.kind,
                columns,
                self.gathering,
                file=file.path.name,
                wanted=wanted,
                without=moves.refused,
                going=moves.deals,
                tell=lambda part: self._tell(file, part),
            )
        for record_id, values in settled.renewed:
            self.finders.change(source.kind, record_id, values)
        self.present.keep_back(
            moves.deals[line] for line, _why in settled.refused if line in moves.deals
        )
        refused = [*settled.refused, *moves.refused.items()]
        gone = {line for line, _why in refused}
        changed = (moves.deals.keys() | settled.changed) - gone
        for line, message in moves.remarks:
            if line not in gone:
                self.remarks.note("", "", message)
                self.remarks.settle(file.path.name, line)
        told = dict(settled.told)
        for line, where in moves.told.items():
            told[line] = (where, *told.get(line, ()))
        joined = settled.joined - changed - gone
        self.effects.settle(changed, told, settled.keys, gone, joined)
        elsewhere = moves.elsewhere - gone
        may_not = sorted(refused, key=_line)
        self.rows[file.path.name].settle(changed, joined, elsewhere, settled.differing)
        return len(changed), len(joined), len(elsewhere), settled.differs, may_not

    def _effect(
        self,
        file: Table,
        line: int,
        cells: Sequence[str],
        columns: Mapping[str, str],
        *,
        is_new: bool,
    ) -> None:
        if not self.effects.is_full:
            record = name_in(cells, file.header, columns)
            self.effects.note(file.path.name, line, record, is_new=is_new)

    def _mode(self, source: Source) -> Mode:
        return self.mode or source.mode or "create"

    def _refuse(self, file: Table, line: int, refusal: RowRefused) -> None:
        for one in refusal.problems:
            self.refusals.add(file.path.name, line, one.column, one.value, one.message)

    def _taker(self, file: Table, given: Given, number: int) -> tuple["Taker", Mapping[str, str]]:
        """What takes the rows of a file, and how it calls the fields."""
        source = given.source
        binding = Binding(
            file.path,
            file.header,
            source,
            currency=self.there.currency,
            zone=self.there.time_zone,
            amounts_include_tax=self.there.amounts_include_tax,
            again=lambda: opened(given, Refusals()),
            remarks=self.remarks,
        )
        if source.kind in PLANNED:
            return self.planned.taker(
                source, binding, self.mode or source.mode or "both", self.updates
            ), {}
        if source.kind == "activities":
            return self.activities.taker(binding, self._mode(source)), {}
        if source.kind not in IN_A_RIVER:
            return self._record_taker(file, source, binding, number)
        river = self.rivers.river(file.path, source)
        if source.kind in HISTORIES:
            history = HistoryMaker(
                file.path,
                number,
                source,
                binding,
                self.gathering,
                river,
                self.histories,
                zone=self.there.time_zone,
                mode=self._mode(source),
                known=self._fields,
            )
            return history, {}
        return self._deal_taker(file, source, binding, river)

    def _record_taker(
        self, file: Table, source: Source, binding: Binding, number: int
    ) -> tuple["Taker", Mapping[str, str]]:
        mode, meanings = self._mode(source), None
        if mode != "create" or source.kind in self.finders.unlike:
            meanings = self.finders.meanings(source, number, file.path.name)
        make = RecordMaker(
            source,
            binding,
            self.gathering,
            self.finders,
            self.updates,
            mode,
            meanings,
            self._fields,
        )
        return make, make.columns

    def _deal_taker(
        self, file: Table, source: Source, binding: Binding, river: River
    ) -> tuple["Taker", Mapping[str, str]]:
        make = DealMaker(
            file.path,
            source,
            binding,
            self.gathering,
            river,
            zone=self.there.time_zone,
            finder=DealFinder(self._workspace, self.there, source.match, self._mode(source)),
            updates=self.updates,
            seen=self._seen,
            present=self.present,
            mode=self._mode(source),
            known=self._fields,
            moves_present=self.moves_present,
            histories=self.histories,
        )

        def take(line: int, cells: Sequence[str]) -> bool:
            deal = make(line, cells)
            if deal is None:
                return False
            self._add(deal)
            return True

        return take, make.columns

    def _fault(self, file: Table, row: Row) -> None:
        if row.fault is None:
            return
        column, value = _cell(file, row, row.fault.column)
        self.refusals.add(file.path.name, row.line, column, value, row.fault.message)

    def _remark(self, file: Table, row: Row) -> None:
        if row.remark is not None:
            column, value = _cell(file, row, row.remark.column)
            self.remarks.note(column, value, row.remark.message)
        self.remarks.settle(file.path.name, row.line)

    def _tell(self, file: Table, part: float | None = None) -> None:
        """Progress within a file: reading it, then (`part` of it is done) comparing its rows."""
        stop_if_asked(self._progress)
        done: float = _READING_OF_FILE * min(file.position, file.size)
        if part is not None:
            done = file.size * (_READING_OF_FILE + (1 - _READING_OF_FILE) * part)
        self._progress.step(int(self._share * (self._read + done) / self._total), STEPS)


class Taker(Protocol):
    """Takes a row: True when it is new."""

    def __call__(self, line: int, cells: Sequence[str], /) -> bool: ...


def _cell(file: Table, row: Row, number: int | None) -> tuple[str, str]:
    """The name of a column and what stands in it; "" of one beyond the header."""
    if number is None:
        return "", ""
    column = file.header[number] if number < len(file.header) else ""
    return column, row.cells[number] if number < len(row.cells) else ""


def _line(refused: tuple[int, RowRefused]) -> int:
    return refused[0]

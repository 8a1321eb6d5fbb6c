"""What becomes of every row of an import, though its files may be read several times.

Rows are judged by what is here before the import. Where several lists of one kind come in, or a row
was refused for want of what a later one makes, a row may come to something once the rest is in. So
the files are read again, by what is here then, until nothing more would change: the same files
again change nothing, whatever they say.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from revops_desktop.database.changes import Changed
from revops_desktop.exchange.comparing import TABLES
from revops_desktop.exchange.effects import Effect
from revops_desktop.exchange.fields import KINDS
from revops_desktop.exchange.refusals import FileRefused
from revops_desktop.exchange.rows_taken import Became
from revops_desktop.exchange.summary import FileSummary, ImportSummary
from revops_desktop.exchange.taking import Taking
from revops_desktop.i18n import _

# Rows that go on with each other are all in by then; those that undo each other never are.
_MOST_TIMES = 12


class Outcome:
    """What the first reading came to, and then what each further one adds."""

    def __init__(self, taking: Taking, files: Sequence[FileSummary]) -> None:
        self._taking = taking
        self._files = list(files)
        self._effects = list(taking.effects.kept)
        self._also = Counter(_also_created(taking, files))
        self._pipeline = taking.rivers.new.name if taking.rivers.new else None
        self._times = 1

    @property
    def is_something(self) -> bool:
        """Whether anything comes in or changes."""
        return any(file.created or file.updated for file in self._files)

    def may_go_on(self, several: Collection[str]) -> bool:
        """Whether a row may come to something else once all of this is in. `several`: kinds of
        which several files come in."""
        return self.is_something and (
            self._taking.gathering.may_be_read_otherwise
            or any(
                file.kind in several and file.kind in TABLES and file.created < file.rows
                for file in self._files
            )
        )

    def go_on(self, taking: Taking, files: Sequence[FileSummary]) -> bool:
        """Adds what the same files come to once all so far is in; False where that is nothing.

        FileRefused where they change the same again and again.
        """
        if not any(file.created or file.updated for file in files):
            return False
        self._times += 1
        if self._times > _MOST_TIMES:
            raise _restless(taking, files)
        self._also.update(_also_created(taking, files))
        rows: set[tuple[str, int]] = set()
        for number, (own, more) in enumerate(zip(self._files, files, strict=True)):
            if own.kind not in TABLES:
                self._files[number] = _shifted(own, more)
                continue
            acted = taking.rows[own.file].acted()
            rows.update((own.file, line) for line in acted)
            self._files[number] = self._gone_on(own, acted)
        self._taking.remarks.go_on(taking.remarks, rows)
        self._go_on_telling([one for one in taking.effects.kept if (one.file, one.row) in rows])
        return True

    def summary(self, *, dry_run: bool, seconds: float, changed: Changed) -> ImportSummary:
        """All of it."""
        refusals, remarks = self._taking.refusals, self._taking.remarks
        return ImportSummary(
            dry_run=dry_run,
            files=tuple(self._files),
            problems=tuple(refusals.kept),
            problem_count=refusals.count,
            also_created={kind: number for kind, number in self._also.items() if number},
            pipeline=self._pipeline,
            seconds=seconds,
            changed=changed,
            refused_rows=refusals.rows,
            remarks=tuple(remarks.kept),
            remark_count=remarks.count,
            effects=tuple(self._effects),
        )

    def _gone_on(self, file: FileSummary, acted: dict[int, Became]) -> FileSummary:
        """The counts of a file whose rows came to this once the rest was in."""
        own, count = self._taking.rows[file.file], Counter[str]()
        refused = self._taking.refusals.rows.get(file.file, {})
        before = own.became(acted)
        for line, became in acted.items():
            if before[line] != "other":
                continue
            getattr(own, became).append(line)
            count[became] += 1
            if line in refused:
                count["refused"] -= 1
                self._taking.refusals.forget(file.file, line)
            else:
                count["unchanged"] -= 1
                count["differs"] -= line in own.differing
                count["elsewhere"] -= line in own.elsewhere
        return replace(file, **{name: getattr(file, name) + more for name, more in count.items()})

    def _go_on_telling(self, more: Sequence[Effect]) -> None:
        """What becomes of rows that came to something once the rest was in."""
        turns = {file.file: number for number, file in enumerate(self._files)}
        told = {(one.file, one.row): one for one in self._effects}
        for one in more:
            before = told.get((one.file, one.row))
            if before is not None and before.kind == "created":
                continue
            if before is not None and before.kind == "updated":
                one = before._replace(changes=(*before.changes, *one.changes))
            told[one.file, one.row] = one
        self._effects = sorted(told.values(), key=lambda one: (turns[one.file], one.row))


def _shifted(own: FileSummary, more: FileSummary) -> FileSummary:
    """The counts of a file that is no list of records: rows that were there already came in."""
    created = min(more.created, own.unchanged)
    updated = min(more.updated, own.unchanged - created)
    return replace(
        own,
        created=own.created + created,
        updated=own.updated + updated,
        unchanged=own.unchanged - created - updated,
    )


def _also_created(taking: Taking, files: Sequence[FileSummary]) -> dict[str, int]:
    """New records that only other rows named."""
    listed: dict[str, int] = dict.fromkeys(KINDS, 0)
    for file in files:
        listed[file.kind] += file.created
    gathering = taking.gathering
    made: dict[str, int] = {
        "members": len(gathering.members),
        "products": len(gathering.products),
        "companies": len(gathering.companies),
        "contacts": len(gathering.contacts),
        "deals": listed["deals"] + taking.of_histories,
    }
    extra = {kind: number - listed[kind] for kind, number in made.items()}
    extra["reasons"] = len(gathering.reasons)
    return extra


def _restless(taking: Taking, files: Sequence[FileSummary]) -> FileRefused:
    """Rows that undo each other, however often they are read."""
    rows = [
        _("{file}, row {row}").format(file=file.file, row=line)
        for file in files
        if file.file in taking.rows
        for line in sorted(taking.rows[file.file].acted())
    ]
    return FileRefused(
        _(
            "These rows would change the same records again and again: {rows}. Nothing was "
            "imported. Please leave one of them in the files, or import one file after the other."
        ).format(rows=" · ".join(rows[:5]))
    )

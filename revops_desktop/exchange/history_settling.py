"""What becomes of the histories once every file was read: each row is counted where it went."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.histories import Case, Histories, Verdict
from revops_desktop.exchange.history_rows import deal_of
from revops_desktop.exchange.refusals import Refusals, Remarks
from revops_desktop.exchange.summary import FileSummary
from revops_desktop.exchange.visits import Course
from revops_desktop.operations.history_records import NewDeal
from revops_desktop.operations.known import DealThere

# Histories of deals that are here already.
Here = Sequence[tuple[Case, Course, DealThere]]


def settled(
    histories: Histories,
    files: Sequence[FileSummary],
    gathering: Gathering,
    add: Callable[[NewDeal], None],
    refusals: Refusals,
    remarks: Remarks,
    present: Callable[[Here], Sequence[Verdict]],
    tick: Callable[[], None],
) -> list[FileSummary]:
    """The summaries of all files with the rows of histories where they went; `add` takes the deals
    that cases become by themselves, `present` judges those of deals that are here."""

    def make(case: Case, course: Course) -> None:
        add(deal_of(case, course, gathering))

    counts: list[Counter[str]] = [Counter() for _file in files]
    for case, verdict in histories.settle(make, present, tick):
        for step in case.steps:
            counts[step.file][verdict.word] += 1
            if verdict.word == "refused":
                name = files[step.file].file
                refusals.add(name, step.line, case.origin.column, case.key, verdict.message)
        if verdict.word in ("created", "updated"):
            for message in case.remarks:
                remarks.note(case.origin.column, case.key, message)
            remarks.settle(files[case.origin.file].file, next(iter(case.steps)).line)
    return [
        _with(file, count) if count else file for file, count in zip(files, counts, strict=True)
    ]


def _with(file: FileSummary, count: Counter[str]) -> FileSummary:
    """A file of histories: what was kept of it is counted anew."""
    return replace(
        file,
        created=count["created"],
        updated=count["updated"],
        unchanged=count["unchanged"],
        refused=file.refused + count["refused"],
    )

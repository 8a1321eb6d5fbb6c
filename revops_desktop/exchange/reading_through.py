"""Reads all files of an import once, as often as it takes to find the rows that tear records."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

from revops_desktop.exchange.asks import Asks
from revops_desktop.exchange.mapping import ImportMapping, Mode
from revops_desktop.exchange.matching import Given
from revops_desktop.exchange.meanings import Torn
from revops_desktop.exchange.planned_rows import PlannedRows, planned_there
from revops_desktop.exchange.present_stages import PresentStages
from revops_desktop.exchange.progress import READING, STEPS, Progress
from revops_desktop.exchange.spool import Spool
from revops_desktop.exchange.summary import FileSummary
from revops_desktop.exchange.taking import Taking
from revops_desktop.exchange.updating import Updates
from revops_desktop.operations.known import known
from revops_desktop.operations.known_fields import known_fields

# Files are read no more often: what tears records is all found the first time, nearly always.
_MOST_TIMES = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be imported, and how: see `import_files`."""

    given: Sequence[Given]
    mapping: ImportMapping
    at: int
    dry_run: bool
    progress: Progress
    moves_present: bool
    override: str | None
    mode: Mode | None

    @property
    def several(self) -> frozenset[str]:
        """Kinds of which more than one file comes in."""
        kinds = Counter(one.source.kind for one in self.given)
        return frozenset(kind for kind, number in kinds.items() if number > 1)


@contextmanager
def read_through(file: Asks, wanted: Wanted) -> Iterator[tuple[Taking, list[FileSummary]]]:
    """What all files come to, by what is here.

    Where rows tear records among them, everything is read again without those.
    """
    there = file.ask(known)
    torn: Torn = {}
    for number in range(1, _MOST_TIMES + 1):
        with ExitStack() as stack:
            spools = Spool(), Spool()
            updates = Updates(file, there.currency, wanted.several)
            for one in (*spools, updates):
                stack.enter_context(closing(one))
            taking = Taking(
                file,
                there,
                wanted.mapping,
                spool=spools[0],
                updates=updates,
                present=PresentStages(
                    file, at=wanted.at, zone=there.time_zone, override=wanted.override
                ),
                planned=PlannedRows(there, file.ask(planned_there)),
                fields=file.ask(known_fields),
                progress=wanted.progress,
                share=STEPS if wanted.dry_run else READING,
                activities=spools[1],
                now=wanted.at,
                torn=torn,
            )
            taking.moves_present = wanted.moves_present
            taking.mode = wanted.mode
            with closing(taking.finders) as finders:
                files = taking.read(wanted.given)
                more = finders.torn()
            if number == _MOST_TIMES or more.keys() <= torn.keys():
                yield taking, files
                return
        torn = {**more, **torn}

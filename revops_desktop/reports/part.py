"""A part of the monthly diagnosis: what it asks, the one message it has, and how it is set.

A part only asks `analytics`; all parts are asked inside one question as of the month's end, so that
a report of a past month is the same whenever it is made (domain.md §10).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from revops_desktop.analytics.settings import Settings
from revops_desktop.analytics.standing import Standing
from revops_desktop.reports.blocks import Block
from revops_desktop.reports.paper import A4, Look, Paper
from revops_desktop.rules.periods import Period


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report: of a pipeline and month (YYYY-MM), in which language, with which parts.

    `parts`: keys of `parts/listing.py`, empty for all · `notes`: the owner's words to the reader ·
    `at`: the instant at which it is asked for (UTC seconds).
    """

    pipeline_id: int
    month: str
    language: str
    at: int
    parts: tuple[str, ...] = ()
    paper: Paper = A4
    look: Look = field(default_factory=Look)
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as it is printed and kept with a made report.

    `key`: in analytics/definitions.py · `subject`: what it is of ("" the month, "stage:12",
    "month:2026-09", "source:Web" …) · `value`: in the figure's own unit, money in minor units;
    None where nothing is known · `n`: how many cases stand behind it.
    """

    key: str
    subject: str
    value: float | None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What every part is asked for.

    `now`: the last instant that counts · `months`: twelve, oldest first, the report's own last ·
    `first_month`: where the records begin, None without records · `standing`: what stood open at
    the end of each recorded month; empty where no part needs it · `printed`: all figures of all
    parts, once they have been asked.
    """

    pipeline_id: int
    pipeline: str
    month: str
    months: tuple[str, ...]
    period: Period
    year: Period
    now: int
    is_running: bool
    first_month: str | None
    settings: Settings
    standing: Mapping[str, Standing] = field(default_factory=dict)
    notes: str = ""
    printed: tuple[Printed, ...] = ()

    @property
    def currency(self) -> str:
        """The currency of all amounts."""
        return self.settings.currency

    @property
    def zone(self) -> str:
        """The time zone of the business."""
        return self.settings.time_zone


@dataclass(frozen=True, slots=True)
class Part:
    """A part. `ask(session, asked)` gives its answer; the rest is made of that alone.

    `title`: its name · `message`: the one sentence a reader should take along, printed as its
    heading and in the contents · `blocks`: what stands below · `figures`: all that it prints ·
    `is_whole_page`: the part fills the first page alone.
    """

    key: str
    title: Callable[[], str]
    ask: Callable[[Any, Asked], Any]
    message: Callable[[Any, Asked], str]
    blocks: Callable[[Any, Asked], Sequence[Block]]
    figures: Callable[[Any, Asked], Iterable[Printed]]
    needs_standing: bool = False
    is_whole_page: bool = False

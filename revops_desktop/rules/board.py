"""What a board shows, as plain values: the same from the first screen and from later questions.

Named tuples: these are defined before the first frame, where a frozen dataclass takes six times as
long to define and four times as long to make, a thousand times over.
"""

from dataclasses import dataclass
from typing import NamedTuple

from revops_desktop.rules.river import EXITS_BY_PHASE, ExitKind

# Cards of a stage that are read before anyone scrolls: more than the tallest screen shows.
FIRST_CARDS = 60


class Card(NamedTuple):
    """A deal as its card shows it; money in minor units, None is unknown (domain.md §2).

    `since` is the beginning of the present visit in UTC seconds; where only its day is known,
    `since_day` is that day. Both None: unknown.
    """

    deal_id: int
    title: str
    company: str | None
    owner: str | None
    value: int | None
    amount: int | None
    monthly_amount: int | None
    since: int | None
    since_day: str | None

    @property
    def order(self) -> tuple[bool, int, int]:
        """Sorts the cards of a stage: newest first, unknown beginnings last."""
        return (self.since is None, -(self.since or 0), -self.deal_id)


@dataclass(frozen=True, slots=True)
class Totals:
    """All deals that stand in a stage: `unknown` of `count` carry no amount.

    `value` is Σ (one-off + 12 × monthly); `weighted` is Σ of each deal's value × probability,
    rounded a deal at a time, over open deals: 0 in a customer stage (domain.md §5).
    """

    count: int = 0
    value: int = 0
    unknown: int = 0
    weighted: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.count + other.count,
            self.value + other.value,
            self.unknown + other.unknown,
            self.weighted + other.weighted,
        )


class Stage(NamedTuple):
    """A stage as the head of its column names it; `band` is the function that owns it."""

    stage_id: int
    name: str
    phase: str
    colour: str
    definition: str
    band: str | None
    band_colour: str | None

    @property
    def is_customer(self) -> bool:
        """Whether its deals are won, and leave only by churning."""
        return self.phase == "customer"

    @property
    def exits(self) -> tuple[ExitKind, ...]:
        """How a deal can leave the river from here (domain.md §3)."""
        return EXITS_BY_PHASE[self.phase]


class Column(NamedTuple):
    """A stage with its totals and the first of its cards, newest first."""

    stage: Stage
    totals: Totals
    cards: tuple[Card, ...]


class Pipeline(NamedTuple):
    """A river that the board can show."""

    pipeline_id: int
    name: str


class Board(NamedTuple):
    """One pipeline in river order; `pipeline` is None in a file without any."""

    pipeline: Pipeline | None
    pipelines: tuple[Pipeline, ...]
    columns: tuple[Column, ...]
    currency: str
    zone: str


class Place(NamedTuple):
    """Where a deal stands now, and its card."""

    stage_id: int
    card: Card


class Update(NamedTuple):
    """What became of deals that changed: where those on the board stand, and the columns' totals.

    A deal that was asked for and is not in `places` has left the board.
    """

    places: dict[int, Place]
    totals: dict[int, Totals]

"""What a board shows, as plain values: the same from the first screen and from later questions.

Named tuples: these are defined before the first frame, where a frozen dataclass takes six times as
long to define and four times as long to make, a thousand times over.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, get_args

from revops_desktop.rules.periods import local_day
from revops_desktop.rules.river import EXITS_BY_PHASE, ExitKind

# Cards of a stage that are read before anyone scrolls: more than the tallest screen shows.
FIRST_CARDS = 60

# How the cards of a column are ordered: as put by hand (newest on top where nobody did), largest
# amount, longest here, first expected close, first next step, highest lead score.
Sort = Literal["manual", "amount", "age", "close", "step", "score"]
SORTS: tuple[Sort, ...] = get_args(Sort)
Order = tuple[int | str | bool, ...]

# Between the parts of what a card carries several of: tags, custom fields.
UNIT, RECORD = "\x1f", "\x1e"

Step = Literal["overdue", "today", "later", "none"]


class Card(NamedTuple):
    """A deal as its card shows it; money in minor units, None is unknown (domain.md §2).

    `since` is the beginning of the present visit in UTC seconds; where only its day is known,
    `since_day` is that day. Both None: unknown. `rank` is its place in the column made by hand,
    greatest first. `next_due` and `last_due` are the first and the last day on which an open task
    is due, `touched_at` is the last human touch. `tags` and `custom` are packed: see `tag_list`
    and `custom_list`. `weight` is its part of the column's weighted sum (domain.md §5). `score` is
    its lead score, 0 without any.
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
    rank: int = 0
    expected_close: str | None = None
    next_due: str | None = None
    last_due: str | None = None
    touched_at: int | None = None
    kind: str = "new"
    source: str | None = None
    weight: int = 0
    tags: str = ""
    custom: str = ""
    score: int = 0

    @property
    def tag_list(self) -> tuple[tuple[str, str], ...]:
        """Name and colour of each tag."""
        pairs = (part.partition(UNIT) for part in self.tags.split(RECORD) if part)
        return tuple((name, colour) for colour, _unit, name in pairs)

    @property
    def custom_list(self) -> tuple[tuple[str, str, str], ...]:
        """Name, kind and stored value of each custom field that is shown on cards."""
        parts = (part.split(UNIT, 2) for part in self.custom.split(RECORD))
        return tuple((part[0], part[1], part[2]) for part in parts if len(part) == 3)

    def next_step(self, today: str) -> Step:
        """When its next step is due, as of a local day (domain.md §11)."""
        if self.next_due is None:
            return "none"
        if self.next_due < today:
            return "overdue"
        return "today" if self.next_due == today else "later"

    def is_cold(self, limit: int | None, today: date, zone: str) -> bool:
        """Whether it has gone more than `limit` days without a human touch (domain.md §3).

        A planned task suspends it; a deal of which nothing is dated never goes cold.
        """
        touched = self.touched_at if self.touched_at is not None else self.since
        if limit is None or touched is None:
            return False
        if self.last_due is not None and self.last_due >= today.isoformat():
            return False
        return (today - local_day(touched, zone)).days > limit


def _by_hand(card: Card) -> Order:
    return (-card.rank, -card.deal_id)


def _by_amount(card: Card) -> Order:
    return (card.value is None, -(card.value or 0), -card.rank, -card.deal_id)


def _by_age(card: Card) -> Order:
    # An unknown beginning is earlier than every known one.
    return (card.since is not None, card.since or 0, -card.rank, -card.deal_id)


def _by_close(card: Card) -> Order:
    close = card.expected_close
    return (close is None, close or "", -card.rank, -card.deal_id)


def _by_step(card: Card) -> Order:
    return (card.next_due is None, card.next_due or "", -card.rank, -card.deal_id)


def _by_score(card: Card) -> Order:
    return (-card.score, -card.rank, -card.deal_id)


# The same orders as `database/first_screen.py` writes in SQL.
ORDERS: dict[Sort, Callable[[Card], Order]] = {
    "manual": _by_hand,
    "amount": _by_amount,
    "age": _by_age,
    "close": _by_close,
    "step": _by_step,
    "score": _by_score,
}


@dataclass(frozen=True, slots=True)
class Totals:
    """All deals that stand in a stage: `unknown` of `count` carry no amount.

    `value` is Σ (one-off + 12 × monthly); `weighted` is Σ of each deal's value × probability,
    rounded a deal at a time, over open deals: 0 in a customer stage (domain.md §5). `oldest` is
    the earliest known beginning of a stay, in UTC seconds.
    """

    count: int = 0
    value: int = 0
    unknown: int = 0
    weighted: int = 0
    oldest: int | None = None

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.count + other.count,
            self.value + other.value,
            self.unknown + other.unknown,
            self.weighted + other.weighted,
            min((one for one in (self.oldest, other.oldest) if one is not None), default=None),
        )


def without(totals: Totals, card: Card) -> Totals | None:
    """The totals of a stage that a card leaves; None where they must be asked for anew.

    Who is the oldest then only the file knows.
    """
    if card.since is not None and card.since == totals.oldest:
        return None
    return Totals(
        totals.count - 1,
        totals.value - (card.value or 0),
        totals.unknown - (card.value is None),
        totals.weighted - card.weight,
        totals.oldest,
    )


def alone(card: Card) -> Totals:
    """The totals of a stage with this one card."""
    return Totals(1, card.value or 0, int(card.value is None), card.weight, card.since)


class Stage(NamedTuple):
    """A stage as the head of its column names it; `band` is the function that owns it.

    More deals than `wip_limit` warn; more than `idle_limit_days` without a touch, and a deal here
    is going cold. None: no limit.
    """

    stage_id: int
    name: str
    phase: str
    colour: str
    definition: str
    band: str | None
    band_colour: str | None
    function_id: int | None = None
    wip_limit: int | None = None
    idle_limit_days: int | None = None

    @property
    def is_customer(self) -> bool:
        """Whether its deals are won, and leave only by churning."""
        return self.phase == "customer"

    @property
    def exits(self) -> tuple[ExitKind, ...]:
        """How a deal can leave the river from here (domain.md §3)."""
        return EXITS_BY_PHASE[self.phase]


class Column(NamedTuple):
    """A stage with its totals and the first of its cards in the board's order."""

    stage: Stage
    totals: Totals
    cards: tuple[Card, ...]


class Pipeline(NamedTuple):
    """A river that the board can show."""

    pipeline_id: int
    name: str


class Board(NamedTuple):
    """One pipeline in river order; `pipeline` is None in a file without any.

    `has_tags`, `has_custom`: whether some deal carries a tag, some custom field is shown on cards.
    `hot_from`: the lead score from which on a deal is hot; None where nobody has any.
    """

    pipeline: Pipeline | None
    pipelines: tuple[Pipeline, ...]
    columns: tuple[Column, ...]
    currency: str
    zone: str
    sort: Sort = "manual"
    has_tags: bool = False
    has_custom: bool = False
    hot_from: int | None = None


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

"""What a month's findings are: what changed and why, what to do and which figure to watch."""

from dataclasses import dataclass
from typing import Literal

from revops_desktop.analytics.bottleneck_answer import Bottleneck, BottleneckHistory
from revops_desktop.analytics.definitions import Unit
from revops_desktop.analytics.overview import Overview
from revops_desktop.analytics.step_facts import StepFacts

Sense = Literal["good", "bad", "neutral"]
Way = Literal["high", "low"]
# What a figure is of: "" the river as a whole.
About = Literal["", "stage", "reason", "rule", "pair", "source", "owner", "deal"]
# Why a figure lies where it does: the number of wins, the average deal, one large deal, or a part
# of it that makes most of the difference.
How = Literal["wins", "average", "one_deal", "part"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a figure is of. `key` is stable ("stage:12", "reason:lost:3", "" the whole river).

    `name` is the owner's word for it, None where nothing is recorded · `beside`: what tells two of
    one name apart: how deals left, what a rule is of.
    """

    about: About = ""
    key: str = ""
    name: str | None = ""
    beside: str = ""


WHOLE = Subject()


@dataclass(frozen=True, slots=True)
class Cause:
    """What makes a change, where the data show it: the month's value beside the one usual before.

    `before` of counts: the mean of the months before; of shares: over all of their cases.
    """

    how: How
    about: Subject
    unit: Unit
    value: float
    before: float


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of the month that stands out from its own history by more than chance.

    `n`: cases behind the value · `band`: what is usual (rules/usual.py), None where the months
    before are known together only · `before`: the mean of `months` months before, of shares over
    all of their `n_before` cases · `way`: above or below · `sense`: whether that is to the
    business's advantage · `money`: about what it is worth in the month (minor units), None where
    that is not known · `out`: how far outside the band, in widths of it.
    """

    key: str
    unit: Unit
    about: Subject
    value: float
    n: int
    band: tuple[float, float] | None
    before: float
    n_before: int
    months: int
    way: Way
    sense: Sense
    money: int | None
    out: float
    causes: tuple[Cause, ...] = ()

    @property
    def weight(self) -> tuple[bool, float]:
        """What it is ranked by: its money, else how far it lies out."""
        return self.money is not None, self.out if self.money is None else float(abs(self.money))


@dataclass(frozen=True, slots=True)
class Watched:
    """The value of a figure to watch; `subject` as `Subject.key`, None where nothing is known."""

    figure: str
    unit: Unit
    subject: str
    name: str | None
    value: float | None
    n: int | None


@dataclass(frozen=True, slots=True)
class Matter:
    """A number that earns an action, whether or not it changed.

    `sign`: what a play is chosen by (analytics/plays.py) · `value`: the number, `n` its cases ·
    `before`: what it is compared with, None where it stands for itself · `amount`: of the deals
    concerned in minor units, None where it is not known · `weight`: about what is at stake a month
    in minor units; only the order comes of it.
    """

    sign: str
    about: Subject
    key: str
    value: float
    n: int
    before: float | None
    amount: int | None
    weight: float


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do: a play (analytics/plays.py), the number that earns it, what to watch.

    `matter` None: the verdict on the bottleneck earns it, by this `sign` of it · `gain`: what a
    month would bring in minor units, None where that cannot be reckoned honestly.
    """

    play: str
    sign: str
    matter: Matter | None
    watch: Watched
    weeks: int
    gain: int | None


@dataclass(frozen=True, slots=True)
class MonthFindings:
    """The findings of a month YYYY-MM as of `now`: the most telling first, three at most of each.

    `looked_at`: how many figures could have been called a change; 0: too short a history ·
    `facts`: what goes on at the step named, or at the one with the largest gain.
    """

    month: str
    now: int
    overview: Overview
    bottleneck: Bottleneck
    history: BottleneckHistory
    facts: StepFacts | None
    changes: tuple[Change, ...]
    actions: tuple[Action, ...]
    looked_at: int

    @property
    def is_running(self) -> bool:
        """Whether the month is not over: then nothing of it is called a change."""
        return self.overview.is_running

    @property
    def currency(self) -> str:
        """Of all amounts."""
        return self.overview.currency

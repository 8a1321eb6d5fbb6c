"""Records as they come in, before they are written: plain values that refer to each other.

Rows refer to each other before they have ids: a reference above 0 is an id in the file, −1 the
first new row of its table here, −2 the second.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from revops_desktop.operations.known_fields import NewValue

Reference = int | None


class NewStage(NamedTuple):
    """A stage of the pipeline that comes along."""

    name: str
    phase: str
    probability_basis_points: int
    function: str | None
    definition: str


@dataclass(frozen=True, slots=True)
class NewPipeline:
    """A pipeline that is made; `first` in order or after all others."""

    name: str
    stages: Sequence[NewStage]
    first: bool


class NewMember(NamedTuple):
    """A member; `function` is a name, made if there is none like it."""

    name: str
    email: str | None = None
    function: str | None = None
    monthly_quota: int | None = None


class NewProduct(NamedTuple):
    """A product; `billing` is one_off, also where nothing says so, or monthly."""

    name: str
    list_price: int | None = None
    billing: str | None = None


class NewCompany(NamedTuple):
    """A company; `owner` refers to a member, `custom` is what its custom fields hold, `tags` are
    names."""

    name: str
    reading: str | None = None
    external_key: str | None = None
    segment: str | None = None
    industry: str | None = None
    employees: int | None = None
    region: str | None = None
    first_source: str | None = None
    channel: str | None = None
    owner: Reference = None
    note: str | None = None
    created_at: int | None = None
    custom: tuple[NewValue, ...] = ()
    corporate_number: str | None = None
    phone: str | None = None
    website: str | None = None
    address: str | None = None
    tags: tuple[str, ...] = ()


class NewContact(NamedTuple):
    """A contact; `company` refers to a company."""

    name: str
    company: Reference = None
    reading: str | None = None
    external_key: str | None = None
    role: str | None = None
    email: str | None = None
    phone: str | None = None
    created_at: int | None = None
    custom: tuple[NewValue, ...] = ()
    job_title: str | None = None
    note: str | None = None


class NewReason(NamedTuple):
    """A reason for leaving the river."""

    kind: str
    name: str


# stage (a reference among the stages), entered at, day, left at, day, outcome, whether it is a
# re-entry (0 or 1), who moved the deal there (a reference among the members)
Visit = tuple[int, int | None, str | None, int | None, str | None, str | None, int, Reference]


class NewDeal(NamedTuple):
    """A deal with its visits in order, and how it left the river from the last: reason, wake day.

    Plain values only, so that many can wait outside the memory.
    """

    title: str
    pipeline: int
    company: Reference
    contact: Reference
    kind: str
    amount: int | None
    monthly_amount: int | None
    closed_value: int | None
    probability_basis_points: int | None
    expected_close: str | None
    owner: Reference
    source: str | None
    campaign: str | None
    external_key: str | None
    note: str | None
    created_at: int | None
    # product (a reference), quantity, price of one
    lines: tuple[tuple[Reference, int, int | None], ...]
    visits: tuple[Visit, ...]
    exit: tuple[Reference, str | None] | None
    custom: tuple[NewValue, ...] = ()
    # Ways out that it came back from: number of the visit (from 1 on), reason, wake day.
    earlier_exits: tuple[tuple[int, Reference, str | None], ...] = ()
    tags: tuple[str, ...] = ()


class Bases(NamedTuple):
    """The id of the first new row of each table."""

    pipeline: int
    stage: int
    member: int
    product: int
    company: int
    contact: int
    reason: int


def row_id(reference: Reference, first_new: int) -> int | None:
    """The id a reference stands for."""
    return first_new - 1 - reference if reference is not None and reference < 0 else reference

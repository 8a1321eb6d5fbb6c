"""A report that was made, as it is handed over to be kept: plain, known to whoever makes it."""

from dataclasses import dataclass
from typing import Protocol

# The key of an action that is nobody's proposal but the owner's.
OWN = "own"


@dataclass(frozen=True, slots=True)
class Made:
    """A report that was made: of a pipeline's month YYYY-MM, how it was set.

    `kind`: diagnosis or one_page · `paper`: a4 or letter · `parts`: the keys of what is printed ·
    `as_of`: the last instant that counts in it (UTC seconds) · `made_at`: when it was made, where
    that is told later; None: now.
    """

    pipeline_id: int
    month: str
    language: str
    as_of: int
    kind: str = "diagnosis"
    paper: str = "a4"
    parts: tuple[str, ...] = ()
    notes: str = ""
    made_at: int | None = None


class Figure(Protocol):
    """A figure as it is printed; `reports.part.Printed` is one."""

    @property
    def key(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def value(self) -> float | None: ...
    @property
    def n(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Proposed:
    """An action that the report proposes: what it says, and the figure that is to move.

    `key`: what made the program propose it · `figure`, `subject`, `value`, `n`: as of the report;
    `figure` None: nothing to watch · `weeks`: after how many it can have moved.
    """

    key: str
    words: str
    figure: str | None = None
    subject: str = ""
    value: float | None = None
    n: int | None = None
    weeks: int | None = None


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished file with its pages, and all lines that are printed in it."""

    content: bytes
    pages: int
    words: str

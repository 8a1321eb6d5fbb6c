"""What a guess comes to: a mapping that can be imported, and what only the person can answer.

`guess(paths, here)` (guessing/guess.py) makes a `Guessed`. Each `Question` is answered by an
`Answer`; guessing again with the answers gives the next `Guessed`, until no needed question is
left. The mapping is whole at every moment, so that it can be shown and corrected by hand.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from revops_desktop.exchange.fields import Kind
from revops_desktop.exchange.mapping import ImportMapping, Source
from revops_desktop.exchange.reading.layout import Look

# What a question is about:
#   kind      what a file holds; the choices are kinds, and LEFT: the file stays out
#   column    which column holds a needed `field`; the choices are columns
#   year      in which year the days of a `column` are that are written without one; the choices
#             are spans (cells/yearless_days.py), and LEFT: the column stays out
#   dates     how the days of a `column` are written; the choices are orders ("ymd", "dmy", "mdy")
#   stages    which stages the `words` of a `column` mean; the choices are stages of the pipeline,
#             ways such as "way:lost" and LEFT (such rows are refused); instead of all that, OWN as
#             the answer's value: the stages of the file become a pipeline of their own
#   outcome   the same of words that say how deals ended; the choices are ways and LEFT
#   closed    what a `column` of closing days means where nothing says won or lost
#   words     which members or products the `words` of a `column` mean, because they are nearly the
#             same as one that is here; the choices are those, and NEW
#   unit      in which unit the amounts of a `column` are; the choices are "1", "1000", …
#   pipeline  in which pipeline deals flow; never asked, but it can be said
Asks = Literal[
    "kind", "column", "year", "dates", "stages", "outcome", "closed", "words", "unit", "pipeline"
]

# Values of choices that are no name of anything.
OWN = "own"
NEW = "new"
LEFT = "left"
# The field of a question about stages whose words are the headings of columns that hold days; LEFT
# leaves such a column out.
DAYS = "days"
# Before a way of a deal: "way:won", "way:lost", "way:recycled", "way:churned", "way:open".
WAY = "way:"
# What closing days mean: all of them won, or days on which closing is expected.
WON = "won"
EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Choice:
    """A possible answer: the value that is kept, and how it is shown, in the language in force.

    `example`: what a cell comes to by it.
    """

    value: str
    label: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a column that must be told what it means: how many of the rows looked at say it,
    and the choice's value that is most likely ("" where nothing is)."""

    text: str
    count: int
    likely: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What only the person knows of a file; see `Asks`.

    `sentence`: what is asked and why, in the language in force. `likely`: the value to propose, ""
    where nothing is more likely. `is_needed`: nothing can be imported before it is answered;
    otherwise `likely` holds until somebody says something else. `option`: how the command line
    answers it, such as `--dates dmy`.
    """

    asks: Asks
    file: str
    sentence: str
    choices: tuple[Choice, ...]
    column: str = ""
    field: str = ""
    words: tuple[Word, ...] = ()
    likely: str = ""
    is_needed: bool = True
    option: str = ""

    def answer(self, value: str, words: Mapping[str, str] | None = None) -> "Answer":
        """The answer to this question; `words` gives each word the value of its own choice."""
        return Answer(self.asks, value, self.file, self.column, self.field, words or {})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person said. `file`, `column` and `field` that are "" mean every one."""

    asks: Asks
    value: str
    file: str = ""
    column: str = ""
    field: str = ""
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KindGuess:
    """How much speaks for a kind: `share` 0 to 1, all shares of a file together at most 1."""

    kind: Kind
    share: float


@dataclass(frozen=True, slots=True)
class FileGuess:
    """What was guessed of one file.

    `source` is its part of the mapping; None where its kind has to be asked first. `unused` names
    the columns that nobody takes. `known_as` is the saved mapping that was taken, if one was.
    `matched`: words that were understood without asking, as questions that may be answered
    otherwise.
    """

    path: Path
    look: Look
    kinds: tuple[KindGuess, ...]
    source: Source | None
    unused: tuple[str, ...] = ()
    known_as: str = ""
    matched: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Guessed:
    """The guess of some files that come in together.

    `mapping` holds a part for each file whose kind is known; it can be imported once `open` is
    empty.
    """

    mapping: ImportMapping
    files: tuple[FileGuess, ...]
    questions: tuple[Question, ...] = ()

    @property
    def paths(self) -> list[Path]:
        """The files that come in: those that were not left out, and whose kind is known."""
        return [file.path for file in self.files if file.source is not None]

    @property
    def open(self) -> Sequence[Question]:
        """The questions that must be answered before anything can be imported."""
        return [question for question in self.questions if question.is_needed]

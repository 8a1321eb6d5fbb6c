"""What is known of a file while its part of the mapping is made, and that part."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from revops_desktop.exchange.fields import Kind
from revops_desktop.exchange.guessing.columns import Match
from revops_desktop.exchange.guessing.evidence import (
    FIRST_ROWS,
    FOLDED_MISSING,
    MOST_FOR_STAGES,
    Seen,
)
from revops_desktop.exchange.guessing.here import Here
from revops_desktop.exchange.guessing.questions import DAYS, LEFT, WAY, Answer, Question
from revops_desktop.exchange.guessing.roles import Way, as_way
from revops_desktop.exchange.guessing.vocabulary import Vocabulary
from revops_desktop.exchange.mapping import PipelineSpec, Source
from revops_desktop.rules.text import fold, match_key


def said_way(value: str) -> Way | None:
    """The way that an answer names, with or without what stands before ways among choices."""
    return as_way(value.removeprefix(WAY))


@dataclass(slots=True)
class SourceGuess:
    """The part of the mapping that is being made, and what is open about it."""

    source: Source
    unused: tuple[str, ...] = ()
    questions: list[Question] = field(default_factory=list)
    pipeline: PipelineSpec | None = None


def _is_missing(word: str) -> bool:
    return fold(word) in FOLDED_MISSING


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a file while its part is made."""

    path: Path
    kind: Kind
    columns: Sequence[Seen]
    here: Here
    words: Vocabulary
    answers: Sequence[Answer]
    # The cells of some columns in so many rows, or in all.
    cells: Callable[[Sequence[int], int | None], Iterator[tuple[str, ...]]]
    # Whether the known mapping is one that the program ships: nobody left a column out of it.
    is_shipped: bool = False
    # What a known mapping is called and says of words: of ways that deals end, and of stages.
    known_as: str = ""
    ways: Mapping[str, Way] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    # The day on which it is guessed.
    today: date | None = None
    # What stands above the header, and below the rows.
    around: Sequence[str] = ()
    # The words of columns that were counted already, by place and whether in all rows.
    counted: dict[tuple[int, bool], Mapping[str, int]] = field(default_factory=dict)

    @property
    def said_words(self) -> Mapping[str, str]:
        """What the person said of words of stages and outcomes, by their keys."""
        return {
            match_key(word): value
            for answer in self.answers
            if answer.asks in ("stages", "outcome")
            for word, value in answer.words.items()
        }

    @property
    def said_days(self) -> Mapping[str, str]:
        """What the person said of columns that hold the days of a stage, by their keys."""
        left = (one.column for one in self.answers if one.asks == "year" and one.value == LEFT)
        return {
            match_key(word): value
            for answer in self.answers
            if answer.asks == "stages" and answer.field in ("", DAYS)
            for word, value in answer.words.items()
        } | dict.fromkeys(map(match_key, left), LEFT)

    def way(self, word: str) -> Way | None:
        """The way that a word means: as the person said, a chosen mapping says, or is usual."""
        said = self.said_words.get(match_key(word))
        if said is not None and (said == LEFT or said_way(said)):
            return said_way(said)
        return self.ways.get(match_key(word)) or as_way(self.words.outcome(word))

    def said(self, asks: str, *, column: str = "", name: str = "") -> Answer | None:
        """The answer to a question about a column or field, if it was given."""
        for answer in self.answers:
            fits = answer.column in ("", column) and answer.field in ("", name)
            if answer.asks == asks and fits:
                return answer
        return None

    def named(self, name: str) -> Seen | None:
        """The column of a name."""
        key = match_key(name)
        return next((one for one in self.columns if match_key(one.name) == key), None)

    def counts(
        self, found: Mapping[str, Match], name: str, *, whole: bool = False
    ) -> Mapping[str, int]:
        """The words of the column that was taken for a stage or an outcome; none without one.

        They are counted in more rows than other words, and with `whole` in all of them.
        """
        match = found.get(name)
        if match is None or not match.places:
            return {}
        column = self.columns[match.places[0]]
        words: Mapping[str, int] | None = self.counted.get((column.place, whole))
        if words is None:
            words = column.words or {}
            if words and not column.is_whole:
                cells = self.cells([column.place], None if whole else MOST_FOR_STAGES)
                words = Counter(text for (text,) in cells if text)
            words = {word: count for word, count in words.items() if not _is_missing(word)}
            self.counted[column.place, whole] = words
        return words

    def pairs(self, words: int, other: int) -> Iterator[tuple[str, bool]]:
        """The word of a column and whether another one says something, in the first rows."""
        for word, text in self.cells([words, other], FIRST_ROWS):
            yield word, bool(text)

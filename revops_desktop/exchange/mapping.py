"""A mapping: what the columns of source files mean, read from a TOML file.

One mapping has a part for each source file. For deals it also says how the dates of a row build its
stage visits; a deal list without history builds the visits that its dates prove and no others.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal

from revops_desktop.exchange.fields import Kind
from revops_desktop.exchange.reading.layout import Layout
from revops_desktop.exchange.reading.sheet_paths import file_of, sheet_of
from revops_desktop.rules.text import match_key

Exit = Literal["lost", "recycled", "churned"]
EXITS: tuple[Exit, ...] = ("lost", "recycled", "churned")
Phase = Literal["lead", "opportunity", "customer"]
# The first stage of a phase, or of the whole river.
Place = Literal["first", "lead", "opportunity", "customer"]

DATE_ORDERS = ("ymd", "dmy", "mdy", "auto", "serial")
MODES = ("create", "update", "both")
Mode = Literal["create", "update", "both"]


@dataclass(frozen=True, slots=True)
class Column:
    """Where a text is found: the first of `names` that the file has, or with `by_row` in each row
    the first that says something; with `joined_by`, the texts of all of them; or the same `value`
    in every row."""

    names: tuple[str, ...] = ()
    joined_by: str | None = None
    value: str | None = None
    by_row: bool = False


@dataclass(frozen=True, slots=True)
class VisitRule:
    """One stay in a stage: a named `stage`; or the first stage of the first of `phases` that the
    river has; or, where neither is said, the stage that the row names (`or_first`: the river's
    first if it names none).

    `named`: the stage that the row names is taken if it is of one of the `phases`. Without an
    `entered` column, or if `certain`, the mapping vouches for the stay whatever the dates say.
    Without `left` the stay ends where the next one begins.
    """

    stage: str | None = None
    phases: tuple[Place, ...] = ()
    named: bool = False
    or_first: bool = False
    certain: bool = False
    entered: Column | None = None
    left: Column | None = None
    left_unknown: bool = False

    @property
    def reads_stage(self) -> bool:
        """Whether the row's own stage matters."""
        return self.named or (self.stage is None and not self.phases)


@dataclass(frozen=True, slots=True)
class ExitRule:
    """How deals leave the river from their last stay, when, why, and when a recycled one wakes.

    `by_reason`: of an outcome without words, a row that says why left as one that says when did.
    """

    how: Exit
    left: Column | None = None
    reason: str | None = None
    reason_column: Column | None = None
    wake: Column | None = None
    by_reason: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a word of the outcome column, or else of the stage column, means.

    Without words it holds for every word that no other outcome has.
    """

    values: tuple[str, ...]
    visits: tuple[VisitRule, ...]
    exit: ExitRule | None = None


@dataclass(frozen=True, slots=True)
class StageSpec:
    """A stage of the pipeline that the mapping brings along."""

    name: str
    phase: Phase
    probability_basis_points: int
    function: str | None = None
    definition: str = ""


@dataclass(frozen=True, slots=True)
class PipelineSpec:
    """A pipeline that is made if the workspace has none of its name; `first` in order if said."""

    name: str
    stages: tuple[StageSpec, ...]
    first: bool = False


@dataclass(frozen=True, slots=True)
class Join:
    """Another file that goes on with the rows of a source: `here` and `there` are the columns that
    hold the same key. Its other columns join those of the source that it does not have.

    `many`: a row there is for as many rows here as name its key (the company of several deals), and
    may be for none. `columns`: only these join, by the names that they have from then on.
    """

    file: str
    here: str
    there: str
    many: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """What one source file holds and how it is written. Text keys are as in the file.

    `encodings` are tried in this order; the first that reads the whole file is taken. None of
    them, and no delimiter or header line: found by looking at the file.
    `dates` maps a column to its order (a strptime format holds a %; "serial" are days as a
    spreadsheet counts them; “2026” is the year of days without one); "" stands for all others.
    "auto", as of the `decimal` sign: what all cells of the column come to. `missing` words mean an
    empty cell anywhere, `missing_words` in the columns by whose name they stand.
    `custom` maps a custom field's name to its column; other columns that bear the name of a custom
    field hold it without being named here.
    `moves_present`: deals that are here already move to the stage that the file says, or leave.
    `at_column` holds the time of an event or a change, `from_column` the stage that a change came
    from; its `stage_column` is the one that it went to. Of histories an outcome without visits
    says which words mean that a deal left the river.
    `stage_dates` maps a stage to the column of the day on which a deal came there; outcomes without
    visits then only say how deals left.
    `mode`, `match`, `blank_erases`: whether rows make records or change those that are here, by
    which keys these are recognised (in this order), and whether an empty cell empties a field.
    `into_note`: columns that go on in the note of a record, a line each with their heading.
    `required` names the fields whose columns the file must have; None: all that are mapped.
    """

    file: str
    kind: Kind
    columns: Mapping[str, Column]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    encodings: tuple[str, ...] = ()
    delimiter: str = ""
    decimal: str = "auto"
    thousands: str = ""
    amount_unit: int = 1
    dates: Mapping[str, str] = field(default_factory=lambda: {"": "auto"})
    missing: tuple[str, ...] = ()
    missing_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    required: tuple[str, ...] | None = None
    pipeline: str | None = None
    stage_column: Column | None = None
    at_column: Column | None = None
    from_column: Column | None = None
    stage_dates: Mapping[str, Column] = field(default_factory=dict)
    outcome_column: Column | None = None
    outcomes: tuple[Outcome, ...] = ()
    custom: Mapping[str, Column] = field(default_factory=dict)
    moves_present: bool = False
    joins: tuple[Join, ...] = ()
    quote: str = ""
    sheet: str = ""
    header_line: int | None = None
    header_rows: int | None = None
    footer_rows: int | None = None
    mode: Mode | None = None
    match: tuple[str, ...] = ()
    blank_erases: bool = False
    into_note: tuple[str, ...] = ()

    def fits(self, file_name: str) -> bool:
        """Whether a file of this name is meant; upper and lower case are alike."""
        return fits(file_name, self.file)

    @property
    def layout(self) -> Layout:
        """What is said of how the file is laid out; the rest is found."""
        return Layout(
            encoding=self.encodings[0] if len(self.encodings) == 1 else "",
            delimiter=self.delimiter,
            quote=self.quote,
            sheet=self.sheet,
            header_line=self.header_line,
            header_rows=self.header_rows,
            footer_rows=self.footer_rows,
        )

    def column_names(self) -> Iterator[str]:
        """The names of all columns that are looked for in the file, in no order."""
        columns: list[Column | None] = [
            *self.columns.values(),
            *self.custom.values(),
            *self.stage_dates.values(),
        ]
        columns += [self.stage_column, self.at_column, self.from_column, self.outcome_column]
        for outcome in self.outcomes:
            for visit in outcome.visits:
                columns += [visit.entered, visit.left]
            if outcome.exit:
                columns += [outcome.exit.left, outcome.exit.reason_column, outcome.exit.wake]
        for column in columns:
            yield from column.names if column else ()
        yield from self.into_note

    def join_for(self, path: Path) -> Join | None:
        """The join that is meant for this file."""
        return next((one for one in self.joins if fits(path.name, one.file)), None)


def fits(file_name: str, pattern: str) -> bool:
    """Whether a file of this name is meant; upper and lower case are alike."""
    return fnmatch(file_name.casefold(), pattern.casefold())


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """A whole mapping file; `file` is its name, for messages."""

    file: str
    sources: tuple[Source, ...]
    name: str = ""
    pipeline: PipelineSpec | None = None

    def source_for(self, path: Path) -> Source | None:
        """The first part that is meant for this file; of a sheet also one that names it and is
        meant for its workbook."""
        named = next((source for source in self.sources if source.fits(path.name)), None)
        sheet, book = sheet_of(path), file_of(path).name
        if named is not None or not sheet:
            return named
        of_book = (one for one in self.sources if one.sheet and one.fits(book))
        return next((one for one in of_book if match_key(one.sheet) == match_key(sheet)), None)

"""What a person brings in and how it is understood, step by step; a plain value, no widgets.

Every change gives another draft. What followed from what was changed is forgotten, and worked out
again in the background (work.py). The mapping is that of the guess with all that the person said
put over it, so that nothing said is lost when it is guessed again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from revops_desktop.exchange.reading.layout import Layout, Look
from revops_desktop.exchange.reading.sheet_paths import (
    file_of,
    may_be_named,
    sheet_of,
    sheet_path,
)
from revops_desktop.i18n import N_

if TYPE_CHECKING:
    from revops_desktop.exchange.guessing.questions import Answer, Guessed, Question
    from revops_desktop.exchange.mapping import ImportMapping, Mode, Source
    from revops_desktop.exchange.summary import ImportSummary
    from revops_desktop.operations.known_fields import KnownField

Step = Literal["file", "kind", "columns", "values", "match", "check", "done"]
Need = Literal["", "look", "guess", "check"]

STEPS: tuple[Step, ...] = ("file", "kind", "columns", "values", "match", "check", "done")
TITLES: Mapping[Step, str] = {
    "file": N_("File"),
    "kind": N_("What is it"),
    "columns": N_("Columns"),
    "values": N_("Values"),
    "match": N_("Match"),
    "check": N_("Check"),
    "done": N_("Done"),
}
# In which step a question is asked.
ASKED_IN: Mapping[str, Step] = {
    "kind": "kind",
    "pipeline": "kind",
    "column": "columns",
    "dates": "columns",
    "year": "columns",
    "closed": "columns",
    "unit": "columns",
    "stages": "values",
    "outcome": "values",
    "words": "values",
}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file: what the person said of its layout, and what looking at it found.

    `found` is the layout that looking found before anything was said. `problem`: why it cannot be
    read.
    """

    path: Path
    given: Layout = field(default_factory=Layout)
    look: Look | None = None
    found: Layout | None = None
    problem: str = ""

    @property
    def is_known(self) -> bool:
        """Whether it was looked at."""
        return self.look is not None or bool(self.problem)


@dataclass(frozen=True, slots=True)
class Own:
    """What the person said of how the rows of a file are taken; the guess knows nothing of it.

    `custom`: custom fields by name with the column that each is read from · `mode`, `match`,
    `blank_erases` as in a mapping.
    """

    custom: Mapping[str, str] = field(default_factory=dict)
    mode: "Mode | None" = None
    match: tuple[str, ...] = ()
    blank_erases: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """An import that is being made ready; each is equal to itself alone.

    `chosen`: the key of a shipped mapping or a mapping file instead of a guess · `answers`: what
    the person said to the questions of the guess, and of columns without being asked · `own`: what
    else was said, by the pattern of the file · `fields`, `pipelines`, `saved` (mappings that are
    kept, by name): what is here · `asked`: every question that a guess had, in the order in which
    they came up · `problem`: why the files cannot be understood · `checked`: what would happen,
    `refusal`: why it cannot be told · `seen`: steps that the person has looked at.
    `moves_present`: deals that are here already move to the stage that the file says, over warnings
    by `override`.
    """

    files: tuple[SourceFile, ...] = ()
    chosen: "str | Path" = ""
    answers: "tuple[Answer, ...]" = ()
    pipeline: str | None = None
    fields: "tuple[KnownField, ...]" = ()
    pipelines: tuple[str, ...] = ()
    saved: tuple[tuple[str, Path], ...] = ()
    asked: "tuple[Question, ...]" = ()
    guessed: "Guessed | None" = None
    own: Mapping[str, Own] = field(default_factory=dict)
    problem: str = ""
    checked: "ImportSummary | None" = None
    refusal: str = ""
    moves_present: bool = False
    override: str = ""
    seen: frozenset[Step] = frozenset()

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files, in the order in which they were given."""
        return tuple(file.path for file in self.files)

    @property
    def is_looked_at(self) -> bool:
        """Whether all files were looked at and can be read."""
        return bool(self.files) and all(file.look is not None for file in self.files)

    def free_sheets(self, file: SourceFile) -> list[str]:
        """The sheets that a file may be read from: of a sheet those that are no other row."""
        names = file.look.sheets if file.look is not None else ()
        own = sheet_of(file.path)
        if not own:
            return list(names)
        book, taken = file_of(file.path), set(self.paths) - {file.path}
        return [
            name for name in names if may_be_named(name) and sheet_path(book, name) not in taken
        ]

    def file(self, path: Path) -> SourceFile | None:
        """The file with this path."""
        return next((one for one in self.files if one.path == path), None)

    def mapping(self) -> "ImportMapping | None":
        """The mapping as it stands; None while nothing is understood."""
        if self.guessed is None:
            return None
        sources = tuple(self._whole(one) for one in self.guessed.mapping.sources)
        return replace(self.guessed.mapping, sources=sources)

    def source(self, path: Path) -> "Source | None":
        """How a file is understood."""
        mapping = self.mapping()
        return mapping.source_for(path) if mapping is not None else None

    def _whole(self, source: "Source") -> "Source":
        from revops_desktop.exchange.mapping import Column

        own = self.own.get(source.file)
        if own is None:
            return source
        custom = {name: Column((column,)) for name, column in own.custom.items()}
        return replace(
            source,
            custom={**source.custom, **custom},
            mode=own.mode or source.mode,
            match=own.match or source.match,
            blank_erases=own.blank_erases or source.blank_erases,
        )


def needs(draft: Draft) -> Need:
    """What is to be worked out next."""
    if any(not file.is_known for file in draft.files):
        return "look"
    if not draft.is_looked_at:
        return ""
    if draft.guessed is None:
        return "" if draft.problem else "guess"
    if draft.checked is None and not draft.refusal and not open_questions(draft):
        return "check"
    return ""


def pattern(path: Path) -> str:
    """How a mapping names this very file."""
    return escape(path.name)


# What the person says


def with_files(draft: Draft, paths: Sequence[Path]) -> Draft:
    """More files; one that is there already is looked at anew."""
    kept = tuple(file for file in draft.files if file_of(file.path) not in paths)
    added = tuple(SourceFile(path) for path in dict.fromkeys(paths))
    return not_understood(replace(draft, files=kept + added))


def without_file(draft: Draft, path: Path) -> Draft:
    """One file fewer."""
    files = tuple(one for one in draft.files if one.path != path)
    return not_understood(replace(draft, files=files))


def laid_out(draft: Draft, path: Path, given: Layout) -> Draft:
    """The person says otherwise how a file is laid out; of a sheet that it is another one."""
    sheet = sheet_of(path)
    if sheet and given.sheet not in ("", sheet):
        other = SourceFile(sheet_path(file_of(path), given.sheet))
        return not_understood(
            replace(draft, files=tuple(other if one.path == path else one for one in draft.files))
        )
    files = tuple(
        replace(one, given=given, look=None, problem="") if one.path == path else one
        for one in draft.files
    )
    return not_understood(replace(draft, files=files))


def answered(draft: Draft, answer: "Answer") -> Draft:
    """The person answered a question of the guess; an earlier answer to the same is forgotten."""
    kept = tuple(one for one in draft.answers if _about(one) != _about(answer))
    return not_understood(replace(draft, answers=(*kept, answer)))


def chosen(draft: Draft, mapping: "str | Path") -> Draft:
    """A shipped mapping or one in a file; "" guesses.

    One in a file may have parts for several sheets of a workbook, which is looked at anew then.
    """
    files = draft.files
    if isinstance(mapping, Path):
        files = tuple(SourceFile(one.path) if _has_other_sheets(one) else one for one in files)
    return not_understood(replace(draft, chosen=mapping, files=files))


def _has_other_sheets(file: SourceFile) -> bool:
    """Whether a file is a workbook of which one sheet is read, as nobody said otherwise."""
    is_split = bool(sheet_of(file.path)) or file.given != Layout()
    return not is_split and file.look is not None and len(file.look.shown_sheets) > 1


def into(draft: Draft, pipeline: str | None) -> Draft:
    """Deals go into another pipeline."""
    return not_understood(replace(draft, pipeline=pipeline))


def answer_to(draft: Draft, question: "Question") -> "Answer | None":
    """What the person said to a question."""
    about = _about(question)
    return next((one for one in draft.answers if _about(one) == about), None)


def _about(one: "Answer | Question") -> tuple[str, ...]:
    return (one.asks, one.file, one.column, one.field)


def questions(draft: Draft, step: Step) -> "tuple[Question, ...]":
    """What was or is asked in a step; those that must be answered still stand first."""
    still = {_about(one) for one in open_questions(draft)}
    here = [one for one in draft.asked if ASKED_IN[one.asks] == step]
    return tuple(sorted(here, key=lambda one: _about(one) not in still))


def with_guess(draft: Draft, guessed: "Guessed") -> Draft:
    """What was guessed, and its questions beside those that were answered before."""
    newest = {_about(one): one for one in guessed.questions}
    names = {path.name for path in draft.paths}
    there = [one for one in draft.asked if one.file in names]
    kept = [_together(one, newest.pop(_about(one), None)) for one in there]
    return replace(draft, guessed=guessed, asked=(*kept, *newest.values()))


def _together(before: "Question", now: "Question | None") -> "Question":
    """A question with the words that were answered, too: they can be answered otherwise."""
    if now is None:
        return before
    still = {one.text for one in now.words}
    answered_words = tuple(one for one in before.words if one.text not in still)
    return replace(now, words=(*answered_words, *now.words))


def own_of(draft: Draft, path: Path) -> Own:
    """What the person said of how the rows of a file are taken."""
    return draft.own.get(pattern(path), Own())


def with_own(draft: Draft, path: Path, own: Own) -> Draft:
    """The person says otherwise how the rows of a file are taken."""
    return not_checked(replace(draft, own={**draft.own, pattern(path): own}))


def seen(draft: Draft, step: Step) -> Draft:
    """The person has looked at a step."""
    return replace(draft, seen=draft.seen | {step})


# What follows


def not_understood(draft: Draft) -> Draft:
    """To be understood anew."""
    return not_checked(replace(draft, guessed=None, problem=""))


def not_checked(draft: Draft) -> Draft:
    """To be checked anew."""
    return replace(draft, checked=None, refusal="")


def open_questions(draft: Draft, step: Step | None = None) -> "tuple[Question, ...]":
    """What must be answered before anything can be checked; of one step, or of all."""
    asked = draft.guessed.open if draft.guessed is not None else ()
    return tuple(one for one in asked if step is None or ASKED_IN[one.asks] == step)

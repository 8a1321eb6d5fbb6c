"""Guesses what files hold: an import mapping, and what only the person can answer.

Nothing doubtful is taken without asking, and what is said by an answer is never guessed over.
Looking is bounded, so that a guess takes the same blink of an eye for a file of any size.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from glob import escape
from pathlib import Path

from revops_desktop.exchange.fields import KINDS, Kind
from revops_desktop.exchange.guessing.asking import ask_kind
from revops_desktop.exchange.guessing.drafts import Asked
from revops_desktop.exchange.guessing.evidence import FIRST_ROWS, Seen, cells_of, nameless, seen
from revops_desktop.exchange.guessing.here import Here
from revops_desktop.exchange.guessing.kinds import kinds
from revops_desktop.exchange.guessing.known_mappings import fitted, fitting, saved_for
from revops_desktop.exchange.guessing.matched import matched_words
from revops_desktop.exchange.guessing.questions import (
    LEFT,
    OWN,
    Answer,
    FileGuess,
    Guessed,
    Question,
)
from revops_desktop.exchange.guessing.shipped import is_shipped, shipped_for
from revops_desktop.exchange.guessing.sources import source_for
from revops_desktop.exchange.guessing.stages import joined
from revops_desktop.exchange.guessing.vocabulary import vocabulary
from revops_desktop.exchange.mapping import ImportMapping, PipelineSpec, Source
from revops_desktop.exchange.out.whole_place import is_table_of_deals, names_of_companies
from revops_desktop.exchange.reading.layout import Look
from revops_desktop.exchange.reading.looking import look
from revops_desktop.exchange.reading.opening import open_table
from revops_desktop.exchange.reading.sheet_paths import file_of
from revops_desktop.exchange.refusals import FileRefused, refuse_namesakes, refused
from revops_desktop.exchange.refused_rows import is_reason
from revops_desktop.i18n import _


def guess(
    paths: Sequence[Path],
    here: Here,
    *,
    saved: Sequence[ImportMapping] = (),
    as_kind: Kind | None = None,
    answers: Sequence[Answer] = (),
    looks: Mapping[Path, Look] | None = None,
    by: ImportMapping | None = None,
    today: date | None = None,
) -> Guessed:
    """What the files hold, what their columns mean, and what must be asked.

    `here` is what the workspace has; `saved` are mappings that the person keeps: one that knows
    all columns of a file goes before every guess. `as_kind` is what all the files hold, if that is
    said; `answers` is what was said to the questions of an earlier guess. `looks` spares looking
    again, and carries a layout that was corrected. `by` is the mapping that the person chose: its
    columns are taken, and only what it leaves open is found out. `today`: for days without a year,
    which may be in this one. FileRefused for a file that is no table, or that `by` does not know.
    """
    refuse_namesakes(paths)
    files: list[FileGuess] = []
    questions: list[Question] = []
    pipelines: list[PipelineSpec] = []
    names_given = [path.name for path in paths]
    for path in paths:
        found = (looks or {}).get(path) or look(path)
        _refuse_what_is_no_list(found)
        columns = tuple(nameless(one) if is_reason(one.name) else one for one in seen(found))
        known = by or saved_for(saved, path.name, columns)
        known = known or shipped_for(path.name, columns, here, as_kind)
        said = (*_known_of_ours(found, answers), *answers)
        one = _file(path, found, columns, here, as_kind, said, known, names_given, today)
        files.append(one[0])
        questions += one[1]
        if one[2] is not None:
            pipelines.append(one[2])
    own = joined(pipelines) if len(pipelines) > 1 else next(iter(pipelines), None)
    if own is not None:
        # Where there are no deals yet, board and figures open on those that come in.
        own = replace(own, first=not here.has_deals)
        files = [_in_pipeline(one, pipelines, own.name) for one in files]
    names = dict.fromkeys(one.known_as for one in files if one.known_as)
    mapping = ImportMapping(
        file=by.file if by else _("What was guessed"),
        sources=tuple(one.source for one in files if one.source is not None),
        name=", ".join(names)
        or ", ".join(dict.fromkeys(file_of(path).stem for path in paths))[:100],
        pipeline=own,
    )
    return Guessed(mapping, tuple(files), tuple(questions))


def _refuse_what_is_no_list(found: Look) -> None:
    """Raises FileRefused for a file without rows, and for deals without their stages."""
    if not found.rows:
        words = _("It has a header and no rows. Please choose the file that holds the rows.")
        raise refused(found.path, words)
    if is_table_of_deals(found.header):
        raise refused(
            found.path,
            _(
                "It is the table of deals out of an export of a whole workspace, and the "
                "stages of these deals lie in other files of it. Please bring in the whole "
                "folder of the export, or export the list “Deals” there and bring in that."
            ),
        )


def _known_of_ours(found: Look, answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Companies out of an export of ours, which are called as people are: 名前."""
    name = names_of_companies(found.header)
    file = found.path.name
    if not name or any(one.asks == "kind" for one in said_for(answers, file)):
        return ()
    return (Answer("kind", "companies", file), Answer("column", name, file, field="name"))


def _in_pipeline(file: FileGuess, brought: Sequence[PipelineSpec], name: str) -> FileGuess:
    """The file with its deals in the pipeline that all files bring along together."""
    source = file.source
    if source is None or source.pipeline not in {spec.name for spec in brought}:
        return file
    return replace(file, source=replace(source, pipeline=name))


def _file(
    path: Path,
    found: Look,
    columns: Sequence[Seen],
    here: Here,
    as_kind: Kind | None,
    answers: Sequence[Answer],
    known: ImportMapping | None,
    files: Sequence[str],
    today: date | None,
) -> tuple[FileGuess, list[Question], PipelineSpec | None]:
    words = vocabulary()
    guesses, certain = kinds(path, columns, words, here)
    if found.layout.form == "vcard":
        certain = "contacts"
    said = said_for(answers, path.name)
    if any(answer.asks == "kind" and answer.value == LEFT for answer in said):
        return FileGuess(path, found, guesses, None), [], None
    kind = _said_kind(said) or as_kind
    part = fitting(known, path.name, columns, kind) if known else None
    if known is not None and part is None and kind is None:
        raise _does_not_fit(path, found, known)
    kind = kind or (part.kind if part else certain)
    if kind is None:
        unused = tuple(column.name for column in columns if column.name)
        return FileGuess(path, found, guesses, None, unused), [ask_kind(path.name, guesses)], None
    by = fitted(part, columns, files) if part else None

    def cells(places: Sequence[int], most: int | None) -> Iterator[tuple[str, ...]]:
        # A workbook takes so long to open that its sample must do, unless all is asked for.
        enough = max(len(found.sample), FIRST_ROWS)
        does = most is not None and (most <= enough or found.layout.form != "text")
        if does or len(found.sample) >= found.rows:
            yield from cells_of(found.sample, places, most)
            return
        with open_table(path, found.layout).rows() as rows:
            yield from cells_of((row.cells for row in rows), places, most)

    known_as = (known.name or known.file) if known and part else ""
    is_ours = known is not None and is_shipped(known)
    around = [cell for _line, row in (*found.preamble, *found.footer) for cell in row]
    asked = Asked(
        *(path, kind, columns, here, words, said, cells, is_ours, known_as),
        today=today,
        around=around,
    )
    made = source_for(asked, by)
    source = with_layout(replace(made.source, file=escape(path.name)), found)
    pipeline = made.pipeline or (known.pipeline if known and part else None)
    matched = matched_words(asked, source, brings_stages=pipeline is not None)
    return (
        FileGuess(path, found, guesses, source, made.unused, known_as, matched),
        list(made.questions),
        pipeline,
    )


def _does_not_fit(path: Path, found: Look, known: ImportMapping) -> FileRefused:
    return refused(
        path,
        _(
            "The mapping “{mapping}” knows no file with these columns: {columns}. Please choose "
            "another one, or say what the file holds."
        ).format(mapping=known.name or known.file, columns=", ".join(found.header)[:300]),
    )


def said_for(answers: Sequence[Answer], file: str) -> tuple[Answer, ...]:
    """The answers that are about a file, or about all.

    Stages that one file brings along are those of all that come in with it.
    """
    return tuple(
        answer
        for answer in answers
        if answer.file in ("", file) or (answer.asks == "stages" and answer.value == OWN)
    )


def _said_kind(answers: Sequence[Answer]) -> Kind | None:
    for answer in answers:
        if answer.asks == "kind" and answer.value in KINDS:
            return answer.value
    return None


def with_layout(source: Source, found: Look) -> Source:
    """The source, laid out as looking at its file found or was told."""
    layout = found.layout
    return replace(
        source,
        encodings=(layout.encoding,) if layout.encoding else (),
        delimiter=layout.delimiter,
        quote=layout.quote,
        sheet=layout.sheet,
        header_line=layout.header_line,
        header_rows=layout.header_rows,
        # That there are none was not said: a total among the rows is still none of them.
        footer_rows=layout.footer_rows if layout.footer_rows or found.is_end_said else None,
    )

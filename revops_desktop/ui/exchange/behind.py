"""What is worked out in the background for a draft: looking, guessing, checking, importing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from revops_desktop.errors import Problem
from revops_desktop.exchange.reading.layout import Layout
from revops_desktop.exchange.reading.sheet_paths import sheet_of
from revops_desktop.i18n import _
from revops_desktop.ui.exchange.draft import Draft, Need, SourceFile, needs, pattern, with_guess

if TYPE_CHECKING:
    from datetime import date

    from revops_desktop.exchange.guessing.here import Here
    from revops_desktop.exchange.guessing.questions import Answer, Guessed
    from revops_desktop.exchange.mapping import ImportMapping, Source
    from revops_desktop.exchange.summary import ImportSummary
    from revops_desktop.ui.actions import Progress, WorkspaceLike


def advanced(draft: Draft, workspace: "WorkspaceLike", at: int) -> Draft:
    """The draft with what is quick to work out: files looked at, their meaning guessed."""
    steps: Mapping[Need, Callable[..., Draft]] = {"look": _looked_at, "guess": _understood}
    need = needs(draft)
    return steps[need](draft, workspace, at) if need in steps else draft


def _looked_at(draft: Draft, workspace: "WorkspaceLike", _at: int) -> Draft:
    files: list[SourceFile] = []
    for one in draft.files:
        if one.is_known:
            files.append(one)
            continue
        found = _looked(one)
        files += _sheets(found, workspace) if not draft.chosen else _parts(found, draft.chosen)
    return replace(draft, files=tuple(files))


def _sheets(file: SourceFile, workspace: "WorkspaceLike") -> list[SourceFile]:
    """The file; in the place of a workbook with several lists each of their sheets, unless
    something was said of its layout."""
    from revops_desktop.exchange.guessing.here import here
    from revops_desktop.exchange.guessing.sheets import lists_of
    from revops_desktop.exchange.saved_mappings import saved_mappings

    look = file.look
    if look is None or len(look.shown_sheets) < 2 or file.given != Layout() or sheet_of(file.path):
        return [file]
    saved = [one.mapping for one in saved_mappings()]
    found = lists_of(look, workspace.ask(here), saved)
    made = [SourceFile(path, look=one, found=one.layout) for path, one in found.items()]
    return made or [file]


def _parts(file: SourceFile, chosen: str | Path) -> list[SourceFile]:
    """The file; in the place of a workbook the sheets for which a mapping file has parts."""
    from revops_desktop.exchange.guessing.sheets import sheets_of_mapping
    from revops_desktop.exchange.mapping_file import read_mapping

    if file.look is None or not isinstance(chosen, Path) or sheet_of(file.path):
        return [file]
    try:
        paths = sheets_of_mapping(file.path, read_mapping(chosen))
    except Problem:
        # It is told where the mapping is understood.
        return [file]
    return [file] if paths == [file.path] else [_looked(SourceFile(path)) for path in paths]


def _looked(file: SourceFile) -> SourceFile:
    from revops_desktop.exchange.reading.looking import look

    try:
        found = look(file.path, file.given)
    except Problem as problem:
        return replace(file, problem=str(problem))
    if found.is_whole and not found.rows:
        words = _("“{file}” has a header and no rows, so there is nothing to import.")
        return replace(file, problem=words.format(file=file.path.name), found=found.layout)
    return replace(file, look=found, found=file.found or found.layout)


def _understood(draft: Draft, workspace: "WorkspaceLike", at: int) -> Draft:
    from revops_desktop.analytics.settings import settings
    from revops_desktop.exchange.guessing.here import here
    from revops_desktop.exchange.saved_mappings import saved_mappings
    from revops_desktop.rules.periods import local_day

    there = workspace.ask(here)
    names = tuple(one.name for one in there.pipelines)
    kept = tuple((one.name, one.path) for one in saved_mappings())
    draft = replace(draft, fields=there.fields, pipelines=names, saved=kept)
    today = local_day(at, workspace.ask(settings).time_zone)
    try:
        return with_guess(draft, _guessed(draft, there, today))
    except Problem as problem:
        return replace(draft, problem=str(problem))


def _guessed(draft: Draft, there: "Here", today: "date") -> "Guessed":
    from revops_desktop.exchange.guessing.guess import guess
    from revops_desktop.exchange.guessing.questions import Answer
    from revops_desktop.exchange.mapping_file import read_mapping
    from revops_desktop.exchange.presets import preset
    from revops_desktop.exchange.saved_mappings import saved_mappings

    by, saved = None, [one.mapping for one in saved_mappings()]
    if isinstance(draft.chosen, Path):
        if draft.chosen not in dict(draft.saved).values():
            return _by_mapping(draft, read_mapping(draft.chosen))
        by = read_mapping(draft.chosen)
    elif draft.chosen:
        by = preset(draft.chosen)
    answers = draft.answers
    if draft.pipeline:
        answers = (Answer("pipeline", draft.pipeline), *answers)
    looks = {file.path: file.look for file in draft.files if file.look is not None}
    return guess(draft.paths, there, saved=saved, answers=answers, looks=looks, by=by, today=today)


def _by_mapping(draft: Draft, written: "ImportMapping") -> "Guessed":
    """A mapping file that somebody wrote means what it says, and nothing is asked; what was said of
    layouts, columns and days goes before it."""
    from revops_desktop.exchange.guessing.guess import said_for, with_layout
    from revops_desktop.exchange.guessing.questions import FileGuess, Guessed
    from revops_desktop.exchange.presets import with_choices

    mapping = with_choices(written, pipeline=draft.pipeline)
    files: list[FileGuess] = []
    for file in draft.files:
        source = mapping.source_for(file.path)
        if source is None and len(mapping.sources) == len(draft.files) == 1:
            # Whoever chooses a mapping for a file of another name means that file.
            source = mapping.sources[0]
        assert file.look is not None
        if source is not None:
            told = with_answers(source, said_for(draft.answers, file.path.name))
            source = replace(with_layout(told, file.look), file=pattern(file.path))
        files.append(FileGuess(file.path, file.look, (), source))
    # A file that goes on with another has no part of its own, or one that says so.
    own = tuple(one.source for one in files if one.source is not None)
    others = tuple(one for one in mapping.sources if not any(one.fits(p.name) for p in draft.paths))
    return Guessed(replace(mapping, sources=(*own, *others)), tuple(files))


def with_answers(source: "Source", answers: "Sequence[Answer]") -> "Source":
    """A part of a mapping with what the person said of its columns and days."""
    from revops_desktop.exchange.guessing.roles import assign
    from revops_desktop.exchange.mapping import Column

    for answer in answers:
        if answer.asks == "column":
            column = Column((answer.value,)) if answer.value else None
            source = assign(source, answer.field, column)
        elif answer.asks in ("dates", "year"):
            source = replace(source, dates={**source.dates, answer.column: answer.value})
    return source


def imported(
    draft: Draft, workspace: "WorkspaceLike", at: int, progress: "Progress", *, dry_run: bool
) -> "ImportSummary":
    """Imports, or tells what that would do; a Problem says why not."""
    from revops_desktop.exchange.importing import import_files

    mapping = draft.mapping()
    assert mapping is not None
    given: Any = workspace
    return import_files(
        given,
        draft.paths,
        mapping,
        at=at,
        dry_run=dry_run,
        progress=progress,
        moves_present=draft.moves_present,
        override=draft.override or None,
    )

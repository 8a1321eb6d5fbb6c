"""How `import` is told what files hold: by a mapping, a preset, or a guess that may ask."""

import json
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from revops_desktop.cli.layout_arguments import laid_out, layout_of
from revops_desktop.cli.opened import now
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from revops_desktop.database.workspace import Workspace
    from revops_desktop.exchange.guessing.here import Here
    from revops_desktop.exchange.guessing.questions import Answer, Choice, Guessed, Question
    from revops_desktop.exchange.mapping import Column, ImportMapping
    from revops_desktop.exchange.reading.layout import Layout, Look


class LeftOut(NamedTuple):
    """What of a file comes in nowhere: columns that say something, and other sheets with why."""

    columns: Sequence[str] = ()
    sheets: Mapping[str, str] = MappingProxyType({})

    def to_json(self) -> dict[str, Any]:
        """Plain values for the command line."""
        return {
            "left_out": list(self.columns),
            "sheets_left_out": list(self.sheets),
            "why_left_out": {name: why for name, why in self.sheets.items() if why},
        }


class Understood(NamedTuple):
    """How files are read, what of each stays out, and what may be answered otherwise."""

    mapping: "ImportMapping"
    left_out: Mapping[str, LeftOut]
    questions: Sequence["Question"] = ()


def mapping_for(chosen: Namespace, workspace: "Workspace") -> Understood:
    """How the files are read: by a mapping file as it is, everything else after a guess.

    RuleBroken says what is open, and by which option it is answered.
    """
    from revops_desktop.analytics.settings import settings
    from revops_desktop.exchange.guessing.guess import guess
    from revops_desktop.exchange.guessing.here import here
    from revops_desktop.exchange.guessing.sheets import (
        sheets_left_out,
        sheets_of_mapping,
        why_left_out,
    )
    from revops_desktop.exchange.mapping_file import read_mapping
    from revops_desktop.exchange.presets import preset
    from revops_desktop.exchange.saved_mappings import saved_mappings
    from revops_desktop.rules.periods import local_day

    said = layout_of(chosen)
    if chosen.mapping is not None:
        mapping = laid_out(read_mapping(chosen.mapping), said)
        if not said.sheet:
            chosen.csv = [one for path in chosen.csv for one in sheets_of_mapping(path, mapping)]
        return Understood(mapping, _left_out(chosen, mapping, workspace.ask(here)))
    saved, there = [one.mapping for one in saved_mappings()], workspace.ask(here)
    looks = _looks(chosen, said, there, saved)
    chosen.csv = list(looks)
    found = guess(
        chosen.csv,
        there,
        saved=saved,
        answers=tuple(_answers(chosen, chosen.csv)),
        looks=looks,
        by=preset(chosen.preset) if chosen.preset else None,
        today=local_day(now(), workspace.ask(settings).time_zone),
    )
    if found.open:
        if chosen.as_json:
            print(json.dumps({"questions": as_data(found.open)}, ensure_ascii=False, indent=2))
        raise RuleBroken(_open(found))
    _check_words(chosen, found, there)
    if not found.paths:
        raise RuleBroken(_("All files were left out. Nothing was imported."))
    chosen.csv = found.paths
    left = {}
    for file in found.files:
        if file.source:
            sheets = sheets_left_out(chosen.csv, file.look)
            why = why_left_out(file.look, sheets, there, saved)
            left[file.path.name] = LeftOut(file.unused, why)
    if not chosen.as_json:
        _tell(found, left)
    return Understood(found.mapping, left, found.questions)


def _looks(
    chosen: Namespace, said: "Layout", here: "Here", saved: "Sequence[ImportMapping]"
) -> dict["Path", "Look"]:
    """The files as they were looked at; of a workbook each sheet that holds a list, unless
    something is said that can be meant for one of them alone."""
    from revops_desktop.exchange.guessing.sheets import lists_of
    from revops_desktop.exchange.reading.layout import NOTHING_SAID
    from revops_desktop.exchange.reading.looking import look

    looks = {path: look(path, said) for path in chosen.csv}
    is_kind_said = any(not _parted(text)[0] for text in chosen.kinds)
    if said != NOTHING_SAID or chosen.preset or is_kind_said:
        return looks
    split = [lists_of(one, here, saved) or {path: one} for path, one in looks.items()]
    return {path: one for sheets in split for path, one in sheets.items()}


def _left_out(chosen: Namespace, mapping: "ImportMapping", here: "Here") -> Mapping[str, LeftOut]:
    """What a mapping file leaves out; a file that cannot be read says so when it comes in."""
    from revops_desktop.exchange.guessing.left_out import columns_left_out
    from revops_desktop.exchange.guessing.sheets import sheets_left_out, why_left_out
    from revops_desktop.exchange.reading.looking import look

    names = [path.name for path in chosen.csv]
    left: dict[str, LeftOut] = {}
    for path in chosen.csv:
        source = mapping.source_for(path)
        if source is not None:
            with suppress(RuleBroken):
                found = look(path, source.layout)
                columns = columns_left_out(found, source, here, names)
                sheets = sheets_left_out(chosen.csv, found)
                left[path.name] = LeftOut(columns, why_left_out(found, sheets, here))
    for name, out in left.items() if not chosen.as_json else ():
        for line in _lines_of(out):
            print(f"{name}: {line}", file=sys.stderr)
    return left


def _lines_of(left: LeftOut) -> Iterator[str]:
    if left.columns:
        yield _columns_left_out(left.columns)
    if left.sheets:
        named = (f"{name} ({why})" if why else name for name, why in left.sheets.items())
        yield _(
            "Sheets that were not read: {sheets}. --sheet NAME brings another one in, by an import "
            "of its own; --as KIND says what it holds."
        ).format(sheets=", ".join(named))


def _columns_left_out(columns: Sequence[str]) -> str:
    return _("Columns left out: {columns}").format(columns=", ".join(columns))


def _answers(chosen: Namespace, paths: Sequence["Path"]) -> Iterator["Answer"]:
    """What the options say."""
    from revops_desktop.exchange.cells.yearless_days import span_of
    from revops_desktop.exchange.fields import KINDS
    from revops_desktop.exchange.guessing.questions import EXPECTED, LEFT, OWN, WON, Answer

    names = [path.name for path in paths]
    for text in chosen.kinds:
        file, value = _parted(text) if _parted(text)[0] in names else ("", text)
        yield Answer("kind", _one_of(value, (*KINDS, LEFT)), file)
    for text in chosen.columns:
        field, column = _parted(text)
        yield Answer("column", column, field=field)
    for text in chosen.dates:
        column, order = _parted(text)
        if span_of(order) is not None or order == LEFT:
            yield Answer("year", order, column=column)
            continue
        yield Answer("dates", _one_of(order, ("ymd", "dmy", "mdy", "serial")), column=column)
    if chosen.stages:
        yield Answer("stages", _one_of(chosen.stages, (OWN,)))
    words = dict(_parted(text) for text in chosen.stage)
    if words:
        yield Answer("stages", "", words=words)
        yield Answer("outcome", "", words=words)
    if chosen.closed:
        yield Answer("closed", _one_of(chosen.closed, (WON, EXPECTED)))
    if chosen.pipeline:
        yield Answer("pipeline", chosen.pipeline)
    if chosen.amount_unit:
        yield Answer("unit", str(chosen.amount_unit))


def _check_words(chosen: Namespace, found: "Guessed", here: "Here") -> None:
    """Refuses what is said of a word that stands nowhere, or names no stage: a slip of the pen."""
    from revops_desktop.exchange.guessing.drafts import said_way
    from revops_desktop.exchange.guessing.questions import LEFT
    from revops_desktop.exchange.guessing.roles import WAYS
    from revops_desktop.rules.text import match_key

    if chosen.stages:
        return
    asked = (*found.questions, *(one for file in found.files for one in file.matched))
    words = [word.text for one in asked if one.asks in ("stages", "outcome") for word in one.words]
    names = [stage.name for pipeline in here.pipelines for stage in pipeline.stages]
    there, stages = set(map(match_key, words)), set(map(match_key, names))
    for word, value in map(_parted, chosen.stage):
        if match_key(word) not in there:
            raise RuleBroken(
                _(
                    "No row says “{word}” where stages stand. Nothing was imported. The words "
                    "there are: {words}."
                ).format(word=word, words=", ".join(dict.fromkeys(words)) or "–")
            )
        if value != LEFT and said_way(value) is None and match_key(value) not in stages:
            _one_of(value, (*dict.fromkeys(names), *WAYS, LEFT))


def _parted(text: str) -> tuple[str, str]:
    """What stands before and behind the last “=”; nothing before it where there is none."""
    before, sign, behind = text.rpartition("=")
    return (before.strip(), behind.strip()) if sign else ("", text.strip())


def _one_of(text: str, allowed: Sequence[str]) -> str:
    if text not in allowed:
        raise RuleBroken(
            _("“{text}” is none of these: {words}. Nothing was imported.").format(
                text=text, words=", ".join(allowed)
            )
        )
    return text


def _options(question: "Question") -> Iterator[str]:
    """How the question may be answered: all at once, or word by word."""
    from revops_desktop.exchange.guessing.questions import LEFT, OWN, WAY

    yield question.option
    if question.asks == "stages":
        named = (one.value for one in question.choices if one.value not in (OWN, LEFT))
        word = question.words[0]
        yield f'--stage "{word.text}={(word.likely or next(named, LEFT)).removeprefix(WAY)}"'


def _value(choice: "Choice", *, says_more: bool) -> str:
    """How an answer is written, and what a cell comes to by it; with `says_more` what it means."""
    from revops_desktop.exchange.guessing.questions import WAY

    value = choice.value.removeprefix(WAY)
    if says_more:
        told = _(", ").join(part for part in (choice.label, choice.example) if part)
        return f"{value} ({told})"
    return f"{value} ({choice.example})" if choice.example else value


def _open(found: "Guessed") -> str:
    """What must be said before anything is imported."""
    lines = [_("Something must be said first. Nothing was imported.")]
    for question in found.open:
        lines.append(f"– {question.sentence}")
        if question.words:
            lines.append("  " + ", ".join(f"{word.text} ({word.count})" for word in question.words))
        is_year = question.asks == "year"
        values = [_value(choice, says_more=is_year) for choice in question.choices[:40]]
        lines.append("  " + _("Answers: {choices}").format(choices=", ".join(values)))
        for option in _options(question):
            lines.append("  " + _("For example: {option}").format(option=option))
    return "\n".join(lines)


def as_data(questions: Sequence["Question"]) -> list[dict[str, Any]]:
    """Questions as plain values for the command line."""
    from revops_desktop.exchange.guessing.questions import WAY

    return [
        {
            "asks": one.asks,
            "file": one.file,
            "column": one.column or None,
            "field": one.field or None,
            "sentence": one.sentence,
            "is_needed": one.is_needed,
            "words": {word.text: word.count for word in one.words},
            "answers": [
                {
                    "value": choice.value.removeprefix(WAY),
                    "means": choice.label,
                    "example": choice.example or None,
                }
                for choice in one.choices
            ],
            "likely": one.likely or None,
            "options": list(_options(one)),
        }
        for one in questions
    ]


def _tell(found: "Guessed", left: Mapping[str, LeftOut]) -> None:
    """What was taken for granted, so that nobody must trust it blindly."""
    from revops_desktop.exchange.fields import KIND_LABELS
    from revops_desktop.exchange.guessing.columns import fields_of
    from revops_desktop.exchange.guessing.roles import assigned
    from revops_desktop.exchange.reading.sheet_paths import file_of
    from revops_desktop.exchange.reading.vcard_contact import shown_heading

    told: set[Path] = set()
    for file in found.files:
        if file.source is None:
            continue
        kind, header = file.source.kind, file.look.header

        def shown(names: Sequence[str], by: str, header: Sequence[str] = header) -> str:
            return by.join(shown_heading(name, header) for name in names)

        fields: Any = fields_of(kind)
        print(f"{file.path.name}: {_(KIND_LABELS[kind])}", file=sys.stderr)
        named: list[tuple[str, Column]] = [
            (_(fields[name].label) if name in fields else name, column)
            for name, column in assigned(file.source).items()
        ]
        for stage, column in file.source.stage_dates.items():
            named.append((_("Stage “{name}”").format(name=stage), column))
        for label, column in named:
            by = " / " if column.by_row else " + "
            print(f"  {label} ← {shown(column.names, by) or column.value}", file=sys.stderr)
        if file.source.into_note:
            label = _("Lines of the note")
            print(f"  {label} ← {shown(file.source.into_note, ', ')}", file=sys.stderr)
        unused = [shown([name], "") for name in file.unused]
        book = file_of(file.path)
        sheets = left[file.path.name].sheets if book not in told else {}
        told.add(book)
        for line in _lines_of(LeftOut(unused, sheets)):
            print(f"  {line}", file=sys.stderr)
    for question in found.questions:
        print(question.sentence, file=sys.stderr)

"""Words that a guess understood by itself: what each was taken for, so that it can be said
otherwise.

They have the form of questions that need no answer: `likely` of each word is what holds. An answer
to one is an answer like any other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from revops_desktop.exchange.fields import FIELDS, word_key
from revops_desktop.exchange.guessing import asking
from revops_desktop.exchange.guessing.columns import Match
from revops_desktop.exchange.guessing.drafts import Asked, said_way
from revops_desktop.exchange.guessing.evidence import Seen
from revops_desktop.exchange.guessing.questions import LEFT, NEW, WAY, Choice, Question
from revops_desktop.exchange.guessing.roles import assigned, words_of
from revops_desktop.exchange.guessing.vocabulary import word_keys
from revops_desktop.exchange.mapping import Column, Source
from revops_desktop.operations.known import KnownPipeline
from revops_desktop.rules.text import match_key

# Columns with words of stages and ends, in the order in which they are shown.
_OF_STAGES = ("from", "stage", "outcome")
# The word in a column's cells, and the value of the choice that it was taken for.
Taken = dict[str, str]


def matched_words(asked: Asked, source: Source, *, brings_stages: bool) -> tuple[Question, ...]:
    """Every word of stages, ends, people, products, reasons and choices that was understood.

    `brings_stages`: the file has a pipeline of its own, so that its stages mean themselves.
    """
    named = {name: asked.named(one.names[0]) for name, one in assigned(source).items() if one.names}
    columns = {name: column for name, column in named.items() if column is not None}
    found = [
        *([] if brings_stages else _of_stages(asked, source, columns)),
        *([] if brings_stages else _of_days(asked, source)),
        *_of_names(asked, source, columns),
        *_of_choices(asked, source, columns),
    ]
    return tuple(replace(one, is_needed=False) for one in found if one.words)


def _counts(asked: Asked, name: str, column: Seen) -> Mapping[str, int]:
    match = Match(name, Column((column.name,)), (column.place,), 1)
    return asked.counts({name: match}, name)


def _of_stages(asked: Asked, source: Source, columns: Mapping[str, Seen]) -> Iterator[Question]:
    pipeline = _pipeline(asked, source)
    stages = [stage.name for stage in pipeline.stages] if pipeline else []
    by_key = {key: name for name in reversed(stages) for key in word_keys(name)}
    ways = {match_key(word): way for way, words in words_of(source).items() for word in words}
    for role in _OF_STAGES:
        column = columns.get(role)
        if column is None:
            continue
        counts = _counts(asked, role, column)
        values = source.values.get("outcome" if role == "outcome" else "stage", {})
        said = {match_key(word): name for word, name in values.items()}
        taken: Taken = {}
        for word in counts:
            key = match_key(word)
            name = said.get(key)
            told = said_way(asked.said_words.get(key, ""))
            if name is None and role != "outcome" and told is None:
                name = next((by_key[one] for one in word_keys(word) if one in by_key), None)
            if name is not None:
                taken[word] = name or LEFT
            elif key in ways:
                taken[word] = WAY + ways[key]
        if role == "outcome":
            question = asking.ask_outcome(asked.path.name, column.name, counts, taken)
        else:
            question = asking.ask_stages(
                asked.path.name,
                # What is said of a word holds in both columns of a change.
                columns.get("stage", column).name,
                counts,
                taken,
                pipeline=pipeline.name if pipeline else "",
                stages=stages,
                likely="",
            )
        yield _with_choices_of(question)


def _of_days(asked: Asked, source: Source) -> Iterator[Question]:
    """The columns of the days on which deals came to stages, and those that were left out."""
    taken = {column.names[0]: stage for stage, column in source.stage_dates.items()}
    for column in asked.columns:
        if asked.said_days.get(match_key(column.name)) == LEFT:
            taken[column.name] = LEFT
    pipeline = _pipeline(asked, source)
    if taken and pipeline is not None:
        yield asking.ask_days_of_stages(
            asked.path.name,
            {column.name: column.filled for column in asked.columns},
            taken,
            pipeline=pipeline.name,
            stages=[stage.name for stage in pipeline.stages],
            likely="",
        )


def _with_choices_of(question: Question) -> Question:
    """The question with a choice for everything that a word was taken for."""
    there = {choice.value for choice in question.choices}
    labels = {WAY + way: asking.WAY_LABELS[way] for way in asking.WAY_LABELS}
    more = dict.fromkeys(one.likely for one in question.words if one.likely not in there)
    added = tuple(Choice(value, labels.get(value, value)) for value in more)
    return replace(question, choices=(*question.choices, *added)) if added else question


def _pipeline(asked: Asked, source: Source) -> KnownPipeline | None:
    """Where the deals flow: the pipeline that is named, or else the first."""
    pipelines = asked.here.pipelines
    key = match_key(source.pipeline or "")
    named = (one for one in pipelines if one.key == key)
    return next(named, next(iter(pipelines), None))


def _of_names(asked: Asked, source: Source, columns: Mapping[str, Seen]) -> Iterator[Question]:
    """People, products and reasons: somebody or something here, or a new one."""
    here = asked.here
    for name, there in (
        ("owner", here.members),
        ("product", here.products),
        ("reason", here.reasons),
    ):
        column = columns.get(name)
        if column is None or not column.words or not there:
            continue
        yield asking.ask_words(
            asked.path.name,
            column.name,
            name,
            column.words,
            _taken_for(source.values.get(name, {}), column.words, there),
            there,
        )


def _taken_for(values: Mapping[str, str], words: Mapping[str, int], there: Sequence[str]) -> Taken:
    said = {match_key(word): value for word, value in values.items()}
    by_key = {match_key(name): name for name in there}
    found = {}
    for word in words:
        value = said.get(match_key(word), word)
        found[word] = by_key.get(match_key(value), NEW)
    return found


def _of_choices(asked: Asked, source: Source, columns: Mapping[str, Seen]) -> Iterator[Question]:
    """Words of the program's own choices, such as the kind of an activity."""
    for name, field in FIELDS[asked.kind].items():
        column = columns.get(name)
        if field.words is None or column is None:
            continue
        said = {match_key(word): value for word, value in source.values.get(name, {}).items()}
        taken: Taken = {}
        for word in column.words or {}:
            value = said.get(match_key(word), field.words.get(word_key(word)))
            if value is not None:
                taken[word] = field.words.get(word_key(value), value) or LEFT
        yield asking.ask_choice(asked.path.name, asked.kind, name, column, taken)

"""What the words of stages and outcomes mean: stages that are here, ways a deal ends, or open."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rapidfuzz import fuzz

from revops_desktop.exchange.guessing.dated_stages import dated_stages
from revops_desktop.exchange.guessing.drafts import Asked, said_way
from revops_desktop.exchange.guessing.evidence import Seen
from revops_desktop.exchange.guessing.questions import LEFT
from revops_desktop.exchange.guessing.roles import WAYS, Way
from revops_desktop.exchange.guessing.template_names import other_names
from revops_desktop.exchange.guessing.vocabulary import HISTORIES, Vocabulary, word_keys
from revops_desktop.exchange.mapping import EXITS, Phase, PipelineSpec, StageSpec
from revops_desktop.i18n import _
from revops_desktop.operations.known import KnownPipeline, KnownStage
from revops_desktop.rules.text import match_key

# Words that are so much alike are proposed; never taken without asking.
_ALIKE = 75
_PHASES: Sequence[Phase] = ("lead", "opportunity", "customer")
_NUMBER = re.compile(r"^\D{0,2}(\d{1,2})(?!\d)")
# Opportunity stages that a file brings are spread between these chances, in basis points.
_LEAST, _MOST = 2000, 8000
_WON = 10_000


@dataclass(slots=True)
class Meant:
    """What was found out about the words of a file in one pipeline.

    `ways`: words that say how deals end or that they go on; `values`: words of stages that are
    written differently here; `unknown`: those that must be asked about, with what is likely;
    `dated`: the columns of the days on which deals came to stages; `left`: words of outcomes whose
    rows stay out.
    """

    pipeline: KnownPipeline | None
    ways: dict[Way, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    known: int = 0
    dated: dict[str, Seen] = field(default_factory=dict)
    left: tuple[str, ...] = ()


def best_pipeline(asked: Asked, words: Mapping[str, int], names: Sequence[KnownPipeline]) -> Meant:
    """The words in the pipeline that knows most of them; the first one of several.

    Columns of days count as words do.
    """
    found = [meant(asked, words, pipeline) for pipeline in names]
    return max(found, key=lambda one: one.known, default=meant(asked, words, None))


def meant(asked: Asked, words: Mapping[str, int], pipeline: KnownPipeline | None) -> Meant:
    """What the words mean where deals flow in this pipeline."""
    stages = pipeline.stages if pipeline else ()
    dated = {}
    if asked.kind == "deals":
        names = [stage.name for stage in stages]
        dated = dated_stages(asked.columns, names, asked.said_days)
    result = Meant(pipeline, dated=dated, known=sum(one.filled for one in dated.values()))
    ways: dict[Way, list[str]] = {way: [] for way in WAYS}
    by_key = {key: stage for stage in reversed(stages) for key in word_keys(stage.name)}
    for word, count in words.items():
        found = _meaning(asked, word, result, by_key)
        if isinstance(found, KnownStage):
            result.known += count
            if match_key(word) != found.key:
                result.values[word] = found.name
            if found.phase == "customer" and asked.kind not in HISTORIES:
                # Who stands with customers was won, whatever the stage is called.
                ways["won"] += [word, found.name]
        elif found is None:
            result.unknown[word] = likely_stage(word, stages, asked.words)
        elif found == "left":
            result.values[word] = ""
        else:
            ways[found].append(word)
    result.ways = {way: tuple(dict.fromkeys(found)) for way, found in ways.items() if found}
    return result


def _meaning(
    asked: Asked, word: str, there: Meant, by_key: Mapping[str, KnownStage]
) -> KnownStage | Way | Literal["left"] | None:
    """What one word means: as was said, as a chosen mapping says, by its name, as is usual."""
    said = asked.said_words.get(match_key(word), "")
    stages = there.pipeline.stages if there.pipeline else ()
    stage = next((one for one in stages if one.key == match_key(said)), None)
    if said == LEFT:
        return "left"
    if stage is None and not said_way(said):
        of_mapping = asked.stages.get(match_key(word))
        keys = word_keys(of_mapping or word)
        stage = next((by_key[key] for key in keys if key in by_key), None)
        if stage is None and of_mapping == "":
            return "left"
    if stage is not None:
        return stage
    way = asked.way(word)
    if asked.kind in HISTORIES and way in ("won", "open"):
        # An event of winning is the coming to the first stage of customers; “open” is no event.
        return first_stage(there.pipeline, "customer") if way == "won" else None
    if way == "open" and not said and not there.dated and is_talked_over(asked.words, word):
        return first_stage(there.pipeline, "opportunity") or way
    return way


def is_talked_over(words: Vocabulary, word: str) -> bool:
    """Whether a word says that a deal is open and with whom it is talked over: 商談中."""
    return words.outcome(word) == "open" and words.phase(word) == "opportunity"


def first_stage(pipeline: KnownPipeline | None, phase: Phase) -> KnownStage | None:
    """The stage to which deals come first in a phase; that of customers when they are won."""
    stages = pipeline.stages if pipeline else ()
    return next((stage for stage in stages if stage.phase == phase), None)


def likely_stage(word: str, stages: Sequence[KnownStage], vocabulary: Vocabulary) -> str:
    """The stage that one of our templates calls so in another language, or whose name is most like
    a word, else the first of a phase that it names, or ""."""
    ours = other_names().get(match_key(word), frozenset())
    named = next((stage.name for stage in stages if stage.key in ours), "")
    if named:
        return named
    keys = word_keys(word)
    scored = [
        (max(fuzz.partial_ratio(key, stage.key) for key in keys if len(key) > 1), stage.name)
        for stage in stages
        if any(len(key) > 1 for key in keys)
    ]
    score, name = max(scored, default=(0, ""), key=lambda one: one[0])
    if score >= _ALIKE:
        return name
    phase = vocabulary.phase(word)
    return next((stage.name for stage in stages if stage.phase == phase), "")


def own_phases(asked: Asked, words: Sequence[str]) -> dict[str, Phase]:
    """The phases of a file's own stages, of which nothing tells the order, by what their words say.

    Words of leaving the river are no stages.
    """
    phases: dict[str, Phase] = {}
    for word in words:
        way = asked.way(word)
        if way == "won":
            phases[word] = "customer"
        elif way not in EXITS:
            said = asked.words.phase(word)
            phases[word] = next((one for one in _PHASES if one == said), "opportunity")
    return phases


def joined(specs: Sequence[PipelineSpec]) -> PipelineSpec:
    """One pipeline for files that come in together; it has the name of the first.

    The stages stand as in the file that has most of them.
    """
    phases: dict[str, Phase] = {}
    for spec in sorted(specs, key=lambda one: -len(one.stages)):
        for stage in spec.stages:
            phases.setdefault(stage.name, stage.phase)
    return pipeline_of(specs[0].name, phases)


def pipeline_of(name: str, phases: Mapping[str, Phase]) -> PipelineSpec:
    """A pipeline of these stages: leads first, customers last, who are won at least.

    Within a phase they stand in the order of the numbers that they begin with, or else as here.
    """
    if "customer" not in phases.values():
        phases = {**phases, _("Won"): "customer"}
    ordered = sorted(phases, key=lambda word: (_PHASES.index(phases[word]), _number(word)))
    between = [word for word in ordered if phases[word] == "opportunity"]
    step = (_MOST - _LEAST) // max(1, len(between) - 1)
    chances = {word: _LEAST + step * place for place, word in enumerate(between)}
    return PipelineSpec(
        name,
        tuple(
            StageSpec(
                word,
                phases[word],
                chances.get(word, _WON if phases[word] == "customer" else 0) // 100 * 100,
            )
            for word in ordered
        ),
    )


def _number(word: str) -> int:
    found = _NUMBER.match(word)
    return int(found[1]) if found else 0


def words_for(
    meant_words: Meant, vocabulary: Vocabulary, stages: Sequence[str]
) -> dict[Way, tuple[str, ...]]:
    """The words of each way: those of the file, and all that are known to mean it.

    So the next export, with a word that this one lacks, is understood too. What is a stage here is
    none of them, unless deals are won there; nor is what says of one that it is talked over.
    """
    taken = {key for stage in stages for key in word_keys(stage)}
    told = [*meant_words.values, *(word for listed in meant_words.ways.values() for word in listed)]
    taken |= {match_key(word) for word in (*told, *meant_words.left)}
    found: dict[Way, tuple[str, ...]] = {}
    for way in WAYS:
        usual = [
            word
            for word in vocabulary.usual.get(way, ())
            if not taken & set(word_keys(word))
            and (meant_words.dated or not is_talked_over(vocabulary, word))
        ]
        found[way] = tuple(dict.fromkeys((*meant_words.ways.get(way, ()), *usual)))
    return found

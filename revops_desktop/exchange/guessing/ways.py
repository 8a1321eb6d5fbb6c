"""How the deals of a file went: the words of its stages and outcomes, and the days of its rows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from revops_desktop.exchange.fields import Kind
from revops_desktop.exchange.guessing import asking
from revops_desktop.exchange.guessing.columns import Match, fields_of
from revops_desktop.exchange.guessing.dated_stages import dated_stages
from revops_desktop.exchange.guessing.days_of_stages import days_of_stages, take_days_of_ends
from revops_desktop.exchange.guessing.drafts import Asked, SourceGuess, said_way
from revops_desktop.exchange.guessing.order_of_stages import in_order, phases_in_order
from revops_desktop.exchange.guessing.questions import EXPECTED, LEFT, OWN, WON
from revops_desktop.exchange.guessing.roles import WAYS, Way, with_roles
from revops_desktop.exchange.guessing.stages import (
    Meant,
    best_pipeline,
    first_stage,
    is_talked_over,
    own_phases,
    pipeline_of,
    words_for,
)
from revops_desktop.exchange.guessing.vocabulary import HISTORIES, name_key
from revops_desktop.exchange.mapping import EXITS, Column, ExitRule, Outcome
from revops_desktop.exchange.reading.sheet_paths import file_of
from revops_desktop.rules.text import match_key

# Names the column of a stage's days among those that were found.
DAY_OF = "day of "
# So few open deals with a closing day are slips of the pen.
_FEW = 0.1
# Such a column does not say of what it is the reason.
_OF_ANYTHING = frozenset({"reason", "理由"})


def tell_ways(
    asked: Asked, made: SourceGuess, roles: dict[str, Column], found: dict[str, Match]
) -> None:
    """The rules of a deal list: where deals stand, what they went through, how they ended."""
    stage, outcome = asked.counts(found, "stage"), asked.counts(found, "outcome")
    is_yes_or_no = bool(outcome) and asked.columns[found["outcome"].places[0]].holds == "yes_no"
    if outcome and not stage and not is_yes_or_no and _names_stages(asked, outcome):
        # A status that names stages is the stage.
        roles["stage"], stage = roles.pop("outcome"), outcome
        found["stage"], outcome = found.pop("outcome"), {}
    elif outcome and not is_yes_or_no and not _says_ways(asked, outcome):
        outcome = {}
        if _tells_ends(asked, stage):
            roles.pop("outcome")
            found.pop("outcome")
        else:
            outcome = asked.counts(found, "outcome")
    tells_by_days = not {"stage", "outcome"} & set(roles)
    if tells_by_days:
        take_days_of_ends(asked, roles, found)
    _without_doubtful(roles, found)
    meant = _meant(asked, made, stage, found)
    if tells_by_days:
        meant = days_of_stages(asked, made, found, meant)
    says_ends = meant.dated or "stage" in roles or "outcome" in roles
    if "closed_on" in roles and not says_ends:
        _closed(asked, made, roles, found)
    _said_outcomes(asked, made, meant, outcome, found)
    words = words_for(meant, asked.words, _stage_names(made, meant))
    words["open"] = (*words.get("open", ()), "")
    made.source = with_roles(made.source, roles, words)
    if meant.dated and not made.source.stage_dates:
        _take_days(made, meant, roles, words, found)
    if "expected_close" not in found and _is_of_open_deals(asked, meant, found):
        columns = {**made.source.columns, "expected_close": roles["closed_on"]}
        made.source = replace(made.source, columns=columns)


def holds(kind: Kind, name: str, *what: str) -> bool:
    """Whether a field or role, or the days of a stage, hold one of these."""
    field = fields_of(kind).get(name)
    return "day" in what if name.startswith(DAY_OF) else field is not None and field.holds in what


def _without_doubtful(roles: dict[str, Column], found: dict[str, Match]) -> None:
    """Leaves columns out that say nothing for certain where no words tell how deals ended."""
    if {"stage", "outcome"} & set(roles):
        return
    if not {"left_on", "churned_on"} & set(roles) and _is_any_reason(found.get("reason")):
        # It may be the reason of anything.
        del roles["reason"], found["reason"]
    if "churned_on" in roles and ("left_on" in roles or "won_on" not in roles):
        # A row leaves once, and only who was won churns.
        del roles["churned_on"], found["churned_on"]


def _is_any_reason(match: Match | None) -> bool:
    return match is not None and name_key(match.column.names[0]) in _OF_ANYTHING


def _take_days(
    made: SourceGuess,
    meant: Meant,
    roles: dict[str, Column],
    words: Mapping[Way, tuple[str, ...]],
    found: dict[str, Match],
) -> None:
    """Days of stages tell the way; a column that is one of them is nothing else."""
    places = {column.place for column in meant.dated.values()}
    for name in [name for name, match in found.items() if places & set(match.places)]:
        del found[name]
        roles.pop(name, None)
    for stage, column in meant.dated.items():
        found[f"{DAY_OF}{stage}"] = Match(
            f"{DAY_OF}{stage}", Column((column.name,)), (column.place,), 1
        )
    days = {stage: Column((one.name,)) for stage, one in meant.dated.items()}
    customers = first_stage(meant.pipeline, "customer")
    if customers is not None and "won_on" in roles:
        # The day of winning is that of the first customer stage.
        days.setdefault(customers.name, roles["won_on"])
    dated = replace(
        made.source,
        columns={name: one for name, one in made.source.columns.items() if name in found},
        stage_dates=days,
    )
    made.source = with_roles(dated, roles, words)


def _is_of_open_deals(asked: Asked, meant: Meant, found: Mapping[str, Match]) -> bool:
    """Whether deals that are still open have a closing day, too: then it is an expected one.

    Many programs have one such day, which is expected until it comes.
    """
    day, word = found.get("closed_on"), found.get("outcome") or found.get("stage")
    if day is None or word is None or not (day.places and word.places):
        return False
    ended = {word for way, words in meant.ways.items() if way != "open" for word in words}
    have = lacking = 0
    for text, is_filled in asked.pairs(word.places[0], day.places[0]):
        if text not in ended:
            have += is_filled
            lacking += not is_filled
    return have > lacking * _FEW


def _stage_names(made: SourceGuess, meant: Meant) -> list[str]:
    if made.pipeline is not None:
        return [stage.name for stage in made.pipeline.stages]
    return [stage.name for stage in meant.pipeline.stages] if meant.pipeline else []


def _says_ways(asked: Asked, counts: Mapping[str, int]) -> bool:
    """Whether some word says how deals end or that they are open."""
    return any(asked.way(word) for word in counts)


def _names_stages(asked: Asked, counts: Mapping[str, int]) -> bool:
    """Whether a status says where deals stand, and not only how they ended or that they are open.

    Where days tell through which stages a deal went, a word that says how it ended is enough.
    """
    # Marks and numbers are no names of stages.
    counts = {word: count for word, count in counts.items() if _is_word(word)}
    if counts and not _says_ways(asked, counts):
        return True
    if any(dated_stages(asked.columns, names) for names in asked.here.stage_names):
        return False
    said = asked.said_words
    return any(
        asked.way(word) is None
        or is_talked_over(asked.words, word)
        or not _is_way_or_left(said.get(match_key(word), LEFT))
        for word in counts
    )


def _is_word(text: str) -> bool:
    return len(text) > 1 and not text.isdecimal()


def _is_way_or_left(value: str) -> bool:
    return value == LEFT or said_way(value) is not None


def _tells_ends(asked: Asked, counts: Mapping[str, int]) -> bool:
    return any(asked.way(word) in ("won", "lost") for word in counts)


def _closed(
    asked: Asked, made: SourceGuess, roles: dict[str, Column], found: dict[str, Match]
) -> None:
    column = roles["closed_on"].names[0]
    said = asked.said("closed", column=column)
    if said is None:
        made.questions.append(asking.ask_closed(asked.path.name, column))
    elif said.value == WON:
        roles["won_on"] = roles.pop("closed_on")
        found["won_on"] = found.pop("closed_on")
    elif said.value == EXPECTED:
        roles.pop("closed_on")
        found.setdefault("expected_close", found.pop("closed_on"))
        columns = {**made.source.columns, "expected_close": found["expected_close"].column}
        made.source = replace(made.source, columns=columns)


def _meant(
    asked: Asked, made: SourceGuess, counts: Mapping[str, int], found: Mapping[str, Match]
) -> Meant:
    """What the words of stages mean, here or in a pipeline that the file brings along."""
    pipelines = asked.here.pipelines
    said = asked.said("pipeline")
    if said is not None:
        pipelines = tuple(one for one in pipelines if one.key == match_key(said.value)) or pipelines
    answers = [one for one in asked.answers if one.asks == "stages"]
    if counts and any(answer.value == OWN for answer in answers):
        return _own(asked, made, found)
    meant = best_pipeline(asked, counts, pipelines)
    _flows_in(asked, made, meant)
    if meant.unknown:
        pipeline = meant.pipeline
        likely = OWN if meant.known * 2 < sum(counts.values()) else ""
        made.questions.append(
            asking.ask_stages(
                asked.path.name,
                asked.columns[found["stage"].places[0]].name,
                counts,
                meant.unknown,
                pipeline=pipeline.name if pipeline else "",
                stages=[stage.name for stage in pipeline.stages] if pipeline else (),
                likely=likely,
                # To no stage comes a deal that is only open.
                allowed=WAYS if asked.kind == "deals" else WAYS[:-1],
            )
        )
    return meant


def _stage_counts(
    asked: Asked, found: Mapping[str, Match], *, whole: bool = False
) -> dict[str, int]:
    """The words of stages; a change names two of them."""
    counts = Counter(asked.counts(found, "from", whole=whole)) if "from" in found else Counter()
    counts.update(asked.counts(found, "stage", whole=whole))
    return dict(counts)


def _own(asked: Asked, made: SourceGuess, found: Mapping[str, Match]) -> Meant:
    """The stages of the file; a word that is said to mean another one is called so."""
    meant = Meant(None)
    words = list(_stage_counts(asked, found, whole=True))
    if asked.kind in HISTORIES:
        words = in_order(asked, found, words)
    for word in words:
        said = asked.said_words.get(match_key(word), "")
        if said and said_way(said) is None and match_key(said) != match_key(word):
            meant.values[word] = "" if said == LEFT else said
    names = [name for name in dict.fromkeys(meant.values.get(one, one) for one in words) if name]
    if asked.kind in HISTORIES:
        staying = [name for name in names if asked.way(name) not in EXITS]
        phases = phases_in_order(
            asked, staying, [name for name in names if asked.way(name) == "won"]
        )
    else:
        phases = own_phases(asked, names)
    made.pipeline = pipeline_of(asked.known_as or file_of(asked.path).stem, phases)
    made.source = replace(made.source, pipeline=made.pipeline.name)
    if meant.values:
        values = {**made.source.values, "stage": meant.values}
        made.source = replace(made.source, values=values)
    for word in words:
        name = meant.values.get(word, word)
        way = asked.way(name)
        if phases.get(name) == "customer":
            meant.ways["won"] = (*meant.ways.get("won", ()), *dict.fromkeys((word, name)))
        elif name and name not in phases and way is not None:
            meant.ways[way] = (*meant.ways.get(way, ()), word)
    return meant


def _flows_in(asked: Asked, made: SourceGuess, meant: Meant) -> None:
    """The pipeline is named only where it is not the first, which needs no name."""
    pipelines = asked.here.pipelines
    if meant.pipeline is not None and meant.pipeline is not pipelines[0]:
        made.source = replace(made.source, pipeline=meant.pipeline.name)
    if meant.values:
        values = {**made.source.values, "stage": meant.values}
        made.source = replace(made.source, values=values)


def _said_outcomes(
    asked: Asked,
    made: SourceGuess,
    meant: Meant,
    counts: Mapping[str, int],
    found: Mapping[str, Match],
) -> None:
    """Words of the outcome column that nobody knows are asked about."""
    unknown: dict[str, str] = {}
    for word in counts:
        way = asked.way(word)
        if way is not None:
            meant.ways[way] = tuple(dict.fromkeys((*meant.ways.get(way, ()), word)))
        elif asked.said_words.get(match_key(word)) == LEFT:
            meant.left = (*meant.left, word)
        else:
            unknown[word] = ""
    if meant.left:
        values = {**made.source.values, "outcome": dict.fromkeys(meant.left, "")}
        made.source = replace(made.source, values=values)
    if unknown:
        column = asked.columns[found["outcome"].places[0]].name
        made.questions.append(asking.ask_outcome(asked.path.name, column, counts, unknown))


def tell_history(asked: Asked, made: SourceGuess, found: Mapping[str, Match]) -> None:
    """Of a history the words are stages; those of leaving are exits."""
    meant = _meant(asked, made, _stage_counts(asked, found), found)
    exits = tuple(
        Outcome(words, (), ExitRule(way)) for way in EXITS if (words := meant.ways.get(way, ()))
    )
    made.source = replace(made.source, outcomes=exits)

"""Columns of days alone tell the way of deals, and bear names that are no stages here.

A day of “受注” or “Closed won” is that of winning. To which stages deals came on other days only
the person knows: they are stages that are here, or the file's own (domain.md §3).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from revops_desktop.exchange.guessing import asking
from revops_desktop.exchange.guessing.columns import Match
from revops_desktop.exchange.guessing.dated_stages import FEWEST, may_be_days, without_day
from revops_desktop.exchange.guessing.drafts import Asked, SourceGuess
from revops_desktop.exchange.guessing.evidence import Seen
from revops_desktop.exchange.guessing.order_of_stages import phases_in_order
from revops_desktop.exchange.guessing.questions import LEFT, OWN
from revops_desktop.exchange.guessing.stages import Meant, likely_stage, pipeline_of
from revops_desktop.exchange.mapping import Column
from revops_desktop.exchange.reading.sheet_paths import file_of
from revops_desktop.rules.text import match_key

# The roles of days that a way of a deal has.
_DAY_OF = {"won": "won_on", "lost": "left_on", "churned": "churned_on"}
# A column that is called so may hold the day of anything.
_ANY_DAY = re.compile(
    r"(?i)(?:日|日付|日時|年月日|期日|期限|期間|納期|予定|締切)$|\b(?:date|day|time|on|at|due|by)$"
)


def take_days_of_ends(asked: Asked, roles: dict[str, Column], found: dict[str, Match]) -> None:
    """A column of days that bears the name of an end says when deals came to it."""
    taken = {place: name for name, match in found.items() for place in match.places}
    for column in asked.columns:
        way = asked.words.outcome(without_day(column.name)) if column.name else None
        role = _DAY_OF.get(way or "")
        known = taken.get(column.place)
        if role is None or role in roles or known not in (None, "closed_on"):
            continue
        if column.is_empty or not may_be_days(column):
            continue
        if asked.said_days.get(match_key(column.name)) == LEFT:
            continue
        if known is not None:
            del roles[known], found[known]
        roles[role] = Column((column.name,))
        found[role] = Match(role, roles[role], (column.place,), 1)


def days_of_stages(
    asked: Asked, made: SourceGuess, found: Mapping[str, Match], meant: Meant
) -> Meant:
    """What the columns of days mean: what was found, the file's own stages, or a question more.

    Only where no column says where deals stand or how they ended.
    """
    columns = _loose(asked, found)
    if not columns:
        return meant
    if any(one.asks == "stages" and one.value == OWN for one in asked.answers):
        return _own(asked, made, columns, found)
    stages = meant.pipeline.stages if meant.pipeline else ()
    dated = {column.place for column in meant.dated.values()}
    unknown = {
        column.name: likely_stage(without_day(column.name), stages, asked.words)
        for column in columns
        if column.place not in dated and match_key(column.name) not in asked.said_days
    }
    ended = len(set(found) & set(_DAY_OF.values()))
    if unknown and (any(unknown.values()) or len(columns) + ended >= FEWEST):
        likely = "" if any(unknown.values()) else OWN
        made.questions.append(
            asking.ask_days_of_stages(
                asked.path.name,
                {column.name: column.filled for column in columns},
                unknown,
                pipeline=meant.pipeline.name if meant.pipeline else "",
                stages=[stage.name for stage in stages],
                likely=likely,
            )
        )
    return meant


def _loose(asked: Asked, found: Mapping[str, Match]) -> list[Seen]:
    """The columns of days that no field takes, and that may be called after a stage."""
    taken = {place for match in found.values() for place in match.places}
    return [
        column
        for column in asked.columns
        if column.name
        and column.place not in taken
        and not column.is_empty
        and may_be_days(column)
        and asked.said_days.get(match_key(column.name)) != LEFT
        and _may_name_stage(asked, column.name)
    ]


def _may_name_stage(asked: Asked, name: str) -> bool:
    if not _ANY_DAY.search(name.strip()):
        return True
    text = without_day(name)
    if asked.words.phase(text) is not None or match_key(name) in asked.said_days:
        return True
    return any(likely_stage(text, one.stages, asked.words) for one in asked.here.pipelines)


def _own(
    asked: Asked, made: SourceGuess, columns: Sequence[Seen], found: Mapping[str, Match]
) -> Meant:
    """The columns as the stages of a pipeline of the file's own; behind the winning are customers.

    The day of winning is that of the first of these.
    """
    won = found.get("won_on")
    first = won.places[0] if won is not None and won.places else len(asked.columns)
    places = {column.place for column in columns} | {first}
    days = [column for column in asked.columns if column.place in places]
    dated = {without_day(column.name): column for column in days}
    names = [name for name, column in dated.items() if column.place == first]
    phases = phases_in_order(asked, list(dated), names)
    made.pipeline = pipeline_of(asked.known_as or file_of(asked.path).stem, phases)
    made.source = replace(made.source, pipeline=made.pipeline.name)
    return Meant(None, dated=dated)

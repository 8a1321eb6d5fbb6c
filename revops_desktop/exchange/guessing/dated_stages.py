"""Columns that bear the name of a stage and hold the day on which a deal came there."""

import re
from collections.abc import Iterator, Mapping, Sequence

from revops_desktop.exchange.guessing.columns import is_yearless
from revops_desktop.exchange.guessing.evidence import Seen
from revops_desktop.exchange.guessing.vocabulary import word_keys
from revops_desktop.rules.text import match_key

# How the day of a stage is called: Date entered “Proposal (Sales)”, Proposal on, 提案に移行した日.
_SAID = re.compile(
    r"""(?ix)^(?: (?:date\s+)? entered \s+ (?:stage\s+)? ["“”']? (?P<a>.+?) ["“”']?
      | (?:first\s+)? entered \s+ (?P<b>.+)
      | ["「]? (?P<c>.+?) ["」]? \s* (?:に移行した|に到達した|に入った|移行|到達) 日時? )$"""
)
_LOOSELY = re.compile(r"(?ix)^(?: (?P<a>.+?) \s+ (?:date|on|since|at|entered) | (?P<b>.+?)日時? )$")
# Fewer are chance: “Contract” may be the day of a contract.
FEWEST = 2


def dated_stages(
    columns: Sequence[Seen], stages: Sequence[str], said: Mapping[str, str] | None = None
) -> dict[str, Seen]:
    """The column of each stage's days; none where there are too few to be meant.

    `said`: by the key of a column's name the stage that a person said it to be; any other value
    says that it is none.
    """
    by_key: dict[str, str] = {}
    for name in reversed(stages):
        by_key.update(dict.fromkeys(word_keys(name), name))
    told = said or {}
    found: dict[str, Seen] = {}
    left: set[str] = set()
    for column in columns:
        if not may_be_days(column):
            continue
        meant = told.get(match_key(column.name))
        named = _stage(column.name, by_key)
        stage = named if meant is None else by_key.get(match_key(meant))
        if stage is not None:
            found.setdefault(stage, column)
        elif named is not None:
            left.add(named)
    filled = [column for column in found.values() if not column.is_empty]
    is_said = any(match_key(column.name) in told for column in filled)
    # One that stays out tells what the others are all the same.
    return found if filled and (is_said or len(found.keys() | left) >= FEWEST) else {}


def may_be_days(column: Seen) -> bool:
    """Whether a column holds days, if without a year, or nothing yet."""
    is_sure = column.holds in ("day", "instant", "empty") or column.look.date_order == "ask"
    return is_sure or is_yearless(column)


def without_day(name: str) -> str:
    """What a column of days is of: 提案 of 提案日, “Proposal” of “Proposal date”."""
    return next((text for text in _names(name) if text != name), name)


def _stage(name: str, by_key: Mapping[str, str]) -> str | None:
    for text in _names(name):
        for key in word_keys(text):
            if key in by_key:
                return by_key[key]
    return None


def _names(name: str) -> Iterator[str]:
    """What a column may call a stage: what is said to be entered, itself, or without its “date”."""
    for pattern in (_SAID, None, _LOOSELY):
        if pattern is None:
            yield name
        elif match := pattern.match(name.strip()):
            yield from (text for text in match.groups() if text)

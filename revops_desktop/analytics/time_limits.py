"""Which time limit holds for a clock (domain.md §4): the version of its start, or a later one.

Limits are dated versions. Of those of a stage or rule the last one counts that was made before the
clock began, or while it ran if the owner said so for running clocks too.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import time_limit
from revops_desktop.rules.business_clock import Limit


@dataclass(frozen=True, slots=True)
class LimitVersion:
    """A limit as it was written; `limit` None: from then on there is none."""

    made_at: int
    for_running: bool
    limit: Limit | None


@dataclass(frozen=True, slots=True)
class LimitBook:
    """All versions of all limits, oldest first."""

    stages: Mapping[int, Sequence[LimitVersion]]
    rules: Mapping[int, Sequence[LimitVersion]]

    def stage(self, stage_id: int, start: int, end_or_now: int) -> Limit | None:
        """The limit of a stay in a stage from `start` to `end_or_now`; None: no clock."""
        return holding(self.stage_versions(stage_id), start, end_or_now)

    def rule(self, rule_id: int, start: int, end_or_now: int) -> Limit | None:
        """The limit of a hand-off by a rule from `start` to `end_or_now`; None: no clock."""
        return holding(self.rule_versions(rule_id), start, end_or_now)

    def current_stage(self, stage_id: int) -> Limit | None:
        """The limit that a stay beginning now would have."""
        versions = self.stage_versions(stage_id)
        return versions[-1].limit if versions else None

    def current_rule(self, rule_id: int) -> Limit | None:
        """The limit that a hand-off made now would have."""
        versions = self.rule_versions(rule_id)
        return versions[-1].limit if versions else None

    def made_by(self, at: int) -> int:
        """How many versions of all limits were made by an instant."""
        every = (*self.stages.values(), *self.rules.values())
        return sum(one.made_at <= at for versions in every for one in versions)

    def stage_versions(self, stage_id: int) -> Sequence[LimitVersion]:
        """Every version of a stage's limit, oldest first."""
        return self.stages.get(stage_id, ())

    def rule_versions(self, rule_id: int) -> Sequence[LimitVersion]:
        """Every version of a rule's limit, oldest first."""
        return self.rules.get(rule_id, ())


def holding(versions: Sequence[LimitVersion], start: int, end_or_now: int) -> Limit | None:
    """The limit that holds for a clock from `start` to its end, or to now while it runs."""
    for version in reversed(versions):
        if version.made_at <= start or (version.for_running and version.made_at <= end_or_now):
            return version.limit
    return None


def limit_book(session: Session) -> LimitBook:
    """Every time limit of the workspace, with its versions."""
    stages: dict[int, list[LimitVersion]] = defaultdict(list)
    rules: dict[int, list[LimitVersion]] = defaultdict(list)
    columns = time_limit.c
    found = session.execute(
        select(
            *(columns.stage_id, columns.rule_id, columns.made_at, columns.for_running),
            *(columns.limit_minutes, columns.limit_days),
        ).order_by(columns.made_at, columns.id)
    )
    for stage_id, rule_id, made_at, for_running, minutes, days in found:
        limit = None if minutes is None and days is None else Limit(minutes, days)
        version = LimitVersion(made_at, bool(for_running), limit)
        if stage_id is not None:
            stages[stage_id].append(version)
        else:
            rules[rule_id].append(version)
    return LimitBook(dict(stages), dict(rules))

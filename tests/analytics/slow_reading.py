"""What domain.md §5 says, read deal by deal from the visits: slow, plain, and nothing shared.

Written from the text alone: no SQL, none of the derived tables, none of the program's own rules.
"""

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from math import floor
from statistics import mean, median
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
Group = tuple[int, int, int]  # deals, sum of known amounts, deals of unknown amount

LEFT = ("lost", "recycled", "churned", "transferred")
ENDINGS = ("won", "lost", "recycled", "reopened")


@dataclass
class Event:
    kind: str
    at: int | None
    day: str | None
    pipeline: int
    was_opportunity: bool
    deal: Row
    visit: Row


def group(deals: list[Row]) -> Group:
    values = [worth(deal) for deal in deals]
    known = [value for value in values if value is not None]
    return len(values), sum(known), len(values) - len(known)


def worth(deal: Row) -> int | None:
    if deal["closed_value"] is not None:
        return int(deal["closed_value"])
    if deal["amount"] is None and deal["monthly_amount"] is None:
        return None
    return (deal["amount"] or 0) + 12 * (deal["monthly_amount"] or 0)


class Reading:
    def __init__(self, rows: dict[str, list[Row]], zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.stage = {row["id"]: row for row in rows["stage"]}
        self.deals = rows["deal"]
        self.visits: dict[int, list[Row]] = {deal["id"]: [] for deal in rows["deal"]}
        for visit in sorted(rows["stage_visit"], key=lambda row: row["sequence"]):
            self.visits[visit["deal_id"]].append(visit)
        self._phase: dict[int, str] = {}
        for visits in self.visits.values():
            self._read_phases(visits)
        self._happened = {deal["id"]: self._events(deal) for deal in self.deals}

    def only(self, pipeline: int) -> "Reading":
        """The same, of the deals that ever had to do with the pipeline."""
        mine = copy(self)
        mine.deals = [
            deal
            for deal in self.deals
            if deal["pipeline_id"] == pipeline
            or any(
                self.stage[visit["stage_id"]]["pipeline_id"] == pipeline
                for visit in self.visits[deal["id"]]
            )
        ]
        return mine

    def river(self, pipeline: int) -> list[Row]:
        mine = [row for row in self.stage.values() if row["pipeline_id"] == pipeline]
        return sorted(mine, key=lambda row: row["position"])

    def phase(self, visit: Row) -> str:
        return self._phase[visit["id"]]

    def _read_phases(self, visits: list[Row]) -> None:
        """The stage's phase; but what is imported of a won deal tells of a customer."""
        before: Row | None = None
        for visit in visits:
            phase = str(self.stage[visit["stage_id"]]["phase"])
            if before is not None and visit["is_imported"]:
                moved_on = before["outcome"] in ("went_back", "advanced")
                if moved_on and self._phase[before["id"]] == "customer":
                    phase = "customer"
            self._phase[visit["id"]] = phase
            before = visit

    # What happened

    def wins(self, deal: Row) -> list[Row]:
        """The visits that won: entering the customer phase; going back out of it takes it away."""
        found: list[Row] = []
        before: Row | None = None
        for visit in self.visits[deal["id"]]:
            was = before is not None and self.phase(before) == "customer"
            if self.phase(visit) == "customer" and not was:
                found.append(visit)
            if was and self.phase(visit) != "customer":
                assert before is not None
                if before["outcome"] in ("went_back", "advanced"):
                    found.pop()
            before = visit
        return found

    def events(self, deal: Row) -> list[Event]:
        return self._happened[deal["id"]]

    def _events(self, deal: Row) -> list[Event]:
        found: list[Event] = []
        won = [visit["id"] for visit in self.wins(deal)]
        was_opportunity = False
        before: Row | None = None
        for visit in self.visits[deal["id"]]:
            pipeline = self.stage[visit["stage_id"]]["pipeline_id"]
            was_opportunity = was_opportunity or self.phase(visit) != "lead"
            came_back_as_customer = (
                before is not None and self.phase(before) == self.phase(visit) == "customer"
            )
            what = [("won", "entered")] if visit["id"] in won else []
            if visit["is_reentry"] and not what and not came_back_as_customer:
                what.append(("reopened", "entered"))
            if visit["outcome"] in LEFT:
                what.append((visit["outcome"], "left"))
            for kind, end in what:
                at, day = visit[f"{end}_at"], visit[f"{end}_day"]
                found.append(Event(kind, at, day, pipeline, was_opportunity, deal, visit))
            before = visit
        return found

    def last_endings(self, pipeline: int, start: int | None, end: int | None) -> list[Event]:
        found = []
        for deal in self.deals:
            mine = [
                event
                for event in self.events(deal)
                if event.pipeline == pipeline
                and event.kind in ENDINGS
                and self.inside(event.at, start, end)
            ]
            found.extend(mine[-1:])
        return found

    def inside(self, at: int | None, start: int | None, end: int | None) -> bool:
        if start is None and end is None:
            return True
        return at is not None and (start is None or at >= start) and (end is None or at < end)

    def with_event(self, kind: str, pipeline: int, start: int | None, end: int | None) -> Group:
        return group(
            [
                deal
                for deal in self.deals
                if any(
                    event.kind == kind
                    and event.pipeline == pipeline
                    and self.inside(event.at, start, end)
                    for event in self.events(deal)
                )
            ]
        )

    # How long it took

    def days(self, start: tuple[Any, Any], end: tuple[Any, Any]) -> float | None:
        if start[0] is None or end[0] is None:
            return None
        if start[1] is None and end[1] is None:
            return float((end[0] - start[0]) / 86400)
        first, last = (
            date.fromisoformat(day) if day else datetime.fromtimestamp(at, self.zone).date()
            for at, day in (start, end)
        )
        return float((last - first).days)

    def cycle(self, event: Event) -> float | None:
        """From the earliest visit to an opportunity stage or any later one."""
        visits = [visit for visit in self.visits[event.deal["id"]] if self.phase(visit) != "lead"]
        return self._from_earliest(visits, event)

    def lead(self, event: Event) -> float | None:
        """From the visit in the earliest stage of the river."""
        visits = self.visits[event.deal["id"]]
        first = min(self.stage[visit["stage_id"]]["position"] for visit in visits)
        visits = [v for v in visits if self.stage[v["stage_id"]]["position"] == first]
        return self._from_earliest(visits, event)

    def _from_earliest(self, visits: list[Row], event: Event) -> float | None:
        if any(visit["entered_at"] is None for visit in visits):
            return None
        start = min(visits, key=lambda visit: (visit["entered_at"], visit["sequence"]))
        return self.days((start["entered_at"], start["entered_day"]), (event.at, event.day))

    # Where it is

    def last_visit(self, deal: Row) -> Row | None:
        visits = self.visits[deal["id"]]
        return visits[-1] if visits else None

    def standing(self, deal: Row) -> Row | None:
        visit = self.last_visit(deal)
        return None if visit is None or visit["outcome"] else self.stage[visit["stage_id"]]

    def pipeline_of(self, deal: Row) -> int:
        visit = self.last_visit(deal)
        stage = self.stage[visit["stage_id"]] if visit else deal
        return int(stage["pipeline_id"])

    def is_open(self, deal: Row, pipeline: int) -> bool:
        stage = self.standing(deal)
        return (
            stage is not None and stage["pipeline_id"] == pipeline and stage["phase"] != "customer"
        )

    def is_undated(self, deal: Row) -> bool:
        visits = self.visits[deal["id"]]
        return not visits or any(
            visit["entered_at"] is None or (visit["outcome"] and visit["left_at"] is None)
            for visit in visits
        )

    def weighted(self, pipeline: int) -> int:
        points = {one["id"]: one["probability_basis_points"] for one in self.river(pipeline)}
        return self._weighed(pipeline, {key: Fraction(one, 10000) for key, one in points.items()})

    def measured(self, pipeline: int) -> int:
        """With what came of the deals that reached each stage (domain.md §5, k = 10)."""
        endings = self.last_endings(pipeline, None, None)
        chances = {}
        for stage in self.river(pipeline):
            came = [one.kind for one in endings if self.reached(one.deal, stage)[0]]
            won, lost = came.count("won"), came.count("lost")
            drawn = 10 * Fraction(stage["probability_basis_points"], 10000)
            chances[stage["id"]] = (won + drawn) / (won + lost + 10)
        return self._weighed(pipeline, chances)

    def _weighed(self, pipeline: int, chances: dict[int, Fraction]) -> int:
        found = 0
        for deal in self.deals:
            value = worth(deal)
            if self.is_open(deal, pipeline) and value is not None:
                stage = self.standing(deal)
                assert stage is not None
                own = deal["probability_basis_points"]
                chance = chances[stage["id"]] if own is None else Fraction(own, 10000)
                found += floor(value * chance + Fraction(1, 2))
        return found

    # The funnel

    def reached(self, deal: Row, stage: Row) -> tuple[bool, int | None]:
        """Whether it reached the stage or any later one, and when: None is unknown."""
        times = [
            visit["entered_at"]
            for visit in self.visits[deal["id"]]
            if self.stage[visit["stage_id"]]["pipeline_id"] == stage["pipeline_id"]
            and self.stage[visit["stage_id"]]["position"] >= stage["position"]
        ]
        if not times:
            return False, None
        return True, None if None in times else min(times)

    def cohort(self, stage: Row, start: int | None, end: int | None) -> list[Row]:
        found = []
        for deal in self.deals:
            did, at = self.reached(deal, stage)
            if did and self.inside(at, start, end):
                found.append(deal)
        return found

    def fate(self, deal: Row, stage: Row, after: Row | None) -> str:
        """advanced, a way of leaving, or waiting: of a deal that reached the stage."""
        if after is not None and self.reached(deal, after)[0]:
            return "advanced"
        mine = [
            visit
            for visit in self.visits[deal["id"]]
            if self.stage[visit["stage_id"]]["pipeline_id"] == stage["pipeline_id"]
        ]
        return mine[-1]["outcome"] if mine[-1]["outcome"] in LEFT else "waiting"

    def visited(self, deal: Row, stage: Row) -> bool:
        return any(visit["stage_id"] == stage["id"] for visit in self.visits[deal["id"]])


def summed(days: list[float | None]) -> tuple[int, float | None, float | None, int, int]:
    """n, median, mean, odd, undated."""
    known = [one for one in days if one is not None]
    kept = [one for one in known if one >= 0]
    return (
        len(kept),
        median(kept) if kept else None,
        mean(kept) if kept else None,
        len(known) - len(kept),
        len(days) - len(known),
    )

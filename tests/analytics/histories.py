"""Random rivers and deals with every oddity that a real list has; for the slow reading."""

import random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.rules.periods import DAY, local_day, start_of_day
from tests.river import CHURNED, LOST, RECYCLED, ZONE

# 2025-01-01 in Tokyo; histories last about half a year.
BEGIN = start_of_day(local_day(1_735_660_000, ZONE), ZONE)
SPAN = 180 * DAY
REASONS = {"lost": LOST, "recycled": RECYCLED, "churned": CHURNED}

Rows = dict[str, list[dict[str, Any]]]


class Story:
    """The rows of some rivers and their deals; every pipeline has a neighbour to pass deals to."""

    def __init__(self, seed: int, *, pipelines: int, deals: int) -> None:
        self.chance = random.Random(seed)
        self.rows: Rows = {name: [] for name in _ORDER}
        self.stages: dict[int, list[dict[str, Any]]] = {}
        for number in range(pipelines):
            self._pipeline(100 + number)
        for pipeline_id in list(self.stages):
            for _ in range(deals):
                self._deal(pipeline_id)

    def _add(self, table: str, **values: Any) -> dict[str, Any]:
        row = {"id": len(self.rows[table]) + 1000, **values}
        self.rows[table].append(row)
        return row

    def _pipeline(self, pipeline_id: int) -> None:
        self.rows["pipeline"].append(
            {"id": pipeline_id, "name": f"P{pipeline_id}", "position": pipeline_id}
        )
        leads, chances, customers = (self.chance.randint(least, 3) for least in (0, 1, 1))
        phases = ["lead"] * leads + ["opportunity"] * chances + ["customer"] * customers
        self.stages[pipeline_id] = [
            self._add(
                "stage",
                pipeline_id=pipeline_id,
                name=f"{phase} {place}",
                # Gaps between positions, as when a stage was taken out.
                position=place * self.chance.choice((1, 1)) + place // 2,
                phase=phase,
                colour="#3366cc",
                probability_basis_points=self.chance.choice((0, 333, 2500, 5000, 10000)),
            )
            for place, phase in enumerate(phases)
        ]

    def _deal(self, pipeline_id: int) -> None:
        chance = self.chance
        deal = self._add(
            "deal",
            title="<b>",
            pipeline_id=pipeline_id,
            kind=chance.choice(("new", "repeat")),
            amount=chance.choice((None, 0, 333, 1_000, 999_999)),
            monthly_amount=chance.choice((None, None, None, 0, 500)),
            closed_value=chance.choice((None, None, None, 0, 777)),
            probability_basis_points=chance.choice((None, None, None, 0, 5000)),
            owner_id=chance.choice((None, 1, 2)),
            source=chance.choice((None, "web", "fair")),
            created_at=BEGIN,
        )
        if chance.random() > 0.04:
            self._visits(deal["id"], pipeline_id)

    def _visits(self, deal_id: int, pipeline_id: int) -> None:
        chance = self.chance
        unknown, odd = chance.random() < 0.15, chance.random() < 0.08
        # What was imported comes first; the rest was done by hand.
        imported = chance.choice((0, 0, 2, 4, 9))
        by_day = chance.random() < 0.3
        at = BEGIN + chance.randrange(SPAN)
        river = self.stages[pipeline_id]
        stage = chance.choice(river[: max(1, len(river) - 1)])
        reentry = False
        for sequence in range(chance.choice((1, 2, 3, 4, 6, 9))):
            later = at + chance.randrange(20 * DAY) - (10 * DAY if odd else 0)
            begins = self._moment("entered", at, unknown and chance.random() < 0.5, by_day)
            visit = self._add(
                "stage_visit",
                **{"deal_id": deal_id, "stage_id": stage["id"], "sequence": sequence},
                **begins,
                **{"left_at": None, "left_day": None, "outcome": None, "is_reentry": int(reentry)},
                is_imported=int(sequence < imported),
            )
            moved = self._leave(visit, later, unknown, by_day)
            if moved is None:
                return
            stage, reentry = moved
            at = later + (chance.randrange(20 * DAY) if reentry else 0)
        # The last one may not have gone anywhere.
        last = self.rows["stage_visit"][-1]
        if last["outcome"] in ("advanced", "went_back", "transferred"):
            last |= {"left_at": None, "left_day": None, "outcome": None}

    def _moment(self, end: str, at: int, unknown: bool, by_day: bool) -> dict[str, Any]:
        if unknown:
            return {f"{end}_at": None, f"{end}_day": None}
        # Of a list of days some moments are known better.
        if not by_day or at % 3 == 0:
            return {f"{end}_at": at, f"{end}_day": None}
        day = local_day(at, ZONE)
        return {f"{end}_at": start_of_day(day, ZONE), f"{end}_day": day.isoformat()}

    def _leave(
        self, visit: dict[str, Any], at: int, unknown: bool, by_day: bool
    ) -> tuple[dict[str, Any], bool] | None:
        """Ends the visit; the next stage and whether it is a re-entry, None where it stays."""
        chance = self.chance
        stage = next(one for one in self.rows["stage"] if one["id"] == visit["stage_id"])
        river = self.stages[stage["pipeline_id"]]
        place = river.index(stage)
        act = chance.random()
        if act < 0.15:
            return None
        visit |= self._moment("left", at, unknown and chance.random() < 0.5, by_day)
        if act < 0.4:
            way = "churned" if stage["phase"] == "customer" else chance.choice(("lost", "recycled"))
            visit["outcome"] = way
            # Now and then nobody said why.
            reason = REASONS[way] if visit["id"] % 5 else None
            self._add("deal_exit", deal_id=visit["deal_id"], visit_id=visit["id"], reason_id=reason)
            return (chance.choice(river), True) if chance.random() < 0.4 else None
        if act < 0.42:
            neighbours = [one for one in self.stages if one != stage["pipeline_id"]]
            visit["outcome"] = "transferred"
            return chance.choice(self.stages[chance.choice(neighbours)]), False
        target = chance.choice(river)
        visit["outcome"] = "advanced" if river.index(target) >= place else "went_back"
        return target, False


_ORDER = ("pipeline", "stage", "deal", "stage_visit", "deal_exit")


@verb("Tell a story")
def tell(session: Session, *, at: int, rows: Rows) -> None:
    """Writes all rows of a story."""
    for name in _ORDER:
        if rows[name]:
            session.execute(insert(tables.metadata.tables[name]), rows[name])

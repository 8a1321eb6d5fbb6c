"""A random way of a deal, written in each of the four shapes of a history, comes in as that way, as
far as the shape can say; a second import of it changes nothing.
"""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.importing import import_files
from tests.exchange.lists import all_rows, mapping
from tests.river import STAGES, ZONE, make_river

NAMES = [name for name, _phase in STAGES]
OUT = {"lead": ("lost", "recycled"), "opportunity": ("lost", "recycled"), "customer": ("churned",)}
EXITS = """
[[source.outcome]]
value = "lost"
exit = { how = "lost" }
[[source.outcome]]
value = "recycled"
exit = { how = "recycled" }
[[source.outcome]]
value = "churned"
exit = { how = "churned" }
"""
MAPPING = f"""
[[source]]
file = "log.csv"
kind = "events"
stage_column = "to"
at_column = "at"
[source.columns]
external_key = "id"
{EXITS}
[[source]]
file = "changes.csv"
kind = "stage_changes"
from_column = "from"
stage_column = "to"
at_column = "at"
[source.columns]
external_key = "id"
title = "id"
{EXITS}
[[source]]
file = "dates.csv"
kind = "deals"
outcome_column = "how"
[source.columns]
external_key = "id"
[source.stage_dates]
{"".join(f"{name} = '{name}'{chr(10)}" for name in reversed(NAMES))}
{EXITS.replace('" }', '", left = "left" }')}
[[source]]
file = "ends.csv"
kind = "deals"
outcome_column = "how"
[source.columns]
external_key = "id"
[[source.outcome]]
value = "won"
visits = [
    {{ stage = "Lead", entered = "created", left_unknown = true }},
    {{ stage = "Customer", entered = "closed" }},
]
[[source.outcome]]
value = "lost"
visits = [{{ stage = "Lead", entered = "created" }}]
exit = {{ how = "lost", left = "closed" }}
[[source.outcome]]
value = "open"
visits = [{{ stage = "Lead", entered = "created" }}]
"""
# What is written for a moment, its UTC seconds, and the day where it is one.
Moment = tuple[str, int, str | None]
NEVER: Moment = ("", 0, None)


class Step(NamedTuple):
    """Where a deal came to: a stage by its number (from 1 on), or a way out."""

    place: int | str
    at: Moment


# stage, entered at, day, left at, day, outcome, whether it is a re-entry
Stay = tuple[int, int | None, str | None, int | None, str | None, str | None, int]


def moments(chance: random.Random, number: int) -> list[Moment]:
    """Moments that follow each other: all of them days, or all instants."""
    if chance.random() < 0.5:
        days = sorted(chance.sample(range(2000), number))
        return [day(date(2020, 1, 1) + timedelta(one)) for one in days]
    found: list[Moment] = []
    for second in sorted(chance.sample(range(10**8), number)):
        at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
        found.append((at.isoformat(), int(at.timestamp()), None))
    return found


def day(one: date) -> Moment:
    begins = datetime(one.year, one.month, one.day, tzinfo=ZoneInfo(ZONE))
    return one.isoformat(), int(begins.timestamp()), one.isoformat()


def a_way(chance: random.Random, *, may_repeat: bool) -> list[Step]:
    """Stages in any order, with ways out and back."""
    steps: list[Step] = []
    for at in moments(chance, chance.randint(1, 8)):
        last = steps[-1].place if steps else None
        places: list[int | str] = [
            one for one in range(1, 6) if may_repeat or last is None or one != last
        ]
        if isinstance(last, int):
            places += OUT[STAGES[last - 1][1]]
        steps.append(Step(chance.choice(places), at))
    return steps


def stays_of(steps: list[Step], since: Moment | None = None) -> list[Stay]:
    """What a way comes to; `since` is the first stay's beginning if that is not the first step."""
    found: list[Stay] = []
    for number, step in enumerate(steps):
        if isinstance(step.place, str):
            continue
        entered = step.at if since is None or number else since
        left, how = NEVER, None
        if number + 1 < len(steps):
            left, to = steps[number + 1].at, steps[number + 1].place
            how = to if isinstance(to, str) else "advanced" if to > step.place else "went_back"
        again = number > 0 and isinstance(steps[number - 1].place, str)
        found.append((step.place, *known(entered), *known(left), how, int(again)))
    return found


def known(moment: Moment) -> tuple[int | None, str | None]:
    return (moment[1], moment[2]) if moment[0] else (None, None)


def word(place: int | str) -> str:
    return place if isinstance(place, str) else NAMES[place - 1]


class Told(NamedTuple):
    """The rows of the four files, what is expected of each deal, and how many stays are odd."""

    files: dict[str, list[str]]
    stays: dict[str, list[Stay]]
    odd: int


def told(chance: random.Random, number: int) -> Told:
    files: dict[str, list[str]] = {"log": [], "changes": [], "dates": [], "ends": []}
    stays: dict[str, list[Stay]] = {}
    odd = 0
    for one in range(number):
        way = a_way(chance, may_repeat=True)
        files["log"] += [f"L{one},{word(step.place)},{step.at[0]}" for step in way]
        stays[f"L{one}"] = stays_of(way)
        way = a_way(chance, may_repeat=False)
        rows = [f"C{one},,{word(way[0].place)},{way[0].at[0]}"]
        for before, step in pairwise(way):
            rows.append(f"C{one},{word(before.place)},{word(step.place)},{step.at[0]}")
        is_cut = len(way) > 1 and chance.random() < 0.5
        files["changes"] += rows[1:] if is_cut else rows
        stays[f"C{one}"] = stays_of(way, NEVER if is_cut else None)
        row, stays[f"D{one}"] = dated(chance, f"D{one}")
        files["dates"].append(row)
        odd += sum(is_odd(stay) for stay in stays[f"D{one}"])
        row, stays[f"E{one}"] = ended(chance, f"E{one}")
        files["ends"].append(row)
        odd += sum(is_odd(stay) for stay in stays[f"E{one}"])
        odd += is_backwards(stays[f"E{one}"])
    for name in files:
        chance.shuffle(files[name])
    return Told(files, stays, odd)


def is_backwards(stays: list[Stay]) -> bool:
    """Whether a deal was won before it was made; the first stay says not when it ended."""
    if len(stays) == 1 or stays[0][1] is None or stays[1][1] is None:
        return False
    return bool(stays[1][1] < stays[0][1])


def is_odd(stay: Stay) -> bool:
    return stay[1] is not None and stay[3] is not None and stay[3] < stay[1]


def dated(chance: random.Random, key: str) -> tuple[str, list[Stay]]:
    """Some stages with a date each, in any order, and perhaps a way out of the last."""
    places = sorted(chance.sample(range(1, 6), chance.randint(1, 5)))
    dates = moments(chance, len(places) + 1)
    chance.shuffle(dates)
    ways = OUT[STAGES[places[-1] - 1][1]]
    how = chance.choice(["", *ways])
    left = dates[-1] if how else NEVER
    cells = dict(zip(places, dates, strict=False))
    row = ",".join([key, how, left[0], *(cells.get(one, NEVER)[0] for one in range(1, 6))])
    stays: list[Stay] = []
    for number, (place, at) in enumerate(cells.items()):
        is_last = number + 1 == len(places)
        ends = left if is_last else dates[number + 1]
        stays.append((place, *known(at), *known(ends), (how or None) if is_last else "advanced", 0))
    return row, stays


def ended(chance: random.Random, key: str) -> tuple[str, list[Stay]]:
    """Made on one day, won or lost on another, which may lie before it."""
    days = moments(chance, 2)
    chance.shuffle(days)
    how = chance.choice(["won", "lost", "open"])
    made, closed = days[0], days[1] if how != "open" else NEVER
    row = f"{key},{how},{made[0]},{closed[0]}"
    if how == "won":
        return row, [
            (1, *known(made), None, None, "advanced", 0),
            (4, *known(closed), None, None, None, 0),
        ]
    return row, [(1, *known(made), *known(closed), "lost" if how == "lost" else None, 0)]


HEADERS = {
    "log": "id,to,at",
    "changes": "id,from,to,at",
    "dates": "id,how,left," + ",".join(NAMES),
    "ends": "id,how,created,closed",
}


def comes_in(folder: Path, seed: int, number: int) -> None:
    story = told(random.Random(seed), number)
    paths = []
    for name, rows in story.files.items():
        path = folder / f"{name}.csv"
        path.write_text("\n".join([HEADERS[name], *rows]) + "\n", encoding="utf-8")
        paths.append(path)
    with make_river(folder / "a.revops") as workspace:
        summary = import_files(workspace, paths, mapping(folder, MAPPING), at=2 * 10**9)
        assert summary.refused == 0, [one.sentence() for one in summary.problems]
        assert stays_in(workspace) == story.stays
        assert summary.remark_count == story.odd
        before = all_rows(workspace)
        again = import_files(workspace, paths, mapping(folder, MAPPING), at=2 * 10**9 + 1)
        assert (again.created, again.updated, again.refused) == (0, 0, 0)
        assert again.unchanged == summary.created
        assert all_rows(workspace) == before


def stays_in(workspace: Workspace) -> dict[str, list[Stay]]:
    found: dict[str, list[Stay]] = {}
    for key, *stay in workspace.raw.execute(
        "SELECT d.external_key, v.stage_id, v.entered_at, v.entered_day, v.left_at, v.left_day, "
        "v.outcome, v.is_reentry FROM stage_visit AS v JOIN deal AS d ON d.id = v.deal_id "
        "WHERE v.is_imported = 1 ORDER BY d.id, v.sequence"
    ):
        found.setdefault(key, []).append(tuple(stay))
    return found


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**9))
def test_a_way_in_each_of_the_four_shapes(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    comes_in(tmp_path_factory.mktemp("ways"), seed, 25)


@pytest.mark.nightly
@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**9))
def test_many_ways_in_each_of_the_four_shapes(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    comes_in(tmp_path_factory.mktemp("ways"), seed, 100)

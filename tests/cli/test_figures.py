"""`metrics`: the same answers as the rooms give, as JSON and sentences."""

from pathlib import Path

import pytest

from revops_desktop.analytics import lookup
from revops_desktop.analytics.metrics import metrics
from revops_desktop.analytics.period_flow import VIEWS
from revops_desktop.cli.opened import now
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from revops_desktop.rules.periods import Period
from tests.cli.conftest import APRIL, FILE, Shell


def test_metrics_say_what_the_question_answers(
    river: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Deals grow older while the test runs.
    then = now()
    monkeypatch.setattr("revops_desktop.cli.figures.now", lambda: then)
    said = river.data("metrics", FILE, "--json")
    with Workspace.open(Path(FILE), read_only=True) as workspace:
        pipeline = workspace.ask(lookup.pipelines)[0].id
        asked = workspace.ask(metrics, pipeline_id=pipeline, period=Period(), now=then)
    assert said == asked
    assert (said["won"]["count"], said["won"]["amount"], said["open"]["count"]) == (2, 666, 1)


def test_metrics_hold_what_other_programs_rely_on(river: Shell) -> None:
    said = river.data("metrics", FILE, "--json")
    for name in ("won", "lost", "open", "recycled"):
        assert {"count", "amount"} <= set(said[name])
    for name in ("count", "amount"):
        assert {"numerator", "denominator", "rate", "why"} <= set(said["win_rate"][name])
    assert {"mean", "median"} <= set(said["average_deal"])
    for name in ("sales_cycle_days", "lead_time_days"):
        assert {"n", "median", "mean"} <= set(said[name])
    assert said["won_by_month"]["2026-04"]["count"] == 2
    assert (said["odd_order"], said["undated"]) == (0, 0)
    first, last = said["stages"][0], said["stages"][-1]
    assert {"name", "function", "phase", "here", "reached", "to_next"} <= set(first)
    assert {"to", "count", "amount"} <= set(first["to_next"])
    assert last["to_next"] is None


def test_a_period_holds_both_its_days(river: Shell) -> None:
    day = "2026-04-09"
    assert river.data("metrics", FILE, "--json", "--from", day, "--to", day)["won"]["count"] == 2
    assert river.data("metrics", FILE, "--json", "--to", "2026-04-08")["won"]["count"] == 0


def test_a_period_that_ends_before_it_begins_is_asked_wrongly(river: Shell) -> None:
    assert river("metrics", FILE, "--from", "2026-04-02", "--to", "2026-04-01") == 2
    assert river.out == ""
    assert "--from must not be later than --to" in river.err


def test_as_of_is_the_end_of_its_day(river: Shell) -> None:
    assert river.data("metrics", FILE, "--json", "--as-of", "2026-04-08")["open"]["count"] == 3
    assert river.data("metrics", FILE, "--json", "--as-of", "2026-04-09")["open"]["count"] == 1
    assert river.data("metrics", FILE, "--json", "--as-of", "2026-03-01")["open"]["count"] == 0


def test_each_owner_is_told_apart(river: Shell) -> None:
    said = river.data("metrics", FILE, "--json", "--by", "owner", "--by", "kind")
    assert list(said["by"]) == ["owner", "kind"]
    (part,) = said["by"]["kind"]
    assert {"value", "entered", "won", "conversion", "lead_time_days"} <= set(part)
    assert part["conversion"]["denominator"] == part["entered"]["count"]


def test_without_json_it_is_readable(river: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    assert river("metrics", FILE) == 0, river.err
    assert "Won: 2  666 JPY" in river.out
    assert "Qualified: 1 here, 3 reached" in river.out
    assert "There is too little yet to name a bottleneck." in river.out
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert river("metrics", FILE) == 0
    assert "受注: 2  666 JPY" in river.out


def test_another_pipeline_is_named_or_refused(river: Shell) -> None:
    assert river("metrics", FILE, "--json", "--pipeline", "the model (b2b)") == 0, river.err
    assert river("metrics", FILE, "--json", "--pipeline", "Other") == 1
    assert "The Model (B2B)" in river.err


def test_a_file_damaged_inside_is_said_in_a_sentence(river: Shell) -> None:
    with open(FILE, "r+b") as file:
        file.seek(5 * 4096)
        file.write(b"\xa5" * (Path(FILE).stat().st_size - 5 * 4096))
    assert river("metrics", FILE, "--json") == 1
    assert river.out == ""
    assert "is damaged" in river.err and "Traceback" not in river.err


@pytest.mark.parametrize("month", ["0001-01", "9999-12"])
def test_the_ends_of_the_calendar_are_asked_wrongly(river: Shell, month: str) -> None:
    assert river("metrics", FILE, "--as-of", f"{month}-28") == 2


def test_a_title_of_two_lines_is_one_line_of_the_log(river: Shell) -> None:
    with Workspace.open(Path(FILE)) as workspace:
        pipeline = workspace.ask(lookup.pipelines)[0].id
        stage_id = workspace.ask(lookup.stages, pipeline_id=pipeline)[0].id
        workspace.do(deals.create, at=APRIL, title="two\nlines", stage_id=stage_id)
    assert river("log", FILE, "--last", "1") == 0
    assert river.out.count("\n") == 1 and "two lines" in river.out


def test_the_view_says_what_conversions_are_of(river: Shell) -> None:
    said = {view: river.data("metrics", FILE, "--json", "--view", view) for view in VIEWS}
    for view, answer in said.items():
        assert answer["view"] == view
        steps = [stage["to_next"] for stage in answer["stages"][:-1]]
        assert {step["view"] for step in steps} == {view}
        assert answer["stages"][-1]["to_next"] is None
    assert said["cohort"]["leaks"] == said["period"]["leaks"] == []
    times = {one["stage"]: one for one in said["cohort"]["time_in_stage"]}
    assert (times["Qualified"]["n"], times["Qualified"]["running"]) == (2, 1)

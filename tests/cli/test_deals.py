"""`move`, `undo`, `redo`, `log`."""

import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.analytics import lookup
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import companies, deals, stages
from revops_desktop.operations.criteria import WantedCriterion
from revops_desktop.rules.periods import local_day
from revops_desktop.rules.text import stored
from tests.cli.conftest import FILE, Shell, lay
from tests.river import ask_nothing

NOW = 1_775_000_000


@pytest.fixture
def river(shell: Shell) -> Shell:
    """Three deals in the first stage; two of them share a title."""
    lay("cli.twins", write_twins)
    return shell


def write_twins(workspace: Workspace) -> None:
    """The deals of `river`."""
    pipeline = workspace.ask(lookup.pipelines)[0].id
    first = workspace.ask(lookup.stages, pipeline_id=pipeline)[0].id
    aoba = workspace.do(companies.add, at=NOW, name="株式会社青葉商事").value
    for title, company in (("Scales", aoba), ("Twin", aoba), ("Twin", None)):
        workspace.do(
            deals.create, at=NOW, title=title, stage_id=first, company_id=company, amount=333
        )
    workspace.do(ask_nothing, at=NOW)


def where(title: str) -> str:
    """The stage a deal stands in or left from."""
    with Workspace.open(Path(FILE), read_only=True) as workspace:
        return workspace.ask(lookup.deals, text=title)[0].stage


def newest(shell: Shell) -> dict[str, Any]:
    """The newest action of the journal."""
    return shell.data("log", FILE, "--json", "--last", "1")[0]


def test_a_deal_is_moved_by_its_title_and_the_member_is_known(river: Shell) -> None:
    assert river("move", FILE, "Scales", "--to", "qualified", "--by", "hanako") == 0, river.err
    assert river.out == "Move “Scales” to Qualified\n"
    assert where("Scales") == "Qualified"
    assert newest(river)["member"] == "Hanako"
    assert newest(river)["changes"]["stage_visit"] == 2


@pytest.mark.parametrize("named", ["1", "#1", " Scales "])
def test_a_deal_is_found_by_number_or_title(river: Shell, named: str) -> None:
    assert river("move", FILE, named, "--to", "Qualified") == 0, river.err
    assert where("Scales") == "Qualified"


def test_an_ambiguous_title_lists_the_deals(river: Shell) -> None:
    assert river("move", FILE, "Twin", "--to", "Qualified") == 1
    assert "#2 Twin (株式会社青葉商事, Lead)" in river.err
    assert "#3 Twin (Lead)" in river.err
    assert river("move", FILE, "#3", "--to", "Qualified") == 0


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("Nothing like it", "--to", "Qualified"), "Nothing like it"),
        (("Scales", "--to", "Nowhere"), "Onboarding"),
        (("Scales", "--lost", "No such reason"), "Budget"),
    ],
)
def test_what_is_not_there_is_a_sentence_and_changes_nothing(
    river: Shell, words: tuple[str, ...], named: str
) -> None:
    before = river.data("log", FILE, "--json")
    assert river("move", FILE, *words) == 1
    assert river.out == ""
    assert named in river.err
    assert river.data("log", FILE, "--json") == before


def test_a_move_to_where_it_stands_is_nothing(river: Shell) -> None:
    before = river.data("log", FILE, "--json")
    assert river("move", FILE, "Scales", "--to", "Lead") == 0
    assert "already" in river.out
    assert river.data("log", FILE, "--json") == before


def reason(kind: str) -> str:
    """A reason for leaving that asks for no note."""
    with Workspace.open(Path(FILE), read_only=True) as workspace:
        found = workspace.ask(lookup.reasons, kind=kind)
    return next(f"{one.under} / {one.name}" for one in found if one.under)


def test_a_deal_is_lost_and_comes_back_by_undo(river: Shell) -> None:
    name = reason("lost")
    assert river("move", FILE, "Scales", "--lost", name, "--note", "too dear") == 0, river.err
    assert "Scales" in river.out
    assert river("undo", FILE) == 0
    assert river.out.startswith("Undo: ")
    assert newest(river)["kind"] == "undo"
    assert river.data("log", FILE, "--json", "--last", "2")[1]["undone"] is True
    assert river("redo", FILE) == 0
    assert river.out.startswith("Redo: ")
    assert river("move", FILE, "Scales", "--lost", name, "--note", "again") == 1
    assert "left the river already" in river.err


def test_a_deal_is_recycled_with_the_day_it_wakes(river: Shell) -> None:
    name = reason("recycled")
    words = ("Scales", "--recycle", name, "--wake", "2026-10-01", "--note", "next year")
    assert river("move", FILE, *words) == 0, river.err
    assert river("move", FILE, "#2", "--to", "Qualified", "--wake", "2026-10-01") == 2


def test_without_a_day_it_wakes_after_the_usual_wait(river: Shell) -> None:
    name = reason("recycled")
    with Workspace.open(Path(FILE)) as workspace:
        workspace.raw.execute("UPDATE exit_reason SET usual_wait_days = NULL")
    assert river("move", FILE, "Scales", "--recycle", name) == 1
    assert "the day on which it comes back" in river.err
    with Workspace.open(Path(FILE)) as workspace:
        workspace.raw.execute("UPDATE exit_reason SET usual_wait_days = 180")
    assert river("move", FILE, "Scales", "--recycle", name) == 0, river.err
    with Workspace.open(Path(FILE), read_only=True) as workspace:
        (found,) = workspace.raw.execute("SELECT wake_on FROM deal_exit").fetchall()
    # Today where the business is, whatever the machine's own zone.
    today = local_day(int(time.time()), "Asia/Tokyo")
    assert date.fromisoformat(found[0]) - today == timedelta(days=180)


@pytest.fixture
def asking(river: Shell) -> Shell:
    """“Lead” asks for two things: one warns, the other blocks; hand-offs ask for nothing."""
    with Workspace.open(Path(FILE)) as workspace:
        wanted = [
            WantedCriterion(None, "They agreed"),
            WantedCriterion(None, "When it closes", "field_filled", field="expected_close"),
            WantedCriterion(None, "Who owns it", "field_filled", field="owner_id", level="block"),
        ]
        workspace.do(stages.edit, at=NOW, stage_id=1, fields={}, criteria=wanted)
    return river


def test_what_is_missing_is_listed_and_refused(asking: Shell) -> None:
    assert asking("move", FILE, "Scales", "--to", "Qualified", "--override", "boss") == 1
    assert asking.out == ""
    assert asking.err.splitlines() == [
        "Before “Scales” can go on to “Qualified”, this is missing:",
        "  [needs a reason] They agreed",
        "  [needs a reason] When it closes – “Expected close” is empty.",
        "  [must be there] Who owns it – “Owner” is empty.",
        "Nothing was changed. Please see to what must be there; --fill NAME=VALUE fills in.",
    ]
    move = ("move", FILE, "Scales", "--to", "Qualified", "--fill", "who owns it=Hanako")
    assert asking(*move) == 1
    assert "--override WHY" in asking.err
    assert where("Scales") == "Lead"


def test_what_is_missing_is_filled_in_by_its_name(asking: Shell) -> None:
    fills = ("They agreed=yes", "When it closes=2026-05-01", "Who owns it=Hanako")
    words = [word for text in fills for word in ("--fill", text)]
    assert asking("move", FILE, "Scales", "--to", "Qualified", *words) == 0, asking.err
    assert newest(asking)["changes"] == {
        **{"criterion_tick": 1, "deal": 2, "stage_visit": 2, "handoff": 1}
    }
    assert asking("move", FILE, "#2", "--to", "Qualified", "--fill", "nothing") == 2
    assert asking("move", FILE, "#2", "--to", "Qualified", "--fill", "Colour=red") == 1
    assert "“Colour”" in asking.err
    assert asking("move", FILE, "#2", "--to", "Qualified", "--fill", "Who owns it=Nobody") == 1


def test_an_override_is_kept_with_the_deal(asking: Shell) -> None:
    owner = ("--fill", "Who owns it=Hanako", "--override", "boss says so")
    assert asking("move", FILE, "Scales", "--to", "Qualified", *owner) == 0, asking.err
    changes = newest(asking)["changes"]
    assert (changes["activity"], changes["criterion_lack"]) == (1, 2)


def test_the_log_is_readable_and_in_japanese_too(
    river: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert river("move", FILE, "Scales", "--to", "Qualified", "--by", "Hanako") == 0
    assert river("undo", FILE) == 0
    assert river("log", FILE) == 0
    first, second, *_others = river.out.splitlines()
    assert f"{local_day(int(time.time()), 'Asia/Tokyo').year}年" in first
    assert "元に戻す" in first
    assert "Hanako" in second
    assert second.endswith("元に戻し済み")


def test_the_journal_of_the_log_is_plain_data(river: Shell) -> None:
    entry = newest(river)
    assert set(entry) == {
        *("id", "at", "kind", "member", "text", "label", "params", "undone", "changes"),
    }
    assert entry["at"].endswith("+09:00")


def test_kana_marks_that_came_apart_still_find_the_deal(river: Shell) -> None:
    apart = "か\u3099くぶち"
    with Workspace.open(Path(FILE)) as workspace:
        pipeline = workspace.ask(lookup.pipelines)[0].id
        first = workspace.ask(lookup.stages, pipeline_id=pipeline)[0].id
        workspace.do(deals.create, at=NOW, title=apart, stage_id=first)
    assert stored(apart) != apart
    assert river("move", FILE, apart, "--to", "Qualified") == 0, river.err

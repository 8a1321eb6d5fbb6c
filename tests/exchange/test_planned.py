"""Channel months and targets come in from lists, all in one step (domain.md §2)."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from revops_desktop.analytics.channel_months import channel_months
from revops_desktop.analytics.targets import Part, target_of, targets
from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import Here
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping import ImportMapping
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.presets import presets
from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.i18n import use_language
from tests.exchange.lists import source
from tests.river import everything, make_river

COUNTS_AS_EMPTY = "It counts as an empty cell. Please correct it, or say what the word means."
CHANNELS = "月,流入元,費用,リーチ\n"
TARGETS = "Month,Figure,Target,Stage,Member,Segment\n"


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def bring(workspace: Workspace, file: Path, preset: str, *, dry_run: bool = False) -> ImportSummary:
    """Imports a file by a shipped mapping; in vain where it is another's."""
    mapping = read_mapping(presets()[preset])
    [guessed] = guess([file], Here()).files
    assert guessed.kinds[0].kind == mapping.sources[0].kind
    return import_files(workspace, [file], mapping, at=100, dry_run=dry_run)


def months(workspace: Workspace) -> list[tuple[str, str, int | None, int | None]]:
    found = workspace.ask(channel_months, first_month="2026-01", last_month="2026-12")
    return [(one.month, one.source, one.spend, one.reach) for one in found]


def test_channel_months_come_in_and_go_out_in_one_step(river: Workspace, tmp_path: Path) -> None:
    rows = '2026年4月,展示会,"¥300,000",120\n2026/4,Web広告,0,\n2026-05-31,Web広告,,9\n'
    file = source(tmp_path, CHANNELS + rows, "channels.csv")
    before = everything(river)
    assert bring(river, file, "channel_month_list", dry_run=True).created == 3
    assert everything(river) == before
    summary = bring(river, file, "channel_month_list")
    assert (summary.created, summary.unchanged, summary.refused) == (3, 0, 0)
    assert months(river) == [
        ("2026-04", "Web広告", 0, None),
        ("2026-04", "展示会", 300_000, 120),
        ("2026-05", "Web広告", None, 9),
    ]
    again = bring(river, file, "channel_month_list")
    assert (again.created, again.unchanged) == (0, 3)
    after = everything(river)
    river.undo(at=110)
    assert everything(river) == before
    river.redo(at=120)
    assert everything(river) == after


def test_a_wrong_cell_is_told_by_row_and_column(river: Workspace, tmp_path: Path) -> None:
    rows = (
        "2026-13,A,1,1\n"
        "2026-04,,1,1\n"
        "2026-04,B,abc,1.5\n"
        "2026-04,C,-5,1\n"
        "2026-04,D,5,1\n"
        "2026-04,d,6,1\n"
    )
    summary = bring(river, source(tmp_path, CHANNELS + rows, "c.csv"), "channel_month_list")
    assert (summary.created, summary.refused) == (1, 5)
    assert [(one.row, one.column) for one in summary.problems] == [
        (2, "月"),
        (3, "流入元"),
        (4, "費用"),
        (4, "リーチ"),
        (5, "費用"),
        (7, "流入元"),
    ]
    # Beside each the person reads what stood there.
    said = [one.value for one in summary.problems]
    assert said == ["2026-13", "", "abc", "1.5", "-5", "d"]
    assert months(river) == [("2026-04", "D", 5, 1)]


def test_targets_come_in_as_their_figures_need(river: Workspace, tmp_path: Path) -> None:
    rows = (
        "2026-04,Won amount,500万,,,\n"
        "2026-04,受注率,21.5%,,,\n"
        "2026-04,conversion,40,qualified,,\n"
        "2026-04,won_amount,1000000,,Sato,\n"
        "2026-04,won_amount,2000000,,,SMB\n"
        "2026-04,sales_cycle,42.5,,,\n"
    )
    file = source(tmp_path, TARGETS + rows, "targets.csv")
    before = everything(river)
    summary = bring(river, file, "target_list")
    assert [one.sentence() for one in summary.problems] == []
    said = partial(river.ask, target_of, month="2026-04", pipeline_id=1)
    assert said(figure="won_amount") == 5_000_000
    assert said(figure="win_rate") == 2150
    assert said(figure="conversion", stage_id=2) == 4000
    assert said(figure="won_amount", member_id=1) == 1_000_000
    assert said(figure="won_amount", segment="SMB") == 2_000_000
    assert said(figure="sales_cycle") == 425
    assert bring(river, file, "target_list").unchanged == 6
    river.undo(at=110)
    assert everything(river) == before


def test_targets_that_cannot_be_are_refused_with_their_place(
    river: Workspace, tmp_path: Path
) -> None:
    rows = (
        "2026-04,Profit,5,,,\n"
        "2026-04,won,2.5,,,\n"
        "2026-04,conversion,40,,,\n"
        "2026-04,conversion,40,Nowhere,,\n"
        "2026-04,won,5,,Nobody,\n"
        "2026-04,won,5,,Sato,SMB\n"
        "2026-04,won,5,,,\n"
        "2026-04,won,6,,,\n"
    )
    summary = bring(river, source(tmp_path, TARGETS + rows, "t.csv"), "target_list")
    assert (summary.created, summary.refused) == (1, 7)
    assert [(one.row, one.column) for one in summary.problems] == [
        (2, "Figure"),
        (3, "Target"),
        (4, "Stage"),
        (5, "Stage"),
        (6, "Member"),
        (7, ""),
        (9, "Figure"),
    ]
    found = river.ask(targets, first_month="2026-04", last_month="2026-04", pipeline_id=1)
    assert [(one.figure, one.value, one.part) for one in found] == [("won", 5, Part())]


def test_a_word_that_was_left_out_is_not_told_as_an_empty_cell(
    river: Workspace, tmp_path: Path
) -> None:
    rows = "2026-04,Followers,10,,,\n2026-04,,10,,,\n2026-04,Won deals,-,,,\n"
    file = source(tmp_path, TARGETS + rows, "targets.csv")
    [guessed] = guess([file], Here()).files
    assert guessed.source is not None
    left = replace(guessed.source, values={"figure": {"Followers": ""}}, missing=("-",))
    summary = import_files(river, [file], ImportMapping("", (left,)), at=100)
    assert [(one.column, one.value, one.message) for one in summary.problems] == [
        ("Figure", "Followers", COUNTS_AS_EMPTY),
        ("Figure", "", "It is empty. Please fill it in."),
        ("Target", "-", COUNTS_AS_EMPTY),
    ]


def test_a_refused_target_says_what_is_true_in_both_languages(
    river: Workspace, tmp_path: Path
) -> None:
    rows = (
        "2026-04,Profit,5,,,\n2026-04,won,2.5,,,\n2026-04,win_rate,0.4,,,\n2026-04,won,-3,,,\n"
        "2026-04,win_rate,140,,,\n2026-04,lead_time,1.25,,,\n2026-04,won,many,,,\n"
        "2026-04,won_amount,x,,,\n2026-04,won,5,,,\n"
    )
    file = source(tmp_path, TARGETS + rows, "t.csv")
    for language, nothing, names in (
        ("en", "othing was changed", "Won amount (won_amount) · Won deals (won)"),
        ("ja", "何も変更", "受注額 (won_amount) · 受注件数 (won)"),
    ):
        with use_language(language):
            summary = bring(river, file, "target_list")
        said = [one.message for one in summary.problems]
        assert len(said) == 8
        assert not any(nothing in one for one in said)
        assert names in said[0]


def test_a_mode_says_what_may_become_of_what_is_here(river: Workspace, tmp_path: Path) -> None:
    first = source(tmp_path, CHANNELS + "2026-04,A,1,2\n", "c.csv")
    later = source(tmp_path, CHANNELS + "2026-04,A,5,2\n2026-05,A,6,\n", "later.csv")
    how = read_mapping(presets()["channel_month_list"])
    import_files(river, [first], how, at=100)
    counts = {}
    for mode in (None, "create", "update", "both"):
        said = import_files(river, [later], how, at=100, mode=mode, dry_run=True)
        counts[mode] = (said.created, said.updated, said.unchanged, said.differs, said.refused)
    assert counts == {
        None: (1, 1, 0, 0, 0),
        "create": (1, 0, 1, 1, 0),
        "update": (0, 1, 0, 0, 1),
        "both": (1, 1, 0, 0, 0),
    }
    done = import_files(river, [later], how, at=110, mode="update")
    assert (done.created, done.updated, done.refused) == (0, 1, 1)
    assert months(river) == [("2026-04", "A", 5, 2)]
    again = import_files(river, [later], how, at=120, mode="update")
    assert (again.updated, again.unchanged, again.refused) == (0, 1, 1)

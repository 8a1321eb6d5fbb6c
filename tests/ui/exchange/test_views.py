"""What the steps show and change, without a window: columns, words, and what is here already."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import custom_fields
from revops_desktop.ui.exchange import behind, column_view, match_view, value_view
from revops_desktop.ui.exchange import draft as drafts
from revops_desktop.ui.exchange.draft import Draft, needs
from revops_desktop.ui.exchange.rail_words import rail_words
from revops_desktop.ui.exchange.steps import next_step, state
from tests.conftest import NOW
from tests.exchange.guessing.test_days_of_stages import DAYS_ALONE
from tests.river import make_river

DEALS = (
    "件名,会社,段階,登録日,完了日,金額,担当,メモ欄,空の列\n"
    "One,Aoba,受注,03/04/2026,05/04/2026,1000,佐藤,製造,\n"
    "Two,Aoba,Somewhere,04/05/2026,,2000,佐藤,小売,\n"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with make_river(tmp_path / "river.revops") as made:
        yield made


def deals(folder: Path, text: str = DEALS) -> Draft:
    path = folder / "案件 [2].csv"
    path.write_text(text, encoding="utf-8")
    return drafts.with_files(Draft(), [path])


def understood(draft: Draft, workspace: Workspace) -> Draft:
    """All that is worked out quickly, as the window does in the background."""
    while needs(draft) in ("look", "guess"):
        draft = behind.advanced(draft, workspace, NOW)
    return draft


def fields(draft: Draft) -> dict[str, tuple[str, ...]]:
    return {row.name: row.fields for row in column_view.columns_of(draft, draft.paths[0])}


def test_columns_are_brought_in_as_something_else(workspace: Workspace, tmp_path: Path) -> None:
    draft = understood(deals(tmp_path), workspace)
    path = draft.paths[0]
    assert fields(draft)["件名"] == ("title",)
    assert column_view.unused(draft, path) == ["メモ欄"]
    assert state(draft, "columns") == "open"
    draft = understood(column_view.brought_in_as(draft, path, "メモ欄", "note"), workspace)
    assert fields(draft)["メモ欄"] == ("note",)
    assert column_view.unused(draft, path) == []
    draft = understood(column_view.brought_in_as(draft, path, "担当", ""), workspace)
    assert fields(draft)["担当"] == ()
    # Where two columns are wanted for one field, the later one has it.
    draft = understood(column_view.brought_in_as(draft, path, "メモ欄", "title"), workspace)
    assert (fields(draft)["メモ欄"], fields(draft)["件名"]) == (("title",), ())


def test_a_field_of_ones_own_is_named_by_its_column(workspace: Workspace, tmp_path: Path) -> None:
    draft = understood(deals(tmp_path), workspace)
    path = draft.paths[0]
    look = next(row.look for row in column_view.columns_of(draft, path) if row.name == "メモ欄")
    assert column_view.new_field(look, "deals") == ("deal", "text")
    assert column_view.new_field(look, "targets") is None
    workspace.do(custom_fields.define, at=NOW, subject="deal", name="メモ欄", kind="text")
    draft = understood(drafts.not_understood(draft), workspace)
    assert fields(draft)["メモ欄"] == ("custom:メモ欄",)
    assert ("custom:メモ欄", "メモ欄") in column_view.field_choices(draft, "deals")
    draft = understood(column_view.brought_in_as(draft, path, "担当", "custom:メモ欄"), workspace)
    assert fields(draft)["担当"] == ("custom:メモ欄",)


def test_days_that_read_two_ways_are_asked_and_read_as_one_says(
    workspace: Workspace, tmp_path: Path
) -> None:
    draft = understood(deals(tmp_path), workspace)
    path = draft.paths[0]
    assert column_view.order_of_days(draft, path, "登録日") == ""
    for column in ("登録日", "完了日"):
        draft = understood(column_view.days_read_as(draft, path, column, "dmy"), workspace)
    assert column_view.order_of_days(draft, path, "登録日") == "dmy"
    assert state(draft, "columns") == "look"
    assert next_step(drafts.seen(draft, "columns"), "file") == "values"


def test_words_are_answered_one_by_one_and_otherwise(workspace: Workspace, tmp_path: Path) -> None:
    draft = understood(deals(tmp_path), workspace)
    path = draft.paths[0]
    (row,) = [row for row in value_view.values_of(draft, path) if row.is_open]
    assert (row.column, row.word, row.count) == ("段階", "Somewhere", 1)
    assert row.question is not None
    stage, other = (one.value for one in row.question.choices[1:3])
    draft = understood(value_view.meaning(draft, row.question, {"Somewhere": stage}), workspace)
    told = {row.word: row.label for row in value_view.values_of(draft, path)}
    assert told["Somewhere"] == stage
    assert not any(row.is_open for row in value_view.values_of(draft, path))
    draft = understood(value_view.meaning(draft, row.question, {"Somewhere": other}), workspace)
    told = {row.word: row.label for row in value_view.values_of(draft, path)}
    assert told["Somewhere"] == other


def test_the_stages_of_a_file_are_brought_along(workspace: Workspace, tmp_path: Path) -> None:
    draft = understood(deals(tmp_path), workspace)
    own = value_view.own_stages(draft, draft.paths[0])
    assert own is not None and not own[1]
    draft = understood(value_view.brings_stages(draft, own[0], own=True), workspace)
    mapping = draft.mapping()
    assert mapping is not None and mapping.pipeline is not None
    assert "Somewhere" in [stage.name for stage in mapping.pipeline.stages]
    draft = understood(value_view.brings_stages(draft, own[0], own=False), workspace)
    assert state(draft, "values") == "open"


def test_what_is_here_is_changed_where_that_is_said(workspace: Workspace, tmp_path: Path) -> None:
    draft = understood(deals(tmp_path), workspace)
    path = draft.paths[0]
    assert match_view.mode_of(draft) == "create"
    draft = match_view.emptying(match_view.in_mode(draft, "both"), True)
    draft = match_view.recognised_by(draft, path, ("title",))
    source = draft.source(path)
    assert source is not None
    assert (source.mode, source.match, source.blank_erases) == ("both", ("title",), True)
    # Who chooses another way empties nothing unless that is said again.
    assert not match_view.blank_erases(match_view.in_mode(draft, "update"))
    assert "external_key" in match_view.keys_of(draft, path)


def test_the_rail_says_what_each_step_came_to(workspace: Workspace, tmp_path: Path) -> None:
    draft = understood(deals(tmp_path), workspace)
    assert rail_words(draft, None, "file") == "案件 [2].csv"
    assert rail_words(draft, None, "kind") == "Deals"
    assert rail_words(draft, None, "columns") == "2 questions"
    assert rail_words(draft, None, "match") == "only what is new"


def test_a_mapping_file_means_what_it_says(workspace: Workspace, tmp_path: Path) -> None:
    written = tmp_path / "own.toml"
    written.write_text(
        '[[source]]\nfile = "any*.csv"\nkind = "companies"\n[source.columns]\nname = "会社"\n',
        encoding="utf-8",
    )
    draft = understood(drafts.chosen(deals(tmp_path), written), workspace)
    assert (draft.problem, drafts.open_questions(draft)) == ("", ())
    assert fields(draft)["会社"] == ("name",)
    broken = tmp_path / "broken.toml"
    broken.write_text("[[source", encoding="utf-8")
    draft = understood(drafts.chosen(draft, broken), workspace)
    assert "broken.toml" in draft.problem
    assert state(draft, "kind") == "bad"
    assert replace(draft).guessed is None


def test_a_column_that_speaks_in_anothers_place_can_be_left_out(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "氏名,会社名,TEL直通,携帯電話\n森,青葉,03-1234-5678,090-1111-2222\n原,北,,090-3333-4444\n",
        "utf-8",
    )
    draft = understood(drafts.with_files(Draft(), [path]), workspace)
    both = {row.name: row.fields for row in column_view.columns_of(draft, path)}
    assert both["TEL直通"] == both["携帯電話"] == ("phone", "into_note")
    assert column_view.field_label("contacts", "into_note") == "A line of the note"
    draft = understood(column_view.brought_in_as(draft, path, "携帯電話", ""), workspace)
    assert column_view.unused(draft, path) == ["携帯電話"]
    assert {row.name: row.fields for row in column_view.columns_of(draft, path)}["TEL直通"] == (
        "phone",
    )
    draft = understood(column_view.brought_in_as(draft, path, "携帯電話", "into_note"), workspace)
    assert column_view.unused(draft, path) == []


def test_columns_of_days_are_told_their_stages_one_by_one(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "days.csv"
    path.write_text(DAYS_ALONE, encoding="utf-8")
    draft = understood(drafts.with_files(Draft(), [path]), workspace)
    rows = value_view.values_of(draft, path)
    assert [(row.column, row.word, row.is_open) for row in rows] == [
        ("", "問い合わせ", True),
        ("", "提案日", True),
    ]
    for word, stage in (("提案日", "Qualified"), ("問い合わせ", "Lead"), ("提案日", "Proposal")):
        row = next(row for row in value_view.values_of(draft, path) if row.word == word)
        assert row.question is not None
        draft = understood(value_view.meaning(draft, row.question, {word: stage}), workspace)
    source = draft.source(path)
    assert source is not None
    assert {stage: column.names[0] for stage, column in source.stage_dates.items()} == {
        **{"Lead": "問い合わせ", "Proposal": "提案日"},
        "Customer": "受注",
    }
    told = {row.word: row.label for row in value_view.values_of(draft, path)}
    assert (told["問い合わせ"], told["提案日"]) == ("Lead", "Proposal")
    assert state(draft, "values") != "open"
    own = value_view.own_stages(draft, path)
    assert own is not None
    draft = understood(value_view.brings_stages(draft, own[0], own=True), workspace)
    mapping = draft.mapping()
    assert mapping is not None and mapping.pipeline is not None
    assert [stage.name for stage in mapping.pipeline.stages] == ["問い合わせ", "提案", "受注"]


def test_of_a_long_list_it_is_said_in_how_many_rows_a_word_was_counted(
    workspace: Workspace, tmp_path: Path
) -> None:
    text = "件名,会社,段階,担当\n" + "".join(f"{n},Aoba,Somewhere,佐籐\n" for n in range(6_000))
    draft = understood(deals(tmp_path, text), workspace)
    look = draft.files[0].look
    assert look is not None and look.rows == 6_000
    told = {
        row.column: (row.count, value_view.counted_rows(row, look))
        for row in value_view.values_of(draft, draft.paths[0])
    }
    assert told["段階"] == (6_000, None)
    assert told["担当"] == (5_000, 5_000)
    short = understood(deals(tmp_path), workspace)
    look = short.files[0].look
    assert look is not None
    rows = value_view.values_of(short, short.paths[0])
    assert rows and all(value_view.counted_rows(row, look) is None for row in rows)

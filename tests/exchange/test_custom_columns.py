"""Custom fields come in and go out as columns that bear their names."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from revops_desktop.analytics import custom_fields as question
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.out.companies import export_companies
from revops_desktop.exchange.out.deals import export_deals
from revops_desktop.exchange.presets import presets
from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.operations import custom_fields, deals
from revops_desktop.rules.custom_fields import Subject
from tests.conftest import NOW
from tests.river import everything, make_river

FIELDS: tuple[tuple[Subject, str, str], ...] = (
    ("deal", "稟議メモ", "text"),
    ("deal", "席数", "number"),
    ("deal", "予算", "money"),
    ("deal", "決裁日", "date"),
    ("deal", "ランク", "choice"),
    ("deal", "競合あり", "yes_no"),
    # Called like a column of the program's own.
    ("deal", "Source", "text"),
    ("company", "与信", "choice"),
)
VALUES = ("=SUM(1)", 12_500_000, 300_000, "2026-05-01", 1, 0, "From the field")


def _fill(made: Workspace) -> None:
    define(made)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


def define(workspace: Workspace) -> None:
    for subject, name, kind in FIELDS:
        workspace.do(
            custom_fields.define,
            at=NOW,
            subject=subject,
            name=name,
            kind=kind,
            choices=("A & co", "B"),
        )


def bring_in(workspace: Workspace, path: Path, preset: str = "deal_list") -> ImportSummary:
    return import_files(workspace, [path], read_mapping(presets()[preset]), at=NOW)


def of_deal(workspace: Workspace, deal_id: int) -> dict[int, object]:
    return dict(workspace.ask(question.values, subject="deal", record_id=deal_id))


def test_what_is_written_is_read_again(river: Workspace, tmp_path: Path) -> None:
    river.do(deals.create, at=NOW, title="Robots", stage_id=2, company="青葉商事", source="Web")
    river.do(deals.create, at=NOW, title="Nothing", stage_id=2)
    for field_id, value in enumerate(VALUES, 1):
        river.do(custom_fields.set_value, at=NOW, field_id=field_id, record_id=1, value=value)
    river.do(custom_fields.set_value, at=NOW, field_id=8, record_id=1, value=4)
    deal_list, company_list = tmp_path / "deals.csv", tmp_path / "companies.csv"
    assert export_deals(river, deal_list, pipeline_id=1) == 2
    assert export_companies(river, company_list) == 1
    header = deal_list.read_text(encoding="utf-8-sig").splitlines()[0]
    assert header.endswith("稟議メモ,席数,予算,決裁日,ランク,競合あり,Source (custom field)")
    with make_river(tmp_path / "b.revops") as other:
        define(other)
        assert bring_in(other, company_list, "company_list").created == 1
        assert bring_in(other, deal_list).created == 2
        assert of_deal(other, 1) == dict(enumerate(VALUES, 1))
        assert of_deal(other, 2) == {}
        assert other.ask(question.values, subject="company", record_id=1) == {8: 4}
        before = everything(other)
        assert bring_in(other, deal_list).created == 0
        assert everything(other) == before
        other.undo(at=NOW)
        assert of_deal(other, 1) == {}


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("ランク", "C", "“ランク” has no such choice; it has: A & co, B."),
        ("席数", "many", "not a number"),
        ("席数", "0.1234567", "six decimals"),
        ("決裁日", "soon", "not a date"),
        ("競合あり", "perhaps", "neither yes nor no"),
    ],
)
def test_what_cannot_be_is_refused_in_its_row(river, tmp_path, column, cell, sentence) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(f"Title,Stage,{column}\nGood,Lead,\nBad,Lead,{cell}\n", encoding="utf-8")
    summary = bring_in(river, path)
    assert (summary.created, summary.refused) == (1, 1)
    problem = summary.problems[0]
    assert (problem.row, problem.column, problem.value) == (3, column, cell)
    assert sentence in problem.message


def test_a_word_is_matched_folded(river: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("Title,Stage,ﾗﾝｸ,競合あり\nA,Lead,Ａ＆ＣＯ,はい\n", encoding="utf-8")
    assert bring_in(river, path).created == 1
    assert of_deal(river, 1) == {5: 1, 6: 1}


def test_a_mapping_may_name_the_column(river: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Name,Seats\nA,40\n", encoding="utf-8")
    mapping = tmp_path / "m.toml"
    text = (
        '[[source]]\nfile="list.csv"\nkind="deals"\ncolumns={title="Name"}\n'
        'custom={"FIELD"="Seats"}\n[[source.outcome]]\nvisits=[{stage="Lead"}]\n'
    )
    mapping.write_text(text.replace("FIELD", "席数"), encoding="utf-8")
    assert import_files(river, [path], read_mapping(mapping), at=NOW).created == 1
    assert of_deal(river, 1) == {2: 40_000_000}
    mapping.write_text(text.replace("FIELD", "座席"), encoding="utf-8")
    with pytest.raises(RuleBroken, match="custom field “座席”, which there is not"):
        import_files(river, [path], read_mapping(mapping), at=NOW)


def test_a_list_is_recognised_after_a_field_was_added(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("Title,Stage,席数\nA,Lead,40\n", encoding="utf-8")
    with make_river(tmp_path / "c.revops") as workspace:
        assert bring_in(workspace, path).created == 1
        define(workspace)
        assert bring_in(workspace, path).created == 0

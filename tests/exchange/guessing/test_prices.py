"""Unit prices are taken where they are those of the amounts; other programs' lists are known."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import here
from revops_desktop.exchange.guessing.questions import OWN, Answer
from tests.exchange.guessing.test_guess import SMALL, bring, fields, guessed
from tests.exchange.test_presets import SAMPLES

OWN_STAGES = Answer("stages", OWN)


@pytest.mark.parametrize("quantity", ["数量", "ユーザー数", "台数", "口数", "Seats"])
def test_a_price_of_so_many_is_that_of_the_amount(
    workspace: Any, tmp_path: Path, quantity: str
) -> None:
    text = (
        f"案件名,会社名,商品名,単価,{quantity},金額\n"
        'A,青葉,席,15000,80,"1,200,000"\nB,北,席,￥8000,60,480000\n'
    )
    found = guessed(tmp_path, text, at=workspace.ask(here))
    assert (fields(found)["price"], fields(found)["quantity"]) == ("単価", quantity)
    assert bring(workspace, [tmp_path / "list.csv"], found).created == 2


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("案件名,会社名,商品名,単価,金額", "A,青葉,席,15000,1200000"),
        ("案件名,会社名,商品名,単価,数量,金額(税込)", "A,青葉,席,15000,80,1320000"),
        ("案件名,会社名,商品名,単価,数量,値引後金額,金額", "A,青葉,席,15000,80,,1000000"),
    ],
)
def test_a_price_that_is_not_that_of_the_amount_is_left_out(
    workspace: Any, tmp_path: Path, header: str, row: str
) -> None:
    found = guessed(tmp_path, f"{header}\n{row}\n", at=workspace.ask(here))
    assert "price" not in fields(found) and "単価" in found.files[0].unused
    summary = bring(workspace, [tmp_path / "list.csv"], found)
    assert (summary.created, summary.refused) == (1, 0)


def test_a_price_that_is_said_is_taken(tmp_path: Path) -> None:
    text = "案件名,会社名,商品名,単価,金額\nA,青葉,席,15000,1200000\n"
    said = Answer("column", "単価", field="price")
    assert fields(guessed(tmp_path, text, said))["price"] == "単価"


def test_units_of_headings_count_in_prices(tmp_path: Path) -> None:
    text = "案件名,会社名,商品名,単価(円),数量,金額(千円)\nA,青葉,席,15000,80,1200\n"
    assert fields(guessed(tmp_path, text))["price"] == "単価(円)"


def test_a_list_of_another_program_is_known_by_more_columns_than_names_tell(
    workspace: Any,
) -> None:
    path = SAMPLES / "kintone-deals.csv"
    found = guess([path], workspace.ask(here), answers=[OWN_STAGES])
    assert "kintone" in found.files[0].known_as and fields(found)["owner"] == "作成者"
    assert bring(workspace, [path], found).created == 3


def test_a_plain_list_is_nobody_s(tmp_path: Path) -> None:
    text = "案件名,会社名,金額,担当者,ステータス,備考\nA,青葉,1,森,受注,x\nB,北,2,森,失注,y\n"
    assert guessed(tmp_path, text, at=SMALL).files[0].known_as == ""


@pytest.mark.parametrize(
    ("above", "below", "unit"),
    [
        ("引合台帳,,（単位：千円）", "", 1000),
        ("作成日: 2026/10/31　単位：百万円,,", "", 10**6),
        ("Pipeline,,(in thousands)", "", 1000),
        ("Report (B),,", "", 1),
        ("案件一覧,,", "", 1),
        ("案件一覧,,", "※ 金額の単位：千円,,\n", 1000),
    ],
)
def test_a_unit_beside_the_table_is_that_of_its_amounts(
    tmp_path: Path, above: str, below: str, unit: int
) -> None:
    rows = "".join(f"案件{n},青葉{n},{n}20\n" for n in range(1, 9))
    text = f"{above}\n\n案件名,会社名,金額\n{rows}{below}"
    found = guessed(tmp_path, text, as_kind="deals")
    assert found.mapping.sources[0].amount_unit == unit and not found.open
    assert [one.asks for one in found.questions] == ([] if unit == 1 else ["unit"])
    if found.questions:
        denied = guessed(tmp_path, text, found.questions[0].answer("1"), as_kind="deals")
        assert denied.mapping.sources[0].amount_unit == 1 and not denied.questions


def test_a_heading_s_own_unit_goes_before_that_beside_the_table(tmp_path: Path) -> None:
    text = "台帳,,単位：千円\n\n案件名,会社名,金額（万円）\n甲,青葉,120\n乙,北,200\n"
    assert guessed(tmp_path, text).mapping.sources[0].amount_unit == 1


def test_rows_with_a_deal_s_number_are_lines_of_it(workspace: Any, tmp_path: Path) -> None:
    """So they are a list of deals, whether they say what each line comes to or the whole deal."""
    text = (
        "案件番号,案件名,会社名,ステージ,作成日,商品,数量,単価,金額\n"
        "1,甲,青葉商事,Lead,2026-04-01,ポンプ,2,100,200\n"
        "1,甲,青葉商事,Lead,2026-04-01,ホース,3,50,150\n"
        "2,乙,みどり,Contact,2026-04-02,ポンプ,1,100,350\n"
        "2,乙,みどり,Contact,2026-04-02,ホース,5,50,350\n"
    )
    found = guessed(tmp_path, text, at=workspace.ask(here))
    assert fields(found)["external_key"] == "案件番号" and fields(found)["price"] == "単価"
    bring(workspace, [tmp_path / "list.csv"], found)
    amounts = workspace.raw.execute("SELECT amount FROM deal ORDER BY id").fetchall()
    assert [amount for (amount,) in amounts] == [350, 350]
    again = guess([tmp_path / "list.csv"], workspace.ask(here), saved=[found.mapping])
    assert again.files[0].known_as


@pytest.mark.parametrize(
    ("agreed", "offered", "amounts"),
    [
        ("受注金額", "見積金額", [1350, 980]),
        ("受注金額(千円)", "見積金額(千円)", [1_350_000, 980_000]),
        ("受注金額(千円)", "見積金額(円)", [1_350_000, None]),
        ("金額", "見積金額", [1350, None]),
    ],
)
def test_what_was_offered_counts_where_nothing_was_agreed_yet(
    workspace: Any, tmp_path: Path, agreed: str, offered: str, amounts: list[int | None]
) -> None:
    text = (
        f"案件名,会社名,{offered},{agreed},状況\n浴室,山田,1200,1350,受注\n外壁,田中,980,,商談中\n"
    )
    found = guessed(tmp_path, text, at=workspace.ask(here))
    assert bring(workspace, [tmp_path / "list.csv"], found).refused == 0
    rows = workspace.raw.execute("SELECT amount, note FROM deal ORDER BY id").fetchall()
    assert [tuple(row) for row in rows] == [(amount, None) for amount in amounts]

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

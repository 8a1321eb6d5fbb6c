"""Lists with heads over two rows, and with the names of columns that older systems use."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.analytics.key_figures import key_figures
from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import here
from revops_desktop.rules.periods import month_period
from tests.exchange.guessing.test_guess import bring, fields, guessed
from tests.exchange.lists import source


def test_heads_over_two_rows_are_known_by_their_last_part(tmp_path: Path) -> None:
    text = (
        "案件名,顧客 / 会社名,金額 / 月額,発生日\n"
        "甲,青葉商事,100,2026/4/1\n乙,みどり,200,2026/4/2\n丙,森,300,2026/4/3\n"
    )
    assert fields(guessed(tmp_path, text))["company"] == "顧客 / 会社名"


@pytest.mark.parametrize("name", ["受付日", "受付", "引合日", "起票日", "発生日", "登録日時"])
def test_a_deal_begins_on_the_day_that_it_came_in(tmp_path: Path, name: str) -> None:
    text = f"案件名,会社名,{name}\n甲,青葉商事,2026/4/1\n乙,みどり,2026/4/20\n"
    found = guessed(tmp_path, text, as_kind="deals").files[0].source
    assert found is not None and name in repr(found.outcomes)


def test_a_column_that_tells_how_deals_stand_is_their_outcome(tmp_path: Path) -> None:
    text = (
        "案件名,会社名,受付日,受注日,失注日,状況\n甲,青葉商事,2026/4/1,2026/5/1,,受注\n"
        "乙,みどり,2026/4/20,,,商談中\n丙,森,2026/4/3,,2026/6/1,失注\n"
    )
    found = guessed(tmp_path, text)
    assert "状況" not in found.files[0].unused


def test_one_odd_cell_does_not_cost_a_column_whose_name_is_certain(tmp_path: Path) -> None:
    text = (
        "会社ID,会社名,電話,ウェブサイト,業種\nC1,青葉商事株式会社,03-1234-5678,,卸売\n"
        "C2,みどり,+81-3-9999-0000,,小売\nC3,森,-5,,\n"
    )
    assert fields(guessed(tmp_path, text, as_kind="companies"))["phone"] == "電話"


def test_days_of_winning_and_losing_stand_beside_the_days_of_stages(
    workspace: Any, tmp_path: Path
) -> None:
    text = (
        "Deal ID,Deal name,Company,Lead,Contact,Qualified,受注日,失注日\n"
        "10,甲,青葉,2026/1/5,2026/1/10,2026/2/1,2026/3/5,\n"
        "11,乙,みどり,2026/1/6,,2026/2/3,,2026/3/1\n12,丙,森,2026/3/6,2026/3/8,,,\n"
    )
    path = source(tmp_path, text, "list.csv")
    bring(workspace, [path], guess([path], workspace.ask(here)))
    found = workspace.ask(key_figures, pipeline_id=1, period=month_period("2026-03"))
    assert (found.won.count, found.lost.count, found.open.count) == (1, 1, 1)


def test_a_head_of_two_rows_may_be_known_by_both_or_by_the_one_above(tmp_path: Path) -> None:
    text = (
        "案件名,顧客 / 会社名,顧客 / 担当者,金額 / 一時,金額 / 月額,発生日\n"
        "甲,青葉商事,山田,100,10,2026/4/1\n乙,みどり,佐藤,200,20,2026/4/2\n"
    )
    found = fields(guessed(tmp_path, text))
    assert (found["amount"], found["monthly_amount"]) == ("金額 / 一時", "金額 / 月額")
    assert (found["company"], found["contact"]) == ("顧客 / 会社名", "顧客 / 担当者")

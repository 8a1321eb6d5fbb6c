"""Rows of one list that are of the same deal become its lines (domain.md §2)."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.operations import products
from tests.conftest import NOW
from tests.exchange.test_importing import query
from tests.exchange.test_updating import DEAL_FIELDS, Bringing, counts

HEAD = "id,title,company,stage,product,quantity,price,amount,note\n"


@pytest.fixture
def deals(workspace: Any, tmp_path: Path) -> Bringing:
    return Bringing(workspace, tmp_path, DEAL_FIELDS)


def lines(workspace: Any) -> list[tuple[Any, ...]]:
    return query(
        workspace,
        "SELECT d.title, d.amount, d.monthly_amount, p.name, l.quantity, l.unit_price "
        "FROM deal AS d LEFT JOIN deal_line AS l ON l.deal_id = d.id "
        "LEFT JOIN product AS p ON p.id = l.product_id ORDER BY d.id, l.position",
    )


def messages(summary: ImportSummary) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.message) for one in summary.problems]


@pytest.mark.parametrize(
    "rows",
    [
        "1,A,Aoba,Lead,Desk,2,100,200,\n1,A,Aoba,Lead,Lamp,3,50,150,\n",
        "1,A,株式会社Aoba,Lead,Desk,2,100,350,\n1,A,㈱Aoba,Lead,Lamp,3,50,350,\n",
        "1,A,Aoba,Lead,Desk,2,100,350,\n1,,,,Lamp,3,50,,\n",
        "1,A,,Lead,Desk,2,100,,\n2,B,,Lead,,,,7,\n1,,Aoba,,Lamp,3,50,,\n",
        "1,A,Aoba,Lead,Desk,2,,200,\n1,A,Aoba,Lead,Lamp,3,,150,\n",
    ],
)
@pytest.mark.parametrize("mode", ["create", "both"])
def test_they_become_its_lines(deals: Bringing, rows: str, mode: Any) -> None:
    summary = deals(HEAD + rows, mode)
    assert summary.refused == 0, messages(summary)
    assert lines(deals.workspace)[:2] == [
        ("A", 350, None, "Desk", 2, 100),
        ("A", 350, None, "Lamp", 3, 50),
    ]
    assert query(deals.workspace, "SELECT count(*) FROM company") == [(1,)]


def test_a_row_that_contradicts_the_others_is_refused_and_says_why(deals: Bringing) -> None:
    summary = deals(
        HEAD + "1,A,Aoba,Lead,Desk,1,100,,one\n1,B,Aoba,Lead,Lamp,1,50,,\n"
        "1,A,Aoba,Qualified,Lamp,1,50,,\n1,A,Aoba,Lead,Lamp,1,50,,two\n"
    )
    told = (
        "Row 2 has the same number, and “{}” stands there. Rows of one deal differ in product, "
        "quantity, price and amount alone. Please correct one of them in the file."
    )
    assert messages(summary) == [
        (3, "title", told.format("A")),
        (4, "stage", told.format("Lead")),
    ]
    assert [one.value for one in summary.problems] == ["B", "Qualified"]
    assert [row[3] for row in lines(deals.workspace)] == ["Desk", "Lamp"]
    assert query(deals.workspace, "SELECT note, amount FROM deal") == [("one\ntwo", 150)]


def test_the_same_row_again_is_no_second_line(deals: Bringing) -> None:
    row = "1,A,Aoba,Lead,Desk,1,100,,\n"
    summary = deals(HEAD + row + row + "1,A,Aoba,Lead,Lamp,1,50,,\n")
    assert [row for row, _column, _message in messages(summary)] == [3]
    assert "came before, in row 2" in summary.problems[0].message
    assert [row[3] for row in lines(deals.workspace)] == ["Desk", "Lamp"]


def test_a_deal_comes_in_with_all_its_lines_or_not_at_all(deals: Bringing) -> None:
    summary = deals(HEAD + "1,A,Aoba,Lead,Desk,1,100,,\n1,A,Aoba,Lead,Lamp,x,50,,\n", "create")
    assert (summary.created, summary.refused) == (0, 2)
    assert "Row 3 of the same deal cannot be taken" in summary.problems[0].message
    assert lines(deals.workspace) == []
    summary = deals(HEAD + "1,A,Aoba,nowhere,Desk,1,100,,\n1,A,Aoba,nowhere,Lamp,1,50,,\n")
    assert (summary.created, summary.refused) == (0, 2)
    assert "Row 2 of the same deal cannot be taken" in summary.problems[1].message


def test_amounts_that_are_neither_of_the_lines_nor_of_the_deal_are_refused(
    deals: Bringing,
) -> None:
    summary = deals(HEAD + "1,A,Aoba,Lead,Desk,1,100,120,\n1,A,Aoba,Lead,Lamp,1,50,60,\n")
    assert (summary.created, summary.refused) == (0, 2)
    assert "neither quantity × unit price" in summary.problems[0].message


def test_an_amount_that_is_the_same_in_all_rows_is_that_of_the_deal(deals: Bringing) -> None:
    """Without prices: in a list where it is so of every deal."""
    head = "id,title,stage,product,amount\n"
    deals(head + "1,A,Lead,Desk,500\n1,A,Lead,Lamp,500\n")
    assert lines(deals.workspace) == [
        ("A", 500, None, "Desk", 1, None),
        ("A", 500, None, "Lamp", 1, None),
    ]
    rows = "2,B,Lead,Desk,500\n2,B,Lead,Lamp,500\n3,C,Lead,Desk,1\n3,C,Lead,Lamp,2\n"
    deals(head + rows)
    assert [row[:2] + row[5:] for row in lines(deals.workspace)[2:]] == [
        *(("B", 1000, 500), ("B", 1000, 500), ("C", 3, 1), ("C", 3, 2))
    ]


def test_monthly_products_add_up_apart(deals: Bringing) -> None:
    deals.workspace.do(products.create, at=NOW, name="Care", billing="monthly")
    deals(HEAD + "1,A,Aoba,Lead,Desk,1,100,100,\n1,A,Aoba,Lead,Care,2,30,60,\n")
    assert lines(deals.workspace) == [
        ("A", 100, 60, "Desk", 1, 100),
        ("A", 100, 60, "Care", 2, 30),
    ]


def test_lines_of_a_deal_that_is_here_change_with_the_rows(deals: Bringing) -> None:
    deals(HEAD + "1,A,Aoba,Lead,Desk,2,100,,\n1,A,Aoba,Lead,Lamp,3,50,,\n")
    changed = HEAD + (
        "1,A,Aoba,Lead,Desk,2,100,,\n1,A,Aoba,Lead,Lamp,4,50,,\n1,A,Aoba,Lead,Sofa,1,7,,\n"
    )
    told = deals(changed, "create")
    assert (told.updated, told.differs) == (0, 1)
    assert counts(deals(changed)) == (0, 1, 2, 0)
    assert lines(deals.workspace) == [
        ("A", 407, None, "Desk", 2, 100),
        ("A", 407, None, "Lamp", 4, 50),
        ("A", 407, None, "Sofa", 1, 7),
    ]
    fewer = deals(HEAD + "1,A,Aoba,Lead,Desk,2,100,,\n1,A,Aoba,Lead,Lamp,4,50,,\n")
    assert "other products" in fewer.problems[0].message
    assert len(lines(deals.workspace)) == 3


def test_rows_without_a_number_go_on_where_the_sum_proves_it(deals: Bringing) -> None:
    head = "title,company,stage,product,quantity,price,amount\n"
    rows = "A,Aoba,Lead,Desk,2,100,350\nA,Aoba,,Lamp,3,50,\n"
    summary = deals(head + rows + "B,Aoba,Lead,Desk,1,5,5\nB,Aoba,,Desk,1,9,\n", "create")
    # Of B the first row is whole by itself: the other one is a deal without a stage.
    assert [row for row, _column, _message in messages(summary)] == [5]
    assert lines(deals.workspace) == [
        ("A", 350, None, "Desk", 2, 100),
        ("A", 350, None, "Lamp", 3, 50),
        ("B", 5, None, "Desk", 1, 5),
    ]

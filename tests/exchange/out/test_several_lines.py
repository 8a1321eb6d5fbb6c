"""Deals with several lines go out as a row a line, and come in again as they were."""

import csv
import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from revops_desktop.database.journal import verb
from revops_desktop.database.tables import deal
from revops_desktop.operations import deal_lines, deals, products
from tests.conftest import NOW
from tests.exchange.out.test_records import another as another
from tests.exchange.out.test_records import exported, taken
from tests.exchange.test_importing import query

LINES = (
    "SELECT d.title, d.amount, d.monthly_amount, p.name, l.quantity, l.unit_price FROM deal AS d "
    "LEFT JOIN deal_line AS l ON l.deal_id = d.id LEFT JOIN product AS p ON p.id = l.product_id "
    "ORDER BY d.id, l.position, l.id"
)


def sold(workspace: Any, title: str, *lines: tuple[int, int, int | None], **about: Any) -> int:
    """A deal with lines: product, quantity, price."""
    found = workspace.do(deals.create, at=NOW, title=title, stage_id=1, company="Aoba", **about)
    for product_id, quantity, price in lines:
        workspace.do(
            deal_lines.add,
            at=NOW,
            deal_id=found.value,
            product_id=product_id,
            quantity=quantity,
            unit_price=price,
        )
    return int(found.value)


@pytest.fixture
def catalogue(workspace: Any) -> Any:
    for name, billing in (("Desk", "one_off"), ("Lamp", "one_off"), ("Care", "monthly")):
        workspace.do(products.create, at=NOW, name=name, billing=billing)
    return workspace


@verb("Number")
def number(session: Any, *, at: int, deal_ids: tuple[int, ...]) -> None:
    """Gives deals numbers of another program."""
    for one in deal_ids:
        session.execute(update(deal).where(deal.c.id == one).values(external_key=f"N{one}"))


def numbered(workspace: Any, *deal_ids: int) -> None:
    workspace.do(number, at=NOW, deal_ids=deal_ids)


def test_a_row_a_line_and_the_amount_once(catalogue: Any, tmp_path: Path) -> None:
    numbered(catalogue, sold(catalogue, "A", (1, 2, 100), (2, 3, 50)))
    sold(catalogue, "B", (1, 1, 7))
    _companies, found = exported(catalogue, tmp_path / "out", "x")
    with open(found, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    names = ("Title", "Number in the source", "Amount", "Product", "Quantity", "Unit price")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("A", "N1", "350", "Desk", "2", "100"),
        ("A", "N1", "", "Lamp", "3", "50"),
        ("B", "", "7", "Desk", "1", "7"),
    ]
    assert [row["Stage"] for row in rows] == ["Lead", "", "Lead"]


def test_they_come_in_again_as_they_were(catalogue: Any, another: Any, tmp_path: Path) -> None:
    made = [
        sold(catalogue, "A", (1, 2, 100), (2, 3, 50)),
        sold(catalogue, "Mixed", (1, 2, 100), (3, 1, 30)),
        sold(catalogue, "Monthly", (3, 1, 30), (3, 2, 20)),
        sold(catalogue, "Besides", (3, 1, 30), (3, 2, 20), amount=9),
        sold(catalogue, "Unknown", (1, 1, None), (2, 1, 10)),
    ]
    numbered(catalogue, *made)
    sold(catalogue, "No number", (1, 2, 100), (2, 3, 50))
    sold(catalogue, "Plain", amount=4)
    companies, found = exported(catalogue, tmp_path / "out", "x")
    for _time in range(2):
        assert taken(another, companies, "company_list").refused == 0
        summary = taken(another, found, "deal_list")
        assert summary.refused == 0, [one.sentence() for one in summary.problems]
        assert query(another, LINES) == query(catalogue, LINES)
    assert (summary.created, summary.updated) == (0, 0)
    same = taken(catalogue, found, "deal_list")
    assert (same.created, same.updated, same.refused, same.differs) == (0, 0, 0, 0)


@pytest.mark.parametrize("seed", range(4))
def test_any_lines_come_in_again(catalogue: Any, another: Any, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    made = []
    for number in range(12):
        lines = [
            (chance.randint(1, 3), chance.randint(1, 3), chance.choice((0, 10, 25, 40)))
            for _line in range(chance.randint(0, 4))
        ]
        # The same line twice goes out as one.
        wanted = list(
            {(product, price): (product, n, price) for product, n, price in lines}.values()
        )
        amount = chance.choice((None, 5))
        made.append(sold(catalogue, f"D{number}", *wanted, amount=amount))
    numbered(catalogue, *made)
    companies, found = exported(catalogue, tmp_path / "out", "x")
    taken(another, companies, "company_list")
    summary = taken(another, found, "deal_list")
    assert summary.refused == 0, [one.sentence() for one in summary.problems]
    assert query(another, LINES) == query(catalogue, LINES)

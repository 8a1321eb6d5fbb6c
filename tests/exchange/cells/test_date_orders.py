"""A column says by all of its cells how it writes days; where it does not, it asks."""

from datetime import date

import pytest

from revops_desktop.exchange.cells.conversion import heard
from revops_desktop.exchange.cells.date_orders import DateEvidence, decide_dates


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        ((), ""),
        (("", "Aoba", "2024-0001", "03-1234-5678"), ""),
        (("2026-04-01", "2026/4/2"), "ymd"),
        (("令和8年4月1日", "", "R8.4.1"), "ymd"),
        (("1 Apr 2026", "April 2, 2026"), "ymd"),
        (("03/04/2026", "25/12/2026"), "dmy"),
        (("03/04/2026", "12/25/2026", "2026-04-01"), "mdy"),
        (("12/25/2026 3:00 PM",), "mdy"),
        (("03/04/2026", "05/06/2026"), "ask"),
        (("03/04/2026", "no day", "4/1"), "ask"),
        (("04/04/2026", "05/05/2026"), "auto"),
        (("25/12/2026", "12/25/2026"), "auto"),
        (("25/12/2026", "12/25/2026", "01/02/2026"), "ask"),
        (("01.02.2026", "03.04.2026"), "dmy"),
        (("24/04/01", "24/05/02"), "ask"),
        (("24/4/1", "24/5/2"), "ymd"),
        (("24/4/1", "32/5/2"), "ymd"),
        (("1/4/24", "13/4/24"), "dmy"),
        (("31/04/2026",), "dmy"),
        (("１/４/２０２６", "２５/４/２０２６"), "dmy"),
    ],
)
def test_orders(texts: tuple[str, ...], order: str) -> None:
    assert decide_dates(texts) == order


def test_the_examples_are_those_that_are_open() -> None:
    evidence = DateEvidence()
    for text in ("05/05/2026", "03/04/2026", "03/04/2026", " 05/06/2026", "07/08/2026"):
        evidence.add(text)
    assert evidence.examples == ["03/04/2026", "05/06/2026"]


@pytest.mark.parametrize(
    ("texts", "orders"),
    [
        (("01/02/2026", "03/04/2026"), {"dmy": date(2026, 2, 1), "mdy": date(2026, 1, 2)}),
        (
            ("01/02/03",),
            {"ymd": date(2001, 2, 3), "dmy": date(2003, 2, 1), "mdy": date(2003, 1, 2)},
        ),
        (("01/02/03", "13/02/03"), {"ymd": date(2001, 2, 3), "dmy": date(2003, 2, 1)}),
        (("25/12/2026",), {}),
        (
            ("25/12/2026", "12/25/2026", "01/02/2026"),
            {"dmy": date(2026, 2, 1), "mdy": date(2026, 1, 2)},
        ),
    ],
)
def test_an_order_is_possible_where_every_cell_allows_it(
    texts: tuple[str, ...], orders: dict[str, date]
) -> None:
    assert heard(DateEvidence(), texts).readings == orders

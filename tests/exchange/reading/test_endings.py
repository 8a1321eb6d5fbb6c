"""What stands below the rows of a table is none of them."""

import pytest

from revops_desktop.exchange.reading.endings import ending

ROWS = [(5, ["Aoba", "Sato", "100"]), (6, ["Midori", "Mori", "200"])]


@pytest.mark.parametrize(
    ("below", "left_out"),
    [
        ([], 0),
        ([(7, ["合計", "", "300"])], 1),
        # Sums that no spreadsheet ever reckoned.
        ([(7, ["合計", "", ""])], 1),
        ([(7, ["", "Total", ""]), (9, ["※ 税抜", "", ""])], 2),
        # One cell alone may be a record.
        ([(7, ["Kita", "", ""])], 0),
        ([(9, ["Kita", "", ""])], 1),
    ],
)
def test_totals_and_notes_end_a_table(below: list[tuple[int, list[str]]], left_out: int) -> None:
    assert ending([*ROWS, *below], 3) == left_out


def test_a_list_of_one_column_has_no_ending() -> None:
    assert ending([(2, ["Aoba"]), (3, ["合計"])], 1) == 0

"""Formulas are defused on the way out, and exactly that is taken off on the way in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revops_desktop.exchange.formulas import defused, taken_off, unstripped


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+81-3-1234-5678",
        "-5+2",
        "-5\n=1",
        "'-5",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        " =1",
        "'=1",
        "''=1",
        "\n=1",
    ],
)
def test_what_a_spreadsheet_would_run_gets_a_quotation_mark(text: str) -> None:
    assert defused(text) == "'" + text
    assert taken_off(defused(text)) == text


@pytest.mark.parametrize(
    "text",
    ["-5", "-0.25", "", "'", "'quoted'", "O'Neil", "a=b", "1-2", "青葉", "'a", "－", "－－", "'－"],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert defused(text) == text
    assert taken_off(text) == text


@given(st.text(alphabet="'=+-@\t\r\n ＝－a1あ", max_size=8))
def test_out_and_in_again_is_equal(text: str) -> None:
    assert taken_off(defused(text)) == text
    assert taken_off(unstripped(text)) == text


@given(st.text())
def test_any_text_out_and_in_again_is_equal(text: str) -> None:
    assert taken_off(defused(text)) == text

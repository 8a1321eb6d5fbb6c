"""A text is found by every part of it: the pieces of a part are pieces of the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revops_desktop.rules.grams import EDGE, company_text, name_text, needed_pieces, pieces

SIGNS = st.text(alphabet="ab青葉商アー -_^1.\"'(株)", max_size=12)


@given(st.lists(SIGNS, min_size=1, max_size=3), st.integers(0, 40), st.integers(1, 12))
def test_the_pieces_of_a_part_are_pieces_of_the_text(
    fields: list[str], begin: int, length: int
) -> None:
    kept = name_text(*fields)
    if kept is None:
        return
    part = kept[begin : begin + length]
    if part:
        assert set(needed_pieces(part)) <= set(pieces(kept).split(" "))


@pytest.mark.parametrize(
    ("part", "needed"),
    [
        ("青", ["青"]),
        ("po", ["po"]),
        ("pos", ["pos"]),
        ("青葉商事", ["青葉", "葉商", "商事"]),
        ("店舗pos", ["店舗", "舗p", "pos"]),
        ("株式会社青", ["社青"]),
        (f"{EDGE}青葉", ["^青葉"]),
    ],
)
def test_as_few_pieces_as_tell(part: str, needed: list[str]) -> None:
    assert needed_pieces(part) == needed


def test_long_parts_need_no_more_pieces_than_tell() -> None:
    needed = needed_pieces("いろはにほへとちりぬるをわかよたれそ")
    assert len(needed) == 8
    assert (needed[0], needed[-1]) == ("いろ", "れそ")


def test_a_company_begins_with_the_name_that_people_type() -> None:
    kept = company_text("㈱青葉 商事", "アオバ", "03-1234-5678")
    assert kept == "\n青葉商事\n(株)青葉 商事\n(株)青葉商事\nアオバ\n03-1234-5678\n0312345678\n"
    assert name_text(None, "", " ") is None

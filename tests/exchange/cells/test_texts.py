"""Texts are kept as they came; a word of a choice is known or refused."""

import pytest

from revops_desktop.exchange.cells.conversion import Note, remembering, unnoted
from revops_desktop.exchange.cells.texts import LONGEST_TEXT, choice_cell, text_cell
from revops_desktop.exchange.fields import CHANNELS, DEAL_KINDS
from revops_desktop.exchange.refusals import CellRefused


def test_words_of_choices_in_both_languages() -> None:
    kind, channel = choice_cell(DEAL_KINDS), choice_cell(CHANNELS)
    assert [kind(word) for word in ("新規", "Cross-Sell", "cross sell", "クロスセル", "NEW")] == [
        "new",
        "cross_sell",
        "cross_sell",
        "cross_sell",
        "new",
    ]
    assert channel("代理店") == "partner"
    with pytest.raises(CellRefused, match=r"Direct \(direct\) · Partner \(partner\)"):
        channel("web")


def test_text_is_kept_as_it_came() -> None:
    convert = text_cell(LONGEST_TEXT)
    for text in ("😀 <b>&amp;</b>\nline", "㈱﨑", "x" * 100_000, "' OR 1=1 --"):
        assert convert(text) == text
    assert convert("'=1+1") == "=1+1"
    assert convert("か\u3099") == "が"
    with pytest.raises(CellRefused, match="shorten"):
        convert("x" * (LONGEST_TEXT + 1))


def test_what_was_doubtful_once_is_told_again() -> None:
    asked = []

    def odd(text: str, note: Note = unnoted, /) -> int:
        asked.append(text)
        note("odd")
        return len(text)

    convert = remembering(odd)
    told: list[str] = []
    assert [convert("ab", told.append) for _again in range(3)] == [2, 2, 2]
    assert (asked, told) == (["ab"], ["odd"] * 3)

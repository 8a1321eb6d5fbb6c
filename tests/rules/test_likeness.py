"""Exact before beginning, beginning before the start of a word; marks where the words stand."""

import pytest

from revops_desktop.rules.grams import fields_text
from revops_desktop.rules.likeness import Likeness, likeness, places, typed_words
from revops_desktop.rules.text import fold


@pytest.mark.parametrize(
    ("text", "typed", "how"),
    [
        ("ＰＯＳ", "pos", Likeness.EXACT),
        ("POS 刷新", "pos", Likeness.BEGINS),
        ("店舗 POS", "pos", Likeness.WORD_BEGINS),
        ("データ(POS)", "pos", Likeness.WORD_BEGINS),
        ("店舗POS", "pos", Likeness.CONTAINS),
        ("刷新 店舗POS", "pos 刷新", Likeness.APART),
        ("店舗POS", "pos 刷新", None),
    ],
)
def test_how_well_a_text_answers(text: str, typed: str, how: Likeness | None) -> None:
    kept = fields_text(text)
    assert kept is not None
    assert likeness(kept, fold(typed), typed_words(typed)) is how


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("㈱ｱｵﾊﾞ商事 Data", "あおば dat", ["ｱｵﾊﾞ", "Dat"]),
        ("㈱青葉", "株", ["㈱"]),
        ("ＡＢＣ　ＡＢ", "ab", ["ＡＢ", "ＡＢ"]),
        ("𠮷野家と𠮷野", "𠮷野", ["𠮷野", "𠮷野"]),
        ("ガルシア", "カ", []),
        ("青葉", "", []),
    ],
)
def test_what_was_typed_is_marked_as_it_was_written(
    text: str, typed: str, marked: list[str]
) -> None:
    assert [text[begin:end] for begin, end in places(text, typed_words(typed))] == marked

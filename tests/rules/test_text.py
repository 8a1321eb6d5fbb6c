"""Text is stored as it came and compared folded (domain.md §2)."""

import pytest

from revops_desktop.errors import RuleBroken
from revops_desktop.rules.text import fold, inner_quotes, match_key, stored


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ｱｲｳ", "アイウ"),
        ("あいう", "アイウ"),
        ("ＡＢＣ", "abc"),
        ("〜", "～"),
        ("~", "〜"),
        ("03‐1234—5678", "03-1234-5678"),
        ("3ー4", "3-4"),
        ("a  \n b", "A B"),
        ("ｶﾞ", "ガ"),
        ("ゔ", "ヴ"),
    ],
)
def test_folding_makes_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_the_long_mark_stays_among_kana() -> None:
    assert fold("サーバー") == "サーバー"
    assert fold("サーバー") != fold("サバ")


def test_match_key_ignores_blanks() -> None:
    assert match_key("GTX Pro") == match_key("GTXPro")
    assert match_key("青葉　商事") == match_key("青葉商事")


def test_stored_composes_kana_marks_only() -> None:
    assert stored("か\u3099") == "が"
    assert stored("\uf907") == "\uf907", "NFC would change kanji that CP932 has"
    assert stored("  a\nb  ") == "a\nb"
    assert stored("ｱｲｳ<b>&=1") == "ｱｲｳ<b>&=1"


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[31m", "\ud800"])
def test_control_characters_are_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        stored(text)


def test_quotation_marks_within_others_are_of_the_inner_kind() -> None:
    assert inner_quotes("引き継ぎ「営業」") == "引き継ぎ『営業』"
    assert inner_quotes("Hand-off “Sales”, the team's") == "Hand-off ‘Sales’, the team's"

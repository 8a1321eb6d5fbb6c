"""No line ends within what a reader of Japanese takes for one word."""

import pytest

from revops_desktop.rules.phrases import PHRASE, kept_together


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("一覧を取り込んでください。", "一覧を|取り込んで|ください"),
        ("「取り込み・書き出し」で", "取り込み|書き出し"),
        ("損失は月に約¥159万です。", "損失は|月に|¥159万です"),
        ("最も良かったときは81.1%でした。", "最も|良かった|ときは|81.1%でした"),
        ("担当者につながりません", "担当者に|つながりません"),
        ("受注予定だったものです", "受注予定だった|ものです"),
        ("確認をお願いします", "確認を|お願いします"),
        ("インサイドセールスへ", "インサイドセールス"),
        ("3か月の平均", "3か月の|平均"),
        ("It is plain.", ""),
    ],
)
def test_words(text: str, words: str) -> None:
    assert "|".join(PHRASE.findall(text)) == words


def test_a_sign_that_nobody_sees_stands_within_words_alone() -> None:
    held = kept_together("月に約5件です")
    assert held == "月\u2060に約5\u2060件\u2060で\u2060す"
    assert held.replace("\u2060", "") == "月に約5件です"
    assert kept_together("“plain”, 12 words") == "“plain”, 12 words"

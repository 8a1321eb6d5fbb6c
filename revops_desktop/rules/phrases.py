"""What a reader of Japanese takes for one word, so that no line ends within it.

A run of katakana, kanji with what is written after them up to the particle, what follows a
particle, a number with its unit: レポート, 良かった, 担当者に, つながりません, 159万です.
"""

import re

# 書き出し, 取り込み and their like are one word.
_KANJI = "お?(?:[一-鿿々][りきけしみちえれせげ](?=[一-鿿々]))?+[一-鿿々]{1,5}"
_UNIT = "(?:か月|[%兆億万千百年月日件社円回倍時分秒週名人個点割])"
_NUMBER = rf"[¥$€]?\d[\d.,]*{_UNIT}{{0,2}}+(?:あたりの?)?"
PHRASE = re.compile(
    r"[ァ-ヺー]{2,10}"
    rf"|{_NUMBER}[ぁ-ゖ]{{0,3}}(?![ぁ-ゖ])|{_NUMBER}"
    rf"|{_KANJI}[ぁ-ゖ]{{0,4}}[ぁ-えか-ゖ](?![ぁ-ゖ])"
    rf"|{_KANJI}[ぁ-ゖ]{{0,3}}?"
    r"(?:ても|では|には|での|への|から|ので|も(?!の)|と(?!き)|[をがはにでのてへ])"
    rf"|{_KANJI}[ぁ-ゖ]{{1,3}}"
    r"|[一-鿿々]{2,4}"
    r"|(?:もの|こと|ため|とき)[ぁ-ゖ]{0,5}(?![ぁ-ゖ])"
    r"|(?<=[をがはにでとのてもへ])[ぁ-ゖ]{2,8}(?![ぁ-ゖ])"
    r"|(?<![ぁ-ヺー一-鿿々])[ぁ-ゖ]{2,8}(?![ぁ-ゖ])"
)
_JAPANESE = re.compile("[ぁ-ヺ一-鿿]")
_JOINER = "\u2060"


def kept_together(text: str) -> str:
    """Japanese with a sign that nobody sees wherever no line may end; other texts as they are."""
    if not _JAPANESE.search(text):
        return text
    return PHRASE.sub(lambda match: _JOINER.join(match.group()), text)

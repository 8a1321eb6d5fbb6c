"""How likely it is that people wrote a text that bytes were read as; per character beyond ASCII."""

import re
from functools import lru_cache

# What stands in the heads and cells of business lists, whatever the business.
_USUAL = frozenset(
    "株式会社有限合同名前氏姓電話番号郵便住所都道府県市区町村丁目字金額円万千億税込抜日付年月時分曜"
    "担当者部課署係長役職営業商談案件商品数量単価合計小総備考摘要取引先顧客契約受注失売上見積確度"
    "請求支払予定開始終了完登録更新作成種別類区状態東京大阪北海名古屋横浜川崎神奈埼玉葉福岡広島仙台"
    "札幌田中山本高橋佐藤鈴木伊渡辺林加井松野央一二三四五六七八九十新古内外国際情報技術産工製所研究"
    "発事務店製品機械電気建設不動銀行保険病院学校大学社団法人協会組合連絡用途無料資格紹介問合資料"
)
_HALF_WIDTH = re.compile("[\uff61-\uff9f]+")
# A small kana, the sound marks and ﾝ need something before them that they can stand after.
_SPEAKABLE = re.compile(
    "(?:[\uff61-\uff65]"
    "|ｳﾞ?[ｧｨｩｪｫｬｭｮ]?|[ｶ-ﾄ]ﾞ?[ｧｨｩｪｫｬｭｮ]?|[ﾊ-ﾎ][ﾞﾟ]?[ｧｨｩｪｫｬｭｮ]?|[ｱ-ｵﾅ-ﾉﾏ-ﾜｦ][ｧｨｩｪｫｬｭｮ]?"
    "|(?<=.)[ﾝｯｰ]|ﾝ(?=.))+"
)
_HYPHEN_FOR_LONG = re.compile("(?<=[\uff66-\uff9f])-(?=[\uff66-\uff9f])")
_KANJI_INSIDE_A_WORD = re.compile("[a-z][\u3400-\u9fff\ue000-\uf8ff][a-z]")
_KANJI_AT_A_WORD = re.compile(
    "[A-Za-z][\u3400-\u9fff][a-z]|[a-z][\u3400-\u9fff](?![\u3000-\u9fff])"
)
_BEYOND = re.compile("[\x80-\U0010ffff]+")
_LETTERS = re.compile("[\xc0-\xd6\xd8-\xf6\xf8-\u024fŠŒŽšœžŸ]+")
_SIGNS = frozenset("€£¥°§©®™–—‘’“”«»•…·±²³µº½¼¾¿¡\xa0×")
_APOSTROPHE = re.compile(r"(?<=\w)’(?=\w)")
# Letters that are words by themselves.
_WORDS = frozenset("àèéòóÀÈÉÓ")
_OTHER_ALPHABETS = re.compile("[\u0370-\u03ff]{2,}|[\u0400-\u052f]{2,}|[\u0590-\u06ff]{2,}")


def weight_of_japanese(text: str) -> float:
    """From about -6 (nonsense) to 3 (usual Japanese)."""
    total = number = 0.0
    for sign in text:
        if sign > "\x7f" and not "\uff61" <= sign <= "\uff9f":
            total += _of_sign(sign)
            number += 1
    weight, kana = _of_half_width(_HYPHEN_FOR_LONG.sub("\uff70", text))
    total, number = total + weight, number + kana
    total -= 4 * len(_KANJI_INSIDE_A_WORD.findall(text)) + 3 * len(_KANJI_AT_A_WORD.findall(text))
    return total / number if number else 0.0


def _of_half_width(text: str) -> tuple[float, int]:
    """The weight of its half-width kana together, and how many they are."""
    total = spoken = number = 0
    for run in _HALF_WIDTH.finditer(text):
        length = len(run[0])
        touches = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
        number += length
        if any("a" <= one.lower() <= "z" for one in touches):
            total -= 2 * length
        elif _SPEAKABLE.fullmatch(run[0]) is not None and length > 1:
            spoken += length
        else:
            total -= length
    # The more there are, the less they can be spoken by accident.
    is_more = spoken == number and spoken >= 6
    return total + spoken * (1.5 if is_more else 1), number


def weight_of_latin(text: str) -> float:
    """From -3 (nonsense) to 2 (letters with accents among others)."""
    total = number = 0.0
    text = _APOSTROPHE.sub("'", text)
    for run in _BEYOND.finditer(text):
        length = len(run[0])
        before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
        number += length
        if length <= 2 and _LETTERS.fullmatch(run[0]) and _is_letter(before, after):
            total += 2 * length
        elif run[0] in _WORDS:
            total += 0.6
        elif length <= 3 and all(sign in _SIGNS for sign in run[0]):
            total += 0.8 * length
        elif _LETTERS.fullmatch(run[0]) and run[0].isupper() == (before + after).isupper():
            total += 0 if 1 < length <= 3 else -2 * length
        else:
            total -= 2 * length
    return total / number if number else 0.0


def is_in_latin_words(text: str) -> bool:
    """Whether it holds words of another alphabet, or letters with accents among plain ones."""
    if _OTHER_ALPHABETS.search(text):
        return True
    runs = _BEYOND.finditer(text)
    return any(
        _is_letter(text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1])
        for run in runs
    )


def _is_letter(*signs: str) -> bool:
    return any(sign.isascii() and sign.isalpha() for sign in signs)


@lru_cache(maxsize=8192)
def _of_sign(sign: str) -> float:
    code = ord(sign)
    if sign in _USUAL or 0x3041 <= code <= 0x30FE:
        return 3
    if 0x3000 <= code <= 0x303F or 0xFF01 <= code <= 0xFF60 or 0xFFE0 <= code <= 0xFFE6:
        return 2
    if 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF:
        return 0.9 if _is_of_the_first_level(sign) else -0.5
    if 0x2010 <= code <= 0x203B or 0x2100 <= code <= 0x22FF or 0x2460 <= code <= 0x33FF:
        return 1.5
    if 0xE000 <= code <= 0xF8FF or code < 0xA0 or sign == "\ufffd":
        return -6
    return -0.5


def _is_of_the_first_level(sign: str) -> bool:
    """Of the 2,965 kanji that are most used."""
    try:
        return 0x88 <= sign.encode("cp932")[0] <= 0x97
    except UnicodeEncodeError:
        return False

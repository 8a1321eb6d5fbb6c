"""How well a text answers what was typed, and where in it the typed words stand.

Exact comes before beginning, beginning before the start of a word, that before the middle of one.
"""

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache
from typing import Any
from unicodedata import is_normalized

from revops_desktop.rules.grams import EDGE
from revops_desktop.rules.text import fold

# A mark belongs to the sign before it: ｶﾞ is one ガ.
_SIGN = re.compile("(?s:.)[ﾞﾟ\u0300-\u036f\u3099\u309a]*")


class Likeness(IntEnum):
    """Best first."""

    EXACT = 0
    BEGINS = 1
    WORD_BEGINS = 2
    CONTAINS = 3
    APART = 4
    RELATED = 5
    ALIKE = 6


def typed_words(typed: str) -> tuple[str, ...]:
    """The folded words of what was typed; each must be found, in any order."""
    return tuple(dict.fromkeys(fold(typed).split(" "))) if fold(typed) else ()


def likeness(kept: str, phrase: str, words: tuple[str, ...]) -> Likeness | None:
    """How a kept text (`grams.fields_text`) answers the folded phrase; None: not at all."""
    if phrase in kept:
        if f"{EDGE}{phrase}{EDGE}" in kept:
            return Likeness.EXACT
        if f"{EDGE}{phrase}" in kept:
            return Likeness.BEGINS
        return Likeness.WORD_BEGINS if _begins_word(kept, phrase) else Likeness.CONTAINS
    if all(word in kept for word in words):
        return Likeness.APART
    return None


def _begins_word(kept: str, phrase: str) -> bool:
    place = kept.find(phrase)
    while place > 0:
        if not kept[place - 1].isalnum():
            return True
        place = kept.find(phrase, place + 1)
    return False


def places(text: str, words: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Where the folded words stand in a text as it was written: (from, to), in order, apart."""
    folded, signs = _folded_signs(text)
    found: list[tuple[int, int]] = []
    for word in words:
        place = folded.find(word)
        while place >= 0:
            found.append((signs[place][0], signs[place + len(word) - 1][1]))
            place = folded.find(word, place + len(word))
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(found):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)


class _InPlace(Sequence[tuple[int, int]]):
    """Each sign stands where it stood."""

    def __len__(self) -> int:
        return 0

    def __getitem__(self, place: Any) -> Any:
        return (place, place + 1)


@lru_cache(maxsize=8192)
def _folded_sign(sign: str) -> str:
    return fold(sign) or " "


def _folded_signs(text: str) -> tuple[str, Sequence[tuple[int, int]]]:
    """The text folded sign by sign, and where each folded sign stands in the text."""
    whole = fold(text)
    if len(whole) == len(text) and is_normalized("NFKC", text):
        # Sign by sign the same: no need to look at each.
        return whole, _InPlace()
    folded: list[str] = []
    signs: list[tuple[int, int]] = []
    for found in _SIGN.finditer(text):
        sign = _folded_sign(found.group())
        folded.append(sign)
        # What unfolds into several signs (㈱) is whole in all of them.
        signs.extend([found.span()] * len(sign))
    return "".join(folded), signs

"""Words of the picture of the river fitted into the room they have."""

import re
from typing import NamedTuple

from revops_desktop.analytics.river_frame import Measure
from revops_desktop.rules.phrases import PHRASE

_SIGN = "…"
_VOWELS = "aeiouyäöüéèáíóú"
# A line may end behind these, and between Latin and Japanese.
_BREAKS = " ・/／、（(-"
# More signs than two lines hold: places to break at are looked for in no more.
_LONGEST = 400
# An amount or a number, with what it is counted in, is one word: "¥1," is another amount.
_FIGURE = re.compile(r"[¥$€£]?\d[\d.,]*[千万億兆件%KMB]*")


class Fitted(NamedTuple):
    """The lines, and whether a word was broken or left out."""

    lines: tuple[str, ...]
    is_cut: bool


def one_line(text: str, room: float, size: int, bold: bool, measure: Measure) -> str:
    """The text, or as much of its beginning as fits with a sign that it goes on."""
    text = _shortened(text)
    if measure(text, size, bold) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle].rstrip() + _SIGN, size, bold) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + _SIGN if low else ""


def two_lines(text: str, room: float, size: int, bold: bool, measure: Measure) -> Fitted:
    """The text on one line or two; broken where words end, and within one only if it must."""
    plain = _shortened(" ".join(text.split()))
    if measure(plain, size, bold) <= room:
        return Fitted((plain,), False)
    inside = _inside_figures(plain)
    anywhere = [at for at in range(1, len(plain)) if at not in inside] if _is_wide(plain) else []
    words = _inside_words(plain)
    between = [at for at in anywhere if at not in words]
    for places, is_cut in ((_breaks(plain), False), (between, False), (anywhere, True)):
        fitting = [
            at
            for at in places
            if measure(plain[:at].rstrip(), size, bold) <= room
            and measure(plain[at:].lstrip(), size, bold) <= room
        ]
        if fitting:
            at = min(fitting, key=lambda each: abs(2 * each - len(plain)))
            return Fitted((plain[:at].rstrip(), plain[at:].lstrip()), is_cut)
    first = max(
        (at for at in _breaks(plain) if measure(plain[:at].rstrip(), size, bold) <= room), default=0
    )
    if not first:
        return Fitted(_first_broken(plain, room, size, bold, measure), True)
    rest = one_line(plain[first:].lstrip(), room, size, bold, measure)
    return Fitted((plain[:first].rstrip(), rest), True)


def _first_broken(
    text: str, room: float, size: int, bold: bool, measure: Measure
) -> tuple[str, ...]:
    """Two lines whose first word is too long: more of it can be read by a hyphen than by a cut."""
    word = text.split(" ")[0]
    places = [] if _is_wide(text) else _syllables(word)
    fitting = [at for at in places if measure(word[:at] + "-", size, bold) <= room]
    if not fitting:
        return (one_line(text, room, size, bold, measure),)
    at = fitting[-1]
    return word[:at] + "-", one_line(text[at:], room, size, bold, measure)


def _syllables(word: str) -> list[int]:
    """Where a Latin word may be broken: between syllables, as far as signs can tell."""
    letters = re.split(r"\W", word)[0]
    return [
        at
        for at in range(3, len(letters) - 2)
        if word[at - 1].casefold() in _VOWELS and word[at].casefold() not in _VOWELS
    ]


def hyphenated(
    text: str, room: float, size: int, bold: bool, measure: Measure
) -> tuple[str, str] | None:
    """A single Latin word that is too long, with its number behind it, broken by a hyphen.

    None where it is none, or fits on two lines neither.
    """
    text = _shortened(text)
    word = text.split(" ")[0]
    if _is_wide(text) or text.count(" ") > 1:
        return None
    places = [
        at
        for at in _syllables(word)
        if measure(word[:at] + "-", size, bold) <= room and measure(text[at:], size, bold) <= room
    ]
    return (word[: places[-1]] + "-", text[places[-1] :]) if places else None


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + _SIGN


def _breaks(text: str) -> list[int]:
    """Where a line may end: after a blank or a mark, and where a script begins.

    Not before hiragana: 取れない and リードの are one word.
    """
    inside = _inside_figures(text)
    return [
        at
        for at in range(1, len(text))
        if at not in inside and (text[at - 1] in _BREAKS or _begins_word(text[at - 1], text[at]))
    ]


def _begins_word(before: str, sign: str) -> bool:
    script = _script(sign)
    return script not in (_script(before), "mark", "hiragana")


def _inside_figures(text: str) -> set[int]:
    """The places within an amount or a number, where no line ends."""
    return {at for one in _FIGURE.finditer(text) for at in range(one.start() + 1, one.end())}


def _inside_words(text: str) -> set[int]:
    """The places within a Japanese word."""
    return {at for one in PHRASE.finditer(text) for at in range(one.start() + 1, one.end())}


def _script(sign: str) -> str:
    code = ord(sign)
    if sign in "ー・。、）」』,.)!?":
        return "mark" if sign != "ー" else "katakana"
    if 0x3040 <= code < 0x30A0:
        return "hiragana"
    if 0x30A0 <= code < 0x3100:
        return "katakana"
    return "wide" if code >= 0x2E80 else "latin"


def _is_wide(text: str) -> bool:
    """Whether it is Japanese, where a line may break nearly anywhere."""
    return any(ord(sign) >= 0x2E80 for sign in text)

"""Where a line of Japanese or English may end (UAX #14 with strict Japanese kinsoku).

reportlab's own breaking puts 。 and ー at the start of a line and splits words and numbers. Here a
text is cut into its smallest unbreakable pieces and these are set line by line.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from revops_desktop.rules.phrases import PHRASE

ELLIPSIS = "…"
_SHORTEST_LAST = 0.12

_KINDS = {
    "glue": "\u00a0\u202f\u2007\u2011\u2060\ufeff",
    # Small kana, the long mark, repetition marks, middle dots: never at the start of a line.
    "no_start": "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
    "ｧｨｩｪｫｬｭｮｯｰーゝゞヽヾ々〻〱〲・･：；〜～゠ﾞﾟ‼⁇⁈⁉",
    "close": "、。，．､｡｠｣",
    "shout": "!?！？",
    "inner": ",.:;",
    "ellipsis": "…‥⋯",
    "long_dash": "—―─",
    "hyphen": "-‐–",
    "slash": "/",
    "before_number": "¥￥$＄€￡£№±＋−+\\△▲▼△▽",
    "after_number": "%％°℃‰′″¢￠",
    "quote": "\"'",
}
_LISTED = {sign: kind for kind, signs in _KINDS.items() for sign in signs}

# What may not begin a line, even after a blank.
_NEVER_FIRST = frozenset(
    ("close", "close_narrow", "no_start", "shout", "inner", "ellipsis", "slash", "close_quote")
)
_NEVER_LAST = frozenset(("open", "open_narrow", "open_quote", "before_number"))
_WORD = frozenset(("letter", "digit"))
_HOLDS_A_LETTER = frozenset(
    ("digit", "letter", "inner", "after_number", "close_narrow", "close_quote")
)
_HOLDS_A_SIGN = _WORD | {"hyphen", "slash", "inner", "close_narrow", "after_number"}
_HOLDS_A_DIGIT = _HOLDS_A_LETTER | {"hyphen", "slash"}

# An amount, a duration, a month stays with its unit: ¥4,840万円, 3か月, 12件.
_UNIT = re.compile(
    r"(?<=[\d０-９])"
    r"(?:[兆億万千百]|か月|カ月|ヶ月|ポイント|[年月日週時分秒円件社名人回倍個位点割]){1,3}"
)

# A name in quotation marks; each of the two stages of a step.
_QUOTED = re.compile(r"「[^「」]{1,40}」|“[^“”]{1,60}”")
_STAGE = re.compile(r"^[^→。「“]{1,60} →|(?<=→ )[^→。」”]{1,60}$")
# Each is kept on one line where it is no larger a part of it.
_TOGETHER = ((PHRASE, 1.0), (_QUOTED, 0.5), (_STAGE, 1.0))


@lru_cache(maxsize=8192)
def _kind(sign: str) -> str:
    listed = _LISTED.get(sign)
    if listed:
        return listed
    category = unicodedata.category(sign)
    wide = unicodedata.east_asian_width(sign) in "WFH"
    if category[0] == "M":
        return "mark"
    if category == "Ps":
        return "open" if wide else "open_narrow"
    if category == "Pe":
        return "close" if wide else "close_narrow"
    if category == "Pi":
        return "open_quote"
    if category == "Pf":
        return "close_quote"
    if category == "Sc":
        return "before_number"
    if category[0] == "Z" or sign == "\t":
        return "blank"
    if category[0] == "N" and category != "No" and sign != "〇":
        return "digit" if category == "Nd" else "ideograph"
    if category[0] == "L":
        latin = not wide or "\uff21" <= sign <= "\uff5a"
        return "letter" if latin else "ideograph"
    return "ideograph" if wide or unicodedata.east_asian_width(sign) == "A" else "letter"


def _may_break(before: str, after: str, blank: bool) -> bool:
    """Whether a line may end between two kinds of sign; `blank`: with blanks between them."""
    if after in _NEVER_FIRST or "glue" in (before, after) or before in ("open", "open_narrow"):
        return False
    if blank:
        return True
    if after == "mark" or before in _NEVER_LAST or "quote" in (before, after):
        return False
    if before == after == "long_dash":
        return False
    if after in ("hyphen", "after_number"):
        return False
    if after in ("open_narrow", "before_number", "open_quote"):
        return before not in _HOLDS_A_SIGN
    if after == "open":
        return before != "after_number"
    if after == "digit":
        return before not in _HOLDS_A_DIGIT
    if after == "letter":
        return before not in _HOLDS_A_LETTER
    return True


def _breaks(text: str) -> Iterator[int]:
    """The places in a text without line feeds where a line may end, in order."""
    held = {place for match in _UNIT.finditer(text) for place in range(*match.span())}
    before = ""
    since_blank = False
    for place, sign in enumerate(text):
        kind = _kind(sign)
        if kind == "blank":
            since_blank = True
            continue
        free = before and place not in held and _may_break(before, kind, since_blank)
        if free:
            yield place
        # A hyphen that begins a word belongs to it: -5, -v.
        if kind == "hyphen" and (since_blank or before in ("", "open", "open_narrow")):
            kind = "before_number"
        if kind != "mark" or not before:
            before = kind
        since_blank = False


def pieces(text: str) -> list[str]:
    """The text cut wherever a line may end; blanks stay at the end of their piece."""
    places = [0, *_breaks(text), len(text)]
    return [text[start:end] for start, end in pairwise(places) if end > start]


def break_lines(
    text: str, width: float, measure: Callable[[str], float], *, most: int | None = None
) -> list[str]:
    """The lines that fit into `width`, line feeds kept; cut after `most` lines with an ellipsis.

    `measure` gives the length of a text, and must be additive (no kerning). A piece longer than
    the whole line is cut where it must be, still without a forbidden start if there is a choice.
    """
    paragraphs = text.split("\n")
    words = [_words(one, width, measure) for one in paragraphs]
    lines = [line for one in words for line in _set(one, width, measure)]
    if most is None or len(lines) <= most:
        return lines
    # Rather a word on two lines than the text cut off.
    lines = [line for one in paragraphs for line in _set(pieces(one), width, measure)]
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], shorten(lines[most - 1], width, measure, force=True)]


def balance(
    text: str, width: float, measure: Callable[[str], float], *, most: int | None = None
) -> list[str]:
    """As `break_lines`, but the last line is not left with a few signs of a word's end.

    The lines become a little narrower for it, never more.
    """
    lines = break_lines(text, width, measure, most=most)
    if len(lines) < 2 or "\n" in text or measure(lines[-1]) > width * _SHORTEST_LAST:
        return lines
    for part in (0.96, 0.92, 0.88, 0.84):
        narrower = break_lines(text, width * part, measure, most=most)
        if len(narrower) > len(lines):
            break
        if measure(narrower[-1]) > width * _SHORTEST_LAST:
            return narrower
    return lines


def _words(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The pieces, those of one word or name together where the line has room for it."""
    parts = pieces(text)
    for pattern, share in _TOGETHER:
        held = {
            place
            for match in pattern.finditer(text)
            for place in range(match.start() + 1, match.end())
        }
        parts = list(_joined(parts, held, width * share, measure))
    return parts


def _joined(
    parts: Sequence[str], held: set[int], room: float, measure: Callable[[str], float]
) -> Iterator[str]:
    """The parts, those with a held place between them as one where there is room for it."""
    group: list[str] = []
    place = 0
    for part in (*parts, ""):
        if group and (place not in held or not part):
            word = "".join(group)
            fits = len(group) > 1 and measure(word.rstrip()) <= room
            yield from (word,) if fits else group
            group = []
        if part:
            group.append(part)
        place += len(part)


def _set(parts: Iterable[str], width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """The parts set line by line; a part longer than the whole line is cut."""
    line, length = "", 0.0
    for piece in parts:
        bare = piece.rstrip()
        if line and length + measure(bare) > width:
            yield line.rstrip()
            line, length = "", 0.0
        while not line and len(bare) > 1 and measure(bare) > width:
            cut = _forced_cut(bare, width, measure)
            yield bare[:cut]
            bare, piece = bare[cut:], piece[cut:]
        line += piece
        length += measure(piece)
    yield line.rstrip()


def _forced_cut(piece: str, width: float, measure: Callable[[str], float]) -> int:
    cut, length = 0, 0.0
    while cut < len(piece):
        length += measure(piece[cut])
        if length > width:
            break
        cut += 1
    cut = max(cut, 1)
    for place in range(cut, max(cut - 4, 0), -1):
        after, before = _kind(piece[place]), _kind(piece[place - 1])
        if after not in _NEVER_FIRST and after != "mark" and before not in _NEVER_LAST:
            return place
    while cut < len(piece) - 1 and _kind(piece[cut]) == "mark":
        cut += 1
    return cut


def shorten(
    text: str, width: float, measure: Callable[[str], float], *, force: bool = False
) -> str:
    """The text on one line, cut with an ellipsis where it does not fit (or if `force`)."""
    if not force and measure(text) <= width:
        return text
    room = width - measure(ELLIPSIS)
    kept, length = 0, 0.0
    for sign in text:
        length += measure(sign)
        if length > room:
            break
        kept += 1
    while kept < len(text) and kept and _kind(text[kept]) == "mark":
        kept -= 1
    return text[:kept].rstrip() + ELLIPSIS

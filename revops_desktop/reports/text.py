"""Text as data on its way to paper.

Nothing is ever markup: the reports draw finished lines and never use reportlab's Paragraph, which
would read `<b>`, links and image files out of a company's name. What the font cannot show is seen
to be missing instead of vanishing.
"""

import re
import unicodedata
from collections.abc import Callable

# The printer's mark for a sign that is not in the case.
MISSING = "〓"
LONGEST = 4000

_NEW_LINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Not the kanji: composing would change 23 of those that CP932 has.
_COMPOSABLE = re.compile("[^\u3400-\u9fff\uf900-\ufaff]+")
_JOINER = "\u200d"


def printable(text: str, has_glyph: Callable[[str], bool], *, longest: int = LONGEST) -> str:
    """The text as it can be drawn: every sign has a glyph, one that lacks it shows 〓.

    Half-width kana and rare kanji stay as they are; invisible signs (joiners, direction marks,
    variation selectors) go; tabs become blanks; more than `longest` signs are cut with an ellipsis.
    """
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    text = _NEW_LINES.sub("\n", text).replace("\t", " ")
    if text.isascii() and text.isprintable():
        return text
    text = _COMPOSABLE.sub(lambda match: unicodedata.normalize("NFC", match.group()), text)
    shown: list[str] = []
    joined = False
    for sign in text:
        if sign == "\n" or has_glyph(sign):
            shown.append(sign)
        elif sign == _JOINER:
            # A family of emoji is one sign that is missing, not four.
            joined = bool(shown) and shown[-1] == MISSING
            continue
        elif _is_invisible(sign):
            continue
        elif unicodedata.category(sign) == "Zs":
            shown.append(" ")
        elif not joined:
            shown.append(MISSING)
        joined = False
    return "".join(shown)


def one_line(text: str) -> str:
    """The text with every run of blanks and line feeds made one blank."""
    return " ".join(text.split())


def _is_invisible(sign: str) -> bool:
    return (
        unicodedata.category(sign) == "Cf"
        or "\ufe00" <= sign <= "\ufe0f"
        or "\U000e0100" <= sign <= "\U000e01ef"
        or "\U0001f3fb" <= sign <= "\U0001f3ff"
    )

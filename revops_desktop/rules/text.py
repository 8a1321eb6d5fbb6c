"""How text is stored, compared and matched (domain.md §2)."""

import re
import unicodedata
from functools import lru_cache

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _

_KANA_MARK = re.compile("(.)([\u3099\u309a])")
_TILDES = dict.fromkeys(map(ord, "〜～~∼"), "~")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣⁃"), "-")
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)} | {0x309D: 0x30FD, 0x309E: 0x30FE}
_ALIKE = _TILDES | _DASHES | _HIRAGANA
_LONG_MARK_BETWEEN_DIGITS = re.compile(r"(?<=\d)ー(?=\d)")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

_INNER = str.maketrans("「」“”", "『』‘’")


def _composed(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match.group(0))


def stored(text: str) -> str:
    """The text as it is kept: as it came, decomposed kana marks composed, no blanks around it.

    Raises RuleBroken for control characters, which no field of the program holds.
    """
    if _FORBIDDEN.search(text):
        raise RuleBroken(
            _(
                "The text “{text}” contains a control character that cannot be kept. "
                "Nothing was changed. Please remove it and try again."
            ).format(text=_FORBIDDEN.sub("\ufffd", text)[:80])
        )
    return _KANA_MARK.sub(_composed, text).strip()


def fold(text: str) -> str:
    """The form that is compared and searched: width, case, kana, dashes and blanks made alike."""
    return _folded_often(text) if len(text) <= _OFTEN else _folded(text)


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text.translate(_TILDES)).casefold().translate(_ALIKE)
    if "ー" in folded:
        folded = _LONG_MARK_BETWEEN_DIGITS.sub("-", folded)
    return " ".join(folded.split())


# The short texts of a file repeat: titles, names of people, words of a list.
_OFTEN = 60
_folded_often = lru_cache(maxsize=4096)(_folded)


def match_key(name: str) -> str:
    """The key by which names from files match: folded, all blanks removed."""
    return fold(name).replace(" ", "")


def inner_quotes(text: str) -> str:
    """A text that will stand in quotation marks: its own become those of the inner kind."""
    return text.translate(_INNER)


def short_name(name: str, widest: int = 44) -> str:
    """A name in one line, cut with an ellipsis where it would fill a sentence; wide signs are 2."""
    line = " ".join(name.split())
    widths = [2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line]
    if sum(widths) <= widest:
        return line
    room, kept = widest - 2, 0
    for width in widths:
        room -= width
        if room < 0:
            break
        kept += 1
    return line[:kept].rstrip() + "…"

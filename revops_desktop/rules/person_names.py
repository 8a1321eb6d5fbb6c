"""May two names be those of one person? A shared mailbox has several, a person several writings."""

import re
import unicodedata

from revops_desktop.rules.text import fold

_PARTS = re.compile(r"[\s,.・･/]+")


def may_be_one(one: str, other: str) -> bool:
    """Whether nothing in two names says that they are two people.

    They are one where a part of one stands in the other (田中 – 田中 一郎, J. Smith – John Smith),
    and where they cannot be compared, since one is in kanji and the other in letters or kana.
    """
    first, second = fold(one), fold(other)
    if not first or not second or _script(first) != _script(second):
        return True
    joined_first, joined_second = first.replace(" ", ""), second.replace(" ", "")
    if joined_first in joined_second or joined_second in joined_first:
        return True
    parts = {part for part in _PARTS.split(first) if len(part) > 1}
    return bool(parts & {part for part in _PARTS.split(second) if len(part) > 1})


def _script(text: str) -> str:
    """The writing of the first letter, as Unicode names it."""
    for sign in text:
        if sign.isalpha():
            name = unicodedata.name(sign, "")
            return name.split(" ", 1)[0].split("-", 1)[0]
    return ""

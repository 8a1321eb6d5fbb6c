"""What a text is found by: its folded fields, and the pieces of one, two and three signs in them.

A record is kept as its folded fields, each between line ends, so that a field's beginning and end
can be told. Every text that contains what was typed holds all of its pieces; the text itself then
says whether they stand together. Two signs tell Japanese names apart, Latin ones need three.
"""

import re
from operator import add

from revops_desktop.rules.company_names import core_and_form
from revops_desktop.rules.text import fold

_NO_DIGIT = re.compile("[^0-9]")
# Between fields; folding leaves none in a text.
EDGE = "\n"

# More pieces than this tell no more: the text itself is looked at in the end. Those of legal forms
# tell nothing: half of all companies hold them.
_MOST_PIECES = 8
_EVERYWHERE = frozenset(("株式", "式会", "会社", "有限", "限会", "合同", "同会", "(株", "株)"))
# A piece of three signs is kept in Latin, and where a field or a word begins.
_THREES = re.compile(r"(?=([\x00-\x7f]{3}|[_^]..))")
# Blanks part the pieces in the index, and line ends are blanks too.
_WRITTEN = str.maketrans({" ": "_", EDGE: "^"})


def fields_text(*fields: str | None) -> str | None:
    """The fields as they are kept for searching; None where all of them are empty."""
    written: dict[str, None] = {}
    for field in fields:
        if field and (folded := fold(field)):
            written[folded] = None
    return f"{EDGE}{EDGE.join(written)}{EDGE}" if written else None


def name_text(name: str | None, reading: str | None = None, *others: str | None) -> str | None:
    """A name, its reading and what else identifies the record, with and without their blanks.

    佐藤 花子 is then found by 佐藤花子 as well, 03-1234-5678 by 0312345678.
    """
    written: dict[str, None] = {}
    for one in (name, reading, *others):
        if one and (folded := fold(one)):
            written[folded] = None
            if " " in folded:
                written[folded.replace(" ", "")] = None
            if folded[0] in "+(0123456789" and len(digits := _NO_DIGIT.sub("", folded)) > 6:
                written[digits] = None
    return f"{EDGE}{EDGE.join(written)}{EDGE}" if written else None


def company_text(name: str | None, reading: str | None, *others: str | None) -> str | None:
    """A company, first of all by its name without the legal form: the name that people type."""
    return name_text(core_and_form(name)[0] if name else None, name, reading, *others)


def pieces(text: str) -> str:
    """Every piece of a kept text, parted by blanks, as the index holds them."""
    text = text.replace(" ", "_").replace(EDGE, "^")
    found = set(text)
    found.update(map(add, text, text[1:]))
    found.update(_THREES.findall(text))
    return " ".join(found)


def _tells(three: str) -> bool:
    return _THREES.match(three) is not None


def needed_pieces(part: str) -> list[str]:
    """The pieces that every text holds which contains the folded `part`; never none."""
    part = part.translate(_WRITTEN)
    if len(part) < 3:
        return [part]
    found: dict[str, None] = {}
    for place in range(len(part) - 1):
        before, two, three = part[place - 1 : place + 2], part[place : place + 2], part[place:][:3]
        if _tells(three):
            found[three] = None
        elif not (place and _tells(before)):
            found[two] = None
    listed = [piece for piece in found if piece not in _EVERYWHERE] or list(found)
    if len(listed) <= _MOST_PIECES:
        return listed
    last = len(listed) - 1
    return [listed[last * place // (_MOST_PIECES - 1)] for place in range(_MOST_PIECES)]

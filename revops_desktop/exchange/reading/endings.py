"""What stands below the rows of a table and is none of them: totals and notes."""

import re
import unicodedata
from collections.abc import Sequence

from revops_desktop.exchange.reading.headings import Numbered
from revops_desktop.exchange.reading.shapes import filled, is_blank, shape

_TOTALS = frozenset(
    (
        *("合計", "総合計", "総計", "小計", "計", "累計", "合計金額", "平均"),
        *("total", "totals", "grandtotal", "subtotal", "sum", "average", "summe", "gesamt"),
    )
)
_DASHES = " \t\u3000-–—―－"
# What such a word may begin with: passes over nearly every row at once.
_BEGINS = re.compile(
    r"[\s\[【(*=-]*(?:合|総|小計|計|累|平均|total|grand|sub|sum|average|gesamt)", re.I
)
# The first sign of the first cell of a row that is worth asking `is_total`.
BEGINNINGS = frozenset(("", *" \t\u3000[【(*=-合総小計累平tgsaTGSA"))
_NOTE = re.compile(
    r"(?:[※*]|注[):：\d]|備考[:：]|以上$|出力日|作成日|作成者|出力者|抽出|\(c\)|©|copyright|confidential"
    r"|generated (?:by|on|at)|exported (?:by|on|at)|report (?:name|generated)|notes?:|source:"
    r"|\d+ (?:rows|records|件)|全?\s*\d+\s*件)",
    re.IGNORECASE,
)


def is_total(cells: Sequence[str]) -> bool:
    """Whether a row adds others up: it begins with such a word, and all else in it are numbers."""
    for place, cell in enumerate(cells):
        if not is_blank(cell):
            if _BEGINS.match(cell) is None or not _is_word_of_total(cell):
                return False
            others = [shape(one) for one in cells[place + 1 :] if one.strip(_DASHES)]
            return bool(others) and all(one == "number" for one in others)
    return False


def _is_word_of_total(cell: str) -> bool:
    if len(cell) > 40:
        return False
    # “Total: Account”, 合計（税込）
    plain = re.split("[:(]", unicodedata.normalize("NFKC", cell).casefold().lstrip("([【"))[0]
    return "".join(plain.split()).strip(":()[]【】-=*") in _TOTALS


def _is_bare_total(cells: Sequence[str], width: int) -> bool:
    """Whether a row says nothing but such a word: its sums were never reckoned."""
    said = [cell for cell in cells if not is_blank(cell)]
    return width > 2 and len(said) == 1 and _is_word_of_total(said[0])


def is_note(cells: Sequence[str]) -> bool:
    """Whether a row is a single cell with words as they stand below a table."""
    if filled(cells) != 1:
        return False
    said = next(cell for cell in cells if not is_blank(cell))
    plain = unicodedata.normalize("NFKC", said).strip()
    return _NOTE.match(plain) is not None


def ending(rows: Sequence[Numbered], width: int) -> int:
    """How many of the last rows (blank ones not counted) are no data of a table so wide.

    `rows` are the last rows of the table with their lines; blank ones may be among them.
    """
    if width < 2:
        return 0
    kept = [(line, cells) for line, cells in rows if filled(cells)]
    certain = 0
    for place in range(len(kept) - 1, 0, -1):
        line, cells = kept[place]
        is_alone = filled(cells) == 1 and width > 2
        if not (is_total(cells) or is_note(cells) or is_alone):
            break
        # One cell alone may be a record; below a gap or with such words it is none.
        above = kept[place - 1][0] + max(len(c.splitlines()) for c in kept[place - 1][1])
        is_below_a_gap = is_alone and line > above
        if is_total(cells) or is_note(cells) or is_below_a_gap or _is_bare_total(cells, width):
            certain = len(kept) - place
    return certain

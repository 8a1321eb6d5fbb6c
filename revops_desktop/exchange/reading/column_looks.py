"""What the columns of a table hold, as far as some of its rows tell."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from revops_desktop.exchange.reading.layout import ColumnLook, Holds
from revops_desktop.exchange.reading.shapes import is_blank, shape

_EXAMPLES = 5
_LONGEST_EXAMPLE = 200
_PATTERNS: tuple[tuple[Holds, re.Pattern[str]], ...] = (
    ("corporate_number", re.compile(r"[1-9]\d{12}")),
    ("postal_code", re.compile(r"〒?\s*\d{3}-\d{4}")),
    ("phone", re.compile(r"(?:\+\d{1,3}[- ]?|\(?0)\d{1,4}\)?[- ]\d{1,4}[- ]\d{3,4}|0\d{9,10}")),
    ("percent", re.compile(r"[+-]?\d+(?:[.,]\d+)?\s*%")),
    ("month", re.compile(r"\d{4}[-/]\d{1,2}|\d{4}年\d{1,2}月")),
    ("money", re.compile(r"[(▲△-]?\s*(?:[¥$€£\\].*\d.*|\d.*(?:円|万円|千円|億))\)?")),
    ("yes_no", re.compile(r"yes|no|true|false|はい|いいえ|有|無|○|×|◯|y|n", re.IGNORECASE)),
)
_INSTANT = re.compile(r".*\d{1,2}[:時]\d{1,2}.*")


def column_looks(names: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[ColumnLook, ...]:
    """What each column holds, by the rows given."""
    found = []
    for number, name in enumerate(names):
        texts = [row[number] for row in rows if number < len(row) and not is_blank(row[number])]
        holds = _holds(texts)
        examples = tuple(dict.fromkeys(text[:_LONGEST_EXAMPLE] for text in texts))[:_EXAMPLES]
        found.append(
            ColumnLook(
                name=name,
                holds=holds,
                filled=len(texts) / len(rows) if rows else 0.0,
                date_order=_order(texts) if holds in ("day", "instant") else "",
                examples=examples,
            )
        )
    return tuple(found)


@lru_cache(maxsize=4096)
def _of_cell(text: str) -> Holds:
    plain = unicodedata.normalize("NFKC", text[:100]).strip()
    for holds, pattern in _PATTERNS:
        if pattern.fullmatch(plain):
            return holds
    found = shape(plain)
    if found == "day":
        return "instant" if _INSTANT.fullmatch(plain) else "day"
    return found if found in ("number", "email", "url") else "text"


def _holds(texts: Sequence[str]) -> Holds:
    if not texts:
        return "empty"
    counts: dict[Holds, int] = {}
    for text in texts:
        counts[_of_cell(text)] = counts.get(_of_cell(text), 0) + 1
    if "day" in counts and "instant" in counts:
        counts["instant"] += counts.pop("day")
    best = max(counts, key=lambda one: counts[one])
    return best if counts[best] >= 0.8 * len(texts) else "text"


def _order(texts: Sequence[str]) -> str:
    """ "ymd", "dmy", "mdy", or "ask"."""
    plain = [unicodedata.normalize("NFKC", text).strip() for text in texts]
    two = [re.findall(r"\d+", text)[:2] for text in plain if re.match(r"\d{1,2}[-/.]", text)]
    if len(two) * 2 < len(plain):
        return "ymd"
    if any(int(one[0]) > 12 for one in two):
        return "dmy"
    return "mdy" if any(int(one[1]) > 12 for one in two) else "ask"

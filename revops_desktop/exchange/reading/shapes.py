"""What the text of a cell looks like at a glance: a number, a day, an address. No value is made."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

Shape = Literal["", "number", "day", "email", "url", "phone", "company", "text"]

_NUMBER = re.compile(
    r"[(△▲+-]?\s*[¥$€£\\]?\s*[+-]?\d[\d,.' ]*\s*(?:[kKmM%]|円|千円|万円|百万円|億円?)?\)?"
)
_DAY = re.compile(
    r"\d{2,4}[-/.年]\s*\d{1,2}[-/.月]\s*\d{1,4}日?(?:\s*\(.\))?(?:[T\s].*)?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:\s.*)?"
    r"|(?:令和|平成|昭和|大正|明治|[RHSTM])\s*(?:元|\d{1,2})[年./-]\s*\d{1,2}[月./-]\s*\d{1,2}日?.*"
)
_EMAIL = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d(][\d() ]*-[\d() -]*\d|〒\s*\d{3}-?\d{4}|\+\d[\d ]{7,}\d")
_COMPANY = re.compile(
    r"(?:株式会社|有限会社|合同会社|\(株\)|\(有\))(?!名).+|.+(?:株式会社|有限会社|合同会社|\(株\)|\(有\))"
    r"|.+\b(?:Inc|Ltd|LLC|GmbH|Corp|Co)\.?"
)
_LONGEST = 60


@lru_cache(maxsize=8192)
def _shape(text: str) -> Shape:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return ""
    if _DAY.fullmatch(plain):
        return "day"
    if _NUMBER.fullmatch(plain):
        return "number"
    if _EMAIL.fullmatch(plain):
        return "email"
    if _URL.fullmatch(plain):
        return "url"
    if _PHONE.fullmatch(plain):
        return "phone"
    return "company" if _COMPANY.fullmatch(plain) else "text"


def shape(text: str) -> Shape:
    """The shape of a cell; "" of a blank one."""
    return _shape(text) if len(text) <= _LONGEST else ("text" if text.strip() else "")


def is_blank(text: str) -> bool:
    """Whether a cell says nothing."""
    return not text or text.isspace()


def filled(cells: Sequence[str]) -> int:
    """How many cells of a row say something."""
    return sum(map(bool, map(str.strip, cells)))

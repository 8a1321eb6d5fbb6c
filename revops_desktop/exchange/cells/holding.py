"""What a column holds, as far as the looks of its cells tell; a few misfits do not count."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from revops_desktop.exchange.cells.moments import month_cell
from revops_desktop.exchange.cells.written_days import plain_text
from revops_desktop.exchange.reading.layout import Holds

_MOST_CELLS = 1_000
_LONGEST = 200
_MOST = 0.8
_NEARLY_ALL = 0.95
_SOME = 0.3
_LONGEST_NAME = 60

# Cells that say nothing in any column.
_NOTHING = frozenset(
    ("-", "--", "ー", "n/a", "#n/a", "null", "none", "nan", "未定", "不明", "なし")
)
_EMAIL = re.compile(r"(?:mailto:)?[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]{2,}")
_URL = re.compile(r"https?://\S+|(?:[a-z0-9_-]+\.)+[a-z]{2,}(?:[:/]\S*)?", re.IGNORECASE)
_POSTAL = re.compile(r"〒?\s*\d{3}-\d{4}|〒\s*\d{7}")
_SEVEN = re.compile(r"\d{7}")
_PHONE = re.compile(r"(?:\+|0|\(0|\(\+)[\d\-() .]{7,18}\d(?:\s*\(?(?:内線|ext\.?)\s*\d+\)?)?")
_AMERICAN_PHONE = re.compile(r"\(?\d{3}\)?[-. ]\s?\d{3}[-. ]\d{4}")
_KEY = re.compile(r"[A-Za-z0-9_\-./:#]{2,64}")
_DIGIT = re.compile(r"\d")
_SHORTEST_FOREIGN_KEY = 6
_COMPACT_DAY = re.compile(r"(?:19|20)\d{6}")
_MONTH = re.compile(r"\d{4}[-/.]\d{1,2}|(?:\d{4}|[^\d\s]{1,2}(?:\d{1,2}|元))年\d{1,2}月分?")
_CLOCK = re.compile(r"\d:\d{2}|\d時")

_as_month = month_cell("auto", "UTC")


def holds_of(texts: Iterable[str]) -> Holds:
    """What the cells of a column look like; of long columns the first cells are looked at."""
    cells = [plain_text(text[:_LONGEST]) for text in islice(texts, _MOST_CELLS)]
    filled = [text for text in cells if text and text.lower() not in _NOTHING]
    if not filled:
        return "empty"
    for holds, looks_so in _LOOKS:
        Sequence[tuple[Holds, Callable[[Sequence[str]], bool]]] = (
            ("email", lambda filled: _most(filled, _EMAIL.fullmatch)),
            ("url", lambda filled: _most(filled, _URL.fullmatch)),
            ("corporate_number", _are_corporate_numbers),
            ("postal_code", _are_postal_codes),
            ("yes_no", _are_yes_or_no),
            ("percent", _are_percents),
            ("month", _are_months),
            ("instant", _are_instants),
            ("day", _are_days),
            ("phone", _are_phones),
            ("money", _are_amounts),
            ("key", _are_keys),
            ("number", _are_numbers),
        )

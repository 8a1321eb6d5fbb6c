"""Names of people and products in a file that are those of somebody or something here."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from revops_desktop.rules.text import fold, match_key

# Proposed only, never taken without asking: “Product A” and “Product B” are much alike, too.
_ALIKE = 85
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_TITLES = ("様", "さん", "氏", "殿")
_SIGNS = re.compile(r"[\s_\-.,・,、/]+")


def names_alike(
    words: Sequence[str], there: Sequence[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Words that surely mean a name here though written otherwise; and those that may mean one.

    Sure: the same parts in another order, or without a courtesy title or what stands in brackets,
    where one name alone has them. Words that match as they are need no telling.
    """
    keys = {match_key(name) for name in there}
    forms: dict[str, set[str]] = {}
    for name in there:
        forms.setdefault(_form(name), set()).add(name)
    same: dict[str, str] = {}
    alike: dict[str, str] = {}
    for word in words:
        if match_key(word) in keys:
            continue
        found = forms.get(_form(word), set())
        if len(found) == 1:
            same[word] = next(iter(found))
            continue
        scored = [(fuzz.ratio(match_key(word), match_key(name)), name) for name in there]
        score, name = max(scored, default=(0, ""), key=lambda one: one[0])
        if score >= _ALIKE:
            alike[word] = name
    return same, alike


def _form(name: str) -> str:
    plain = _BRACKETS.sub(" ", fold(name)).strip()
    for title in _TITLES:
        plain = plain.removesuffix(title).strip()
    return "\x1f".join(sorted(part for part in _SIGNS.split(plain) if part)) or fold(name)

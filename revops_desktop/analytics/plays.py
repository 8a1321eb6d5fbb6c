"""What fits a finding, and what to do on Monday: the plays in `resources/plays` (domain.md §9).

A play is data, in both languages. It names the signs of a finding (`step_facts.signs_of`) that it
needs; of those whose signs all hold, the most specific come first.
"""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from revops_desktop import i18n, paths
from revops_desktop.i18n import _
from revops_desktop.rules.toml_part import TomlPart

LANGUAGES = ("ja", "en")
MOST = 5

# Signs a play may ask for: what the verdict is, what it lacks, where the step lies, how it fails.
SIGNS = frozenset(
    (
        *("named", "none", "too_little"),
        *("lacks_steps", "lacks_won", "lacks_dated", "lacks_window", "lacks_cases"),
        "lacks_earlier",
        *("first_step", "lead", "to_opportunity", "opportunity", "to_won"),
        *("handed_over", "capacity", "quality", "below_target"),
        *("reason_budget", "reason_competitor", "reason_timing", "reason_no_fit"),
        *("reason_no_contact", "reason_approval", "reason_unknown", "recycled"),
        *("waits_long", "nothing_planned", "returned", "one_holder"),
        # Of a month, beside the verdict (analytics/month_matters.py).
        *("sla_missed", "stuck_here", "handoffs_lost", "recycle_sleeps", "closes_slipped"),
        *("steps_missing", "source_loses", "few_come", "win_rate_falls", "more_leave"),
    )
)
# What a play may ask to be there, beside the finding (analytics/month_records.py).
USES = frozenset(("handoffs", "sources", "scores"))
_HOW = frozenset(("capacity", "returned", "waits_long", "nothing_planned", "one_holder"))


@dataclass(frozen=True, slots=True)
class Play:
    """A play in one language.

    `when`: when it is the right one · `monday`: concrete things to do, in order · `moves`: the
    figure that should move, `figure` its key in `definitions.py` · `weeks`: how long to wait before
    judging it · `needs`: signs that must all hold · `uses`: what must be kept for it to be done.
    """

    key: str
    name: str
    when: str
    monday: tuple[str, ...]
    moves: str
    figure: str
    weeks: int
    needs: frozenset[str]
    uses: frozenset[str] = frozenset()


class _Part(TomlPart):
    def sentence(self) -> str:
        return _(
            "The play file “{file}” cannot be read: {key}. {problem} Nothing was changed. Please "
            "correct the file."
        )

    def worded(self, key: str) -> str:
        """The text of a key in the language that is set."""
        words = self.part(key)
        if words is None:
            raise self.wrong(key, _("It is missing."))
        found = {language: words.needed_text(language) for language in LANGUAGES}
        words.nothing_else()
        return found[i18n.language()]

    def all_worded(self, key: str) -> tuple[str, ...]:
        """The texts of a list of such keys."""
        found = []
        for words in self.parts(key):
            both = {language: words.needed_text(language) for language in LANGUAGES}
            words.nothing_else()
            found.append(both[i18n.language()])
        if not found:
            raise self.wrong(key, _("It is missing."))
        return tuple(found)


def plays() -> tuple[Play, ...]:
    """All plays in the language that is set, in the order of the files.

    RuleBroken where a file is wrong, with the place.
    """
    return _plays(i18n.language())


@cache
def _plays(language: str) -> tuple[Play, ...]:
    # The language is read again inside; as an argument it keeps the two apart.
    assert language == i18n.language()
    files = sorted((paths.resources() / "plays").glob("*.toml"))
    return tuple(play for file in files for play in read(file))


def read(file: Path) -> tuple[Play, ...]:
    """The plays of one file."""
    part = _Part(file.name, "", tomllib.loads(file.read_text(encoding="utf-8")))
    found = tuple(_play(one) for one in part.parts("plays"))
    part.nothing_else()
    return found


def fitting(
    signs: Iterable[str], most: int = MOST, able: Callable[[Play], bool] = lambda _play: True
) -> tuple[Play, ...]:
    """The plays whose needs all hold, the most specific first, at most so many.

    `able`: whether one can be done with what is kept.
    """
    said = frozenset(signs)
    fit = [play for play in plays() if play.needs <= said and able(play)]
    return tuple(sorted(fit, key=lambda play: -_specific(play))[:most])


def _specific(play: Play) -> int:
    """How it fails says more of what to do than where it lies."""
    return sum(3 if sign.startswith("reason") else 1 + (sign in _HOW) for sign in play.needs)


def _play(part: _Part) -> Play:
    needs = frozenset(part.texts("needs"))
    unknown = sorted(needs - SIGNS)
    if unknown or not needs:
        raise part.wrong("needs", _("Please name signs of a finding."))
    uses = frozenset(part.texts("uses"))
    if not uses <= USES:
        raise part.wrong("uses", _("Please write handoffs, sources or scores."))
    weeks = part.number("weeks", 1, 52)
    if weeks is None:
        raise part.wrong("weeks", _("It is missing."))
    made = Play(
        key=part.needed_text("key"),
        name=part.worded("name"),
        when=part.worded("when"),
        monday=part.all_worded("monday"),
        moves=part.worded("moves"),
        figure=part.needed_text("figure"),
        weeks=weeks,
        needs=needs,
        uses=uses,
    )
    part.nothing_else()
    return made

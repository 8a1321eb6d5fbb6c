"""Part 11: what every printed figure means, of how many cases and of which time it is."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from revops_desktop import i18n
from revops_desktop.analytics.definitions import defined, definition
from revops_desktop.i18n import NOTHING, _
from revops_desktop.reports.blocks import Block, Paragraph, missing
from revops_desktop.reports.part import Asked, Part, Printed
from revops_desktop.reports.table import Column, Row, Table, row
from revops_desktop.rules.periods import local_day

# These say what stands open as the month ends; all others what happened in a time.
_STANDING = frozenset(
    (
        *("here", "stuck", "open", "open_amount", "weighted", "coverage", "past_close", "idle"),
        *("no_next_step", "close_pushed", "largest_deal", "recycle_due", "recycle_pool"),
        *("measured_chance", "weighted_measured"),
    )
)
# These are of the last twelve months unless their subject names a month.
_YEAR = frozenset(("time_in_stage", "correlation", "early_churn", "worth", "local_optimum"))
# Its steps have names that say nothing alone: they stand together, last.
_WATERFALL = "waterfall_"
_MONTH = re.compile(r"(?:^|:)month:(\d{4}-\d{2})")
_SPAN = re.compile(r"(?:year|river)(?::|$)")
# These are of the months whose deals had time to go on (domain.md §6).
_MATURE = frozenset(("bottleneck", "gain", "reference", "noise", "river_amount"))


def _ask(session: Any, asked: Asked) -> None:
    return None


def _message(answer: None, asked: Asked) -> str:
    return _("What each figure means, how many cases it counts, and which period it covers.")


def _blocks(answer: None, asked: Asked) -> Sequence[Block]:
    by_key: dict[str, list[Printed]] = {}
    for one in asked.printed:
        # What an earlier report said is of that report.
        if not one.subject.startswith("report:"):
            by_key.setdefault(one.key, []).append(one)
    keys = [key for key in defined() if key in by_key]
    rows = [_row(key, by_key[key], asked) for key in keys if not key.startswith(_WATERFALL)]
    steps = [_row(key, by_key[key], asked) for key in keys if key.startswith(_WATERFALL)]
    if steps:
        rows += [row(definition("waterfall").name, kind="group"), *steps]
    if not rows:
        return (
            missing(
                (
                    _("Nothing is printed that needs to be explained."),
                    _("Choose other parts, or record deals in this pipeline."),
                )
            ),
        )
    return (
        Paragraph(_about(asked)),
        Table(
            (
                Column(_("Figure"), 1.95, "left"),
                Column(_("What it means"), 5.65, "left"),
                Column(_("Cases"), 0.9),
                Column("", 0.2),
                Column(_("Time"), 2.15, "left"),
            ),
            tuple(rows),
            lines=8,
        ),
    )


def _about(asked: Asked) -> str:
    day = i18n.day(local_day(asked.now, asked.zone))
    return i18n.joined(
        (
            _("The month is not over: all figures are as of {day}; “now” means that instant.")
            if asked.is_running
            else _("All figures are as of the end of {day}; “now” means that instant.")
        ).format(day=day),
        _(
            "What was changed, moved or deleted later changes nothing; what was entered later of "
            "an earlier time does, and the program then says that newer knowledge exists."
        ),
        _("Cases: the deals or other things counted; from the fewest to the most where several."),
        _(
            "Time: the month is {month} and the 12 months end with it; the judged months are "
            "the last 3 whose deals had enough time to go on."
        ).format(month=i18n.month(asked.month)),
    )


def _row(key: str, printed: Sequence[Printed], asked: Asked) -> Row:
    about = definition(key)
    return row(about.name, about.sentence, _cases(printed), "", _time(key, printed, asked))


def _cases(printed: Sequence[Printed]) -> str:
    """The cases of the month itself, else from the fewest to the most of what it is told of."""
    own = [one.n for one in printed if not one.subject and one.n is not None]
    known = sorted(own or [one.n for one in printed if one.n is not None])
    if not known:
        return NOTHING
    if known[0] == known[-1]:
        return i18n.count(known[0])
    return f"{i18n.count(known[0])}–{i18n.count(known[-1])}"


def _time(key: str, printed: Sequence[Printed], asked: Asked) -> str:
    """Which times the figure is told of, in few words: the text above says of which months."""
    words = {
        "each": _("each month"),
        "year": _("12 months"),
        "mature": _("3 judged months"),
        "month": _("the month"),
        "end": _("the month's end"),
    }
    found = {_time_of(key, one.subject, asked) for one in printed}
    if "each" in found:
        found.discard("month")
    return _(", ").join(text for name, text in words.items() if name in found)


def _time_of(key: str, subject: str, asked: Asked) -> str:
    named = _MONTH.search(subject)
    if named:
        return "month" if named[1] == asked.month else "each"
    if key in _STANDING:
        return "end"
    if key in _MATURE or (key == "conversion" and subject.startswith("watched")):
        return "mature"
    if key in _YEAR or _SPAN.match(subject):
        return "year"
    return "month"


def _figures(answer: None, asked: Asked) -> Iterable[Printed]:
    return ()


PART = Part("definitions", lambda: _("Definitions"), _ask, _message, _blocks, _figures)

"""A month's findings in sentences: window, report and command line say the same words (§10).

Plain text in the language that is set. Nothing here is reckoned that the answer does not hold, and
nothing is called a change that `month_changes.py` did not call one. What is said of the things to
do stands in `action_words.py`.
"""

from collections.abc import Callable, Mapping
from math import ceil, floor
from typing import TYPE_CHECKING

from revops_desktop import i18n
from revops_desktop.analytics import findings
from revops_desktop.analytics.definitions import Unit, definition
from revops_desktop.analytics.wording import wording
from revops_desktop.i18n import N_, _, ngettext
from revops_desktop.rules.text import short_name

if TYPE_CHECKING:
    from revops_desktop.analytics.figure_trends import FigureTrend
    from revops_desktop.analytics.month_answer import Cause, Change, MonthFindings
    from revops_desktop.analytics.overview import Overview


def headline(found: "MonthFindings") -> str:
    """The one sentence of the month: where the river is narrow, and what that costs."""
    return findings.headline(found.bottleneck)


def changed(found: "MonthFindings") -> tuple[str, ...]:
    """What changed, a sentence or two each, or the one that says why nothing is told."""
    if not found.changes:
        return (nothing_changed(found),)
    return tuple(change_words(one, found.currency) for one in found.changes)


def nothing_changed(found: "MonthFindings") -> str:
    """Why no change is told: the month runs, the history is short, or there is none."""
    if found.is_running or not found.looked_at:
        return nothing_of(found.overview)
    return ngettext(
        "Nothing stands out: {number} figure was compared with its own months before, and it lies "
        "no further off than chance explains.",
        "Nothing stands out: {number} figures were compared with their own months before, and none "
        "lies further off than chance explains.",
        found.looked_at,
    ).format(number=i18n.count(found.looked_at))


def nothing_of(overview: "Overview") -> str:
    """Why no key figure is said to stand out."""
    if overview.is_running:
        return _(
            "{month} still runs. What stands out is told when it is over; choose an earlier month "
            "to look back."
        ).format(month=i18n.month(overview.month))
    if all(one.trend.band is None for one in overview.figures):
        return _(
            "There is too little history to say what is usual. That takes some months of records."
        )
    return _(
        "None of the key figures lies outside what is usual for it by more than chance explains."
    )


def stands_out(trend: "FigureTrend", currency: str) -> str:
    """A key figure that lies outside its band, as a sentence."""
    value, band = trend.last.value, trend.band
    assert value is not None
    assert band is not None
    name = figure_name(trend.key, trend.unit, trend.last.n)
    return _against_band(name, trend.unit, currency, value, band)


def figure_name(key: str, unit: Unit, n: int) -> str:
    """What a figure is called; of a share or a duration with its cases."""
    name = definition(key).name
    if unit not in ("share", "days"):
        return name
    return _("{figure} (n = {n})").format(figure=name, n=i18n.count(n))


def change_words(one: "Change", currency: str) -> str:
    """What changed and why, where that is known."""
    causes = [_cause(cause, currency) for cause in one.causes]
    return i18n.joined(_what(one, currency), *causes)


def _what(one: "Change", currency: str) -> str:
    special = _SENTENCES.get((one.key, one.way))
    if special is None:
        assert one.band is not None
        name = figure_name(one.key, one.unit, one.n)
        return _against_band(name, one.unit, currency, one.value, one.band)
    if one.key == "leaks":
        special = _LEFT[one.about.beside, one.way]
    value, low, high = _apart(one.unit, currency, one.value, one.band or (one.before, one.before))
    return _(special).format(
        name=name_of(one.about.name),
        next=name_of(one.about.beside),
        value=value,
        low=low,
        high=high,
        n=i18n.count(one.n),
        before=wording(one.unit, currency).text(one.before),
        m=i18n.count(one.n_before),
        months=one.months,
    )


def _against_band(
    figure: str, unit: Unit, currency: str, value: float, band: tuple[float, float]
) -> str:
    above = value > band[1]
    if unit == "count":
        sentence = (
            _("{figure}: {value}, more than the usual {low} to {high}.")
            if above
            else _("{figure}: {value}, fewer than the usual {low} to {high}.")
        )
    else:
        sentence = (
            _("{figure}: {value}, above the usual {low} to {high}.")
            if above
            else _("{figure}: {value}, below the usual {low} to {high}.")
        )
    said, low, high = _apart(unit, currency, value, band)
    return sentence.format(figure=figure, value=said, low=low, high=high)


def usual_ends(unit: Unit, currency: str, band: tuple[float, float]) -> tuple[str, str]:
    """The least and the greatest value that is usual, in words; of whole things whole ones."""
    if unit == "count":
        return i18n.count(ceil(band[0])), i18n.count(max(0, floor(band[1])))
    low, high = (wording(unit, currency).text(one) for one in band)
    return low, high


def _apart(
    unit: Unit, currency: str, value: float, band: tuple[float, float]
) -> tuple[str, str, str]:
    """A value and the ends of its band, written so that they can be told apart."""
    if unit == "count":
        return i18n.mean(value), *usual_ends(unit, currency, band)
    said = [wording(unit, currency).text(one) for one in (value, *band)]
    if said[0] in said[1:] and value not in band:
        said = [_finer(unit, currency)(one) for one in (value, *band)]
    return said[0], said[1], said[2]


def _finer(unit: Unit, currency: str) -> Callable[[float], str]:
    if unit == "amount":
        return lambda value: i18n.money(round(value), currency)
    if unit == "share":
        return i18n.percent_fine
    return i18n.days_fine


_SENTENCES: Mapping[tuple[str, str], str] = {
    ("decided_conversion", "high"): N_(
        "Of the deals decided at “{name}”, {value} went on to “{next}” (n = {n}), above the usual "
        "{low} to {high}."
    ),
    ("decided_conversion", "low"): N_(
        "Of the deals decided at “{name}”, {value} went on to “{next}” (n = {n}), below the usual "
        "{low} to {high}."
    ),
    ("time_in_stage", "high"): N_(
        "Stays in “{name}” took {value} (median, n = {n}), longer than the usual {low} to {high}."
    ),
    ("time_in_stage", "low"): N_(
        "Stays in “{name}” took {value} (median, n = {n}), shorter than the usual {low} to {high}."
    ),
    ("sla_compliance", "high"): N_(
        "“{name}” was answered in time in {value} of cases (n = {n}), above the usual {low} to "
        "{high}."
    ),
    ("sla_compliance", "low"): N_(
        "“{name}” was answered in time in {value} of cases (n = {n}), below the usual {low} to "
        "{high}."
    ),
    ("handoff_loss", "high"): N_(
        "{value} of hand-offs were lost (n = {n}), more than in the {months} months before: "
        "{before} (n = {m})."
    ),
    ("handoff_loss", "low"): N_(
        "{value} of hand-offs were lost (n = {n}), less than in the {months} months before: "
        "{before} (n = {m})."
    ),
    ("leaks", "high"): "",
    ("leaks", "low"): "",
}
_LEFT: Mapping[tuple[str, str], str] = {
    ("lost", "high"): N_("Lost for “{name}”: {value}, more than the usual {low} to {high}."),
    ("lost", "low"): N_("Lost for “{name}”: {value}, fewer than the usual {low} to {high}."),
    ("recycled", "high"): N_(
        "Recycled for “{name}”: {value}, more than the usual {low} to {high}."
    ),
    ("recycled", "low"): N_(
        "Recycled for “{name}”: {value}, fewer than the usual {low} to {high}."
    ),
    ("churned", "high"): N_("Churned for “{name}”: {value}, more than the usual {low} to {high}."),
    ("churned", "low"): N_("Churned for “{name}”: {value}, fewer than the usual {low} to {high}."),
}


def _cause(cause: "Cause", currency: str) -> str:
    """Why: the part, the number or the single deal that makes most of the difference."""
    said = wording(cause.unit, currency)
    names = {
        "name": name_of(cause.about.name),
        "next": name_of(cause.about.beside),
        "value": said.text(cause.value),
        "before": said.text(cause.before),
    }
    if cause.how != "part":
        return _(_HOW[cause.how]).format(**names)
    if cause.unit == "count":
        return _(_PARTS[cause.about.about]).format(**names)
    return _(_PART_SHARES[cause.about.about]).format(**names)


_HOW: Mapping[str, str] = {
    "wins": N_("Deals won: {value}, against {before} a month before."),
    "average": N_("Average deal: {value}, against {before} before."),
    "one_deal": N_("Without the largest deal, “{name}” ({value}), it would be {before}: as usual."),
}
_PARTS: Mapping[str, str] = {
    "source": N_(
        "Most of the difference lies with the source “{name}”: {value}, against {before} a month "
        "before."
    ),
    "owner": N_(
        "Most of the difference lies with {name}'s deals: {value}, against {before} a month before."
    ),
    "reason": N_("Lost for “{name}” were {value}, against {before} a month before."),
    "stage": N_("Most of them left from “{name}”: {value}, against {before} a month before."),
}
_PART_SHARES: Mapping[str, str] = {
    "source": N_(
        "Most of the difference lies with the source “{name}”: {value}, against {before} before."
    ),
    "owner": N_(
        "Most of the difference lies with {name}'s deals: {value}, against {before} before."
    ),
    "reason": N_("Most of the difference left for “{name}”: {value}, against {before} before."),
    "pair": N_(
        "Most of the difference lies between {name} and {next}: {value}, against {before} before."
    ),
}


def name_of(name: str | None) -> str:
    """The owner's word in one line, cut where it would fill a sentence."""
    return _("no reason given") if name is None else short_name(name)

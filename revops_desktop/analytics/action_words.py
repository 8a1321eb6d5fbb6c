"""The things to do in words: what, on Monday, why, which figure to watch (domain.md §9, §10)."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from revops_desktop import i18n
from revops_desktop.analytics import findings
from revops_desktop.analytics.definitions import definition
from revops_desktop.analytics.month_words import name_of
from revops_desktop.analytics.plays import Play, plays
from revops_desktop.analytics.step_facts import signs_of_reason
from revops_desktop.analytics.wording import wording
from revops_desktop.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from revops_desktop.analytics.month_answer import Action, Matter, MonthFindings, Watched


class ActionWords(NamedTuple):
    """What to do, in the language that is set. `gain` is "" where it cannot be reckoned."""

    title: str
    steps: tuple[str, ...]
    why: str
    watch: str
    weeks: str
    gain: str


def to_do(found: "MonthFindings", action: "Action") -> ActionWords:
    """One of the month's things to do."""
    play = _play(action.play)
    gain = ""
    if action.gain is not None:
        gain = _("Expected gain: {gain}").format(gain=findings.cost(found.bottleneck))
    return ActionWords(
        play.name,
        play.monday,
        why(found, action),
        watch_words(found, action),
        ngettext(
            "Look again in {number} week.", "Look again in {number} weeks.", action.weeks
        ).format(number=action.weeks),
        gain,
    )


def _play(key: str) -> Play:
    return next(play for play in plays() if play.key == key)


# What stands so as of now; of all else the month is said.
_STANDING = frozenset(("here", "stuck", "recycle_due", "past_close", "no_next_step"))


def watch_words(found: "MonthFindings", action: "Action") -> str:
    """The figure to watch, its value, and of which time that is."""
    one = action.watch
    figure = definition(one.figure).name
    if one.name:
        figure = _("{figure} “{name}”").format(figure=figure, name=name_of(one.name))
    if one.value is None:
        return _("{figure}: not known yet").format(figure=figure)
    names = {
        "figure": figure,
        "value": wording(one.unit, found.currency).text(one.value),
        "when": _when(found, one),
        "n": i18n.count(one.n or 0),
    }
    if one.unit == "count":
        return ngettext(
            "{figure}: {value} deal, {when}", "{figure}: {value} deals, {when}", round(one.value)
        ).format(**names)
    if one.n is None:
        return _("{figure}: {value}, {when}").format(**names)
    return _("{figure}: {value} (n = {n}), {when}").format(**names)


def _when(found: "MonthFindings", one: "Watched") -> str:
    """Of which time the value is."""
    if one.figure in _STANDING:
        return _("now")
    if one.figure == "conversion":
        return _("deals of {months}").format(months=findings.window_text(found.bottleneck))
    if one.subject.startswith("year:"):
        return _("12 months")
    return i18n.month(found.month)


def why(found: "MonthFindings", action: "Action") -> str:
    """The number that earns it."""
    if action.matter is not None:
        return _of_matter(action.matter, found.currency)
    said = _WHY[action.sign](found) if action.sign in _WHY else ""
    return said or _of_step(found)


def _of_matter(one: "Matter", currency: str) -> str:
    unit = definition(one.key).unit
    said = wording(unit, currency)
    sentence = _(_MATTERS[one.sign]).format(
        name=name_of(one.about.name),
        next=name_of(one.about.beside),
        value=said.text(one.value),
        n=i18n.count(one.n),
        before="" if one.before is None else said.text(one.before),
    )
    if not one.amount:
        return sentence
    worth = _("Together they are worth {amount}.").format(
        amount=i18n.money_short(one.amount, currency)
    )
    return i18n.joined(sentence, worth)


_MATTERS: Mapping[str, str] = {
    "sla_missed": N_("Of {n} answers due at “{name}”, {value} came in time."),
    "stuck_here": N_("Of {n} deals in “{name}”, {value} stand beyond their limit."),
    "handoffs_lost": N_(
        "Of {n} hand-offs from {name} to {next}, {value} were returned or never taken."
    ),
    "recycle_sleeps": N_("Recycled deals past their wake-up date: {value}."),
    "closes_slipped": N_("Of {n} open deals with an expected close, {value} are past it."),
    "steps_missing": N_("Of {n} open deals, {value} have nothing planned."),
    "source_loses": N_(
        "Of {n} decided deals of the source “{name}” in 12 months, {value} were won; of all "
        "together {before}."
    ),
    "few_come": N_("New deals: {value}, against {before} a month before."),
    "win_rate_falls": N_("The win rate is {value} (n = {n}), against {before} before."),
    "more_leave": N_("Deals that left for “{name}”: {value}, against {before} a month before."),
}


def _of_step(found: "MonthFindings") -> str:
    """What the step named converts, and what it could."""
    step = found.bottleneck.step
    if step is None:
        return ""
    names = {
        "step": findings.step_name(step),
        "current": i18n.percent(step.current.raw),
        "n": i18n.count(step.current.denominator),
        "reference": i18n.percent(step.reference),
    }
    if step.is_target:
        return _("{current} of {n} deals went on at “{step}”; the target is {reference}.").format(
            **names
        )
    return _("{current} of {n} deals went on at “{step}”; at its best it was {reference}.").format(
        **names
    )


def _reason(sign: str) -> Callable[["MonthFindings"], str]:
    """The reason that most gave of those that a sign is about."""

    def said(found: "MonthFindings") -> str:
        facts = found.facts
        if facts is None:
            return ""
        left = sum(one.now.numerator for one in facts.reasons)
        of = [one for one in facts.reasons if sign in signs_of_reason(one)]
        number = sum(one.now.numerator for one in of)
        if not of:
            return ""
        names = {
            "number": i18n.count(number),
            "left": i18n.count(left),
            "stage": name_of(facts.step.stage.name),
            "months": findings.window_text(found.bottleneck),
        }
        if sign == "recycled":
            return _(
                "Of {left} deals of {months} that left the river at “{stage}”, "
                "{number} were recycled."
            ).format(**names)
        if sign == "reason_unknown":
            return _(
                "Of {left} deals of {months} that left the river at “{stage}”, "
                "{number} left without a reason."
            ).format(**names)
        reasons = _listed([one.reason or "" for one in of])
        return _(
            "Of {left} deals of {months} that left the river at “{stage}”, "
            "{number} did so for: {reasons}."
        ).format(reasons=reasons, **names)

    return said


def _listed(names: list[str]) -> str:
    """The first two of some reasons, the commonest first."""
    several = list(dict.fromkeys(name_of(one) for one in names))
    more = [_("others")] if len(several) > 2 else []
    return ("、" if i18n.language() == "ja" else ", ").join([*several[:2], *more])


def _waits(found: "MonthFindings") -> str:
    facts = found.facts
    if facts is None or facts.waiting_days is None or facts.usual_days is None:
        return ""
    return _("Deals that wait at “{stage}” have waited {days} (median); {usual} is usual.").format(
        stage=name_of(facts.step.stage.name),
        days=i18n.days(facts.waiting_days),
        usual=i18n.days(facts.usual_days),
    )


def _nothing_planned(found: "MonthFindings") -> str:
    facts = found.facts
    if facts is None:
        return ""
    return _("Of {n} deals that wait at “{stage}”, {share} have nothing planned.").format(
        n=i18n.count(facts.without_next.denominator),
        stage=name_of(facts.step.stage.name),
        share=i18n.share(facts.without_next),
    )


def _returned(found: "MonthFindings") -> str:
    facts = found.facts
    if facts is None:
        return ""
    return _("Of {n} hand-offs to “{stage}”, {share} were returned.").format(
        n=i18n.count(facts.returned.denominator),
        stage=name_of(facts.step.to.name),
        share=i18n.share(facts.returned),
    )


def _one_holder(found: "MonthFindings") -> str:
    facts = found.facts
    if facts is None or not facts.holders:
        return ""
    first = facts.holders[0]
    return _("Of {n} deals that wait at “{stage}”, {number} are held by {name}.").format(
        n=i18n.count(facts.waiting),
        stage=name_of(facts.step.stage.name),
        number=i18n.count(first.here.count),
        name=_("nobody") if first.name is None else name_of(first.name),
    )


def _capacity(found: "MonthFindings") -> str:
    return findings.kind(found.bottleneck)


def _lacking(found: "MonthFindings") -> str:
    return next(iter(findings.missing(found.bottleneck)), "")


def _nothing_narrow(found: "MonthFindings") -> str:
    """Where most is to be had though nothing is worse than it was."""
    step = found.bottleneck.leading
    if step is None or step.gain_per_month is None:
        return _("No step converts worse than it used to.")
    return _(
        "No step converts worse than it used to. Most is to be had at “{step}”: about {amount} a "
        "month at its best."
    ).format(
        step=findings.step_name(step),
        amount=i18n.money_short(step.gain_per_month, found.currency),
    )


_WHY: Mapping[str, Callable[["MonthFindings"], str]] = {
    **{
        sign: _reason(sign)
        for sign in (
            *("reason_budget", "reason_competitor", "reason_timing", "reason_no_fit"),
            *("reason_no_contact", "reason_approval", "reason_unknown", "recycled"),
        )
    },
    "waits_long": _waits,
    "nothing_planned": _nothing_planned,
    "returned": _returned,
    "one_holder": _one_holder,
    "capacity": _capacity,
    "none": _nothing_narrow,
    **dict.fromkeys(
        (
            *("lacks_steps", "lacks_won", "lacks_dated", "lacks_window", "lacks_cases"),
            "lacks_earlier",
        ),
        _lacking,
    ),
}

"""What was found, in sentences: window, report and command line say the same words (domain.md §6).

Plain text in the language that is set; nothing here is reckoned that the answer does not hold.
"""

from revops_desktop import i18n
from revops_desktop.analytics.bottleneck_answer import (
    Bottleneck,
    BottleneckHistory,
    StepFigures,
)
from revops_desktop.i18n import N_, _, ngettext
from revops_desktop.rules.text import short_name

# From this share of a step's deals on it is said that many have not ended.
_MANY_WAIT = 0.1


def step_name(step: StepFigures) -> str:
    """A step by its two stages."""
    return _("{stage} → {next}").format(
        stage=short_name(step.stage.name), next=short_name(step.to.name)
    )


def headline(found: Bottleneck) -> str:
    """The one sentence: where it is narrow and what it costs, or that none can be named."""
    if found.verdict == "too_little":
        return _("There is too little yet to name a bottleneck.")
    step = found.step
    if step is None:
        return _("No step can be named as the bottleneck: none converts worse than it used to.")
    names = {
        "step": step_name(step),
        "current": i18n.percent(step.current.raw),
        "reference": i18n.percent(step.reference),
        "cost": cost(found),
    }
    if step.is_target:
        return _(
            "The bottleneck is “{step}”: {current} of deals go on, the target is {reference}. That "
            "costs {cost}."
        ).format(**names)
    return _(
        "The bottleneck is “{step}”: {current} of deals go on, where {reference} once did. That "
        "costs {cost}."
    ).format(**names)


def cost(found: Bottleneck) -> str:
    """What the step named costs a month: money, or deals where no amount is known."""
    if found.gain_per_month is not None:
        amount = i18n.money_short(found.gain_per_month, found.currency)
        return _("about {amount} a month").format(amount=amount)
    deals = 0.0 if found.step is None else found.step.gain_deals or 0.0
    return _("about {number} won deals a month").format(number=i18n.mean(deals))


def cost_rests_on(found: Bottleneck) -> str:
    """That the cost in money is an estimate, and of what it is made; "" without one."""
    step = found.step
    if step is None or step.gain_deals is None or found.mean_won is None:
        return ""
    return _("An estimate: {more} more wins a month, at {amount} each, the mean of wins.").format(
        more=i18n.mean(step.gain_deals),
        amount=i18n.money_short(round(found.mean_won), found.currency),
    )


def missing(found: Bottleneck) -> tuple[str, ...]:
    """What is missing for a verdict, a sentence each; empty where there is one."""
    return tuple(
        _(_MISSING[one.what]).format(found=one.found, needed=one.needed) for one in found.missing
    )


def reasons(found: Bottleneck) -> tuple[str, ...]:
    """Why this is said: the figures behind the verdict, a sentence each."""
    if found.verdict == "too_little":
        return missing(found)
    sentences = [_window(found)]
    step = found.step
    if step is None:
        sentences.append(
            ngettext(
                "{number} step was compared with its own earlier months or its target; none lies "
                "lower by more than chance.",
                "{number} steps were compared with their own earlier months or their targets; none "
                "lies lower by more than chance.",
                _tested(found),
            ).format(number=_tested(found))
        )
        sentences.extend(_untested(found))
        return tuple(sentences)
    sentences.append(_compared(found, step))
    if found.waiting > _MANY_WAIT * step.current.denominator:
        sentences.append(_waiting(found, step))
    if step.gain_deals is not None:
        sentences.append(_gain(found, step))
    if found.capacity is not None:
        sentences.append(kind(found))
    return tuple(sentences)


def kind(found: Bottleneck) -> str:
    """Whether the step named is short of hands or of quality; "" where none is named."""
    queue = found.queue
    if found.capacity is None or queue is None:
        return ""
    if found.capacity:
        return _(
            "It is short of capacity: for 4 weeks more deals have come than went, and {waiting} "
            "wait now where {waited} did."
        ).format(waiting=i18n.count(queue.waiting), waited=i18n.count(queue.waited))
    return _(
        "It is a matter of quality rather than of capacity: fewer deals go on, while in the last 4 "
        "weeks {came} came, {went} went and {waiting} wait."
    ).format(
        came=i18n.count(sum(queue.arrivals)),
        went=i18n.count(sum(queue.departures)),
        waiting=i18n.count(queue.waiting),
    )


def window_text(found: Bottleneck) -> str:
    """The months whose deals are judged: Apr 2026 to Jun 2026; "" where none has matured."""
    if not found.window:
        return ""
    first, last = (i18n.month(month) for month in (found.window[0], found.window[-1]))
    return first if first == last else _("{first} to {last}").format(first=first, last=last)


def would_change(found: Bottleneck) -> tuple[str, ...]:
    """What would change the verdict, a sentence each."""
    if found.verdict == "too_little":
        return (_target_hint(),)
    step = found.step
    if step is not None:
        named = step_name(step)
        if step.turns_at is None:
            return ()
        return (
            _(
                "“{step}” would no longer be named if {needed} of its {n} deals went on, instead "
                "of {found}."
            ).format(
                step=named,
                needed=step.turns_at,
                n=step.current.denominator,
                found=step.current.numerator,
            ),
        )
    nearest = min(
        (one for one in found.steps if one.chance is not None and one.turns_at is not None),
        key=lambda one: one.chance or 0.0,
        default=None,
    )
    sentences = []
    if nearest is not None:
        sentences.append(
            _(
                "Nearest to it is “{step}”: it would be named if only {needed} of its {n} deals "
                "went on, instead of {found}."
            ).format(
                step=step_name(nearest),
                needed=nearest.turns_at,
                n=nearest.current.denominator,
                found=nearest.current.numerator,
            )
        )
    return (*sentences, _target_hint())


def led(found: Bottleneck, history: BottleneckHistory) -> str:
    """In how many of the last 6 months the same step led; "" where no step does."""
    step = found.step or found.leading
    if step is None:
        return ""
    number, months = history.led(step.stage.stage_id)
    if not months:
        return ""
    return ngettext(
        "“{step}” had the largest gain in {number} of the last {months} month.",
        "“{step}” had the largest gain in {number} of the last {months} months.",
        months,
    ).format(step=step_name(step), number=number, months=months)


def _target_hint() -> str:
    return _(
        "The business is compared with its own past. A step that was always narrow is found only "
        "against a target: you can set one."
    )


def _window(found: Bottleneck) -> str:
    first, last = found.window[0], found.window[-1]
    days = i18n.days(found.mature_days)
    if first == last:
        return _(
            "Based on the deals of {month}: three quarters of wins come within {days}, so these"
            " have had enough time."
        ).format(month=i18n.month(first), days=days)
    return _(
        "Based on the deals of {first} to {last}: three quarters of wins come within {days}, so"
        " these have had enough time."
    ).format(first=i18n.month(first), last=i18n.month(last), days=days)


def _compared(found: Bottleneck, step: StepFigures) -> str:
    now, earlier = step.current, step.earlier
    names = {
        "now": i18n.percent(now.raw),
        "n": i18n.count(now.denominator),
        "chance": chance_text(step.chance),
        "level": i18n.percent(found.level),
    }
    if step.is_target:
        return _(
            "{now} of {n} deals went on, the target is {target}. The chance of that by luck "
            "alone is {chance} (a bottleneck is named below {level})."
        ).format(target=i18n.percent(step.reference), **names)
    return _(
        "{now} of {n} deals went on, in all earlier months {earlier} of {m}. The chance of that"
        " by luck alone is {chance} (a bottleneck is named below {level})."
    ).format(earlier=i18n.percent(earlier.raw), m=i18n.count(earlier.denominator), **names)


def _waiting(found: Bottleneck, step: StepFigures) -> str:
    ended = step.current.denominator - found.waiting
    return ngettext(
        "{waiting} of them waits there still and may yet go on; of the {ended} that did not wait, "
        "{share} went on.",
        "{waiting} of them wait there still and may yet go on; of the {ended} that did not wait, "
        "{share} went on.",
        found.waiting,
    ).format(
        waiting=i18n.count(found.waiting),
        ended=i18n.count(ended),
        share=i18n.percent(step.current.numerator / ended if ended else None),
    )


def _gain(found: Bottleneck, step: StepFigures) -> str:
    names = {
        "entering": i18n.count(found.entering),
        "reference": i18n.percent(step.reference),
        "wins": i18n.mean(found.river_wins),
        "more": i18n.mean(step.gain_deals or 0.0),
    }
    if step.reference_months is None:
        return _(
            "{entering} deals a month bring {wins} wins; at {reference} here alone they would "
            "bring {more} more."
        ).format(**names)
    first, last = (i18n.month(month) for month in step.reference_months)
    return _(
        "{entering} deals a month bring {wins} wins; at {reference} here alone, as from {first} to "
        "{last}, they would bring {more} more."
    ).format(first=first, last=last, **names)


def chance_text(chance: float | None) -> str:
    """A chance as it is shown: very small ones are not told apart."""
    if chance is not None and chance < 0.001:
        return _("under 0.1%")
    return i18n.percent(chance)


def _tested(found: Bottleneck) -> int:
    return sum(one.chance is not None for one in found.steps)


def _untested(found: Bottleneck) -> list[str]:
    names = [step_name(one) for one in found.steps if one.chance is None]
    if not names:
        return []
    listed = " · ".join(_("“{step}”").format(step=name) for name in names)
    return [_("Nothing can be said of {steps}: under 20 deals came there.").format(steps=listed)]


_MISSING: dict[str, str] = {
    "steps": N_("The pipeline has no stage before the first customer stage."),
    "won": N_("Deals won in the last 12 months: {found}; {needed} are needed."),
    "dated": N_("Of {found} won deals it is known how long they took; {needed} are needed."),
    "window": N_("No whole month is old enough yet: its deals still have time to be won."),
    "cases": N_(
        "Most deals that reached a step in the months that are judged: {found}; {needed} are "
        "needed."
    ),
    "earlier": N_(
        "Deals from before the months that are judged, to compare with: {found}; {needed} are "
        "needed. Or set a target for a step."
    ),
}

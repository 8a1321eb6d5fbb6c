"""What the checks of functions, sources and owners come to, in sentences (domain.md §6).

Window, report and command line say the same words.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from revops_desktop import i18n
from revops_desktop.i18n import _, ngettext
from revops_desktop.rules.river import EARLY_DAYS

if TYPE_CHECKING:
    from revops_desktop.analytics.correlations import Correlations, Series
    from revops_desktop.analytics.downstream import Downstream, Judged
    from revops_desktop.analytics.function_outputs import Output
    from revops_desktop.analytics.local_optima import Check, LocalOptima

_FEW_NAMED = 2


def output_name(output: "Output") -> str:
    """What a function is called; a river that is cut by phase has none."""
    if output.function:
        return output.function
    return _("Leads") if output.phase == "lead" else _("Opportunities")


def a_month(number: float) -> str:
    """Deals a month: 38, 7.5."""
    return i18n.count(number) if number >= 10 else i18n.mean(number)


def figure_name(check: "Check") -> str:
    """The figure at the next step."""
    if check.next == "early_churn":
        return _("Churned within {days} days").format(days=EARLY_DAYS)
    if check.next == "returned":
        return _("Returned hand-offs")
    return _("Went on to “{stage}”").format(stage=_one_line(check.to.name if check.to else ""))


def check_sentence(check: "Check") -> str:
    """What one check comes to."""
    name, stage = output_name(check.output), _one_line(check.output.stage.name)
    if check.recent is None or check.before is None:
        return ngettext(
            "{function}: {n} more whole month is needed before a word can be said.",
            "{function}: {n} more whole months are needed before a word can be said.",
            check.lacking_months,
        ).format(function=name, n=check.lacking_months)
    own = _("{function}: {now} a month reached “{stage}”, {before} before.").format(
        function=name,
        stage=stage,
        now=a_month(check.recent.a_month),
        before=a_month(check.before.a_month),
    )
    shares = {
        "figure": figure_name(check),
        "now": i18n.percent(check.recent.next.raw),
        "before": i18n.percent(check.before.next.raw),
    }
    following = _("{figure}: {now}, {before} before.").format(**shares)
    return i18n.joined(own, following, _ending(check))


def _ending(check: "Check") -> str:
    if check.verdict == "little":
        return ngettext(
            "{n} more deal is needed on one side before a word can be said.",
            "{n} more deals are needed on one side before a word can be said.",
            check.lacking_deals,
        ).format(n=i18n.count(check.lacking_deals))
    if check.verdict == "healthy":
        return _("No sign that the one grows at the cost of the other.")
    if check.next != "conversion" or check.recent is None or check.before is None:
        return _("More is won, but less of it lasts: look at what is promised before the win.")
    now, before = check.recent, check.before
    there, then = (one.next.numerator / max(1, len(one.months)) for one in (now, before))
    ended = _("In the end {now} a month got there, {before} before.").format(
        now=a_month(there), before=a_month(then)
    )
    if there <= then:
        return i18n.joined(_("The one grows at the cost of the other."), ended)
    return i18n.joined(_("More come, but worse ones."), ended)


def optima_sentence(answer: "LocalOptima") -> str:
    """The finding of the whole river: which function wins at the cost of the next."""
    if not answer.checks:
        return _("A river of a single step has no functions to compare.")
    if answer.found:
        names = _listed([output_name(one.output) for one in answer.found])
        return _("{functions}: the own figure rises while the next step falls.").format(
            functions=names
        )
    if all(one.verdict == "little" for one in answer.checks):
        return _(
            "There are too few deals or months yet to say whether a function wins at the cost "
            "of the next."
        )
    return _("No function wins at the cost of the next one.")


def series_name(series: "Series") -> str:
    """What a monthly figure is called."""
    stage = _one_line(series.stage.name) if series.stage else ""
    return {
        "spend": _("Spend on sources"),
        "reach": _("Reach of sources"),
        "churned": _("Churned deals"),
    }.get(series.figure, _("Deals that reached “{stage}”").format(stage=stage))


def correlation_sentence(answer: "Correlations") -> str:
    """With which figure the won amount moves along."""
    if answer.lacking:
        return ngettext(
            "A correlation needs 12 whole months; {n} more is missing.",
            "A correlation needs 12 whole months; {n} more are missing.",
            answer.lacking,
        ).format(n=answer.lacking)
    # Of course the amount won rises with the number won.
    clear = [
        one
        for one in answer.series
        if one.strongest is not None and not (one.stage and one.stage.phase == "customer")
    ]
    if not clear:
        return _(
            "The won amount moves along with none of these figures more clearly than luck explains."
        )
    best = max(clear, key=lambda one: abs(_strength(one)))
    strongest = best.strongest
    assert strongest is not None
    lag = lag_name(strongest.lag)
    words = (
        _("The won amount rises and falls most clearly with: {figure} ({lag}).")
        if _strength(best) > 0
        else _("The won amount moves most clearly against: {figure} ({lag}).")
    )
    return i18n.joined(
        words.format(figure=series_name(best), lag=lag),
        _("That the two move together does not say that one brings the other about."),
    )


def _strength(series: "Series") -> float:
    strongest = series.strongest
    return 0.0 if strongest is None else strongest.coefficient or 0.0


def lag_name(lag: int) -> str:
    """How much later the won amount is looked at."""
    if lag == 0:
        return _("same month")
    return ngettext("{n} month later", "{n} months later", lag).format(n=lag)


def part_name(part: "Judged") -> str:
    """What a source or owner is called."""
    return _("Not recorded") if part.name is None else _one_line(part.name)


def downstream_sentence(answer: "Downstream") -> str:
    """Who brings the good customers, whatever their number."""
    named = [one for one in answer.parts if one.value is not None]
    if not answer.parts:
        return _("No deal entered or ended in this period.")
    if not named:
        return _("Of no deal of this period is it recorded.")
    worse = [one for one in named if one.verdict == "worse"]
    better = [one for one in named if one.verdict == "better"]
    said: list[str] = []
    if worse:
        said.append(
            _("Worse than the others downstream: {names}.").format(names=_with_shares(worse))
        )
    if better:
        said.append(
            _("Better than the others downstream: {names}.").format(names=_with_shares(better))
        )
    if not said:
        said.append(_("None is better or worse than the others by more than luck explains."))
    most = named[0]
    if most.verdict == "worse":
        said.append(_("“{name}” brings the most deals of all.").format(name=part_name(most)))
    return i18n.joined(*said)


def part_sentence(part: "Judged", answer: "Downstream") -> str:
    """How one source or owner was judged."""
    said = [
        _("Win rate {own} of {n} decided; all together {whole}.").format(
            own=i18n.share(part.win_rate),
            n=i18n.count(part.win_rate.denominator),
            whole=i18n.share(answer.win_rate),
        ),
        _("Churned within {days} days: {own} of {n}; all together {whole}.").format(
            days=EARLY_DAYS,
            own=i18n.share(part.early_churn),
            n=i18n.count(part.early_churn.denominator),
            whole=i18n.share(answer.early_churn),
        ),
    ]
    if part.verdict == "few":
        said.append(_("Under 20 decided deals: nothing is concluded."))
    return i18n.joined(*said)


def _with_shares(parts: "Sequence[Judged]") -> str:
    return _listed([f"{part_name(one)} ({i18n.share(one.win_rate)})" for one in parts])


def _listed(names: Sequence[str]) -> str:
    several = list(dict.fromkeys(names))
    if len(several) > _FEW_NAMED + 1:
        rest = len(several) - _FEW_NAMED
        more = ngettext("{n} more", "{n} more", rest).format(n=rest)
        several = [*several[:_FEW_NAMED], more]
    return ("、" if i18n.language() == "ja" else ", ").join(several)


def _one_line(name: str) -> str:
    return " ".join(name.split())

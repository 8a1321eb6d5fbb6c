"""The month in at most three sentences, each earned by the data."""

from revops_desktop import i18n
from revops_desktop.i18n import _, joined, ngettext
from revops_desktop.reports.month import MonthlyFigures, MonthValues
from revops_desktop.rules.chance import counts_differ, shares_differ
from revops_desktop.rules.shares import FEWEST


def sentences(figures: MonthlyFigures) -> tuple[str, ...]:
    """What a person should know of the month; nothing is called a change that may be chance."""
    now = figures.now
    if now is None:
        return ()
    said = (_won(figures, now), _win_rate(figures, now), _pipeline(figures, now))
    return tuple(sentence for sentence in said if sentence)


def _won(figures: MonthlyFigures, month: MonthValues) -> str:
    now = month.flow.won
    words = {
        "count": i18n.count(now.count),
        "amount": i18n.money_short(now.amount, figures.currency),
    }
    if now.count == 0:
        opening = _("No deal was won this month.")
    elif now.without_amount == now.count:
        opening = ngettext(
            "{count} deal was won this month; its amount is not known.",
            "{count} deals were won this month; their amounts are not known.",
            now.count,
        )
    else:
        opening = ngettext(
            "{count} deal was won this month, worth {amount}.",
            "{count} deals were won this month, worth {amount}.",
            now.count,
        )
    return joined(opening.format(**words), _compared(figures, month))


def _compared(figures: MonthlyFigures, month: MonthValues) -> str:
    """How the number of wins stands to the three months before."""
    before = figures.months_before
    if not before:
        return ""
    now, earlier = month.flow.won.count, sum(one.flow.won.count for one in before)
    if now + earlier == 0:
        return ""
    mean = i18n.mean(earlier / len(before))
    if not counts_differ(now, earlier, len(before)):
        sentence = _(
            "Against a mean of {mean} in the three months before, this lies within the usual "
            "ups and downs."
        )
    elif now * len(before) > earlier:
        sentence = _(
            "That is more than the mean of {mean} in the three months before, and more than "
            "chance explains."
        )
    else:
        sentence = _(
            "That is fewer than the mean of {mean} in the three months before, and more of a "
            "fall than chance explains."
        )
    return sentence.format(mean=mean)


def _win_rate(figures: MonthlyFigures, month: MonthValues) -> str:
    now = month.flow.win_rate
    if now.denominator == 0:
        return ""
    words = {"rate": i18n.share(now), "n": i18n.count(now.denominator)}
    if now.denominator < FEWEST:
        return _(
            "Only {n} deals were won or lost this month; nothing is concluded from the win rate."
        ).format(**words)
    before = figures.before.win_rate if figures.before else None
    opening = _("The win rate is {rate} (n = {n}).").format(**words)
    if before is None or before.rate is None:
        return opening
    differ = shares_differ(now.numerator, now.denominator, before.numerator, before.denominator)
    if differ is None:
        sentence = _(
            "The three months before had {rate} (n = {n}); so few cases do not show a change."
        )
    elif not differ:
        sentence = _("The difference to {rate} in the three months before (n = {n}) may be chance.")
    elif (now.rate or 0) > before.rate:
        sentence = _(
            "It has risen from {rate} in the three months before (n = {n}), by more than chance."
        )
    else:
        sentence = _(
            "It has fallen from {rate} in the three months before (n = {n}), by more than chance."
        )
    words = {"rate": i18n.share(before), "n": i18n.count(before.denominator)}
    return joined(opening, sentence.format(**words))


def _pipeline(figures: MonthlyFigures, now: MonthValues) -> str:
    """What is open, beside what a month usually brings."""
    if now.open.count == 0:
        return _("No deal is open at the end of the month.")
    words = {
        "count": i18n.count(now.open.count),
        "amount": i18n.money_short(now.open.amount, figures.currency),
        "weighted": i18n.money_short(now.weighted, figures.currency),
    }
    if now.open.without_amount == now.open.count:
        return ngettext(
            "{count} deal is open at the end of the month; its amount is not known.",
            "{count} deals are open at the end of the month; their amounts are not known.",
            now.open.count,
        ).format(**words)
    opening = ngettext(
        "{count} deal worth {amount} is open at the end of the month, {weighted} weighted.",
        "{count} deals worth {amount} are open at the end of the month, {weighted} weighted.",
        now.open.count,
    ).format(**words)
    months = figures.recorded
    usual = sum(month.flow.won.amount for month in months) / len(months)
    won = sum(month.flow.won.count for month in months)
    if won < FEWEST or usual <= 0 or len(months) < len(figures.months) or not now.weighted:
        return opening
    sentence = _("The weighted amount is {months} times the mean won amount of the last 12 months.")
    return joined(opening, sentence.format(months=i18n.mean(now.weighted / usual)))

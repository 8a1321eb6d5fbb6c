"""`metrics`: what the file answers, as JSON or in sentences."""

import json
from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from revops_desktop.cli.arguments import WrongUse
from revops_desktop.cli.opened import now, pipeline_of, reading
from revops_desktop.i18n import NOTHING, _, count, days, percent
from revops_desktop.rules.currency import minor_digits
from revops_desktop.rules.periods import Period, end_of_day


def metrics(chosen: Namespace) -> None:
    """The flow figures of a pipeline, of a period, as of a day."""
    from revops_desktop.analytics import metrics as question
    from revops_desktop.analytics.settings import settings

    if chosen.first and chosen.last and chosen.first > chosen.last:
        raise WrongUse(_("--from must not be later than --to"))
    with reading(chosen.file) as workspace:
        zone = workspace.ask(settings).time_zone
        as_of = end_of_day(chosen.as_of, zone) if chosen.as_of else None
        answer = workspace.ask(
            question.metrics,
            as_of=as_of,
            # The last instant that still counts: a day is due until it ends.
            now=as_of - 1 if as_of else now(),
            pipeline_id=pipeline_of(workspace, chosen.pipeline),
            period=Period(chosen.first, chosen.last),
            by=tuple(dict.fromkeys(chosen.each or ())),
            view=chosen.view,
        )
    if chosen.as_json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        for line in _lines(answer):
            print(line)


def _lines(answer: dict[str, Any]) -> Iterator[str]:
    """The figures that a person asks for first; JSON holds the rest."""
    currency = answer["currency"]
    names = {"won": _("Won"), "lost": _("Lost"), "open": _("Open"), "recycled": _("Recycled")}
    for key, name in names.items():
        yield f"{name}: {count(answer[key]['count'])}  {answer[key]['amount']:,} {currency}"
    rate, average = answer["win_rate"], answer["average_deal"]
    yield _("Win rate: {count} by count, {amount} by amount").format(
        count=_share(rate["count"]), amount=_share(rate["amount"])
    )
    if average["n"]:
        yield _("Average deal: mean {mean}, median {median} {currency}").format(
            mean=_amount(average["mean"], currency),
            median=_amount(average["median"], currency),
            currency=currency,
        )
    for key, words in (
        ("sales_cycle_days", _("Sales cycle: median {median}, mean {mean} (n = {n})")),
        ("lead_time_days", _("Lead time: median {median}, mean {mean} (n = {n})")),
    ):
        found = answer[key]
        yield words.format(
            median=days(found["median"]), mean=days(found["mean"]), n=count(found["n"])
        )
    velocity = answer["velocity"]
    if velocity["a_day"] is not None:
        yield _("Sales velocity: {amount} {currency} a day (n = {n})").format(
            amount=_amount(velocity["a_day"], currency), currency=currency, n=count(velocity["n"])
        )
    for stage in answer["stages"]:
        following = stage["to_next"]
        yield _("{stage}: {here} here, {reached} reached, {share} to the next").format(
            stage=stage["name"],
            here=count(stage["here"]["count"]),
            reached=count(stage["reached"]["count"]),
            share=_share(following["count"]) if following else NOTHING,
        )
    yield from (answer["bottleneck"]["reason"], *answer["bottleneck"]["reasons"])


def _amount(amount: float, currency: str) -> str:
    return f"{amount:,.{minor_digits(currency)}f}"


def _share(share: dict[str, Any]) -> str:
    """A share with its n, or why nothing may be concluded from it."""
    why = f": {share['why']}" if share["why"] else ""
    return f"{percent(share['rate'])} ({share['numerator']:,} / {share['denominator']:,}{why})"

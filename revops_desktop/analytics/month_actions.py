"""What to do in the month to come, three things at most, each earned by a number (domain.md §10).

The play that fits the bottleneck comes first; then those that fit the next worst findings. Where no
step is named, what the verdict asks for comes last, or, where it lacks records, first.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from revops_desktop.analytics.month_answer import Action, Matter, Subject
from revops_desktop.analytics.month_reading import MonthReading
from revops_desktop.analytics.month_records import can_be_done, has_limits
from revops_desktop.analytics.plays import Play, fitting
from revops_desktop.analytics.step_facts import signs_of
from revops_desktop.analytics.watched_figures import watch

MOST = 3
# Of a verdict so many plays are looked at; a finding has few.
_PLAYS = 5
# What a finding says of the whole river that a sign says of the step.
_SAME = {
    "nothing_planned": "steps_missing",
    "waits_long": "stuck_here",
    "returned": "handoffs_lost",
    "recycled": "recycle_sleeps",
}
# What is watched of a step, and what of the whole river.
_OF_STAGE = frozenset(
    (
        *("conversion", "decided_conversion", "leaks", "time_in_stage", "here", "stuck"),
        "no_next_step",
    )
)


def actions(read: MonthReading, found: Sequence[Matter]) -> tuple[Action, ...]:
    """At most three, of as many different plays and figures as can be."""
    verdict = list(_of_verdict(read))
    first = {"named": 1, "too_little": 1}.get(read.bottleneck.verdict, 0)
    wanted = [*verdict[:first], *(_of_matter(read, one) for one in found), *verdict[first:]]
    chosen: list[Action] = []
    for one in wanted:
        if one is None or len(chosen) == MOST:
            continue
        if any(_alike(one, other) for other in chosen):
            continue
        chosen.append(one)
    return tuple(chosen)


def _alike(one: Action, other: Action) -> bool:
    """Whether two would have the same done, or have the same figure watched."""
    signs = [_SAME.get(action.sign, action.sign) for action in (one, other)]
    if one.play == other.play or signs[0] == signs[1]:
        return True
    return (one.watch.figure, one.watch.subject) == (other.watch.figure, other.watch.subject)


def _of_verdict(read: MonthReading) -> Iterator[Action]:
    """The plays that fit the verdict, the most specific first."""
    found = read.bottleneck
    step = found.step or found.leading
    signs = signs_of(found, read.facts)
    if not read.plans_are_known:
        signs -= {"nothing_planned"}
    able = partial(can_be_done, read)
    for place, play in enumerate(fitting(signs, _PLAYS, able)):
        about = Subject()
        figure = watched_figure(read, play, of_stage=step is not None)
        if step is not None and figure in _OF_STAGE:
            about = Subject("stage", f"stage:{step.stage.stage_id}", step.stage.name)
        yield Action(
            play=play.key,
            sign=_telling(play),
            matter=None,
            watch=watch(read, figure, about.key, about.name),
            weeks=play.weeks,
            # What the step costs is had once, whichever way it is mended.
            gain=found.gain_per_month if place == 0 and found.step is not None else None,
        )


def watched_figure(read: MonthReading, play: Play, *, of_stage: bool) -> str:
    """What is watched; where no limit makes a deal stuck, none would ever be."""
    if play.figure != "stuck" or has_limits(read):
        return play.figure
    return "time_in_stage" if of_stage else "no_next_step"


# What a play says of a step, the most telling first.
_TELLING = (
    *("reason_budget", "reason_competitor", "reason_timing", "reason_no_fit"),
    *("reason_no_contact", "reason_approval", "reason_unknown", "recycled"),
    *("waits_long", "nothing_planned", "returned", "one_holder", "capacity"),
    *("lacks_steps", "lacks_won", "lacks_dated", "lacks_window", "lacks_cases"),
    *("lacks_earlier", "named", "none"),
)


def _telling(play: Play) -> str:
    return next((sign for sign in _TELLING if sign in play.needs), "named")


def _of_matter(read: MonthReading, one: Matter) -> Action | None:
    """The play that fits a finding beside the bottleneck; None where there is none."""
    play = next(iter(fitting((one.sign,), 1, partial(can_be_done, read))), None)
    if play is None:
        return None
    about = one.about
    # What is watched is the number that earned it, of what it is of.
    return Action(
        play=play.key,
        sign=one.sign,
        matter=one,
        watch=watch(read, play.figure, about.key, about.name),
        weeks=play.weeks,
        gain=None,
    )

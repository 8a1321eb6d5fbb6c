"""How the panel says where a deal is, what comes next, and what it is worth."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from revops_desktop.i18n import _, day, days, money, ngettext
from revops_desktop.rules.board import Step
from revops_desktop.rules.periods import local_day
from revops_desktop.ui.board.card_painter import STEP_MARKS

if TYPE_CHECKING:
    from revops_desktop.analytics.deal_panel import DealSheet, Place


class Look(NamedTuple):
    """An icon with its colour (a token's name); never the colour alone."""

    icon: str
    colour: str


# The same signs as on the cards: red overdue, green today, grey later, yellow none.
STEP_LOOKS = {step: Look(*mark) for step, mark in STEP_MARKS.items()}


def step_of(due_on: str | None, today: date) -> Step:
    """When something due on this day is due, as of today."""
    if due_on is None:
        return "none"
    iso = today.isoformat()
    return "overdue" if due_on < iso else "today" if due_on == iso else "later"


def due(due_on: str | None, today: date) -> str:
    """When a task is due, in words: today, tomorrow, 3 days late, or the day."""
    if due_on is None:
        return _("No day")
    number = (date.fromisoformat(due_on) - today).days
    if number == 0:
        return _("Today")
    if number == 1:
        return _("Tomorrow")
    if number < 0:
        return ngettext("{number} day late", "{number} days late", -number).format(number=-number)
    return short_day(due_on, today)


def short_day(iso: str, today: date) -> str:
    """A day without its year where that is this one."""
    value = date.fromisoformat(iso)
    whole = day(value)
    if value.year != today.year:
        return whole
    return whole.removesuffix(f" {value.year}").removeprefix(f"{value.year}年")


def next_step(sheet: "DealSheet", today: date) -> tuple[Step, str]:
    """The first open task of the deal as one line."""
    task = sheet.next_task
    if task is None:
        return "none", _("No next step")
    return (
        step_of(task.due_on, today),
        _("{task} · {when}").format(task=task.title, when=due(task.due_on, today)),
    )


def worth(sheet: "DealSheet") -> tuple[str, str]:
    """The amount, and what comes to it a month ("" where there is none)."""
    fields = sheet.fields
    if fields.monthly_amount is None:
        return money(fields.amount, sheet.currency), ""
    monthly = _("{amount}/mo").format(amount=money(fields.monthly_amount, sheet.currency))
    if not fields.amount:
        return monthly, ""
    return money(fields.amount, sheet.currency), f"+ {monthly}"


def stay(place: "Place", zone: str, today: date) -> str:
    """How long the deal has been where it is; "" when that is unknown."""
    if place.since is None:
        return ""
    began = date.fromisoformat(place.since_day) if place.since_day else local_day(place.since, zone)
    number = (today - began).days
    return "" if number < 0 else _("{days} here").format(days=days(number))


def way_out(place: "Place", zone: str) -> str:
    """How, when and why the deal left the river; "" while it is in it."""
    left = {
        "lost": _("Lost"),
        "recycled": _("Recycled"),
        "churned": _("Churned"),
        "transferred": _("Moved to another pipeline"),
    }.get(place.status)
    if left is None:
        return ""
    when = place.since_day or (
        local_day(place.since, zone).isoformat() if place.since is not None else None
    )
    parts = [left if when is None else _("{left} on {day}").format(left=left, day=day(when))]
    parts += [place.reason] if place.reason else []
    if place.wake_on:
        parts.append(_("wakes up on {day}").format(day=day(place.wake_on)))
    return " · ".join(parts)


def tomorrow(today: date) -> str:
    """The day after, as ISO text."""
    return (today + timedelta(days=1)).isoformat()


def next_monday(today: date) -> str:
    """The first Monday that is still to come, as ISO text."""
    return (today + timedelta(days=7 - today.weekday())).isoformat()

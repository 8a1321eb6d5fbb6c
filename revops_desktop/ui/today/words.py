"""How the day's list reads: headings, what makes a line due, what may be done with it."""

from datetime import date, timedelta
from typing import NamedTuple

from revops_desktop.analytics.today import DUE as DUE
from revops_desktop.analytics.today import MOST_LINES, Key, Line, Section
from revops_desktop.i18n import NOTHING, _, count, day, hours, money_short, ngettext
from revops_desktop.ui.board.card_painter import COLD_MARK, STEP_MARKS

# What has a deadline of its own is not put off to another day.
PROMISES: tuple[Key, ...] = ("returned", "handoffs", "sla", "agreements")


class Mark(NamedTuple):
    """An icon with its own shape and colour; `colour` is a token's name."""

    icon: str
    colour: str


def heading(key: Key) -> str:
    """The name of a section."""
    return {
        "returned": _("Returned hand-offs"),
        "handoffs": _("Hand-offs to accept"),
        "sla": _("Time limits passed or close"),
        "tasks": _("Due and overdue tasks"),
        "waking": _("Recycled, to be taken up again"),
        "agreements": _("Agreed in SLA reviews"),
        "slipped": _("Past their expected close"),
        "cold": _("Going cold"),
        "stepless": _("Without a next step"),
    }[key]


def hint(key: Key) -> str:
    """What a section asks for, in one sentence."""
    return {
        "returned": _("The receiver could not take them on: see why, and send them again."),
        "handoffs": _("Accept them, or return them with a reason."),
        "sla": _("They have stood in their stage for as long as was agreed."),
        "tasks": _("Done, or moved to another day."),
        "waking": _("Their waiting time is over: reopen them, or let them wait on."),
        "agreements": _("Due by now: done, or to be talked about in the next review."),
        "slipped": _("Win them, lose them, or give them another day."),
        "cold": _("Nobody has touched them for longer than their stage allows."),
        "stepless": _("No open task says what happens next."),
    }[key]


def mark(line: Line) -> Mark:
    """The sign before a line; of its next step, the sign that its card has."""
    if line.key == "tasks":
        return Mark(*STEP_MARKS["overdue" if line.days > 0 else "today"])
    if line.key == "stepless":
        return Mark(*STEP_MARKS["none"])
    if line.key in ("handoffs", "sla"):
        return Mark("handshake" if line.key == "handoffs" else "hourglass", _pressing(line))
    return {
        "returned": Mark("corner-up-left", "warning"),
        "agreements": Mark("calendar-clock", "bad" if line.days else "accent"),
        "waking": Mark("sunrise", "accent"),
        "slipped": Mark("calendar-x", "warning"),
        "cold": Mark(*COLD_MARK),
    }[line.key]


def _pressing(line: Line) -> str:
    """The colour of how a clock stands."""
    return {"breached": "bad", "at_risk": "warning"}.get(line.state, "accent")


def _clock(line: Line) -> str:
    """How a clock stands, short."""
    if line.state == "paused":
        return _("Paused")
    text = _("{time} over") if line.seconds < 0 or line.state == "breached" else _("{time} left")
    return text.format(time=hours(abs(line.seconds)))


def when(line: Line) -> str:
    """What makes the line due, short; "" where nothing has a date."""
    if line.state:
        return _clock(line)
    number = line.days
    if line.day is None:
        return ""
    if line.key == "cold":
        return ngettext("untouched for {number} day", "untouched for {number} days", number).format(
            number=count(number)
        )
    if number == 0:
        return _("Today")
    if line.key in ("tasks", "agreements"):
        text = ngettext("{number} day overdue", "{number} days overdue", number)
    elif line.key in ("waking", "returned", "handoffs"):
        text = ngettext("{number} day ago", "{number} days ago", number)
    else:
        text = ngettext("{number} day late", "{number} days late", number)
    return text.format(number=count(number))


def deed(key: Key) -> str:
    """What D does with a line of this section."""
    named = {"waking": _("Reopen"), "handoffs": _("Accept"), "returned": _("Seen")}
    return named.get(key, _("Done"))


def opens(key: Key) -> str:
    """What Enter does with a line of this section."""
    return _("Open the review") if key == "agreements" else _("Open the deal")


def is_doable(line: Line) -> bool:
    """Whether D does anything with this line."""
    return line.key == "waking" or bool(line.activity_id or line.handoff_id or line.agreement_id)


def about(line: Line) -> str:
    """The second line: which deal, of whom, where it stands."""
    deal = line.deal if line.key == "tasks" else ""
    parts = [deal, line.company, line.stage]
    if line.key in ("waking", "returned"):
        parts.append(line.note)
    if line.key == "handoffs":
        parts.append(_("from {function}").format(function=line.sender) if line.sender else "")
        parts.append(_("Missing: {items}").format(items=line.note) if line.note else "")
    return " · ".join(" ".join(part.split()) for part in parts if part)


def worth(line: Line, currency: str) -> str:
    """What the deal is worth; "" for a task without a deal."""
    return "" if line.deal_id is None else money_short(line.value, currency)


def spoken(line: Line, currency: str) -> str:
    """Everything a line shows, for tool tip and screen reader."""
    parts = [line.title, about(line), when(line)]
    if line.day is not None and line.days:
        parts.append(day(line.day))
    if line.deal_id is not None:
        parts.append(money_short(line.value, currency))
    if line.owner:
        named = {"handoffs": _("From: {name}"), "returned": _("Returned by {name}")}
        parts.append(named.get(line.key, _("Owner: {name}")).format(name=line.owner))
    return "\n".join(part for part in parts if part and part != NOTHING)


def show_all(section: Section) -> str:
    """The line that brings in the rest of a section."""
    if section.count > MOST_LINES:
        return _("Show the first {shown} of {count}").format(
            shown=count(MOST_LINES), count=count(section.count)
        )
    return _("Show all {count}").format(count=count(section.count))


def subtitle(today: str, due: int) -> str:
    """The day, and how much has a date that has come."""
    if not due:
        return _("{day} · nothing due").format(day=day(today))
    return ngettext("{day} · {count} due", "{day} · {count} due", due).format(
        day=day(today), count=count(due)
    )


def later_days(today: date) -> list[tuple[str, str]]:
    """What one may postpone to: a name with its day, and the day as ISO text."""
    tomorrow = today + timedelta(days=1)
    monday = today + timedelta(days=7 - today.weekday())
    named = ((_("Tomorrow"), tomorrow), (_("Next week"), monday))
    return [(f"{name} ({day(one)})", one.isoformat()) for name, one in named]


def next_weekday(today: date) -> tuple[str, str]:
    """What one key postpones to: tomorrow, over the weekend Monday; named, and as ISO text."""
    if today.weekday() < 4 or today.weekday() == 6:
        return _("Put off to tomorrow"), (today + timedelta(days=1)).isoformat()
    return _("Put off to Monday"), (today + timedelta(days=7 - today.weekday())).isoformat()


def whole_label(key: Key) -> str:
    """What postponing a line of this section means."""
    return {
        "returned": _("Follow up on"),
        "handoffs": _("Follow up on"),
        "sla": _("Follow up on"),
        "agreements": _("Follow up on"),
        "tasks": _("Postpone the task to"),
        "waking": _("Wake up again on"),
        "slipped": _("New expected close"),
        "cold": _("Follow up on"),
        "stepless": _("Follow up on"),
    }[key]

"""How the day's list reads: headings, what makes a line due, what may be done with it."""

from datetime import date, timedelta
from typing import NamedTuple

from revops_desktop.analytics.today import MOST_LINES, Key, Line, Section
from revops_desktop.i18n import NOTHING, _, count, day, money_short, ngettext
from revops_desktop.ui.board.card_painter import COLD_MARK, STEP_MARKS


class Mark(NamedTuple):
    """An icon with its own shape and colour; `colour` is a token's name."""

    icon: str
    colour: str


def heading(key: Key) -> str:
    """The name of a section."""
    return {
        "tasks": _("Due and overdue tasks"),
        "waking": _("Recycled, to be taken up again"),
        "slipped": _("Past their expected close"),
        "cold": _("Going cold"),
        "stepless": _("Without a next step"),
    }[key]


def hint(key: Key) -> str:
    """What a section asks for, in one sentence."""
    return {
        "tasks": _("Done, or moved to another day."),
        "waking": _("Their waiting time is over: reopen them, or let them wait on."),
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
    return {
        "waking": Mark("sunrise", "accent"),
        "slipped": Mark("calendar-x", "warning"),
        "cold": Mark(*COLD_MARK),
    }[line.key]


def when(line: Line) -> str:
    """What makes the line due, short; "" where nothing has a date."""
    number = line.days
    if line.day is None:
        return ""
    if line.key == "cold":
        return ngettext("untouched for {number} day", "untouched for {number} days", number).format(
            number=count(number)
        )
    if number == 0:
        return _("Today")
    if line.key == "tasks":
        text = ngettext("{number} day overdue", "{number} days overdue", number)
    elif line.key == "waking":
        text = ngettext("{number} day ago", "{number} days ago", number)
    else:
        text = ngettext("{number} day late", "{number} days late", number)
    return text.format(number=count(number))


def about(line: Line) -> str:
    """The second line: which deal, of whom, where it stands."""
    deal = line.deal if line.key == "tasks" else ""
    parts = [deal, line.company, line.stage]
    if line.key == "waking":
        parts.append(line.note)
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
        parts.append(_("Owner: {name}").format(name=line.owner))
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
        "tasks": _("Postpone the task to"),
        "waking": _("Wake up again on"),
        "slipped": _("New expected close"),
        "cold": _("Follow up on"),
        "stepless": _("Follow up on"),
    }[key]

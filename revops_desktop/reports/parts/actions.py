"""Part 10, last month's actions: done or not, and did the figure move by more than chance?"""

from collections.abc import Iterable, Sequence
from typing import Any

from revops_desktop import i18n
from revops_desktop.analytics.kept_actions import LastActions, Outcome, last_actions
from revops_desktop.analytics.wording import wording
from revops_desktop.i18n import NOTHING, _, ngettext
from revops_desktop.reports.blocks import Block, Paragraph, missing
from revops_desktop.reports.part import Asked, Part, Printed
from revops_desktop.reports.sheet import MUTED
from revops_desktop.reports.table import Cell, Column, Row, Table, Tone, row

_TONES: dict[str, Tone] = {"better": "good", "worse": "bad", "same": "plain"}


def _ask(session: Any, asked: Asked) -> LastActions:
    return last_actions(session, pipeline_id=asked.pipeline_id, month=asked.month, now=asked.now)


def _message(found: LastActions, asked: Asked) -> str:
    if found.report_month is None and not found.due:
        return _("No earlier report proposed anything to do.")
    told = (*found.last, *found.due)
    if not told or found.report_month is None:
        return _("The last report proposed nothing to do.")
    return i18n.joined(_done(found), _brought([one for one in told if one.state == "done"]))


def _done(found: LastActions) -> str:
    assert found.report_month is not None
    words = {
        "month": i18n.month(found.report_month),
        "done": i18n.count(found.done),
        "count": i18n.count(len(found.last)),
    }
    if not found.last:
        return _("The report of {month} proposed nothing.").format(**words)
    if not found.done:
        return ngettext(
            "The one action of {month} was not done.",
            "None of the {count} actions of {month} was done.",
            len(found.last),
        ).format(**words)
    return ngettext(
        "The one action of {month} was done.",
        "{done} of the {count} actions of {month} were done.",
        len(found.last),
    ).format(**words)


def _brought(done: Sequence[Outcome]) -> str:
    """What came of those that were done, the best that can be said."""
    said = [one.verdict for one in done]
    better, worse = said.count("better"), said.count("worse")
    if better:
        return ngettext(
            "{count} figure moved the right way by more than chance.",
            "{count} figures moved the right way by more than chance.",
            better,
        ).format(count=i18n.count(better))
    if worse:
        return ngettext(
            "{count} figure moved the wrong way by more than chance.",
            "{count} figures moved the wrong way by more than chance.",
            worse,
        ).format(count=i18n.count(worse))
    if "same" in said:
        return _("No figure has moved by more than chance.")
    if "early" in said:
        return _("It is too early to say what this brought.")
    return ""


def _blocks(found: LastActions, asked: Asked) -> Sequence[Block]:
    rows = _rows(found)
    if not rows:
        return (missing(_nothing(found)),)
    return (
        Table(
            (
                Column(_("Action"), 2.7, "left"),
                Column(_("What became of it"), 2.6, "left"),
                Column(_("Figure to watch"), 2.1, "left"),
                Column(_("In the report"), 1.0),
                Column(_("Now"), 0.9),
                Column("", 0.2),
                Column(_("Did it move?"), 1.5, "left"),
            ),
            rows,
            lines=5,
        ),
        Paragraph(
            _(
                "“In the report” is what the report said that proposed the action, “Now” the same "
                "figure as of the end of this month. “Better” and “worse” are said where the "
                "difference is more than chance would bring; that does not prove that the action "
                "brought it about."
            ),
            MUTED,
        ),
    )


def _nothing(found: LastActions) -> tuple[str, str]:
    if found.report_month is not None:
        return (
            _("The report of {month} proposed nothing to do.").format(
                month=i18n.month(found.report_month)
            ),
            _("Add actions of your own to a report on the report page."),
        )
    return (
        _(
            "This part tells what became of the actions of the last report made before the end of "
            "the month."
        ),
        _("Make a report each month, and mark its actions as done or dropped."),
    )


def _rows(found: LastActions) -> tuple[Row, ...]:
    rows = [_row(one, found) for one in found.last]
    if found.due:
        if found.report_month is not None and rows:
            name = _("Of the report of {month}").format(month=i18n.month(found.report_month))
            rows.insert(0, row(name, kind="group"))
        rows.append(row(_("Done earlier; their weeks are over now"), kind="group"))
        rows += [_row(one, found) for one in found.due]
    return tuple(rows)


def _row(one: Outcome, found: LastActions) -> Row:
    text = wording(one.unit, found.currency).text
    then = now = NOTHING
    if one.verdict != "unwatched":
        then, now = text(one.then), text(one.now)
    return row(
        one.words,
        _state(one),
        found.figure_of(one),
        then,
        now,
        "",
        Cell(moved_text(one), _TONES.get(one.verdict, "weak")),
    )


def _state(one: Outcome) -> str:
    if one.state == "open" or one.decided is None:
        said = _("Not done")
    elif one.state == "done":
        said = _("Done on {day}").format(day=i18n.day(one.decided))
    else:
        said = _("Dropped on {day}").format(day=i18n.day(one.decided))
    return _("{said}: {note}").format(said=said, note=one.note) if one.note else said


def moved_text(one: Outcome) -> str:
    """What there is to say of the figure of an action, in a few words."""
    if one.verdict == "early" and one.judged_on is not None:
        return _("Too early: from {day}").format(day=i18n.day(one.judged_on))
    return {
        "better": _("Better"),
        "worse": _("Worse"),
        "same": _("No more than chance"),
        "few": _("Too few cases to say"),
        "unknown": _("Not known"),
    }.get(one.verdict, NOTHING)


def _figures(found: LastActions, asked: Asked) -> Iterable[Printed]:
    for one in (*found.last, *found.due):
        if one.figure is None or one.verdict == "unwatched":
            continue
        about = f":{one.subject}" if one.subject else ""
        yield Printed(one.figure, f"report:{one.month}{about}", one.then, one.then_n)
        # Other parts print the month's own figure; this is the one that the action watches.
        yield Printed(one.figure, f"watched{about}", one.now, one.now_n)


PART = Part("actions", lambda: _("Last month's actions"), _ask, _message, _blocks, _figures)

"""Part 10, last month's actions: done or not, and did the figure move by more than chance?"""

from collections.abc import Sequence
from typing import Any

from revops_desktop import i18n
from revops_desktop.analytics.kept_actions import LastActions, Outcome, last_actions
from revops_desktop.i18n import _, ngettext
from revops_desktop.reports.part import Asked
from revops_desktop.reports.table import Tone

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
    for verdict, singular, plural in (
        (
            "better",
            _("{count} figure moved the right way by more than chance."),
            _("{count} figures moved the right way by more than chance."),
        ),
        (
            "worse",
            _("{count} figure moved the wrong way by more than chance."),
            _("{count} figures moved the wrong way by more than chance."),
        ),
    ):
        number = said.count(verdict)  # type: ignore[arg-type]  # two of the verdicts
        if number:
            return (singular if number == 1 else plural).format(count=i18n.count(number))
    if "same" in said:
        return _("No figure has moved by more than chance.")
    if "early" in said:
        return _("It is too early to say what they brought.")
    return ""

"""What is a figure of? The names behind the subjects that made reports keep (domain.md §10).

A subject is stable text: "" the river, "stage:12", "month:2026-09", "source:Web", "rule:stage:5",
or several after each other: "stage:12:month:2026-09".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop import i18n
from revops_desktop.analytics.definitions import definition
from revops_desktop.database.tables import exit_reason, function, handoff_rule, member, pod, stage
from revops_desktop.i18n import _

# Every name is of a number, but those of these are texts up to the end of the subject.
_TEXTS = "source|segment|channel|campaign|kind"
_PART = re.compile(
    r"(?P<month>(?:month|report):(?P<ym>\d{4}-\d{2}))"
    r"|(?P<reason>(?:reason:)?(?P<left>lost|recycled|churned)(?::(?P<reason_id>\d*))?(?=[:|/]|$))"
    r"|(?P<pair>pair:(?P<giver>\d+):(?P<taker>\d+))"
    r"|(?P<rule>rule:(?P<of>stage|handoff):(?P<rule_id>\d+))"
    r"|(?P<one>(?P<table>stage|owner|member|function|pod):(?P<id>\d*))"
    rf"|(?P<text>(?:{_TEXTS}):(?P<said>.*))"
    r"|(?P<word>year|watched|river|amount)(?=[:|/]|$)"
)
_BETWEEN = re.compile(r"[:|/,]")


def parts_of(subject: str) -> tuple["re.Match[str] | str", ...]:
    """The parts of a subject in order; a text where it is none that is known."""
    found: list[re.Match[str] | str] = []
    at = 0
    while at < len(subject):
        part = _PART.match(subject, at)
        if part is None:
            found.append(subject[at:])
            break
        found.append(part)
        at = part.end()
        if _BETWEEN.match(subject, at):
            at += 1
    return tuple(found)


def form_of(subject: str) -> str:
    """What kind of things a subject names: “stage:12:month:2026-09” and all others alike it."""
    return ":".join("?" if isinstance(one, str) else _kind(one) for one in parts_of(subject))


def _kind(part: "re.Match[str]") -> str:
    return "reason" if part["reason"] and part["reason_id"] else part[0].partition(":")[0]


@dataclass(frozen=True, slots=True)
class SubjectNames:
    """The names by table and id, as they are now or as of the past that is asked for."""

    names: Mapping[str, Mapping[int, str]]

    def of(self, subject: str) -> str:
        """What the subject is called, in the language in force; "" for the whole river."""
        said = [one if isinstance(one, str) else self._part(one) for one in parts_of(subject)]
        return " · ".join(filter(None, said))

    def _part(self, found: "re.Match[str]") -> str:
        if found["month"]:
            month = i18n.month(found["ym"])
            if found["month"].startswith("report"):
                return _("report of {month}").format(month=month)
            return month
        if found["reason"]:
            if found["reason_id"] is None:
                return definition(found["left"]).name
            return self._name("reason", found["reason_id"])
        if found["pair"]:
            return f"{self._name('function', found['giver'])} → " + self._name(
                "function", found["taker"]
            )
        if found["rule"]:
            return self._name(found["of"], found["rule_id"])
        if found["one"]:
            return self._name(found["table"], found["id"])
        if found["text"]:
            return found["said"] or _("not recorded")
        return {
            "year": _("12 months"),
            "river": _("12 months"),
            "watched": _("to be watched"),
            "amount": _("by amount"),
        }[found["word"]]

    def _name(self, table: str, number: str) -> str:
        if not number:
            return _("not recorded")
        of = self.names.get("owner" if table == "member" else table, {})
        return of.get(int(number)) or _("no longer in the file")


def subject_names(session: Session) -> SubjectNames:
    """All names that a subject may need: of stages, people, functions, pods, reasons, rules."""
    return SubjectNames(
        {
            key: {row.id: row.name for row in session.execute(select(table.c.id, table.c.name))}
            for key, table in (
                ("stage", stage),
                ("owner", member),
                ("function", function),
                ("pod", pod),
                ("reason", exit_reason),
                ("handoff", handoff_rule),
            )
        }
    )

"""A made report as it is kept in the file: the same whether a window or a command made it."""

from collections.abc import Iterable
from typing import Any

from revops_desktop.analytics.month_answer import Action, MonthFindings
from revops_desktop.analytics.plays import plays
from revops_desktop.i18n import use_language
from revops_desktop.reports.diagnosis import Diagnosis
from revops_desktop.rules.made_report import Made, Pdf, Proposed

ONE_PAGE = ("month",)


def record_of(found: Diagnosis, pdf: Pdf) -> dict[str, Any]:
    """The arguments of the verb that keeps a report (`operations/reports.py`, record)."""
    wanted, asked = found.wanted, found.asked
    parts = tuple(part.key for part, _answer in found.answers)
    return {
        "made": Made(
            pipeline_id=wanted.pipeline_id,
            month=wanted.month,
            language=wanted.language,
            as_of=asked.now,
            kind="one_page" if parts == ONE_PAGE else "diagnosis",
            paper=wanted.paper.key,
            parts=parts,
            notes=wanted.notes,
        ),
        "figures": found.printed(),
        "actions": proposed(found),
        "pdf": pdf,
    }


def proposed(found: Diagnosis) -> tuple[Proposed, ...]:
    """The actions that the report proposes, in its language; none without its first page."""
    for _part, answer in found.answers:
        findings = getattr(answer, "findings", answer)
        if isinstance(findings, MonthFindings):
            with use_language(found.wanted.language):
                return tuple(_proposed(findings.actions))
    return ()


def _proposed(actions: Iterable[Action]) -> Iterable[Proposed]:
    names = {play.key: play.name for play in plays()}
    for one in actions:
        yield Proposed(
            key=one.play,
            words=names[one.play],
            figure=one.watch.figure,
            subject=one.watch.subject,
            value=one.watch.value,
            n=one.watch.n,
            weeks=one.weeks,
        )

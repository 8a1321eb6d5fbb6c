"""Which reports were made, what do they say, and what is known by now that they could not know?

A report keeps the figures it printed; the same month asked again may say more, because facts of
that time were entered, imported or put right since (domain.md §10).
"""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isclose
from typing import Literal

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.definitions import Unit, defined, definition
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.subject_names import form_of, subject_names
from revops_desktop.database.tables import (
    member,
    report,
    report_action,
    report_figure,
    report_file,
    report_look,
)
from revops_desktop.rules.kept_numbers import read
from revops_desktop.rules.made_report import Figure
from revops_desktop.rules.periods import end_of_day, month_period

# The file of a report: kept, never kept, or taken out because it named somebody who was erased.
Kept = Literal["kept", "none", "erased"]


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report that was made. `pipeline_id` None: that river is gone, `pipeline` was its name.

    `as_of`: the last instant that counts in it · `was_running`: its month was not over then ·
    `actions`: how many it has, `decided` of them done or dropped · `pages`: of its file.
    """

    report_id: int
    kind: str
    pipeline_id: int | None
    pipeline: str
    month: str
    language: str
    paper: str
    parts: tuple[str, ...]
    notes: str
    as_of: int
    made_at: int
    was_running: bool
    member: str
    actions: int
    decided: int
    file: Kept
    pages: int


@dataclass(frozen=True, slots=True)
class KeptFigure:
    """A figure as a report printed it, as `reports.part.Printed`."""

    key: str
    subject: str
    value: float | None
    n: int | None


@dataclass(frozen=True, slots=True)
class Newer:
    """A figure of which the same month says something else now; None: it said or says nothing.

    `name` as analytics/definitions.py calls it, `of` what it is of, "" the river.
    """

    key: str
    name: str
    of: str
    subject: str
    unit: Unit
    then: float | None
    then_n: int | None
    now: float | None
    now_n: int | None


@dataclass(frozen=True, slots=True)
class ReportLook:
    """How reports look: the bytes of a logo, empty for none; None stands for the program's own."""

    logo: bytes = b""
    colour: str | None = None
    paper: str = "a4"
    parts: tuple[str, ...] | None = None


def kept_reports(session: Session, *, pipeline_id: int | None = None) -> tuple[KeptReport, ...]:
    """The reports that were made, those of the newest month first, of one river or of all."""
    zone = settings(session).time_zone
    one = report_action.c
    counted = {
        report_id: (number, decided)
        for report_id, number, decided in session.execute(
            select(one.report_id, func.count(), func.count().filter(one.state != "open")).group_by(
                one.report_id
            )
        )
    }
    wanted = (
        select(
            report,
            member.c.name.label("by"),
            report_file.c.id.label("file_id"),
            report_file.c.pdf.is_not(None).label("is_there"),
            report_file.c.pages,
        )
        .join(member, member.c.id == report.c.member_id, isouter=True)
        .join(report_file, report_file.c.report_id == report.c.id, isouter=True)
        .order_by(report.c.month.desc(), report.c.made_at.desc(), report.c.id.desc())
    )
    if pipeline_id is not None:
        wanted = wanted.where(report.c.pipeline_id == pipeline_id)
    return tuple(_kept(row, zone, *counted.get(row.id, (0, 0))) for row in session.execute(wanted))


def _kept(row: Row, zone: str, actions: int, decided: int) -> KeptReport:
    last = month_period(row.month).last
    assert last is not None
    return KeptReport(
        report_id=row.id,
        kind=row.kind,
        pipeline_id=row.pipeline_id,
        pipeline=row.pipeline_name,
        month=row.month,
        language=row.language,
        paper=row.paper,
        parts=tuple(filter(None, row.parts.split(","))),
        notes=row.notes,
        as_of=row.as_of,
        made_at=row.made_at,
        was_running=row.as_of < end_of_day(last, zone) - 1,
        member=row.by or "",
        actions=actions,
        decided=decided,
        file="none" if row.file_id is None else "kept" if row.is_there else "erased",
        pages=row.pages or 0,
    )


def kept_pdf(session: Session, *, report_id: int) -> bytes | None:
    """The file of a report as it was made; None where none was kept, or it was taken out."""
    held = session.scalar(select(report_file.c.pdf).where(report_file.c.report_id == report_id))
    return None if held is None else base64.b64decode(held)


def kept_figures(session: Session, *, report_id: int) -> tuple[KeptFigure, ...]:
    """Every figure of a report, in the order in which it was printed."""
    one = report_figure.c
    return tuple(
        KeptFigure(row.key, row.subject, read(row.value), row.n)
        for row in session.execute(
            select(report_figure).where(one.report_id == report_id).order_by(one.id)
        )
    )


def newer_knowledge(
    session: Session, *, report_id: int, figures: Iterable[Figure]
) -> tuple[Newer, ...]:
    """Where a kept report and its month as it is known now differ, in the report's order.

    `figures`: those of the same month, river and parts, asked now. Of what the report never spoke
    of nothing is said: a newer program may print more.
    """
    kept = kept_figures(session, report_id=report_id)
    names = subject_names(session)
    then = _by_subject(kept)
    now = _by_subject(figures)
    spoken = {(key, form_of(subject)) for key, subject in then}
    found = []
    for key, subject in dict.fromkeys((*then, *now)):
        before, after = then.get((key, subject)), now.get((key, subject))
        if (key, form_of(subject)) not in spoken or _equal(before, after):
            continue
        about = definition(key) if key in defined() else None
        found.append(
            Newer(
                key=key,
                name=about.name if about else key,
                of=names.of(subject),
                subject=subject,
                unit=about.unit if about else "ratio",
                then=before.value if before else None,
                then_n=before.n if before else None,
                now=after.value if after else None,
                now_n=after.n if after else None,
            )
        )
    return tuple(found)


def _by_subject(figures: Iterable[Figure]) -> Mapping[tuple[str, str], Figure]:
    return {(one.key, one.subject): one for one in figures}


def _equal(before: Figure | None, after: Figure | None) -> bool:
    """Whether two say the same; a figure that says nothing is as good as none."""
    if before is None or after is None:
        said = before or after
        return said is None or (said.value is None and not said.n)
    if before.value is None or after.value is None:
        return before.value is after.value and (before.n or 0) == (after.n or 0)
    return before.n == after.n and isclose(before.value, after.value, rel_tol=1e-9, abs_tol=1e-9)


def look_of_reports(session: Session) -> ReportLook:
    """How reports look."""
    row = session.execute(select(report_look)).first()
    if row is None:
        return ReportLook()
    return ReportLook(
        logo=b"" if row.logo is None else base64.b64decode(row.logo),
        colour=row.colour,
        paper=row.paper,
        parts=None if row.parts is None else tuple(filter(None, row.parts.split(","))),
    )

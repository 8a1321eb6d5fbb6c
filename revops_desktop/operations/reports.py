"""What a person can do with reports that were made: keep them, forget them, choose how they look.

A kept report never changes: its figures are those that were printed (domain.md §10). What became of
its actions is told by `report_actions.py`.
"""

import base64
import re
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, member_of, verb
from revops_desktop.database.tables import (
    pipeline,
    report,
    report_figure,
    report_file,
    report_look,
)
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _, count
from revops_desktop.operations.report_actions import actions_of_month, keep_actions, kept
from revops_desktop.rules.kept_numbers import written
from revops_desktop.rules.logo import checked_logo
from revops_desktop.rules.made_report import Figure, Made, Pdf, Proposed
from revops_desktop.rules.periods import checked_month
from revops_desktop.rules.text import stored

MADE = N_("Make the report of {month}")
FORGOTTEN = N_("Forget the report of {month}")
FORGOTTEN_MANY = N_("Forget {number} reports")
LOOK = N_("Change how reports look")

LONGEST_NOTES = 5000
MOST_PDF_BYTES = 10_000_000
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@verb(MADE)
def record(
    session: Session,
    *,
    at: int,
    made: Made,
    figures: Iterable[Figure],
    actions: Sequence[Proposed] = (),
    pdf: Pdf | None = None,
) -> int:
    """Keeps a report that was made, with its figures, actions and file; its id.

    What was decided of the same actions in an earlier report of that month holds for these too, and
    the owner's own come along. RuleBroken where the pipeline is gone or the file too large.
    """
    month = checked_month(made.month)
    describe(session, month=month)
    name = session.scalar(select(pipeline.c.name).where(pipeline.c.id == made.pipeline_id))
    if name is None:
        raise RuleBroken(
            _(
                "The pipeline of this report is no longer in the file. Nothing was kept. "
                "Please look again."
            )
        )
    made_at = at if made.made_at is None else made.made_at
    if made_at > at:
        raise ValueError("a report is kept when it has been made")
    earlier = actions_of_month(session, made.pipeline_id, month)
    report_id = int(
        session.execute(
            insert(report)
            .values(
                kind=made.kind,
                pipeline_id=made.pipeline_id,
                pipeline_name=name,
                month=month,
                language=made.language,
                paper=made.paper,
                parts=",".join(made.parts),
                notes=stored(made.notes)[:LONGEST_NOTES],
                as_of=made.as_of,
                made_at=made_at,
                member_id=member_of(session),
            )
            .returning(report.c.id)
        ).scalar_one()
    )
    _keep_figures(session, report_id, figures)
    keep_actions(session, report_id, made_at, actions, earlier)
    if pdf is not None:
        _keep_file(session, report_id, pdf)
    return report_id


@verb(FORGOTTEN)
def forget(session: Session, *, at: int, report_ids: Iterable[int]) -> int:
    """Lets go of kept reports with their figures, actions and files; how many."""
    found = [kept(session, number) for number in dict.fromkeys(report_ids)]
    if len(found) == 1:
        describe(session, month=found[0].month)
    else:
        describe(session, FORGOTTEN_MANY, number=count(len(found)))
    for row in found:
        session.execute(delete(report).where(report.c.id == row.id))
    return len(found)


@verb(LOOK)
def set_look(
    session: Session,
    *,
    at: int,
    logo: bytes | None,
    colour: str | None,
    paper: str = "a4",
    parts: Sequence[str] | None = None,
) -> None:
    """Sets how reports look from now on; a logo or colour of None is the program's own.

    `logo`: the bytes of a PNG or JPEG file · `colour`: #rrggbb · `parts`: keys of what is printed,
    None: all of it. RuleBroken for a file that is no such picture, or for no colour.
    """
    if colour is not None and not _COLOUR.fullmatch(colour.lower()):
        raise RuleBroken(
            _("“{text}” is not a colour. Nothing was changed. Please write it as #336699.").format(
                text=colour[:40]
            )
        )
    values = {
        "logo": base64.b64encode(checked_logo(logo)).decode("ascii") if logo else None,
        "colour": None if colour is None else colour.lower(),
        "paper": paper,
        "parts": None if parts is None else ",".join(parts),
    }
    if session.execute(select(report_look.c.id)).first() is None:
        session.execute(insert(report_look).values(id=1, **values))
    else:
        session.execute(update(report_look).values(**values))


def _keep_figures(session: Session, report_id: int, figures: Iterable[Figure]) -> None:
    rows = {
        (one.key, one.subject): {
            "report_id": report_id,
            "key": one.key,
            "subject": one.subject,
            "value": written(one.value),
            "n": one.n,
        }
        for one in figures
    }
    if rows:
        session.execute(insert(report_figure), list(rows.values()))


def _keep_file(session: Session, report_id: int, pdf: Pdf) -> None:
    if not pdf.content.startswith(b"%PDF-"):
        raise ValueError("no PDF")
    if len(pdf.content) > MOST_PDF_BYTES:
        raise RuleBroken(
            _(
                "The PDF is larger than 10 MB, too large to be kept in the file. Nothing was kept. "
                "Please choose fewer parts or a smaller logo."
            )
        )
    session.execute(
        insert(report_file).values(
            report_id=report_id,
            pdf=base64.b64encode(pdf.content).decode("ascii"),
            pages=pdf.pages,
            words=pdf.words,
        )
    )

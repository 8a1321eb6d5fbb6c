"""A small company for parts that need promises, hand-offs, recycled deals and spend."""

from datetime import date
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.orm import Session

from revops_desktop.analytics.month_in_brief import told
from revops_desktop.analytics.sla_review import written
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations.demo.story import write_demo
from revops_desktop.rules.periods import start_of_day
from tests import prepared
from tests.reports.story import NASTY

ZONE, MONTH = "Asia/Tokyo", "2026-03"
# 1 April 2026.
END = start_of_day(date(2026, 4, 1), ZONE)
AT = END + 9 * 3600


def _write(workspace: Workspace) -> None:
    write_demo(
        workspace,
        deals=300,
        seed=4,
        end=date(2026, 3, 31),
        language="en",
        figures=lambda file, period, now: file.ask(written, period=period, now=now),
        told=told,
    )


def small_company(path: Path) -> Workspace:
    """A file whose story ends with March 2026."""
    return prepared.opened(path, "company of the parts", _write)


@verb("Give odd names")
def odd_names(session: Session, *, at: int) -> None:
    """Sources, reasons, rules, functions, members and words of returns that are hard to print."""
    named = (
        (tables.function, "name"),
        (tables.member, "name"),
        (tables.exit_reason, "name"),
        (tables.stage, "name"),
        (tables.deal, "source"),
        (tables.deal, "title"),
        (tables.handoff, "return_reason"),
        (tables.handoff_value, "name"),
    )
    for table, column in named:
        kept = table.c[column].is_not(None)
        for place, name in enumerate(NASTY):
            value = name if table in (tables.deal, tables.handoff, tables.handoff_value) else None
            session.execute(
                update(table)
                .where(kept, table.c.id % len(NASTY) == place)
                .values({column: value or table.c[column] + " " + name})
            )

"""What the workspace says about itself: its settings, and who works in it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import function, member, workspace


@dataclass(frozen=True, slots=True)
class Settings:
    """The workspace's own settings (domain.md §2)."""

    name: str
    currency: str
    time_zone: str
    country: str
    language: str
    fiscal_year_start_month: int
    amounts_include_tax: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A person who works in the workspace, and the function they work for (None: not said)."""

    member_id: int
    name: str
    function: str | None


def settings(session: Session) -> Settings:
    """The workspace's settings."""
    columns = workspace.c
    row = session.execute(
        select(
            columns.name,
            columns.currency,
            columns.time_zone,
            columns.country,
            columns.language,
            columns.fiscal_year_start_month,
            columns.amounts_include_tax,
        )
    ).one()
    return Settings(*row[:6], amounts_include_tax=bool(row[6]))


def members(session: Session) -> tuple[Member, ...]:
    """Everyone who is not archived, by name."""
    found = session.execute(
        select(member.c.id, member.c.name, function.c.name)
        .select_from(member.outerjoin(function, function.c.id == member.c.function_id))
        .where(member.c.archived_at.is_(None))
        .order_by(member.c.name, member.c.id)
    )
    return tuple(Member(*row) for row in found)

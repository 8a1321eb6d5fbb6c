"""What a person can do with the workspace itself: set it up, change its settings."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import stage_visit, workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.operations import business_calendar
from revops_desktop.rules.periods import start_of_day
from revops_desktop.rules.text import stored

SET_UP = N_("Set up the workspace {name}")
SETTINGS = N_("Change the workspace settings")

CHANGEABLE = frozenset(
    (
        *("name", "time_zone", "country", "language", "fiscal_year_start_month"),
        *("gross_margin_basis_points", "amounts_include_tax"),
    )
)


@verb(SET_UP)
def set_up(
    session: Session,
    *,
    at: int,
    name: str,
    template: str,
    language: str,
    currency: str,
    country: str,
    time_zone: str,
) -> int:
    """Fills an empty file: settings, and the functions, stages and rules of a template.

    `template`: the key of a built-in one, or the path of a template file. The id of its pipeline.
    RuleBroken for an unknown template, currency or time zone.
    """
    from revops_desktop.operations import templates

    currency = currency.strip().upper()
    if len(currency) != 3 or not (currency.isascii() and currency.isalpha()):
        raise RuleBroken(
            _(
                "“{currency}” is not a currency code. No file was made. "
                "Please use three letters, for example JPY, USD or EUR."
            ).format(currency=currency)
        )
    _check_zone(time_zone)
    describe(session, name=name)
    session.execute(
        insert(workspace).values(
            id=1,
            name=stored(name),
            currency=currency,
            time_zone=time_zone,
            country=country.strip().upper(),
            language="ja" if language == "ja" else "en",
            fiscal_year_start_month=4 if country.strip().upper() == "JP" else 1,
            template=Path(template).name,
            created_at=at,
        )
    )
    return templates.apply(session, at=at, template_key=template, language=language)


@verb(SETTINGS)
def change_settings(session: Session, *, at: int, fields: Mapping[str, Any]) -> None:
    """Changes settings (CHANGEABLE). Another time zone moves instants, never days.

    The holidays of another country hold from now on, never for clocks that began before.
    """
    unknown = set(fields) - CHANGEABLE
    if unknown:
        raise ValueError(f"no such setting: {sorted(unknown)}")
    now = session.execute(select(workspace)).one()
    zone = fields.get("time_zone", now.time_zone)
    if zone != now.time_zone:
        _check_zone(zone)
        _move_days(session, zone)
    if fields.get("country", now.country) != now.country:
        business_calendar.keep_country(session, at=at, country=fields["country"])
    session.execute(update(workspace).values(**fields))


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise RuleBroken(
            _(
                "“{zone}” is not a time zone. Nothing was changed. "
                "Please use a name such as Asia/Tokyo or Europe/Berlin."
            ).format(zone=name)
        ) from None


def _move_days(session: Session, zone: str) -> None:
    """Days stay the days they are: their place among instants is reckoned anew."""
    from datetime import date

    for day_column, at_column in (
        (stage_visit.c.entered_day, stage_visit.c.entered_at),
        (stage_visit.c.left_day, stage_visit.c.left_at),
    ):
        days = session.execute(select(day_column).where(day_column.is_not(None)).distinct())
        for (text,) in days.all():
            session.execute(
                update(stage_visit)
                .where(day_column == text)
                .values({at_column: start_of_day(date.fromisoformat(text), zone)})
            )

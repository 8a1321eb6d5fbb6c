"""Writes a whole demo: a made-up Japanese company over 24 months, with its change journal.

Deterministic: the same number of deals, seed and last day give the same rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.operations import workspaces
from revops_desktop.operations.demo.book import Book
from revops_desktop.operations.demo.cast import COUNTRY, CURRENCY, TEMPLATE, ZONE, Cast
from revops_desktop.operations.demo.company import open_company
from revops_desktop.operations.demo.fast_writing import fast_writing
from revops_desktop.operations.demo.late_closes import let_slip
from revops_desktop.operations.demo.plan import Plan
from revops_desktop.operations.demo.planned import write_plan
from revops_desktop.operations.demo.reported import Told, keep_reports
from revops_desktop.operations.demo.reviews import Figures, hold_reviews
from revops_desktop.operations.demo.workdays import CLOSES
from revops_desktop.rules.periods import start_of_day

FEWEST_DEALS, MOST_DEALS = 50, 1_000_000

# Deals between two writings: many enough to be fast, few enough to hold in memory.
_FEWEST_AT_ONCE, _WRITINGS = 5_000, 50

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class DemoStory:
    """What was planted: from stage to stage (ids), in these months (YYYY-MM) and ever since.

    Nothing in the file says so. Without a bottleneck: None, None and no months.
    """

    step_from: int | None
    step_to: int | None
    months: tuple[str, ...]


def write_demo(
    workspace: Workspace,
    *,
    deals: int,
    seed: int,
    end: date,
    bottleneck: bool = True,
    language: str = "ja",
    progress: Progress | None = None,
    figures: Figures | None = None,
    told: Told | None = None,
) -> DemoStory:
    """Fills an empty file with the 24 months that end when work ends on `end`.

    `figures` writes what a review of SLAs keeps (analytics, which this room does not know); without
    it none is held; `told` tells a month for the reports that were made, without it none was.
    `progress` is told (deals done, all deals) and may stop it by raising: then nothing but the
    set-up is left. RuleBroken for a number of deals out of range or a file that is not empty.
    """
    _check(workspace, deals)
    cast = Cast(seed, "ja" if language == "ja" else "en")
    plan = cast.plan(deals=deals, end=end, bottleneck=bottleneck)
    at = start_of_day(plan.first - timedelta(days=1), ZONE) + 10 * 3600
    workspace.do(
        workspaces.set_up,
        at=at,
        name=cast.business.workspace,
        template=TEMPLATE,
        language=cast.language,
        currency=CURRENCY,
        country=COUNTRY,
        time_zone=ZONE,
    )
    with workspace.bulk(at=at) as session:
        with fast_writing(session.connection()):
            _write(session, cast, plan, at, progress)
        # It looks deals up one by one in the journal: the indexes are there again.
        let_slip(session, last_day=plan.last)
        stages = session.execute(select(tables.stage.c.id).order_by(tables.stage.c.position))
        ids = list(stages.scalars())
    last_second = start_of_day(end, ZONE) + CLOSES - 1
    write_plan(workspace, cast.business, seed=seed, end=end, at=last_second)
    if figures is not None:
        hold_reviews(workspace, cast.words, figures, end=end, at=last_second)
    if told is not None:
        keep_reports(workspace, told, language=cast.language, end=end, at=last_second)
    step = plan.planted_step
    if step is None or not plan.planted_months:
        return DemoStory(None, None, ())
    return DemoStory(ids[step], ids[step + 1], plan.planted_months)


def _write(session: Session, cast: Cast, plan: Plan, at: int, progress: Progress | None) -> None:
    book = Book(session.connection())
    telling, last_day = open_company(session, book, cast, plan, at)
    at_once = max(_FEWEST_AT_ONCE, plan.deals // _WRITINGS)
    for number, journey in enumerate(cast.journeys(plan)):
        if number % at_once == 0:
            book.write(until=journey.visits[0].entered)
            if progress is not None:
                progress(number, plan.deals)
        telling.tell(journey)
    book.write()
    last_day.tell()
    book.write()


def _check(workspace: Workspace, deals: int) -> None:
    if not FEWEST_DEALS <= deals <= MOST_DEALS:
        raise RuleBroken(
            _(
                "A demo has from {fewest} to {most} deals, not {deals}. No file was made. "
                "Please choose another number."
            ).format(fewest=FEWEST_DEALS, most=MOST_DEALS, deals=deals)
        )
    if workspace.ask(_is_set_up):
        raise RuleBroken(
            _(
                "A demo is written into an empty file, and this one is in use. Nothing was "
                "changed. Please choose a new file."
            )
        )


def _is_set_up(session: Session) -> bool:
    return session.execute(select(tables.workspace.c.id)).first() is not None

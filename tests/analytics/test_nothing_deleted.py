"""No list, search, figure or export knows what was deleted: each answers as if it had never been.

Two files are told the same story; one of them also holds records that lie in the trash. Whatever is
asked, both must say the same.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.analytics import (
    board,
    company_list,
    company_page,
    contact_list,
    deal_form,
    deal_list,
    deal_panel,
    duplicates,
    filter_values,
    lookup,
    people,
    product_list,
    search,
    selection,
    stage_times,
    standing,
    today,
    trash,
)
from revops_desktop.analytics.breakdown import breakdown
from revops_desktop.analytics.cohorts import cohorts
from revops_desktop.analytics.deals_behind import deals_behind
from revops_desktop.analytics.figure_trends import figure_trends, stage_trends
from revops_desktop.analytics.filters import DIMENSIONS
from revops_desktop.analytics.funnel import funnel
from revops_desktop.analytics.key_figures import key_figures
from revops_desktop.analytics.leaks import leaks
from revops_desktop.analytics.leaving_deals import leaving_deals
from revops_desktop.analytics.measured_weight import measured_weight
from revops_desktop.analytics.period_flow import VIEWS, stage_conversions
from revops_desktop.analytics.record_list import Wanted
from revops_desktop.analytics.report_months import report_months
from revops_desktop.analytics.river_settings import rivers
from revops_desktop.analytics.stage_durations import durations_by_stage
from revops_desktop.analytics.stuck import stuck, stuck_deals
from revops_desktop.analytics.trend import trend
from revops_desktop.analytics.weighted import weighted_pipeline
from revops_desktop.database import tables
from revops_desktop.database.first_screen import first_board
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.out.companies import export_companies
from revops_desktop.exchange.out.deals import export_deals
from revops_desktop.operations import activities, deals
from revops_desktop.operations import known as known_rows
from revops_desktop.operations import trash as bin_
from revops_desktop.rules.periods import DAY, Period, start_of_day
from tests.people import add_contact
from tests.river import LOST, RECYCLED, ZONE, make_river

TODAY = date(2026, 4, 1)
NOW = start_of_day(TODAY, ZONE) + 9 * 3600
# Stands in every text of what is deleted.
CANARY = "Kanarienvogel"


@verb("Limit")
def limit(session: Session, *, at: int) -> None:
    """Every stage has an idle limit, so that deals go cold."""
    session.execute(update(tables.stage).values(idle_limit_days=3))


@verb("Tag")
def tag(session: Session, *, at: int, deal_ids: list[int]) -> None:
    """One tag, on these deals."""
    session.execute(
        insert(tables.deal_tag), [{"deal_id": deal_id, "tag_id": 1} for deal_id in deal_ids]
    )


@verb("Add tag")
def add_tag(session: Session, *, at: int) -> None:
    """The tag that is put on."""
    session.execute(insert(tables.tag).values(id=1, name="VIP", match_key="vip", colour="red"))


def company_of(session: Session, *, deal_id: int) -> int:
    """The company of a deal."""
    return int(session.scalars(select(tables.deal.c.company_id).filter_by(id=deal_id)).one())


def tell(file: Workspace, name: str, day: int) -> list[int]:
    """Six deals of a company: open, won, lost, recycled and due; their ids."""
    made = []
    for number in range(6):
        deal_id = file.do(
            deals.create,
            at=NOW - (60 - day) * DAY,
            title=f"{name} {number}",
            stage_id=1,
            company=f"{name} Ltd",
            amount=1000 + number,
            owner_id=1,
            source=name,
            campaign=name,
            expected_close="2026-03-20",
        ).value
        file.do(deals.move_to_stage, at=NOW - (50 - day) * DAY, deal_id=deal_id, stage_id=2)
        made.append(deal_id)
    file.do(deals.move_to_stage, at=NOW - (40 - day) * DAY, deal_id=made[0], stage_id=4)
    for deal_id, kind, reason in ((made[1], "lost", LOST), (made[2], "recycled", RECYCLED)):
        file.do(
            deals.leave_river,
            at=NOW - (30 - day) * DAY,
            deal_id=deal_id,
            kind=kind,
            reason_id=reason,
            wake_on="2026-03-30" if kind == "recycled" else None,
        )
    company_id = file.ask(company_of, deal_id=made[0])
    person = file.do(
        add_contact, at=NOW, name=f"{name} Person", company_id=company_id, email=f"{name}@x.org"
    ).value
    file.do(activities.add_task, at=NOW, title=name, due_on="2026-03-30", deal_id=made[3])
    file.do(activities.add_task, at=NOW, title=name, due_on="2026-03-30", company_id=company_id)
    file.do(activities.log, at=NOW, kind="note", note=f"{name} noted", contact_id=person)
    file.do(tag, at=NOW, deal_ids=made)
    return made


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Workspace]:
    """The file with something in the trash, and the one that never held it."""
    files = []
    for name in ("with", "without"):
        file = make_river(tmp_path_factory.mktemp(name) / "river.revops")
        file.do(limit, at=2)
        file.do(add_tag, at=3)
        tell(file, "Aoba", 0)
        if name == "with":
            doomed = tell(file, CANARY, 1)
            file.do(bin_.delete, at=NOW, companies=[file.ask(company_of, deal_id=doomed[0])])
            gone = file.do(add_contact, at=NOW, name=f"{CANARY} of Aoba", company_id=1).value
            file.do(deals.edit, at=NOW, deal_id=4, fields={"contact_id": gone})
            file.do(bin_.delete, at=NOW, contacts=[gone])
        files.append(file)
    return files[0], files[1]


ALL = Wanted()


def of_list(question: Any, wanted: Wanted = ALL) -> Callable[[Session], Any]:
    """All that a table of records shows."""

    def ask(session: Session) -> Any:
        found = question.found(session, wanted=wanted)
        return found, question.rows(session, ids=found.ids, keys=[*question.SUBJECT.columns])

    return ask


def here(question: Callable[..., Any], **arguments: Any) -> Callable[[Session], Any]:
    """A question with its arguments."""
    return lambda session: question(session, **arguments)


def deal_sheet(session: Session) -> Any:
    """A deal whose contact lies in the trash; that it was linked is kept, for a way back."""
    sheet = deal_panel.deal_sheet(session, deal_id=4)
    assert sheet is not None
    return replace(sheet, fields=replace(sheet.fields, contact_id=None))


RIVER: dict[str, Any] = {"pipeline_id": 1}
ALL_TIME: dict[str, Any] = {**RIVER, "period": Period()}
QUESTIONS: dict[str, Callable[[Session], Any]] = {
    "board": here(board.board, **RIVER),
    "medians": here(stage_times.medians, **RIVER),
    "funnel": here(funnel, **ALL_TIME),
    "key figures": here(key_figures, **ALL_TIME),
    "leaks": here(leaks, **ALL_TIME),
    "leaving deals": here(leaving_deals, **ALL_TIME),
    **{f"{view} conversions": here(stage_conversions, **ALL_TIME, view=view) for view in VIEWS},
    "cohorts": here(cohorts, **RIVER, last_month="2026-03"),
    "time in stage": here(durations_by_stage, **ALL_TIME, now=NOW),
    "stuck": here(stuck, **RIVER, now=NOW),
    "stuck deals": here(stuck_deals, **RIVER, now=NOW),
    "trends": here(figure_trends, **RIVER, last_month="2026-03"),
    "stage trends": here(stage_trends, **RIVER, last_month="2026-03"),
    "weighted": here(weighted_pipeline, **RIVER),
    "weighted as measured": here(measured_weight, **RIVER),
    "standing": here(standing.standing_at, **RIVER, at=NOW + 1),
    "report months": report_months,
    "rivers": rivers,
    "people": people.people,
    "today": here(today.today, now=NOW, whole=today.KEYS),
    "due": here(today.due_count, now=NOW),
    "companies": of_list(company_list),
    "contacts": of_list(contact_list),
    "deals": of_list(deal_list),
    "products": of_list(product_list),
    "typed companies": here(deal_form.companies, text=CANARY),
    "named deals": here(lookup.deals, text=f"{CANARY} 1"),
    "duplicate companies": here(duplicates.duplicates, kind="company"),
    "duplicate contacts": here(duplicates.duplicates, kind="contact"),
    "tags in use": here(selection.tags),
    "chosen deals": here(selection.selection, deal_ids=[3, 4, 5]),
    "what a company holds": here(company_page.holdings, ids=[1]),
    "a deal": deal_sheet,
    "words of deals": here(deal_panel.known_words, field="source"),
    "filters": filter_values.filterable,
    "found": here(search.find, text=CANARY),
    "found by two signs": here(search.find, text="Ka"),
    "found by tag": here(search.find, text="#VIP"),
    **{
        f"behind {subject}": here(deals_behind, **ALL_TIME, subject=subject)
        for subject in ("won", "decided", "open")
    },
    **{f"by {one}": here(breakdown, **ALL_TIME, by=one) for one in DIMENSIONS},
    **{
        f"offered {about}": here(filter_values.offered, about=about)
        for about in ("source", "campaign", "segment", "tag", "owner")
    },
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_is_as_if_it_had_never_been(
    twins: tuple[Workspace, Workspace], name: str
) -> None:
    answers = [file.ask(QUESTIONS[name]) for file in twins]
    assert CANARY not in repr(answers[0])
    assert answers[0] == answers[1]


def test_the_first_screen_is_as_well(twins: tuple[Workspace, Workspace]) -> None:
    assert first_board(twins[0].raw) == first_board(twins[1].raw)


def test_exports_hold_nothing_of_it(twins: tuple[Workspace, Workspace], tmp_path: Path) -> None:
    written = []
    for number, file in enumerate(twins):
        paths = [tmp_path / f"{number} {name}.csv" for name in ("companies", "deals")]
        export_companies(file, paths[0])
        export_deals(file, paths[1], pipeline_id=1)
        written.append([path.read_text(encoding="utf-8") for path in paths])
    assert CANARY not in repr(written[0])
    assert written[0] == written[1]


def test_an_import_does_not_hang_anything_on_it(twins: tuple[Workspace, Workspace]) -> None:
    first, second = (file.ask(known_rows.known) for file in twins)
    assert first == second


def test_a_list_that_shows_it_is_found(twins: tuple[Workspace, Workspace]) -> None:
    """The control: the trash itself lists everything."""
    shown = twins[0].ask(trash.trash, now=NOW)
    assert shown.count == 9
    assert CANARY in repr(shown)


def test_past_months_still_count_it(twins: tuple[Workspace, Workspace]) -> None:
    """The other way round: a report as of before the deletion is another one."""
    with_it, without = (
        file.ask(funnel, as_of=NOW, **ALL_TIME).stages[0].reached.count for file in twins
    )
    assert (with_it, without) == (12, 6)


def test_trends_are_as_if_it_had_never_been(twins: tuple[Workspace, Workspace]) -> None:
    shown = [file.ask(trend, **RIVER, month="2026-03") for file in twins]
    assert shown[0] == shown[1]

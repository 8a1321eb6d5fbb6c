"""Kept reports, what is known newer, and what became of their actions (domain.md §10)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.analytics.kept_actions import LastActions, Outcome, last_actions
from revops_desktop.analytics.kept_reports import (
    ReportLook,
    kept_figures,
    kept_pdf,
    kept_reports,
    look_of_reports,
    newer_knowledge,
)
from revops_desktop.analytics.subject_names import SubjectNames, subject_names
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals, report_actions, reports
from revops_desktop.rules.made_report import Proposed
from revops_desktop.rules.periods import end_of_day, start_of_day
from tests import prepared
from tests.reported import FIGURES, MADE, PDF, Said, march, png
from tests.river import LOST, ZONE, set_up


def instant(day: str, hour: int = 12) -> int:
    return start_of_day(date.fromisoformat(day), ZONE) + hour * 3600


def end_of(day: str) -> int:
    return end_of_day(date.fromisoformat(day), ZONE)


MADE_AT = instant("2026-04-03")


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = prepared.opened(tmp_path / "river.revops", "reported river", flow)
    yield made
    made.close()


def flow(made: Workspace) -> None:
    """In each month from January to May so many new deals."""
    made.do(set_up, at=1)
    for month, number in ((1, 6), (2, 6), (3, 6), (4, 30), (5, 2)):
        for place in range(number):
            at = instant(f"2026-{month:02d}-{place % 27 + 1:02d}")
            made.do(deals.create, at=at, title=f"{month} {place}", stage_id=1)


def test_reports_are_listed_newest_month_first(river: Workspace) -> None:
    river.member_id = 1
    river.do(reports.record, at=MADE_AT, **march())
    early = replace(MADE, month="2026-05", as_of=instant("2026-05-09"), kind="one_page")
    river.do(reports.record, at=MADE_AT + 1, **march(made=early, pdf=None, actions=()))
    for number, state in ((1, "done"), (2, "dropped")):
        river.do(report_actions.decide, at=MADE_AT + 2, action_id=number, state=state)
    may, third = river.ask(kept_reports)
    assert (may.month, may.kind, may.was_running, may.file) == ("2026-05", "one_page", True, "none")
    assert (third.month, third.was_running, third.file, third.pages) == (
        "2026-03",
        False,
        "kept",
        2,
    )
    assert (third.actions, third.decided, third.member) == (2, 2, "Sato")
    assert (third.parts, third.notes, third.pipeline) == (("month", "river"), "Good work", "Sales")
    assert river.ask(kept_reports, pipeline_id=2) == ()
    assert river.ask(kept_pdf, report_id=third.report_id) == PDF.content
    assert river.ask(kept_pdf, report_id=may.report_id) is None


def test_the_look_is_the_programs_own_until_chosen(river: Workspace) -> None:
    assert river.ask(look_of_reports) == ReportLook()
    river.do(reports.set_look, at=1, logo=png(), colour="#336699", paper="letter", parts=["month"])
    assert river.ask(look_of_reports) == ReportLook(png(), "#336699", "letter", ("month",))


def test_what_is_known_newer_is_named_and_the_report_stays(river: Workspace) -> None:
    figures = (*FIGURES, Said("conversion", "stage:2", 0.5, 40), Said("lost", "source:Web", 4))
    made = river.do(reports.record, at=MADE_AT, **march(figures=figures)).value
    kept = river.ask(kept_figures, report_id=made)
    assert [(one.key, one.subject, one.value, one.n) for one in kept] == [
        (one.key, one.subject, one.value, one.n) for one in figures
    ]
    assert river.ask(newer_knowledge, report_id=made, figures=figures) == ()
    now = (
        *(Said("won", "", 4, 4), Said("win_rate", "", 0.3 + 1e-17, 40)),
        *(Said("conversion", "stage:2", 0.5, 41), Said("lost", "source:Ads: big", 1, 1)),
        Said("worth", "", None, 0),
        # A newer program prints more: that is no newer knowledge.
        *(Said("lost", "month:2026-02", 9, 9), Said("recycled", "", 9, 9)),
    )
    told = [
        (one.name, one.of, one.then, one.then_n, one.now, one.now_n)
        for one in river.ask(newer_knowledge, report_id=made, figures=now)
    ]
    assert told == [
        ("Won deals", "", 3, 3, 4, 4),
        ("Conversion (cohort)", "Qualified", 0.5, 40, 0.5, 41),
        ("Lost deals", "Web", 4, None, None, None),
        ("Lost deals", "Ads: big", None, None, 1, 1),
    ]


def outcomes(river: Workspace, month: str, now: int, **asked: Any) -> LastActions:
    return river.ask(last_actions, pipeline_id=1, month=month, now=now - 1, **asked)


WATCHED = (
    Proposed("more_leads", "Call more", "entered", "", 6, 6, 3),
    Proposed("look", "Look at the river"),
    Proposed("odd", "Watch what nobody defined", "no_such_figure"),
)


def say(one: Outcome) -> tuple:
    return one.words, one.state, one.then, one.now, one.verdict


def test_what_became_of_the_last_reports_actions(river: Workspace) -> None:
    river.do(reports.record, at=MADE_AT, **march(actions=WATCHED))
    river.do(report_actions.decide, at=instant("2026-04-08"), action_id=1, state="done", note="A")
    found = outcomes(river, "2026-04", end_of("2026-04-30"))
    assert (found.report_month, found.made_on, found.done) == ("2026-03", date(2026, 4, 3), 1)
    assert [say(one) for one in found.last] == [
        ("Call more", "done", 6, 30, "better"),
        ("Look at the river", "open", None, None, "unwatched"),
        ("Watch what nobody defined", "open", None, None, "unwatched"),
    ]
    first = found.last[0]
    assert (found.figure_of(first), first.decided, first.judged_on) == (
        "New deals",
        date(2026, 4, 8),
        date(2026, 4, 29),
    )
    assert found.due == ()
    # Asked while the month runs, it is too early to say.
    middle = instant("2026-04-20", 13)
    early = outcomes(river, "2026-04", middle, as_of=middle)
    assert say(early.last[0]) == ("Call more", "done", 6, 23, "early")


def test_the_past_stays_whatever_is_decided_later(river: Workspace) -> None:
    river.do(reports.record, at=MADE_AT, **march(actions=WATCHED))
    end = end_of("2026-04-30")
    before = outcomes(river, "2026-04", end, as_of=end)
    river.do(report_actions.decide, at=instant("2026-05-04"), action_id=1, state="done")
    river.do(report_actions.add_action, at=instant("2026-05-04"), report_id=1, words="Late")
    assert outcomes(river, "2026-04", end, as_of=end) == before
    # It was done in April, and somebody says so now.
    on = {"action_id": 1, "state": "done", "on": "2026-04-10"}
    river.do(report_actions.decide, at=instant("2026-05-05"), **on)
    assert outcomes(river, "2026-04", end, as_of=end).last[0].state == "done"
    river.do(reports.forget, at=instant("2026-05-06"), report_ids=[1])
    assert outcomes(river, "2026-04", end, as_of=end).last[0].state == "done"
    assert outcomes(river, "2026-05", instant("2026-05-20")).report_month is None


def test_an_action_is_judged_once_its_weeks_are_over(river: Workspace) -> None:
    slow = (replace(WATCHED[0], weeks=6),)
    river.do(reports.record, at=MADE_AT, **march(actions=slow))
    river.do(report_actions.decide, at=instant("2026-04-08"), action_id=1, state="done")
    assert outcomes(river, "2026-04", end_of("2026-04-30")).last[0].verdict == "early"
    april = replace(MADE, month="2026-04", as_of=end_of("2026-04-30") - 1)
    river.do(reports.record, at=instant("2026-05-02"), **march(made=april, actions=()))
    found = outcomes(river, "2026-05", end_of("2026-05-31"))
    assert (found.report_month, found.last) == ("2026-04", ())
    assert [say(one) for one in found.due] == [("Call more", "done", 6, 2, "same")]
    assert found.due[0].month == "2026-03"
    assert outcomes(river, "2026-06", end_of("2026-06-30")).due != ()
    may = replace(MADE, month="2026-05", as_of=end_of("2026-05-31") - 1)
    river.do(reports.record, at=instant("2026-06-02"), **march(made=may, actions=()))
    assert outcomes(river, "2026-06", end_of("2026-06-30")).due == ()


def test_a_report_made_after_the_month_proposes_nothing_for_it(river: Workspace) -> None:
    river.do(reports.record, at=instant("2026-05-09"), **march(actions=WATCHED))
    found = outcomes(river, "2026-04", end_of("2026-04-30"))
    assert (found.report_month, found.last) == (None, ())
    assert outcomes(river, "2026-05", end_of("2026-05-31")).report_month == "2026-03"


def test_days_are_judged_by_what_is_usual(river: Workspace) -> None:
    slow = (Proposed("faster", "Be quick", "time_in_stage", "stage:1", 1.0, 20, 1),)
    river.do(reports.record, at=MADE_AT, **march(actions=slow))
    (found,) = outcomes(river, "2026-05", end_of("2026-05-31")).last
    assert (found.subject, found.less_is_better, found.verdict) == ("stage:1", True, "unknown")


def test_subjects_are_named(river: Workspace) -> None:
    names: SubjectNames = river.ask(subject_names)
    for subject, said in (
        ("", ""),
        ("stage:3", "Proposal"),
        ("stage:3:month:2026-04", "Proposal · Apr 2026"),
        ("month:2026-04|stage:1", "Apr 2026 · Lead"),
        (f"reason:lost:{LOST}", "lost"),
        ("reason:lost:", "not recorded"),
        ("rule:stage:2", "Qualified"),
        ("owner:2", "Suzuki"),
        ("source:", "not recorded"),
        ("source:A:b|c", "A:b|c"),
        ("year:source:Ads", "12 months · Ads"),
        ("stage:99", "no longer in the file"),
        ("pair:1:2", "no longer in the file → no longer in the file"),
        ("odd", "odd"),
        ("river:stage:1:lost", "12 months · Lead · Lost deals"),
        ("year:stage:1:recycled:2", "12 months · Lead · recycled"),
        ("month:2026-04:stage:1:amount", "Apr 2026 · Lead · by amount"),
        ("watched:stage:1", "to be watched · Lead"),
        ("report:2026-02:stage:1", "report of Feb 2026 · Lead"),
    ):
        assert names.of(subject) == said

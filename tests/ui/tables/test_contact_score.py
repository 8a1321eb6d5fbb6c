"""The lead score on a contact's page and in the list of contacts."""

import pytest
from pytestqt.qtbot import QtBot

from revops_desktop.operations import activities, contacts, score_rules
from revops_desktop.rules.periods import DAY
from revops_desktop.ui.contacts.page import ContactsPage
from revops_desktop.ui.contacts.record import ContactView
from tests.ui.tables.conftest import NASTY, NOW
from tests.ui.tables.shown import cell, panel_of


@pytest.fixture
def view(contacts_page: ContactsPage, qtbot: QtBot) -> ContactView:
    """The page of a person in whose file no rule gives points yet."""
    contacts_page.show_record(1)
    made = contacts_page.view
    assert isinstance(made, ContactView)
    settle(contacts_page, qtbot)
    return made


def settle(page: ContactsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.actions_.is_busy, timeout=3000)


def test_a_score_explains_itself_as_things_happen(
    contacts_page: ContactsPage, view: ContactView, qtbot: QtBot
) -> None:
    actions = contacts_page.actions_
    assert not view.lead_score.isVisible() and not view.tabs.isTabVisible(1)
    web = {"activity_kind": "call", "half_life_days": 10}
    actions.do(score_rules.add, name="Called & told", points=80, **web)
    actions.do(
        score_rules.add, name="Boss", points=-5, attribute="role", comparison="contains", value="b"
    )
    settle(contacts_page, qtbot)
    assert view.lead_score.text() == "Lead score: 0"
    actions.do(contacts.edit, contact_id=1, fields={"role": "Big boss"})
    for days in (0, 10):
        when = NOW - days * DAY
        actions.do(activities.log, kind="call", title=NASTY, contact_id=1, happened_at=when)
    settle(contacts_page, qtbot)
    assert view.lead_score.text() == "Hot lead: 115"
    view.lead_score.click()
    assert view.tabs.tabText(view.tabs.currentIndex()) == "Lead score"
    assert view.score.figure.text() == "115"
    assert view.score.verdict.text() == "Hot (from 100 points on)"
    assert view.score.lines == [
        "−5 Boss Role in the purchase: Big boss",
        f"+80 Called & told 1 Apr 2026 · {NASTY}",
        f"+40 Called & told 22 Mar 2026 · {NASTY} · +80 at first",
    ]
    actions.undo()
    settle(contacts_page, qtbot)
    assert view.score.figure.text() == "75" and len(view.score.lines) == 2
    contacts_page.show_list()
    settle(contacts_page, qtbot)
    panel = panel_of(contacts_page)
    assert cell(panel, 1, "score") == "75"
    panel.change(sort="score", descending=True)
    settle(contacts_page, qtbot)
    assert panel.model.ids[0] == 1


def test_many_points_are_cut_to_a_line_that_says_how_many(
    contacts_page: ContactsPage, view: ContactView, qtbot: QtBot
) -> None:
    actions = contacts_page.actions_
    actions.do(score_rules.add, name="Call", points=2, activity_kind="call")
    for _number in range(4):
        actions.do(activities.log, kind="call", title="c", contact_id=1)
    settle(contacts_page, qtbot)
    view.lead_score.click()
    view.score._most = 3
    view.score._fill()
    assert len(view.score.lines) == 3
    assert view.score.more.text() == "1 more line, +2 together"
    view.score.more.click()
    assert len(view.score.lines) == 4 and view.score.more.text() == "Show less"
    view.score.more.click()
    assert len(view.score.lines) == 3

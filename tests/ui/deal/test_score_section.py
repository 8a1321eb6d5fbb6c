"""The lead score beside the deal: its contact's, or the best of its company, and why."""

from pytestqt.qtbot import QtBot

from revops_desktop.operations import activities, contacts, deals, score_rules
from revops_desktop.ui.deal.score_section import ScoreSection
from tests.score_rules import no_rules
from tests.ui.deal.conftest import Sitting


def shown(sitting: Sitting, qtbot: QtBot) -> ScoreSection:
    sitting.panel.show_all()
    section = sitting.panel.sections["score"]
    assert isinstance(section, ScoreSection)
    qtbot.waitUntil(lambda: not sitting.actions.is_busy, timeout=3000)
    return section


def test_the_score_follows_and_leads_to_its_contact(sitting: Sitting, qtbot: QtBot) -> None:
    actions = sitting.actions
    no_rules(sitting.workspace)
    assert not shown(sitting, qtbot).isVisible()
    actions.do(score_rules.add, name="Call", points=60, activity_kind="call")
    assert not shown(sitting, qtbot).isVisible()
    for name in ("Hanako", "Jiro"):
        actions.do(contacts.create, name=name, company="<A> Ltd & 株式会社")
    actions.do(activities.log, kind="call", title="First", contact_id=2)
    section = shown(sitting, qtbot)
    assert section.isVisibleTo(sitting.panel) and section.view is not None
    assert section.whose.whole == "Best of its company: Jiro"
    assert section.view.figure.text() == "60"
    actions.do(activities.log, kind="call", title="Second", contact_id=2)
    assert shown(sitting, qtbot).view is section.view
    assert section.view.figure.text() == "120"
    assert section.view.verdict.text() == "Hot (from 100 points on)"
    assert section.view.lines[0].startswith("+60 Call") and len(section.view.lines) == 2
    actions.do(deals.edit, deal_id=sitting.deal_id, fields={"contact_id": 1})
    shown(sitting, qtbot)
    assert section.whose.whole == "Of Hanako"
    assert section.view.figure.text() == "0"
    assert section.view.lines == []
    with qtbot.waitSignal(actions.contact_wanted) as wanted:
        section.whose.click()
    assert wanted.args == [1]


def test_what_is_logged_with_the_deal_counts_for_its_contact(
    sitting: Sitting, qtbot: QtBot
) -> None:
    actions = sitting.actions
    no_rules(sitting.workspace)
    actions.do(score_rules.add, name="Call", points=60, activity_kind="call")
    made = actions.do(contacts.create, name="Hanako")
    assert made is not None
    actions.do(deals.edit, deal_id=sitting.deal_id, fields={"contact_id": made.value})
    actions.do(activities.log, kind="call", title="Told", deal_id=sitting.deal_id)
    section = shown(sitting, qtbot)
    assert section.view is not None and section.view.figure.text() == "60"

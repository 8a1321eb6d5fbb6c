"""The inbox: whose it is, in which order, how its clocks stand; what a deal owes, what it had."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from revops_desktop.analytics import handoff_inbox
from revops_desktop.analytics.handoff_inbox import EVERYBODYS, View, Whose
from revops_desktop.analytics.handoffs import handoff_sheet, whole_story
from revops_desktop.analytics.record_list import Wanted
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals, handoffs
from tests.handed import (
    BUDGET,
    DAY,
    FIELD,
    HOUR,
    INSIDE,
    MARKETING,
    NEED,
    OPEN,
    SATO,
    SUZUKI,
    TANAKA,
    hand,
    handoff_ids,
    make_handed,
)


@pytest.fixture
def handed(tmp_path: Path) -> Iterator[Workspace]:
    made = make_handed(tmp_path / "a.revops")
    yield made
    made.close()


def deals_in(session: Session, view: View, whose: Whose, now: int, **wanted: object) -> list[str]:
    """The titles of a view, in order."""
    asked = Wanted(**{"sort": "handed_at", **wanted})  # type: ignore[arg-type]  # as the page asks
    found = handoff_inbox.found(session, wanted=asked, view=view, whose=whose, now=now)
    cells = handoff_inbox.rows(session, ids=list(found.ids), keys=["deal"], view=view, now=now)
    return [cells[one][2] for one in found.ids]


def test_what_waits_is_the_receivers_and_what_was_sent_the_senders(handed: Workspace) -> None:
    hand(handed, "A", OPEN)
    hand(handed, "B", OPEN + HOUR)
    now = OPEN + 2 * HOUR

    def seen(view: View, whose: Whose) -> list[str]:
        return handed.ask(lambda session: deals_in(session, view, whose, now))

    assert seen("waiting", EVERYBODYS) == ["A", "B"]
    for whose in (Whose(SUZUKI), Whose(TANAKA), Whose(function_id=INSIDE)):
        assert seen("waiting", whose) == ["A", "B"]
        assert seen("sent", whose) == []
    for whose in (Whose(SATO), Whose(function_id=MARKETING)):
        assert seen("waiting", whose) == []
        assert seen("sent", whose) == ["A", "B"]
    assert seen("waiting", Whose(function_id=FIELD)) == []
    counts = handed.ask(handoff_inbox.counts, whose=Whose(SUZUKI))
    assert (counts.waiting, counts.sent, counts.returned) == (2, 0, 0)


def test_what_came_back_is_the_senders_until_it_was_seen(handed: Workspace) -> None:
    deal_id = hand(handed, "A", OPEN)
    (number,) = handed.ask(handoff_ids, deal_id=deal_id)
    handed.member_id = SUZUKI
    handed.do(handoffs.give_back, at=OPEN + HOUR, handoff_id=number, reason="予算が不明")
    now = OPEN + 2 * HOUR

    def seen(view: View, whose: Whose) -> list[str]:
        return handed.ask(lambda session: deals_in(session, view, whose, now))

    assert seen("returned", Whose(SATO)) == ["A"] == seen("returned", Whose(function_id=MARKETING))
    assert seen("returned", Whose(SUZUKI)) == [] == seen("waiting", EVERYBODYS)
    assert seen("history", Whose(SUZUKI)) == ["A"] == seen("history", Whose(SATO))
    handed.do(handoffs.seen, at=now, handoff_ids=[number])
    assert seen("returned", Whose(SATO)) == []
    cells = handed.ask(
        handoff_inbox.rows,
        ids=[number],
        keys=["reason", "missing", "items", "filled", "state", "outcome"],
        view="history",
        now=now,
    )
    assert cells[number][2:] == ("予算が不明", "Budget, Need", 2, 0, "met", "returned")


def test_by_deadline_and_by_state(handed: Workspace) -> None:
    # Wednesday 10:00, 11:00 and Thursday 10:00; four business hours each.
    for title, at in (("A", OPEN), ("B", OPEN + HOUR), ("C", OPEN + DAY)):
        hand(handed, title, at)
    # Thursday 13:30: A and B were due on Wednesday, C is due at 14:00.
    now = OPEN + DAY + 7 * HOUR // 2

    def seen(**wanted: object) -> list[str]:
        return handed.ask(lambda session: deals_in(session, "waiting", EVERYBODYS, now, **wanted))

    assert seen(sort="due") == ["A", "B", "C"] == seen(sort="state")
    assert seen(sort="due", descending=True) == ["C", "B", "A"]
    assert seen(only=(("state", "at_risk"),)) == ["C"]
    assert seen(only=(("state", "="),)) == [] == seen(only=(("due", "2026-04-03"),))
    assert seen(only=(("due", "2026-04-01"),)) == ["A", "B"] == seen(only=(("left", "< 0"),))
    assert seen(sort="left", only=(("left", ">= -7.5"),)) == ["B", "C"]
    assert seen(only=(("deal", "b"),)) == ["B"]
    assert seen(text="c") == ["C"]
    ids = [handed.ask(handoff_ids, deal_id=number)[0] for number in (1, 2, 3)]
    cells = handed.ask(
        handoff_inbox.rows, ids=ids, keys=["state", "due", "left"], view="waiting", now=now
    )
    assert [cells[one][2:] for one in ids] == [
        ("breached", OPEN + 4 * HOUR, -85),
        ("breached", OPEN + 5 * HOUR, -75),
        ("at_risk", OPEN + DAY + 4 * HOUR, 5),
    ]


def test_a_deal_owes_its_items_until_they_are_filled_in(handed: Workspace) -> None:
    handed.member_id = SATO
    deal_id = handed.do(deals.create, at=OPEN, title="A", stage_id=1).value
    sheet = handed.ask(handoff_sheet, deal_id=deal_id)
    (sending,) = sheet.sending
    assert (sending.rule, sending.to_function) == ("MQL", "Inside sales")
    assert sending.missing == ("Budget", "Need") and sending.is_ready
    handed.do(handoffs.answer, at=OPEN, deal_id=deal_id, answers={BUDGET: "300", NEED: "急ぎ"})
    handed.do(deals.edit, at=OPEN, deal_id=deal_id, fields={"expected_close": "2026-05-01"})
    (sending,) = handed.ask(handoff_sheet, deal_id=deal_id).sending
    assert [one.value for one in sending.items] == ["300", "急ぎ", "1 May 2026"]
    handed.do(deals.move_to_stage, at=OPEN + 1, deal_id=deal_id, stage_id=2)
    sheet = handed.ask(handoff_sheet, deal_id=deal_id)
    waiting = sheet.waiting
    assert waiting is not None and waiting.missing == () and waiting.by == "Sato"
    assert [one.value for one in waiting.items] == ["300", "急ぎ", "1 May 2026"]
    assert [one.rule for one in sheet.sending] == ["SQL"]


def test_nothing_that_was_handed_over_is_lost_later(handed: Workspace) -> None:
    deal_id = hand(handed, "A", OPEN, answers={BUDGET: "300"})
    handed.member_id = SUZUKI
    handed.do(deals.edit, at=OPEN + 5, deal_id=deal_id, fields={"promised": "2週間で導入"})
    handed.do(handoffs.answer, at=OPEN + 6, deal_id=deal_id, answers={BUDGET: "500"})
    handed.do(deals.move_to_stage, at=OPEN + 10, deal_id=deal_id, stage_id=3, override="x")
    handed.do(deals.edit, at=OPEN + 15, deal_id=deal_id, fields={"why_bought": "早い"})
    handed.do(deals.move_to_stage, at=OPEN + 20, deal_id=deal_id, stage_id=4, override="x")
    told = handed.ask(whole_story, deal_id=deal_id)
    assert told is not None
    assert (told.promised, told.why_bought) == ("2週間で導入", "早い")
    assert [(one.from_function, one.to_function, one.outcome) for one in told.handoffs] == [
        ("Field sales", "Customer success", "accepted"),
        ("Inside sales", "Field sales", "accepted"),
        ("Marketing", "Inside sales", "accepted"),
    ]
    assert [(one.name, one.value) for one in told.handoffs[2].items][:2] == [
        ("Budget", "300"),
        ("Need", None),
    ]
    assert [(one.name, one.value) for one in told.handoffs[1].items] == [("Promise", "2週間で導入")]

"""Cards show how their clocks stand: by icon and words, behind the first frame, as time goes."""

from typing import Any

from PySide6.QtCore import Qt
from sqlalchemy.orm import Session

from revops_desktop.database.journal import verb
from revops_desktop.operations import clocks, deals, time_limits
from revops_desktop.rules.business_clock import Limit
from revops_desktop.ui.board.words import ClockMark
from tests.conftest import NOW
from tests.ui.board.conftest import Hands

HOUR = 3600
# Wednesday, 1 April 2026, 09:00 in Tokyo.
OPENING = NOW - NOW % 86400 + 86400


@verb("Limit")
def limit(session: Session, *, at: int, stage_id: int, minutes: int | None) -> None:
    """A time limit of a stage, from now on."""
    wanted = None if minutes is None else Limit(minutes, None)
    time_limits.write(session, at=at, stage_id=stage_id, limit=wanted, for_running=True)


def prepared(hands: Hands) -> int:
    """A deal that began at 09:00 in the first stage, which allows ten hours; the second none."""
    first, second = hands.page.stages[:2]
    hands.clock[0] = OPENING - 600
    hands.actions.do(limit, stage_id=first.stage_id, minutes=600)
    hands.actions.do(limit, stage_id=second.stage_id, minutes=None)
    hands.clock[0] = OPENING - 60
    return hands.add("Data platform")


def mark(hands: Hands, qtbot: Any, deal_id: int, wanted: str | None) -> ClockMark | None:
    """The mark of a card, once it says what is wanted."""
    page = hands.page
    page._on_rest()
    qtbot.waitUntil(lambda: page.marks is not None)

    def says() -> bool:
        found = page.scale.clock(deal_id)
        return (found.text if found else None) == wanted and not hands.actions.is_busy

    qtbot.waitUntil(says, timeout=5000)
    return page.scale.clock(deal_id)


def at(hands: Hands, hours: float) -> None:
    hands.clock[0] = OPENING + round(hours * HOUR)
    hands.page._tick()


def test_a_card_says_how_its_clock_stands(hands: Hands, qtbot: Any) -> None:
    deal_id = prepared(hands)
    found = mark(hands, qtbot, deal_id, "10 h left")
    assert found is not None
    assert (found.icon, found.ink) == ("timer", "neutral")
    assert "10 h left · due Thu 2 Apr 10:00" in found.said
    at(hands, 8.5)
    found = mark(hands, qtbot, deal_id, "1 h 30 min left")
    assert found is not None and (found.icon, found.ink) == ("alarm-clock", "warning")
    at(hands, 26)
    found = mark(hands, qtbot, deal_id, "1 h over")
    assert found is not None and (found.icon, found.ink) == ("circle-alert", "bad")
    model = hands.pane(0).model
    spoken = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert "1 h over · was due Thu 2 Apr 10:00" in spoken


def test_a_move_a_pause_and_a_new_limit_show_at_once(hands: Hands, qtbot: Any) -> None:
    deal_id = prepared(hands)
    mark(hands, qtbot, deal_id, "10 h left")
    hands.clock[0] = OPENING + HOUR
    hands.actions.do(clocks.pause, visit_id=1, reason="Customer is away")
    found = mark(hands, qtbot, deal_id, "Paused")
    assert found is not None and "Customer is away" in found.said
    hands.actions.do(clocks.resume, visit_id=1)
    mark(hands, qtbot, deal_id, "9 h left")
    hands.actions.do(limit, stage_id=hands.page.stages[0].stage_id, minutes=300)
    mark(hands, qtbot, deal_id, "4 h left")
    hands.actions.do(deals.move_to_stage, deal_id=deal_id, stage_id=hands.page.stages[1].stage_id)
    mark(hands, qtbot, deal_id, None)
    hands.actions.undo()
    mark(hands, qtbot, deal_id, "4 h left")


def test_who_does_not_want_them_sees_none(hands: Hands, qtbot: Any) -> None:
    deal_id = prepared(hands)
    mark(hands, qtbot, deal_id, "10 h left")
    view = hands.pane(0).view
    before = view.grab().toImage()
    hands.page.scale.choices.fields -= {"clock"}
    hands.page.show_choices()
    assert view.grab().toImage() != before

"""What may be done with a line of the day's list, each one action and one undo step."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from revops_desktop.analytics.today import Line
from revops_desktop.i18n import _
from revops_desktop.ui.handoffs.deeds import HandoffDeeds

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from revops_desktop.ui.actions import Actions, DoneLike


class Deeds:
    """Calls the verbs; `tell` is handed what happened, as the undo menu names it."""

    def __init__(self, actions: "Actions", tell: Callable[[str], None], parent: "QWidget") -> None:
        self._actions = actions
        self._tell = tell
        self._handoffs = HandoffDeeds(actions, parent, tell)

    def complete(self, line: Line) -> bool:
        """Does what a line asks for: marks a task or an agreement as done, accepts a hand-off,
        notes that one came back; nothing for the others."""
        from revops_desktop.operations import activities, sla_reviews

        if line.activity_id is not None:
            return self._do(activities.complete, activity_id=line.activity_id)
        if line.agreement_id is not None:
            return self._do(sla_reviews.settle, agreement_ids=[line.agreement_id], done=True)
        if line.handoff_id is None:
            return False
        if line.key == "handoffs":
            return self._handoffs.accept([line.handoff_id])
        return self._handoffs.seen([line.handoff_id])

    def give_back(self, line: Line) -> bool:
        """Asks why a hand-off is returned, and returns it."""
        return line.handoff_id is not None and self._handoffs.give_back([line.handoff_id])

    def reopen(self, line: Line, stage_id: int) -> bool:
        """Takes a recycled deal up again in a stage."""
        from revops_desktop.operations import deals

        return self._do(deals.move_to_stage, deal_id=line.deal_id, stage_id=stage_id)

    def postpone(self, line: Line, day: str) -> bool:
        """Moves what makes the line due to another day (ISO text); plans a follow-up otherwise."""
        from revops_desktop.operations import activities, deals, waking

        if line.activity_id is not None:
            return self._do(activities.postpone, activity_id=line.activity_id, due_on=day)
        if line.key == "waking":
            return self._do(waking.wait_until, deal_id=line.deal_id, wake_on=day)
        if line.key == "slipped":
            return self._do(deals.edit, deal_id=line.deal_id, fields={"expected_close": day})
        return self.plan(line, _("Follow up"), day)

    def plan(self, line: Line, title: str, day: str) -> bool:
        """Adds a next step, due on a day (ISO text)."""
        from revops_desktop.operations import activities

        return self._do(activities.add_task, title=title, due_on=day, **_about(line))

    def log_call(self, line: Line, said: str) -> bool:
        """Notes a call that has just ended."""
        from revops_desktop.operations import activities

        title = said or _("Call")
        return self._do(activities.log, kind="call", title=title, **_about(line))

    def _do(self, verb: Callable[..., Any], **arguments: Any) -> bool:
        done: DoneLike | None = self._actions.do(verb, **arguments)
        if done is not None:
            text = self._actions.undo_text()
            if text:
                self._tell(text)
        return done is not None


def _about(line: Line) -> dict[str, int | None]:
    """Whom a new activity belongs to: the deal, else the company or the contact."""
    if line.deal_id is not None:
        return {"deal_id": line.deal_id}
    return {"company_id": line.company_id, "contact_id": line.contact_id}

"""How far each step of the assistant is, and where one goes on to; no widgets."""

from typing import Literal

from revops_desktop.ui.exchange.column_view import unused
from revops_desktop.ui.exchange.draft import (
    STEPS,
    Draft,
    Step,
    answer_to,
    open_questions,
    questions,
)

# "waiting": not known yet · "open": cannot go on without an answer · "look": worth a look ·
# "bad": something is wrong.
State = Literal["waiting", "open", "look", "done", "bad"]


def state(draft: Draft, step: Step) -> State:
    """How far a step is."""
    if not draft.files:
        return "waiting"
    if any(file.problem for file in draft.files):
        return "bad" if step == "file" else "waiting"
    if not draft.is_looked_at:
        return "waiting"
    if step == "file":
        return "done"
    if draft.guessed is None:
        return "bad" if step == "kind" and draft.problem else "waiting"
    if open_questions(draft, step):
        return "open"
    if step == "check":
        return _check_state(draft)
    if step != "kind" and open_questions(draft, "kind"):
        # Its columns mean nothing before that.
        return "waiting"
    if step == "columns" and step not in draft.seen and _leaves_out(draft):
        return "look"
    if step == "values" and step not in draft.seen and _is_open_to(draft):
        return "look"
    return "waiting" if step == "done" else "done"


def _check_state(draft: Draft) -> State:
    if draft.refusal:
        return "bad"
    if draft.checked is None:
        return "waiting"
    return "look" if draft.checked.refused else "done"


def _is_open_to(draft: Draft) -> bool:
    """Whether something is asked that need not be answered: what is likely is taken then."""
    return any(answer_to(draft, one) is None for one in questions(draft, "values"))


def _leaves_out(draft: Draft) -> bool:
    return any(unused(draft, path) for path in draft.paths)


def next_step(draft: Draft, step: Step) -> Step | None:
    """Where one goes on to: the next step that asks something, otherwise the check."""
    if step in ("check", "done"):
        return None
    for one in STEPS[STEPS.index(step) + 1 : STEPS.index("check")]:
        found = state(draft, one)
        if found in ("open", "bad") or (found == "look" and one not in draft.seen):
            return one
    return "check"


def asked_step(draft: Draft) -> Step | None:
    """The first step in which something must be answered."""
    return next((step for step in STEPS if open_questions(draft, step)), None)


def is_ready(draft: Draft) -> bool:
    """Whether the import may begin, and would do something."""
    checked = draft.checked
    return checked is not None and checked.created + checked.updated > 0

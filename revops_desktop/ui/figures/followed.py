"""An answer that is kept while deals change, so that after a move only those are read anew."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from revops_desktop.ui.actions import Actions, ChangedLike

# More changed deals than this are not picked out one by one.
_MANY = 2000
# What is written of a deal, and beside it, that says nothing of any other deal.
_OF_DEALS = frozenset(
    (
        *("deal", "deal_line", "deal_exit", "deal_link", "deal_tag", "stage_visit", "activity"),
        *("criterion_tick", "criterion_lack", "custom_value", "handoff", "handoff_answer"),
        *("handoff_value", "clock_pause", "company", "company_tag", "contact", "target"),
        *("channel_month", "saved_view", "report", "report_action", "report_figure"),
        *("report_file", "sla_review", "sla_agreement", "tag"),
    )
)
# Of figures that are cut by, or name, the company of a deal.
NAMED = frozenset(("company",))


def is_followed(tables: frozenset[str], forgets: frozenset[str] = frozenset()) -> bool:
    """Whether a change of these tables concerns the deals that it names alone.

    `forgets`: tables whose change may concern any deal, beside those that always do.
    """
    return tables <= _OF_DEALS - forgets


class Followed:
    """The newest answer to a question that takes `before` and `touched`, and what changed since.

    The question itself sees whether `before` is an answer to the same thing · `forgets` as of
    `is_followed`.
    """

    def __init__(self, actions: "Actions", key: str, forgets: frozenset[str] = frozenset()) -> None:
        self._actions, self._key = actions, key
        self._forgets = forgets
        self._held: Any = None
        # Changed deals, each with the number of the last change of it.
        self._touched: dict[int, int] = {}
        self._changes = 0
        self._least = 0

    def forget(self) -> None:
        """All may have changed: the next answer is reckoned anew, as is one that is under way."""
        self._held = None
        self._touched.clear()
        self._changes += 1
        self._least = self._changes

    def notice(self, changed: "ChangedLike") -> None:
        """Something was written, whether the figure is seen or not."""
        if is_followed(changed.tables, self._forgets):
            self.touch(changed.deals)
        else:
            self.forget()

    def touch(self, deal_ids: "Iterable[int]") -> None:
        """These deals changed."""
        self._changes += 1
        self._touched.update((deal_id, self._changes) for deal_id in deal_ids)
        if len(self._touched) > _MANY:
            self.forget()

    def ask(
        self, question: Callable[..., Any], receive: Callable[[Any], None], /, **asked: Any
    ) -> None:
        """Asks in the background what is shown; the newest answer is received, and kept."""
        keep = partial(self._keep, receive, self._changes)
        more = {"before": self._held, "touched": frozenset(self._touched)}
        self._actions.ask_later(self._key, question, keep, **asked, **more)

    def _keep(self, receive: Callable[[Any], None], asked_at: int, found: Any) -> None:
        if asked_at >= self._least:
            self._held = found
            # What changed since it was asked for stays to be done, though it may be in it.
            self._touched = {
                deal_id: change for deal_id, change in self._touched.items() if change > asked_at
            }
        receive(found)

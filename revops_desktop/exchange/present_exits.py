"""Deals that are here already, and have left the river by the file (domain.md §3).

Only where that is wanted they leave here too. A file that knows neither the reason nor the day to
wake up takes them out without, as it brings in deals that have left.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, cast

from revops_desktop.exchange.out.deals import STATUS_LABELS
from revops_desktop.exchange.present_moments import left_when
from revops_desktop.exchange.refusals import CellRefused, RowRefused
from revops_desktop.exchange.visits import Course
from revops_desktop.i18n import _
from revops_desktop.operations.history_moves import Leave, StayNow, When
from revops_desktop.rules.river import EXITS_BY_PHASE

if TYPE_CHECKING:
    from revops_desktop.exchange.gathering import Gathering
    from revops_desktop.rules.river import ExitKind


class _Exit(NamedTuple):
    """How a deal leaves: the reason by its name."""

    how: str
    reason: str | None
    wake_on: str | None
    when: When


class Verdict(NamedTuple):
    """What becomes of a deal that has left by the file: it leaves, stays, or its row is refused."""

    leaves: bool
    refused: RowRefused | None = None
    remarks: tuple[str, ...] = ()


class PresentExits:
    """Collects the deals that leave, of all files; their reasons are made only at the end."""

    def __init__(self, now: int, zone: str) -> None:
        self._now, self._zone = now, zone
        self._exits: dict[int, _Exit] = {}

    def judge(self, deal_id: int, course: Course, stay: StayNow, *, wanted: bool) -> Verdict:
        """Whether a deal that stands here leaves, as its row says."""
        how = str(course.how)
        if how not in EXITS_BY_PHASE[stay.phase]:
            if stay.phase == "customer":
                return Verdict(leaves=False, remarks=(_won_here(how, stay.stage),))
            return Verdict(leaves=False, refused=_never_won(stay.stage) if wanted else None)
        if not wanted:
            return Verdict(leaves=False)
        when, remark = left_when(course, stay, now=self._now, zone=self._zone)
        remarks = [remark] if remark else []
        if how == "recycled" and course.wake_on is None:
            remarks.append(_("No day says when it comes back. It left without one."))
        self._exits[deal_id] = _Exit(how, course.reason, course.wake_on, when)
        return Verdict(leaves=True, remarks=tuple(remarks))

    def keep_back(self, deal_ids: Iterable[int]) -> None:
        """These stay after all."""
        for deal_id in deal_ids:
            self._exits.pop(deal_id, None)

    def leaves(self, gathering: "Gathering") -> tuple[Leave, ...]:
        """Those that leave, together where all of it is the same; unknown reasons are made."""
        groups: dict[_Exit, list[int]] = {}
        for deal_id, one in self._exits.items():
            groups.setdefault(one, []).append(deal_id)
        return tuple(
            Leave(
                cast("ExitKind", one.how),
                gathering.reason(one.how, one.reason),
                one.wake_on,
                one.when,
                tuple(deals),
            )
            for one, deals in groups.items()
        )


def _won_here(how: str, stage: str) -> str:
    return _(
        "By the file the deal is out of the river ({how}), but here it was won and stands in "
        "“{stage}”. It was left as it is; please look which of the two is true."
    ).format(how=_(STATUS_LABELS[how]), stage=stage)


def _never_won(stage: str) -> RowRefused:
    problem = _(
        "By the file this customer has left, but here the deal was never won: it stands in "
        "“{stage}”. Please move it to a stage of customers first."
    ).format(stage=stage)
    return RowRefused([CellRefused(problem)])

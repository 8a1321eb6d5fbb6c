"""Histories of deals that are here already: the same, a fuller one, or one that says less.

A history that was imported is replaced by a fuller one; what a person did is never taken away.
"""

from collections.abc import Sequence

from revops_desktop.exchange.asks import Asks
from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.histories import Case, Verdict
from revops_desktop.exchange.rows import earlier_exits, leaving
from revops_desktop.exchange.visits import Course
from revops_desktop.i18n import _
from revops_desktop.operations.history_records import Visit
from revops_desktop.operations.history_replacing import (
    HistoryHere,
    NewHistory,
    StayHere,
    histories_here,
)
from revops_desktop.operations.known import DealThere
from revops_desktop.rules.river import EXITS_BY_PHASE

_EXITS = frozenset(how for kinds in EXITS_BY_PHASE.values() for how in kinds)


class PresentHistories:
    """Compares histories with those that are here; `replaced` are to be written."""

    def __init__(self, workspace: Asks, gathering: Gathering) -> None:
        self._workspace, self._gathering = workspace, gathering
        self.replaced: list[NewHistory] = []

    def __call__(self, here: Sequence[tuple[Case, Course, DealThere]]) -> list[Verdict]:
        """What becomes of each."""
        if not here:
            return []
        ids = [there.deal_id for _case, _course, there in here]
        found = self._workspace.ask(histories_here, deal_ids=ids)
        return [
            self._verdict(case, course, there, found[there.deal_id]) for case, course, there in here
        ]

    def _verdict(self, case: Case, course: Course, there: DealThere, held: HistoryHere) -> Verdict:
        if _is_known(course.visits, held.stays):
            return Verdict("unchanged")
        if there.pipeline_id != case.origin.river.reference:
            return _refused(_("The deal is here already, in another pipeline."))
        if held.is_touched:
            return _refused(
                _("The deal is here already, with stays that were made here and not imported.")
            )
        if not _is_fuller(course.visits, held.stays):
            return _refused(_("The deal is here already, and its history here says more."))
        last = held.stays[-1] if held.stays else None
        stands_there = last is not None and last.stage_id == course.visits[-1][0]
        is_told = last is not None and any(visit[0] == last.stage_id for visit in course.visits)
        if last is not None and last.entered_at is None and not is_told:
            return _refused(
                _(
                    "The deal is here already and stands in “{stage}”, of which this history does "
                    "not know."
                ).format(stage=last.stage)
            )
        made = self._new(course, there.deal_id, last if stands_there else None)
        made = _with_beginning(made, held.stays)
        self.replaced.append(made)
        remark = _(
            "The imported history of the deal was replaced by this one, which says more: "
            "{stays} instead of {before} stays."
        ).format(stays=len(made.visits), before=len(held.stays))
        case.remarks = (*case.remarks, remark)
        return Verdict("updated")

    def _new(self, course: Course, deal_id: int, last: StayHere | None) -> NewHistory:
        """The new history; a way out that only the deal's own row said is kept."""
        visits, out, is_closed = course.visits, leaving(course, self._gathering), course.is_closed
        if last is not None and last.outcome in _EXITS and course.how is None:
            end = (*visits[-1][:3], last.left_at, last.left_day, last.outcome, *visits[-1][6:])
            visits, out, is_closed = (*visits[:-1], end), (last.reason_id, last.wake_on), True
        elif last is not None and out is not None and out[0] is None:
            out = (last.reason_id, out[1] or last.wake_on)
        return NewHistory(deal_id, visits, out, earlier_exits(course, self._gathering), is_closed)


def _with_beginning(new: NewHistory, stays: Sequence[StayHere]) -> NewHistory:
    """A history that does not know how it began, with what is known of that here."""
    first, *others = new.visits
    known = min((at for visit in new.visits for at in (visit[1], visit[3]) if at), default=None)
    if first[1] is not None or known is None:
        return new
    told = {visit[0] for visit in new.visits}
    before: list[StayHere] = []
    for stay in stays:
        if stay.entered_at is None or stay.entered_at > known:
            break
        if stay.stage_id in told:
            if stay.stage_id == first[0]:
                first = (first[0], stay.entered_at, stay.entered_day, *first[3:])
            break
        before.append(stay)
    exits = [
        (number, stay.reason_id, stay.wake_on)
        for number, stay in enumerate(before, 1)
        if stay.outcome in _EXITS
    ]
    more = len(before)
    exits += [(number + more, reason, wake) for number, reason, wake in new.earlier_exits]
    visits = (*map(_visit_of, before), first, *others)
    return new._replace(visits=visits, earlier_exits=tuple(exits))


def _visit_of(stay: StayHere) -> Visit:
    moments = (stay.entered_at, stay.entered_day, stay.left_at, stay.left_day)
    return (stay.stage_id, *moments, stay.outcome, 0, stay.member_id)


def _refused(why: str) -> Verdict:
    return Verdict(
        "refused",
        _("{why} Nothing of it was changed; to have this history, delete the deal first.").format(
            why=why
        ),
    )


def _is_known(visits: Sequence[Visit], stays: Sequence[StayHere]) -> bool:
    """Whether the stays that were imported are these, or more is known of them than the file says;
    what a person did came after them."""
    imported = [stay for stay in stays if stay.is_imported]
    earlier = len(imported) - len(visits)
    if earlier < 0 or not all(one.is_imported for one in stays[: len(imported)]):
        return False
    if earlier and visits[0][1] is not None:
        return False
    goes_on = len(stays) > len(imported)
    for number, (visit, stay) in enumerate(zip(visits, imported[earlier:], strict=True)):
        began = (stay.entered_at, stay.entered_day)
        if visit[0] != stay.stage_id or (visit[1] is not None and visit[1:3] != began):
            return False
        is_last = number == len(visits) - 1
        if is_last and visit[5] is None and (goes_on or stay.outcome in _EXITS):
            # It stood here as the file was written, and went on since.
            continue
        left = (stay.left_at, stay.left_day)
        if visit[5] != stay.outcome or (visit[3] is not None and visit[3:5] != left):
            return False
    return True


def _is_fuller(visits: Sequence[Visit], stays: Sequence[StayHere]) -> bool:
    """More stays, or as many with more that is known of them; and nothing older."""
    held = [at for stay in stays for at in (stay.entered_at, stay.left_at) if at is not None]
    said = [at for visit in visits for at in (visit[1], visit[3]) if at is not None]
    if held and (not said or max(said) < max(held)):
        return False
    return (len(visits), len(said)) > (len(stays), len(held))

"""Tells the journey of a deal as the acts of people: created, moved, lost, recycled, reopened."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

from revops_desktop.operations import deals, handoffs
from revops_desktop.operations.demo.book import Book, Change, quoted
from revops_desktop.operations.demo.chance import one_of
from revops_desktop.operations.demo.customers import Customers
from revops_desktop.operations.demo.deal_rows import Deal, DealRows
from revops_desktop.operations.demo.happenings import Happenings
from revops_desktop.operations.demo.journeys import Journey, Visit
from revops_desktop.operations.demo.notes import Notes
from revops_desktop.operations.demo.plan import (
    EXPANSION,
    FIRST_MEETING,
    FIRST_OPPORTUNITY,
    HOT_LEAD,
    WON,
)
from revops_desktop.operations.demo.promises import Promises
from revops_desktop.operations.demo.reasons import Reason
from revops_desktop.operations.demo.staff import Staff
from revops_desktop.operations.demo.vocabulary import Business
from revops_desktop.operations.demo.worth import Worth

_NOTED = 0.6
# Sources by their first stage: partners and referrals come in where someone is already talking.
_PARTNER, _REFERRAL = -2, -1


class Telling:
    """Writes journeys into the book, one after the other, in the order in which they begin."""

    def __init__(
        self,
        book: Book,
        rows: DealRows,
        happenings: Happenings,
        *,
        business: Business,
        customers: Customers,
        worth: Worth,
        pipeline_id: int,
        stages: Sequence[tuple[str, str]],
        staff: Staff,
        reason_ids: Mapping[Reason, int],
        campaign_of: Callable[[int, str], str],
        notes: Notes,
        promises: Promises,
        random: Random,
    ) -> None:
        """`stages`: (name, function) in river order. `campaign_of` dates a campaign."""
        self._book, self._rows, self._happenings = book, rows, happenings
        self._business, self._customers, self._worth = business, customers, worth
        self._pipeline_id, self._staff = pipeline_id, staff
        self._functions = [function for _, function in stages]
        self._stage_labels = [quoted(name) for name, _ in stages]
        self._reason_ids, self._campaign_of, self._notes = reason_ids, campaign_of, notes
        self._promises = promises
        self._chance = random.random

    def tell(self, journey: Journey) -> None:
        """The whole story of one deal."""
        deal = self._create(journey)
        for visit, following in zip(journey.visits, (*journey.visits[1:], None), strict=True):
            start, ends = self._promises.answer(deal, visit, following)
            if start is not None:
                self._happenings.during(deal, replace(visit, entered=start))
                self._promises.pause(deal, visit, start)
            if visit.reason is not None:
                self._leave_river(deal, visit, visit.reason, ends)
                if following is not None:
                    self._enter(deal, following, deals.REOPENED, [])
            elif following is not None:
                self._move(deal, visit, following, ends)
        last = journey.visits[-1]
        if last.left is None:
            self._happenings.plan_task(deal, last)
        self._promises.finish(deal)
        self._rows.finish(deal, stands=last.left is None)

    def _move(self, deal: Deal, visit: Visit, following: Visit, ends: list[Change]) -> None:
        changes = [*ends, self._rows.leave(deal, visit)]
        label = deals.MOVED
        if visit.outcome == "advanced":
            ticks, missing = self._notes.on_move(deal, visit.stage, following.entered)
            changes += ticks
            if missing:
                changes += self._happenings.go_on_without(deal, missing, following.entered)
            if visit.stage < HOT_LEAD <= following.stage:
                self._happenings.warm_up(deal, visit)
        elif ends:
            label = handoffs.RETURNED
        self._enter(deal, following, label, changes, left=visit)

    def _create(self, journey: Journey) -> Deal:
        chance, first = self._chance, journey.visits[0]
        source = self._business.sources[journey.source]
        offer = self._business.offers.draw(chance)
        deal = Deal(
            self._title(offer.title, journey.kind),
            offer,
            journey.segment,
            self._worth.draw(journey.segment),
            journey.came_to,
        )
        deal.created_at, deal.pipeline_id = first.entered, self._pipeline_id
        deal.owner_id = deal.member_id = self._member(deal, first.stage)
        place = journey.source - len(self._business.sources)
        buyer = self._customers.of(
            journey,
            source=source.name,
            is_partner=place == _PARTNER,
            owner_id=self._member(deal, FIRST_MEETING),
        )
        deal.company_id, deal.contact_id = buyer.company_id, buyer.contact_id
        is_referral = place == _REFERRAL and journey.kind == "new"
        deal.kind = "referral" if is_referral else journey.kind
        deal.source = source.name
        if source.campaigns and journey.customer is None:
            deal.campaign = self._campaign_of(first.entered, one_of(source.campaigns, chance))
        deal.amount, deal.monthly_amount = self._worth.guess(offer, deal.worth)
        self._begin(deal, first, buyer.changes)
        return deal

    def _begin(self, deal: Deal, first: Visit, changes: list[Change]) -> None:
        """The act that creates the deal; in a customer stage it is a new sale, won at once."""
        lines: list[Change] = []
        self._rows.number(deal)
        if first.stage == EXPANSION:
            self._happenings.quote(deal, lines)
            deal.closed_value = deal.value
        changes += (self._rows.add(deal), self._rows.enter(deal, first, deal.owner_id), *lines)
        named = f'{{"deal": {deal.label}}}'
        self._book.act(first.entered, deals.CREATED, named, deal.owner_id, changes)

    def _title(self, offer: str, kind: str) -> str:
        scope = one_of(self._business.scopes, self._chance)
        said = self._business.kinds.get(kind)
        if said is None:
            return self._business.title.format(offer=offer, scope=scope)
        return self._business.title_of_kind.format(offer=offer, scope=scope, kind=said)

    def _member(self, deal: Deal, stage: int) -> int:
        """Who takes care of the deal in that stage: of each function the same person always."""
        function = self._functions[stage]
        found = deal.members.get(function)
        if found is None:
            found = self._staff.draw(function, deal.came_to, self._chance)
            deal.members[function] = found
        return found

    def _enter(
        self,
        deal: Deal,
        visit: Visit,
        label: str,
        changes: list[Change],
        left: Visit | None = None,
    ) -> None:
        """A move by who had it last, or a reopening by who takes it up.

        Up to the win the deal belongs to whom it is with; a won deal stays with who won it.
        """
        member_id, visit_before = deal.member_id, deal.visit[0]
        deal.member_id = self._member(deal, visit.stage)
        if label == deals.REOPENED:
            member_id = deal.member_id
        changes.append(self._rows.enter(deal, visit, member_id))
        if visit.stage < WON:
            deal.owner_id = deal.member_id
            deal.closed_value = None
        elif deal.closed_value is None:
            if deal.value is None:
                # Nothing is won before it has a price, however fast it went.
                self._happenings.quote(deal, changes)
            deal.closed_value = deal.value
            self._notes.on_win(deal)
        self._rows.changed(deal, changes)
        if left is not None and left.outcome == "advanced":
            changes += self._promises.hand_over(deal, left, visit, member_id, visit_before)
        named = f'{{"deal": {deal.label}, "stage": {self._stage_labels[visit.stage]}}}'
        self._book.act(visit.entered, label, named, member_id, changes)

    def _leave_river(
        self, deal: Deal, visit: Visit, reason: Reason, ends: Sequence[Change]
    ) -> None:
        note = None
        if reason.asks_note:
            note = one_of(self._business.notes["other"], self._chance)
        elif reason.kind == "recycled" and self._chance() < _NOTED:
            note = one_of(self._business.notes["recycled"], self._chance)
        changes = [
            *ends,
            self._rows.leave(deal, visit),
            self._rows.leave_river(
                deal, visit, self._reason_ids[reason], note, self._promises.nurture(visit)
            ),
        ]
        if visit.stage < WON:
            deal.closed_value = deal.value
            if reason.kind == "lost" and visit.stage >= FIRST_OPPORTUNITY:
                self._notes.on_loss(deal)
            self._rows.changed(deal, changes)
        assert visit.left is not None
        named = f'{{"deal": {deal.label}, "reason": {quoted(reason.name)}}}'
        self._book.act(visit.left, deals.EXIT_LABELS[reason.kind], named, deal.member_id, changes)

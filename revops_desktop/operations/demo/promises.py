"""What the demo company's functions promise each other: hand-offs, answers, clocks that pause.

Drawn from a chance of its own, so that the story itself stays the same (domain.md §4).
"""

from collections.abc import Mapping, Sequence
from random import Random

from revops_desktop.database import tables
from revops_desktop.operations import clocks, handoffs
from revops_desktop.operations.demo.book import Book, Change, Row, quoted
from revops_desktop.operations.demo.chance import one_of
from revops_desktop.operations.demo.deal_rows import Deal
from revops_desktop.operations.demo.handed import Rule
from revops_desktop.operations.demo.journeys import Visit
from revops_desktop.rules.business_clock import BusinessClock

# How much of the time limit an answer takes: most are well in time, some late, few very late.
_IN_TIME, _CLOSE, _LATE = 0.68, 0.86, 0.97
_FILLED, _FILLED_IF_ASKED, _SEEN = 0.93, 0.6, 0.3
# Stays of opportunities whose clock stands still for a while.
_PAUSED, _PAUSED_AT_END, _STILL_PAUSED = 0.05, 0.15, 0.6
# Hand-offs of the last days that nobody has answered yet at the story's end.
_LEFT_WAITING, _LAST_DAYS = 0.6, 5 * 9
_NURTURED = 0.8
_HOUR, _QUARTER = 3600, 900


class Promises:
    """Writes hand-offs and pauses while the stories of deals are told."""

    def __init__(
        self,
        book: Book,
        rules: Mapping[tuple[str, str], Rule],
        *,
        clock: BusinessClock,
        functions: Sequence[str],
        stage_names: Sequence[str],
        texts: Mapping[str, Sequence[str]],
        lists: Sequence[int],
        end: int,
        random: Random,
    ) -> None:
        """`rules` by the functions' keys; `functions` and `stage_names` in river order.

        `lists`: ids of the nurturing lists.
        """
        self._book, self._rules, self._clock, self._texts = book, rules, clock, texts
        self._functions, self._stage_names, self._end = functions, stage_names, end
        self._lists = lists
        self._chance = random.random
        self._handoffs = book.sheet(
            tables.handoff,
            "deal_id visit_id from_visit_id rule_id from_function_id to_function_id handed_at "
            "member_id to_member_id outcome decided_at decided_by_id decided_by return_reason "
            "seen_at",
        )
        self._values = book.sheet(
            tables.handoff_value, "handoff_id item_id name value is_required position"
        )
        self._answers = book.sheet(tables.handoff_answer, "deal_id item_id text")
        self._pauses = book.sheet(
            tables.clock_pause,
            "deal_id visit_id handoff_id paused_at resumed_at reason member_id",
        )

    def hand_over(
        self, deal: Deal, left: Visit, visit: Visit, sender: int, from_visit: int
    ) -> list[Change]:
        """The hand-off of a move across functions, in the act of the move; [] within one.

        The deal stands in the new stage by then, with whom it is handed to.
        """
        rule = self._rules.get((self._functions[left.stage], self._functions[visit.stage]))
        if rule is None:
            return []
        changes = self._answered(deal, rule)
        begins = (self._handoffs.next_id(), deal.id, deal.visit[0], from_visit, rule.rule_id)
        handed = (rule.from_id, rule.to_id, visit.entered, sender, deal.member_id)
        deal.waiting, deal.rule = (*begins, *handed, *[None] * 6), rule
        changes.append(
            (self._handoffs.name, begins[0], None, self._handoffs.json(deal.waiting)),
        )
        for position, item in enumerate(rule.items, 1):
            value = getattr(deal, item.field) if item.field else deal.answers.get(item.item_id)
            told = (item.item_id, item.name, value, int(item.is_required), position)
            changes.append(self._values.insert((self._values.next_id(), begins[0], *told)))
        return changes

    def answer(
        self, deal: Deal, visit: Visit, following: Visit | None
    ) -> tuple[int | None, list[Change]]:
        """When the receiver begins to work on the deal, and what the stay's end decides.

        None: not in this stay. The changes belong to the act that ends the stay.
        """
        row, rule = deal.waiting, deal.rule
        if row is None or rule is None:
            return visit.entered, []
        if following is not None and visit.outcome == "went_back":
            functions = self._functions
            if functions[visit.stage] != functions[following.stage]:
                reason = one_of(self._texts["returned"], self._chance)
                return None, [self._decide(deal, "returned", visit.left, "person", reason)]
        if visit.left is None and self._is_left_waiting(row[7]):
            return None, []
        at = self._answered_at(row[7], rule)
        if at < min(visit.left or self._end, self._end):
            change = self._decide(deal, "accepted", at, "person")
            named = f'{{"deal": {deal.label}, "function": {quoted(rule.sender)}}}'
            self._book.act(at, handoffs.ACCEPTED, named, deal.member_id, [change])
            return at, []
        if visit.left is None:
            return None, []
        if following is not None and visit.reason is None:
            return None, [self._decide(deal, "accepted", visit.left, "move")]
        return None, [self._decide(deal, "cancelled", visit.left, "left")]

    def pause(self, deal: Deal, visit: Visit, start: int) -> None:
        """Perhaps the stay's clock stands still a while, until the customer answers."""
        until = visit.left or self._end
        often = _PAUSED if visit.left is not None else _PAUSED_AT_END
        if self._functions[visit.stage] != "field-sales" or self._chance() >= often:
            return
        clock, chance = self._clock, self._chance
        span = clock.between(start, until)
        paused = clock.add(start, 1 + int(span * 0.6 * chance()))
        resumed: int | None = clock.add(paused, 1 + int(clock.between(paused, until) * chance()))
        if paused >= until or span < 8 * _HOUR:
            return
        if visit.left is None and chance() < _STILL_PAUSED:
            resumed = None
        elif resumed is None or resumed >= until:
            return
        reason = one_of(self._texts["paused"], chance)
        sheet, begins = self._pauses, (self._pauses.next_id(), deal.id, deal.visit[0], None, paused)
        named = f'{{"clock": {quoted(self._stage_names[visit.stage])}, "deal": {deal.label}}}'
        waits, went_on = (
            (*begins, None, reason, deal.member_id),
            (*begins, resumed, reason, deal.member_id),
        )
        before = sheet.json(waits)
        made: Change = (sheet.name, begins[0], None, before)
        self._book.act(paused, clocks.PAUSED, named, deal.member_id, [made])
        if resumed is not None:
            again: Change = (sheet.name, begins[0], before, sheet.json(went_on))
            self._book.act(resumed, clocks.RESUMED, named, deal.member_id, [again])
        sheet.keep(went_on)

    def nurture(self, visit: Visit) -> int | None:
        """The list on which a deal rests that is recycled at the end of its stay, if any."""
        if visit.outcome != "recycled" or self._chance() >= _NURTURED:
            return None
        return one_of(self._lists, self._chance)

    def finish(self, deal: Deal) -> None:
        """Keeps a hand-off that still waits at the story's end."""
        if deal.waiting is not None:
            self._handoffs.keep(deal.waiting)
            deal.waiting = None

    def _answered(self, deal: Deal, rule: Rule) -> list[Change]:
        """The answers in words that are noted with the move."""
        changes: list[Change] = []
        for item in rule.items:
            wanted = _FILLED if item.is_required else _FILLED_IF_ASKED
            if item.field or item.item_id in deal.answers or self._chance() >= wanted:
                continue
            text = deal.answers[item.item_id] = one_of(item.answers, self._chance)
            row = (self._answers.next_id(), deal.id, item.item_id, text)
            changes.append(self._answers.insert(row))
        return changes

    def _is_left_waiting(self, handed: int) -> bool:
        is_new = self._clock.between(handed, self._end) < _LAST_DAYS * _HOUR
        return is_new and self._chance() < _LEFT_WAITING

    def _answered_at(self, handed: int, rule: Rule) -> int:
        chance, clock = self._chance, self._clock
        due = clock.due(handed, rule.limit)
        whole = clock.between(handed, due) if due is not None else 8 * _HOUR
        drawn, share = chance(), chance()
        if drawn < _IN_TIME:
            took = 0.1 + 0.6 * share
        elif drawn < _CLOSE:
            took = 0.7 + 0.3 * share
        else:
            took = 1.0 + (1.2 if drawn < _LATE else 6.0) * share
        at = clock.add(handed, max(300, int(whole * took)))
        # Not in the last minutes of a day, after which nothing else happens on it.
        is_late = clock.between(at, at + _QUARTER) < _QUARTER
        return clock.add(at, _QUARTER) if is_late else at

    def _decide(
        self, deal: Deal, outcome: str, at: int | None, by: str, reason: str | None = None
    ) -> Change:
        row, sheet = deal.waiting, self._handoffs
        assert row is not None and at is not None
        decided = (*row[:10], outcome, at, deal.member_id, by, reason, None)
        change: Change = (sheet.name, row[0], sheet.json(row), sheet.json(decided))
        if outcome == "returned":
            decided = self._seen(deal, decided, at)
        sheet.keep(decided)
        deal.waiting = None
        return change

    def _seen(self, deal: Deal, row: Row, at: int) -> Row:
        """The sender looks at what came back, before long."""
        seen = self._clock.add(at, int(_HOUR * (0.2 + 4 * self._chance())))
        is_new = self._clock.between(at, self._end) < _LAST_DAYS * _HOUR
        if seen >= self._end or (is_new and self._chance() >= _SEEN):
            return row
        after = (*row[:-1], seen)
        sheet = self._handoffs
        change: Change = (sheet.name, row[0], sheet.json(row), sheet.json(after))
        self._book.act(seen, handoffs.SEEN, f'{{"deal": {deal.label}}}', row[8], [change])
        return after

"""What happens with a deal while it stays in a stage: quotes, haggling, calls, meetings, tasks."""

from collections.abc import Mapping, Sequence
from random import Random

from revops_desktop.database import tables
from revops_desktop.operations import activities, contacts, deals
from revops_desktop.operations.demo.book import Book, Change, params, quoted
from revops_desktop.operations.demo.chance import one_of
from revops_desktop.operations.demo.customers import Customers, number_of_contacts
from revops_desktop.operations.demo.deal_rows import Deal, DealRows
from revops_desktop.operations.demo.first_day import Asked
from revops_desktop.operations.demo.journeys import Visit
from revops_desktop.operations.demo.notes import Notes
from revops_desktop.operations.demo.plan import FIRST_MEETING, FIRST_OPPORTUNITY, WON
from revops_desktop.operations.demo.vocabulary import Business
from revops_desktop.operations.demo.workdays import Workdays
from revops_desktop.operations.demo.worth import Worth
from revops_desktop.rules.periods import DAY

# Activities logged a stay, on average; customers are met about every so many days.
_LOGGED = {"marketing": 0.15, "inside-sales": 0.6, "field-sales": 0.9}
_DAYS_BETWEEN_MEETINGS, _MOST_MEETINGS = 50, 5
_HAGGLED, _PUSHED, _PULLED, _TASK_DONE = 0.22, 0.8, 0.08, 0.1
# A close that is expected sooner than before is still so many days ahead, and that much sooner.
_AHEAD_DAYS, _SOONER_DAYS = 5, 8
# Of a hundred stays of the last days so many had a next step that was planned as they began; one of
# a stay that runs was done so many days before the end.
_PLANNED_AHEAD, _TOLD_DAYS, _TASK_DAYS = 64, 240, 12
# Deals on the board with a task that is still to be done.
_TASK_OPEN, _TASK_OPEN_CUSTOMER = 0.72, 0.35
_WITH_MINUTES = frozenset(("call", "meeting", "visit"))
# Seen by the program, not done by a person: no human touch.
_AUTOMATIC = frozenset(("web_visit", "mail_click"))
# What makes a lead hot by itself (The Model's MQL).
_WARMING = ("catalogue_request", "inquiry")


class Happenings:
    """Tells what happens within the stays of deals."""

    def __init__(
        self,
        book: Book,
        rows: DealRows,
        *,
        business: Business,
        customers: Customers,
        worth: Worth,
        product_ids: Sequence[int],
        functions: Sequence[str],
        days: Workdays,
        notes: Notes,
        random: Random,
    ) -> None:
        """`functions` of the stages, in river order."""
        self._book, self._rows, self._business = book, rows, business
        self._customers, self._worth, self._product_ids = customers, worth, product_ids
        self._functions, self._days, self._notes = functions, days, notes
        self._chance = random.random
        self._activities = book.sheet(
            tables.activity,
            "kind deal_id contact_id member_id title note happened_at due_on done_at is_automatic",
        )
        self._lacks = book.sheet(
            tables.criterion_lack, "deal_id visit_id criterion_id activity_id text level"
        )
        self._kinds: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = business.activities

    def during(self, deal: Deal, visit: Visit) -> None:
        """Everything within one stay, up to its end or the story's."""
        until, chance = visit.left or self._days.end, self._chance
        if FIRST_OPPORTUNITY <= visit.stage < WON:
            self._negotiate(deal, visit, until)
        if visit.stage == FIRST_MEETING and not visit.is_reentry:
            for _ in range(number_of_contacts(deal.segment, self._chance())):
                self._meet(deal, self._days.between(visit.entered, until))
        self._log(deal, visit, until)
        ended_in_sales = visit.left is not None and self._functions[visit.stage] == "field-sales"
        if ended_in_sales and chance() < _TASK_DONE:
            at = self._days.between(visit.entered, until)
            done = self._days.between(at, until)
            self._do_task(deal, at, done, one_of(self._business.tasks["field-sales"], chance))
        self._keep_next_step(deal, visit)

    def quote(self, deal: Deal, changes: list[Change]) -> None:
        """Writes the lines of a quote and makes their sums the deal's amounts."""
        lines = self._worth.lines(deal.offer, deal.worth)
        for product, quantity, price in lines:
            changes.append(self._rows.add_line(deal, self._product_ids[product], quantity, price))
        deal.amount, deal.monthly_amount = self._worth.sums(lines)

    def warm_up(self, deal: Deal, visit: Visit) -> None:
        """What made a lead hot, before it goes on: an inquiry, or a request for the catalogue."""
        kinds = [each for each in self._kinds["marketing"] if each[0] in _WARMING]
        kind, titles = one_of(kinds, self._chance)
        assert visit.left is not None
        self._note_down(deal, kind, titles, self._days.between(visit.entered, visit.left))

    def go_on_without(self, deal: Deal, missing: Sequence[Asked], at: int) -> list[Change]:
        """What was not met as a deal went on from its stay, and why, in the act of the move."""
        title = " · ".join(asked.text for asked in missing)
        row = (self._activities.next_id(), "override", deal.id, None, deal.member_id, title)
        changes = [self._activities.insert((*row, self._notes.reason(), at, None, None, 0))]
        for asked in missing:
            lack = (self._lacks.next_id(), deal.id, deal.visit[0], asked.criterion_id, row[0])
            changes.append(self._lacks.insert((*lack, asked.text, "warn")))
        return changes

    def plan_task(self, deal: Deal, visit: Visit) -> None:
        """Perhaps a task that waits at the story's end: overdue, due today or later."""
        chance, days = self._chance, self._days
        if chance() >= (_TASK_OPEN if visit.stage < WON else _TASK_OPEN_CUSTOMER):
            return
        at = days.between(max(visit.entered, days.end - 12 * DAY), days.end)
        last = days.number(days.end)
        due = days.open_from(max(days.number(at), last - 6 + int(19 * chance())))
        title = one_of(self._business.tasks[self._functions[visit.stage]], chance)
        row = (self._activities.next_id(), "task", deal.id, deal.contact_id, deal.member_id)
        change = self._activities.insert((*row, title, None, None, days.iso(due), None, 0))
        self._act(at, activities.PLANNED, deal, title, [change])

    def _negotiate(self, deal: Deal, visit: Visit, until: int) -> None:
        """The quote, haggling, and pushing the expected close, in the order of time."""
        chance, days = self._chance, self._days
        start = visit.entered
        if not deal.lines:
            start = days.between(start, min(until, start + 3 * DAY))
            changes: list[Change] = []
            self.quote(deal, changes)
            ahead = days.number(start) + int((20 + 60 * chance()) * (1 + 0.25 * deal.segment))
            deal.expected_close = days.iso(ahead)
            self._edit(deal, start, changes)
            self._notes.on_opportunity(deal, start, until)
        elif chance() < _PULLED:
            start = self._pull_in(deal, start, until)
        haggled = visit.stage > FIRST_MEETING and chance() < _HAGGLED
        at = days.between(start, until) if haggled else until
        start = self._push(deal, start, at)
        if haggled:
            self._haggle(deal, at)
            self._push(deal, max(start, at), until)

    def _pull_in(self, deal: Deal, start: int, until: int) -> int:
        """Expects the close sooner, where it is far enough away; the instant of it."""
        days = self._days
        at = days.between(start, until)
        soonest = days.number(at) + _AHEAD_DAYS
        room = days.number_of(deal.expected_close or days.iso(soonest)) - soonest
        if room < _SOONER_DAYS:
            return start
        deal.expected_close = days.iso(soonest + int((room - _SOONER_DAYS) * self._chance()))
        self._edit(deal, at, [])
        return at

    def _push(self, deal: Deal, start: int, until: int) -> int:
        """Puts off an expected close that has passed; the instant of the last time."""
        chance, days = self._chance, self._days
        while deal.expected_close is not None and deal.expected_close < days.day(until):
            at = max(start + 60, days.on(days.number_of(deal.expected_close) + 1))
            if at >= until or chance() >= _PUSHED:
                break
            deal.expected_close = days.iso(days.number(at) + 14 + int(30 * chance()))
            self._edit(deal, at, [])
            start = at
        return start

    def _haggle(self, deal: Deal, at: int) -> None:
        place = int(self._chance() * len(deal.lines))
        _, _, _, quantity, price, _ = deal.lines[place]
        changes = [self._rows.change_line(deal, place, *self._worth.haggled(quantity, price))]
        numbers = {product_id: place for place, product_id in enumerate(self._product_ids)}
        lines = [(numbers[line[2]], line[3], line[4]) for line in deal.lines]
        deal.amount, deal.monthly_amount = self._worth.sums(lines)
        self._edit(deal, at, changes)

    def _edit(self, deal: Deal, at: int, changes: list[Change]) -> None:
        deal.touched_at = at
        self._rows.changed(deal, changes)
        if changes:
            named = f'{{"deal": {deal.label}}}'
            self._book.act(at, deals.EDITED, named, deal.member_id, changes)

    def _meet(self, deal: Deal, at: int) -> None:
        changes: list[Change] = []
        _, name = self._customers.add_contact(changes, at, deal.company_id)
        named = params(contact=name)
        self._book.act(at, contacts.ADDED, named, deal.member_id, changes)

    def _log(self, deal: Deal, visit: Visit, until: int) -> None:
        chance = self._chance
        function = self._functions[visit.stage]
        if function in _LOGGED:
            number = int(_LOGGED[function] + chance())
        else:
            days = (until - visit.entered) / DAY
            number = min(_MOST_MEETINGS, int(days / _DAYS_BETWEEN_MEETINGS + chance()))
        for _ in range(number):
            at = self._days.between(visit.entered, until)
            self._note_down(deal, *one_of(self._kinds[function], chance), at)

    def _note_down(self, deal: Deal, kind: str, titles: Sequence[str], at: int) -> None:
        title = one_of(titles, self._chance)
        row = (self._activities.next_id(), kind, deal.id, deal.contact_id, deal.member_id)
        minutes = self._notes.minutes() if kind in _WITH_MINUTES else None
        seen = int(kind in _AUTOMATIC)
        change = self._activities.insert((*row, title, minutes, at, None, None, seen))
        self._act(at, activities.LOGGED, deal, title, [change])

    def _keep_next_step(self, deal: Deal, visit: Visit) -> None:
        """Perhaps a next step that was planned as a stay of the last months began, and done since.

        Drawn from the deal's number: the rest of the story stays as it is without it.
        """
        end = self._days.end
        last = visit.left or end - _TASK_DAYS * DAY
        weeks = (last - visit.entered) // (7 * DAY)
        done = last if visit.left else visit.entered + weeks * 7 * DAY
        if done <= visit.entered or done < end - _TOLD_DAYS * DAY:
            return
        drawn = (deal.id * 2654435761 + visit.stage * 97) // 128
        if drawn % 100 < _PLANNED_AHEAD:
            titles = self._business.tasks[self._functions[visit.stage]]
            self._do_task(deal, visit.entered, done, titles[drawn // 100 % len(titles)])

    def _do_task(self, deal: Deal, at: int, done: int, title: str) -> None:
        """A task that was planned and is done."""
        days, sheet = self._days, self._activities
        row = (sheet.next_id(), "task", deal.id, deal.contact_id, deal.member_id, title, None, None)
        planned, finished = (*row, days.day(done), None, 0), (*row, days.day(done), done, 0)
        before, after = sheet.json(planned), sheet.json(finished)
        sheet.keep(finished)
        self._act(at, activities.PLANNED, deal, title, [(sheet.name, row[0], None, before)])
        self._act(done, activities.COMPLETED, deal, title, [(sheet.name, row[0], before, after)])

    def _act(self, at: int, label: str, deal: Deal, title: str, changes: list[Change]) -> None:
        named = f'{{"deal": {deal.label}, "title": {quoted(title)}}}'
        self._book.act(at, label, named, deal.member_id, changes)

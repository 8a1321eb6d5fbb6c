"""A deal while its story is told: its rows as they are just now, and the entries of each change."""

from revops_desktop.database import tables
from revops_desktop.operations.demo.book import Book, Change, Row, quoted
from revops_desktop.operations.demo.handed import Rule
from revops_desktop.operations.demo.journeys import Visit
from revops_desktop.operations.demo.vocabulary import Offer
from revops_desktop.rules.money import value_of


class Deal:
    """The facts of one deal at this point of its story."""

    __slots__ = (
        *("id", "title", "company_id", "contact_id", "pipeline_id", "kind", "amount"),
        *("monthly_amount", "closed_value", "expected_close", "owner_id", "source", "campaign"),
        *("created_at", "segment", "worth", "offer", "came_to", "lines", "members", "label"),
        *("text", "middle", "visit", "visit_text", "sequence", "member_id"),
        *("why_bought", "why_lost", "promised", "touched_at", "ticked", "changing"),
        *("waiting", "rule", "answers"),
    )

    def __init__(
        self, title: str, offer: Offer, segment: int, worth: float, came_to: int | None
    ) -> None:
        """`came_to`: the last stage that it reaches, None where it is still open at the end."""
        self.title, self.offer, self.segment = title, offer, segment
        self.worth, self.came_to = worth, came_to
        # The title as labels of the journal carry it.
        self.label = quoted(title)
        self.amount: int | None = None
        self.monthly_amount: int | None = None
        self.closed_value: int | None = None
        self.expected_close: str | None = None
        self.campaign: str | None = None
        self.why_bought: str | None = None
        self.why_lost: str | None = None
        self.promised: str | None = None
        self.touched_at: int | None = None
        self.lines: list[Row] = []
        # Stages whose checklist was gone through.
        self.ticked: set[int] = set()
        # The hand-off that waits for its receiver, its rule, and the answers noted by item.
        self.waiting: Row | None = None
        self.rule: Rule | None = None
        self.answers: dict[int, str] = {}
        # Who takes care of it, by function, and who does just now.
        self.members: dict[str, int] = {}
        self.member_id: int
        self.sequence = 0
        self.id: int
        self.company_id: int
        self.contact_id: int
        self.pipeline_id: int
        self.kind: str
        self.owner_id: int
        self.source: str
        self.created_at: int
        # Its row in JSON, and the part of it that changes.
        self.text: str
        self.middle: str
        self.changing: Row
        self.visit: Row
        self.visit_text: str

    @property
    def value(self) -> int | None:
        """One-off + 12 × monthly, None while unknown."""
        return value_of(self.amount, self.monthly_amount)


class DealRows:
    """The sheets that a deal's story is written in."""

    def __init__(self, book: Book, stage_ids: list[int]) -> None:
        self._stage_ids = stage_ids
        self._deals = book.sheet(
            tables.deal,
            "title company_id contact_id pipeline_id kind amount monthly_amount closed_value "
            "expected_close owner_id source campaign why_bought why_lost promised touched_at "
            "created_at",
            changing="amount touched_at",
        )
        self._lines = book.sheet(
            tables.deal_line, "deal_id product_id quantity unit_price position"
        )
        self._visits = book.sheet(
            tables.stage_visit,
            "deal_id stage_id sequence entered_at left_at outcome is_reentry member_id",
            changing="left_at outcome",
        )
        self._still_here = self._visits.middle((None, None))
        self._exits = book.sheet(
            tables.deal_exit, "deal_id visit_id reason_id note wake_on nurture_list_id"
        )

    def number(self, deal: Deal) -> None:
        """Gives the deal its id, which its lines need."""
        deal.id = self._deals.next_id()

    def add(self, deal: Deal) -> Change:
        """The deal as it is created."""
        deal.text = self._deals.json(self._row(deal))
        deal.changing = _changing(deal)
        deal.middle = self._deals.middle(deal.changing)
        return (self._deals.name, deal.id, None, deal.text)

    def changed(self, deal: Deal, changes: list[Change]) -> None:
        """Adds the entry of what became different of the deal itself, if anything did."""
        changing = _changing(deal)
        if changing != deal.changing:
            deal.changing, middle = changing, self._deals.middle(changing)
            before, deal.text = deal.text, deal.text.replace(deal.middle, middle, 1)
            deal.middle = middle
            changes.append((self._deals.name, deal.id, before, deal.text))

    def enter(self, deal: Deal, visit: Visit, member_id: int) -> Change:
        """The beginning of a stay."""
        deal.sequence += 1
        visit_id, stage_id = self._visits.next_id(), self._stage_ids[visit.stage]
        begins = (visit_id, deal.id, stage_id, deal.sequence, visit.entered)
        ends = (int(visit.is_reentry), member_id)
        deal.visit = (*begins, None, None, *ends)
        deal.visit_text = self._visits.json_of((*begins, "null", "null", *ends))
        return (self._visits.name, visit_id, None, deal.visit_text)

    def leave(self, deal: Deal, visit: Visit) -> Change:
        """The end of the present stay."""
        row = (*deal.visit[:5], visit.left, visit.outcome, *deal.visit[7:])
        self._visits.keep(row)
        middle = self._visits.middle((visit.left, visit.outcome))
        after = deal.visit_text.replace(self._still_here, middle, 1)
        return (self._visits.name, row[0], deal.visit_text, after)

    def leave_river(
        self, deal: Deal, visit: Visit, reason_id: int, note: str | None, list_id: int | None
    ) -> Change:
        """The exit at the end of the present stay; `list_id`: the nurturing list it rests on."""
        row = (self._exits.next_id(), deal.id, deal.visit[0], reason_id, note, visit.wake_on)
        return self._exits.insert((*row, list_id))

    def add_line(self, deal: Deal, product_id: int, quantity: int, price: int) -> Change:
        """One more line of the deal's quote."""
        row = (self._lines.next_id(), deal.id, product_id, quantity, price, len(deal.lines) + 1)
        deal.lines.append(row)
        return (self._lines.name, row[0], None, self._lines.json(row))

    def change_line(self, deal: Deal, place: int, quantity: int, price: int) -> Change:
        """Another quantity or price in a line."""
        before = deal.lines[place]
        after = (*before[:3], quantity, price, before[5])
        deal.lines[place] = after
        return (self._lines.name, after[0], self._lines.json(before), self._lines.json(after))

    def finish(self, deal: Deal, *, stands: bool) -> None:
        """Keeps the deal as it is at the story's end; `stands`: its last stay has no end yet."""
        self._deals.keep(self._row(deal))
        for line in deal.lines:
            self._lines.keep(line)
        if stands:
            self._visits.keep(deal.visit)

    def _row(self, deal: Deal) -> Row:
        return (
            deal.id,
            deal.title,
            deal.company_id,
            deal.contact_id,
            deal.pipeline_id,
            deal.kind,
            *_changing(deal),
            deal.created_at,
        )


def _changing(deal: Deal) -> Row:
    """What of a deal's row differs during its life, in the order of the columns."""
    return (
        deal.amount,
        deal.monthly_amount,
        deal.closed_value,
        deal.expected_close,
        deal.owner_id,
        deal.source,
        deal.campaign,
        deal.why_bought,
        deal.why_lost,
        deal.promised,
        deal.touched_at,
    )

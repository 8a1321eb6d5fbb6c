"""A deal while its story is told: its rows as they are just now, and the entries of each change."""

from revops_desktop.database import tables
from revops_desktop.operations.demo.book import Book, Change, Frame, Row, quoted
from revops_desktop.operations.demo.journeys import Visit
from revops_desktop.operations.demo.vocabulary import Offer
from revops_desktop.rules.money import value_of


class Deal:
    """The facts of one deal at this point of its story."""

    __slots__ = (
        *("id", "title", "company_id", "contact_id", "pipeline_id", "kind", "amount"),
        *("monthly_amount", "closed_value", "expected_close", "owner_id", "source", "campaign"),
        *("created_at", "segment", "worth", "offer", "is_won", "lines", "members", "label"),
        *("frame", "visit", "visit_frame", "sequence", "member_id"),
    )

    def __init__(self, title: str, offer: Offer, segment: int, worth: float, is_won: bool) -> None:
        self.title, self.offer, self.segment = title, offer, segment
        self.worth, self.is_won = worth, is_won
        # The title as labels of the journal carry it.
        self.label = quoted(title)
        self.amount: int | None = None
        self.monthly_amount: int | None = None
        self.closed_value: int | None = None
        self.expected_close: str | None = None
        self.campaign: str | None = None
        self.lines: list[Row] = []
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
        self.frame: Frame
        self.visit: Row
        self.visit_frame: Frame

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
            "expected_close owner_id source campaign created_at",
            changing="amount monthly_amount closed_value expected_close owner_id",
        )
        self._lines = book.sheet(
            tables.deal_line, "deal_id product_id quantity unit_price position"
        )
        self._visits = book.sheet(
            tables.stage_visit,
            "deal_id stage_id sequence entered_at left_at outcome is_reentry member_id",
            changing="left_at outcome",
        )
        self._exits = book.sheet(tables.deal_exit, "deal_id visit_id reason_id note wake_on")

    def number(self, deal: Deal) -> None:
        """Gives the deal its id, which its lines need."""
        deal.id = self._deals.next_id()

    def add(self, deal: Deal) -> Change:
        """The deal as it is created."""
        deal.frame = self._deals.frame(self._row(deal))
        return (self._deals.name, deal.id, None, deal.frame.text)

    def changed(self, deal: Deal, changes: list[Change]) -> None:
        """Adds the entry of what became different of the deal itself, if anything did."""
        before = deal.frame.change(_changing(deal))
        if before != deal.frame.text:
            changes.append((self._deals.name, deal.id, before, deal.frame.text))

    def enter(self, deal: Deal, visit: Visit, member_id: int) -> Change:
        """The beginning of a stay."""
        deal.sequence += 1
        deal.visit = (
            self._visits.next_id(),
            deal.id,
            self._stage_ids[visit.stage],
            deal.sequence,
            visit.entered,
            None,
            None,
            int(visit.is_reentry),
            member_id,
        )
        deal.visit_frame = self._visits.frame(deal.visit)
        return (self._visits.name, deal.visit[0], None, deal.visit_frame.text)

    def leave(self, deal: Deal, visit: Visit) -> Change:
        """The end of the present stay."""
        row = (*deal.visit[:5], visit.left, visit.outcome, *deal.visit[7:])
        self._visits.keep(row)
        before = deal.visit_frame.change((visit.left, visit.outcome))
        return (self._visits.name, row[0], before, deal.visit_frame.text)

    def leave_river(self, deal: Deal, visit: Visit, reason_id: int, note: str | None) -> Change:
        """The exit at the end of the present stay."""
        row = (self._exits.next_id(), deal.id, deal.visit[0], reason_id, note, visit.wake_on)
        return self._exits.insert(row)

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
            deal.amount,
            deal.monthly_amount,
            deal.closed_value,
            deal.expected_close,
            deal.owner_id,
            deal.source,
            deal.campaign,
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
    )

"""What is noted on deals, companies and people: tags, custom fields, links, ticks, words.

Drawn from a chance of its own, so that the story itself stays the same with or without notes.
"""

from collections.abc import Mapping, Sequence
from random import Random

from revops_desktop.database import tables
from revops_desktop.operations import bulk, custom_fields, links
from revops_desktop.operations.demo.book import Book, Change, quoted
from revops_desktop.operations.demo.chance import one_of
from revops_desktop.operations.demo.deal_rows import Deal
from revops_desktop.operations.demo.first_day import Asked, Prepared
from revops_desktop.operations.demo.note_words import FieldWords, NoteWords
from revops_desktop.operations.demo.workdays import Workdays
from revops_desktop.rules.custom_fields import MILLION

# Larger demos note as much as one of this size does.
_USUAL_DEALS = 4_000
# So many yen are a seat in what a deal is worth.
_YEN_A_SEAT = 24_000
_WHY, _PROMISED, _LINKED, _TICKED, _MINUTES = 0.88, 0.84, 0.45, 0.9, 0.35


class Notes:
    """Writes what is noted while the stories of deals are told."""

    def __init__(
        self,
        book: Book,
        words: NoteWords,
        *,
        deals: int,
        days: Workdays,
        prepared: Prepared,
        random: Random,
    ) -> None:
        self._book, self._words, self._days = book, words, days
        self._chance = random.random
        self._share = min(1.0, _USUAL_DEALS / deals)
        self._deal_tags = self._tags("deal", prepared.tag_ids)
        self._company_tags = self._tags("company", prepared.tag_ids)
        self._fields = list(zip(prepared.field_ids, words.fields, strict=True))
        self._choice_ids, self._criteria = prepared.choice_ids, prepared.criteria
        self._deal_tag = book.sheet(tables.deal_tag, "deal_id tag_id")
        self._company_tag = book.sheet(tables.company_tag, "company_id tag_id")
        self._link = book.sheet(tables.deal_link, "deal_id title target position")
        self._tick = book.sheet(tables.criterion_tick, "deal_id criterion_id member_id ticked_at")
        self._value = book.sheet(
            tables.custom_value, "field_id company_id contact_id deal_id text number choice_id"
        )

    def _tags(self, subject: str, ids: Sequence[int]) -> list[tuple[int, int | None, float]]:
        """(id, segment, share) of the tags for companies or deals."""
        return [
            (tag_id, each.segment, each.share / 100)
            for tag_id, each in zip(ids, self._words.tags, strict=True)
            if each.subject == subject
        ]

    def on_company(self, changes: list[Change], company_id: int, segment: int) -> None:
        """Tags and fields of a new company, in the act that adds it."""
        if self._chance() >= self._share:
            return
        for tag_id, only, share in self._company_tags:
            if only in (None, segment) and self._chance() < share:
                row = (self._company_tag.next_id(), company_id, tag_id)
                changes.append(self._company_tag.insert(row))
        self._fill(changes, "company", (company_id, None, None))

    def on_contact(self, changes: list[Change], contact_id: int) -> None:
        """Fields of a new contact, in the act that adds it."""
        if self._chance() < self._share:
            self._fill(changes, "contact", (None, contact_id, None))

    def on_opportunity(self, deal: Deal, start: int, until: int) -> None:
        """What is found out once a deal is an opportunity: tags, fields, and links to files."""
        if self._chance() >= self._share:
            return
        changes: list[Change] = []
        for tag_id, only, share in self._deal_tags:
            if only in (None, deal.segment) and self._chance() < share:
                tagged = (self._deal_tag.next_id(), deal.id, tag_id)
                changes.append(self._deal_tag.insert(tagged))
        self._act(deal, start, until, bulk.TAGGED, {}, changes)
        for field_id, field in self._fields:
            if field.subject == "deal" and self._chance() < field.share / 100:
                changes = [self._filled(field_id, field, (None, None, deal.id), deal)]
                named = {"field": field.name, "record": deal.title}
                self._act(deal, start, until, custom_fields.FILLED, named, changes)
        for place, (title, ending) in enumerate(self._words.links):
            if self._chance() < _LINKED:
                target = f"https://files.example.co.jp/{deal.id}/{ending}"
                row = (self._link.next_id(), deal.id, title, target, place + 1)
                changes = [self._link.insert(row)]
                self._act(deal, start, until, links.ADDED, {"title": title}, changes)

    def on_move(self, deal: Deal, stage: int, at: int) -> tuple[list[Change], list[Asked]]:
        """The ticks set while a deal is moved on from a stage, and what stayed without one."""
        if stage in deal.ticked or self._chance() >= self._share:
            return [], []
        deal.ticked.add(stage)
        ticks, missing = [], []
        for asked in self._criteria[stage]:
            if self._chance() >= _TICKED:
                missing.append(asked)
                continue
            row = (self._tick.next_id(), deal.id, asked.criterion_id, deal.member_id, at)
            ticks.append(self._tick.insert(row))
        return ticks, missing

    def reason(self) -> str:
        """Why a deal went on although something was missing."""
        return one_of(self._words.texts["override"], self._chance)

    def on_win(self, deal: Deal) -> None:
        """Why the customer bought and what was promised, asked for with the win."""
        if self._chance() < _WHY * self._share:
            deal.why_bought = one_of(self._words.texts["why_bought"], self._chance)
        if self._chance() < _PROMISED * self._share:
            deal.promised = one_of(self._words.texts["promised"], self._chance)

    def on_loss(self, deal: Deal) -> None:
        """Why an opportunity was lost, in words, beside its reason."""
        if self._chance() < _WHY * self._share:
            deal.why_lost = one_of(self._words.texts["why_lost"], self._chance)

    def minutes(self) -> str | None:
        """What is written under a call or a meeting, if anything is."""
        if self._chance() >= _MINUTES * self._share:
            return None
        return one_of(self._words.texts["minutes"], self._chance)

    def address(self, region: str) -> str:
        """An address in a region."""
        street = one_of(self._words.texts["streets"], self._chance)
        return self._words.address.format(region=region, street=street)

    def _fill(
        self, changes: list[Change], subject: str, of: tuple[int | None, int | None, int | None]
    ) -> None:
        for field_id, field in self._fields:
            if field.subject == subject and self._chance() < field.share / 100:
                changes.append(self._filled(field_id, field, of, None))

    def _filled(
        self,
        field_id: int,
        field: FieldWords,
        of: tuple[int | None, int | None, int | None],
        deal: Deal | None,
    ) -> Change:
        """The value of a field of one record: (company, contact, deal), one of them given."""
        chance = self._chance
        text: str | None = None
        number: int | None = None
        choice: int | None = None
        value = (deal.value if deal is not None else None) or 1_000_000
        if field.kind == "text":
            text = one_of(field.texts, chance)
        elif field.kind == "choice":
            choice = one_of(self._choice_ids[field_id], chance)
        elif field.kind == "yes_no":
            number = int(chance() < 0.7)
        elif field.kind == "money":
            number = max(1, round(value * (0.7 + 0.5 * chance()) / 100_000)) * 100_000
        elif field.kind == "number":
            number = max(1, round(value / _YEN_A_SEAT)) * MILLION
        else:
            assert deal is not None
            ahead = self._days.number(deal.visit[4]) + 60 + int(90 * chance())
            text = self._days.iso(self._days.open_from(ahead))
        row = (self._value.next_id(), field_id, *of, text, number, choice)
        return self._value.insert(row)

    def _act(
        self,
        deal: Deal,
        start: int,
        until: int,
        label: str,
        named: Mapping[str, str],
        changes: list[Change],
    ) -> None:
        if changes:
            at = self._days.between(start, until)
            told = "".join(f', "{key}": {quoted(text)}' for key, text in sorted(named.items()))
            self._book.act(at, label, f'{{"deal": {deal.label}{told}}}', deal.member_id, changes)

"""Writes the deals that an import brings in, with their lines, stage visits and exits."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.operations.history_records import Bases, NewDeal, row_id
from revops_desktop.operations.history_tags import TagWriter
from revops_desktop.operations.known_fields import NewValue, write_values
from revops_desktop.operations.plain_rows import insert_rows, next_id

# What it writes in bulk.
DEAL_TABLES = (tables.deal, tables.deal_line, tables.stage_visit, tables.deal_exit)


class DealWriter:
    """Writes chunks of deals with their lines, visits and exits, numbering them on."""

    def __init__(self, session: Session, at: int, new: Bases, tags: TagWriter) -> None:
        self._tags = tags
        self._session = session
        self._at = at
        self._new = new
        self._deal_id = next_id(session, tables.deal)
        self._visit_id = next_id(session, tables.stage_visit)

    def write(self, chunk: Sequence[Sequence[Any]]) -> None:
        deals: list[tuple[Any, ...]] = []
        lines: list[tuple[Any, ...]] = []
        visits: list[tuple[Any, ...]] = []
        exits: list[tuple[Any, ...]] = []
        custom: list[tuple[int, tuple[NewValue, ...]]] = []
        tagged: list[tuple[int, tuple[str, ...]]] = []
        new, at = self._new, self._at
        for row in chunk:
            one = NewDeal(*row)
            deal_id = self._deal_id
            self._deal_id += 1
            deals.append(
                (
                    *(deal_id, one.title, row_id(one.pipeline, new.pipeline)),
                    *(row_id(one.company, new.company), row_id(one.contact, new.contact)),
                    *row[4:10],
                    row_id(one.owner, new.member),
                    *row[11:15],
                    at if one.created_at is None else one.created_at,
                )
            )
            if one.custom:
                custom.append((deal_id, one.custom))
            if one.tags:
                tagged.append((deal_id, one.tags))
            for position, (product, quantity, price) in enumerate(one.lines):
                lines.append((deal_id, row_id(product, new.product), quantity, price, position))
            first_visit = self._visit_id - 1
            for sequence, visit in enumerate(one.visits, 1):
                stage_id, member_id = row_id(visit[0], new.stage), row_id(visit[7], new.member)
                visits.append(
                    (self._visit_id, deal_id, stage_id, sequence, *visit[1:7], member_id, 1)
                )
                self._visit_id += 1
            for number, reason, wake_on in one.earlier_exits:
                reason_id = row_id(reason, new.reason)
                exits.append((deal_id, first_visit + number, reason_id, wake_on))
            if one.exit is not None:
                reason, wake_on = one.exit
                reason_id = row_id(reason, new.reason)
                exits.append((deal_id, self._visit_id - 1, reason_id, wake_on))
        session = self._session
        insert_rows(session, tables.deal, _DEAL_COLUMNS, deals)
        insert_rows(session, tables.deal_line, _LINE_COLUMNS, lines)
        insert_rows(session, tables.stage_visit, VISIT_COLUMNS, visits)
        insert_rows(session, tables.deal_exit, "deal_id visit_id reason_id wake_on", exits)
        write_values(session, "deal_id", custom)
        self._tags.put_on("deal", tagged)


_LINE_COLUMNS = "deal_id product_id quantity unit_price position"
_DEAL_COLUMNS = (
    "id title pipeline_id company_id contact_id kind amount monthly_amount closed_value "
    "probability_basis_points expected_close owner_id source campaign external_key note created_at"
)
VISIT_COLUMNS = (
    "id deal_id stage_id sequence entered_at entered_day left_at left_day outcome is_reentry "
    "member_id is_imported"
)

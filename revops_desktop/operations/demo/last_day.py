"""What the demo company does on its last afternoon: limits, views, a few mistakes taken back.

Written with plain statements once all else is in the tables; each act's entries in the journal are
the rows before and after, as its triggers would have written them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import row_as_json
from revops_desktop.operations import companies, contacts, saved_views, stages, trash
from revops_desktop.operations.demo.book import Book, Change, params
from revops_desktop.operations.demo.first_day import Prepared
from revops_desktop.operations.demo.note_words import NoteWords
from revops_desktop.rules.company_names import company_key, core_and_form
from revops_desktop.rules.filtering import Condition, as_json
from revops_desktop.rules.text import match_key

# A company is written down a second time in another way, so often.
_TWICE = 3
# Fewer deals in the first stage than this lose none to the trash.
_ENOUGH = 5


class LastDay:
    """Acts at one instant, by one member, in the order in which they are called."""

    def __init__(
        self,
        session: Session,
        book: Book,
        words: NoteWords,
        prepared: Prepared,
        *,
        at: int,
        by: int,
    ) -> None:
        self._session, self._book, self._words = session, book, words
        self._prepared, self._at, self._by = prepared, at, by

    def tell(self) -> None:
        """The whole afternoon."""
        self._limit()
        self._save_views()
        self._write_down_twice()
        self._throw_away()

    def _limit(self) -> None:
        stage, visit = tables.stage, tables.stage_visit
        standing = (
            select(visit.c.stage_id, func.count().label("count"))
            .where(visit.c.outcome.is_(None))
            .group_by(visit.c.stage_id)
            .subquery()
        )
        rows = self._session.execute(
            select(stage.c.id, stage.c.name, func.coalesce(standing.c.count, 0))
            .outerjoin(standing, standing.c.stage_id == stage.c.id)
            .order_by(stage.c.position)
        ).all()
        for limit in self._words.limits:
            stage_id, name, count = rows[limit.stage]
            values: dict[str, Any] = {"idle_limit_days": limit.idle_days}
            if limit.room is not None:
                values["wip_limit"] = max(1, count + limit.room)
            changes = [self._changed(stage, stage_id, values)]
            self._act(stages.EDITED, {"stage": name}, changes)

    def _save_views(self) -> None:
        for position, view in enumerate(self._words.views, 1):
            conditions = [
                Condition(
                    about=said["about"],
                    values=tuple(
                        [self._prepared.tag_ids[place] for place in said.get("tags", ())]
                        or said.get("values", ())
                    ),
                    low=said.get("low"),
                    span=said.get("span", ""),
                )
                for said in view.conditions
            ]
            values = {
                "name": view.name,
                "page": view.page,
                "content": as_json(conditions, ""),
                "position": position,
            }
            change = self._added(tables.saved_view, values)
            self._act(saved_views.SAVED, {"view": view.name}, [change])

    def _write_down_twice(self) -> None:
        """Some companies come in again, as lists write them: (株) for 株式会社, form behind."""
        company = tables.company
        rows = self._session.execute(
            select(company)
            .where(company.c.name.like("株式会社%"))
            .order_by(company.c.id.desc())
            .limit(_TWICE)
        ).all()
        ways: tuple[Callable[[str], str], ...] = (
            lambda core: f"㈱{core}",
            lambda core: f"{core}（株）",
            lambda core: f"{core} 株式会社",
        )
        for way, row in zip(ways, rows, strict=False):
            name = way(core_and_form(row.name)[0])
            values = {
                "name": name,
                "match_key": company_key(name),
                "phone": row.phone,
                "region": row.region,
                "owner_id": row.owner_id,
                "created_at": self._at,
            }
            self._act(companies.ADDED, {"company": name}, [self._added(company, values)])

    def _throw_away(self) -> None:
        """A test entry, a deal that came in twice, somebody who left: into the trash."""
        session, deal, contact = self._session, tables.deal, tables.contact
        for name in self._words.texts["mistakes"]:
            values = {
                "name": name,
                "match_key": company_key(name),
                "owner_id": self._by,
                "created_at": self._at,
            }
            change = self._added(tables.company, values)
            self._act(companies.ADDED, {"company": name}, [change])
            gone = self._changed(tables.company, change[1], {"deleted_at": self._at})
            self._act(trash.DELETED, {"name": name}, [gone])
        visit = tables.stage_visit
        first = session.execute(select(tables.stage.c.id).order_by(tables.stage.c.position))
        in_first = session.execute(
            select(deal.c.id, deal.c.title)
            .join(visit, visit.c.deal_id == deal.c.id)
            .where(visit.c.outcome.is_(None), visit.c.stage_id == first.scalars().first())
            .order_by(deal.c.id.desc())
        ).all()
        for deal_id, title in in_first[:2] if len(in_first) >= _ENOUGH else ():
            gone = self._changed(deal, deal_id, {"deleted_at": self._at})
            self._act(trash.DELETED, {"name": title}, [gone])
        self._add_and_delete_contact(contact)

    def _add_and_delete_contact(self, contact: Table) -> None:
        company_id, domain = self._session.execute(
            select(tables.company.c.id, tables.company.c.website).order_by(tables.company.c.id)
        ).first() or (None, "")
        name = self._words.texts["left"][0]
        values = {
            "company_id": company_id,
            "name": name,
            "match_key": match_key(name),
            "email": "info@" + str(domain).removeprefix("https://www.").rstrip("/"),
            "created_at": self._at,
        }
        change = self._added(contact, values)
        self._act(contacts.ADDED, {"contact": name}, [change])
        gone = self._changed(contact, change[1], {"deleted_at": self._at})
        self._act(trash.DELETED, {"name": name}, [gone])

    def _act(self, label: str, named: Mapping[str, str], changes: list[Change]) -> None:
        self._book.act(self._at, label, params(**named), self._by, changes)

    def _added(self, table: Table, values: Mapping[str, Any]) -> Change:
        made = self._session.connection().execute(insert(table).values(**values))
        row_id = int(made.lastrowid)
        return (table.name, row_id, None, self._json(table, row_id))

    def _changed(self, table: Table, row_id: int, values: Mapping[str, Any]) -> Change:
        before = self._json(table, row_id)
        self._session.execute(update(table).where(table.c.id == row_id).values(**values))
        return (table.name, row_id, before, self._json(table, row_id))

    def _json(self, table: Table, row_id: int) -> str:
        found = self._session.connection().exec_driver_sql(
            f"SELECT {row_as_json(table, 'row')} FROM {table.name} AS row WHERE id = ?", (row_id,)
        )
        return str(found.scalar())

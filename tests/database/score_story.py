"""A random story of all that may change a lead score, for tests against the slow reckoning."""

import random
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import (
    companies,
    contacts,
    custom_fields,
    deals,
    erasing,
    merging,
    score_rules,
    trash,
)
from revops_desktop.rules.lead_score import ACTIVITY_KINDS
from revops_desktop.rules.periods import DAY
from tests.people import add_contact
from tests.river import make_river

START = 1_700_000_000
KINDS = (*ACTIVITY_KINDS[:4], "task")
LAST = "2026-01-01"
ROLES = ("Boss", "ＢＯＳＳ", "部長", "", None)


@verb("Happen")
def happen(session: Session, *, at: int, **fields: object) -> int:
    """Something that a contact did, as an import would write it."""
    made = session.connection().execute(insert(tables.activity).values(**fields))
    return int(made.lastrowid)


@verb("Forget")
def forget(session: Session, *, at: int, activity_id: int) -> None:
    """An activity that is gone."""
    session.execute(tables.activity.delete().where(tables.activity.c.id == activity_id))


class Story:
    """A file, a clock, and a hand that does at random what changes scores."""

    def __init__(self, path: Path, chance: random.Random) -> None:
        self.file = make_river(path)
        self.chance = chance
        self.now = START
        self.fields = [
            self.file.do(
                custom_fields.define, at=1, subject=subject, name=f"{subject} {kind}", kind=kind
            ).value
            for subject, kind in (("contact", "number"), ("company", "date"), ("contact", "text"))
        ]

    def step(self) -> None:
        """One thing that a person might do, a while after the last."""
        self.now += self.chance.choice((1, 3600, 2 * DAY, 20 * DAY))
        deeds = [
            *(self.rule, self.meet, self.meet, *[self.happen] * 6, self.firm, self.deal),
            *(self.edit, self.edit, self.edit, self.hold, self.hold, self.unlearn, self.forget),
            *(self.delete, self.delete, self.restore, self.restore, self.merge, self.merge),
            *(self.other_rule, self.undo, self.undo, self.redo, self.redo, self.rescore),
        ]
        if self.chance.random() < 0.03:
            deeds = [self.erase]
        try:
            self.chance.choice(deeds)()
        except RuleBroken:
            return

    def pick(self, table: str, *, none: bool = False) -> int | None:
        """One that is there, seldom one in the trash; None where there is none, or seldom."""
        of = tables.metadata.tables[table].c
        wanted = select(of.id)
        if "deleted_at" in of and self.chance.random() < 0.9:
            wanted = wanted.where(of.deleted_at.is_(None))
        there = self.file.ask(lambda session: list(session.scalars(wanted)))
        return (
            None
            if not there or (none and self.chance.random() < 0.2)
            else (self.chance.choice(there))
        )

    def rule(self) -> None:
        self.file.do(score_rules.add, at=self.now, **self._rule())

    def _rule(self) -> dict[str, object]:
        choose = self.chance.choice
        made: dict[str, object] = {"name": "R", "points": choose((1, 5, 7, 30, 100, -10))}
        if self.chance.random() < 0.6:
            halves, most = choose((None, 1, 10, 90)), choose((None, None, 1, 2))
            kind = choose(ACTIVITY_KINDS[:4])
            return {**made, "activity_kind": kind, "half_life_days": halves, "most": most}
        number, day, text = self.fields
        attribute, comparison, value = choose(
            (
                *(("role", "is", "boss"), ("role", "contains", "部"), ("email", "filled", None)),
                *(("employees", "at_least", "10"), ("employees", "at_most", "10")),
                *(("segment", "is", "smb"), ("channel", "is", "partner")),
                *(
                    (f"custom:{number}", "at_least", "5"),
                    (f"custom:{day}", "at_most", "2026-01-01"),
                ),
                *((f"custom:{text}", "contains", "o'x"), (f"custom:{day}", "filled", None)),
            )
        )
        return {**made, "attribute": attribute, "comparison": comparison, "value": value}

    def other_rule(self) -> None:
        rule_id = self.pick("score_rule")
        if self.chance.random() < 0.4:
            self.file.do(score_rules.edit, at=self.now, rule_id=rule_id, **self._rule())
        else:
            deed = self.chance.choice(
                (score_rules.archive, score_rules.bring_back, score_rules.remove)
            )
            self.file.do(deed, at=self.now, rule_id=rule_id)

    def meet(self) -> None:
        self.file.do(
            add_contact,
            at=self.now,
            name=self.chance.choice(("Hanako", "Jiro", "花子")),
            role=self.chance.choice(ROLES),
            company_id=self.pick("company", none=True),
            email=self.chance.choice((None, "a@b.c")),
        )

    def firm(self) -> None:
        name = self.chance.choice(("Aoba", "Midori", "Hoshi"))
        made = self.file.do(companies.add, at=self.now, name=name).value
        fields = {
            "employees": self.chance.choice((None, 5, 10, 500)),
            "segment": self.chance.choice((None, "SMB", "Large")),
            "channel": self.chance.choice((None, "direct", "partner")),
        }
        self.file.do(companies.edit, at=self.now, company_id=made, fields=fields)

    def deal(self) -> None:
        made = self.file.do(
            deals.create, at=self.now, title="D", stage_id=self.chance.randint(1, 4)
        ).value
        self._whose(made)

    def _whose(self, deal_id: int | None) -> None:
        fields = {
            "contact_id": self.pick("contact", none=True),
            "company_id": self.pick("company", none=True),
        }
        self.file.do(deals.edit, at=self.now, deal_id=deal_id, fields=fields)

    def happen(self) -> None:
        when = self.now + self.chance.choice((0, -3600, -5 * DAY, -200 * DAY, 3 * DAY))
        self.file.do(
            happen,
            at=self.now,
            kind=self.chance.choice(KINDS),
            contact_id=self.pick("contact", none=True),
            deal_id=self.pick("deal", none=True),
            **{self.chance.choice(("happened_at", "happened_at", "done_at")): when},
        )

    def forget(self) -> None:
        self.file.do(forget, at=self.now, activity_id=self.pick("activity"))

    def edit(self) -> None:
        if self.chance.random() < 0.4:
            self._whose(self.pick("deal"))
            return
        fields = {
            "role": self.chance.choice(ROLES),
            "company_id": self.pick("company", none=True),
        }
        self.file.do(contacts.edit, at=self.now, contact_id=self.pick("contact"), fields=fields)

    def hold(self) -> None:
        place = self.chance.randrange(3)
        value = self.chance.choice(
            ((3, 5, 9), ("2025-12-31", "2026-01-01"), ("fo'x", "box"))[place]
        )
        record = self.pick(("contact", "company", "contact")[place])
        self.file.do(
            custom_fields.set_value,
            at=self.now,
            field_id=self.fields[place],
            record_id=record,
            value=value,
        )

    def unlearn(self) -> None:
        self.file.do(
            custom_fields.set_value,
            at=self.now,
            field_id=self.fields[0],
            record_id=self.pick("contact"),
            value=None,
        )

    def _some(self) -> dict[str, list[int | None]]:
        kind = self.chance.choice(("deals", "deals", "companies", "contacts", "contacts"))
        table = {"deals": "deal", "companies": "company", "contacts": "contact"}[kind]
        return {kind: [self.pick(table) or 0]}

    def delete(self) -> None:
        keep = self.chance.random() < 0.3
        self.file.do(trash.delete, at=self.now, keep_deals=keep, **self._some())

    def restore(self) -> None:
        kind, table = self.chance.choice(
            (("deals", "deal"), ("companies", "company"), ("contacts", "contact"))
        )
        of = tables.metadata.tables[table].c
        wanted = select(of.id).where(of.deleted_at.is_not(None))
        gone = self.file.ask(lambda session: list(session.scalars(wanted)))
        self.file.do(trash.restore, at=self.now, **{kind: gone[:1]})

    def merge(self) -> None:
        deed, table = self.chance.choice(
            ((merging.merge_contacts, "contact"), (merging.merge_companies, "company"))
        )
        self.file.do(
            deed, at=self.now, kept_id=self.pick(table) or 0, other_ids=[self.pick(table) or 0]
        )

    def erase(self) -> None:
        if self.chance.random() < 0.3:
            self.file.do(erasing.purge, at=self.now)
        else:
            self.file.do(erasing.erase, at=self.now, **self._some())

    def undo(self) -> None:
        self.file.undo(at=self.now)

    def redo(self) -> None:
        self.file.redo(at=self.now)

    def rescore(self) -> None:
        self.file.rescore(at=self.now)

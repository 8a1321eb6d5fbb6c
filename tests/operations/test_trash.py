"""The trash: what goes in stands nowhere, what comes out stands where it was."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database import check
from revops_desktop.database.tables import company, contact, deal, deal_state
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import companies, deals, trash
from tests.people import add_contact
from tests.river import everything, make_river

NOW = 1_775_300_000


def _fill(made: Workspace) -> None:
    """Two companies, the first with two deals and a contact, the second with one deal."""
    for title, name in (("Alpha", "Aoba"), ("Beta", "Aoba"), ("Gamma", "Midori")):
        made.do(deals.create, at=10, title=title, stage_id=2, company=name, amount=100)
    made.do(add_contact, at=11, name="Hanako", company_id=1)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "river.revops", _fill)
    yield made
    made.close()


def in_trash(session: Session) -> dict[str, list[int]]:
    """The ids of what is in the trash, by table."""
    return {
        table.name: list(
            session.execute(select(table.c.id).where(table.c.deleted_at.is_not(None))).scalars()
        )
        for table in (deal, company, contact)
    }


def standing(session: Session) -> list[int]:
    """The deals that stand anywhere."""
    return list(session.execute(select(deal_state.c.deal_id)).scalars())


def test_a_deleted_deal_stands_nowhere_and_comes_back_as_it_was(river: Workspace) -> None:
    before = everything(river)
    done = river.do(trash.delete, at=NOW, deals=[1])
    assert done.value == trash.Went(1, 0, 0)
    assert river.undo_label() == ("Delete “{name}”", {"name": "Alpha"})
    assert river.ask(standing) == [2, 3]
    river.do(trash.restore, at=NOW + 1, deals=[1])
    assert everything(river) == before


def test_a_company_takes_along_what_belongs_to_it(river: Workspace) -> None:
    before = everything(river)
    assert river.do(trash.delete, at=NOW, companies=[1]).value == trash.Went(2, 1, 1)
    assert river.ask(in_trash) == {"deal": [1, 2], "company": [1], "contact": [1]}
    assert river.undo_label() == ("Delete “{name}”", {"name": "Aoba"})
    river.do(trash.restore, at=NOW + 1, companies=[1])
    assert everything(river) == before


def test_what_was_in_the_trash_before_its_company_stays_there(river: Workspace) -> None:
    river.do(trash.delete, at=NOW, deals=[1])
    river.do(trash.delete, at=NOW + 1, companies=[1])
    river.do(trash.restore, at=NOW + 2, companies=[1])
    assert river.ask(in_trash) == {"deal": [1], "company": [], "contact": []}


def test_a_deal_brings_its_company_back_and_nothing_else(river: Workspace) -> None:
    river.do(trash.delete, at=NOW, companies=[1])
    assert river.do(trash.restore, at=NOW + 1, deals=[1]).value == trash.Went(1, 1, 0)
    assert river.ask(in_trash) == {"deal": [2], "company": [], "contact": [1]}


def test_deals_may_stay_without_their_company(river: Workspace) -> None:
    river.do(trash.delete, at=NOW, companies=[1], keep_deals=True)
    assert river.ask(in_trash) == {"deal": [], "company": [1], "contact": []}
    assert river.ask(standing) == [1, 2, 3]


def test_many_of_all_kinds_are_one_step(river: Workspace) -> None:
    before = everything(river)
    done = river.do(trash.delete, at=NOW, deals=[1, 3], companies=[2], contacts=[1])
    assert done.value.total == 4
    assert river.undo_label() == ("Delete {count} records", {"count": 4})
    river.undo(at=NOW + 1)
    assert everything(river) == before


def test_several_deals_are_named_as_such(river: Workspace) -> None:
    river.do(trash.delete, at=NOW, deals=range(1, 40_000))
    assert river.undo_label() == ("Delete {count} deals", {"count": 3})


def test_what_is_not_there_is_refused(river: Workspace) -> None:
    river.do(trash.delete, at=NOW, deals=[1])
    before = everything(river)
    with pytest.raises(RuleBroken, match="no longer in the file"):
        river.do(trash.delete, at=NOW, deals=[1, 99])
    with pytest.raises(RuleBroken, match="no longer in the trash"):
        river.do(trash.restore, at=NOW, deals=[2])
    assert everything(river) == before


def test_a_new_deal_of_a_deleted_company_gets_a_company_of_its_own(river: Workspace) -> None:
    river.do(trash.delete, at=NOW, companies=[2])
    river.do(companies.add, at=NOW + 1, name="Midori")
    assert river.ask(in_trash)["company"] == [2]


def test_the_journal_of_it_is_sound(river: Workspace) -> None:
    river.do(trash.delete, at=NOW, companies=[1, 2])
    river.do(trash.restore, at=NOW + 1, deals=[3])
    river.undo(at=NOW + 2)
    river.checkpoint()
    assert check.check_file(river.path).findings == ()

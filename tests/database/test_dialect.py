"""A statement is made into SQL once, whichever thread asks and of whichever file."""

from pathlib import Path
from threading import Thread

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database import dialect
from revops_desktop.database.tables import deal
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from tests.river import make_river


def titles(session: Session, *, from_: int) -> list[str]:
    """A question that nobody else asks."""
    asked = select(deal.c.title).where(deal.c.id >= from_, deal.c.title != "nobody's title")
    return list(session.scalars(asked))


def test_what_one_thread_asked_no_other_makes_anew(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as first, make_river(tmp_path / "b.revops") as second:
        for made, title in ((first, "A"), (first, "B"), (second, "C")):
            made.do(deals.create, at=10, title=title, stage_id=1)
        assert asked(first, 1) == ["A", "B"]
        known = list(dialect.compiled)
        # The values are not the statement's: each is answered for itself.
        assert asked(first, 2) == ["B"]
        assert asked(second, 1) == ["C"]
        elsewhere: list[str] = []
        thread = Thread(target=lambda: elsewhere.extend(asked(first, 1)))
        thread.start()
        thread.join()
        assert elsewhere == ["A", "B"]
        assert list(dialect.compiled) == known


def asked(made: Workspace, from_: int) -> list[str]:
    """The titles of deals from this id on."""
    return made.ask(titles, from_=from_)

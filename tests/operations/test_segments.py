"""Segments and nurturing lists: listed, renamed everywhere, merged, archived (domain.md §2, §3)."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from revops_desktop.analytics import nurture_lists as shown_lists
from revops_desktop.analytics import segments as shown
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import companies, deals, nurture_lists, saved_views, segments
from revops_desktop.rules.filtering import Condition, as_json, from_json
from tests.operations.test_exit_reasons import done
from tests.river import RECYCLED, everything, make_river


def _fill(made: Workspace) -> None:
    for at, (name, segment) in enumerate(
        (("A", "SMB"), ("B", "ＳＭＢ"), ("C", "Large"), ("D", None)), 10
    ):
        made.do(companies.create, at=at, name=name, segment=segment)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


def of_companies(workspace: Workspace) -> list[str | None]:
    """The segment of each company."""

    def read(session: Session) -> list[str | None]:
        one = tables.company.c
        return list(session.execute(select(one.segment).order_by(one.id)).scalars())

    return workspace.ask(read)


def listed(workspace: Workspace) -> list[tuple[str, int, bool]]:
    return [
        (one.name, one.companies, one.is_archived) for one in workspace.ask(shown.segments).listed
    ]


def test_what_companies_have_is_taken_up_and_renamed_everywhere(river: Workspace) -> None:
    assert river.ask(shown.segments).unlisted == ("Large", "SMB")
    assert done(river, segments.take_up) == 2
    assert listed(river) == [("Large", 1, False), ("SMB", 2, False)]
    content = as_json([Condition("segment", values=("SMB", None))], "")
    river.do(saved_views.save_as, at=30, page="board", name="Small", content=content)

    @verb("Score")
    def score(session: Session, *, at: int) -> None:
        session.execute(
            insert(tables.score_rule).values(
                name="S", position=1, points=5, attribute="segment", comparison="is", value="smb"
            )
        )

    river.do(score, at=31)
    done(river, segments.rename, segment_id=2, name="中小企業")
    assert of_companies(river) == ["中小企業", "中小企業", "Large", None]
    kept = everything(river)
    assert kept["score_rule"][0][7] == "中小企業"
    assert from_json(kept["saved_view"][0][3])[0] == (
        Condition("segment", values=("中小企業", None)),
    )
    assert river.ask(shown.offered) == ("Large", "中小企業")
    assert [one.name for one in river.ask(shown.segments).in_use] == ["Large", "中小企業"]


def test_two_become_one_and_what_is_used_is_archived(river: Workspace) -> None:
    small = done(river, segments.add, name="SMB")
    large = done(river, segments.add, name="Large")
    empty = done(river, segments.add, name="Public")
    done(river, segments.reorder, segment_ids=[empty, large, small])
    assert done(river, segments.remove, segment_id=empty) is True
    assert done(river, segments.remove, segment_id=large) is False
    assert river.ask(shown.offered) == ("SMB",)
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        river.do(segments.merge, at=40, segment_id=small, into_id=large)
    done(river, segments.restore, segment_id=large)
    done(river, segments.merge, segment_id=small, into_id=large)
    assert of_companies(river) == ["Large", "Large", "Large", None]
    assert listed(river) == [("Large", 3, False)]


def test_nurturing_lists_keep_what_rests_on_them(river: Workspace) -> None:
    letter = done(river, nurture_lists.add, name="Newsletter")
    call = done(river, nurture_lists.add, name="Call")
    done(river, nurture_lists.rename, list_id=letter, name="News")
    done(river, nurture_lists.reorder, list_ids=[call, letter])
    deal = river.do(deals.create, at=50, title="A", stage_id=2).value
    river.do(
        deals.leave_river,
        at=51,
        deal_id=deal,
        kind="recycled",
        reason_id=RECYCLED,
        wake_on="2026-10-01",
        nurture_list_id=letter,
    )
    found = {one.name: one for one in river.ask(shown_lists.lists)}
    assert (found["News"].resting, found["News"].was_used, found["Call"].was_used) == (1, True, 0)
    assert done(river, nurture_lists.remove, list_id=call) is True
    assert done(river, nurture_lists.remove, list_id=letter) is False
    assert [one.is_archived for one in river.ask(shown_lists.lists)] == [True]
    done(river, nurture_lists.restore, list_id=letter)


@pytest.mark.parametrize(
    ("what", "arguments"),
    [
        (segments.add, {"name": " "}),
        (segments.rename, {"segment_id": 9, "name": "B"}),
        (segments.merge, {"segment_id": 9, "into_id": 9}),
        (segments.reorder, {"segment_ids": [9]}),
        (segments.remove, {"segment_id": 9}),
        (nurture_lists.add, {"name": ""}),
        (nurture_lists.rename, {"list_id": 9, "name": "B"}),
        (nurture_lists.reorder, {"list_ids": [9]}),
        (nurture_lists.remove, {"list_id": 9}),
    ],
)
def test_what_cannot_be_is_refused(
    river: Workspace, what: Callable[..., Any], arguments: dict[str, Any]
) -> None:
    before = everything(river)
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        river.do(what, at=60, **arguments)
    assert everything(river) == before


def test_names_are_told_apart_whatever_their_width(river: Workspace) -> None:
    river.do(segments.add, at=61, name="SMB")
    made = river.do(nurture_lists.add, at=62, name="News").value
    for what, name in ((segments.add, "ｓｍｂ"), (nurture_lists.add, "ＮＥＷＳ")):
        with pytest.raises(RuleBroken, match="already"):
            river.do(what, at=63, name=name)

    @verb("Find")
    def find(session: Session, *, at: int) -> int:
        return nurture_lists.find_or_add(session, name="ｎｅｗｓ")

    assert river.do(find, at=64).value == made

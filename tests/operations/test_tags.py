"""Tags: made, renamed, coloured, deleted; taken off."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import bulk, companies, deals, tags
from tests.river import everything, make_river


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def named(workspace: Workspace) -> list[tuple[str, str]]:
    """(name, colour) of each tag."""
    return [(row[1], row[3]) for row in everything(workspace)["tag"]]


def test_a_tag_takes_the_colour_that_the_fewest_have(river: Workspace) -> None:
    for name in ("Hot", "展示会", "<b>&"):
        river.do(tags.add, at=10, name=name)
    river.do(tags.add, at=10, name="Pink", colour="pink")
    colours = [colour for _name, colour in named(river)]
    assert len(set(colours)) == 4 and "grey" not in colours
    with pytest.raises(ValueError, match="colour"):
        river.do(tags.add, at=10, name="Other", colour="#ffffff")


@pytest.mark.parametrize("name", ["hot", "ＨＯＴ ", " ", "x" * 61, "a\x07"])
def test_a_name_twice_or_none_is_refused(river: Workspace, name: str) -> None:
    river.do(tags.add, at=10, name="Hot")
    other = river.do(tags.add, at=10, name="Cold").value
    before = everything(river)
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        river.do(tags.add, at=20, name=name)
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        river.do(tags.edit, at=20, tag_id=other, name=name)
    assert everything(river) == before


def test_a_tag_may_be_written_another_way_and_coloured(river: Workspace) -> None:
    made = river.do(tags.add, at=10, name="hot").value
    river.do(tags.edit, at=20, tag_id=made, name="HOT")
    river.do(tags.edit, at=30, tag_id=made, colour="teal")
    assert named(river) == [("HOT", "teal")]
    with pytest.raises(RuleBroken, match="no longer"):
        river.do(tags.edit, at=20, tag_id=99, name="Other")


def test_a_tag_deleted_comes_off_everything_and_undo_puts_it_back(river: Workspace) -> None:
    company = river.do(companies.add, at=10, name="青葉商事").value
    deal = river.do(deals.create, at=10, title="A", stage_id=1).value
    hot, cold = (river.do(tags.add, at=11, name=name).value for name in ("Hot", "Cold"))
    river.do(bulk.change_tags, at=12, deal_ids=[deal], add=[hot, cold])
    river.do(companies.set_tags, at=13, company_id=company, names=["Hot"])
    before = everything(river)
    assert [row[1:] for row in before["company_tag"]] == [(company, hot)]
    river.do(tags.remove, at=20, tag_id=hot)
    after = everything(river)
    assert [row[1:] for row in after["deal_tag"]] == [(deal, cold)]
    assert after["company_tag"] == []
    river.undo(at=30)
    assert everything(river) == before

"""Views are kept in the file: saved, renamed, ordered, deleted, each one undo step."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from revops_desktop.analytics.saved_views import saved_views
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import saved_views as verbs
from tests.conftest import NOW
from tests.river import everything, make_river


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def names(river: Workspace, page: str = "board") -> list[str]:
    return [view.name for view in river.ask(saved_views, page=page)]


def save_as(river: Workspace, name: str, page: str = "board") -> int:
    return int(river.do(verbs.save_as, at=NOW, page=page, name=name, content="{}").value)


def test_views_are_kept_by_page_in_order(river: Workspace) -> None:
    made = [save_as(river, name) for name in ("自分の案件", "Late", "Large")]
    save_as(river, "Late", page="funnel")
    before = everything(river)
    river.do(verbs.order, at=NOW, view_ids=made[::-1])
    assert names(river) == ["Large", "Late", "自分の案件"]
    river.do(verbs.rename, at=NOW, view_id=made[1], name="Too late")
    river.do(verbs.save, at=NOW, view_id=made[1], content='{"text": "x"}')
    assert [view.content for view in river.ask(saved_views, page="board")][1] == '{"text": "x"}'
    river.do(verbs.remove, at=NOW, view_id=made[0])
    assert names(river) == ["Large", "Too late"]
    for _step in range(4):
        river.undo(at=NOW)
    assert everything(river) == before


def test_a_name_is_needed_and_taken_once(river: Workspace) -> None:
    first = save_as(river, "Late")
    with pytest.raises(RuleBroken, match="already"):
        save_as(river, "ｌａｔｅ")
    with pytest.raises(RuleBroken, match="name"):
        save_as(river, " ")
    river.do(verbs.rename, at=NOW, view_id=first, name="LATE")
    assert names(river) == ["LATE"]
    with pytest.raises(RuleBroken, match="no longer"):
        river.do(verbs.remove, at=NOW, view_id=99)

"""A file in which four deals wait, and the recycle page in front."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from revops_desktop.analytics import exits
from revops_desktop.app import Program
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import bulk, deals
from revops_desktop.operations import nurture_lists as list_verbs
from revops_desktop.rules.periods import DAY
from revops_desktop.ui.recycle.page import RecyclePage
from tests import prepared
from tests.ui.conftest import NOW, write_small_business

Settle = Callable[[], None]
NASTY = "<A> Ltd & 株式会社"


@pytest.fixture
def settle(opened: Program, qtbot: QtBot) -> Settle:
    """Waits until every question was answered and every work done."""

    def wait() -> None:
        assert opened.actions is not None
        busy = opened.actions
        for _twice in range(2):
            qtbot.waitUntil(lambda: not busy.is_busy, timeout=10_000)
            QApplication.processEvents()

    return wait


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A closed file in which four deals wait."""
    path = tmp_path / "Aoba & Sons.revops"
    prepared.place(path, "recycled", _recycle)
    return path


def _recycle(file: Workspace) -> None:
    write_small_business(file)
    reasons = file.ask(exits.reasons)["recycled"]
    number = file.do(list_verbs.add, at=NOW - 65, name="Spring letter").value
    waits = (("2026-03-30", 0), ("2026-04-01", 1), ("2026-04-20", 0), ("2026-05-07", 1))
    for title in ("Third", "Fourth"):
        file.do(deals.create, at=NOW - 60 * DAY, title=title, stage_id=2, source="web & fair")
    for place, (day, reason) in enumerate(waits, 1):
        file.do(
            bulk.leave_many,
            at=NOW - 40 * DAY + place,
            deal_ids=[place],
            kind="recycled",
            reason_id=reasons[reason].reason_id,
            note="次年度",
            wake_on=day,
            nurture_list_id=number if place == 1 else None,
        )


@pytest.fixture
def page(opened: Program, settle: Settle) -> RecyclePage:
    """The page in front: four deals wait, of which two are due (the file's day is 1 April)."""
    opened.window.show_page("recycle")
    settle()
    found = opened.window.page("recycle")
    assert isinstance(found, RecyclePage) and found.panel is not None
    return found


def shown(page: RecyclePage) -> list[str]:
    """The titles of the deals that are listed."""
    assert page.panel is not None
    model = page.panel.model
    return [str(model.cell(row, 0)) for row in range(model.rowCount())]

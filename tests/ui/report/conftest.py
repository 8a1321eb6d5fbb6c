"""A story of deals whose reports have three quick parts, and the page over a copy of it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import reports
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.report.page import ReportPage
from tests.reports.story import END, tell

NOW = END + 5 * 86400
BUSINESS = "青葉/商事 <b>"
QUICK = ("month", "river", "actions")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed file with forty deals of the last eighty days."""
    path = tmp_path_factory.mktemp("story") / "story.revops"
    with tell(path, deals=40, days=80, name=BUSINESS) as made:
        made.do(reports.set_look, at=END, logo=None, colour=None, parts=QUICK)
    return path


@pytest.fixture
def workspace(story: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of it, open."""
    path = tmp_path / "story.revops"
    shutil.copy(story, path)
    with Workspace.open(path) as opened_:
        yield opened_


def opened(workspace: Workspace, qtbot: Any) -> tuple[ReportPage, Actions]:
    """The page as a window of its own."""
    actions = Actions(workspace, clock=lambda: NOW)
    page = ReportPage(actions)
    qtbot.addWidget(page)
    page.build_whole()
    actions.changed.connect(page.notice)
    page.resize(1000, 700)
    page.show()
    return page, actions


@pytest.fixture
def page(workspace: Workspace, qtbot: Any) -> Iterator[ReportPage]:
    """The page with its first report made."""
    shown, actions = opened(workspace, qtbot)
    qtbot.waitUntil(shown.report.choices.save_button.isEnabled, timeout=20000)
    yield shown
    actions.close()

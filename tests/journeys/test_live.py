"""Every page of figures is live: after any change it shows what a fresh look would show.

Questions run in the background: on the thread of the window only small ones are asked.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QListView, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Row, select

from revops_desktop.app import Program, make_demo
from revops_desktop.database.tables import deal_state, exit_reason, stage
from revops_desktop.operations import deals
from revops_desktop.ui import texts
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.charts.chart import Chart
from revops_desktop.ui.figures.tile import Spark
from revops_desktop.ui.navigation import PAGES
from revops_desktop.ui.page import Page

# Pages without figures of the river, or that are made on demand.
WITHOUT = {
    *("board", "companies", "contacts", "products", "report", "exchange", "trash", "settings"),
}
KEYS = [entry.key for entry in PAGES if entry.key not in WITHOUT]
# What changes below is too young for them: their months are over.
SETTLED = {"bottleneck", "plan"}
# Asked on the thread of the window: they take less than a millisecond. The rows of a list are those
# that are on the screen; one of them asks by a lambda.
SMALL = {"settings", "size", "pipelines", "rows", "<lambda>"}

# Seen in every run; the others take as long, and are seen at night.
EVERY_TIME = {"overview", "funnel"}
AT_NIGHT = [key for key in KEYS if key not in EVERY_TIME]
SEEN = [*sorted(EVERY_TIME), *(pytest.param(key, marks=pytest.mark.nightly) for key in AT_NIGHT)]

Change = Callable[[Program], None]


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed demo in which every page has something to show."""
    path = tmp_path_factory.mktemp("live") / "demo.revops"
    make_demo(path, today=date(2026, 4, 1), deals=800)
    return path


@pytest.fixture
def shown(program: Program, demo_file: Path, tmp_path: Path) -> Iterator[Program]:
    """A copy of the demo in a window on screen."""
    path = tmp_path / "demo.revops"
    path.write_bytes(demo_file.read_bytes())
    assert program.open_file(path)
    program.window.show()
    yield program


def _actions(program: Program) -> Actions:
    assert program.actions is not None
    return program.actions


def settle(qtbot: QtBot, program: Program) -> None:
    """Until nothing is asked any more, nor is about to be, nor anything asked after an answer."""
    for _time in range(2):
        qtbot.waitUntil(lambda: not _is_busy(program), timeout=20_000)
        qtbot.wait(60)
    qtbot.waitUntil(lambda: not _is_busy(program), timeout=20_000)


def _is_busy(program: Program) -> bool:
    """Whether a question is under way, or a page collects changes before it asks."""
    timers = program.window.findChildren(QTimer)
    soon = any(
        timer.isActive() and timer.isSingleShot() and isinstance(timer.parent(), Page)
        for timer in timers
    )
    return _actions(program).is_busy or soon


def read(page: QWidget) -> list[str]:
    """All that can be read on a page, in its order."""
    found = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisibleTo(page):
            continue
        if isinstance(widget, texts.Label):
            found.append(widget.text())
        elif isinstance(widget, Chart):
            found += [widget.said(mark) for mark in widget.marks()]
        elif isinstance(widget, Spark):
            found.append(str(widget.points()))
        elif isinstance(widget, QAbstractItemView) and not isinstance(widget.parent(), QComboBox):
            found += _cells(widget)
    return found


def _cells(view: QAbstractItemView) -> list[str]:
    model = view.model()
    if model is None:
        return []
    root = view.rootIndex()
    width = 1 if isinstance(view, QListView) else model.columnCount(root)
    cells = [
        model.index(row, column, root)
        for row in range(min(model.rowCount(root), 50))
        for column in range(width)
    ]
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
    return [str(cell.data(role)) for cell in cells for role in roles]


def _open_deals(program: Program, phase: str) -> list[Row]:
    state = deal_state.c

    def asked(session: Any) -> list[Row]:
        wanted = (
            select(state.deal_id, stage.c.id, stage.c.pipeline_id)
            .join(stage, stage.c.id == state.stage_id)
            .where(state.status == "open", stage.c.phase == phase, state.value > 0)
            .order_by(state.deal_id)
        )
        return list(session.execute(wanted))

    return list(_actions(program).ask(asked))


def _win(program: Program) -> None:
    won = _open_deals(program, "opportunity")[0]
    done = _actions(program).do(
        deals.move_to_stage,
        deal_id=won.deal_id,
        stage_id=_first_stage(program, won.pipeline_id, "customer"),
        override="It was agreed.",
    )
    assert done is not None


def _first_stage(program: Program, pipeline_id: int, phase: str) -> int:
    found: int = _actions(program).ask(
        lambda session: session.scalars(
            select(stage.c.id)
            .where(stage.c.pipeline_id == pipeline_id, stage.c.phase == phase)
            .order_by(stage.c.position)
        ).first()
    )
    return found


def _recycle(program: Program) -> None:
    left = _open_deals(program, "opportunity")[1]
    reason = _actions(program).ask(
        lambda session: session.scalars(
            select(exit_reason.c.id).where(
                exit_reason.c.kind == "recycled", exit_reason.c.asks_note == 0
            )
        ).first()
    )
    done = _actions(program).do(
        deals.leave_river,
        deal_id=left.deal_id,
        kind="recycled",
        reason_id=reason,
        wake_on="2026-07-01",
        override="It was agreed.",
    )
    assert done is not None


def _worth_more(program: Program) -> None:
    edited = _open_deals(program, "opportunity")[2]
    done = _actions(program).do(
        deals.edit,
        deal_id=edited.deal_id,
        fields={"probability_basis_points": 8000, "expected_close": "2026-04-20"},
    )
    assert done is not None


def _hand_on(program: Program) -> None:
    """Leads go on, which ends their clocks and hands them over."""
    for lead in _open_deals(program, "lead")[:4]:
        done = _actions(program).do(
            deals.move_to_stage,
            deal_id=lead.deal_id,
            stage_id=_first_stage(program, lead.pipeline_id, "opportunity"),
            override="It was agreed.",
        )
        assert done is not None


CHANGES: tuple[Change, ...] = (_win, _recycle, _worth_more, _hand_on)
# How many steps they are.
STEPS = 7


@pytest.mark.parametrize(
    "key",
    [key if key in EVERY_TIME else pytest.param(key, marks=pytest.mark.nightly) for key in KEYS],
)
def test_a_page_shows_after_every_change_what_a_fresh_look_would(
    shown: Program, qtbot: QtBot, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.window.show_page(key)
    page = shown.window.page(key)
    qtbot.waitUntil(page.isVisible)
    settle(qtbot, shown)
    first = read(page)
    for change in CHANGES:
        change(shown)
    asked = _noted(shown, monkeypatch)
    settle(qtbot, shown)
    live = read(page)
    assert set(asked) <= SMALL
    assert live == _fresh(shown, qtbot, page)
    if key not in SETTLED:
        assert live != first
    monkeypatch.undo()
    for _step in range(STEPS):
        _actions(shown).undo()
    settle(qtbot, shown)
    assert read(page) == first


def _noted(program: Program, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the questions that the window waits for from now on."""
    actions, names = _actions(program), []
    ask = actions.ask

    def noting(question: Callable[..., Any], /, **arguments: Any) -> Any:
        names.append(question.__name__)
        return ask(question, **arguments)

    monkeypatch.setattr(actions, "ask", noting)
    return names


def _fresh(program: Program, qtbot: QtBot, page: Page) -> list[str]:
    page.refresh()
    settle(qtbot, program)
    return read(page)

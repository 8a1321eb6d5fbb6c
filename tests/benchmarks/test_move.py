"""One move on the board of 10,000 and of 100,000 open deals: dropped, committed, painted.

Bare is the same move written by hand on a raw connection with the same pragmas: end the visit,
begin the next, say where the deal stands, commit. What the stages and hand-off rules of The Model
ask for is there: a card goes on without a question. Seconds are those of the processor.
"""

import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from revops_desktop.database.connection import open_connection
from revops_desktop.database.first_screen import first_board
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from revops_desktop.ui import theme
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.board.page import BoardPage
from tests.benchmarks.open_deals import median, meet, write_open_deals
from tests.conftest import NOW

ROUNDS = 40
# Milliseconds: the aim on an idle machine.
AIMS = {10_000: 16, 100_000: 20}
ALIKE = 1.3
# How many cards of each column are ready to go on: more than are dropped.
READY = 100
# The stages of a move, by position: nothing is asked on the way back; Phase 2 asks for two things;
# inside sales hands over to field sales, with six items.
WAYS = {"back": (8, 7), "two criteria": (7, 8), "handed over": (5, 6)}


@pytest.fixture(scope="module", params=sorted(AIMS))
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("move") / f"{request.param}.revops"
    write_open_deals(path, request.param)
    make_ready(path)
    return path


def make_ready(path: Path) -> None:
    """The first cards of each column have all that is asked for before they go on."""
    with Workspace.open(path) as workspace:
        first = workspace.raw.execute(
            "SELECT deal_id FROM (SELECT deal_id, row_number() OVER (PARTITION BY stage_id "
            "ORDER BY rank DESC, deal_id DESC) AS place FROM deal_state) WHERE place <= ?",
            (READY,),
        ).fetchall()
        workspace.do(meet, at=NOW, deal_ids=[deal_id for (deal_id,) in first])


@contextmanager
def shown(file: Path) -> Iterator[BoardPage]:
    """A file's board in a window of the usual size."""
    with Workspace.open(file) as workspace:
        window = QWidget()
        actions = Actions(workspace, window, clock=lambda: NOW)
        made = BoardPage(actions, window)
        actions.changed.connect(made.notice)
        for widget in (window, made):
            widget.resize(1280, 800)
        made.show_first(first_board(workspace.raw))
        window.show()
        QApplication.processEvents()
        yield made
        actions.close()
        window.close()
        window.deleteLater()


@pytest.fixture
def page(qapp: QApplication, file: Path) -> Iterator[BoardPage]:
    theme.apply(qapp, False)
    with shown(file) as made:
        yield made


def _bare(file: Path, number: int) -> float:
    """The move by hand on a raw connection."""
    connection = open_connection(file)
    rows = connection.execute(
        "SELECT deal_id, id, stage_id FROM stage_visit WHERE left_at IS NULL LIMIT ?", (number,)
    ).fetchall()
    waiting = iter(rows)

    def move() -> None:
        deal_id, visit_id, stage_id = next(waiting)
        to = stage_id % 10 + 1
        run = connection.execute
        run("BEGIN IMMEDIATE")
        run(
            "UPDATE stage_visit SET left_at = ?, outcome = 'advanced' WHERE id = ?",
            (NOW, visit_id),
        )
        run(
            "INSERT INTO stage_visit (deal_id, stage_id, sequence, entered_at, is_reentry,"
            " is_imported) VALUES (?, ?, 9, ?, 0, 0)",
            (deal_id, to, NOW),
        )
        run("UPDATE deal_state SET stage_id = ?, since = ? WHERE deal_id = ?", (to, NOW, deal_id))
        run("COMMIT")

    try:
        return median(move, number - 1)
    finally:
        connection.close()


def dropping(page: BoardPage) -> Callable[[], None]:
    """Drops the fourth card of a column on the next one, and waits for the frame."""
    columns = page.area.columns
    steps = iter(range(10**6))

    def drop() -> None:
        step = next(steps)
        source, target = columns[step % 4], columns[(step + 1) % 4]
        page.move_card(source.model.card(3), target.stage.stage_id)
        QApplication.processEvents()

    return drop


def _written(page: BoardPage, way: tuple[int, int]) -> float:
    """Moves of the first cards of one stage to another, without the board."""
    source, target = (page.area.columns[position - 1] for position in way)
    chosen = [source.model.card(place).deal_id for place in range(ROUNDS + 1)]
    waiting = iter(chosen)

    def write_only() -> None:
        page.actions_.workspace.do(
            deals.move_to_stage, at=NOW, deal_id=next(waiting), stage_id=target.stage.stage_id
        )

    return median(write_only, ROUNDS)


def test_a_move_from_the_drop_to_the_frame(page: BoardPage, file: Path) -> None:
    whole = median(dropping(page), ROUNDS)
    written = {name: _written(page, way) for name, way in WAYS.items()}
    page.actions_.workspace.close()
    bare = _bare(file, ROUNDS + 1)
    number = int(file.stem)
    told = ", ".join(
        f"{name} {seconds * 1000:.2f} ms ({seconds / bare:.1f} ×)"
        for name, seconds in written.items()
    )
    print(
        f"\n{number:,} deals: drop to frame {whole * 1000:.1f} ms (aim {AIMS[number]} when idle; "
        f"{whole / bare:.1f} ×); written: {told}; bare commit {bare * 1000:.2f} ms"
    )


def between(page: BoardPage) -> Callable[[], None]:
    """Drops the fourth card of a column between the first two of the next one."""
    columns = page.area.columns
    steps = iter(range(10**6))

    def drop() -> None:
        step = next(steps)
        source, target = columns[step % 4], columns[(step + 1) % 4]
        deal = source.model.card(3).deal_id
        page.drop((deal,), target.stage.stage_id, target.model.card(0).deal_id)
        QApplication.processEvents()

    return drop


@pytest.mark.parametrize("way", (dropping, between))
def test_a_drop_costs_the_same_whatever_the_number(
    qapp: QApplication,
    tmp_path_factory: pytest.TempPathFactory,
    way: Callable[[BoardPage], Callable[[], None]],
) -> None:
    """Side by side in turns, so that a busy machine slows both down."""
    theme.apply(qapp, False)
    taken: dict[int, list[float]] = {200: [], 100_000: []}
    folder = tmp_path_factory.mktemp("alike")
    with ExitStack() as stack:
        drops = {}
        for number in taken:
            file = folder / f"{number}.revops"
            write_open_deals(file, number)
            make_ready(file)
            drops[number] = way(stack.enter_context(shown(file)))
        for _round in range(6):
            for number, drop in drops.items():
                taken[number].append(median(drop, 8))
    few, many = (statistics.median(times) for times in taken.values())
    print(
        f"\n{way.__name__}: {few * 1000:.1f} ms of 200 cards, {many * 1000:.1f} ms of 100,000 "
        f"({many / few:.2f} ×, at most {ALIKE})"
    )
    assert many / few <= ALIKE

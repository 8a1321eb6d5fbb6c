"""Settings: another time zone moves instants, never days (domain.md §2)."""

from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import workspaces
from revops_desktop.rules.periods import start_of_day
from tests.river import everything, make_river


def test_another_time_zone_moves_instants_never_days(tmp_path: Path) -> None:
    from datetime import date

    @verb("Import")
    def bring_in(session: Session, *, at: int) -> None:
        session.execute(insert(tables.deal).values(id=1, title="A", pipeline_id=1, created_at=at))
        session.execute(
            insert(tables.stage_visit).values(
                deal_id=1,
                stage_id=1,
                sequence=1,
                entered_at=start_of_day(date(2026, 4, 1), "Asia/Tokyo"),
                entered_day="2026-04-01",
                left_at=1_775_100_000,
                outcome="advanced",
            )
        )

    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(bring_in, at=2)
        before = everything(workspace)
        workspace.do(workspaces.change_settings, at=3, fields={"time_zone": "America/New_York"})
        visit = everything(workspace)["stage_visit"][0]
        assert visit[4:8] == (
            start_of_day(date(2026, 4, 1), "America/New_York"),
            "2026-04-01",
            1_775_100_000,
            None,
        )
        workspace.undo(at=4)
        assert everything(workspace) == before


def test_a_zone_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with (
        make_river(tmp_path / "a.revops") as workspace,
        pytest.raises(RuleBroken, match="Asia/Tokyo"),
    ):
        workspace.do(workspaces.change_settings, at=3, fields={"time_zone": "Mars/Base"})

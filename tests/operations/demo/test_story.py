"""A demo is the same for the same wish, its journal tells all of it, and it can be worked with."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import row_as_json
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import template_files
from revops_desktop.operations.demo.story import write_demo
from tests.operations.demo.cohorts import local
from tests.operations.demo.conftest import END

ALL = (*tables.JOURNALED, tables.action, tables.change)
# A report's PDF is made when somebody makes one, nobody chose a logo, and no export came back.
EMPTY = ("report_file", "report_look", "deal_history")


def _rows(session: Session, *, of: tuple = ALL) -> dict[str, list]:
    return {
        table.name: [tuple(row) for row in session.execute(select(table).order_by(table.c[0]))]
        for table in of
    }


def _derived(session: Session) -> dict[str, list]:
    return {
        table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
        for table in tables.DERIVED
    }


def _facts(session: Session) -> dict[str, list]:
    return _rows(session, of=tables.JOURNALED)


def _write(path: Path, *, seed: int = 1, end: date = END) -> Workspace:
    workspace = Workspace.create(path)
    write_demo(workspace, deals=60, seed=seed, end=end)
    return workspace


def _one(session: Session, *, sql: str):
    return session.connection().exec_driver_sql(sql).scalar()


def test_the_same_wish_gives_the_same_rows(tmp_path: Path) -> None:
    files = []
    for number, (seed, end) in enumerate(((1, END), (1, END), (2, END), (1, date(2026, 4, 1)))):
        with _write(tmp_path / f"{number}.revops", seed=seed, end=end) as workspace:
            files.append(workspace.ask(_rows))
    same, again, other_seed, other_end = files
    assert same == again
    assert other_seed["deal"] != same["deal"]
    assert other_end["stage_visit"] != same["stage_visit"]


@pytest.mark.parametrize("deals", [50, pytest.param(3000, marks=pytest.mark.nightly)])
def test_a_demo_has_the_deals_that_were_asked_for(demo_of, deals: int) -> None:
    workspace = demo_of(deals=deals).workspace
    assert workspace.ask(_one, sql="SELECT count(*) FROM deal") == deals
    assert workspace.ask(_one, sql="SELECT count(*) FROM deal_state WHERE undated") == 0
    assert workspace.raw.execute("PRAGMA foreign_key_check").fetchall() == []
    assert workspace.raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    first, last = workspace.raw.execute(
        "SELECT min(entered_at), max(max(entered_at), max(coalesce(left_at, 0))) FROM stage_visit"
    ).fetchone()
    assert (local(first).year, local(first).month) == (2024, 4)
    assert (END - local(last).date()).days <= 4
    assert local(last).hour < 18


@pytest.mark.parametrize("deals", [pytest.param(1500, marks=pytest.mark.nightly), 3000])
def test_the_board_has_deals_in_every_stage_and_no_heap_in_front(demo_of, deals: int) -> None:
    standing = demo_of(deals=deals).workspace.raw.execute(
        "SELECT position, sum(status IN ('open', 'customer')) FROM stage "
        "LEFT JOIN deal_state ON stage_id = id GROUP BY position ORDER BY position"
    )
    counts = [count for _, count in standing]
    assert len(counts) == 14
    assert min(counts) > 0
    assert max(counts) < 0.06 * deals


@pytest.mark.parametrize("deals", [0, 49, 1_000_001])
def test_a_size_out_of_range_is_refused(tmp_path: Path, deals: int) -> None:
    with (
        Workspace.create(tmp_path / "a.revops") as workspace,
        pytest.raises(RuleBroken, match=r"from 50 to 1000000 deals"),
    ):
        write_demo(workspace, deals=deals, seed=1, end=END)


def test_a_file_in_use_is_refused(workspace) -> None:
    before = workspace.ask(_rows)
    with pytest.raises(RuleBroken, match="empty file"):
        write_demo(workspace, deals=50, seed=1, end=END)
    assert workspace.ask(_rows) == before


@pytest.mark.parametrize("table", tables.JOURNALED, ids=lambda table: table.name)
def test_the_journal_tells_every_row_as_the_triggers_would(demo_of, table) -> None:
    workspace = demo_of().workspace
    rows = workspace.ask(_one, sql=f"SELECT count(*) FROM {table.name}")
    begun = f"SELECT count(*) FROM change WHERE table_name = '{table.name}' AND before IS NULL"
    assert workspace.ask(_one, sql=begun) == rows
    assert rows > 0 or table.name in EMPTY
    as_last_told = f"""
        SELECT count(*) FROM {table.name} AS row WHERE {row_as_json(table, "row")} = (
          SELECT after FROM change WHERE table_name = '{table.name}' AND row_id = row.id
          ORDER BY id DESC LIMIT 1)"""
    assert workspace.ask(_one, sql=as_last_told) == rows


def test_the_journal_is_one_story_in_the_order_of_time(demo_of) -> None:
    workspace = demo_of().workspace
    broken = """
        SELECT count(*) FROM (
          SELECT before, lag(after) OVER (PARTITION BY table_name, row_id ORDER BY id) AS earlier
          FROM change) WHERE before IS NOT earlier"""
    assert workspace.ask(_one, sql=broken) == 0
    backwards = """
        SELECT count(*) FROM (SELECT at, lag(at) OVER (ORDER BY id) AS earlier FROM action)
        WHERE at < earlier"""
    assert workspace.ask(_one, sql=backwards) == 0
    idle = "SELECT count(*) FROM action WHERE id NOT IN (SELECT action_id FROM change)"
    assert workspace.ask(_one, sql=idle) == 0
    nobody = "SELECT group_concat(DISTINCT label) FROM action WHERE member_id IS NULL"
    assert workspace.ask(_one, sql=nobody) == (
        "Set up the workspace {name},Add member {member},Add product {product}"
    )


def _acts(session: Session) -> list:
    return list(
        session.execute(select(tables.action.c.at, tables.action.c.label, tables.action.c.params))
    )


def test_acts_have_names_and_happen_in_working_hours(demo_of) -> None:
    counted: Counter[str] = Counter()
    for at, label, params in demo_of().workspace.ask(_acts):
        counted[label] += 1
        assert "{" not in label.format(**json.loads(params))
        moment = local(at)
        if counted[label] > 1 and "member" not in label and "product" not in label:
            assert 9 <= moment.hour < 18, (label, moment)
            assert moment.weekday() < 5, (label, moment)
    usual = {
        *("Add “{deal}”", "Move “{deal}” to {stage}", "Lose “{deal}”: {reason}"),
        *("Recycle “{deal}”: {reason}", "“{deal}” churned: {reason}", "Edit “{deal}”"),
        *("Reopen “{deal}” in {stage}", "Log with “{deal}”: {title}"),
    }
    assert usual <= set(counted)


def test_the_last_acts_are_undone_and_redone(small: Workspace) -> None:
    facts, derived = small.ask(_facts), small.ask(_derived)
    earlier = {}
    for step in range(50):
        if step % 10 == 0:
            earlier[step] = small.ask(_facts)
        assert small.undo(at=1_800_000_000) is not None
    assert len({repr(each) for each in earlier.values()}) == 5
    for step in reversed(range(50)):
        assert small.redo(at=1_800_000_000) is not None
        if step in earlier:
            assert small.ask(_facts) == earlier[step]
    assert small.ask(_facts) == facts
    assert small.ask(_derived) == derived


def _amounts(session: Session) -> dict[int, tuple]:
    deal = tables.deal
    rows = session.execute(select(deal.c.id, deal.c.amount, deal.c.monthly_amount))
    return {row.id: (row.amount, row.monthly_amount) for row in rows}


def test_as_of_an_earlier_day_deals_had_other_amounts(small: Workspace) -> None:
    months_ago = 1_765_000_000
    then, now = small.ask(_amounts, as_of=months_ago), small.ask(_amounts)
    assert 0 < len(then) < len(now)
    changed = [deal_id for deal_id, amounts in then.items() if now[deal_id] != amounts]
    assert changed
    told = """
        SELECT json_extract(after, '$.amount'), json_extract(after, '$.monthly_amount')
        FROM change JOIN action ON action.id = action_id
        WHERE table_name = 'deal' AND row_id = {deal} AND at < {at} ORDER BY change.id DESC"""
    for deal_id in changed:
        sql = told.format(deal=deal_id, at=months_ago)
        assert small.raw.execute(sql).fetchone() == then[deal_id]


def test_lines_add_up_to_the_amount(demo_of) -> None:
    wrong = """
        SELECT count(*) FROM deal JOIN (
          SELECT deal_id,
            sum(CASE billing WHEN 'one_off' THEN quantity * unit_price END) AS one_off,
            sum(CASE billing WHEN 'monthly' THEN quantity * unit_price END) AS monthly
          FROM deal_line JOIN product ON product.id = product_id GROUP BY deal_id)
        ON deal_id = deal.id WHERE one_off IS NOT amount OR monthly IS NOT monthly_amount"""
    workspace = demo_of().workspace
    assert workspace.ask(_one, sql=wrong) == 0
    quoted = "SELECT count(DISTINCT deal_id) FROM deal_line"
    assert workspace.ask(_one, sql=quoted) > 500
    unknown = workspace.ask(_one, sql="SELECT avg(value IS NULL) FROM deal_state")
    assert 0.01 < unknown < 0.1, "few amounts are unknown: shares by amount can be shown"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_the_owner_named_is_in_one_language(demo_of, language: str) -> None:
    workspace = demo_of(deals=50, language=language).workspace
    told = "SELECT group_concat(name) FROM (SELECT name FROM stage ORDER BY position)"
    assert workspace.ask(_one, sql=told) == ",".join(
        stage.names[language] for stage in template_files.read("the-model").stages
    )
    titles = workspace.ask(_one, sql="SELECT group_concat(title) FROM deal")
    assert ("導入" in titles) == (language == "ja")
    months = workspace.ask(_one, sql="SELECT group_concat(campaign) FROM deal")
    assert ("年" in months) == (language == "ja")
    companies = workspace.ask(_one, sql="SELECT group_concat(name) FROM company")
    assert "株式会社" in companies
    assert workspace.ask(_one, sql="SELECT language FROM workspace") == language


def test_writing_says_how_far_it_is_and_can_be_stopped(tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, of: int) -> None:
        raise Stopped(f"{done} of {of}")

    with Workspace.create(tmp_path / "a.revops") as workspace:
        with pytest.raises(Stopped, match="0 of 60"):
            write_demo(workspace, deals=60, seed=1, end=END, progress=stop)
        assert workspace.ask(_one, sql="SELECT count(*) FROM deal") == 0
        assert workspace.ask(_one, sql="SELECT count(*) FROM member") == 0


def test_the_file_keeps_its_indexes(small: Workspace, workspace) -> None:
    indexes = "SELECT group_concat(sql) FROM (SELECT sql FROM sqlite_schema ORDER BY type, name)"
    assert small.ask(_one, sql=indexes) == workspace.ask(_one, sql=indexes)

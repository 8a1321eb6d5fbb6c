"""What goes out comes in again equal, opens in a spreadsheet, and runs no formula there."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from revops_desktop import i18n
from revops_desktop.analytics import custom_fields
from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.out.companies import export_companies
from revops_desktop.exchange.out.deals import export_deals
from revops_desktop.exchange.presets import presets
from revops_desktop.exchange.refusals import Cancelled
from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.operations import custom_fields as verbs
from revops_desktop.operations import deals
from revops_desktop.rules.company_names import company_key
from tests import prepared
from tests.conftest import NOW, write_the_model
from tests.exchange.lists import DEALS, all_rows, bring, mapping, source
from tests.exchange.test_importing import Watching, query
from tests.river import ask_nothing

DAY = 86400


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Workspace]:
    """A second, empty workspace of the same template."""
    made = prepared.opened(
        tmp_path / "another.revops", prepared.name_of(write_the_model), write_the_model
    )
    yield made
    made.close()


def stage_ids(workspace: Any) -> dict[str, int]:
    return {name: number for name, number in query(workspace, "SELECT name, id FROM stage")}


def reason_of(workspace: Any, kind: str) -> int:
    sql = f"SELECT id FROM exit_reason WHERE kind = '{kind}' AND asks_note = 0 LIMIT 1"
    return int(query(workspace, sql)[0][0])


@pytest.fixture
def lived_in(workspace: Any, tmp_path: Path) -> Any:
    """Deals by hand and from a list, in every state, with texts that mean something elsewhere."""
    workspace.do(ask_nothing, at=NOW)
    stages = stage_ids(workspace)
    clock = NOW

    def do(verb: Any, **arguments: Any) -> Any:
        nonlocal clock
        clock += DAY + 61
        return workspace.do(verb, at=clock, **arguments).value

    def move(deal_id: int, *names: str) -> None:
        for name in names:
            do(deals.move_to_stage, deal_id=deal_id, stage_id=stages[name])

    def leave(deal_id: int, kind: str, **more: Any) -> None:
        reason = reason_of(workspace, kind)
        do(deals.leave_river, deal_id=deal_id, kind=kind, reason_id=reason, **more)

    made = [
        do(deals.create, title=title, stage_id=stages["Lead"], amount=amount, note=note)
        for title, amount, note in (
            ("=HYPERLINK(1)", 5, "-5"),
            ("'=quoted", 0, 'a\nb\r\nc, "d"'),
            ("＋81-3", None, "😀" * 50),
            ("R&D <b>", -300, "x" * 100_000),
            ("@home", 7, "'"),
            ("Back again", 8, ""),
        )
    ]
    move(made[0], "Contact", "Qualified", "Phase 2", "Onboarding", "Adoption")
    move(made[1], "Qualified")
    leave(made[1], "lost")
    leave(made[2], "recycled", wake_on="2026-12-24")
    move(made[3], "Phase 1", "Onboarding")
    leave(made[3], "churned")
    move(made[5], "Phase 2", "Lead")
    bring(
        workspace,
        tmp_path,
        "1,List won,Aoba,won,2026-01-05,2026-02-01,1000,\n"
        "2,List lost,Aoba,lost,2026-01-06,2026-02-02,,Price\n"
        "3,List undated,-Minus Ltd,Phase 2,,,500,\n",
    )
    toml = (
        '[[source]]\nfile = "c.csv"\nkind = "companies"\n[source.columns]\n'
        'name = "name"\nemployees = "staff"\nchannel = "channel"\nowner = "owner"\nnote = "note"\n'
    )
    text = "name,staff,channel,owner,note\n@Shop,3,partner,=Sato,-\nテスト商店,,直販,,あ\n"
    import_files(
        workspace, [source(tmp_path, text, "c.csv")], mapping(tmp_path, toml), at=clock + DAY
    )
    return workspace


def exported(workspace: Any, folder: Path, name: str) -> tuple[Path, Path]:
    folder.mkdir(exist_ok=True)
    companies, found = folder / f"{name} companies.csv", folder / f"{name} deals.csv"
    export_companies(workspace, companies)
    pipeline = query(workspace, "SELECT id FROM pipeline ORDER BY position")[0][0]
    export_deals(workspace, found, pipeline_id=pipeline)
    return companies, found


def taken(workspace: Any, path: Path, preset: str) -> ImportSummary:
    return import_files(workspace, [path], read_mapping(presets()[preset]), at=NOW + 1000 * DAY)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_out_and_in_again_is_equal(
    lived_in: Any, another: Any, tmp_path: Path, language: str
) -> None:
    i18n.set_language(language)
    companies, found = exported(lived_in, tmp_path / "first", "from")
    for path, preset in ((companies, "company_list"), (found, "deal_list")):
        summary = taken(another, path, preset)
        assert summary.refused == 0, [problem.sentence() for problem in summary.problems]
        assert summary.unchanged == 0
    again = exported(another, tmp_path / "second", "from")
    for before, after in zip((companies, found), again, strict=True):
        assert after.read_bytes() == before.read_bytes()
    state = "SELECT d.title, s.status, s.won, s.opportunity, s.value FROM deal AS d "
    state += "JOIN deal_state AS s ON s.deal_id = d.id ORDER BY d.id"
    assert query(another, state) == query(lived_in, state)


def test_the_demo_comes_in_again_equal(another: Any, tmp_path: Path) -> None:
    from revops_desktop.operations.demo.story import write_demo

    with Workspace.create(tmp_path / "demo.revops") as demo:
        write_demo(demo, deals=150, seed=3, end=date(2026, 3, 31), language="en")
        before = exported(demo, tmp_path / "first", "from")
        fields = demo.ask(custom_fields.fields)
    for field in fields:
        another.do(
            verbs.define,
            at=NOW,
            subject=field.subject,
            name=field.name,
            kind=field.kind,
            choices=[choice.name for choice in field.choices],
        )
    for path, preset in zip(before, ("company_list", "deal_list"), strict=True):
        assert taken(another, path, preset).refused == 0
    after = exported(another, tmp_path / "second", "from")
    # Of companies that are the same by their name, as the demo has some, the first stays.
    first: dict[str, str] = {}
    for line in before[0].read_text(encoding="utf-8-sig").splitlines():
        first.setdefault(company_key(line.split(",")[0]), line)
    assert after[0].read_text(encoding="utf-8-sig").splitlines() == list(first.values())
    assert after[1].read_text(encoding="utf-8-sig") == before[1].read_text(encoding="utf-8-sig")


def test_into_the_same_workspace_nothing_is_new(lived_in: Any, tmp_path: Path) -> None:
    companies, found = exported(lived_in, tmp_path / "out", "x")
    before = all_rows(lived_in)
    first, second = taken(lived_in, companies, "company_list"), taken(lived_in, found, "deal_list")
    assert (first.created, first.refused, second.created, second.refused) == (0, 0, 0, 0)
    assert second.unchanged == 9
    assert all_rows(lived_in) == before


def test_a_spreadsheet_sees_text_and_numbers_never_formulas(lived_in: Any, tmp_path: Path) -> None:
    _companies, found = exported(lived_in, tmp_path / "out", "x")
    assert found.read_bytes().startswith(b"\xef\xbb\xbf")
    with open(found, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Title"] for row in rows[:3]] == ["'=HYPERLINK(1)", "''=quoted", "'＋81-3"]
    assert rows[3]["Amount"] == "-300"
    assert rows[1]["Amount"] == "0"
    assert rows[2]["Amount"] == ""
    assert rows[0]["Note"] == "-5"
    assert rows[0]["Status"] == "Customer"
    assert rows[2]["Wakes up on"] == "2026-12-24"


def test_a_cancelled_export_leaves_the_old_file(lived_in: Any, tmp_path: Path) -> None:
    path = tmp_path / "companies.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(Cancelled):
        export_companies(lived_in, path, progress=Watching(0))
    assert path.read_text(encoding="utf-8") == "old"
    assert [file.name for file in tmp_path.glob(".*")] == []


def test_amounts_of_currencies_with_cents(tmp_path: Path, another: Any) -> None:
    from sqlalchemy import update

    from revops_desktop.database import tables
    from revops_desktop.database.journal import verb

    @verb("Currency")
    def change(session: Any, *, at: int) -> None:
        session.execute(update(tables.workspace).values(currency="USD"))

    another.do(change, at=NOW)
    bring(another, tmp_path, "1,A,,Lead,,,1054.5,\n", DEALS)
    _companies, found = exported(another, tmp_path / "out", "x")
    with open(found, encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["Amount"] == "1054.50"


PLAIN = {
    "deals.csv": (
        "Deal name,Company,Stage,Created,Close date,Amount,Lost reason\n"
        "Won one,Aoba,Won,2026-01-05,2026-02-01,100,\n"
        "Lost one,Aoba,Lost,2026-01-06,2026-02-02,,Price\n"
        "Open one,Aoba,Phase 2,2026-01-07,,200,\n"
        "New one,Aoba,,2026-01-08,,,\n"
        "First one,Aoba,Lead,2026-01-09,,,\n"
        "Odd one,Aoba,Nirvana,2026-01-09,,,\n"
    ),
    "商談.csv": (
        "商談名,取引先名,フェーズ,ステータス,作成日,完了日,金額,失注理由\n"
        "Won one,青葉,Phase 5,受注,2026/1/5,2026年2月1日,￥100,\n"
        "Lost one,青葉,Phase 1,失注,2026/1/6,2026/2/2,未定,価格\n"
        "Open one,青葉,Phase 2,進行中,2026/1/7,,２００円,\n"
        "New one,青葉,,進行中,2026/1/8,,,\n"
        "First one,青葉,Lead,商談中,2026/1/9,,,\n"
        "Odd one,青葉,Phase 2,行方不明,2026/1/9,,,\n"
    ),
}


@pytest.mark.parametrize("name", list(PLAIN))
def test_a_plain_list_builds_what_its_dates_prove(
    workspace: Any, tmp_path: Path, name: str
) -> None:
    from tests.exchange.lists import visits

    encoding = "utf-8" if name == "deals.csv" else "cp932"
    summary = taken(workspace, source(tmp_path, PLAIN[name], name, encoding), "deal_list")
    assert (summary.created, summary.refused) == (5, 1)
    assert summary.files[0].encoding == encoding
    assert visits(workspace, "Won one") == [
        ("Lead", "2026-01-05", None, "advanced"),
        ("Qualified", None, None, "advanced"),
        ("Onboarding", "2026-02-01", None, None),
    ]
    lost_from = "Qualified" if name == "deals.csv" else "Phase 1"
    assert visits(workspace, "Lost one") == [
        ("Lead", "2026-01-06", None, "advanced"),
        (lost_from, None, "2026-02-02", "lost"),
    ]
    assert visits(workspace, "Open one") == [
        ("Lead", "2026-01-07", None, "advanced"),
        ("Phase 2", None, None, None),
    ]
    assert visits(workspace, "New one") == [("Lead", "2026-01-08", None, None)]
    assert visits(workspace, "First one") == [("Lead", "2026-01-09", None, None)]
    assert query(workspace, "SELECT title, amount FROM deal WHERE amount IS NOT NULL") == [
        ("Won one", 100),
        ("Open one", 200),
    ]

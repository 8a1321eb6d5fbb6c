"""An import brings in what is right, reports the rest, and is one undo step or nothing."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.database.backup import backups
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.refusals import Cancelled, FileRefused
from tests.conftest import NOW
from tests.exchange.lists import DEALS, HEADER, all_rows, bring, mapping, source, visits

COMPANIES = """
[[source]]
file = "companies*.csv"
kind = "companies"
[source.columns]
name = "name"
external_key = "id"
channel = "channel"
employees = "employees"
owner = "owner"
note = "note"
"""
COMPANY_HEADER = "id,name,channel,employees,owner,note\n"


def companies(workspace: Any, folder: Path, rows: str, **options: Any) -> Any:
    return import_files(
        workspace,
        [source(folder, COMPANY_HEADER + rows, "companies.csv")],
        mapping(folder, COMPANIES),
        at=NOW + 60,
        **options,
    )


def query(workspace: Any, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in workspace.raw.execute(sql)]


def test_the_dates_of_a_row_build_its_visits(workspace: Any, tmp_path: Path) -> None:
    summary = bring(
        workspace,
        tmp_path,
        "1,A,Aoba,won,2026-01-05,2026-02-01,1000,\n"
        "2,B,Aoba,lost,2026-01-06,2026-02-02,,Price\n"
        "3,C,,Phase 2,2026-01-07,,500,\n"
        "4,D,,phase2,,,,\n",
    )
    assert (summary.rows, summary.created, summary.refused) == (4, 4, 0)
    assert visits(workspace, "A") == [
        ("Qualified", "2026-01-05", "2026-02-01", "advanced"),
        ("Onboarding", "2026-02-01", None, None),
    ]
    assert visits(workspace, "B") == [("Qualified", "2026-01-06", "2026-02-02", "lost")]
    assert visits(workspace, "C") == [("Phase 2", "2026-01-07", None, None)]
    assert visits(workspace, "D") == [("Phase 2", None, None, None)]
    assert query(
        workspace,
        "SELECT d.title, d.amount, d.closed_value, d.external_key, c.name FROM deal AS d "
        "LEFT JOIN company AS c ON c.id = d.company_id ORDER BY d.id",
    ) == [
        ("A", 1000, 1000, "1", "Aoba"),
        ("B", None, None, "2", "Aoba"),
        ("C", 500, None, "3", None),
        ("D", None, None, "4", None),
    ]
    assert query(
        workspace,
        "SELECT r.kind, r.name FROM deal_exit AS x JOIN exit_reason AS r ON r.id = x.reason_id",
    ) == [("lost", "Price")]
    assert query(workspace, "SELECT min(is_imported), max(is_reentry) FROM stage_visit") == [(1, 0)]


def test_a_known_reason_is_used_and_an_unknown_one_is_made(workspace: Any, tmp_path: Path) -> None:
    (known,) = query(workspace, "SELECT name FROM exit_reason WHERE kind = 'lost' LIMIT 1")[0]
    before = query(workspace, "SELECT count(*) FROM exit_reason")[0][0]
    summary = bring(
        workspace,
        tmp_path,
        f"1,A,,lost,2026-01-06,2026-02-02,,{known.upper()}\n2,B,,lost,2026-01-06,2026-02-02,,\n",
    )
    assert summary.also_created == {"reasons": 1}
    assert query(workspace, "SELECT count(*) FROM exit_reason") == [(before + 1,)]


def test_an_odd_order_of_dates_is_kept_as_it_is(workspace: Any, tmp_path: Path) -> None:
    bring(workspace, tmp_path, "1,A,,won,2026-02-05,2026-01-01,1,\n")
    assert visits(workspace, "A")[0] == ("Qualified", "2026-02-05", "2026-01-01", "advanced")


def test_days_stand_at_their_first_instant_in_the_workspaces_zone(
    workspace: Any, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, "1,A,,Lead,2026-01-05,,,\n")
    assert query(workspace, "SELECT entered_at FROM stage_visit") == [(1767538800,)]


def test_the_same_file_again_changes_nothing_and_says_so(workspace: Any, tmp_path: Path) -> None:
    rows = "1,A,Aoba,won,2026-01-05,2026-02-01,1000,\n2,B,Aoba,Lead,,,,\n"
    bring(workspace, tmp_path, rows)
    before = all_rows(workspace)
    again = bring(workspace, tmp_path, rows)
    assert (again.created, again.unchanged, again.refused) == (0, 2, 0)
    assert not again.changed.tables
    assert all_rows(workspace) == before


def test_rows_without_a_number_are_recognised_too(workspace: Any, tmp_path: Path) -> None:
    toml = DEALS.replace('external_key = "id"\n', "")
    rows = ",A,Aoba,Lead,,,,\n,A,Aoba,Lead,,,,\n,B,Aoba,Lead,,,,\n"
    assert bring(workspace, tmp_path, rows, toml).created == 3
    again = bring(workspace, tmp_path, rows + ",C,Aoba,Lead,,,,\n", toml)
    assert (again.created, again.unchanged) == (1, 3)


def test_names_match_after_folding_and_removing_blanks(workspace: Any, tmp_path: Path) -> None:
    first = companies(workspace, tmp_path, ",ＡＢＣ 商事,,,,\n,abc商事,,,,\n,アイウ,,,,\n")
    assert (first.created, first.unchanged) == (2, 1)
    summary = bring(workspace, tmp_path, "1,A,ABC 商 事,Lead,,,,\n2,B,あいう,Lead,,,,\n")
    assert summary.also_created == {}
    assert query(workspace, "SELECT count(*) FROM company") == [(2,)]


def test_namesakes_with_another_number_are_other_companies(workspace: Any, tmp_path: Path) -> None:
    summary = companies(workspace, tmp_path, "1,Aoba,,,,\n2,Aoba,,,,\n1,Aoba Ltd,,,,\n")
    assert (summary.created, summary.unchanged) == (2, 1)
    assert companies(workspace, tmp_path, "2,Aoba,,,,\n3,Aoba,,,,\n").created == 1


def test_all_that_is_wrong_is_reported_and_the_rest_comes_in(
    workspace: Any, tmp_path: Path
) -> None:
    summary = companies(
        workspace,
        tmp_path,
        f"1,Good,直販,10,Sato,\n2,,direct,10,,\n3,Bad,web,many,,\n6,{'x' * 501},,,,\n",
    )
    assert (summary.rows, summary.created, summary.refused) == (4, 1, 3)
    assert [(p.row, p.column, p.value) for p in summary.problems] == [
        (3, "name", ""),
        (4, "channel", "web"),
        (4, "employees", "many"),
        (5, "name", "x" * 79 + "…"),
    ]
    assert all(p.message.endswith(".") for p in summary.problems)
    assert "companies.csv, row 4, column “channel”: " in summary.problems[1].sentence()
    assert query(workspace, "SELECT name, channel, employees FROM company") == [
        ("Good", "direct", 10)
    ]
    json = summary.to_json()
    assert json["refused"]["count"] == 3
    assert json["refused"]["problems"] == 4
    assert json["refused"]["reasons"][0]["row"] == 3


def test_a_refused_row_leaves_no_company_behind(workspace: Any, tmp_path: Path) -> None:
    summary = bring(
        workspace, tmp_path, "1,A,Ghost,Lead,soon,,,\n2,B,Ghost,nowhere,,,,\n3,C,Ghost,,,,,\n"
    )
    assert (summary.created, summary.refused) == (0, 3)
    assert "Its stages are: Lead, " in summary.problems[1].message
    assert query(workspace, "SELECT count(*) FROM company") == [(0,)]
    assert query(workspace, "SELECT count(*) FROM action WHERE label LIKE 'Import%'") == [(0,)]


def test_the_same_number_twice_is_refused_once(workspace: Any, tmp_path: Path) -> None:
    summary = bring(workspace, tmp_path, "1,A,,Lead,,,,\n1,B,,Lead,,,,\n")
    assert (summary.created, summary.refused) == (1, 1)
    assert "row 2" in summary.problems[0].message


def test_a_dry_run_tells_the_same_and_writes_nothing(workspace: Any, tmp_path: Path) -> None:
    rows = "1,A,Aoba,won,2026-01-05,2026-02-01,1000,\n2,B,Aoba,x,,,,\n"
    before = all_rows(workspace)
    dry = bring(workspace, tmp_path, rows, dry_run=True)
    assert all_rows(workspace) == before
    assert dry.files[0].header[:2] == ("id", "title")
    assert dry.files[0].first_rows[0][:3] == ("1", "A", "Aoba")
    wet = bring(workspace, tmp_path, rows)
    left, right = dry.to_json(), wet.to_json()
    for json in (left, right):
        del json["seconds"], json["dry_run"]
    assert left == right


def test_taking_it_back_leaves_every_row_as_before(workspace: Any, tmp_path: Path) -> None:
    bring(workspace, tmp_path, "9,Z,Aoba,Lead,2026-01-01,,5,\n")
    before = all_rows(workspace)
    bring(workspace, tmp_path, "1,A,Aoba,won,2026-01-05,2026-02-01,1000,\n2,B,C,lost,,,,why\n")
    after = all_rows(workspace)
    assert workspace.undo_label() == ("Import {files}", {"files": "deals.csv"})
    workspace.undo(at=NOW + 100)
    assert all_rows(workspace) == before
    workspace.redo(at=NOW + 110)
    assert all_rows(workspace) == after


def test_a_backup_is_made_before_and_only_when_something_comes_in(
    workspace: Any, tmp_path: Path
) -> None:
    rows = "1,A,Aoba,Lead,,,,\n"
    bring(workspace, tmp_path, rows, dry_run=True)
    assert backups(workspace.path) == []
    bring(workspace, tmp_path, rows)
    bring(workspace, tmp_path, rows, at=NOW + 200)
    assert [one.moment for one in backups(workspace.path)] == ["before-import"]
    bring(workspace, tmp_path, rows + "2,B,,Lead,,,,\n", at=NOW + 300)
    assert len(backups(workspace.path)) == 2


class Watching:
    """A progress that notes what it is told, and stops after `stop` steps."""

    def __init__(self, stop: int | None = None) -> None:
        self.told: list[tuple[int, int]] = []
        self.stop = stop

    def step(self, done: int, total: int) -> None:
        self.told.append((done, total))

    def cancelled(self) -> bool:
        return self.stop is not None and len(self.told) >= self.stop


def many(number: int) -> str:
    return "".join(f"{n},Deal {n},Company {n % 7},Lead,2026-01-05,,,\n" for n in range(number))


def test_progress_only_grows_and_ends_whole(workspace: Any, tmp_path: Path) -> None:
    watching = Watching()
    bring(workspace, tmp_path, many(3000), progress=watching)
    assert watching.told == sorted(watching.told)
    assert watching.told[-1] == (1000, 1000)
    assert len(watching.told) > 10


@pytest.mark.parametrize("stop", [1, 6, 13, 14])
def test_cancelling_anywhere_leaves_nothing(workspace: Any, tmp_path: Path, stop: int) -> None:
    before = all_rows(workspace)
    with pytest.raises(Cancelled):
        bring(workspace, tmp_path, many(3000), progress=Watching(stop))
    assert all_rows(workspace) == before
    assert query(workspace, "SELECT count(*) FROM deal_state") == [(0,)]
    assert bring(workspace, tmp_path, many(10)).created == 10


def test_products_quantities_and_prices_make_the_line(workspace: Any, tmp_path: Path) -> None:
    toml = DEALS.replace(
        'amount = "amount"\n',
        'amount = "amount"\nproduct = "company"\nquantity = "opened"\nprice = "closed"\n',
    ).replace('company = "company"\n', "", 1)
    toml = toml.replace('entered = "opened"', "").replace('left = "closed"', "")
    toml = toml[: toml.index("[[source.outcome]]")] + "[[source.outcome]]\nvisits = [{}]\n"
    summary = bring(
        workspace,
        tmp_path,
        "1,A,GTX Pro,Lead,3,100,300,\n"
        "2,B,GTXPro,Lead,3,100,,\n"
        "3,C,gtx pro,Lead,3,,300,\n"
        "4,D,GTX Pro,Lead,3,,100,\n"
        "5,E,GTX Pro,Lead,,,0,\n"
        "6,F,GTX Pro,Lead,,,,\n"
        "7,G,GTX Pro,Lead,3,100,200,\n",
        toml,
    )
    assert (summary.created, summary.refused) == (6, 1)
    assert summary.also_created == {"products": 1}
    assert query(
        workspace,
        "SELECT d.title, d.amount, l.quantity, l.unit_price FROM deal AS d "
        "JOIN deal_line AS l ON l.deal_id = d.id ORDER BY d.id",
    ) == [
        ("A", 300, 3, 100),
        ("B", 300, 3, 100),
        ("C", 300, 3, 100),
        ("D", 100, 3, None),
        ("E", 0, 1, 0),
        ("F", None, 1, None),
    ]


def test_a_line_of_a_monthly_product_is_the_monthly_amount(workspace: Any, tmp_path: Path) -> None:
    toml = DEALS.replace(
        'amount = "amount"\n',
        'amount = "amount"\nmonthly_amount = "opened"\nproduct = "why"\nprice = "closed"\n',
    )
    toml = toml[: toml.index("[[source.outcome]]")] + "[[source.outcome]]\nvisits = [{}]\n"
    summary = bring(
        workspace,
        tmp_path,
        "1,A,,Lead,500,500,,Cloud\n2,B,,Lead,,700,90,Cloud\n3,C,,Lead,5,700,,Cloud\n",
        toml,
    )
    assert (summary.created, summary.refused) == (2, 1)
    assert query(workspace, "SELECT title, amount, monthly_amount FROM deal") == [
        ("A", None, 500),
        ("B", 90, 700),
    ]
    assert query(workspace, "SELECT name, billing FROM product") == [("Cloud", "monthly")]


@pytest.mark.parametrize(
    ("header", "toml", "says"),
    [
        ("id,title,company,stage,opened,closed,why\n", DEALS, "no column “amount”"),
        (
            HEADER.replace(",", ";"),
            DEALS.replace('kind = "deals"', 'kind = "deals"\ndelimiter = ","'),
            "“;”",
        ),
        (HEADER, DEALS.replace("Qualified", "Nirvana"), "“Nirvana”"),
        (HEADER, DEALS.replace('kind = "deals"', 'kind = "deals"\npipeline = "Styx"'), "“Styx”"),
        (HEADER, DEALS.replace("deals.csv", "orders.csv"), "no part for the file"),
    ],
)
def test_a_file_that_does_not_fit_its_mapping_is_refused_whole(
    workspace: Any, tmp_path: Path, header: str, toml: str, says: str
) -> None:
    before = all_rows(workspace)
    with pytest.raises(FileRefused) as refused:
        import_files(
            workspace,
            [source(tmp_path, header + "1,2,3,4,5,6,7,8\n")],
            mapping(tmp_path, toml),
            at=NOW,
        )
    assert says in str(refused.value)
    assert "Nothing was imported" in str(refused.value)
    assert all_rows(workspace) == before


def test_one_bad_file_among_several_stops_all_and_each_is_named(
    workspace: Any, tmp_path: Path
) -> None:
    paths = [
        source(tmp_path, COMPANY_HEADER + "1,Aoba,,,,\n", "companies.csv"),
        source(tmp_path, "id,name\n1,髙\n", "companies2.csv", "cp932"),
        source(tmp_path, "id\n1\n", "companies3.csv"),
    ]
    with pytest.raises(FileRefused) as refused:
        import_files(workspace, paths, mapping(tmp_path, COMPANIES), at=NOW)
    assert "companies2.csv" in str(refused.value)
    assert "companies3.csv" in str(refused.value)
    assert query(workspace, "SELECT count(*) FROM company") == [(0,)]


def test_a_pipeline_that_comes_along_is_first_and_made_once(workspace: Any, tmp_path: Path) -> None:
    toml = (
        '[pipeline]\nname = "Shop"\nfirst = true\n'
        '[[pipeline.stages]]\nname = "Talk"\nphase = "lead"\nprobability = 10\n'
        'function = "Street sales"\n'
        '[[pipeline.stages]]\nname = "Sold"\nphase = "customer"\nprobability = 100\n'
        'function = "Field sales"\n'
        + DEALS.replace("Qualified", "Talk").replace("Onboarding", "Sold")
    )
    first = bring(workspace, tmp_path, "1,A,,won,2026-01-05,2026-02-01,9,\n2,B,,Talk,,,,\n", toml)
    assert first.pipeline == "Shop"
    order = query(workspace, "SELECT name FROM pipeline ORDER BY position")
    assert order == [("Shop",), ("The Model (B2B)",)]
    again = bring(workspace, tmp_path, "3,C,,SOLD,,,,\n", toml)
    assert again.pipeline is None
    assert query(workspace, "SELECT count(*) FROM stage WHERE name IN ('Talk', 'Sold')") == [(2,)]
    assert query(workspace, "SELECT count(*) FROM function WHERE name = 'Street sales'") == [(1,)]


def test_texts_that_mean_something_to_others_are_kept_as_they_are(
    workspace: Any, tmp_path: Path
) -> None:
    nasty = ["<img src=x>", "'; DROP TABLE deal; --", "{0}%s", "😀𠮷", "a\nb", 'say "hi"', "&amp;"]
    rows = "".join(
        f'{n},"{text.replace(chr(34), chr(34) * 2)}",,Lead,,,,\n' for n, text in enumerate(nasty)
    )
    assert bring(workspace, tmp_path, rows).created == len(nasty)
    assert [title for (title,) in query(workspace, "SELECT title FROM deal ORDER BY id")] == nasty

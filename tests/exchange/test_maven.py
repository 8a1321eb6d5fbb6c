"""A real list of 8,800 deals gives the answers that were computed from it independently.

Every answer is that of reference.json: through the import, the derived tables and the metrics.
"""

import json
import shutil
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from revops_desktop import cli
from revops_desktop.analytics.metrics import metrics
from revops_desktop.database.check import check_file
from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.operations import workspaces
from revops_desktop.rules.periods import Period, end_of_day, month_period
from tests import prepared
from tests.conftest import HERE, NOW
from tests.exchange.lists import all_rows

MAPPING = HERE / "mappings" / "maven_crm.toml"
FILES = ("sales_pipeline.csv", "accounts.csv", "products.csv", "sales_teams.csv")
PIPELINE = "Hardware sales"
ZONE = "Asia/Tokyo"


# What is slow by day is done with every tenth deal, with all of them at night.
PARTS = [10, pytest.param(1, marks=pytest.mark.nightly)]


def sources(realdata: Path, folder: Path | None = None, *, every: int = 1) -> list[Path]:
    """The lists; the first with one deal of so many, then written into the folder."""
    paths = [realdata / "maven_crm" / name for name in FILES]
    if folder is not None and every > 1:
        header, *deals = paths[0].read_bytes().splitlines(keepends=True)
        paths[0] = folder / FILES[0]
        paths[0].write_bytes(b"".join([header, *deals[::every]]))
    return paths


def made(file: Path, template: str = "the-model", currency: str = "USD") -> Workspace:
    def set_up(workspace: Workspace) -> None:
        workspace.do(
            workspaces.set_up,
            at=NOW,
            template=template,
            language="en",
            currency=currency,
            country="JP",
            time_zone=ZONE,
            name="Hardware",
        )

    return prepared.opened(file, f"hardware {template} {currency}", set_up)


def brought(workspace: Workspace, paths: list[Path], **options: Any) -> ImportSummary:
    return import_files(workspace, paths, read_mapping(MAPPING), at=NOW + 60, **options)


@pytest.fixture(scope="module")
def reference(realdata: Path) -> dict[str, Any]:
    text = (realdata / "maven_crm" / "reference.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.fixture(scope="module")
def crm(realdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with the list in it; only read by the tests."""
    folder = tmp_path_factory.mktemp("maven")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REVOPS_DESKTOP_DATA", str(folder / "user-data"))
        with made(folder / "maven.revops") as workspace:
            summary = brought(workspace, sources(realdata))
            assert (summary.rows, summary.created, summary.refused) == (8927, 8927, 0)
            yield workspace


def asked(workspace: Workspace, period: Period = Period(), **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = workspace.ask(
        metrics, pipeline_id=pipeline_id(workspace), period=period, now=NOW, **options
    )
    return found


def pipeline_id(workspace: Workspace) -> int:
    sql = "SELECT id FROM pipeline WHERE name = ?"
    return int(workspace.raw.execute(sql, (PIPELINE,)).fetchone()[0])


def stage(answer: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in answer["stages"] if one["name"] == name)


@pytest.fixture(scope="module")
def answer(crm: Workspace) -> dict[str, Any]:
    """What is said of all time."""
    return asked(crm)


def test_deals_per_stage_and_the_win_rate(
    answer: dict[str, Any], reference: dict[str, Any]
) -> None:
    assert (answer["won"]["count"], answer["lost"]["count"], answer["open"]["count"]) == (
        4238,
        2473,
        2089,
    )
    rate = answer["win_rate"]["count"]
    assert (rate["numerator"], rate["denominator"]) == (4238, 6711)
    assert round(rate["rate"], 6) == 0.631501
    assert answer["won"]["amount"] == 10_005_534
    assert answer["average_deal"]["median"] == reference["won_amount"]["median"]
    assert round(answer["average_deal"]["mean"], 6) == reference["won_amount"]["mean"]
    assert answer["undated"] == reference["missing"]["engage_date"]
    assert answer["odd_order"] == 0
    here = {one["name"]: one["here"]["count"] for one in answer["stages"]}
    assert here == {"Prospecting": 500, "Engaging": 1589, "Won": 4238}
    reached = {one["name"]: one["reached"]["count"] for one in answer["stages"]}
    assert reached == {"Prospecting": 8800, "Engaging": 8300, "Won": 4238}


def test_by_amount_nothing_is_concluded_from_deals_without_one(answer: dict[str, Any]) -> None:
    assert answer["win_rate"]["amount"]["rate"] is None
    assert answer["win_rate"]["amount"]["why"] == (
        "Fewer than 80% of the lost deals carry an amount above 0."
    )
    to_won = stage(answer, "Engaging")["to_next"]
    assert round(to_won["count"]["rate"], 6) == round(4238 / 8300, 6)
    assert (to_won["amount"]["rate"], to_won["amount"]["why"]) == (
        None,
        "Fewer than 80% of the lost deals carry an amount above 0.",
    )


def test_days_from_engagement_to_the_win(answer: dict[str, Any], reference: dict[str, Any]) -> None:
    days = answer["sales_cycle_days"]
    expected = reference["days_engage_to_close = close_date - engage_date"]["won"]
    assert (days["n"], days["median"]) == (expected["n"], 57)
    assert round(days["mean"], 6) == 51.781973


def test_won_by_month(answer: dict[str, Any], reference: dict[str, Any]) -> None:
    expected = {
        month: (one["won"], one["won_amount"]) for month, one in reference["by_close_month"].items()
    }
    found = answer["won_by_month"]
    assert {
        month: (one["count"], one["amount"]) for month, one in found.items() if one["count"]
    } == expected


def some(found: dict[str, Any], months: int | None) -> list[tuple[str, Any]]:
    """So many, spread over the time; None is all of them."""
    every = list(found.items())
    return every if months is None else every[1 :: len(every) // months]


MONTHS = pytest.mark.parametrize("months", [3, pytest.param(None, marks=pytest.mark.nightly)])


@MONTHS
def test_every_close_month(crm: Workspace, reference: dict[str, Any], months: int | None) -> None:
    for month, expected in some(reference["by_close_month"], months):
        assert _closed(asked(crm, month_period(month))) == _expected(expected), month


def test_every_close_quarter(crm: Workspace, reference: dict[str, Any]) -> None:
    for quarter, expected in reference["by_close_quarter"].items():
        year, number = int(quarter[:4]), int(quarter[-1])
        last = number * 3
        period = Period(date(year, last - 2, 1), date(year, last, monthrange(year, last)[1]))
        assert _closed(asked(crm, period)) == _expected(expected), quarter


def _closed(answer: dict[str, Any]) -> tuple[Any, ...]:
    return (
        answer["won"]["count"],
        answer["lost"]["count"],
        answer["won"]["amount"],
        round(answer["win_rate"]["count"]["rate"], 6),
    )


def _expected(one: dict[str, Any]) -> tuple[Any, ...]:
    return (one["won"], one["lost"], one["won_amount"], one["win_rate"])


@MONTHS
def test_cohorts_by_the_month_of_engagement(
    crm: Workspace, reference: dict[str, Any], months: int | None
) -> None:
    cohorts = reference["engaged_cohort_by_month (deals with an engage_date)"]
    for month, expected in some(cohorts, months):
        engaging = stage(asked(crm, month_period(month)), "Engaging")
        to_won = engaging["to_next"]["count"]
        assert engaging["reached"]["count"] == expected["engaged"], month
        assert to_won["denominator"] == expected["engaged"], month
        assert to_won["numerator"] == expected["won"], month
        assert engaging["left"]["lost"]["count"] == expected["lost"], month
        assert engaging["waiting"]["count"] == expected["still_open"], month
        assert round(to_won["rate"], 6) == expected["won_share"], month


def _open_at(crm: Workspace, day: str) -> tuple[int, int]:
    answer = asked(crm, as_of=end_of_day(date.fromisoformat(day), ZONE))
    here = {one["name"]: one["here"]["count"] for one in answer["stages"]}
    return here["Engaging"], here["Prospecting"]


OPEN = "open_engaging_deals_at_month_end = engage_date<=D and (no close_date or close_date>D)"


@pytest.mark.parametrize(
    "days",
    [
        ("2016-10-31", "2017-06-30"),
        pytest.param(None, marks=pytest.mark.nightly),
    ],
    ids=["two", "all"],
)
def test_open_deals_at_month_ends(
    crm: Workspace, reference: dict[str, Any], days: tuple[str, ...] | None
) -> None:
    """Those without any date are there as of every day."""
    expected = reference[OPEN]
    for day in days or expected:
        assert _open_at(crm, day) == (expected[day], 500), day


@pytest.mark.parametrize(
    ("dimension", "name"), [("owner", "by_sales_agent"), ("product", "by_product_name")]
)
def test_by_agent_and_product(
    crm: Workspace, reference: dict[str, Any], dimension: str, name: str
) -> None:
    found = {
        part["name"]: {
            "deals": part["deals"],
            "won": part["won"]["count"],
            "lost": part["lost"]["count"],
            "open": part["open"]["count"],
            "win_rate": round(part["win_rate"]["count"]["rate"], 6),
            "won_amount": part["won"]["amount"],
            "median_days_won": part["sales_cycle_days"]["median"],
        }
        for part in asked(crm, by=(dimension,))["by"][dimension]
        if part["deals"]
    }
    assert found == reference[name]


def test_companies_are_joined_and_nobody_is_made_up(
    crm: Workspace, reference: dict[str, Any]
) -> None:
    raw = crm.raw
    assert raw.execute("SELECT count(*) FROM company").fetchone() == (85,)
    assert raw.execute("SELECT count(*) FROM product").fetchone() == (7,)
    assert raw.execute("SELECT count(*) FROM member").fetchone() == (35,)
    without = raw.execute("SELECT count(*) FROM deal WHERE company_id IS NULL").fetchone()
    assert without == (reference["missing"]["account"],)
    top = raw.execute(
        "SELECT c.name, sum(s.value) / 100 FROM deal_state AS s JOIN deal AS d ON d.id = s.deal_id "
        "JOIN company AS c ON c.id = d.company_id WHERE s.won = 1 GROUP BY c.id "
        "ORDER BY 2 DESC LIMIT 10"
    ).fetchall()
    expected = reference["top10_accounts_by_won_amount"]
    assert top == [(one["account"], one["won_amount"]) for one in expected]
    industries = raw.execute("SELECT DISTINCT industry FROM company").fetchall()
    assert ("technolgy",) not in industries


@pytest.fixture
def copy(crm: Workspace, tmp_path: Path) -> Path:
    """A closed copy of the workspace, to be changed."""
    crm.checkpoint()
    return Path(shutil.copy(crm.path, tmp_path / "copy.revops"))


def test_the_same_again_is_there_already(copy: Path, realdata: Path) -> None:
    with Workspace.open(copy) as workspace:
        again = brought(workspace, sources(realdata))
    assert (again.created, again.unchanged, again.refused) == (0, 8927, 0)


@pytest.mark.parametrize("every", PARTS)
@pytest.mark.parametrize(
    "template", ["the-model", pytest.param("small-business", marks=pytest.mark.nightly)]
)
def test_taken_back_leaves_every_row_as_before(
    realdata: Path, tmp_path: Path, template: str, every: int
) -> None:
    with made(tmp_path / "w.revops", template, currency="JPY") as workspace:
        before = all_rows(workspace)
        done = brought(workspace, sources(realdata, tmp_path, every=every))
        assert (done.created, done.refused) == (127 + 8800 // every, 0)
        assert every > 1 or asked(workspace)["won"]["amount"] == 10_005_534
        workspace.undo(at=NOW + 120)
        assert all_rows(workspace) == before
    assert check_file(tmp_path / "w.revops").is_sound


def run(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """What a command answers."""
    assert cli.main(words) == 0, capsys.readouterr().err
    out = capsys.readouterr().out
    return json.loads(out) if "--json" in words else None


def test_the_command_line_gives_the_same_answers(
    copy: Path, reference: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(copy)
    river = ("metrics", file, "--json", "--pipeline", PIPELINE)
    answer = run(capsys, *river)
    assert answer["won"]["count"] == 4238
    assert round(answer["win_rate"]["count"]["rate"], 6) == 0.631501
    assert answer["sales_cycle_days"]["median"] == 57
    march = run(capsys, *river, "--from", "2017-03-01", "--to", "2017-03-31")
    assert march["won"]["amount"] == reference["by_close_month"]["2017-03"]["won_amount"]
    june = run(capsys, *river, "--as-of", "2017-06-30")
    assert stage(june, "Engaging")["here"]["count"] == 1686


@pytest.mark.parametrize("every", PARTS)
def test_the_command_line_brings_it_in(
    realdata: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], every: int
) -> None:
    file = str(tmp_path / "w.revops")
    run(capsys, "new", file, "--template", "the-model", "--language", "en", "--currency", "USD")
    paths = sources(realdata, tmp_path, every=every)
    done = run(capsys, "import", file, *map(str, paths), "--mapping", str(MAPPING), "--json")
    assert (done["created"], done["refused"]["count"]) == (127 + 8800 // every, 0)
    with paths[0].open(encoding="utf-8") as deals:
        won = sum(",Won," in line for line in deals)
    # The import made a pipeline, which is the first one now.
    assert run(capsys, "metrics", file, "--json")["won"]["count"] == won
    run(capsys, "check", file)

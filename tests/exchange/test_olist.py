"""A real list of 8,000 leads, whose 842 wins stand in another file, gives the answers of its
reference.json: through the import, the derived tables and the metrics.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.analytics.metrics import metrics
from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.refusals import FileRefused
from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.rules.periods import Period, month_period
from tests.conftest import HERE, NOW
from tests.exchange.test_maven import MONTHS, made, some

MAPPING = HERE / "mappings" / "olist_funnel.toml"
LEADS, CLOSED = "olist_marketing_qualified_leads_dataset.csv", "olist_closed_deals_dataset.csv"
pytestmark = pytest.mark.realdata


def brought(workspace: Workspace, *files: Path) -> ImportSummary:
    return import_files(workspace, files, read_mapping(MAPPING), at=NOW + 60)


@pytest.fixture(scope="module")
def reference(realdata: Path) -> dict[str, Any]:
    text = (realdata / "olist_funnel" / "reference.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.fixture(scope="module")
def sellers(realdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = realdata / "olist_funnel"
    with made(tmp_path_factory.mktemp("olist") / "a.revops") as workspace:
        summary = brought(workspace, folder / CLOSED, folder / LEADS)
        told = [(one.file, one.rows, one.created, one.joined) for one in summary.files]
        assert told == [(LEADS, 8000, 8000, 0), (CLOSED, 842, 0, 842)]
        assert (summary.refused, summary.problem_count) == (0, 0)
        yield workspace


def asked(workspace: Workspace, period: Period | None = None, **more: Any) -> dict[str, Any]:
    (river,) = workspace.raw.execute("SELECT id FROM pipeline WHERE name = 'Sellers'").fetchone()
    answer: dict[str, Any] = workspace.ask(
        metrics, pipeline_id=river, period=period or Period(), now=NOW + 60, **more
    )
    return answer


def test_how_many_became_sellers_and_how_soon(
    sellers: Workspace, reference: dict[str, Any]
) -> None:
    answer = asked(sellers)
    assert (answer["entered"]["count"], answer["won"]["count"]) == (8000, 842)
    days = answer["lead_time_days"]
    assert (days["n"], days["median"], round(days["mean"], 6)) == (841, 14, 48.500595)
    assert (days["odd_order"], days["undated"], answer["odd_order"]) == (1, 0, 1)
    won = {month: tally["count"] for month, tally in answer["won_by_month"].items()}
    assert won == reference["won_by_month_of_won_date"]


def test_by_source_and_not_recorded_is_not_unknown(
    sellers: Workspace, reference: dict[str, Any]
) -> None:
    found = {
        part["value"]: (part["entered"]["count"], part["won"]["count"], part["conversion"])
        for part in asked(sellers, by=("source",))["by"]["source"]
    }
    expected = reference["by_origin ('(missing)' kept apart from 'unknown')"]
    assert {source or "(missing)" for source in found} == set(expected)
    for source, (came, won, conversion) in found.items():
        one = expected[source or "(missing)"]
        assert (came, won) == (one["mql"], one["closed"]), source
        assert (conversion["numerator"], conversion["denominator"]) == (won, came)
    assert (found[None][:2], found["unknown"][:2]) == ((60, 14), (1099, 179))
    assert found["organic_search"][:2] == (2296, 271)
    assert found["paid_search"][:2] == (1586, 195)


@MONTHS
def test_cohorts_by_month_of_first_contact(
    sellers: Workspace, reference: dict[str, Any], months: int | None
) -> None:
    for month, expected in some(reference["cohort_by_first_contact_month"], months):
        parts = asked(sellers, month_period(month), by=("kind",))["by"]["kind"]
        came = sum(part["entered"]["count"] for part in parts)
        became = sum(part["conversion"]["numerator"] for part in parts)
        assert (came, became) == (expected["mql"], expected["closed"]), month


def test_a_list_whose_continuation_is_not_given_is_refused(realdata: Path, tmp_path: Path) -> None:
    with made(tmp_path / "a.revops") as workspace:
        with pytest.raises(FileRefused, match="olist_closed_deals"):
            brought(workspace, realdata / "olist_funnel" / LEADS)
        assert workspace.raw.execute("SELECT count(*) FROM deal").fetchone() == (0,)


def test_rows_that_go_on_with_nothing_are_refused(tmp_path: Path) -> None:
    leads, closed = tmp_path / LEADS, tmp_path / CLOSED
    leads.write_text("mql_id,first_contact_date,origin\na,2018-02-01,web\nb,2018-02-01,\n")
    closed.write_text(
        "mql_id,won_date,sr_id\na,2018-02-26 19:58:54,x\na,2018-03-01 10:00:00,y\n"
        "c,2018-03-01 10:00:00,z\n"
    )
    with made(tmp_path / "a.revops") as workspace:
        summary = brought(workspace, leads, closed)
        assert [(one.rows, one.created, one.joined, one.refused) for one in summary.files] == [
            (2, 2, 0, 0),
            (3, 0, 1, 2),
        ]
        assert [(one.file, one.row) for one in summary.problems] == [(CLOSED, 3), (CLOSED, 4)]
        assert asked(workspace)["won"]["count"] == 1

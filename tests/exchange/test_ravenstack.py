"""A SaaS business, its accounts as companies and its subscriptions as deals: the answers agree with
the files, added up here by themselves, and with what reference.json says of MRR and subscriptions.
By day those of every tenth account.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.analytics import company_list
from revops_desktop.analytics.metrics import metrics
from revops_desktop.analytics.record_list import Wanted
from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.rules.periods import Period
from tests.conftest import HERE, NOW
from tests.exchange.test_maven import made

MAPPING = HERE / "mappings" / "ravenstack.toml"
ACCOUNTS, SUBSCRIPTIONS = "ravenstack_accounts.csv", "ravenstack_subscriptions.csv"
pytestmark = pytest.mark.realdata

Rows = list[dict[str, str]]


def rows_of(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module", params=[10, pytest.param(1, marks=pytest.mark.nightly)])
def folder(
    request: pytest.FixtureRequest, realdata: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """One of so many accounts, with their subscriptions."""
    whole = realdata / "ravenstack_saas"
    if request.param == 1:
        return whole
    some = tmp_path_factory.mktemp("some")
    header, *lines = (whole / ACCOUNTS).read_text(encoding="utf-8").splitlines(keepends=True)
    lines = lines[:: request.param]
    (some / ACCOUNTS).write_text("".join([header, *lines]), encoding="utf-8")
    ids = {line.partition(",")[0] for line in lines}
    header, *lines = (whole / SUBSCRIPTIONS).read_text(encoding="utf-8").splitlines(keepends=True)
    lines = [line for line in lines if line.split(",")[1] in ids]
    (some / SUBSCRIPTIONS).write_text("".join([header, *lines]), encoding="utf-8")
    return some


@pytest.fixture(scope="module")
def accounts(folder: Path) -> Rows:
    return rows_of(folder / ACCOUNTS)


@pytest.fixture(scope="module")
def subscriptions(folder: Path) -> Rows:
    return rows_of(folder / SUBSCRIPTIONS)


def brought(workspace: Workspace, folder: Path, at: int) -> ImportSummary:
    paths = [folder / name for name in (SUBSCRIPTIONS, ACCOUNTS)]
    return import_files(workspace, paths, read_mapping(MAPPING), at=at)


@pytest.fixture(scope="module")
def business(
    folder: Path,
    accounts: Rows,
    subscriptions: Rows,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Workspace]:
    with made(tmp_path_factory.mktemp("raven") / "a.revops") as workspace:
        summary = brought(workspace, folder, NOW + 60)
        told = [(one.file, one.kind, one.created, one.refused) for one in summary.files]
        assert told == [
            (ACCOUNTS, "companies", len(accounts), 0),
            (SUBSCRIPTIONS, "deals", len(subscriptions), 0),
        ]
        assert summary.also_created == {"products": 3, "reasons": 2}
        yield workspace


def asked(workspace: Workspace, period: Period | None = None, **more: Any) -> dict[str, Any]:
    (river,) = workspace.raw.execute("SELECT id FROM pipeline WHERE position = 0").fetchone()
    answer: dict[str, Any] = workspace.ask(
        metrics, pipeline_id=river, period=period or Period(), now=NOW + 60, **more
    )
    return answer


def test_accounts_are_companies(business: Workspace, accounts: Rows) -> None:
    for key, column in (("industry", "industry"), ("region", "country")):
        for value, number in Counter(row[column] for row in accounts).items():
            wanted = Wanted(only=((key, value),))
            assert len(business.ask(company_list.found, wanted=wanted).ids) == number, value
    sources = dict(
        business.raw.execute("SELECT first_source, count(*) FROM company GROUP BY first_source")
    )
    assert sources == Counter(row["referral_source"] for row in accounts)


def test_subscriptions_are_deals(business: Workspace, subscriptions: Rows) -> None:
    answer = asked(business)
    paid = [row for row in subscriptions if row["is_trial"] == "FALSE"]
    gone = [row for row in subscriptions if row["churn_flag"] == "TRUE"]
    yearly = 12 * sum(int(row["mrr_amount"]) for row in paid)
    assert answer["entered"]["count"] == len(subscriptions)
    assert (answer["won"]["count"], answer["won"]["amount"]) == (len(paid), yearly)
    lost = [row for row in gone if row["is_trial"] == "TRUE"]
    assert (answer["churned"]["count"], answer["lost"]["count"]) == (
        len(gone) - len(lost),
        len(lost),
    )
    assert answer["open"]["count"] == len(subscriptions) - len(paid) - len(lost)
    months = Counter(row["start_date"][:7] for row in paid)
    assert {month: tally["count"] for month, tally in answer["won_by_month"].items()} == months
    assert answer["win_rate"]["count"]["numerator"] == len(paid)
    assert answer["win_rate"]["count"]["denominator"] == len(paid) + len(lost)


def test_by_source(business: Workspace, accounts: Rows, subscriptions: Rows) -> None:
    source = {row["account_id"]: row["referral_source"] for row in accounts}
    entered = Counter(source[row["account_id"]] for row in subscriptions)
    won = Counter(source[row["account_id"]] for row in subscriptions if row["is_trial"] == "FALSE")
    found = {
        part["value"]: (part["entered"]["count"], part["won"]["count"])
        for part in asked(business, by=("source",))["by"]["source"]
    }
    assert found == {name: (entered[name], won[name]) for name in entered}


def billed(subscriptions: Rows, day: str) -> tuple[int, int, int]:
    """What a month brings in, of how many subscriptions of how many accounts."""
    paid = [
        row
        for row in subscriptions
        if row["is_trial"] == "FALSE"
        and row["start_date"] <= day
        and (not row["end_date"] or row["end_date"] > day)
    ]
    accounts = {row["account_id"] for row in paid}
    return sum(int(row["mrr_amount"]) for row in paid), len(paid), len(accounts)


def test_what_is_billed_at_the_end_of_each_month(
    business: Workspace, subscriptions: Rows, folder: Path, realdata: Path
) -> None:
    """MRR, from the stays: a subscription that ends on a day is over on it."""
    path = realdata / "ravenstack_saas" / "reference.json"
    expected = json.loads(path.read_text(encoding="utf-8"))["mrr_at_month_end"]
    assert date.fromisoformat(max(expected)) == date(2024, 12, 31)
    for day, answer in expected.items():
        (mrr, active, having) = business.raw.execute(
            "SELECT coalesce(sum(d.monthly_amount), 0) / 100, count(*), "
            "count(DISTINCT d.company_id) FROM stage_visit AS v "
            "JOIN stage AS s ON s.id = v.stage_id JOIN deal AS d ON d.id = v.deal_id "
            "WHERE s.name = 'Subscribed' "
            "AND v.entered_day <= ? AND (v.left_day IS NULL OR v.left_day > ?)",
            (day, day),
        ).fetchone()
        assert (mrr, active, having) == billed(subscriptions, day), day
        told = (answer["mrr"], answer["active_paid_subscriptions"], answer["accounts_with_mrr"])
        assert folder != path.parent or (mrr, active, having) == told, day


def test_a_second_import_changes_nothing(
    business: Workspace, folder: Path, accounts: Rows, subscriptions: Rows
) -> None:
    again = brought(business, folder, NOW + 120)
    whole = len(accounts) + len(subscriptions)
    assert (again.created, again.updated, again.unchanged) == (0, 0, whole)

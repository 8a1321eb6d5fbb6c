"""What is guessed of files that nobody here made, and what is asked: never a wrong silent guess."""

import csv
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import Here, here
from revops_desktop.exchange.guessing.questions import OWN, Answer
from revops_desktop.exchange.guessing.roles import assigned
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.reading.looking import look
from tests.conftest import NOW
from tests.exchange.test_maven import PARTS, sources

# For each file: the kind that is taken without asking (None: it is asked), the columns of its
# fields, and what is asked besides.
FILES: dict[str, tuple[str | None, dict[str, str], tuple[str, ...]]] = {
    # A 担当者 may be whom we know there or who of us looks after it.
    "dirty/01_cp932_wave_dash_halfwidth_kana.csv": (None, {}, ("kind",)),
    "dirty/02_utf8_bom.csv": (
        "contacts",
        {"name": "担当者", "company": "会社名", "email": "メール"},
        (),
    ),
    # German is not spoken here.
    "dirty/03_semicolon_decimal_comma_cp1252.csv": (None, {}, ("kind",)),
    "dirty/04_quoted_newlines.csv": (
        "companies",
        {"external_key": "id", "name": "会社名", "address": "住所"},
        (),
    ),
    "dirty/05_yen_and_comma_amounts.csv": ("deals", {"title": "商談名", "amount": "金額"}, ()),
    "dirty/06_fullwidth_digits_and_spaces.csv": (
        "companies",
        {"name": "会社名", "phone": "電話", "employees": "従業員数", "website": "URL"},
        (),
    ),
    "dirty/07_wareki_and_other_dates.csv": (
        "deals",
        {"title": "商談名", "expected_close": "完了予定日"},
        (),
    ),
    "dirty/08_duplicate_and_blank_headers.csv": (
        "contacts",
        {
            "name": "担当者",
            "company": "会社名",
            "phone": "電話",
            "email": "Email",
            "note": "備考 (社内用)",
        },
        (),
    ),
    "dirty/09_empty_and_ragged_rows.csv": (None, {}, ("kind",)),
    "dirty/10_formula_injection.csv": (
        "companies",
        {"external_key": "id", "name": "会社名", "note": "メモ"},
        (),
    ),
    "dirty/11_one_million_character_cell.csv": (None, {}, ("kind",)),
    "dirty/12_nul_and_control_bytes.csv": (None, {}, ("kind",)),
    "dirty/13_mixed_line_ends.csv": (
        "companies",
        {"external_key": "id", "name": "会社名", "note": "メモ"},
        (),
    ),
    "maven_crm/accounts.csv": (
        "companies",
        {
            "name": "account",
            "industry": "sector",
            "employees": "employees",
            "region": "office_location",
        },
        (),
    ),
    "maven_crm/products.csv": ("products", {"name": "product", "list_price": "sales_price"}, ()),
    "maven_crm/sales_teams.csv": ("members", {"name": "sales_agent"}, ()),
    "maven_crm/data_dictionary.csv": (None, {}, ("kind",)),
    "maven_crm/sales_pipeline.csv": (
        "deals",
        {
            "external_key": "opportunity_id",
            "owner": "sales_agent",
            "product": "product",
            "company": "account",
            "stage": "deal_stage",
            "began": "engage_date",
            "closed_on": "close_date",
            "amount": "close_value",
        },
        ("stages",),
    ),
    "olist_funnel/olist_marketing_qualified_leads_dataset.csv": (
        "deals",
        {"external_key": "mql_id", "began": "first_contact_date", "source": "origin"},
        (),
    ),
    "olist_funnel/olist_closed_deals_dataset.csv": (None, {}, ("kind",)),
    "helpdesk_log/Helpdesk.csv": (
        "events",
        {
            "external_key": "case:concept:name",
            "stage": "concept:name",
            "at": "time:timestamp",
            "owner": "org:resource",
        },
        ("stages",),
    ),
    # No header, so that nothing has a name.
    "jp_jigyosyo/JIGYOSYO.CSV": (None, {}, ("kind",)),
    "ravenstack_saas/ravenstack_accounts.csv": (
        "companies",
        {
            "external_key": "account_id",
            "name": "account_name",
            "industry": "industry",
            "region": "country",
            "created": "signup_date",
            "first_source": "referral_source",
        },
        (),
    ),
    "ravenstack_saas/ravenstack_subscriptions.csv": (None, {}, ("kind",)),
    "ravenstack_saas/ravenstack_churn_events.csv": (None, {}, ("kind",)),
    "ravenstack_saas/ravenstack_feature_usage.csv": (None, {}, ("kind",)),
    "ravenstack_saas/ravenstack_support_tickets.csv": (None, {}, ("kind",)),
}
# A guess of any file, looking at it apart; half of it is met on a machine that does nothing else.
SECONDS = 0.3


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_guessed_right_or_asked_about(realdata: Path, name: str) -> None:
    path = realdata / name
    seen = look(path)
    guess([], Here())
    started = time.process_time()
    found = guess([path], Here(), looks={path: seen})
    assert time.process_time() - started < SECONDS
    kind, columns, asked = FILES[name]
    source = found.files[0].source
    assert (source.kind if source else None) == kind
    known = assigned(source) if source else {}
    assert {field: " + ".join(column.names) for field, column in known.items()} == columns
    assert tuple(question.asks for question in found.open) == asked


@pytest.mark.parametrize("every", PARTS)
def test_the_pipeline_of_maven_comes_in_as_its_reference_says(
    realdata: Path, workspace: Any, tmp_path: Path, every: int
) -> None:
    paths = sources(realdata, tmp_path, every=every)
    found = guess(paths, workspace.ask(here), answers=(Answer("stages", OWN),))
    assert not found.open
    summary = import_files(workspace, paths, found.mapping, at=NOW)
    assert (summary.created, summary.refused) == (8800 // every + 85 + 7 + 35, 0)
    counted = """SELECT s.status, t.name, count(*), sum(d.amount) FROM deal d
        JOIN deal_state s ON s.deal_id = d.id LEFT JOIN stage t ON t.id = s.stage_id
        GROUP BY 1, 2 ORDER BY 3"""
    told = [tuple(row) for row in workspace.raw.execute(counted)]
    with paths[0].open(encoding="utf-8", newline="") as file:
        deals = list(csv.DictReader(file))
    number = Counter(row["deal_stage"] for row in deals)
    won = sum(int(row["close_value"]) for row in deals if row["deal_stage"] == "Won")
    assert told == [
        ("open", "Prospecting", number["Prospecting"], None),
        ("open", "Engaging", number["Engaging"], None),
        ("lost", "Engaging", number["Lost"], 0),
        ("customer", "Won", number["Won"], won),
    ]
    assert every > 1 or (number["Won"], won) == (4238, 10_005_534)


@pytest.mark.parametrize("every", PARTS)
def test_a_file_without_a_header_comes_in_once_its_columns_are_said(
    realdata: Path, workspace: Any, tmp_path: Path, every: int
) -> None:
    whole = (realdata / "jp_jigyosyo" / "JIGYOSYO.CSV").read_bytes().splitlines(keepends=True)
    path = tmp_path / "JIGYOSYO.CSV"
    path.write_bytes(b"".join(whole[::every]))
    seen = look(path)
    answers = (
        Answer("kind", "companies"),
        Answer("column", seen.header[2], field="name"),
        Answer("column", seen.header[1], field="reading"),
        Answer("column", seen.header[3], field="region"),
    )
    found = guess([path], workspace.ask(here), answers=answers, looks={path: seen})
    assert not found.open
    summary = import_files(workspace, [path], found.mapping, at=NOW, dry_run=True)
    assert summary.rows == len(whole[::every])
    assert len(whole) == 21_845

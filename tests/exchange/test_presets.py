"""Exports as other programs write them come in through their presets, with counted answers.

The samples are made up: their columns are those of the programs, their rows are nobody's.
"""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import here
from revops_desktop.exchange.guessing.questions import OWN, Answer
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping import Column, ImportMapping
from revops_desktop.exchange.presets import LABELS, preset, presets
from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.paths import resources
from tests.conftest import NOW
from tests.exchange.guessing.test_guess import SMALL

SAMPLES = Path(__file__).parent / "samples"
OWN_STAGES = (Answer("stages", OWN), Answer("dates", "mdy"))
# What stands in every list of deals: title, amount, status, the owner's and the company's name.
AOBA, KITA, MINAMI = ("Aoba Trading", "Kita Works", "Minami Foods")
AOBA_JA = "株式会社青葉商事"
DEALS: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "hubspot-deals-en": (
        "hubspot",
        [
            ("Aoba Trading - website", 1200000, "open", "Hana Mori", AOBA, None),
            ("Kita Works - support", 480000, "customer", "Hana Mori", KITA, "2026-05-20"),
            ("Minami Foods - training", 300000, "lost", "Ken Hara", MINAMI, "2026-05-12"),
            ("Nishi Print - renewal", None, "open", "Ken Hara", "Nishi Print", None),
        ],
    ),
    "hubspot-deals-ja": (
        "hubspot",
        [
            ("青葉商事 サイト刷新", 1200000, "open", "森 花子", None, None),
            ("北製作所 保守", 480000, "customer", "森 花子", None, "2026-05-20"),
            ("南食品 研修", 300000, "lost", "原 健", None, "2026-05-12"),
        ],
    ),
    "salesforce-opportunities-en": (
        "salesforce",
        [
            ("Aoba website", 1200000, "open", "Hana Mori", AOBA, None),
            ("Kita support", 480000, "customer", "Hana Mori", KITA, "2026-05-20"),
            ("Minami training", 300000, "lost", "Ken Hara", MINAMI, "2026-05-12"),
        ],
    ),
    "salesforce-opportunities-ja": (
        "salesforce",
        [
            ("サイト刷新", 1200000, "open", "森 花子", AOBA_JA, None),
            ("保守契約", 480000, "customer", "森 花子", "北製作所", "2026-05-20"),
            ("社員研修", 300000, "lost", "原 健", "南食品", "2026-05-12"),
        ],
    ),
    "pipedrive-deals": (
        "pipedrive",
        [
            ("Aoba website", 1200000, "open", "Hana Mori", AOBA, None),
            ("Kita support", 480000, "customer", "Hana Mori", KITA, "2026-05-20"),
            ("Minami training", 300000, "lost", "Ken Hara", MINAMI, "2026-05-12"),
        ],
    ),
    "zoho-deals-en": (
        "zoho",
        [
            ("Aoba website", 1200000, "open", "Hana Mori", AOBA, None),
            ("Kita support", 480000, "customer", "Hana Mori", KITA, "2026-05-20"),
            ("Minami training", 300000, "lost", "Ken Hara", MINAMI, "2026-05-12"),
        ],
    ),
    "zoho-deals-ja": (
        "zoho",
        [
            ("サイト刷新", 1200000, "open", "森 花子", AOBA_JA, None),
            ("保守契約", 480000, "customer", "森 花子", "北製作所", "2026-05-20"),
            ("社員研修", 300000, "lost", "原 健", "南食品", "2026-05-12"),
        ],
    ),
    "kintone-deals": (
        "kintone",
        [
            (
                "株式会社青葉商事 – スタンダード",
                1200000,
                "open",
                "森 花子",
                AOBA_JA,
                None,
            ),
            ("北製作所 – ライト", 480000, "customer", "森 花子", "北製作所", None),
            ("南食品 – ライト", 300000, "lost", "原 健", "南食品", None),
        ],
    ),
    "espocrm-opportunities": (
        "espocrm",
        [
            ("Aoba website", 1200000, "open", "Hana Mori", AOBA, None),
            ("Kita support", 480000, "customer", "Hana Mori", KITA, "2026-05-20"),
            ("Minami training", 300000, "lost", "Ken Hara", MINAMI, "2026-05-12"),
        ],
    ),
    "deal-list-ja": (
        "deal_list",
        [
            ("サイト刷新", 1200000, "open", "森 花子", AOBA_JA, None),
            ("保守契約", 480000, "customer", "森 花子", "北製作所", "2026-05-20"),
            ("社員研修", 300000, "lost", "原 健", "南食品", "2026-05-12"),
        ],
    ),
}


def bring(workspace: Any, key: str, *names: str) -> ImportSummary:
    """Imports samples through a preset; what it asks of stages is answered by bringing them. The
    same samples again would change nothing, even where they may."""
    paths = [SAMPLES / f"{name}.csv" for name in names]
    found = guess(paths, workspace.ask(here), by=preset(key), answers=OWN_STAGES)
    assert not found.open
    at = NOW + 90 * 86400
    summary = import_files(workspace, paths, found.mapping, at=at)
    again = import_files(workspace, paths, found.mapping, at=at + 60, dry_run=True, mode="both")
    assert (again.created, again.updated) == (0, 0), again.effects
    return summary


def rows(workspace: Any, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in workspace.raw.execute(sql)]


@pytest.mark.parametrize("name", DEALS)
def test_deals_come_in_with_their_owners_companies_and_days(workspace: Any, name: str) -> None:
    key, expected = DEALS[name]
    summary = bring(workspace, key, name)
    assert (summary.created, summary.refused) == (len(expected), 0), summary.problems
    found = rows(
        workspace,
        """SELECT d.title, d.amount, s.status, m.name, c.name,
           (SELECT coalesce(v.entered_day, date(v.entered_at, 'unixepoch', '+9 hours'))
              FROM stage_visit v JOIN stage t ON t.id = v.stage_id
             WHERE v.deal_id = d.id AND t.phase = 'customer'
            UNION SELECT coalesce(v.left_day, date(v.left_at, 'unixepoch', '+9 hours'))
              FROM stage_visit v WHERE v.deal_id = d.id AND v.outcome = 'lost')
           FROM deal d JOIN deal_state s ON s.deal_id = d.id
           LEFT JOIN member m ON m.id = d.owner_id LEFT JOIN company c ON c.id = d.company_id
           ORDER BY d.id""",
    )
    assert found == expected
    again = bring(workspace, key, name)
    assert (again.created, again.updated, again.unchanged) == (0, 0, len(expected))


@pytest.mark.parametrize(
    ("name", "key", "first"),
    [
        ("hubspot-contacts-en", "hubspot", ("Hiro Tanabe", "h.tanabe@aoba.example", AOBA)),
        (
            "salesforce-contacts-ja",
            "salesforce",
            ("田辺 弘", "h.tanabe@aoba.example", AOBA_JA),
        ),
        ("pipedrive-people", "pipedrive", ("Hiro Tanabe", "h.tanabe@aoba.example", AOBA)),
        ("eight", "eight", ("田辺 弘", "h.tanabe@aoba.example", AOBA_JA)),
        ("sansan", "sansan", ("田辺 弘", "h.tanabe@aoba.example", AOBA_JA)),
    ],
)
def test_people_come_in_with_their_companies(
    workspace: Any, name: str, key: str, first: tuple[str, ...]
) -> None:
    summary = bring(workspace, key, name)
    assert (summary.created, summary.refused) == (2, 0), summary.problems
    found = rows(
        workspace,
        "SELECT p.name, p.email, c.name, p.phone FROM contact p"
        " JOIN company c ON c.id = p.company_id ORDER BY p.id",
    )
    assert found[0] == (*first, "03-1234-0001")
    assert found[1][3] == "011-555-0002"


@pytest.mark.parametrize(
    ("name", "key", "first"),
    [
        ("hubspot-companies-ja", "hubspot", (AOBA_JA, "小売", 120, "aoba.example")),
        ("salesforce-Account", "salesforce", (AOBA, "Retail", 120, "https://aoba.example")),
        ("pipedrive-organizations", "pipedrive", (AOBA, None, None, None)),
    ],
)
def test_companies_come_in(workspace: Any, name: str, key: str, first: tuple[Any, ...]) -> None:
    summary = bring(workspace, key, name)
    assert (summary.created, summary.refused) == (2, 0), summary.problems
    found = rows(workspace, "SELECT name, industry, employees, website FROM company ORDER BY id")
    assert found[0] == first and len(found) == 2


def test_an_export_of_salesforce_joins_by_its_ids_and_keeps_its_history(workspace: Any) -> None:
    names = ("salesforce-Opportunity", "OpportunityHistory", "salesforce-Account")
    summary = bring(workspace, "salesforce", *names)
    assert summary.refused == 0, summary.problems
    deals = "SELECT d.title, c.name FROM deal d LEFT JOIN company c ON c.id = d.company_id"
    assert rows(workspace, deals) == [("Aoba website", AOBA), ("Kita support", KITA)]
    stays = """SELECT t.name, date(v.entered_at, 'unixepoch') FROM stage_visit v
        JOIN stage t ON t.id = v.stage_id JOIN deal d ON d.id = v.deal_id
        WHERE d.title = ? ORDER BY v.id"""
    found = [tuple(row) for row in workspace.raw.execute(stays, ["Kita support"])]
    assert found == [("Prospecting", "2026-03-28"), ("Closed Won", "2026-05-20")]


def test_a_history_report_of_salesforce_tells_each_change(workspace: Any) -> None:
    summary = bring(workspace, "salesforce", "salesforce-history-report-en")
    assert (summary.rows, summary.refused) == (3, 0), summary.problems
    assert rows(workspace, "SELECT title FROM deal ORDER BY id") == [
        ("Aoba website",),
        ("Kita support",),
    ]
    status = "SELECT s.status FROM deal_state s JOIN deal d ON d.id = s.deal_id ORDER BY d.id"
    assert rows(workspace, status) == [("open",), ("customer",)]


def test_activities_of_kintone_come_in_beside_their_companies(workspace: Any) -> None:
    summary = bring(workspace, "kintone", "kintone-activities", "kintone-deals")
    assert (summary.rows, summary.refused) == (5, 0), summary.problems
    found = rows(
        workspace,
        "SELECT a.kind, c.name, a.note FROM activity a JOIN company c ON c.id = a.company_id"
        " WHERE a.note <> '' ORDER BY a.id",
    )
    assert found == [
        ("visit", AOBA_JA, "要望を聞いた"),
        ("call", "北製作所", "見積の確認"),
    ]


def test_every_shipped_mapping_has_a_label(workspace: Any) -> None:
    there = {path.stem for path in (resources() / "mappings").glob("*.toml")} - {"words"}
    assert there == set(LABELS) == set(presets())


@pytest.mark.parametrize("name", ["eight", "sansan", "hubspot-contacts-en"])
def test_an_export_of_another_program_is_known_by_its_columns(workspace: Any, name: str) -> None:
    found = guess([SAMPLES / f"{name}.csv"], workspace.ask(here))
    assert found.files[0].known_as.casefold().startswith(name.partition("-")[0])
    assert not found.open


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.csv")), ids=lambda path: path.stem)
def test_a_preset_and_a_guess_say_the_same_of_a_sample(path: Path) -> None:
    name = path.stem.casefold().replace("opportunityhistory", "salesforce").replace("-", "_")
    key = next(one for one in LABELS if name.startswith(one))

    def fields(by: ImportMapping | None) -> dict[str, Column | None]:
        (source,) = guess([path], SMALL, by=by, answers=OWN_STAGES).mapping.sources
        lines = dict.fromkeys(source.into_note, Column(("note",)))
        return {**source.columns, "stage": source.stage_column, **lines}

    assert fields(preset(key)) == fields(None)


CARDS = (
    "会社名,部署名,役職,氏名,e-mail,郵便番号,住所,TEL会社,TEL部門,TEL直通,Fax,携帯電話,URL,名刺交換日\n"
    "青葉商事株式会社,営業部,部長,山田 太郎,yamada@aoba.example,100-0001,東京都千代田区1-1,"
    "03-1234-5678,,,03-1234-5679,090-1111-2222,https://aoba.example,2026/04/01\n"
    ",,,鈴木 一郎,ichiro@mail.example,,,-,,,,080-3333-4444,,2026/04/03\n"
)
NOTE = "郵便番号: 100-0001\nFax: 03-1234-5679\n携帯電話: 090-1111-2222"


@pytest.mark.parametrize("key", [None, "eight"])
def test_cards_of_eight_in_their_other_form_lose_nothing(
    workspace: Any, tmp_path: Path, key: str | None
) -> None:
    path = tmp_path / "out.csv"
    path.write_text(CARDS, "utf-8")
    found = guess([path], workspace.ask(here), by=preset(key) if key else None)
    assert not found.open
    assert (found.files[0].known_as, found.files[0].unused) == ("Eight", ())
    import_files(workspace, [path], found.mapping, at=NOW)
    sql = "SELECT name, job_title, phone, note FROM contact ORDER BY id"
    assert rows(workspace, sql) == [
        ("山田 太郎", "営業部 部長", "03-1234-5678", NOTE),
        ("鈴木 一郎", None, "080-3333-4444", None),
    ]
    assert rows(workspace, "SELECT address, website FROM company") == [
        ("東京都千代田区1-1", "https://aoba.example")
    ]
    again = import_files(workspace, [path], found.mapping, at=NOW + 1, mode="both")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_what_a_preset_does_not_name_is_found_by_its_name(workspace: Any, tmp_path: Path) -> None:
    path = tmp_path / "app.csv"
    path.write_text(
        "レコード番号,顧客名,案件名,商談フェーズ,見込金額,受注予定日,作成日時,見学\n"
        "1,青葉商事,ポンプ,提案,1200000,2026-12-01,2026/04/01 9:05,済\n"
        "2,みどり,点検,受注,80000,2026-06-30,2026/05/02 8:00,未\n",
        "utf-8",
    )
    found = guess([path], workspace.ask(here), by=preset("kintone"), answers=OWN_STAGES)
    assert found.files[0].unused == ("見学",)
    import_files(workspace, [path], found.mapping, at=NOW + 90 * 86400)
    assert rows(workspace, "SELECT amount FROM deal ORDER BY id") == [(1200000,), (80000,)]

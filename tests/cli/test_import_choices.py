"""`import` without a mapping: a preset or a guess, what it asks, and how that is answered."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.cli.conftest import FILE, Shell

DEALS = """Deal name,Company,Stage,Amount,Expected close
Scales,Aoba,Proposal,1200,03/04/2026
Crane,Kita,Talking,3000,05/06/2026
Lift,Minami,Won,300,07/08/2026
"""
LIST = "会社名,担当者,備考\n青葉商事,森,展示会\n"


@pytest.fixture
def ready(made: Shell) -> Shell:
    Path("deals.csv").write_text(DEALS, encoding="utf-8")
    Path("list.csv").write_text(LIST, encoding="utf-8")
    return made


def test_what_cannot_be_known_is_asked_with_the_option_that_answers_it(ready: Shell) -> None:
    assert ready("import", FILE, "deals.csv") == 1
    assert ready.out == ""
    assert "Proposal (1), Talking (1)" in ready.err and "--stages own" in ready.err
    assert "03/04/2026" in ready.err and "--dates dmy" in ready.err
    log = ready.data("log", FILE, "--json")
    assert not any("deals.csv" in str(action) for action in log)


def test_options_answer_what_a_guess_asks(ready: Shell) -> None:
    words = ("--guess", "--dates", "Expected close=dmy", "--stage", "Proposal=Phase 2")
    assert ready("import", FILE, "deals.csv", *words) == 1
    assert "Talking" in ready.err and "Proposal (1)" not in ready.err
    assert ready("import", FILE, "deals.csv", *words, "--stage", "Talking=lost") == 0, ready.err
    assert "deals.csv (Deals): 3 rows read, 3 new, 0 there already, 0 refused" in ready.out
    assert "Expected close ← Expected close" in ready.err
    assert ready("move", FILE, "Scales", "--to", "Phase 3", "--override", "x") == 0, ready.err


def test_stages_of_a_file_become_a_pipeline(ready: Shell) -> None:
    assert ready("import", FILE, "deals.csv", "--stages", "own", "--dates", "dmy") == 0, ready.err
    river = ready.data("metrics", FILE, "--json", "--pipeline", "deals")
    assert [stage["name"] for stage in river["stages"]] == ["Proposal", "Talking", "Won"]


def test_a_kind_may_be_said_of_one_file(ready: Shell) -> None:
    assert ready("import", FILE, "list.csv") == 1 and "--as" in ready.err
    words = ("import", FILE, "list.csv", "--as", "list.csv=companies", "--json")
    assert ready.data(*words)["files"][0]["kind"] == "companies"
    both = ("import", FILE, "list.csv", "deals.csv", "--as", "list.csv=left", "--dates", "dmy")
    assert [one["file"] for one in ready.data(*both, "--stages", "own", "--json")["files"]] == [
        "deals.csv"
    ]
    assert ready("import", FILE, "list.csv", "--as", "left") == 1 and "left out" in ready.err
    assert ready("import", FILE, "list.csv", "--as", "elephants") == 1
    assert "elephants" in ready.err and "companies" in ready.err


def test_a_preset_is_one_of_those_that_are_shipped(ready: Shell) -> None:
    words = ("--preset", "company_list", "--json")
    assert ready.data("import", FILE, "list.csv", *words)["created"] == 1
    assert ready("import", FILE, "list.csv", "--preset", "elephants") == 1
    assert "elephants" in ready.err and "deal_list" in ready.err
    assert ready("import", "--help") == 0
    assert "deal_list" in ready.out
    assert ready("import", FILE, "list.csv", "--preset", "target_list") == 1
    assert "会社名" in ready.err


def test_only_one_way_of_saying_it_is_taken(ready: Shell) -> None:
    assert ready("import", FILE, "list.csv", "--preset", "deal_list", "--guess") == 2


def test_which_column_is_the_date_of_which_stage_is_told(made: Shell) -> None:
    text = "Deal ID,Deal name,Company,Lead on,Phase 1 on\nD1,Scales,Aoba,2026-03-01,2026-03-09\n"
    Path("dates.csv").write_text(text, encoding="utf-8")
    assert made("import", FILE, "dates.csv", "--dry-run") == 0, made.err
    assert "  Stage “Lead” ← Lead on" in made.err
    assert "  Stage “Phase 1” ← Phase 1 on" in made.err
    assert "left out" not in made.err


def test_what_goes_into_the_note_and_what_is_left_out_is_told(ready: Shell) -> None:
    text = "氏名,会社名,TEL会社,携帯電話,部署,血液型,空\n森,青葉商事,,090-1111-2222,営業,A,\n"
    Path("people.csv").write_text(text, encoding="utf-8")
    assert ready("import", FILE, "people.csv", "--as", "contacts") == 0, ready.err
    assert "Phone ← 携帯電話" in ready.err
    assert "Lines of the note ← 部署" in ready.err
    assert "Columns left out: 血液型\n" in ready.err


def test_columns_that_come_in_nowhere_are_named_whichever_way_files_come(made: Shell) -> None:
    """By a guess as by a mapping file; a heading with a unit is the column of its mapping."""
    text = "案件名,会社名,金額(千円),段,段別,空\nA,青葉,12,Lead,x,\nB,北,3,Lead,y,\n"
    Path("list.csv").write_text(text, encoding="utf-8")
    mapping = (
        '[[source]]\nfile = "*"\nkind = "deals"\nstage_column = ["段", "段別"]\n'
        '[source.columns]\ntitle = "案件名"\ncompany = "会社名"\namount = "金額"\n'
        "[[source.outcome]]\nvisits = [{}]\n"
    )
    Path("list.toml").write_text(mapping, encoding="utf-8")
    brought = ("import", FILE, "list.csv", "--dry-run")
    by_mapping = made.data(*brought, "--mapping", "list.toml", "--json")
    assert by_mapping["files"][0]["left_out"] == ["段別"]
    assert made(*brought, "--mapping", "list.toml") == 0
    assert "list.csv: Columns left out: 段別" in made.err
    by_guess = made.data(*brought, "--as", "deals", "--json")
    assert by_guess["files"][0]["left_out"] == ["段", "段別"]


def test_what_is_said_of_a_word_goes_before_the_guess_and_slips_are_told(ready: Shell) -> None:
    words = ("import", FILE, "deals.csv", "--dates", "dmy", "--stage", "Talking=lost")
    more = ("--stage", "Proposal=Phase 2", "--stage")
    assert ready(*words, *more, "Wun=lost") == 1 and "“Wun”" in ready.err and "Won" in ready.err
    assert ready(*words, *more, "Won=Phase 22") == 1 and "“Phase 22”" in ready.err
    assert ready(*words, *more, "Won=left", "--dry-run") == 0
    assert "You left this word out" in ready.err
    assert ready(*words, *more, "Won=Phase 3") == 0, ready.err
    assert ready("move", FILE, "Lift", "--to", "Phase 4", "--override", "x") == 0, ready.err


@pytest.fixture
def two_lists(made: Shell) -> Shell:
    """A workbook with deals, their companies, a pivot table and a note."""
    book = Workbook()
    deals, companies = book.active, book.create_sheet("顧客")
    deals.title = "案件"
    for row in (("案件名", "会社名", "金額"), ("甲", "青葉", 1), ("乙", "北", 2)):
        deals.append(row)
    for row in (("会社名", "業種", "従業員数"), ("青葉", "小売", 5), ("南", "卸売", 7)):
        companies.append(row)
    book.create_sheet("集計").append(["合計", 3])
    book.create_sheet("メモ").append(["毎月更新"])
    hidden = book.create_sheet("旧顧客")
    hidden.append(("会社名", "業種", "従業員数"))
    hidden.append(("旧", "小売", 5))
    hidden.sheet_state = "hidden"
    book.save("two.xlsx")
    return made


def test_a_sheet_that_is_said_comes_in_alone_and_the_others_are_named(two_lists: Shell) -> None:
    first = two_lists.data("import", FILE, "two.xlsx", "--sheet", "顧客", "--json")
    assert first["files"][0]["kind"] == "companies"
    assert set(first["files"][0]["sheets_left_out"]) == {"案件", "集計", "メモ", "旧顧客"}
    assert two_lists("import", FILE, "two.xlsx", "--sheet", "案件") == 0, two_lists.err
    assert "Sheets that were not read: " in two_lists.err and "顧客" in two_lists.err


def test_all_sheets_that_hold_lists_come_in_together(two_lists: Shell) -> None:
    """The companies before their deals, as one step; a second time nothing is new."""
    found = two_lists.data("import", FILE, "two.xlsx", "--json")
    files = [(one["file"], one["kind"], one["created"]) for one in found["files"]]
    assert files == [("顧客 (two.xlsx)", "companies", 2), ("案件 (two.xlsx)", "deals", 2)]
    assert set(found["files"][0]["sheets_left_out"]) == {"集計", "メモ", "旧顧客"}
    assert found["files"][0]["why_left_out"] == {
        "集計": "not certain what it holds",
        "メモ": "no rows below a header",
        "旧顧客": "hidden",
    }
    assert two_lists("import", FILE, "two.xlsx") == 0, two_lists.err
    assert two_lists.err.count("Sheets that were not read: ") == 1
    assert "旧顧客 (hidden)" in two_lists.err and "--as KIND" in two_lists.err
    assert two_lists.out.count("0 new, 2 there already") == 2
    words = ("--as", "顧客 (two.xlsx)=left", "--json")
    [only] = two_lists.data("import", FILE, "two.xlsx", *words)["files"]
    assert only["file"] == "案件 (two.xlsx)" and "顧客" in only["sheets_left_out"]
    assert two_lists("undo", FILE) == 0
    again = two_lists.data("import", FILE, "two.xlsx", "--json")
    assert again["created"] == 4


def test_a_mapping_may_have_a_part_for_each_sheet(two_lists: Shell) -> None:
    Path("both.toml").write_text(
        '[[source]]\nfile = "two*.xlsx"\nsheet = "案件"\nkind = "deals"\n'
        '[source.columns]\ntitle = "案件名"\ncompany = "会社名"\n'
        '[[source.outcome]]\nvisits = [{ stage = "Phase 2" }]\n'
        '[[source]]\nfile = "two*.xlsx"\nsheet = "顧客"\nkind = "companies"\n'
        '[source.columns]\nname = "会社名"\n',
        encoding="utf-8",
    )
    found = two_lists.data("import", FILE, "two.xlsx", "--mapping", "both.toml", "--json")
    assert [one["kind"] for one in found["files"]] == ["companies", "deals"]
    assert found["created"] == 4 and found["refused"]["count"] == 0
    part = two_lists.data(
        "import", FILE, "two.xlsx", "--mapping", "both.toml", "--sheet", "案件", "--json"
    )
    assert len(part["files"]) == 1


def test_the_year_of_days_without_one_is_asked_and_said(made: Shell) -> None:
    text = "案件名,会社名,登録日\nA,青葉,12/20\nB,若葉,1/5\n"
    Path("days.csv").write_text(text, encoding="utf-8")
    assert made("import", FILE, "days.csv", "--as", "deals") == 1
    assert "12/20" in made.err and '--dates "登録日=' in made.err and "All in " in made.err
    assert made("import", FILE, "days.csv", "--as", "deals", "--dates", "登録日=2024-12-20") == 0
    assert "2 rows read, 2 new" in made.out


def test_a_sheet_of_which_it_is_not_certain_what_it_holds_is_named_and_comes_in_when_said(
    two_lists: Shell,
) -> None:
    book = load_workbook("two.xlsx")
    for row in (("呼び名", "場所"), ("西", "大阪"), ("東", "東京")):
        book["メモ"].append(row)
    book.save("two.xlsx")
    found = two_lists.data("import", FILE, "two.xlsx", "--json")
    assert found["files"][0]["why_left_out"]["メモ"] == "not certain what it holds"
    words = (
        "--sheet",
        "メモ",
        "--as",
        "companies",
        "--column",
        "name=呼び名",
        "--header-line",
        "2",
    )
    [file] = two_lists.data("import", FILE, "two.xlsx", *words, "--json")["files"]
    assert (file["kind"], file["created"]) == ("companies", 2)
    assert "案件" not in file["why_left_out"]


def test_questions_are_in_the_answer_too(made: Shell) -> None:
    """Those that hold as long as nobody says otherwise, and those that must be answered first."""
    text = "単位：千円\n\n案件名,会社名,金額\n甲,青葉,5\n乙,北,7\n"
    Path("list.csv").write_text(text, encoding="utf-8")
    [unit] = made.data("import", FILE, "list.csv", "--dry-run", "--json")["questions"]
    assert (unit["asks"], unit["likely"], unit["is_needed"]) == ("unit", "1000", False)
    assert "千円" in unit["sentence"] and unit["options"] == ["--amount-unit 1"]
    text = "案件名,会社名,登録日,段階\n甲,青葉,4/1,話し中\n乙,北,4/2,話し中\n"
    Path("list.csv").write_text(text, encoding="utf-8")
    assert made("import", FILE, "list.csv", "--json") == 1
    asked = {one["asks"]: one for one in json.loads(made.out)["questions"]}
    assert asked["year"]["column"] == "登録日" and asked["stages"]["words"] == {"話し中": 2}
    assert {"value": "left", "means": "Leave the column out", "example": None} in asked["year"][
        "answers"
    ]
    assert "Something must be said first" in made.err

"""Files that are not what they seem: histories, cards, days of stages, people, wide exports."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import here
from revops_desktop.exchange.guessing.questions import LEFT
from revops_desktop.exchange.out.whole import export_workspace
from revops_desktop.exchange.reading.looking import look
from revops_desktop.exchange.refusals import FileRefused
from revops_desktop.i18n import use_language
from tests.exchange.guessing.test_guess import ENGLISH_COMPANIES, SMALL, bring, fields, guessed
from tests.exchange.lists import source, visits
from tests.exchange.out.any_workspace import make_any


def test_why_rows_were_refused_is_no_field(tmp_path: Path) -> None:
    text = "Deal name,Amount,Stage,Reason / 理由\nA,1,Proposal,It is no number.\n"
    found = guessed(tmp_path, text)
    assert set(fields(found)) == {"title", "amount", "stage"}
    assert not found.files[0].unused


@pytest.mark.parametrize("head", ["案件名,会社名\n", "a,b\n"])
def test_a_header_without_rows_is_told_beside_other_files_too(tmp_path: Path, head: str) -> None:
    header = source(tmp_path, head, "head.csv")
    beside = source(tmp_path, ENGLISH_COMPANIES, "companies.csv")
    for paths in ([header], [header, beside], [beside, header]):
        with pytest.raises(FileRefused, match=r"head\.csv.*a header and no rows"):
            guess(paths, SMALL)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_deals_alone_of_a_whole_export_are_refused(tmp_path: Path, language: str) -> None:
    """They would stand in the first stage, whatever stages they went through."""
    with make_any(tmp_path / "first.revops", 7) as first, use_language(language):
        export_workspace(first, tmp_path / "out", forms=("csv",))
    with pytest.raises(FileRefused, match="whole folder of the export"):
        guess([tmp_path / "out" / "deal.csv"], SMALL)
    # Its other lists come in alone as well; 名前 is what people have, too.
    kinds = {"company": "companies", "contact": "contacts", "product": "products"}
    for name, kind in kinds.items():
        found = guess([tmp_path / "out" / f"{name}.csv"], SMALL)
        [part] = found.mapping.sources
        assert (part.kind, "name" in part.columns, found.open) == (kind, True, [])


def test_cards_are_contacts(tmp_path: Path) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Hana Mori\nORG:Aoba\nTEL:03-1111-2222\nEND:VCARD\n"
    found = guessed(tmp_path, card, name="people.vcf")
    assert found.mapping.sources[0].kind == "contacts" and not found.open
    assert fields(found)["name"] == "Name"


def test_words_of_choices_that_nobody_knows_are_left_out_and_told(tmp_path: Path) -> None:
    text = "Deal name,Amount,Type\nA,1,Existing Business\nB,2,Moonshot\nC,3,Renewal\n"
    found = guessed(tmp_path, text)
    assert found.mapping.sources[0].values["kind"] == {
        "Existing Business": "repeat",
        "Moonshot": "",
    }
    [question] = found.questions
    assert not question.is_needed and [word.text for word in question.words] == ["Moonshot"]
    answered = guessed(tmp_path, text, question.answer("", {"Moonshot": "upsell"}))
    assert answered.mapping.sources[0].values["kind"]["Moonshot"] == "upsell"


def test_one_bad_cell_costs_no_column(tmp_path: Path) -> None:
    text = "Deal name,Company,Amount\nA,X,1000000\nB,Y,2000000\nC,Z,300000\nD,W,abc\n"
    assert fields(guessed(tmp_path, text))["amount"] == "Amount"


def test_a_history_is_no_list_of_deals(tmp_path: Path) -> None:
    """The number of a deal stands in several rows: each tells where it came."""
    text = (
        "Id,OpportunityId,StageName,Amount,CloseDate,CreatedDate\n"
        "1,a,Inquiry,5,2026-06-01,2026-01-02\n2,a,Proposal,5,2026-06-01,2026-02-03\n"
        "3,b,Inquiry,9,2026-06-01,2026-01-05\n4,b,Contract,9,2026-06-01,2026-03-01\n"
    )
    found = guessed(tmp_path, text, name="export.csv")
    assert found.mapping.sources[0].kind == "events"
    assert fields(found)["external_key"] == "OpportunityId"


def test_a_day_for_each_stage_tells_the_way_of_a_deal(tmp_path: Path) -> None:
    """However the columns say it; what is the day of a stage is no other day."""
    text = 'No,Deal name,Inquiry,Entered Proposal,"Date entered ""Contract (Sales)""",Result\n'
    rows = "1,A,2026-01-02,2026-01-09,2026-02-01,Won\n2,B,2026-01-05,,,Lost\n"
    found = guessed(tmp_path, text + rows)
    made = found.mapping.sources[0]
    assert made.kind == "deals" and not found.open
    assert {stage: column.names[0] for stage, column in made.stage_dates.items()} == {
        "Inquiry": "Inquiry",
        "Proposal": "Entered Proposal",
        "Contract": 'Date entered "Contract (Sales)"',
    }
    assert all(not outcome.visits for outcome in made.outcomes)
    assert found.files[0].unused == ("No",)


def test_days_of_stages_come_in_as_stays(workspace: Any, tmp_path: Path) -> None:
    text = (
        "案件名,商談ID,Leadに移行した日,Contact日,Qualified移行日,金額,状態,失注日\n"
        "甲,1,2026-01-02,2026-01-09,2026-02-01,500,商談中,\n"
        "乙,2,2026-01-05,2026-01-07,,300,失注,2026-01-20\n"
    )
    path = source(tmp_path, text, "list.csv")
    found = guess([path], workspace.ask(here))
    summary = bring(workspace, [path], found)
    assert (summary.created, summary.refused) == (2, 0), summary.problems
    assert visits(workspace, "甲") == [
        ("Lead", "2026-01-02", "2026-01-09", "advanced"),
        ("Contact", "2026-01-09", "2026-02-01", "advanced"),
        ("Qualified", "2026-02-01", None, None),
    ]
    assert visits(workspace, "乙") == [
        ("Lead", "2026-01-05", "2026-01-07", "advanced"),
        ("Contact", "2026-01-07", "2026-01-20", "lost"),
    ]


def test_whom_we_know_there_is_not_taken_for_one_of_us(tmp_path: Path) -> None:
    """担当者 is who looks after a company, unless an e-mail address says that it is theirs."""
    header = "会社名,業種,従業員数,担当者,メールアドレス\n"
    row = "青葉商事,小売,120,田辺,tanabe@aoba.example\n"
    assert [question.asks for question in guessed(tmp_path, header + row).open] == ["kind"]
    theirs = guessed(tmp_path, header + row, as_kind="companies")
    assert "owner" not in fields(theirs) and "担当者" in theirs.files[0].unused
    row = row.replace("田辺", "森 花子")
    ours = guessed(tmp_path, header + row, as_kind="companies")
    assert fields(ours)["owner"] == "担当者"


def test_people_who_were_won_or_lost_may_be_deals(tmp_path: Path) -> None:
    text = "会社名,担当者名,電話番号,メール,ステータス\n青葉,田辺,03-1111-2222,a@x.example,失注\n"
    assert [question.asks for question in guessed(tmp_path, text).open] == ["kind"]


def test_numbers_that_may_be_days_are_asked_about(tmp_path: Path) -> None:
    text = "Deal name,Amount,Expected close\nA,10,45383\nB,20,45400\nC,30,未定\n"
    found = guessed(tmp_path, text)
    assert fields(found)["expected_close"] == "Expected close"
    [question] = found.questions
    assert (question.asks, question.likely, question.is_needed) == ("dates", "serial", False)
    answered = guessed(tmp_path, text, question.answer("serial"))
    assert not answered.open and answered.mapping.sources[0].dates["Expected close"] == "serial"


def test_yes_and_no_are_asked_what_they_mean(tmp_path: Path) -> None:
    text = "Deal name,Amount,Won?\nA,10,Yes\nB,20,No\n"
    [question] = guessed(tmp_path, text).open
    assert (question.asks, [word.text for word in question.words]) == ("outcome", ["Yes", "No"])
    answered = guessed(tmp_path, text, question.answer("", {"Yes": "way:won", "No": "way:open"}))
    assert not answered.open
    won = next(one for one in answered.mapping.sources[0].outcomes if "Yes" in one.values)
    assert won.visits[-1].phases == ("customer",)


def test_a_file_that_was_looked_at_is_not_opened_again(tmp_path: Path) -> None:
    """A large workbook takes longer to open than a guess may take."""
    path = source(tmp_path, ENGLISH_COMPANIES, "list.csv")
    seen = look(path)
    path.unlink()
    assert guess([path], SMALL, looks={path: seen}).mapping.sources[0].kind == "companies"


@pytest.mark.parametrize(
    ("header", "row", "kind"),
    [
        ("Deal name,Company,Stage,Created", "A,B,Proposal,2026-01-05", "deals"),
        ("商談名,取引先名,フェーズ,金額", "甲,乙,Proposal,500", "deals"),
        ("First name,Last name,Email,Phone", "A,B,a@b.example,03-1111-2222", "contacts"),
        ("Company name,Industry,Employees,Region", "A,Retail,50,Tokyo", "companies"),
        ("Name,Email,Phone,Total", "A,a@b.example,03-1111-2222,9", None),
        ("Account ID,MRR,Start date,Plan", "a-1,500,2026-01-05,Basic", None),
    ],
)
def test_hundreds_of_unknown_columns_make_nothing_else_of_it(
    tmp_path: Path, header: str, row: str, kind: str | None
) -> None:
    wide = ",".join([header, *(f"Property number {number}" for number in range(300))])
    text = f"{wide}\n{','.join([row, *('x' for _number in range(300))])}\n"
    found = guessed(tmp_path, text)
    made = found.files[0].source
    assert (made.kind if made else None) == kind


def test_a_number_that_a_few_rows_repeat_is_the_key_all_the_same(
    workspace: Any, tmp_path: Path
) -> None:
    head = "案件番号,案件名,会社名,ステージ,金額,作成日\n"
    rows = (
        "1,甲,みどり,Qualified,100,2026/4/1\n2,乙,みどり,Contact,200,2026/2/3\n"
        "{},乙2,森,Contact,300,2026/2/3\n3,丙,森,Contact,{},2026/2/3\n"
    )
    found = guessed(tmp_path, head + rows.format(2, 300), at=workspace.ask(here))
    assert fields(found)["external_key"] == "案件番号"
    first = bring(workspace, [tmp_path / "list.csv"], found)
    assert (first.created, first.refused) == (3, 1)
    again = source(tmp_path, head + rows.format(4, 350), "again.csv")
    second = bring(workspace, [again], guess([again], workspace.ask(here)))
    assert (second.created, second.refused) == (1, 0)


def test_a_number_that_most_rows_repeat_is_asked_about(tmp_path: Path) -> None:
    text = "会社番号,会社名,業種,従業員数,地域\n" + "".join(
        f"7,会社{n},小売,1{n},東京\n" for n in range(6)
    )
    found = guessed(tmp_path, text, as_kind="companies")
    assert "external_key" not in fields(found) and not found.open
    [question] = [one for one in found.questions if one.field == "external_key"]
    assert "会社番号" in question.sentence and question.likely == LEFT
    kept = guessed(tmp_path, text, question.answer("会社番号"), as_kind="companies")
    assert fields(kept)["external_key"] == "会社番号" and not kept.questions
    left = guessed(tmp_path, text, question.answer(LEFT), as_kind="companies")
    assert "external_key" not in fields(left) and not left.questions

"""Lists as small companies keep them: a shop, an agency, a maker, a recruiter, an accountant."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.guessing.here import here
from tests.exchange.guessing.test_guess import SMALL, bring, fields, guessed
from tests.exchange.lists import visits

SHOP = (
    "受付No.,受付日,お客様名,お電話番号,お問合せ内容,経路,見積額,ご成約,成約日,担当,メモ\n"
    '1,2026/4/3,青葉商事　山田様,090-1234-5678,店舗改装,ホームページ,"1,280,000円",○,4/28,森,\n'
    '2,2026/4/5,喫茶みどり,03-1234-5678,テーブル,紹介,"248,000円",×,,森,予算合わず\n'
    '3,2026/4/20,㈱北製作所,011-222-3333,事務所机,電話,"980,000円",△,,原,来月返事\n'
)
AGENCY = (
    "Client,Project,Lead source,Status,Est. value,Monthly retainer,First contact,Owner,Notes\n"
    'Aoba,Website,Referral,Proposal,"$24,000",,2026-03-04,Anna,budget ok\n'
    'Kita,SEO,Inbound,Won,"$0","$2,500",2026-02-11,Ben,\n'
    'Minami,Campaign,Event,Lost,"$8,000",,2026-02-13,Anna,too expensive\n'
)
MAKER = (
    "No,引合日,得意先,得意先担当,品名,数量,見積金額,結果,受注日/失注日,失注要因,営業担当\n"
    "1,2026/4/2,青葉商事㈱,山田課長,ポンプ,5,1250,受注,2026/5/1,,高橋\n"
    "2,2026/4/3,㈱みどり,佐藤様,バルブ,120,480,失注,2026/5/20,価格,高橋\n"
)
FORECAST = (
    "ﾗﾝｸ,得意先,案件,見込額（万円）,確度,フェーズ,初回訪問日,担当\n"
    "A,青葉商事,ライン増設,350,90%,Proposal,2026/9/1,高橋\n"
    "B,みどり,点検契約,24,50%,Inquiry,2026/10/12,鈴木\n"
)
SAAS = (
    "Account,Domain,Plan,Seats,MRR,Trial started,Converted on,Churn reason,CSM,Stage\n"
    "Aoba,aoba.example,Pro,25,1250,2026-01-05,2026-02-01,,Kim,Converted\n"
    "Higashi,higashi.example,Pro,40,2000,2026-02-20,,,Kim,Lost\n"
)
RECRUITER = (
    "求人ID,企業名,求人名,紹介手数料,ステータス,求人受注日,入社日,備考\n"
    "J-1,青葉商事,営業,175万円,入社,2026/04/01,2026/05/01,\n"
    "J-2,田中屋,経理,245万円,他社決定,2026/02/10,,\n"
)
PLACEMENTS = (
    "Job ref,Client,Vacancy,Fee,Stage,Opened,Filled,Consultant,Reason declined\n"
    'R1,Aoba,Sales lead,"£9,000",Placed,2026-01-20,2026-02-11,Amy,\n'
    'R4,Nishi,PA,"£2,500",Declined,2026-01-28,,Rob,Filled internally\n'
)
ACCOUNTANT = (
    "Client name,Engagement,Fee (annual),Status,Engaged on,Referred by,Comments\n"
    'Aoba Ltd,Year-end accounts,"£4,200",Engaged,2026-01-20,Existing client,\n'
    "Minami Farm,Payroll,£900,Declined,,Website,went with a cheaper firm\n"
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            AGENCY,
            {
                "company": "Client",
                "title": "Project",
                "source": "Lead source",
                "stage": "Status",
                "amount": "Est. value",
                "monthly_amount": "Monthly retainer",
                "began": "First contact",
                "owner": "Owner",
                "note": "Notes",
            },
        ),
        (
            MAKER,
            {
                "began": "引合日",
                "company": "得意先",
                "contact": "得意先担当",
                "product": "品名",
                "quantity": "数量",
                "amount": "見積金額",
                "outcome": "結果",
                "closed_on": "受注日/失注日",
                "reason": "失注要因",
                "owner": "営業担当",
            },
        ),
        (
            FORECAST,
            {
                "company": "得意先",
                "title": "案件",
                "amount": "見込額（万円）",
                "probability": "確度",
                "stage": "フェーズ",
                "began": "初回訪問日",
                "owner": "担当",
            },
        ),
        (
            SAAS,
            {
                "company": "Account",
                "product": "Plan",
                "quantity": "Seats",
                "monthly_amount": "MRR",
                "began": "Trial started",
                "won_on": "Converted on",
                "reason": "Churn reason",
                "owner": "CSM",
                "stage": "Stage",
            },
        ),
        (
            RECRUITER,
            {
                "external_key": "求人ID",
                "company": "企業名",
                "title": "求人名",
                "amount": "紹介手数料",
                "outcome": "ステータス",
                "began": "求人受注日",
                "won_on": "入社日",
                "note": "備考",
            },
        ),
        (
            PLACEMENTS,
            {
                "external_key": "Job ref",
                "company": "Client",
                "title": "Vacancy",
                "amount": "Fee",
                "stage": "Stage",
                "began": "Opened",
                "won_on": "Filled",
                "owner": "Consultant",
                "reason": "Reason declined",
            },
        ),
        (
            ACCOUNTANT,
            {
                "company": "Client name",
                "title": "Engagement",
                "amount": "Fee (annual)",
                "outcome": "Status",
                "won_on": "Engaged on",
                "source": "Referred by",
                "note": "Comments",
            },
        ),
    ],
    ids=["agency", "maker", "forecast", "saas", "recruiter", "placements", "accountant"],
)
def test_lists_of_every_day_are_understood_without_a_question(
    tmp_path: Path, text: str, wanted: dict[str, str]
) -> None:
    found = guessed(tmp_path, text)
    assert not found.open
    made = found.files[0].source
    assert made is not None and made.kind == "deals"
    assert {name: column for name, column in fields(found).items() if name in wanted} == wanted


def test_a_mark_says_whether_a_deal_was_won(tmp_path: Path) -> None:
    """A mark that may mean anything is asked about, as an end and not as a stage; so is the year
    of a closing day that says none."""
    question, year = guessed(tmp_path, SHOP).open
    assert (question.asks, [word.text for word in question.words]) == ("outcome", ["△"])
    assert (year.asks, year.column, year.choices[0].value) == ("year", "成約日", "2026")


@pytest.mark.parametrize(
    "header",
    [
        "氏名,部署,会社名,メールアドレス",
        "会社名,部署,氏名,メールアドレス",
        "氏名,会社名,所属,メールアドレス",
        "Name,Department,Company,Email",
    ],
)
def test_people_of_companies_are_contacts_whatever_department_they_are_in(
    tmp_path: Path, header: str
) -> None:
    rows = {
        "氏名": ("山田太郎", "佐藤花子"),
        "部署": ("営業部", "総務部"),
        "会社名": ("青葉商事", "みどり"),
        "メールアドレス": ("y@aoba.example", "s@midori.example"),
    }
    same = {"Name": "氏名", "Department": "部署", "所属": "部署", "Company": "会社名"}
    cells = [
        rows[same.get(name, name)] if name != "Email" else rows["メールアドレス"]
        for name in header.split(",")
    ]
    text = "\n".join([header, *(",".join(row) for row in zip(*cells, strict=True))]) + "\n"
    made = guessed(tmp_path, text, at=SMALL).files[0].source
    assert made is not None and made.kind == "contacts"


def test_our_own_people_are_members(tmp_path: Path) -> None:
    text = "氏名,部署,メールアドレス\n高橋一郎,営業部,t@us.example\n鈴木二郎,企画部,s@us.example\n"
    made = guessed(tmp_path, text, name="staff.csv").files[0].source
    assert made is not None and made.kind == "members"


def test_a_month_is_expected_to_close_at_its_end(workspace: Any, tmp_path: Path) -> None:
    text = (
        "案件名,会社名,金額,受注予定月\n甲,青葉,1,2026年12月\n乙,北,2,2027/1\n"
        "丙,南,3,2026/11/20\n丁,西,4,\n"
    )
    found = guessed(tmp_path, text, at=workspace.ask(here))
    assert bring(workspace, [tmp_path / "list.csv"], found).refused == 0
    rows = workspace.raw.execute("SELECT expected_close FROM deal ORDER BY id").fetchall()
    assert [day for (day,) in rows] == ["2026-12-31", "2027-01-31", "2026-11-20", None]


@pytest.mark.parametrize("status", [True, False], ids=["with a status", "by days alone"])
def test_a_day_of_churning_is_that_of_customers_who_left(
    workspace: Any, tmp_path: Path, status: bool
) -> None:
    rows = (
        ("会社名,プラン,月額,申込日,契約日,解約日,解約理由", "状況"),
        ("青葉,Pro,30000,2026/1/5,2026/2/1,,", "契約中"),
        ("北,Basic,10000,2026/1/8,2026/1/30,2026/4/30,高い", "解約"),
        ("南,Pro,30000,2026/2/2,,,", "検討中"),
    )
    text = "\n".join(",".join(row if status else row[:1]) for row in rows) + "\n"
    found = guessed(tmp_path, text, at=workspace.ask(here), as_kind="deals")
    assert fields(found)["churned_on"] == "解約日" and not found.open
    assert bring(workspace, [tmp_path / "list.csv"], found).refused == 0
    assert visits(workspace, "北 – Basic")[-1] == (
        "Onboarding",
        "2026-01-30",
        "2026-04-30",
        "churned",
    )
    assert visits(workspace, "青葉 – Pro")[-1] == ("Onboarding", "2026-02-01", None, None)
    assert visits(workspace, "南 – Pro")[-1][0] == ("Qualified" if status else "Lead")


def test_a_day_of_churning_says_nothing_where_nobody_was_won(tmp_path: Path) -> None:
    text = (
        "会社名,プラン,月額,申込日,解約日\n青葉,Pro,30000,2026/1/5,\n北,Pro,1,2026/1/8,2026/4/30\n"
    )
    found = guessed(tmp_path, text, as_kind="deals")
    assert "解約日" in found.files[0].unused

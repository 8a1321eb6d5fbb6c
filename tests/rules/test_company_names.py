"""Which names mean the same company (domain.md §11)."""

import pytest

from revops_desktop.rules.company_names import company_key, core_and_form


@pytest.mark.parametrize(
    "name",
    [
        *("青葉商事(株)", "㈱青葉商事", "青葉商事（株）", "株式会社 青葉 商事", "青葉商事㈱"),
        "青葉商事株式会社",
    ],
)
def test_the_legal_form_is_alike_wherever_it_stands(name: str) -> None:
    # domain.md §11: 株式会社青葉商事 = 青葉商事(株) = ㈱青葉商事.
    assert company_key(name) == company_key("株式会社青葉商事")
    assert core_and_form(name) == ("青葉商事", "株")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("有限会社青葉", "青葉㈲"),
        ("合同会社青葉", "青葉(同)"),
        ("Acme Co., Ltd.", "ACME CO.,LTD"),
        ("ＡＢＣ株式会社", "(株)abc"),
        ("株式会社ｱｵﾊﾞ", "あおば㈱"),
    ],
)
def test_other_forms_alike(one: str, other: str) -> None:
    assert company_key(one) == company_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("株式会社青葉", "有限会社青葉"),
        ("青葉", "株式会社青葉"),
        ("Acme Inc.", "Acme Ltd"),
        ("株式会社", "有限会社"),
        ("Co", "Ltd"),
    ],
)
def test_two_companies_stay_two(one: str, other: str) -> None:
    assert company_key(one) != company_key(other)


def test_a_name_that_is_nothing_but_a_form_keeps_it() -> None:
    assert core_and_form("株式会社") == ("株式会社", "")
    assert core_and_form("Ltd.") == ("ltd.", "")

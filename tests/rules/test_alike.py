"""The signs by which two records look the same."""

import pytest

from revops_desktop.rules.alike import domain_key, mail_key, phone_key, reading_key


@pytest.mark.parametrize(
    "text",
    [
        "03-1234-5678",
        "０３（１２３４）５６７８",
        "+81 3 1234 5678",
        "+81-(0)3-1234-5678",
        "03ー1234ー5678",
    ],
)
def test_one_telephone_number(text: str) -> None:
    assert phone_key(text) == "0312345678"


def test_an_extension_is_no_telephone_number() -> None:
    assert phone_key("内線 123") == phone_key(None) == ""


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://www.Aoba.co.jp/about", "aoba.co.jp"),
        ("aoba.co.jp", "aoba.co.jp"),
        ("Ｈａｎａｋｏ@aoba.co.jp", "aoba.co.jp"),
        ("hanako@gmail.com", ""),
        ("no address", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_domains(text: str | None, domain: str) -> None:
    assert domain_key(text) == domain


def test_mail_addresses() -> None:
    assert mail_key(" A.B@Aoba.co.jp ") == "a.b@aoba.co.jp"
    assert mail_key("ａ@b.example\u200b") == "a@b.example"
    assert mail_key("a@b@c") == mail_key("@aoba") == ""


@pytest.mark.parametrize(
    "text",
    [
        "アオバショウジ",
        "ｱｵﾊﾞｼｮｳｼﾞ",
        "あおば しょうじ",
        "カブシキガイシャアオバショウジ",
        "アオバショウジ(カ",
    ],
)
def test_one_reading(text: str) -> None:
    assert reading_key(text) == "アオバショウジ"

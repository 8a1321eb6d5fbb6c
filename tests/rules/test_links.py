"""Which links may be kept and opened."""

import pytest

from revops_desktop.errors import RuleBroken
from revops_desktop.rules import links


@pytest.mark.parametrize(
    ("typed", "kept", "kind"),
    [
        ("https://example.jp/x?y=1", "https://example.jp/x?y=1", "page"),
        ("example.jp/x", "https://example.jp/x", "page"),
        ("例え.jp", "https://例え.jp", "page"),
        ("sato@example.jp", "mailto:sato@example.jp", "mail"),
        ("tel:03-1234-5678", "tel:03-1234-5678", "telephone"),
        ('"C:\\Users\\sato\\見積 v2.pdf"', "C:\\Users\\sato\\見積 v2.pdf", "file"),
        ("/home/sato/見積 v2.pdf", "/home/sato/見積 v2.pdf", "file"),
        ("file:///home/sato/a%20b.pdf", "file:///home/sato/a%20b.pdf", "file"),
        ("file://localhost/home/a", "file://localhost/home/a", "file"),
    ],
)
def test_pages_mail_telephone_and_files_of_this_computer_are_links(
    typed: str, kept: str, kind: str
) -> None:
    assert links.as_link(typed) == kept
    assert links.kind_of(kept) == kind


@pytest.mark.parametrize(
    "typed",
    [
        *("javascript:alert(1)", "JavaScript:alert(1)", "vbscript:x", "data:text/html,x"),
        *("smb://host/share", "ftp://host/x", "ms-word:ofe|u|https://x", "search-ms:query"),
        # Merely opening a file on another machine hands over who one is.
        *("//host/share", "\\\\host\\share", "/\\host\\share", "\\/host/share"),
        *("file://host/share", "file:////host/share", "file:\\\\host\\x", "file:/\\host/x"),
        *("https://", "https:///x", "just words", "", "https://a\u202egpj.exe"),
    ],
)
def test_everything_else_is_refused(typed: str) -> None:
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        links.as_link(typed)


def test_an_address_and_a_number_are_made_links() -> None:
    assert links.mail_to("Ｓato@example.jp") == "mailto:Sato@example.jp"
    assert links.mail_to("a b@example.jp") is None
    assert links.mail_to("nobody") is None
    # No second recipient, no text of its own.
    assert links.mail_to("a@b.jp?bcc=x") == "mailto:a@b.jp%3Fbcc=x"
    assert links.dial("０３-1234-5678") == "tel:0312345678"
    assert links.dial("+81 (3) 1234") == "tel:+8131234"
    assert links.dial("—") is None
    assert links.as_page("example.jp") == "https://example.jp"
    assert links.as_page("/etc/passwd") is None


def test_the_path_of_a_link_to_a_file() -> None:
    assert links.file_path("file:///home/a%20b.pdf") == "/home/a b.pdf"
    assert links.file_path("file:///C:/a.pdf") == "C:/a.pdf"
    assert links.file_path("/home/a%20b.pdf") == "/home/a%20b.pdf"

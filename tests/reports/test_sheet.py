"""The paper: every font embedded, every sign can be copied out, the same bytes each time."""

import threading
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdf
import pypdfium2
import pytest

from revops_desktop.reports import fonts, sheet
from revops_desktop.reports.sheet import Description, Sheet, Type
from tests.reports.printed import bookmarks_of, language_of

KANA = "".join(map(chr, [*range(0x3041, 0x3097), *range(0x30A1, 0x30FD), *range(0xFF66, 0xFFA0)]))
SAID = [
    *(KANA[start : start + 40] for start in range(0, len(KANA), 40)),
    "株式会社青葉商事 髙橋 﨑山 𠮷田 㐂寿 ㈱みなと ① Ⅳ",
    "<b>ACME</b> & Sons <img src='file:///etc/passwd'>",
    "¥4,840万 ▲12.5% ▼3日 38.7%（n＝31）— “R&D” don’t → ± −5",
    "The quick brown fox; 0123456789 {}[]()\\ ~^|",
]


def described(**changes: Any) -> Description:
    words: dict[str, Any] = {
        "title": "月次レポート 2026年4月",
        "author": "株式会社青葉商事",
        "subject": "The Model",
        "keywords": "RevOps",
        "language": "ja",
        "made_at": 1777600000,
        "zone": "Asia/Tokyo",
    }
    return Description(**(words | changes))


def drawn(page: Sheet, pages: int) -> None:
    page.bookmark("髙﨑", 50)
    for number, text in enumerate(SAID):
        page.write(50, 60 + 20 * number, text, Type(10, bold=bool(number % 2)))


def written(text: str, room: float | None = None) -> Callable[[Sheet, int], None]:
    def draw(page: Sheet, pages: int) -> None:
        page.write(50, 50, text, room=room)

    return draw


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return sheet.make(described(), [drawn, drawn])


def font_objects(pdf: bytes) -> list[Any]:
    """Every font that the file holds, used or not."""
    reader = pypdf.PdfReader(BytesIO(pdf))
    objects = [reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1)]
    return [one for one in objects if isinstance(one, dict) and one.get("/Type") == "/Font"]


def test_every_font_is_embedded_and_is_ours(pdf: bytes) -> None:
    found = font_objects(pdf)
    assert found
    for font in found:
        assert "+NotoSansJP-" in font["/BaseFont"]
        assert "/FontFile2" in font["/FontDescriptor"]
        assert "/ToUnicode" in font
    assert b"Helvetica" not in pdf


def test_text_comes_out_as_it_was_written(pdf: bytes) -> None:
    expected = SAID
    by_pypdf = pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text()
    document = pypdfium2.PdfDocument(pdf)
    try:
        by_pdfium = document[0].get_textpage().get_text_bounded()
    finally:
        document.close()
    assert by_pypdf.splitlines() == expected
    assert by_pdfium.split("\r\n") == expected


def test_what_the_file_says_of_itself(pdf: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(pdf))
    about = reader.metadata
    assert about is not None
    assert about.title == "月次レポート 2026年4月"
    assert about.author == "株式会社青葉商事"
    assert about["/CreationDate"] == about["/ModDate"] == "D:20260501104640+09'00'"
    assert language_of(reader) == "ja"
    assert bookmarks_of(reader) == ["髙﨑", "髙﨑"]


def test_the_same_content_gives_the_same_bytes(pdf: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sheet.make(described(), [drawn, drawn]) == pdf
    monkeypatch.setenv("TZ", "America/New_York")
    assert sheet.make(described(), [drawn, drawn]) == pdf


def test_documents_made_at_once_do_not_disturb_each_other(pdf: bytes) -> None:
    made: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: made.append(sheet.make(described(), [drawn, drawn])))
        for _thread in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [pdf] * 4


def test_only_what_is_used_is_embedded(pdf: bytes) -> None:
    one = sheet.make(described(), [written("売上の川")])
    assert len(one) < 12_000
    assert fonts.has_glyph("𠮷") and not fonts.has_glyph("🙂")


def test_a_line_is_cut_to_its_room() -> None:
    made = sheet.make(described(), [written("x" * 200 + "\ny", room=60)])
    text = pypdf.PdfReader(BytesIO(made)).pages[0].extract_text().strip()
    assert text.startswith("xxx") and text.endswith("…") and len(text) < 20

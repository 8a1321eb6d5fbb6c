"""Text is data: nothing is markup, nothing vanishes."""

import pytest

from revops_desktop.reports import fonts
from revops_desktop.reports.text import MISSING, one_line, printable

KEPT = [
    "株式会社<b>青葉</b> & Sons",
    '<img src="file:///etc/passwd">',
    "髙橋 﨑山 𠮷田 ㈱青葉 神",
    "ﾊﾝｶｸｶﾞｯｷｭｳ｡｢ｶﾅ｣",
    "がぎぐげござじずぜぞばびぶべぼぱぴぷぺぽヴヵヶ",
    "first\nsecond",
    "a" * 200,
    "¥4,840万 → 21.4% ▲▼ — “R&D”",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_the_font_has_stays_as_it_is(text: str) -> None:
    assert printable(text, fonts.has_glyph) == text


@pytest.mark.parametrize(
    "text, shown",
    [
        ("🙂青葉🙂", f"{MISSING}青葉{MISSING}"),
        ("家族👨\u200d👩\u200d👧です", f"家族{MISSING}です"),
        ("👍\U0001f3fdok", f"{MISSING}ok"),
        ("葛\U000e0100城", "葛城"),
        ("\u200fع\u200e", MISSING),
        ("a\tb\r\nc\u2028d", "a b\nc\nd"),
        ("\x00\x07", MISSING * 2),
        ("cafe\u0301", "café"),
        ("か\u3099", "が"),
        ("10\u2009000", "10 000"),
        ("x" * 5000, "x" * 3999 + "…"),
    ],
)
def test_what_the_font_lacks_is_seen_to_be_missing(text: str, shown: str) -> None:
    assert printable(text, fonts.has_glyph) == shown


def test_one_line() -> None:
    assert one_line(" a\n\n b\u3000c ") == "a b c"


def test_both_weights_hold_the_same_signs() -> None:
    from reportlab.pdfbase import pdfmetrics

    fonts.load()
    regular, bold = (pdfmetrics.getFont(name).face for name in (fonts.REGULAR, fonts.BOLD))
    assert regular.charToGlyph.keys() == bold.charToGlyph.keys()


def test_no_report_reads_markup() -> None:
    """Paragraph opens the files that a text names; nothing of platypus is ever imported."""
    from pathlib import Path

    for source in Path(fonts.__file__).parent.glob("**/*.py"):
        assert "platypus" not in source.read_text(encoding="utf-8")

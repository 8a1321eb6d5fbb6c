"""The type of the reports: Noto Sans JP, regular and bold, embedded as subsets."""

import threading
from functools import cache, lru_cache
from typing import Any

from reportlab import rl_config
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from revops_desktop import paths

FAMILY = "NotoSansJP"
REGULAR = "NotoSansJP-Regular"
BOLD = "NotoSansJP-Bold"

# A font reads its file with one position for all: documents are made one after the other.
making = threading.Lock()


class _Font(TTFont):
    """A TrueType font whose text can be copied out again, rare kanji beyond U+FFFF included."""

    def addObjects(self, doc: Any) -> None:
        subsets = [list(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        for name, stream in doc.idToObject.items():
            prefix, _, font = str(name).partition(":")
            if prefix == "toUnicodeCMap" and font.endswith(f"+{self.fontName}"):
                stream.content = _to_unicode(font, subsets[_number(font)])


def _number(font: str) -> int:
    """Which subset a name like AAAAAB+NotoSansJP-Bold stands for."""
    digits = font.partition("+")[0].translate(str.maketrans("ABCDEFGIJK", "0123456789"))
    return int(digits)


def _to_unicode(font: str, subset: list[int]) -> str:
    """The table from the codes of a subset to Unicode, as UTF-16 (reportlab's cuts U+20000 on)."""
    rows = [
        f"<{code:02X}> <{chr(sign).encode('utf-16-be').hex().upper()}>"
        for code, sign in enumerate(subset)
        if sign
    ]
    blocks = []
    # The format allows 100 rows a block.
    for start in range(0, len(rows), 100):
        block = rows[start : start + 100]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            f"/CMapName /{font} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


@cache
def load() -> None:
    """Registers both weights as one family; the 10 MB of font files are read once a process."""
    # Compressed bytes as they are, not as ASCII: the file is a fifth smaller.
    rl_config.useA85 = 0
    folder = paths.resources() / "fonts"
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(_Font(name, str(folder / f"{name}.ttf"), asciiReadable=False))
    for italic in (0, 1):
        addMapping(FAMILY, 0, italic, REGULAR)
        addMapping(FAMILY, 1, italic, BOLD)


@lru_cache(maxsize=16)
def _widths(font: str) -> tuple[dict[int, float], float]:
    load()
    face = pdfmetrics.getFont(font).face
    return face.charWidths, face.defaultWidth


def has_glyph(sign: str) -> bool:
    """Whether the family can show the sign (both weights hold the same signs)."""
    return ord(sign) in _widths(REGULAR)[0]


def width(text: str, size: float, font: str = REGULAR) -> float:
    """How long the text is in points; the sum of its signs, since nothing is kerned."""
    widths, default = _widths(font)
    return sum([widths.get(ord(sign), default) for sign in text]) * size / 1000

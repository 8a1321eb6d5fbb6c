"""Made reports for tests: one of March with two figures and two actions."""

import zlib
from dataclasses import dataclass
from struct import pack
from typing import Any

from revops_desktop.rules.made_report import Made, Pdf, Proposed

END_OF_MARCH = 1_774_969_199


@dataclass(frozen=True, slots=True)
class Said:
    """A figure as a report prints it."""

    key: str
    subject: str
    value: float | None
    n: int | None = None


MADE = Made(1, "2026-03", "en", END_OF_MARCH, parts=("month", "river"), notes="  Good work ")
FIGURES = (Said("won", "", 3, 3), Said("win_rate", "", 0.1 + 0.2, 40), Said("worth", "", None))
ACTIONS = (
    Proposed("call_first", "Call within an hour", "conversion", "stage:2", 0.25, 80, 4),
    Proposed("ask_budget", "Ask for the budget <b>first</b>", "win_rate"),
)
PDF = Pdf(b"%PDF-1.4 all of it", 2, "March\nGood work")


def march(**other: Any) -> dict[str, Any]:
    """The arguments by which the report of March is kept."""
    return {"made": MADE, "figures": FIGURES, "actions": ACTIONS, "pdf": PDF} | other


def png(width: int = 2, height: int = 2) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))

    header = pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * min(height, 9))
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)

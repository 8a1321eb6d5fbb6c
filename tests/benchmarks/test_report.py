"""The diagnosis of a month, against drawing the very same text with the canvas alone.

The bare drawing knows every finished line, place and font beforehand; it breaks no line, draws no
chart and asks nothing. Seconds are those of the processor: the machine is shared.
"""

import time
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from revops_desktop.reports import fonts
from revops_desktop.reports.diagnosis import diagnosis, diagnosis_figures
from revops_desktop.reports.part import Wanted
from tests.reports.story import END, tell

AT_MOST = 4.0
# The charts, colours and rules beside the text: the fonts are most of either file.
MOST_BYTES = 1.6
ROUNDS = 15

Line = tuple[str, float, float, float, str]


def _lines(figures: Any, monkeypatch: pytest.MonkeyPatch) -> list[list[Line]]:
    """Every line of every page as it was set: font, size, place, text."""
    pages: list[list[Line]] = [[]]
    draw, end = Canvas.drawString, Canvas.showPage

    def note(canvas: Any, x: float, y: float, text: str, **named: Any) -> None:
        pages[-1].append((canvas._fontname, canvas._fontsize, x, y, text))
        draw(canvas, x, y, text, **named)

    def turn(canvas: Any) -> None:
        pages.append([])
        end(canvas)

    with monkeypatch.context() as patched:
        patched.setattr(Canvas, "drawString", note)
        patched.setattr(Canvas, "showPage", turn)
        diagnosis(figures, made_at=END)
    return [page for page in pages if page]


def _bare(pages: list[list[Line]]) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, pageCompression=1, invariant=1, initialFontName=fonts.REGULAR)
    for page in pages:
        for font, size, x, y, text in page:
            canvas.setFont(font, size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _seconds(work: Any) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def test_report_against_bare_canvas(
    tmp_path: Path, benchmark: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tell(tmp_path / "story.revops", deals=300) as workspace:
        figures = diagnosis_figures(workspace.ask, Wanted(1, "2026-04", "ja", END))
    pages = _lines(figures, monkeypatch)
    assert len(pages) > 5
    made: list[float] = []
    bare: list[float] = []

    def run() -> None:
        made.append(_seconds(lambda: diagnosis(figures, made_at=END)))

    run()
    made.clear()
    for _round in range(ROUNDS):
        bare.append(_seconds(lambda: _bare(pages)))
        run()
    benchmark.pedantic(run, rounds=1)
    ratio = median(made) / median(bare)
    size, least = len(diagnosis(figures, made_at=END)), len(_bare(pages))
    benchmark.extra_info.update(ratio=round(ratio, 2), bytes=size, bare_bytes=least)
    print(f"report {size / 1024:.0f} KB, the same text bare {least / 1024:.0f} KB")
    print(f"report {median(made) * 1000:.1f} ms, bare {median(bare) * 1000:.1f} ms: {ratio:.2f} ×")
    assert ratio <= AT_MOST
    assert size <= MOST_BYTES * least

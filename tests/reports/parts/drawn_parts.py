"""A part asked of a file, and each of its blocks drawn alone and held to what charts must keep."""

from collections.abc import Sequence
from typing import Any

from revops_desktop.database.workspace import Workspace
from revops_desktop.i18n import use_language
from revops_desktop.reports.blocks import Block
from revops_desktop.reports.diagnosis import Diagnosis, diagnosis_figures
from revops_desktop.reports.paper import Frame
from revops_desktop.reports.part import Asked, Part, Wanted
from tests.reports.drawn import check

WIDTH = 503.0


def asked_of(workspace: Workspace, part: str, month: str, at: int) -> Diagnosis:
    """The part's answer as of the end of a month."""
    return diagnosis_figures(workspace.ask, Wanted(1, month, "en", at, parts=(part,)))


def told(part: Part, answer: Any, asked: Asked, language: str = "en") -> tuple[str, list[str]]:
    """The part's message, and every text of its blocks, each block checked."""
    with use_language(language):
        return part.message(answer, asked), texts(part.blocks(answer, asked))


def texts(blocks: Sequence[Block]) -> list[str]:
    """What blocks say; nothing too small, too pale, on top of other words or outside."""
    said = []
    for block in blocks:
        frame = Frame(46, 60, WIDTH, block.height(WIDTH))
        said += check(
            lambda sheet, place, block=block: block.draw(  # type: ignore[misc]  # bound here
                sheet, place.x, place.y, place.width
            ),
            frame,
        )
    return said

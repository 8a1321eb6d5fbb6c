"""Which report is wanted, and making it in the background: figures, file, pictures."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from revops_desktop.ui.report.pictures import Drawn, drawn

if TYPE_CHECKING:
    from revops_desktop.reports.diagnosis import Diagnosis
    from revops_desktop.reports.part import Wanted
    from revops_desktop.rules.made_report import Pdf
    from revops_desktop.ui.actions import Progress, WorkspaceLike


@dataclass(frozen=True, slots=True)
class Choice:
    """Which report: of which pipeline and month, after how many writes, and how it is set.

    `parts`: keys of what is printed, empty for all · `colour`, `logo`: None and empty for the
    program's own · `notes`: the owner's words to the reader.
    """

    pipeline_id: int
    month: str
    writes: int
    language: str
    parts: tuple[str, ...] = ()
    paper: str = "a4"
    colour: str | None = None
    logo: bytes = b""
    notes: str = ""

    def is_of(self, other: "Choice") -> bool:
        """Whether both are of one month of one river, as the file was at one time."""
        mine = (self.pipeline_id, self.month, self.writes)
        return mine == (other.pipeline_id, other.month, other.writes)


@dataclass(frozen=True, slots=True)
class Made:
    """A finished report: its figures, its file, its pages as pictures."""

    choice: Choice
    found: "Diagnosis"
    file: "Pdf"
    drawn: Drawn

    @property
    def pdf(self) -> bytes:
        """What is saved and printed."""
        return self.file.content

    def figures_for(self, choice: Choice) -> "Diagnosis | None":
        """Its figures, where another choice needs no others."""
        if not self.choice.is_of(choice):
            return None
        known = {part.key for part, _answer in self.found.answers}
        covers = not self.choice.parts or (bool(choice.parts) and set(choice.parts) <= known)
        return self.found if covers else None


def making(
    workspace: "WorkspaceLike",
    choice: Choice,
    known: "Diagnosis | None",
    at: int,
    width: int,
    ratio: float,
) -> Callable[["Progress"], Made]:
    """What is done in the background; `known`: figures that need not be asked again."""

    def work(progress: "Progress") -> Made:
        # Away from the window: these bring a lot with them.
        from revops_desktop.reports import diagnosis

        wanted = _wanted(choice, at)
        if known is not None:
            found = _retold(known, wanted)
        else:
            found = diagnosis.diagnosis_figures(workspace.ask, wanted, progress)
        file = diagnosis.drawn(found, made_at=at)
        return Made(choice, found, file, drawn(file.content, width, ratio))

    return work


def _wanted(choice: Choice, at: int) -> "Wanted":
    from revops_desktop.reports.paper import PAPERS, Look
    from revops_desktop.reports.part import Wanted
    from revops_desktop.reports.parts.listing import PARTS

    look = Look(logo=choice.logo)
    if choice.colour is not None:
        look = replace(look, colour=choice.colour)
    # A part that another version chose and this one does not know is left out.
    known = {part.key for part in PARTS}
    return Wanted(
        pipeline_id=choice.pipeline_id,
        month=choice.month,
        language=choice.language,
        at=at,
        parts=tuple(key for key in choice.parts if key in known),
        paper=PAPERS.get(choice.paper, PAPERS["a4"]),
        look=look,
        notes=choice.notes,
    )


def _retold(known: "Diagnosis", wanted: "Wanted") -> Any:
    """The same figures in another language, on other paper, or fewer of them."""
    answers = tuple(
        (part, answer)
        for part, answer in known.answers
        if not wanted.parts or part.key in wanted.parts
    )
    return replace(
        known,
        wanted=replace(wanted, at=known.wanted.at),
        asked=replace(known.asked, notes=wanted.notes),
        answers=answers,
    )

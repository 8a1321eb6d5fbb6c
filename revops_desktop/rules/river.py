"""How a deal moves along the river: what a move means for the visit it ends (domain.md §3)."""

from typing import Literal

Phase = Literal["lead", "opportunity", "customer"]
ExitKind = Literal["lost", "recycled", "churned"]

EXITS_BY_PHASE: dict[str, tuple[ExitKind, ...]] = {
    "lead": ("lost", "recycled"),
    "opportunity": ("lost", "recycled"),
    "customer": ("churned",),
}


# A customer who leaves within so many days of the win churned early (domain.md §6).
EARLY_DAYS = 90

# Activities by which a person touched a deal; what the customer or a machine did is none.
HUMAN_KINDS = ("call", "email", "meeting", "visit", "seminar", "note", "task")


def outcome_of_move(
    *, from_pipeline: int, from_position: int, to_pipeline: int, to_position: int
) -> Literal["advanced", "went_back", "transferred"]:
    """How the visit left by a move ends."""
    if from_pipeline != to_pipeline:
        return "transferred"
    return "advanced" if to_position > from_position else "went_back"

"""In which movements does the water of a waterfall come in and leave (domain.md §5)?"""

from typing import Literal, get_args

# `away`: not there yet, deleted, in another pipeline, or in the lead phase.
Place = Literal["open", "won", "lost", "recycled", "away"]
PLACES: tuple[Place, ...] = get_args(Place)
Rising = Literal["new", "reopened", "increased", "pulled_in"]
Falling = Literal["decreased", "pushed_out", "won", "lost", "recycled", "removed"]
Movement = Rising | Falling
# These add to the water; the others take from it.
RISING: tuple[Movement, ...] = get_args(Rising)
MOVEMENTS: tuple[Movement, ...] = (*RISING, *get_args(Falling))
# These change what a deal is worth, and never how many deals there are.
CHANGES: frozenset[Movement] = frozenset(("increased", "decreased"))

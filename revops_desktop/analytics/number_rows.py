"""Many rows of whole numbers as one array, read in pieces so that the window goes on meanwhile."""

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select
from sqlalchemy.orm import Session

Numbers = NDArray[np.int64]
# A piece is turned into numbers while no other thread of Python runs: some two milliseconds.
_PIECE = 2000


def number_rows(session: Session, wanted: Select) -> Numbers:
    """A statement of whole numbers, none of them NULL, as an array: a row each."""
    width = len(wanted.selected_columns)
    pieces = [
        np.array([tuple(row) for row in piece], dtype=np.int64)
        for piece in session.execute(wanted).partitions(_PIECE)
    ]
    return np.concatenate(pieces) if pieces else np.zeros((0, width), dtype=np.int64)

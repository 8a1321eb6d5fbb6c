"""Many rows of whole numbers as one array, read at one go while the window goes on.

A row fetched by Python holds its other threads up, and costs more than SQLite takes to find it: the
numbers are put together by SQLite as one text of hexadecimal digits instead.
"""

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

Numbers = NDArray[np.int64]
# What a column holds instead of NULL where every other number has a meaning.
UNKNOWN = -(2**62)
# Hexadecimal digits of a number, and how many of them are read at once: a tenth of a millisecond,
# within which no other thread of Python runs.
_DIGITS = 16
_PIECE = _DIGITS * 8192


def number_rows(session: Session, wanted: Select) -> Numbers:
    """A statement of whole numbers, none of them NULL, as an array: a row each, in no order."""
    columns = list(wanted.subquery().c)
    text = session.execute(select(func.group_concat(hexadecimal(*columns), ""))).scalar()
    return decoded(text or "").reshape(-1, len(columns))


def hexadecimal(*columns: ColumnElement) -> ColumnElement:
    """A row's whole numbers as one text, to be put together with those of other rows."""
    return func.format(f"%0{_DIGITS}x" * len(columns), *columns)


def decoded(text: str) -> Numbers:
    """The numbers of such a text."""
    pieces = [
        np.frombuffer(bytes.fromhex(text[start : start + _PIECE]), dtype=">i8").astype(np.int64)
        for start in range(0, len(text), _PIECE)
    ]
    return np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.int64)

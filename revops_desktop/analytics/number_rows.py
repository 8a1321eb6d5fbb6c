"""Many rows of whole numbers as one array, read at one go while the window goes on.

A row fetched by Python holds its other threads up, and costs more than SQLite takes to find it: the
numbers of each column are put together by SQLite as one text instead.
"""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

Numbers = NDArray[np.int64]
# What a column holds instead of NULL where every other number has a meaning.
UNKNOWN = -(2**62)
# So many characters are read at once: a millisecond, within which no other thread of Python runs.
_PIECE = 2**17
# A table of places is at most so many times as long as what is looked up in it, and what is in it.
_WIDE = 16


def number_rows(session: Session, wanted: Select) -> Numbers:
    """A statement of whole numbers, none of them NULL, as an array: a row each, in no order."""
    return read_rows(session, in_texts(wanted))


def in_texts(wanted: Select) -> Select:
    """The statement that `read_rows` runs, for one that is put together once."""
    return select(*(func.group_concat(one) for one in wanted.subquery().c))


def read_rows(
    session: Session, texts: Select, values: Mapping[str, int | None] | None = None
) -> Numbers:
    """What `in_texts` was made of as an array; `values`: of its parameters."""
    columns = session.execute(texts, values or {}).one()
    # Each column lies in one piece: what is reckoned with is columns.
    return np.array([decoded(text or "") for text in columns]).T


def decoded(text: str) -> Numbers:
    """The numbers of a text that has a comma between each two, as group_concat makes it."""
    if not text:
        return np.zeros(0, np.int64)
    return np.concatenate([np.fromstring(part, np.int64, sep=",") for part in _pieces(text)])


def _pieces(text: str) -> Iterator[str]:
    """The text cut behind a number, every so often."""
    start = 0
    while start < len(text):
        end = text.find(",", start + _PIECE)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end + 1


def looked_up(
    known: Numbers, values: Numbers, wanted: Numbers, missing: int
) -> "tuple[Numbers, NDArray[np.bool_]]":
    """The value of each wanted number by those that are known, and whether it is known.

    `known` are ids, each once and none below 0: where they lie close together, they are places.
    """
    if not len(known) or not len(wanted):
        return np.full(len(wanted), missing, np.int64), np.zeros(len(wanted), np.bool_)
    last = int(known.max())
    if last <= _WIDE * (len(known) + len(wanted)):
        table = np.full(last + 2, -1, np.int64)
        table[known] = np.arange(len(known))
        places = table[np.where((wanted < 0) | (wanted > last), last + 1, wanted)]
        is_known = places >= 0
    else:
        order = np.argsort(known)
        found = np.minimum(np.searchsorted(known, wanted, sorter=order), len(known) - 1)
        places = order[found]
        is_known = known[places] == wanted
    return np.where(is_known, values[places], missing), is_known

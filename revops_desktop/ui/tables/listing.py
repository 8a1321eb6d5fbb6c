"""What a table lists: its questions, what it is called, when it is stale."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from revops_desktop.ui.tables.columns import ColumnSpec
from revops_desktop.ui.tables.record_model import Row

if TYPE_CHECKING:
    from revops_desktop.analytics.record_list import Found


@dataclass(frozen=True, slots=True)
class Listing:
    """A table's contents.

    `filtered_as`: the page under which the filter bar keeps its views; "" has a search box only ·
    `is_wide`: there is room for words on its buttons.
    `found` and `rows` are questions of analytics; `own` is the table of its records, `tables` all
    whose changes show in it.
    """

    key: str
    name: str
    own: str
    tables: frozenset[str]
    found: Callable[..., "Found"]
    rows: Callable[..., Mapping[int, Row]]
    columns: Callable[[], Sequence[ColumnSpec]]
    nothing: str
    sort: str = "name"
    descending: bool = False
    filtered_as: str = ""
    is_wide: bool = False

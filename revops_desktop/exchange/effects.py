"""What becomes of each row that is taken: the first of them, for whoever looks before or after."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from revops_desktop.exchange.fields import FIELDS, Holds, Kind
from revops_desktop.i18n import _
from revops_desktop.operations.history_updates import RecordChange
from revops_desktop.operations.known import MADE_KEY

# Beyond these only the counts of the summary tell.
MOST_EFFECTS = 2000

_COLUMNS = {
    "owner_id": "owner",
    "company_id": "company",
    "contact_id": "contact",
    "probability_basis_points": "probability",
}


class Change(NamedTuple):
    """A field by its label, what is here and what the row says: as they are kept, None for nothing;
    `holds` says what they are, money is of this currency."""

    label: str
    before: str | int | None
    after: str | int | None
    holds: Holds = "text"
    currency: str = ""


class Effect(NamedTuple):
    """A row and its record: made, changed, as it is here already, or differing from that.

    Of one that is here already `key` is by what it was recognised (see fields.MATCH_LABELS).
    """

    file: str
    row: int
    kind: Literal["created", "updated", "unchanged", "differs"]
    record: str
    changes: tuple[Change, ...] = ()
    key: str = ""


class Effects:
    """Collects the first effects of all files, those of a file until its end is known."""

    def __init__(self) -> None:
        self.kept: list[Effect] = []
        self._of_file: dict[int, Effect] = {}

    @property
    def is_full(self) -> bool:
        """Whether no more are kept."""
        return len(self.kept) + len(self._of_file) >= MOST_EFFECTS

    def note(self, file: str, row: int, record: str, *, is_new: bool) -> None:
        """A row was taken: it makes a record, or speaks of one that is here."""
        self._of_file[row] = Effect(file, row, "created" if is_new else "unchanged", record)

    def settle(
        self,
        changed: Collection[int],
        told: Mapping[int, tuple[Change, ...]],
        keys: Mapping[int, str],
        gone: Collection[int],
        joined: Collection[int] = (),
    ) -> None:
        """Ends a file: which rows change something, what would change, by which keys rows were
        recognised, which were refused after all, which went on with a new record."""
        for row, effect in sorted(self._of_file.items()):
            if row in gone:
                continue
            found = effect._replace(changes=told.get(row, ()), key=keys.get(row, ""))
            if row in changed:
                found = found._replace(kind="updated")
            elif row in joined:
                found = found._replace(kind="created")
            elif row in told:
                found = found._replace(kind="differs")
            self.kept.append(found)
        self._of_file = {}


def changes_of(
    kind: Kind,
    change: RecordChange,
    now: Any,
    currency: str,
    tags: Collection[str],
    company_name: Callable[[int], str],
) -> tuple[Change, ...]:
    """What a change makes of a record. `tags` are those it carries · `company_name`: of one that a
    row names by its number."""
    found = []
    for column, value in sorted(change.values.items()):
        field = FIELDS[kind].get(_COLUMNS.get(column, column))
        if field is None or (column == "external_key" and str(value).startswith(MADE_KEY)):
            # A key made of the row is nobody's business.
            continue
        if column.endswith("_id"):
            before = getattr(now, f"{_COLUMNS[column]}_name", None)
            after = company_name(value) if isinstance(value, int) else value
        else:
            before, after = getattr(now, column, None), value
        found.append(Change(_(field.label), before, after, field.holds, currency))
    if change.tags is not None:
        found.append(Change(_("Tags"), ", ".join(sorted(tags)), ", ".join(change.tags)))
    if change.lines:
        found.append(Change(_("Product"), None, None))
    if change.custom or change.emptied:
        found.append(Change(_("Custom fields"), None, None))
    return tuple(found)


def name_in(cells: Sequence[str], header: Sequence[str], columns: Mapping[str, str]) -> str:
    """What the row calls its record, by the first of the columns that name it."""
    for field in ("name", "title", "company", "external_key"):
        column = columns.get(field)
        if column in header:
            text = cells[header.index(column)].strip()
            if text:
                return text
    return ""

"""What rows say of records that are here: kept while a file is read, then compared with them.

The same work tells what would change (a dry run, or a file that only makes new records) and what
changes. Two rows of one record may complete each other; where they contradict each other the later
one is refused, so that the same file again changes nothing.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from revops_desktop.exchange.asks import Asks
from revops_desktop.exchange.comparing import KEPT, Comparison, Said, is_same_name
from revops_desktop.exchange.effects import MOST_EFFECTS, Change
from revops_desktop.exchange.finders import KNOWN_BY
from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.recognising import Found
from revops_desktop.exchange.refusals import CellRefused, RowRefused
from revops_desktop.exchange.row_values import CUSTOM, EMPTIED
from revops_desktop.exchange.spool import Spool
from revops_desktop.i18n import N_, _
from revops_desktop.operations.history_updates import RecordChange
from revops_desktop.operations.known_rows import held
from revops_desktop.rules.company_names import company_key
from revops_desktop.rules.text import match_key

# A field by its name, a custom one by its id.
Fact = str | int

# Of one record so many are named where several may be meant.
_MOST_NAMED = 3
_BY_MAIL = N_(
    "Please write the e-mail address or the phone number that only one of them has into the file, "
    "or merge them first."
)
# What to do then.
_TO_TELL_APART = {
    "members": _BY_MAIL,
    "products": N_("Please write the name as it stands here."),
    "companies": N_(
        "Please write the corporate number or the website that only one of them has into the "
        "file, or merge them first."
    ),
    "contacts": _BY_MAIL,
    "deals": N_(
        "Please give these deals different titles here, write them so in the file, and import it "
        "again."
    ),
}


@dataclass(slots=True)
class Settled:
    """What the rows of a file come to, by their lines: changed, differing unwanted, refused.

    `joined`: those that only went on with a record that an earlier one brings in · `differing`: of
    lists, not of plans · `told`: what changes, or would, `keys`: by what they were recognised; of
    the first ones only · `renewed`: records that are known by something else from now on, with what
    changes of them.
    """

    changed: set[int] = field(default_factory=set)
    joined: set[int] = field(default_factory=set)
    differs: int = 0
    differing: list[int] = field(default_factory=list)
    told: dict[int, tuple[Change, ...]] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)
    refused: list[tuple[int, RowRefused]] = field(default_factory=list)
    renewed: list[tuple[int, dict[str, Any]]] = field(default_factory=list)


class _Heard(NamedTuple):
    """What a row said of a record; `wanted`: it was to change it."""

    file: str
    line: int
    said: Any
    wanted: bool


class Updates:
    """Collects what rows say, file by file; `changes` is what is to be written of all of them.

    `several`: kinds of which more than one file comes in, so that their rows may meet in two.
    """

    def __init__(self, workspace: Asks, currency: str, several: Collection[str] = ()) -> None:
        self._workspace, self._currency = workspace, currency
        self._several, self._file = several, ""
        self.changes = Spool()
        self._said = Spool()
        self._beside: dict[int, tuple[int, dict[str, Any]]] = {}
        self._completed: set[int] = set()
        self._joined: set[int] = set()
        self._differing = 0
        self._once: set[int] = set()
        self._twice: set[int] = set()
        self._heard: dict[tuple[str, int], dict[Fact, _Heard]] = {}

    def close(self) -> None:
        """Lets go of all of them."""
        self._said.close()
        self.changes.close()

    def note(self, line: int, found: Found, values: Mapping[str, Any]) -> None:
        """A row speaks of one that is here, or of one of several."""
        self._said.add((line, *found, dict(values)))
        for one in found.ids:
            (self._twice if one in self._once else self._once).add(one)

    def completed(self, line: int) -> None:
        """A row changes a record that is here in a way of its own."""
        self._completed.add(line)

    def joins(self, line: int) -> None:
        """A row said more of a record that an earlier one brings in."""
        self._joined.add(line)

    def fill_company(self, line: int, company_id: int, values: Mapping[str, Any]) -> None:
        """A row of another record says what a company here has not."""
        self._beside[line] = (company_id, dict(values))

    def differing(self) -> None:
        """A row says something else than what is here, which is not to be changed."""
        self._differing += 1

    def ahead(
        self, kind: str, columns: Mapping[str, str], gathering: Gathering, lines: Collection[int]
    ) -> dict[int, RecordChange]:
        """What rows of these lines would change of their records, each looked at by itself."""
        found = {}
        for chunk in self._said.chunks() if lines else ():
            rows = [one for row in chunk if (one := Said(*row)).line in lines]
            if not rows:
                continue
            comparison = self._comparison(kind, rows, columns, gathering)
            for one in rows:
                # One that may not is refused as the file is settled.
                with suppress(RowRefused):
                    change = comparison.change(one, one.ids[0])
                    if change is not None:
                        found[one.line] = change
        return found

    def settle(
        self,
        kind: str,
        columns: Mapping[str, str],
        gathering: Gathering,
        *,
        file: str,
        wanted: bool,
        without: Collection[int],
        going: Collection[int],
        tell: Callable[[float], None],
    ) -> Settled:
        """Ends a file of this kind. `columns`: how it calls the fields · `wanted`: whether records
        shall change · `without`: lines that were refused by now · `going`: those of deals that move
        or leave · `tell`: what part is done."""
        done = Settled(self._completed, self._joined, self._differing)
        self._differing, self._file = 0, file
        said, count = self._said, max(self._said.count, 1)
        number = 0
        for chunk in said.chunks():
            rows = [Said(*row) for row in chunk]
            comparison = self._comparison(kind, rows, columns, gathering)
            for row in rows:
                number += 1
                if number % 100 == 0:
                    tell(number / count)
                if row.line not in without:
                    self._settle(kind, comparison, row, wanted, done, is_going=row.line in going)
        said.close()
        self._said = Spool()
        refused = {*without, *(line for line, _why in done.refused)}
        for line, (company_id, values) in self._beside.items():
            if line not in refused:
                self.changes.add(RecordChange("company", company_id, values))
        self._beside, self._completed, self._joined = {}, set(), set()
        self._once, self._twice = set(), set()
        return done

    def _comparison(
        self, kind: str, rows: list[Said], columns: Mapping[str, str], gathering: Gathering
    ) -> Comparison:
        now = self._workspace.ask(
            held,
            kind=kind,
            ids=sorted({one for row in rows for one in row.ids}),
            custom=any(CUSTOM in row.values or EMPTIED in row.values for row in rows),
            tags=any("tags" in row.values for row in rows),
            lines=kind == "deals",
        )
        return Comparison(kind, gathering, now, columns, self._company_here)

    def _company_here(self, company_id: int) -> str:
        """The name of a company that is here."""
        asked: Any = {"kind": "companies", "ids": [company_id]}
        found = self._workspace.ask(held, **asked, custom=False, tags=False, lines=False)
        return str(found.rows[company_id].name) if company_id in found.rows else ""

    def _settle(
        self,
        kind: str,
        comparison: Comparison,
        row: Said,
        wanted: bool,
        done: Settled,
        *,
        is_going: bool,
    ) -> None:
        try:
            if len(row.ids) > 1:
                self._refuse_ambiguous(kind, comparison, row)
                return
            if kind in self._several or row.ids[0] in self._twice:
                row = self._heard_before(kind, row, comparison, wanted=wanted)
            change = comparison.change(row, row.ids[0], is_going=is_going)
        except RowRefused as refusal:
            if wanted:
                done.refused.append((row.line, refusal))
                comparison.asked_in_vain()
            return
        if len(done.keys) < MOST_EFFECTS:
            done.keys[row.line] = row.key
        if change is None:
            return
        if len(done.told) < MOST_EFFECTS:
            done.told[row.line] = comparison.told(change, self._currency)
        if not wanted:
            done.differs += 1
            done.differing.append(row.line)
            return
        done.changed.add(row.line)
        settled: RecordChange = comparison.settled(change)
        self.changes.add(settled)
        if kind != "deals" and not KNOWN_BY.isdisjoint(settled.values):
            done.renewed.append((row.ids[0], settled.values))

    def _refuse_ambiguous(self, kind: str, comparison: Comparison, row: Said) -> None:
        """Several may be meant: no harm where one of them is as the row says already."""
        if any(comparison.change(row, one) is None for one in row.ids):
            return
        names = [comparison.name_of(one, self._currency) for one in row.ids]
        problem = _("It may mean {number} that are here: {names}.").format(
            number=len(names), names=" · ".join(names[:_MOST_NAMED])
        )
        told = f"{problem} {_(_TO_TELL_APART[kind])}"
        raise RowRefused([CellRefused(told, comparison.column_of(row.key))])

    def _heard_before(self, kind: str, row: Said, comparison: Comparison, *, wanted: bool) -> Said:
        """What a row says beyond the earlier ones of the same record; refused where it contradicts
        them, if it is to change anything."""
        heard = self._heard.setdefault((kind, row.ids[0]), {})
        new: dict[Fact, Any] = {}
        for fact, said in _facts(row.values).items():
            before = heard.get(fact)
            if before is None:
                new[fact] = said
            elif before.said == said or _alike(fact, before.said, said, row.renames, kind):
                if wanted and not before.wanted:
                    new[fact] = said
            elif wanted:
                other = before.file if before.file != self._file else ""
                raise contradiction(before.line, comparison.column_of(str(fact)), said, other)
        heard.update(
            (fact, _Heard(self._file, row.line, said, wanted))
            for fact, said in new.items()
            # A row that only makes records empties nothing.
            if wanted or said is not None
        )
        return row._replace(values=_values(new))


def _facts(values: Mapping[str, Any]) -> dict[Fact, Any]:
    """What a row says, with each custom field by its id."""
    found: dict[Fact, Any] = {
        name: value
        for name, value in values.items()
        if name not in (CUSTOM, EMPTIED) and not (value is None and name in KEPT)
    }
    found.update((one[0], one) for one in values.get(CUSTOM, ()))
    found.update((field_id, None) for field_id in values.get(EMPTIED, ()))
    return found


def _values(facts: Mapping[Fact, Any]) -> dict[str, Any]:
    """As `_facts` was given them."""
    found = {name: value for name, value in facts.items() if isinstance(name, str)}
    custom = {name: value for name, value in facts.items() if isinstance(name, int)}
    if custom:
        found[CUSTOM] = tuple(value for value in custom.values() if value is not None)
        found[EMPTIED] = tuple(number for number, value in custom.items() if value is None)
    return found


def contradiction(line: int, column: str, value: Any, file: str = "") -> RowRefused:
    """A row says something else of a record than an earlier one of the same import; `file`: where
    that is another one."""
    told = _("Row {row} says something else of the same record. Please leave only one of them.")
    if file:
        told = _(
            "Row {row} of “{file}” says something else of the same record. Please leave only one "
            "of them."
        )
    said = value if isinstance(value, str) else ""
    return RowRefused([CellRefused(told.format(row=line, file=file), column, said)])


def told_beside(line: int, file: str = "") -> str:
    """What is remarked where rows that only make records contradict an earlier one; `file`: where
    that is in another one."""
    if file:
        return _(
            "Row {row} of “{file}” is of the same record and says something else. What stands "
            "there was taken."
        ).format(row=line, file=file)
    return _(
        "Row {row} is of the same record and says something else. What stands there was taken."
    ).format(row=line)


def _alike(name: Fact, one: Any, other: Any, renames: bool, kind: str) -> bool:
    """Names mean the same however they are written."""
    if not one or not other:
        return False
    if name in ("name", "title"):
        return not renames or is_same_name(kind, one, other)
    if name in ("owner", "contact", "function"):
        return match_key(one) == match_key(other)
    if name != "company" or isinstance(one, int) or isinstance(other, int):
        return bool(one == other)
    return company_key(one) == company_key(other)

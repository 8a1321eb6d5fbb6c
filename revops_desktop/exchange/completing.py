"""Two rows of one import about the same new record: the later one may say more, not otherwise."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

from revops_desktop.exchange.gathering import Gathering
from revops_desktop.operations.history_records import NewCompany
from revops_desktop.rules.company_names import company_key
from revops_desktop.rules.text import match_key

_NAMED = ("owner", "company")

# Is told the field of which a later row says something else, and what; may refuse the row.
Clash = Callable[[str, Any], None]


class Blanks(NamedTuple):
    """Fields, custom ones by their ids, of which empty cells say something too: those of earlier
    rows of the record, and those of the later row."""

    earlier: Collection[str | int]
    later: Collection[str | int]


def completed(
    before: Any,
    record: Any,
    values: Mapping[str, Any],
    *,
    renames: bool,
    gathering: Gathering,
    blanks: Blanks,
    clash: Clash,
) -> Any:
    """The new record with what a later row says beyond it; `clash` is told what contradicts it.

    `renames`: they are one by a key that lets names differ.
    """
    more: dict[str, Any] = {}
    is_company = isinstance(before, NewCompany)
    for field in record._fields:
        value, held = getattr(record, field), getattr(before, field)
        if field in ("created_at", "custom", *_NAMED):
            continue
        is_empty, was_empty = value in (None, ()), held in (None, ())
        erases = field in blanks.later
        if is_empty and (was_empty or not erases):
            continue
        if was_empty and field not in blanks.earlier:
            more[field] = value
        elif field == "name" and not renames and not erases:
            continue
        elif is_empty or was_empty or not _is_same(field, value, held, is_company):
            clash(field, value)
    named = list(_names_beyond(before, values, gathering, blanks, clash))
    custom = _custom_of_both(before, record, blanks, clash)
    if custom:
        more["custom"] = custom
    for field, name in named:
        more[field] = gathering.member(name) if field == "owner" else gathering.company(name)
    return before._replace(**more)


def _names_beyond(
    before: Any, values: Mapping[str, Any], gathering: Gathering, blanks: Blanks, clash: Clash
) -> Iterator[tuple[str, Any]]:
    """Whom the row names where the record has nobody yet."""
    for field in _NAMED:
        if not hasattr(before, field):
            continue
        name, held = values.get(field), getattr(before, field)
        if name is None:
            if held is not None and field in blanks.later:
                clash(field, name)
            continue
        if held is None and field not in blanks.earlier:
            yield field, name
            continue
        of = gathering.member_here if field == "owner" else gathering.company_here
        if held is None or of(name) != held:
            clash(field, name)


def _custom_of_both(
    before: Any, record: Any, blanks: Blanks, clash: Clash
) -> tuple[tuple[Any, ...], ...]:
    """The custom fields of the record, and those that the row fills beyond them."""
    custom = {one[0]: one for one in getattr(before, "custom", ())}
    said = {one[0]: one for one in getattr(record, "custom", ())}
    if any(field_id in blanks.later and field_id not in said for field_id in custom):
        clash("", "")
    for field_id, value in said.items():
        if field_id not in custom and field_id not in blanks.earlier:
            custom[field_id] = value
        elif custom.get(field_id) != value:
            clash("", "")
    return tuple(custom.values())


def _is_same(field: str, value: Any, held: Any, is_company: bool) -> bool:
    if value == held:
        return True
    if field == "name":
        of = company_key if is_company else match_key
        return of(value) == of(held)
    if field == "tags":
        return {match_key(name) for name in value} == {match_key(name) for name in held}
    return field == "function" and match_key(value) == match_key(held)

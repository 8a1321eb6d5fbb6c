"""Two rows of one file about the same new record: the later one may say more, not otherwise."""

from collections.abc import Callable, Mapping
from typing import Any

from revops_desktop.exchange.gathering import Gathering
from revops_desktop.operations.history_records import NewCompany
from revops_desktop.rules.company_names import company_key
from revops_desktop.rules.text import match_key

_NAMED = {"owner": "member", "company": "company"}

# Is told the field of which a later row says something else, and what; may refuse the row.
Clash = Callable[[str, Any], None]


def completed(
    before: Any,
    record: Any,
    values: Mapping[str, Any],
    *,
    renames: bool,
    columns: Mapping[str, str],
    gathering: Gathering,
    blank_erases: bool,
    clash: Clash,
) -> Any:
    """The new record with what a later row says beyond it; `clash` is told what contradicts it.

    `renames`: they are one by a key that lets names differ · `blank_erases`: an empty cell says
    something too.
    """
    more: dict[str, Any] = {}
    is_company = isinstance(before, NewCompany)
    for field in record._fields:
        value, held = getattr(record, field), getattr(before, field)
        if field in ("created_at", "custom", *_NAMED):
            continue
        is_empty, was_empty = value in (None, ()), held in (None, ())
        erases = blank_erases and field in columns
        if is_empty and (was_empty or not erases):
            continue
        if was_empty and not erases:
            more[field] = value
        elif field == "name" and not renames and not erases:
            continue
        elif is_empty or was_empty or not _is_same(field, value, held, is_company):
            clash(field, value)
    for field in _NAMED:
        name = values.get(field)
        if not hasattr(before, field) or (name is None and not blank_erases):
            continue
        held = getattr(before, field)
        if blank_erases and field in columns and (name is None) != (held is None):
            clash(field, name)
        if name is None:
            continue
        there = gathering.member_here(name) if field == "owner" else gathering.company_here(name)
        if held is not None and there != held:
            clash(field, name)
    custom = {one[0]: one for one in getattr(before, "custom", ())}
    for value in getattr(record, "custom", ()):
        if custom.setdefault(value[0], value) != value:
            clash("", "")
    if custom:
        more["custom"] = tuple(custom.values())
    if values.get("owner") is not None and getattr(before, "owner", 0) is None:
        more["owner"] = gathering.member(values["owner"])
    if values.get("company") is not None and getattr(before, "company", 0) is None:
        more["company"] = gathering.company(values["company"])
    return before._replace(**more)


def _is_same(field: str, value: Any, held: Any, is_company: bool) -> bool:
    if value == held:
        return True
    if field == "name":
        of = company_key if is_company else match_key
        return of(value) == of(held)
    if field == "tags":
        return {match_key(name) for name in value} == {match_key(name) for name in held}
    return field == "function" and match_key(value) == match_key(held)

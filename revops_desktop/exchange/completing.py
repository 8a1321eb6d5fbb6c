"""Two rows of one file about the same new record: the later one may say more, not otherwise."""

from collections.abc import Mapping
from typing import Any

from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.updating import contradiction
from revops_desktop.operations.history_records import NewCompany
from revops_desktop.rules.company_names import company_key
from revops_desktop.rules.text import match_key

_NAMED = {"owner": "member", "company": "company"}


def completed(
    before: Any,
    record: Any,
    values: Mapping[str, Any],
    *,
    renames: bool,
    line: int,
    columns: Mapping[str, str],
    gathering: Gathering,
    blank_erases: bool,
) -> Any:
    """The new record with what a later row says beyond it; RowRefused where that contradicts it.

    `before` was made by row `line`; `renames`: they are one by a key that lets names differ ·
    `blank_erases`: an empty cell says something too.
    """
    more: dict[str, Any] = {}
    for field in record._fields:
        value, held = getattr(record, field), getattr(before, field)
        if field in ("created_at", "custom", *_NAMED):
            continue
        if blank_erases and field in columns and (value or None) != (held or None):
            is_filled = value not in (None, ()) and held not in (None, ())
            if not is_filled or not _is_same(field, value, held, isinstance(before, NewCompany)):
                raise contradiction(line, columns[field], value)
        if value in (None, ()):
            continue
        if held in (None, ()):
            more[field] = value
        elif not _is_same(field, value, held, isinstance(before, NewCompany)) and (
            field != "name" or renames
        ):
            raise contradiction(line, columns.get(field, ""), value)
    for field in _NAMED:
        name = values.get(field)
        if not hasattr(before, field) or (name is None and not blank_erases):
            continue
        held = getattr(before, field)
        if blank_erases and field in columns and (name is None) != (held is None):
            raise contradiction(line, columns[field], name)
        if name is None:
            continue
        there = gathering.member_here(name) if field == "owner" else gathering.company_here(name)
        if held is not None and there != held:
            raise contradiction(line, columns.get(field, ""), name)
    custom = {one[0]: one for one in getattr(before, "custom", ())}
    for value in getattr(record, "custom", ()):
        if custom.setdefault(value[0], value) != value:
            raise contradiction(line, "", "")
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

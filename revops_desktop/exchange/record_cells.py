"""Cells that mean more than their text: corporate numbers and lists of tags."""

import re
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import company_tag, deal_tag, tag
from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.refusals import CellRefused
from revops_desktop.i18n import _
from revops_desktop.operations.companies import checked
from revops_desktop.operations.tags import LONGEST_NAME
from revops_desktop.rules.text import match_key, stored

_PARTS = re.compile(r'"((?:[^"]|"")*)"|([^,;、，；|\n]+)')
_BETWEEN = re.compile(r"[,;、，；|\n\"]")


def corporate_number(text: str) -> str:
    """13 digits that the first of them holds to be right; CellRefused otherwise."""
    try:
        return str(checked({"corporate_number": text})["corporate_number"])
    except RuleBroken as problem:
        # Of other rows it would not be true.
        said = str(problem).replace(_("Nothing was changed."), "").replace("  ", " ")
        raise CellRefused(said) from None


def tag_names(text: str) -> tuple[str, ...]:
    """The tags of a cell, between commas or semicolons; one that holds such a sign is in quotes."""
    names: dict[str, str] = {}
    for quoted, plain in _PARTS.findall(text):
        name = " ".join(stored(quoted.replace('""', '"') or plain).split())
        if not match_key(name):
            continue
        if len(name) > LONGEST_NAME:
            raise CellRefused(
                _("A tag's name has {number} letters at most. Please shorten it.").format(
                    number=LONGEST_NAME
                )
            )
        names.setdefault(match_key(name), name)
    return tuple(names.values())


def tags_of(session: Session, table: str) -> dict[int, list[str]]:
    """The names of the tags that records of a table (company or deal) carry, by their ids."""
    carried = company_tag if table == "company" else deal_tag
    found: dict[int, list[str]] = {}
    for record_id, name in session.execute(
        select(carried.c[f"{table}_id"], tag.c.name)
        .join_from(carried, tag, tag.c.id == carried.c.tag_id)
        .order_by(carried.c.id)
    ):
        found.setdefault(record_id, []).append(name)
    return found


def tags_text(names: Iterable[str]) -> str:
    """Tags as a cell that `tag_names` reads back."""
    return ", ".join(
        '"' + name.replace('"', '""') + '"' if _BETWEEN.search(name) else name for name in names
    )

"""What a contact's row says of the company beside it: it goes to the company where that has none.

A company that the import makes takes it, one that is here takes it only where records are to be
changed. What has no place there, as of a person without a company, is a line of the note.
"""

from collections.abc import Callable
from typing import Any

from revops_desktop.exchange.binding import Binding
from revops_desktop.exchange.cell_reader import CellReader
from revops_desktop.exchange.finders import Finders
from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.reading.vcard_contact import shown_heading
from revops_desktop.operations.history_records import Reference
from revops_desktop.rules.text import match_key

# The fields of a contact, and those of the company that they are.
FIELDS = {"company_address": "address", "company_website": "website"}

# Is told the line of a row, the id of a company that is here, and what of it was blank.
Fill = Callable[[int, int, dict[str, Any]], None]


class CompanyBeside:
    """Takes what rows of contacts say of companies. `fill`: None where nobody is to be changed."""

    def __init__(
        self,
        binding: Binding,
        fields: dict[str, CellReader],
        gathering: Gathering,
        finders: Finders,
        fill: Fill | None,
    ) -> None:
        self._headings = {
            name: shown_heading(fields[name].column, binding.header)
            for name in FIELDS
            if name in fields
        }
        self._gathering, self._finders, self._fill = gathering, finders, fill
        self._filled: dict[int, dict[str, str]] = {}

    def look(self, values: dict[str, Any]) -> dict[str, str]:
        """What of a row goes to its company; all else becomes lines of its note."""
        goes: dict[str, str] = {}
        for name, heading in self._headings.items():
            text = values.pop(name, None)
            if text is None:
                continue
            held = self._held(values.get("company"), FIELDS[name])
            if held == "":
                goes[FIELDS[name]] = text
            elif held is None or match_key(held) != match_key(text):
                line = f"{heading}: {text}"
                values["note"] = f"{values['note']}\n{line}" if values.get("note") else line
        return goes

    def put(self, line: int, company: Reference, goes: dict[str, str]) -> bool:
        """A row gives a company what it has not yet; True where it is one that is here."""
        if company is None or not goes:
            return False
        if company < 0:
            self._gathering.fill_company(company, goes)
            return False
        if self._fill is not None:
            self._filled.setdefault(company, {}).update(goes)
            self._fill(line, company, dict(goes))
        return self._fill is not None

    def _held(self, company: str | int | None, field: str) -> str | None:
        """What the company has; "" where it may take what the row says, None: it may not."""
        if company is None:
            return None
        there = self._gathering.company_here(company)
        if there is None:
            return ""
        if there < 0:
            return getattr(self._gathering.new("companies", there), field) or ""
        filled = self._filled.get(there, {}).get(field)
        if filled is not None:
            return filled
        found = self._finders.here("companies", there)
        held: str | None = getattr(found, field, None)
        return held or (None if self._fill is None or found is None else "")

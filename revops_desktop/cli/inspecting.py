"""`inspect`: how a file is laid out, what its columns hold and what it is likely to be."""

import json
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from revops_desktop.cli.layout_arguments import layout_of
from revops_desktop.i18n import N_, _, count, ngettext, percent

if TYPE_CHECKING:
    from revops_desktop.exchange.guessing.questions import KindGuess
    from revops_desktop.exchange.reading.layout import ColumnLook, Look

_FORMS = {"text": N_("text"), "workbook": N_("workbook"), "vcard": N_("vCard")}
_SEPARATORS = {
    ",": N_("comma"),
    ";": N_("semicolon"),
    "\t": N_("tab"),
    "|": N_("vertical bar"),
}
_ORDERS = {
    "ymd": N_("year, month, day"),
    "dmy": N_("day, month, year"),
    "mdy": N_("month, day, year"),
    "ask": N_("can be read two ways"),
    "auto": N_("each day says it itself"),
}
_SHOWN = 60


def inspect(chosen: Namespace) -> None:
    """What looking at a file finds; nothing is imported."""
    from revops_desktop.exchange.guessing.guess import guess
    from revops_desktop.exchange.guessing.here import Here
    from revops_desktop.exchange.reading.looking import look

    path: Path = chosen.source
    found = look(path, layout_of(chosen))
    kinds = guess([path], Here(), looks={path: found}).files[0].kinds
    if chosen.as_json:
        print(json.dumps(_as_json(found, kinds), ensure_ascii=False, indent=2))
    else:
        for line in _lines(found, kinds):
            print(line)


def _as_json(found: "Look", kinds: "Sequence[KindGuess]") -> dict[str, Any]:
    layout = found.layout
    return {
        "file": found.path.name,
        "form": layout.form,
        "encoding": layout.encoding or None,
        "separator": layout.delimiter or None,
        "quote": layout.quote or None,
        "line_end": layout.line_end or None,
        "header_line": layout.header_line,
        "header_rows": layout.header_rows,
        "preamble": [{"line": line, "cells": list(cells)} for line, cells in found.preamble],
        "footer": [{"line": line, "cells": list(cells)} for line, cells in found.footer],
        "rows": found.rows,
        "all_rows_seen": found.is_whole,
        "blank_rows": found.blank_lines,
        "sheets": list(found.sheets),
        "sheet": layout.sheet or None,
        "columns": [
            {
                "name": column.name,
                "holds": column.holds,
                "date_order": column.date_order or None,
                "filled": round(column.filled, 4),
                "examples": list(column.examples),
            }
            for column in found.columns
        ],
        "date_order": _date_order(found.columns),
        "kinds": [{"kind": one.kind, "share": one.share} for one in kinds],
    }


def _date_order(columns: "Sequence[ColumnLook]") -> str | None:
    """One order for all days: "ask" where one column asks, "mixed" where they differ."""
    orders = {column.date_order for column in columns if column.date_order}
    if "ask" in orders:
        return "ask"
    # Days that say their order themselves go with any other.
    decided = orders - {"auto"} or orders
    return decided.pop() if len(decided) == 1 else ("mixed" if decided else None)


def _lines(found: "Look", kinds: "Sequence[KindGuess]") -> Iterator[str]:
    from revops_desktop.exchange.fields import KIND_LABELS
    from revops_desktop.exchange.reading.vcard_contact import shown_heading

    yield f"{found.path.name}: {', '.join(_about(found))}"
    if found.sheets:
        yield _("Sheets: {sheets}").format(sheets=", ".join(found.sheets))
    for lines, words in (
        (found.preamble, _("Before the header, line {line}: {cells}")),
        (found.footer, _("No data, line {line}: {cells}")),
    ):
        for line, cells in lines:
            shown = " | ".join(" ".join(cell.split()) for cell in cells if cell.strip())
            yield words.format(line=count(line), cells=shown[:_SHOWN])
    likely = [f"{_(KIND_LABELS[one.kind])} {percent(one.share)}" for one in kinds if one.share]
    if likely:
        yield _("Likely to hold: {kinds}").format(kinds=", ".join(likely))
    for number, column in enumerate(found.columns, 1):
        yield _column(number, shown_heading(column.name, found.header), column)


def _about(found: "Look") -> Iterator[str]:
    layout = found.layout
    yield _(_FORMS.get(layout.form, layout.form))
    if layout.encoding:
        yield layout.encoding
    if layout.delimiter:
        sign = layout.delimiter
        yield _("separated by {sign}").format(sign=_(_SEPARATORS.get(sign, sign)))
    if layout.line_end:
        yield layout.line_end
    if layout.sheet:
        yield _("sheet “{sheet}”").format(sheet=layout.sheet)
    if layout.header_line:
        yield _("header in line {line}").format(line=count(layout.header_line))
    elif layout.form != "vcard":
        yield _("no header")
    rows = ngettext("{number} row", "{number} rows", found.rows).format(number=count(found.rows))
    yield rows if found.is_whole else _("{rows} and more").format(rows=rows)


def _column(number: int, name: str, column: "ColumnLook") -> str:
    from revops_desktop.exchange.reading.holds_labels import HOLDS_LABELS

    holds = _(HOLDS_LABELS[column.holds])
    if column.date_order:
        holds = _("{holds} ({order})").format(holds=holds, order=_(_ORDERS[column.date_order]))
    examples = " | ".join(" ".join(text.split())[:_SHOWN] for text in column.examples[:3])
    return f"{number:>3}  {name}: {holds}, {percent(column.filled)}  {examples}".rstrip()

"""Writes a list that is seen where the person says: as CSV, as a workbook, or printed as a PDF."""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from revops_desktop.errors import Problem
from revops_desktop.i18n import _
from revops_desktop.ui import texts
from revops_desktop.ui.tables.cannot_hold import Way, other_way
from revops_desktop.ui.wanted_file import WantedList, wanted_list

if TYPE_CHECKING:
    from revops_desktop.exchange.out.encodings import CannotHold
    from revops_desktop.ui.actions import Actions, Progress

Value = str | int | Decimal | date | None

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Line(NamedTuple):
    """A row of a list: its words as they are seen, and what a file keeps of it."""

    texts: Sequence[str]
    values: Sequence[Value]


def ask_and_write(
    parent: QWidget,
    actions: "Actions",
    name: str,
    headings: Sequence[str],
    lines: Sequence[Line],
    told: Callable[[str], None],
) -> None:
    """Asks where to, and writes a list that lies in memory by the ending of the name."""
    wanted = wanted_list(parent, name)
    if wanted is None:
        return
    words = _("Wrote {path}.").format(path=wanted.path)
    if wanted.is_pdf:
        print_later(
            *(actions, wanted.path, name, headings),
            lambda _progress: lines,
            lambda _path: told(words),
        )
        return
    from revops_desktop.exchange.listing import write
    from revops_desktop.exchange.out.encodings import CannotHold

    values = [[typed_day(value) for value in line.values] for line in lines]
    way: Way | None = Way(wanted.encoding)
    while way is not None:
        try:
            write(wanted.path, name, headings, values, **way._asdict())
        except CannotHold as problem:
            way = other_way(parent, problem)
        except Problem as problem:
            actions.show_problem(problem)
            return
        else:
            told(words)
            return


def write_later(
    parent: QWidget,
    actions: "Actions",
    wanted: WantedList,
    name: str,
    headings: Sequence[str],
    rows: "Callable[[Progress], Iterable[Sequence[Value]]]",
) -> None:
    """Writes a list that is read while it is written, in the background, as CSV or a workbook.

    Asks where CP932 does not have what it holds, and then reads it once more.
    """

    def work(progress: "Progress", way: Way) -> "CannotHold | None":
        from revops_desktop.exchange.listing import write
        from revops_desktop.exchange.out.encodings import CannotHold

        try:
            write(wanted.path, name, headings, rows(progress), **way._asdict())
        except CannotHold as problem:
            return problem
        return None

    def run(way: Way) -> None:
        actions.run(_("Exporting"), lambda progress: work(progress, way), tell, writes=False)

    def tell(problem: "CannotHold | None") -> None:
        if problem is None:
            tell_written(parent, wanted.path)
            return
        way = other_way(parent, problem)
        if way is not None:
            run(way)

    run(Way(wanted.encoding))


def typed_day(value: Value) -> Value:
    """An ISO day as a day, which a spreadsheet sorts and counts with; anything else as it is."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    return value


def tell_written(parent: QWidget, path: Path) -> None:
    """Says where a list was written."""
    texts.message(parent, _("Export"), _("Wrote {path}.").format(path=path))


def print_later(
    actions: "Actions",
    path: Path,
    name: str,
    headings: Sequence[str],
    lines: "Callable[[Progress], Iterable[Line]]",
    told: Callable[[Path], None],
) -> None:
    """Writes a list as a PDF, in the background; `told` is handed where."""

    def work(progress: "Progress") -> Path:
        from revops_desktop.analytics.settings import settings
        from revops_desktop.reports.list_report import Group, ListReport, list_report
        from revops_desktop.reports.saved import save

        about = actions.workspace.ask(settings)
        kept = list(lines(progress))
        numbers = tuple(
            any(not isinstance(line.values[place], str | None) for line in kept)
            for place in range(len(headings))
        )
        wanted = ListReport(
            title=name,
            business=about.name,
            zone=about.time_zone,
            headings=tuple(headings),
            groups=(Group("", [line.texts for line in kept]),),
            numbers=numbers,
        )
        save(path, list_report(wanted, made_at=actions.now(), progress=progress))
        return path

    actions.run(_("Making the PDF"), work, told, writes=False)

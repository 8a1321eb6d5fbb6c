"""Small source files and mappings for tests."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping import ImportMapping, Mode
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.summary import ImportSummary
from tests.conftest import NOW

DEALS = """
[[source]]
file = "deals.csv"
kind = "deals"
stage_column = "stage"
[source.columns]
external_key = "id"
title = "title"
company = "company"
amount = "amount"
[[source.outcome]]
value = "won"
visits = [
    { stage = "Qualified", entered = "opened", left = "closed" },
    { stage = "Onboarding", entered = "closed" },
]
[[source.outcome]]
value = "lost"
visits = [{ stage = "Qualified", entered = "opened" }]
exit = { how = "lost", left = "closed", reason_column = "why", reason = "Not recorded" }
[[source.outcome]]
visits = [{ entered = "opened" }]
"""

HEADER = "id,title,company,stage,opened,closed,amount,why\n"


def mapping(folder: Path, text: str, name: str = "mapping.toml") -> ImportMapping:
    """The mapping that this text is."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_mapping(path)


def source(folder: Path, text: str, name: str = "deals.csv", encoding: str = "utf-8") -> Path:
    """A source file that holds this text."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def bring(
    workspace: Any, folder: Path, rows: str, toml: str = DEALS, **options: Any
) -> ImportSummary:
    """Imports a deal list of these rows (below HEADER)."""
    return import_files(
        workspace,
        [source(folder, HEADER + rows)],
        mapping(folder, toml),
        at=options.pop("at", NOW + 60),
        **options,
    )


def brought_twice(
    workspace: Any,
    paths: Sequence[Path],
    how: ImportMapping,
    *,
    at: int = NOW + 60,
    mode: Mode | None = None,
    **options: Any,
) -> ImportSummary:
    """These files come in; once more, nothing changes."""
    done = import_files(workspace, paths, how, at=at, mode=mode, **options)
    after = all_rows(workspace)
    again = import_files(workspace, paths, how, at=at + 60, mode=mode, **options)
    assert (again.created, again.updated) == (0, 0), again.effects
    assert all_rows(workspace) == after
    return done


def all_rows(workspace: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that people fill, in order."""
    from revops_desktop.database.tables import JOURNALED

    return {
        table.name: workspace.raw.execute(f'SELECT * FROM "{table.name}" ORDER BY id').fetchall()
        for table in JOURNALED
    }


def visits(workspace: Any, title: str) -> Sequence[tuple[Any, ...]]:
    """stage, entered day, left day, outcome of each visit of a deal, in order."""
    return [
        tuple(row)
        for row in workspace.raw.execute(
            "SELECT s.name, v.entered_day, v.left_day, v.outcome FROM stage_visit AS v "
            "JOIN stage AS s ON s.id = v.stage_id JOIN deal AS d ON d.id = v.deal_id "
            "WHERE d.title = ? ORDER BY v.sequence",
            (title,),
        )
    ]

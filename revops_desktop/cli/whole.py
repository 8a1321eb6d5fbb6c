"""`export`, and `import` of such an export: the whole workspace in files that anybody can read."""

import json
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from revops_desktop.cli.opened import now, reading, trying, writing
from revops_desktop.cli.progress_line import ProgressLine
from revops_desktop.errors import Problem, RuleBroken
from revops_desktop.i18n import _, count, ngettext


def export(chosen: Namespace) -> None:
    """Writes everything into a new folder: one CSV file a table, and all of it as a workbook."""
    from revops_desktop.exchange.out.whole import FORMS, export_workspace
    from revops_desktop.exchange.out.whole_parts import STAYS_BEHIND

    with reading(chosen.file) as workspace:
        done = export_workspace(
            workspace,
            chosen.out,
            forms=FORMS if chosen.format is None else (chosen.format,),
            encoding=chosen.encoding,
            replaces=chosen.replace,
            progress=ProgressLine(),
        )
    rows = ngettext("{number} row", "{number} rows", done.rows).format(number=count(done.rows))
    print(_("Wrote {path}: {rows}.").format(path=done.folder, rows=rows))
    print(_(STAYS_BEHIND))


def comes_back(sources: list[Path]) -> bool:
    """Whether what is to be imported is such an export."""
    from revops_desktop.exchange.out.coming_back import is_whole

    return len(sources) == 1 and is_whole(sources[0])


def _lists_of(source: Path) -> Iterator[str]:
    """Which of its files can come in as lists where the whole cannot, and which hold nothing."""
    from revops_desktop.exchange.out.whole_place import lists_inside

    filled, blank = lists_inside(source)
    if filled:
        told = _("What can come in as lists, by an import of their own: {files}.")
        yield told.format(files=" ".join(map(str, filled)))
    if blank:
        told = _("Without any row: {files}.")
        yield told.format(files=", ".join(one.name for one in blank))


def bring_back(chosen: Namespace, source: Path) -> None:
    """Brings an export into an empty workspace, which is made where there is no such file."""
    from revops_desktop.database.workspace import Workspace
    from revops_desktop.exchange.out.coming_back import import_workspace
    from revops_desktop.operations.whole_workspace import require_empty

    def run(workspace: Workspace) -> None:
        try:
            workspace.ask(require_empty)
        except RuleBroken as problem:
            raise RuleBroken("\n".join((str(problem), *_lists_of(source)))) from problem
        came = import_workspace(
            workspace, source, at=now(), dry_run=chosen.dry_run, progress=ProgressLine()
        )
        if chosen.as_json:
            print(json.dumps(came.to_json(), ensure_ascii=False, indent=2))
            return
        rows = ngettext("{number} row", "{number} rows", came.rows).format(number=count(came.rows))
        print(_("{file}: {rows} of a whole workspace.").format(file=source.name, rows=rows))
        if came.edited:
            listed = " · ".join(came.edited)
            print(
                _("Edited since they were exported, and read as they are now: {tables}.").format(
                    tables=listed
                )
            )
        if came.dry_run:
            print(_("This was a dry run: nothing was changed."))

    if chosen.file.exists():
        opened = trying(chosen.file) if chosen.dry_run else writing(chosen.file, chosen.by)
        with opened as workspace:
            run(workspace)
        return
    with Workspace.create(chosen.file) as workspace:
        try:
            run(workspace)
        except Problem:
            workspace.close()
            chosen.file.unlink()
            raise
        if chosen.dry_run:
            workspace.close()
            chosen.file.unlink()

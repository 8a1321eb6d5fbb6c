"""`import`: files come in by a mapping, all of it or nothing."""

import json
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from revops_desktop.cli.opened import now, reading, writing
from revops_desktop.cli.progress_line import ProgressLine
from revops_desktop.cli.whole import bring_back, comes_back
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _, count, ngettext

if TYPE_CHECKING:
    from revops_desktop.exchange.summary import ImportSummary


def bring_in(chosen: Namespace) -> int:
    """Imports files; 1 when rows were refused and nothing else was in them."""
    if comes_back(chosen.csv):
        bring_back(chosen, chosen.csv[0])
        return 0
    if chosen.mapping is None:
        raise RuleBroken(
            _("What the columns mean is not said. Nothing was changed. Please add --mapping TOML.")
        )
    from revops_desktop.exchange.importing import import_files
    from revops_desktop.exchange.mapping_file import read_mapping

    mapping = read_mapping(chosen.mapping)
    opened = reading(chosen.file) if chosen.dry_run else writing(chosen.file, chosen.by)
    with opened as workspace:
        summary = import_files(
            workspace,
            chosen.csv,
            mapping,
            at=now(),
            dry_run=chosen.dry_run,
            progress=ProgressLine(),
            moves_present=chosen.move_present,
            override=chosen.override,
        )
    if chosen.as_json:
        print(json.dumps(summary.to_json(), ensure_ascii=False, indent=2))
    else:
        _tell(summary)
    taken = summary.created or summary.updated or summary.unchanged
    return 1 if summary.refused and not taken else 0


def _tell(summary: "ImportSummary") -> None:
    from revops_desktop.exchange.fields import KIND_LABELS

    for file in summary.files:
        print(
            _(
                "{file} ({kind}): {rows} rows read, {created} new, {unchanged} there already, "
                "{refused} refused"
            ).format(
                file=file.file,
                kind=_(KIND_LABELS[file.kind]),
                rows=count(file.rows),
                created=count(file.created),
                unchanged=count(file.unchanged),
                refused=count(file.refused),
            )
        )
    if summary.updated:
        moved = ngettext(
            "{number} deal moves to the stage that the file says",
            "{number} deals move to the stage that the file says",
            summary.updated,
        )
        print(moved.format(number=count(summary.updated)))
    if summary.elsewhere:
        told = ngettext(
            "{number} deal stands in another stage here; --move-present moves it",
            "{number} deals stand in another stage here; --move-present moves them",
            summary.elsewhere,
        )
        print(told.format(number=count(summary.elsewhere)))
    for problem in summary.problems:
        print(problem.sentence(), file=sys.stderr)
    untold = summary.problem_count - len(summary.problems)
    if untold > 0:
        more = ngettext("and {number} more", "and {number} more", untold)
        print(more.format(number=count(untold)), file=sys.stderr)
    if summary.dry_run:
        print(_("This was a dry run: nothing was changed."))
    elif summary.created or summary.updated:
        print(_("All of it is one action: “undo” takes it back."))

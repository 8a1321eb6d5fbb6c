"""`import`: files come in by a mapping, all of it or nothing."""

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from revops_desktop.cli.opened import now, trying, writing
from revops_desktop.cli.progress_line import ProgressLine
from revops_desktop.cli.whole import bring_back, comes_back
from revops_desktop.i18n import _, count, ngettext

if TYPE_CHECKING:
    from revops_desktop.exchange.refusals import Refusal
    from revops_desktop.exchange.summary import ImportSummary

_REMARKS_TOLD = 20


def bring_in(chosen: Namespace) -> int:
    """Imports files; 1 when rows were refused and nothing else was in them."""
    if comes_back(chosen.csv):
        bring_back(chosen, chosen.csv[0])
        return 0
    from revops_desktop.cli.import_choices import LeftOut, as_data, mapping_for
    from revops_desktop.exchange.importing import import_files
    from revops_desktop.exchange.refused_rows import write_refused

    opened = trying(chosen.file) if chosen.dry_run else writing(chosen.file, chosen.by)
    with opened as workspace:
        understood = mapping_for(chosen, workspace)
        mapping = understood.mapping
        summary = import_files(
            workspace,
            chosen.csv,
            mapping,
            at=now(),
            dry_run=chosen.dry_run,
            progress=ProgressLine(),
            moves_present=chosen.move_present,
            override=chosen.override,
            mode=chosen.mode,
        )
    if chosen.refused is not None and summary.refused:
        write_refused(chosen.refused, chosen.csv, mapping, summary)
    if chosen.as_json:
        answer = summary.to_json()
        answer["files"] = [
            {**file.to_json(), **understood.left_out.get(file.file, LeftOut()).to_json()}
            for file in summary.files
        ]
        answer["questions"] = as_data(understood.questions)
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _tell(summary, moves_present=chosen.move_present)
    taken = summary.created or summary.updated or summary.unchanged
    return 1 if summary.refused and not taken else 0


def _tell(summary: "ImportSummary", *, moves_present: bool) -> None:
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
        changed = (
            ngettext(
                "{number} that is here already changes",
                "{number} that are here already change",
                summary.updated,
            )
            if summary.dry_run
            else ngettext(
                "{number} that was here already changed",
                "{number} that were here already changed",
                summary.updated,
            )
        )
        print(changed.format(number=count(summary.updated)))
    if summary.joined:
        told = ngettext(
            "{number} row went on with another one",
            "{number} rows went on with other ones",
            summary.joined,
        )
        print(told.format(number=count(summary.joined)))
    if summary.differs:
        told = ngettext(
            "{number} that is here already differs from the file; --mode both changes it",
            "{number} that are here already differ from the file; --mode both changes them",
            summary.differs,
        )
        print(told.format(number=count(summary.differs)))
    if summary.elsewhere:
        print(_told_elsewhere(summary.elsewhere, moves_present))
    _tell_of_rows(summary.problems, summary.problem_count)
    if summary.remarks:
        print(_("Taken, but worth a look:"), file=sys.stderr)
        _tell_of_rows(summary.remarks[:_REMARKS_TOLD], summary.remark_count)
    if summary.dry_run:
        print(_("This was a dry run: nothing was changed."))
    elif summary.created or summary.updated:
        print(_("All of it is one action: “undo” takes it back."))


def _told_elsewhere(number: int, moves_present: bool) -> str:
    """What is said of deals that are not where the file says, and stay where they are."""
    told = ngettext(
        "By the file {number} deal stands elsewhere than here, or has left; --move-present takes "
        "that over where it can",
        "By the file {number} deals stand elsewhere than here, or have left; --move-present takes "
        "that over where it can",
        number,
    )
    if moves_present:
        told = ngettext(
            "By the file {number} deal stands elsewhere than here; it was left as it is",
            "By the file {number} deals stand elsewhere than here; they were left as they are",
            number,
        )
    return told.format(number=count(number))


def _tell_of_rows(told: "Sequence[Refusal]", number: int) -> None:
    for one in told:
        print(one.sentence(), file=sys.stderr)
    untold = number - len(told)
    if untold > 0:
        more = ngettext("and {number} more", "and {number} more", untold)
        print(more.format(number=count(untold)), file=sys.stderr)

"""`report`: the monthly diagnosis as a PDF: one month, or every month that has none yet."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from revops_desktop.cli.arguments import WrongUse
from revops_desktop.cli.opened import now, pipeline_of, reading, writing
from revops_desktop.errors import FileInUse, FileReadOnly, StorageProblem
from revops_desktop.i18n import _
from revops_desktop.rules.periods import local_day, month_of
from revops_desktop.tokens import LIGHT

if TYPE_CHECKING:
    from revops_desktop.database.workspace import Workspace


def report(chosen: Namespace) -> None:
    """Writes what was asked for; without a language, in the workspace's."""
    one = chosen.month is not None or chosen.out is not None
    if one == chosen.all_missing or (one and None in (chosen.month, chosen.out)):
        raise WrongUse(_("Give --month and --out, or --all-missing and --folder"))
    if chosen.all_missing != (chosen.folder is not None):
        raise WrongUse(_("--all-missing and --folder belong together"))
    if chosen.one_page and chosen.parts:
        raise WrongUse(_("--one-page has no parts to choose: leave --parts out"))
    with _opened(chosen) as (workspace, why_not):
        if not chosen.all_missing:
            _write(workspace, chosen, chosen.month, chosen.out)
        else:
            months = missing_months(workspace, chosen)
            for month, path in months:
                _write(workspace, chosen, month, path)
            if not months:
                words = _("Every month that is over has its report in {folder}.")
                print(words.format(folder=chosen.folder))
        if why_not:
            print(why_not, file=sys.stderr)


@contextmanager
def _opened(chosen: Namespace) -> "Iterator[tuple[Workspace, str]]":
    """The file, to write where that is possible, and why reports are not kept in it otherwise."""
    with ExitStack() as held:
        why_not = ""
        try:
            workspace = held.enter_context(writing(chosen.file))
        except (FileInUse, FileReadOnly) as problem:
            words = _("The report is written, but not kept among the made ones: {why}")
            why_not = words.format(why=problem)
            workspace = held.enter_context(reading(chosen.file))
        yield workspace, why_not


def missing_months(workspace: "Workspace", chosen: Namespace) -> list[tuple[str, Path]]:
    """The months that are over whose report is not in the folder, oldest first, and its path."""
    from revops_desktop.analytics.report_months import report_months
    from revops_desktop.analytics.settings import settings
    from revops_desktop.reports.saved import file_name

    about, found = workspace.ask(settings), workspace.ask(report_months)
    pipeline_id = pipeline_of(workspace, chosen.pipeline)
    river = next((one for one in found.rivers if one.pipeline_id == pipeline_id), None)
    if river is None:
        return []
    pipeline = river.name if len(found.rivers) > 1 else ""
    running = month_of(local_day(now(), about.time_zone))
    language = chosen.language or about.language
    try:
        chosen.folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StorageProblem(
            _("The folder “{folder}” cannot be made or is a file. No report was written.").format(
                folder=chosen.folder
            )
        ) from problem
    named = (
        (month, chosen.folder / file_name(about.name, month, language, pipeline))
        for month in river.months
        if month < running
    )
    return [(month, path) for month, path in named if not path.exists()]


def _write(workspace: "Workspace", chosen: Namespace, month: str, out: Path) -> None:
    """Writes a report and keeps it in the file with its figures, where the file can be written."""
    from revops_desktop.analytics.kept_reports import look_of_reports
    from revops_desktop.analytics.settings import settings
    from revops_desktop.operations import reports
    from revops_desktop.reports.diagnosis import diagnosis_figures, drawn
    from revops_desktop.reports.paper import PAPERS, Look
    from revops_desktop.reports.part import Wanted
    from revops_desktop.reports.recorded import ONE_PAGE, record_of
    from revops_desktop.reports.saved import save

    at, look = now(), workspace.ask(look_of_reports)
    wanted = Wanted(
        pipeline_id=pipeline_of(workspace, chosen.pipeline),
        month=month,
        language=chosen.language or workspace.ask(settings).language,
        at=at,
        parts=ONE_PAGE if chosen.one_page else tuple(chosen.parts or look.parts or ()),
        paper=PAPERS[chosen.paper or look.paper],
        look=Look(look.colour or LIGHT.accent, look.logo),
        notes=chosen.notes,
    )
    found = diagnosis_figures(workspace.ask, wanted)
    pdf = drawn(found, made_at=at)
    save(out, pdf.content)
    if not workspace.read_only:
        workspace.do(reports.record, at=at, **record_of(found, pdf))
    print(_("Wrote {path}.").format(path=out))

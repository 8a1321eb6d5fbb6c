"""`report`: the monthly diagnosis as a PDF: one month, or every month that has none yet."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from revops_desktop.cli.arguments import WrongUse
from revops_desktop.cli.opened import now, pipeline_of, reading
from revops_desktop.errors import StorageProblem
from revops_desktop.i18n import _
from revops_desktop.rules.periods import local_day, month_of

if TYPE_CHECKING:
    from revops_desktop.database.workspace import Workspace

ONE_PAGE = ("month",)


def report(chosen: Namespace) -> None:
    """Writes what was asked for; without a language, in the workspace's."""
    one = chosen.month is not None or chosen.out is not None
    if one == chosen.all_missing or (one and None in (chosen.month, chosen.out)):
        raise WrongUse(_("Give --month and --out, or --all-missing and --folder."))
    if chosen.all_missing != (chosen.folder is not None):
        raise WrongUse(_("--all-missing and --folder belong together."))
    if chosen.one_page and chosen.parts:
        raise WrongUse(_("--one-page has no parts to choose: leave --parts out."))
    with reading(chosen.file) as workspace:
        if not chosen.all_missing:
            _write(workspace, chosen, chosen.month, chosen.out)
            return
        months = missing_months(workspace, chosen)
        if not months:
            print(
                _("Every month that is over has its report in {folder}.").format(
                    folder=chosen.folder
                )
            )
        for month, path in months:
            _write(workspace, chosen, month, path)


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
    from revops_desktop.analytics.settings import settings
    from revops_desktop.reports.diagnosis import diagnosis, diagnosis_figures
    from revops_desktop.reports.paper import PAPERS
    from revops_desktop.reports.part import Wanted
    from revops_desktop.reports.saved import save

    at = now()
    wanted = Wanted(
        pipeline_id=pipeline_of(workspace, chosen.pipeline),
        month=month,
        language=chosen.language or workspace.ask(settings).language,
        at=at,
        parts=ONE_PAGE if chosen.one_page else tuple(chosen.parts or ()),
        paper=PAPERS[chosen.paper or "a4"],
        notes=chosen.notes,
    )
    save(out, diagnosis(diagnosis_figures(workspace.ask, wanted), made_at=at))
    print(_("Wrote {path}.").format(path=out))

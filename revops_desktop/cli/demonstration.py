"""`demo`: a made-up company, its month as PDF, and the window; or a picture where none can open."""

import os
import sys
from argparse import Namespace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from revops_desktop import i18n, machine
from revops_desktop.cli.opened import now, pipeline_of, reading
from revops_desktop.errors import Problem, StorageProblem
from revops_desktop.i18n import _
from revops_desktop.rules.periods import month_of

FILE = Path("demo") / "demo.revops"
DEALS = 2500
SEED = 1


def demo(chosen: Namespace) -> int:
    """Makes the demo file and its report; opens the window, or paints the board and says why."""
    end = chosen.end or datetime.now(ZoneInfo("Asia/Tokyo")).date() - timedelta(days=1)
    path, is_new = _place(chosen)
    if is_new:
        _make(chosen, path, end)
        print(_("Made the demo file {path}.").format(path=path.absolute()))
    else:
        print(_("The demo file is there already: {path}.").format(path=path.absolute()))
    report = path.with_suffix(".pdf")
    _write_report(path, report, month_of(end.replace(day=1) - timedelta(days=1)))
    print(_("Wrote {path}.").format(path=report.absolute()))
    reason = None if chosen.no_window else machine.no_window_because()
    if reason is None and not chosen.no_window:
        from revops_desktop.cli.window import open_window

        return open_window(path)
    _paint(path, path.with_suffix(".png"))
    if reason is not None:
        print(reason)
    return 0


def _place(chosen: Namespace) -> tuple[Path, bool]:
    """Where the demo lies, and whether it is to be made; without wishes one that exists will do."""
    if chosen.out is not None:
        for suffix in (".pdf", ".png"):
            beside = chosen.out.with_suffix(suffix)
            if beside.exists():
                raise StorageProblem(
                    _(
                        "“{file}” exists already, and the demo would write over it. Nothing was "
                        "changed. Please choose another name."
                    ).format(file=beside.name)
                )
        return chosen.out, True
    wishes = (chosen.deals, chosen.seed, chosen.end, chosen.no_bottleneck or None)
    if not FILE.exists():
        FILE.parent.mkdir(parents=True, exist_ok=True)
        return FILE, True
    if not any(wish is not None for wish in wishes):
        return FILE, False
    number = 2
    while (other := FILE.with_stem(f"{FILE.stem}-{number}")).exists():
        number += 1
    return other, True


def _make(chosen: Namespace, path: Path, end: date) -> None:
    from revops_desktop.analytics.month_in_brief import told
    from revops_desktop.analytics.sla_review import written
    from revops_desktop.database.workspace import Workspace
    from revops_desktop.operations.demo.story import write_demo

    with Workspace.create(path) as workspace:
        try:
            write_demo(
                workspace,
                deals=DEALS if chosen.deals is None else chosen.deals,
                seed=SEED if chosen.seed is None else chosen.seed,
                end=end,
                bottleneck=not chosen.no_bottleneck,
                language=i18n.language(),
                figures=lambda file, period, now: file.ask(written, period=period, now=now),
                told=told,
            )
        except BaseException:
            workspace.close()
            path.unlink()
            raise


def _write_report(path: Path, out: Path, month: str) -> None:
    from revops_desktop.reports.diagnosis import diagnosis, diagnosis_figures
    from revops_desktop.reports.part import Wanted
    from revops_desktop.reports.saved import save

    with reading(path) as workspace:
        at = now()
        wanted = Wanted(pipeline_of(workspace, None), month, i18n.language(), at)
        save(out, diagnosis(diagnosis_figures(workspace.ask, wanted), made_at=at))


def _paint(path: Path, out: Path) -> None:
    """The board as PNG; without Qt's libraries a sentence says what to install."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from revops_desktop.app import picture
    except ImportError as problem:
        words = _("No picture of the board was painted. {reason}")
        print(words.format(reason=machine.qt_lacks(problem)), file=sys.stderr)
        return
    # Of the language that all else is said in, whatever the window was set to.
    with i18n.use_language(i18n.language()):
        try:
            picture(path, out)
        except Problem as problem:
            print(problem, file=sys.stderr)
            return
        print(_("Painted the board: {path}.").format(path=out.absolute()))

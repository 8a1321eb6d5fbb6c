"""`metrics`, `report`: what the file answers, as JSON or sentences, and as a PDF."""

import json
from argparse import Namespace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from revops_desktop.cli.opened import now, pipeline_of, reading
from revops_desktop.i18n import _
from revops_desktop.rules.periods import Period, end_of_day

if TYPE_CHECKING:
    from revops_desktop.database.workspace import Workspace


def metrics(chosen: Namespace) -> None:
    """The flow figures of a pipeline, of a period, as of a day."""
    from revops_desktop.analytics import metrics as question
    from revops_desktop.analytics.settings import settings

    with reading(chosen.file) as workspace:
        zone = workspace.ask(settings).time_zone
        answer = workspace.ask(
            question.metrics,
            as_of=end_of_day(chosen.as_of, zone) if chosen.as_of else None,
            pipeline_id=pipeline_of(workspace, chosen.pipeline),
            period=Period(chosen.first, chosen.last),
        )
    print(json.dumps(answer, ensure_ascii=False, indent=2, default=_exact))


def _exact(value: Any) -> Any:
    """A decimal as the number that it is."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value)} cannot be JSON")


def report(chosen: Namespace) -> None:
    """A month's report; without a language, the workspace's."""
    from revops_desktop.analytics.settings import settings

    with reading(chosen.file) as workspace:
        write_report(
            workspace,
            pipeline_id=pipeline_of(workspace, chosen.pipeline),
            month=chosen.month,
            language=chosen.language or workspace.ask(settings).language,
            out=chosen.out,
            at=now(),
        )
    print(_("Wrote {path}.").format(path=chosen.out))


def write_report(
    workspace: "Workspace", *, pipeline_id: int, month: str, language: str, out: Path, at: int
) -> None:
    """Asks for a month's figures and writes them as PDF."""
    from revops_desktop.reports import monthly
    from revops_desktop.reports.month import month_figures

    figures = month_figures(workspace.ask, pipeline_id=pipeline_id, month=month)
    pdf = monthly.monthly_report(figures, language=language, made_at=at)
    monthly.write_report(out, pdf)

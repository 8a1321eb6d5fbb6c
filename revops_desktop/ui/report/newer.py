"""Asks a kept report's month again, in the background, to see what would be otherwise today."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from revops_desktop import i18n
from revops_desktop.errors import Problem

if TYPE_CHECKING:
    from revops_desktop.analytics.kept_reports import KeptReport, Newer
    from revops_desktop.reports.part import Printed
    from revops_desktop.ui.actions import WorkspaceLike


class Comparison:
    """A comparison under way; it ends without a word once it is stopped."""

    def __init__(self, report_id: int) -> None:
        self.report_id = report_id
        self._stop = threading.Event()

    def stop(self) -> None:
        """Nobody waits for it any more."""
        self._stop.set()

    def step(self, done: int, total: int) -> None:
        """How far it is, which nobody is told."""

    def cancelled(self) -> bool:
        """Whether it was stopped."""
        return self._stop.is_set()


def comparing(
    workspace: "WorkspaceLike",
    report: "KeptReport",
    at: int,
    comparison: Comparison,
    known: "tuple[Printed, ...] | None" = None,
) -> Callable[[], tuple[Comparison, "tuple[Newer, ...] | str"]]:
    """What is done in the background: the figures that differ, or why there are none to be had.

    `known`: what the report would print today, where that needs no asking.
    """
    pipeline_id = report.pipeline_id
    assert pipeline_id is not None

    def work() -> "tuple[Comparison, tuple[Newer, ...] | str]":
        from revops_desktop.analytics.kept_reports import newer_knowledge
        from revops_desktop.reports.diagnosis import diagnosis_figures
        from revops_desktop.reports.part import Wanted
        from revops_desktop.reports.parts.listing import PARTS

        keys = {part.key for part in PARTS}
        wanted = Wanted(
            pipeline_id=pipeline_id,
            month=report.month,
            language=i18n.language(),
            at=at,
            parts=tuple(key for key in report.parts if key in keys),
        )
        try:
            figures = known
            if figures is None:
                figures = diagnosis_figures(workspace.ask, wanted, comparison).printed()
            newer = workspace.ask(newer_knowledge, report_id=report.report_id, figures=figures)
            return comparison, _alike(workspace, report.report_id, newer)
        except Problem as problem:
            return comparison, "" if comparison.cancelled() else str(problem)

    return work


def _alike(workspace: "WorkspaceLike", report_id: int, newer: Any) -> "tuple[Newer, ...]":
    """Those of a kind that the report knew: one that came with a later version is no news."""
    from revops_desktop.analytics.kept_reports import kept_figures
    from revops_desktop.analytics.subject_names import form_of

    kept = workspace.ask(kept_figures, report_id=report_id)
    kinds = {(one.key, form_of(one.subject)) for one in kept}
    return tuple(one for one in newer if (one.key, form_of(one.subject)) in kinds)

"""Imports files: everything is read and checked first, then all of it is written at once.

The same function serves window and command line. A dry run tells the exact truth, because it is
the same work without the last step. Taking the import back is one undo.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.database import backup
from revops_desktop.database.changes import Changed
from revops_desktop.database.stopping import Stopped, stopping
from revops_desktop.database.tables import action
from revops_desktop.exchange.asks import Within
from revops_desktop.exchange.mapping import ImportMapping, Mode
from revops_desktop.exchange.matching import matched
from revops_desktop.exchange.outcome import Outcome
from revops_desktop.exchange.progress import (
    STEPS,
    Forwards,
    Parts,
    Progress,
    Silent,
    cancelled,
    stop_if_asked,
)
from revops_desktop.exchange.reading.patience import patience
from revops_desktop.exchange.reading_through import Wanted, read_through
from revops_desktop.exchange.summary import FileSummary, ImportSummary
from revops_desktop.exchange.taking import Taking
from revops_desktop.operations.history import History, Incoming, bring_in

if TYPE_CHECKING:
    from revops_desktop.database.workspace import Workspace


def import_files(
    workspace: "Workspace",
    sources: Sequence[Path],
    mapping: ImportMapping,
    *,
    at: int,
    dry_run: bool = False,
    progress: Progress | None = None,
    moves_present: bool = False,
    override: str | None = None,
    mode: Mode | None = None,
) -> ImportSummary:
    """Imports the files by the mapping, or with `dry_run` tells what that would do.

    Rows that are wrong are refused one by one and reported; the others come in, in one transaction
    and one undo step. FileRefused when a file cannot be read as the mapping says: nothing is
    imported then; Cancelled when `progress` says so. `moves_present`: deals that are here already
    move to the stage that their row says, or leave, whatever the mapping says of it, over warnings
    by `override`. `mode`: whether rows make records (create), change those that are here (update),
    or both, whatever the mapping says of it.
    """
    started = time.perf_counter()
    told = Forwards(progress or Silent())
    try:
        with stopping(told.cancelled), patience(lambda: stop_if_asked(told)):
            wanted = Wanted(
                matched(sources, mapping),
                mapping,
                at=at,
                dry_run=dry_run,
                progress=told,
                moves_present=moves_present,
                override=override,
                mode=mode,
            )
            outcome, changed = _import(workspace, wanted)
    except Stopped as stopped:
        raise cancelled() from stopped
    told.step(STEPS, STEPS)
    seconds = time.perf_counter() - started
    return outcome.summary(dry_run=dry_run, seconds=seconds, changed=changed)


def _import(workspace: "Workspace", wanted: Wanted) -> tuple[Outcome, Changed]:
    """Reads everything and, unless it is to be dry, writes it."""
    with read_through(workspace, wanted) as (taking, files):
        outcome = Outcome(taking, files)
        goes_on = outcome.may_go_on(wanted.several)
        if not outcome.is_something or (wanted.dry_run and not goes_on):
            return outcome, Changed()
        if not wanted.dry_run:
            _back_up(workspace, wanted.at)
            return outcome, _write(workspace, wanted, taking, files, outcome if goes_on else None)
        # What more comes in is seen only in a file that all of it is in.
        with workspace.copied() as copy:
            _write(copy, wanted, taking, files, outcome)
        return outcome, Changed()


def _write(
    workspace: "Workspace",
    wanted: Wanted,
    taking: Taking,
    files: Sequence[FileSummary],
    outcome: Outcome | None,
) -> Changed:
    """Writes what was read, as one step; to the `outcome` goes what comes in once that is here."""
    gathering = taking.gathering
    total = len(gathering.companies) + len(gathering.contacts)
    total += taking.spool.count + taking.updates.changes.count + taking.activities.spool.count

    def further(session: Session, write: Callable[[Incoming], None]) -> bool:
        assert outcome is not None
        with read_through(Within(session), wanted) as (more, files):
            goes_on = outcome.go_on(more, files)
            if goes_on:
                write(_incoming(more, files))
        return goes_on

    parts = Parts(wanted.progress, total)
    with stopping(parts.cancelled):
        done = workspace.do(
            bring_in,
            at=wanted.at,
            incoming=_incoming(taking, files),
            step=parts.write,
            override=wanted.override,
            further=None if outcome is None else further,
        )
    return done.changed


def _incoming(taking: Taking, files: Sequence[FileSummary]) -> Incoming:
    gathering = taking.gathering
    history = History(
        files=", ".join(dict.fromkeys(file.file for file in files)),
        pipeline=taking.rivers.new,
        functions=gathering.functions,
        members=gathering.members,
        products=gathering.products,
        companies=gathering.companies,
        contacts=gathering.contacts,
        reasons=gathering.reasons,
        channel_months=taking.planned.channel_months,
        targets=taking.planned.targets,
        replaced=taking.present_histories.replaced,
    )
    return Incoming(
        history,
        deals=taking.spool.chunks(),
        moves=taking.present.moves,
        leaves=taking.leaves,
        changes=taking.updates.changes.chunks(),
        activities=taking.activities.spool.chunks(),
    )


def _back_up(workspace: "Workspace", at: int) -> None:
    """Before something big, unless the newest backup holds everything already."""
    newest = next(iter(backup.backups(workspace.path)), None)
    if newest is None or newest.action_id != workspace.ask(_newest_action):
        workspace.back_up(now=at, moment=backup.Moment.IMPORT)


def _newest_action(session: Session) -> int:
    return int(session.execute(select(func.coalesce(func.max(action.c.id), 0))).scalar_one())

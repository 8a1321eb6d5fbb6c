"""Imports files: everything is read and checked first, then all of it is written at once.

The same function serves window and command line. A dry run tells the exact truth, because it is
the same work without the last step. Taking the import back is one undo.
"""

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.database import backup
from revops_desktop.database.changes import Changed
from revops_desktop.database.stopping import Stopped, stopping
from revops_desktop.database.tables import action
from revops_desktop.exchange.mapping import ImportMapping, Mode
from revops_desktop.exchange.matching import Given, matched
from revops_desktop.exchange.meanings import Torn
from revops_desktop.exchange.planned_rows import PlannedRows, planned_there
from revops_desktop.exchange.present_stages import PresentStages
from revops_desktop.exchange.progress import (
    READING,
    STEPS,
    Forwards,
    Parts,
    Progress,
    Silent,
    cancelled,
    stop_if_asked,
)
from revops_desktop.exchange.reading.patience import patience
from revops_desktop.exchange.spool import Spool
from revops_desktop.exchange.summary import FileSummary, ImportSummary
from revops_desktop.exchange.taking import Taking
from revops_desktop.exchange.updating import Updates
from revops_desktop.operations.history import History, bring_in
from revops_desktop.operations.history_moves import Leave
from revops_desktop.operations.known import known
from revops_desktop.operations.known_fields import known_fields

if TYPE_CHECKING:
    from revops_desktop.database.workspace import Workspace

# Files are read no more often: what tears records is all found the first time, nearly always.
_MOST_TIMES = 10


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
            taking, files, changed = _import(
                workspace,
                matched(sources, mapping),
                mapping,
                at=at,
                dry_run=dry_run,
                progress=told,
                moves_present=moves_present,
                override=override,
                mode=mode,
            )
    except Stopped as stopped:
        raise cancelled() from stopped
    told.step(STEPS, STEPS)
    return ImportSummary(
        dry_run=dry_run,
        files=tuple(files),
        problems=tuple(taking.refusals.kept),
        problem_count=taking.refusals.count,
        also_created=taking.also_created(files),
        pipeline=taking.rivers.new.name if taking.rivers.new else None,
        seconds=time.perf_counter() - started,
        changed=changed,
        refused_rows=taking.refusals.rows,
        remarks=tuple(taking.remarks.kept),
        remark_count=taking.remarks.count,
        effects=tuple(taking.effects.kept),
    )


def _import(
    workspace: "Workspace",
    given: Sequence[Given],
    mapping: ImportMapping,
    *,
    at: int,
    dry_run: bool,
    progress: Progress,
    moves_present: bool,
    override: str | None,
    mode: Mode | None,
) -> tuple[Taking, list[FileSummary], Changed]:
    """Reads everything and, unless it is to be dry, writes it.

    Where rows tear records among them, everything is read again without those.
    """
    there = workspace.ask(known)
    kinds = Counter(one.source.kind for one in given)
    several = {kind for kind, number in kinds.items() if number > 1}
    torn: Torn = {}
    times = 0
    while True:
        times += 1
        with (
            closing(Spool()) as spool,
            closing(Spool()) as activities,
            closing(Updates(workspace, there.currency, several)) as updates,
        ):
            taking = Taking(
                workspace,
                there,
                mapping,
                spool=spool,
                updates=updates,
                present=PresentStages(workspace, at=at, zone=there.time_zone, override=override),
                planned=PlannedRows(there, workspace.ask(planned_there)),
                fields=workspace.ask(known_fields),
                progress=progress,
                share=STEPS if dry_run else READING,
                activities=activities,
                now=at,
                torn=torn,
            )
            taking.moves_present = moves_present
            taking.mode = mode
            with closing(taking.finders) as finders:
                files = taking.read(given)
                more = finders.torn()
            if times < _MOST_TIMES and not more.keys() <= torn.keys():
                torn = {**more, **torn}
                continue
            leaves = taking.present.exits.leaves(taking.gathering)
            changed = Changed()
            if not dry_run and any(file.created or file.updated for file in files):
                changed = _write(workspace, at, taking, files, leaves, progress)
            return taking, files, changed


def _write(
    workspace: "Workspace",
    at: int,
    taking: Taking,
    files: Sequence[FileSummary],
    leaves: Sequence[Leave],
    progress: Progress,
) -> Changed:
    gathering = taking.gathering
    changes = taking.updates.changes
    total = len(gathering.companies) + len(gathering.contacts)
    total += taking.spool.count + changes.count + taking.activities.spool.count

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
    parts = Parts(progress, total)
    with stopping(parts.cancelled):
        _back_up(workspace, at)
        done = workspace.do(
            bring_in,
            at=at,
            history=history,
            deals=taking.spool.chunks(),
            step=parts.write,
            moves=taking.present.moves,
            leaves=leaves,
            override=taking.present.override,
            changes=changes.chunks(),
            activities=taking.activities.spool.chunks(),
        )
    return done.changed


def _back_up(workspace: "Workspace", at: int) -> None:
    """Before something big, unless the newest backup holds everything already."""
    newest = next(iter(backup.backups(workspace.path)), None)
    if newest is None or newest.action_id != workspace.ask(_newest_action):
        workspace.back_up(now=at, moment=backup.Moment.IMPORT)


def _newest_action(session: Session) -> int:
    return int(session.execute(select(func.coalesce(func.max(action.c.id), 0))).scalar_one())

"""`move`, `undo`, `redo`, `log`: what is done to deals, and what was done."""

import json
from argparse import Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from revops_desktop import i18n
from revops_desktop.cli import asked
from revops_desktop.cli.arguments import WrongUse
from revops_desktop.cli.opened import now, reading, the_one, writing
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _

if TYPE_CHECKING:
    from revops_desktop.analytics.log import Entry
    from revops_desktop.analytics.lookup import FoundDeal
    from revops_desktop.database.changes import Step
    from revops_desktop.database.workspace import Workspace


def move(chosen: Namespace) -> None:
    """Moves a deal to a stage, or out of the river, by the one move."""
    if chosen.wake is not None and chosen.recycle is None:
        raise WrongUse(_("--wake belongs to --recycle: a recycled deal comes back on a day"))
    with writing(chosen.file, chosen.by) as workspace:
        deal = _the_deal(workspace, chosen.deal)
        if chosen.to is not None:
            done = _to_stage(workspace, deal, chosen)
        else:
            done = _out_of_the_river(workspace, deal, chosen)
        if not done.changed.tables:
            print(_("“{deal}” stands there already.").format(deal=deal.title))
            return
        label, params = workspace.undo_label() or ("", {})
        print(_one_line(i18n.step_text(label, params)))


def _to_stage(workspace: "Workspace", deal: "FoundDeal", chosen: Namespace) -> Any:
    from revops_desktop.analytics import lookup
    from revops_desktop.operations import deals

    stage = the_one(
        workspace.ask(lookup.stages, pipeline_id=deal.pipeline_id, name=chosen.to),
        chosen.to,
        others=workspace.ask(lookup.stages, pipeline_id=deal.pipeline_id),
        what=_("stage"),
    )
    return workspace.do(
        deals.move_to_stage,
        at=now(),
        deal_id=deal.id,
        stage_id=stage.id,
        **asked.answer(workspace, deal, stage, chosen),
    )


def _out_of_the_river(workspace: "Workspace", deal: "FoundDeal", chosen: Namespace) -> Any:
    from revops_desktop.analytics import exits, lookup
    from revops_desktop.operations import deals

    ways = {"lost": chosen.lost, "recycled": chosen.recycle, "churned": chosen.churned}
    kind, name = next((kind, name) for kind, name in ways.items() if name is not None)
    reason = the_one(
        workspace.ask(lookup.reasons, kind=kind, name=name),
        name,
        others=workspace.ask(lookup.reasons, kind=kind),
        what=_("reason"),
    )
    at = now()
    wake_on = chosen.wake.isoformat() if chosen.wake else None
    if kind == "recycled" and wake_on is None:
        wake_on = workspace.ask(exits.usual_wake, reason_id=reason.id, now=at)
    return workspace.do(
        deals.leave_river,
        at=at,
        deal_id=deal.id,
        kind=kind,
        reason_id=reason.id,
        note=chosen.note,
        wake_on=wake_on,
        override=chosen.override,
    )


def _the_deal(workspace: "Workspace", text: str) -> "FoundDeal":
    from revops_desktop.analytics import lookup

    found = workspace.ask(lookup.deals, text=text)
    if len(found) == 1:
        return found[0]
    if not found:
        raise RuleBroken(
            _(
                "There is no deal “{text}”. Nothing was changed. "
                "Please give its number, its key in the source or its exact title."
            ).format(text=text)
        )
    listed = " · ".join(
        f"#{one.id} {one.title} ({', '.join(filter(None, (one.company, one.stage)))})"
        for one in found
    )
    raise RuleBroken(
        _(
            "“{text}” means more than one deal: {listed}. Nothing was changed. "
            "Please give its number with #."
        ).format(text=text, listed=listed)
    )


def _one_line(text: str) -> str:
    """A name may hold line breaks; what is printed by line must not."""
    return " ".join(text.split())


def undo(chosen: Namespace) -> None:
    """Takes the newest action back."""
    with writing(chosen.file, chosen.by) as workspace:
        done = workspace.undo(at=now())
        _print_step(_("Undo: {action}"), done.value if done else None, _("Nothing to undo."))


def redo(chosen: Namespace) -> None:
    """Does again what was undone last."""
    with writing(chosen.file, chosen.by) as workspace:
        done = workspace.redo(at=now())
        _print_step(_("Redo: {action}"), done.value if done else None, _("Nothing to redo."))


def _print_step(words: str, step: "Step | None", nothing: str) -> None:
    if step is None:
        raise RuleBroken(nothing)
    print(words.format(action=_one_line(i18n.step_text(step.label, step.params))))


def log(chosen: Namespace) -> None:
    """Prints the change journal, newest first."""
    from revops_desktop.analytics import log as journal
    from revops_desktop.analytics.settings import settings

    with reading(chosen.file) as workspace:
        zone = workspace.ask(settings).time_zone
        entries = workspace.ask(journal.log, last=chosen.last)
    if chosen.as_json:
        print(json.dumps([_as_data(one, zone) for one in entries], ensure_ascii=False, indent=2))
        return
    for one in entries:
        rows = sum(one.changes.values())
        words = [i18n.instant(one.at, zone), one.member or i18n.NOTHING, _one_line(one.text)]
        words.append(i18n.ngettext("{rows} row", "{rows} rows", rows).format(rows=i18n.count(rows)))
        if one.undone:
            words.append(_("taken back"))
        print("  ".join(words))


def _as_data(one: "Entry", zone: str) -> dict[str, object]:
    local = datetime.fromtimestamp(one.at, UTC).astimezone(ZoneInfo(zone))
    return {
        "id": one.id,
        "at": local.isoformat(),
        "kind": one.kind,
        "member": one.member,
        "text": one.text,
        "label": one.label,
        "params": dict(one.params),
        "undone": one.undone,
        "changes": dict(sorted(one.changes.items())),
    }

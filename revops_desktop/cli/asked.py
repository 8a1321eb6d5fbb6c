"""What a move from the command line is asked for: told line by line, filled in by `--fill`."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from revops_desktop.cli.arguments import WrongUse
from revops_desktop.cli.opened import now, the_one
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.rules import custom_fields as rules
from revops_desktop.rules.criteria import FILLABLE, LEVELS, Level
from revops_desktop.rules.periods import local_day
from revops_desktop.rules.text import match_key

if TYPE_CHECKING:
    from revops_desktop.analytics.custom_fields import CustomField
    from revops_desktop.analytics.lookup import FoundDeal, Named
    from revops_desktop.analytics.unmet import Lack, MissingItem, Unmet
    from revops_desktop.database.workspace import Workspace

_MONEY = ("amount", "monthly_amount")


@dataclass(slots=True)
class _Line:
    """One thing that is missing; `level` None: it may be left out. `group`: one is enough."""

    level: Level | None
    name: str
    why: str
    criterion_id: int | None = None
    item_id: int | None = None
    kind: str = ""
    field: str = ""
    custom_field_id: int | None = None
    group: str = ""
    is_there: bool = False


def answer(
    workspace: "Workspace", deal: "FoundDeal", stage: "Named", chosen: Namespace
) -> dict[str, Any]:
    """What the verb of the move is to be handed; RuleBroken lists what is still missing."""
    from revops_desktop.analytics import unmet

    found = workspace.ask(unmet.unmet, deal_ids=[deal.id], stage_id=stage.id, now=now())
    lines = _lines(found)
    filled, handed = _filled(workspace, lines, chosen.fill)
    missing = _missing(lines)
    if "block" in missing or ("warn" in missing and not (chosen.override or "").strip()):
        raise RuleBroken(_refusal(lines, deal, stage, blocked="block" in missing))
    return {
        "override": chosen.override,
        "filled": filled,
        "handed": handed,
        "to_member_id": _receiver(workspace, chosen.receiver),
    }


def _lines(found: "Unmet") -> list[_Line]:
    return [
        *(_of_lack(one) for one in found.lacks),
        *(_of_item(one, handing.level) for handing in found.handings for one in handing.missing),
    ]


def _of_lack(lack: "Lack") -> _Line:
    one = lack.criterion
    line = _Line(one.level, one.text, lack.why, criterion_id=one.criterion_id)
    line.group = lack.source if lack.is_one_of_several else ""
    if one.condition in ("checklist", "activity_logged"):
        line.kind = "tick"
    elif one.condition == "custom_field_filled":
        line.kind, line.custom_field_id = "custom", one.custom_field_id
    elif one.condition == "amount_above_zero" or one.field in FILLABLE:
        line.kind, line.field = "field", one.field or "amount"
    return line


def _of_item(missing: "MissingItem", level: Level) -> _Line:
    one = missing.item
    why = _("To be handed over.")
    line = _Line(level if one.is_required else None, one.name, why, item_id=one.item_id)
    if one.custom_field_id is not None:
        line.kind, line.custom_field_id = "custom", one.custom_field_id
    elif one.field is None or one.field in FILLABLE:
        line.kind, line.field = ("field", one.field) if one.field else ("words", "")
    return line


def _filled(
    workspace: "Workspace", lines: Sequence[_Line], given: Sequence[str]
) -> tuple[dict[int, Any], dict[int, Any]]:
    """The values of `--fill NAME=VALUE`, by criterion and by item."""
    filled: dict[int, Any] = {}
    handed: dict[int, Any] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise WrongUse(_("--fill takes NAME=VALUE, for example --fill “Amount=1000”"))
        meant = [one for one in lines if match_key(one.name) == match_key(name) and one.kind]
        if not meant:
            raise RuleBroken(
                _("Nothing called “{name}” is asked for here. Nothing was changed.").format(
                    name=name.strip()
                )
            )
        for one in meant:
            read = _read(workspace, one, value.strip())
            one.is_there = read is not None
            if one.criterion_id is not None:
                filled[one.criterion_id] = read
            elif one.item_id is not None:
                handed[one.item_id] = read
    return filled, handed


def _read(workspace: "Workspace", line: _Line, value: str) -> Any:
    from revops_desktop.analytics import custom_fields, lookup, settings

    place = workspace.ask(settings.settings)
    today: date = local_day(now(), place.time_zone)
    if line.kind == "tick":
        return True if rules.parse_yes_no(value) else None
    if line.kind == "custom":
        own = {one.id: one for one in workspace.ask(custom_fields.fields)}
        return _read_own(own[line.custom_field_id or 0], value, place.currency, today)
    if line.field == "owner_id":
        found = workspace.ask(lookup.members, name=value)
        others = workspace.ask(lookup.members)
        return the_one(found, value, others=others, what=_("member")).id
    kind: rules.FieldKind = "text"
    if line.field in _MONEY:
        kind = "money"
    elif line.field == "expected_close":
        kind = "date"
    return rules.parse(kind, value, currency=place.currency, today=today)


def _read_own(own: "CustomField", value: str, currency: str, today: date) -> Any:
    if own.kind != "choice":
        return rules.parse(own.kind, value, currency=currency, today=today)
    chosen = [one for one in own.choices if match_key(one.name) == match_key(value)]
    return the_one(chosen, value, others=own.choices, what=_("choice")).id  # type: ignore[arg-type]  # a choice is a Named


def _missing(lines: Sequence[_Line]) -> set[Level]:
    found = {one.level for one in lines if one.level and not one.group and not one.is_there}
    for group in {one.group for one in lines if one.group}:
        parts = [one for one in lines if one.group == group]
        if not any(one.is_there for one in parts):
            found.add(min((one.level for one in parts if one.level), key=LEVELS.index))
    return found


def _refusal(lines: Sequence[_Line], deal: "FoundDeal", stage: "Named", *, blocked: bool) -> str:
    words = {
        "block": _("must be there"),
        "warn": _("needs a reason"),
        "log": _("only noted"),
        None: _("optional"),
    }
    said = [
        _("Before “{deal}” can go on to “{stage}”, this is missing:").format(
            deal=deal.title, stage=stage.name
        )
    ]
    for one in lines:
        if not one.is_there:
            group = " " + _("(one of these for “{rule}”)").format(rule=one.group)
            why = f" – {one.why}" if one.why else ""
            said.append(f"  [{words[one.level]}] {one.name}{group if one.group else ''}{why}")
    if blocked:
        said.append(
            _("Nothing was changed. Please see to what must be there; --fill NAME=VALUE fills in.")
        )
    else:
        said.append(
            _(
                "Nothing was changed. Please fill it in with --fill NAME=VALUE, "
                "or say with --override WHY why it goes on without it."
            )
        )
    return "\n".join(said)


def _receiver(workspace: "Workspace", name: str | None) -> int | None:
    from revops_desktop.analytics import lookup

    if name is None:
        return None
    found = workspace.ask(lookup.members, name=name)
    return the_one(found, name, others=workspace.ask(lookup.members), what=_("member")).id

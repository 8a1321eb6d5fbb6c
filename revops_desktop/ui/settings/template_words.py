"""What a template would change, in words: short beside a stage, whole in its tool tip."""

from typing import TYPE_CHECKING

from revops_desktop.i18n import N_, NOTHING, _, basis_points, count, days, ngettext
from revops_desktop.rules.business_clock import Limit
from revops_desktop.ui.board import words
from revops_desktop.ui.fields.limit_editor import limit_short
from revops_desktop.ui.settings.river_dialogs import phase_hint, phase_name

if TYPE_CHECKING:
    from revops_desktop.operations.template_plan import (
        Change,
        LeavingPlan,
        StagePlan,
        TemplatePlan,
        Value,
    )

_FIELDS = {
    "name": N_("Name"),
    "phase": N_("Phase"),
    "function": N_("Function"),
    "probability": N_("Probability"),
    "time_limit": N_("Time limit"),
    "idle_limit_days": N_("Going cold after"),
    "wip_limit": N_("At most"),
}
_ALONE = {
    "definition": N_("Another definition"),
    "colour": N_("Another colour"),
}


def stage_change(one: "StagePlan") -> str:
    """What becomes of a stage, in one line."""
    parts = [] if one.stage_id is not None else [_("New stage")]
    if one.was_archived:
        parts.append(_("Brought back from the archive"))
    parts += [_changed(change) for change in one.changes if change.field != "colour"]
    parts += [_("Another colour")] * any(change.field == "colour" for change in one.changes)
    if one.criteria_added and one.stage_id is not None:
        parts.append(
            ngettext(
                "{number} exit criterion added",
                "{number} exit criteria added",
                len(one.criteria_added),
            ).format(number=count(len(one.criteria_added)))
        )
    if one.criteria_removed:
        parts.append(
            ngettext(
                "{number} exit criterion removed",
                "{number} exit criteria removed",
                len(one.criteria_removed),
            ).format(number=count(len(one.criteria_removed)))
        )
    # A line breaks behind the dot, never before it.
    return "\u00a0· ".join(parts) or _("Nothing changes")


def whole_change(one: "StagePlan") -> str:
    """The same with every criterion, line by line."""
    lines = [stage_change(one)]
    lines += [f"+ {words.one_line(text)}" for text in one.criteria_added]
    lines += [f"− {words.one_line(text)}" for text in one.criteria_removed]
    return "\n".join(lines)


def leaving_change(one: "LeavingPlan") -> str:
    """What becomes of a stage that is not in the template."""
    if not one.is_used:
        return _("Deleted: no deal was ever in it")
    if not one.standing:
        return _("Archived: its history stays")
    said = ngettext(
        "Archived; its {number} deal goes to", "Archived; its {number} deals go to", one.standing
    )
    return said.format(number=count(one.standing))


def beside(plan: "TemplatePlan") -> str:
    """What is added beside the stages, and what stays as it was agreed."""
    lines = []
    for names, said in (
        (plan.functions, _("New functions: {names}.")),
        (plan.rules, _("New hand-off rules: {names}.")),
        (plan.rules_kept, _("Hand-off rules agreed before stay as they are: {names}.")),
        (plan.lists, _("New nurturing lists: {names}.")),
    ):
        if names:
            lines.append(said.format(names=_listed(names)))
    if plan.reasons:
        lines.append(
            ngettext(
                "{number} exit reason is added.", "{number} exit reasons are added.", plan.reasons
            ).format(number=count(plan.reasons))
        )
    if plan.score_rules:
        lines.append(
            ngettext(
                "{number} rule of the lead score is added.",
                "{number} rules of the lead score are added.",
                plan.score_rules,
            ).format(number=count(plan.score_rules))
        )
    return " ".join(lines) or _("Nothing else changes.")


def warnings(plan: "TemplatePlan", goes_to: "dict[int, int]") -> str:
    """What it means for deals that stand in a stage to come into another phase."""
    phases = {one.place: one.phase for one in plan.stages}
    said = {
        phase_hint(one.was_phase, one.phase)
        for one in plan.stages
        if one.stage_id is not None and one.standing
    }
    said |= {
        phase_hint(one.phase, phases[goes_to[one.stage_id]])
        for one in plan.leaving
        if one.standing and one.stage_id in goes_to
    }
    return " ".join(sorted(said - {""}))


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(words.one_line(name) for name in names)


def short(name: str, longest: int = 40) -> str:
    """A name in one line, cut where it would take the room of others."""
    line = words.one_line(name)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _changed(change: "Change") -> str:
    if change.field == "new_sale":
        return _("Each deal put here is a new sale") if change.after else _("No longer new sales")
    if change.field in _ALONE:
        return _(_ALONE[change.field])
    if change.field == "name":
        return _("Renamed from “{name}”").format(name=short(str(change.before)))
    return _("{field}: {before} → {after}").format(
        field=_(_FIELDS[change.field]),
        before=_shown(change.field, change.before),
        after=_shown(change.field, change.after),
    )


def _shown(field: str, value: "Value") -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, str):
        return phase_name(value) if field == "phase" else short(value)
    if isinstance(value, int):
        if field == "probability":
            return basis_points(value)
        return days(value) if field == "idle_limit_days" else count(value)
    return limit_short(Limit(value.minutes, value.days))

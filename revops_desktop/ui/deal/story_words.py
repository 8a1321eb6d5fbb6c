"""How the story says what happened: an icon, a headline, what goes with it, who and when."""

from datetime import date
from typing import TYPE_CHECKING

from revops_desktop.i18n import N_, _, day, days, instant
from revops_desktop.rules.deal_fields import ACTIVITY_LABELS
from revops_desktop.ui.deal.deal_words import Look

if TYPE_CHECKING:
    from revops_desktop.analytics.story import Entry, FieldChange

FILTERS = (
    ("", N_("All")),
    ("visit", N_("Stages")),
    ("handoff", N_("Hand-offs")),
    ("activity", N_("Activities")),
    ("note", N_("Notes")),
    ("task", N_("Tasks")),
    ("change", N_("Changes")),
)
_LOOKS = {
    "began": Look("flag", "accent"),
    "advanced": Look("arrow-right", "accent"),
    "went_back": Look("arrow-left", "warning"),
    "reopened": Look("redo-2", "accent"),
    "transferred": Look("waves", "accent"),
    "lost": Look("circle-x", "bad"),
    "recycled": Look("recycle", "warning"),
    "churned": Look("user-minus", "bad"),
    "handed": Look("handshake", "accent"),
    "accepted": Look("badge-check", "good"),
    "returned": Look("corner-up-left", "warning"),
    "call": Look("phone", "text_muted"),
    "meeting": Look("users", "text_muted"),
    "email": Look("mail", "text_muted"),
    "visit": Look("map-pin", "text_muted"),
    "seminar": Look("presentation", "text_muted"),
    "inquiry": Look("inbox", "text_muted"),
    "catalogue_request": Look("inbox", "text_muted"),
    "web_visit": Look("globe", "text_muted"),
    "mail_click": Look("mouse-pointer-click", "text_muted"),
    "override": Look("triangle-alert", "warning"),
    "note": Look("sticky-note", "text_muted"),
    "task": Look("circle-check", "good"),
    "fields": Look("pencil", "text_muted"),
    "paused": Look("circle-pause", "text_muted"),
}
_VISITS = {
    "began": N_("Began in “{stage}”"),
    "advanced": N_("Moved on to “{stage}”"),
    "went_back": N_("Went back to “{stage}”"),
    "reopened": N_("Reopened in “{stage}”"),
    "transferred": N_("Moved to another pipeline, to “{stage}”"),
    "lost": N_("Lost in “{stage}”"),
    "recycled": N_("Recycled from “{stage}”"),
    "churned": N_("Churned in “{stage}”"),
}
_HANDOFFS = {
    "handed": N_("Handed over from {sender} to {receiver}"),
    "accepted": N_("{receiver} accepted it from {sender}"),
    "returned": N_("{receiver} returned it to {sender}"),
}
_EXITS = ("lost", "recycled", "churned")


def look(entry: "Entry") -> Look:
    """The entry's icon and its colour."""
    return _LOOKS.get(entry.what, Look("circle", "text_muted"))


def headline(entry: "Entry") -> str:
    """What happened, in one line or a few."""
    if entry.kind == "visit":
        stage = entry.before if entry.what in _EXITS else entry.title
        said = _(_VISITS[entry.what]).format(stage=stage)
        if entry.what in _EXITS and entry.title:
            said = _("{what}: {reason}").format(what=said, reason=entry.title)
        return said
    if entry.kind == "handoff":
        nobody = _("No function")
        return _(_HANDOFFS[entry.what]).format(
            sender=entry.before or nobody, receiver=entry.title or nobody
        )
    if entry.kind == "note":
        return entry.detail or entry.title
    if entry.kind == "task":
        return _("Done: {task}").format(task=entry.title)
    if entry.kind == "change":
        return "\n".join(change(one) for one in entry.changes)
    kind = _(ACTIVITY_LABELS.get(entry.what, entry.what))
    return _("{kind}: {title}").format(kind=kind, title=entry.title) if entry.title else kind


def change(one: "FieldChange") -> str:
    """What a field was changed from and to."""
    if not one.before:
        return _("{field}: {after}").format(field=one.field, after=one.after)
    return _("{field}: {before} → {after}").format(
        field=one.field, before=one.before, after=one.after or "—"
    )


def detail(entry: "Entry") -> str:
    """What people wrote with it; "" where there is nothing more."""
    if entry.kind == "note":
        return entry.title
    if entry.kind == "handoff":
        items = [
            _("{field}: {after}").format(field=one.field, after=one.after or _("missing"))
            for one in entry.changes
        ]
        return "\n".join([entry.detail, *items] if entry.detail else items)
    if entry.what == "began":
        return _("Source: {source}").format(source=entry.detail) if entry.detail else ""
    if entry.wake_on:
        wakes = _("Wakes up on {day}").format(day=day(entry.wake_on))
        listed = " ".join(entry.nurture_list.split())
        if listed:
            wakes += " · " + _("Nurturing list: {name}").format(name=listed)
        return f"{wakes}\n{entry.detail}".strip()
    return entry.detail


def meta(entry: "Entry", zone: str) -> str:
    """When and by whom, and after how long."""
    if entry.day is not None:
        when = day(entry.day)
    elif entry.at is not None:
        when = instant(entry.at, zone)
    else:
        when = _("at an unknown time")
    parts = [when]
    if entry.member:
        parts.append(entry.member)
    if entry.kind not in ("visit", "handoff") and entry.before:
        parts.append(_("with {person}").format(person=entry.before))
    if entry.kind == "visit" and entry.stayed_days is not None and entry.before:
        stayed = days(float(round(entry.stayed_days)))
        parts.append(_("after {days} in “{stage}”").format(days=stayed, stage=entry.before))
    return " · ".join(parts)


def day_of(entry: "Entry", zone: str) -> date | None:
    """The local day it happened on; None when that is unknown."""
    from revops_desktop.rules.periods import local_day

    if entry.day is not None:
        return date.fromisoformat(entry.day)
    return local_day(entry.at, zone) if entry.at is not None else None

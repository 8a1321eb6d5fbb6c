"""The columns that tell a deal's way: where it stands, since when, how and why it left.

In a mapping they live in the rules of outcomes; here they can be read and set like fields. The
rules that are built say what the dates prove and no more (domain.md §2, §3).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, cast

from revops_desktop.exchange.fields import Field, Kind
from revops_desktop.exchange.mapping import (
    Column,
    Exit,
    ExitRule,
    Outcome,
    Place,
    Source,
    VisitRule,
)
from revops_desktop.i18n import N_

# Won and open are no exits; what they mean for a deal is said by rules as well.
Way = Literal["won", "lost", "recycled", "churned", "open"]
WAYS: tuple[Way, ...] = ("won", "lost", "recycled", "churned", "open")

_OF_DEALS: Mapping[str, Field] = {
    "stage": Field("name", N_("Stage")),
    "outcome": Field("name", N_("Outcome (won, lost …)")),
    "began": Field("day", N_("Began")),
    "opportunity_since": Field("day", N_("Opportunity since")),
    "stage_since": Field("day", N_("In stage since")),
    "won_on": Field("day", N_("Won on")),
    "left_on": Field("day", N_("Left on")),
    "churned_on": Field("day", N_("Churned on")),
    "closed_on": Field("day", N_("Closed on (won or lost)")),
    "reason": Field("name", N_("Reason for leaving")),
    "wake": Field("day", N_("Wakes up on")),
}
_OF_EVENTS: Mapping[str, Field] = {
    "stage": Field("name", N_("Stage")),
    "at": Field("day", N_("Time of the event")),
}
_OF_CHANGES: Mapping[str, Field] = {
    "from": Field("name", N_("From stage")),
    "stage": Field("name", N_("To stage")),
    "at": Field("day", N_("Time of the change")),
}
# What a column may be beside a field, by kind.
ROLES: Mapping[Kind, Mapping[str, Field]] = {
    "deals": _OF_DEALS,
    "events": _OF_EVENTS,
    "stage_changes": _OF_CHANGES,
}
NEEDED_ROLES: Mapping[Kind, tuple[str, ...]] = {
    "events": ("stage", "at"),
    "stage_changes": ("from", "stage", "at"),
}

Places = tuple[Place, ...]
_FIRST: Places = ("first",)
# A river may have no such stage; whoever was won came through its first one then.
_OPPORTUNITY: Places = ("opportunity", "first")
_CUSTOMER: Places = ("customer",)
_LEADS_FIRST: Places = ("lead", "opportunity")
_LEADS_LAST: Places = ("opportunity", "lead")
_OF_PHASES: Mapping[Places, str] = {
    _FIRST: "began",
    _OPPORTUNITY: "opportunity_since",
    ("opportunity",): "opportunity_since",
    _CUSTOMER: "won_on",
}


def assigned(source: Source) -> dict[str, Column]:
    """Every field and role with the column that it is read from."""
    found = dict(source.columns)
    for role, column in (
        ("stage", source.stage_column),
        ("outcome", source.outcome_column),
        ("at", source.at_column),
        ("from", source.from_column),
        *_in_rules(source),
    ):
        if column is not None:
            found.setdefault(role, column)
    return found


def _in_rules(source: Source) -> list[tuple[str, Column | None]]:
    won: Column | None = None
    found: list[tuple[str, Column | None]] = []
    lefts: list[Column | None] = []
    churned: Column | None = None
    for outcome in source.outcomes:
        for rule in outcome.visits:
            role = _role(rule)
            if role == "won_on":
                won = won or rule.entered
            elif role is not None:
                found.append((role, rule.entered))
        if outcome.exit is not None:
            if outcome.exit.how == "churned":
                churned = churned or outcome.exit.left
            else:
                lefts.append(outcome.exit.left)
            found.append(("reason", outcome.exit.reason_column))
            found.append(("wake", outcome.exit.wake))
    left = next((column for column in lefts if column is not None), None)
    if churned != left:
        found.append(("churned_on", churned))
    if won is not None and won == left:
        return [*found, ("closed_on", won)]
    return [*found, ("won_on", won), ("left_on", left)]


def _role(rule: VisitRule) -> str | None:
    if rule.stage is not None or rule.entered is None:
        return None
    if rule.reads_stage:
        return "stage_since"
    return _OF_PHASES.get(rule.phases)


def is_plain(source: Source) -> bool:
    """Whether the rules are such as `assign` builds; it leaves those that name stages alone."""
    return all(rule.stage is None for one in source.outcomes for rule in one.visits)


def assign(source: Source, name: str, column: Column | None) -> Source:
    """The source with a field or role read from another column, or from none.

    Rules that name stages are somebody's own: only which columns they look at changes.
    """
    if name not in ROLES.get(source.kind, {}):
        columns = {key: there for key, there in source.columns.items() if key != name}
        if column is not None:
            columns[name] = column
        return replace(source, columns=columns)
    if name == "at":
        return replace(source, at_column=column)
    if name == "from":
        return replace(source, from_column=column)
    if source.kind != "deals":
        return replace(source, stage_column=column)
    if not is_plain(source):
        if name == "stage":
            return replace(source, stage_column=column)
        return replace(source, outcome_column=column) if name == "outcome" else source
    roles = {role: there for role, there in assigned(source).items() if role in _OF_DEALS}
    roles.pop(name, None)
    if column is not None:
        roles[name] = column
    return with_roles(source, roles, words_of(source))


def words_of(source: Source) -> dict[Way, tuple[str, ...]]:
    """The words of each way, as the outcomes of a source say them."""
    found: dict[Way, tuple[str, ...]] = {}
    for outcome in source.outcomes:
        if outcome.values:
            way = way_of(outcome)
            found[way] = tuple(dict.fromkeys((*found.get(way, ()), *outcome.values)))
    return found


def as_way(word: str | None) -> Way | None:
    """The way of this name; None for any other word."""
    return next((way for way in WAYS if way == word), None)


def way_of(outcome: Outcome) -> Way:
    """Which way of a deal an outcome means."""
    if outcome.exit is not None:
        return outcome.exit.how
    is_won = any(rule.phases == _CUSTOMER for rule in outcome.visits)
    return "won" if is_won else "open"


def with_roles(
    source: Source, roles: Mapping[str, Column], words: Mapping[Way, tuple[str, ...]]
) -> Source:
    """The source with the rules that these columns and words allow."""
    build = outcomes_beside_days if source.stage_dates else outcomes
    return replace(
        source,
        stage_column=roles.get("stage"),
        outcome_column=roles.get("outcome"),
        outcomes=build(roles, words),
    )


def outcomes_beside_days(
    roles: Mapping[str, Column], words: Mapping[Way, tuple[str, ...]]
) -> tuple[Outcome, ...]:
    """What words mean where days of stages tell the way of each deal: only how it ended."""
    if "stage" not in roles and "outcome" not in roles:
        leaving = _leaving_alone(roles)
        return (Outcome((), (), leaving),) if leaving else ()
    return tuple(
        Outcome(words[way], (), None if way in ("won", "open") else _exit(way, roles))
        for way in WAYS
        if words.get(way)
    )


def outcomes(
    roles: Mapping[str, Column], words: Mapping[Way, tuple[str, ...]]
) -> tuple[Outcome, ...]:
    """What the words of stages and outcomes mean, as far as dates prove it.

    Without such words a date of winning alone says that a deal was won; one of leaving, or why it
    left, that it was lost.
    """
    if "stage" not in roles and "outcome" not in roles:
        return (_by_dates(roles),)
    made = [_outcome(way, roles, words[way]) for way in WAYS if words.get(way)]
    if "stage" in roles:
        present = VisitRule(entered=roles.get("stage_since"))
        made.append(Outcome((), (*_way_in(roles, "open"), present)))
    return tuple(made)


def _by_dates(roles: Mapping[str, Column]) -> Outcome:
    visits = _from_the_first(roles)
    if "won_on" in roles:
        visits.append(VisitRule(phases=_CUSTOMER, entered=roles["won_on"]))
    return Outcome((), tuple(visits), _leaving_alone(roles))


def _leaving_alone(roles: Mapping[str, Column]) -> ExitRule | None:
    """How deals left where no words say it: whoever has a day of leaving, or a reason, was lost;
    where there is a day of churning alone, that one is it."""
    if "churned_on" in roles and "left_on" not in roles:
        return _exit("churned", roles)
    if not {"left_on", "reason"} & set(roles):
        return None
    closed_apart = {name: column for name, column in roles.items() if name != "closed_on"}
    return replace(_exit("lost", closed_apart), by_reason="reason" in roles)


def _from_the_first(roles: Mapping[str, Column]) -> list[VisitRule]:
    visits = [VisitRule(phases=_FIRST, entered=roles.get("began"), certain=True)]
    if "opportunity_since" in roles:
        visits.append(VisitRule(phases=_OPPORTUNITY, entered=roles["opportunity_since"]))
    return visits


def _outcome(way: Way, roles: Mapping[str, Column], values: tuple[str, ...]) -> Outcome:
    if way == "open":
        if "stage" not in roles:
            return Outcome(values, tuple(_from_the_first(roles)))
        present = VisitRule(or_first=True, entered=roles.get("stage_since"))
        return Outcome(values, (*_way_in(roles, way), present))
    visits = _way_in(roles, way)
    if way in ("lost", "recycled"):
        phases = _LEADS_FIRST if way == "recycled" else _LEADS_LAST
        return Outcome(values, (*visits, _named(roles, phases, certain=True)), _exit(way, roles))
    is_won = way == "won"
    won_on = roles.get("won_on") or (roles.get("closed_on") if is_won else None)
    if won_on is not None:
        rule = VisitRule(
            phases=_CUSTOMER, entered=won_on, left_unknown=not is_won, certain="stage" not in roles
        )
        visits.append(rule)
    if won_on is None or "stage" in roles:
        visits.append(_named(roles, _CUSTOMER, certain=not is_won))
    return Outcome(values, tuple(visits), None if is_won else _exit(way, roles))


def _way_in(roles: Mapping[str, Column], way: Way) -> list[VisitRule]:
    """Whoever was won has been an opportunity, if nobody knows since when."""
    found = []
    if "began" in roles:
        found.append(VisitRule(phases=_FIRST, entered=roles["began"], left_unknown=True))
    since = roles.get("opportunity_since")
    was_one = way in ("won", "churned")
    if since is not None or was_one:
        found.append(
            VisitRule(phases=_OPPORTUNITY, entered=since, left_unknown=True, certain=was_one)
        )
    return found


def _named(roles: Mapping[str, Column], phases: Places, *, certain: bool) -> VisitRule:
    return VisitRule(
        phases=phases,
        named="stage" in roles,
        certain=certain,
        entered=roles.get("stage_since"),
    )


def _exit(way: Way, roles: Mapping[str, Column]) -> ExitRule:
    own = roles.get("churned_on") if way == "churned" else None
    return ExitRule(
        how=cast("Exit", way),
        left=own or roles.get("left_on") or roles.get("closed_on"),
        reason_column=roles.get("reason"),
        wake=roles.get("wake") if way == "recycled" else None,
    )

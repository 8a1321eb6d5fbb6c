"""How promises were kept, on paper: rule by rule, function by function, member by member (§4)."""

from collections.abc import Iterable, Sequence

from revops_desktop import i18n
from revops_desktop.analytics.promise_months import Line, Promises
from revops_desktop.analytics.response_times import Response
from revops_desktop.analytics.sla_behind import ClockBehind
from revops_desktop.analytics.sla_figures import Group
from revops_desktop.analytics.wording import wording
from revops_desktop.i18n import NOTHING, _, ngettext
from revops_desktop.reports.blocks import Block, Heading
from revops_desktop.reports.charts.multiples import Small, multiples
from revops_desktop.reports.charts.trend import Month, Trend
from revops_desktop.reports.part import Asked
from revops_desktop.reports.table import Cell, Column, Kind, Row, Table, Tone, row
from revops_desktop.rules.shares import FEWEST, Share

# So many rules are drawn beside the whole, and so many owners listed.
DRAWN, OWNERS = 8, 10
_SHARES = wording("share")


def line_name(by: str, group: Group) -> str:
    """What a rule, function or member is called; who or what is not known says so."""
    name = " ".join(group.name.split())
    if by == "rule":
        if isinstance(group.key, tuple) and group.key[0] == "handoff":
            return _("Hand-off “{name}”").format(name=name)
        return name
    return name or (_("No function") if by == "function" else _("Nobody"))


def blocks(found: Promises, asked: Asked) -> Iterable[Block]:
    """The trends, the table of rules and functions, the owners, and the longest waits."""
    yield Heading(
        _("Promises kept, month by month"),
        _("SLA compliance: in time ÷ (in time + late + not answered), of what was due."),
    )
    often = sorted(found.rules, key=lambda one: -one.year.counted)[:DRAWN]
    drawn = [one for one in found.rules if one in often]
    yield from multiples(
        [
            _small(_("All together"), found.whole, asked),
            *(_small(line_name("rule", one.group), one, asked) for one in drawn),
        ]
    )
    yield Heading(
        _("By rule and by function"),
        _("Due in the month; beside it the share kept in all 12 months."),
    )
    yield _table(found)
    yield from _owners(found)
    yield from _worst(found.worst)


def _small(name: str, line: Line, asked: Asked) -> Small:
    months = tuple(
        Month(i18n.month_mark(month), one.compliance.raw, one.counted < FEWEST)
        for month, one in zip(asked.months, line.months, strict=True)
    )
    return Small(name, Trend(months, _SHARES), f"n = {i18n.count(line.month.counted)}")


def _table(found: Promises) -> Table:
    rows = [row(_("Rules"), *[""] * 7, kind="group")]
    rows += [_row(line_name("rule", one.group), one) for one in found.rules]
    if found.functions:
        rows.append(row(_("Functions"), *[""] * 7, kind="group"))
        rows += [_row(line_name("function", one.group), one) for one in found.functions]
    rows.append(_row(_("All together"), found.whole, "total"))
    return Table(
        (
            Column(_("Promise"), 2.6, "left"),
            Column(_("Fell due"), 0.8),
            Column(_("Late"), 0.7),
            Column(_("Not answered"), 0.9),
            Column(_("Kept"), 0.9),
            Column(_("Kept, 12 months"), 1.0),
            Column(_("Response, median"), 1.3),
            Column(_("Not due yet"), 0.8),
        ),
        tuple(rows),
        notes=(
            _("Times are business hours, without waiting for the customer."),
            _("Grey: fewer than 5 promises; nothing is concluded from them."),
        ),
    )


def _row(name: str, line: Line, kind: Kind = "plain") -> Row:
    month = line.month
    return row(
        name,
        i18n.count(month.counted),
        i18n.count(month.met_late),
        i18n.count(month.breached),
        _share(month.compliance, "strong"),
        _share(line.year.compliance),
        _taken(month.response),
        i18n.count(month.running),
        kind=kind,
    )


def _share(value: Share, tone: Tone = "plain") -> Cell:
    return Cell(i18n.share(value), "weak" if value.rate is None else tone)


def _taken(response: Response) -> Cell:
    return Cell(taken(response.median), "weak" if response.n < FEWEST else "plain")


def taken(seconds: float | None) -> str:
    """A response time as one reads it: to the minute below three hours, else whole hours."""
    if seconds is None:
        return NOTHING
    return i18n.hours(round(seconds / 3600) * 3600 if seconds >= 3 * 3600 else round(seconds))


def _owners(found: Promises) -> Iterable[Block]:
    """Who missed most in the month."""
    late = [one for one in found.members if one.month.counted > one.month.met]
    late.sort(key=lambda one: (one.month.met - one.month.counted, one.group.name))
    if not late:
        return
    rest = len(late) - OWNERS
    note = _("Owners of the stages' deals, and who decided a hand-off or was to decide it.")
    if rest > 0:
        note = i18n.joined(
            note,
            ngettext(
                "{count} more stands on the SLA page.",
                "{count} more stand on the SLA page.",
                rest,
            ).format(count=i18n.count(rest)),
        )
    yield Heading(_("Who missed most in the month"), note)
    yield Table(
        (
            Column(_("Owner"), 2.6, "left"),
            Column(_("Fell due"), 0.8),
            Column(_("Late"), 0.8),
            Column(_("Not answered"), 1.0),
            Column(_("Kept"), 1.0),
            Column(_("Response, median"), 1.3),
        ),
        tuple(_owner_row(one) for one in late[:OWNERS]),
    )


def _owner_row(line: Line) -> Row:
    month = line.month
    return row(
        line_name("member", line.group),
        i18n.count(month.counted),
        i18n.count(month.met_late),
        i18n.count(month.breached),
        _share(month.compliance, "strong"),
        _taken(month.response),
    )


def _worst(clocks: Sequence[ClockBehind]) -> Iterable[Block]:
    if not clocks:
        return
    yield Heading(
        _("Furthest over their deadline"), _("Of what was due in the month, the longest first.")
    )
    yield Table(
        (
            Column(_("Deal"), 2.2, "left"),
            Column(_("Company"), 1.9, "left"),
            Column(_("Owner"), 1.1, "left"),
            Column(_("Promise"), 1.5, "left"),
            Column(_("Over, business hours"), 1.2),
            Column("", 0.15),
            Column(_("State"), 1.4, "left"),
        ),
        tuple(_clock_row(one) for one in clocks),
    )


def _clock_row(one: ClockBehind) -> Row:
    state = _("Answered late") if one.ended is not None else _("Not answered")
    return row(one.deal, one.company, one.member, one.name, taken(one.over_seconds), "", state)

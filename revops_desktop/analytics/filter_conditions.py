"""The conditions of a filter in SQL: on a row of deal, and on what it belongs to (filters.py)."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.sql.elements import SQLColumnExpression

from revops_desktop.analytics.lead_scores import kept_of_deal
from revops_desktop.database.search_index import COMPANY, CONTACT, DEAL, SPAN
from revops_desktop.database.tables import (
    company,
    custom_value,
    deal,
    deal_line,
    deal_state,
    deal_tag,
    member,
    stage,
    workspace,
)
from revops_desktop.rules.custom_fields import MILLION
from revops_desktop.rules.filtering import Condition, Value, custom_about, span_days
from revops_desktop.rules.grams import needed_pieces
from revops_desktop.rules.periods import DAY, end_of_day, start_of_day
from revops_desktop.rules.text import fold

OF_COMPANY: dict[str, ColumnElement] = {
    "segment": company.c.segment,
    "channel": company.c.channel,
}
OF_DEAL: dict[str, ColumnElement] = {
    "owner": deal.c.owner_id,
    "source": deal.c.source,
    "kind": deal.c.kind,
}
_CAMPAIGN: dict[str, ColumnElement] = {"campaign": deal.c.campaign}
# A stage's idle limit is no longer than this where a clock was ever set.
_LONGEST_LIMIT = 800

Truth = ColumnElement[bool]


class Frame(NamedTuple):
    """What spans of days and local days are reckoned from."""

    today: date
    zone: str


def of_deal(one: Condition, on: Frame) -> Truth:
    """The condition on a row of deal, joined to company and deal_state where it speaks of them."""
    about, state = one.about, deal_state.c
    column = (OF_DEAL | OF_COMPANY | _CAMPAIGN).get(about)
    if column is not None:
        return any_of(column, one.values)
    if about == "pod":
        return of_pod(deal.c.owner_id, one.values)
    if about == "product":
        lines = select(deal_line.c.deal_id)
        return listed(deal.c.id, lines, deal_line.c.product_id, one.values)
    if about == "tag":
        return listed(deal.c.id, select(deal_tag.c.deal_id), deal_tag.c.tag_id, one.values)
    if about == "stage":
        return any_of(state.stage_id, one.values)
    if about == "function":
        named = select(stage.c.id).where(any_of(stage.c.function_id, one.values))
        return state.stage_id.in_(named)
    if about == "amount":
        return _bounded(state.value, one, one.low, one.high)
    if about == "expected_close":
        return _on_days(state.expected_close, one, on, of_open=True)
    if about == "created":
        return at_instants(deal.c.created_at, None, one, on)
    if about == "entered_stage":
        return at_instants(state.since, state.since_day, one, on)
    if about == "next_step":
        return or_(*(_step(str(value), on) for value in one.values))
    if about == "going_cold":
        return or_(*(going_cold(on) == (value == "yes") for value in one.values))
    if about in ("score", "hot"):
        return scored(kept_of_deal(), one)
    return custom(
        one, on, {"deal": deal.c.id, "company": deal.c.company_id, "contact": deal.c.contact_id}
    )


def scored(score: ColumnElement, one: Condition) -> Truth:
    """The condition on a lead score: its bounds, in millionths, or whether it is hot."""
    if one.about == "score":
        return _bounded(score * MILLION, one, one.low, one.high)
    hot = score >= select(workspace.c.hot_score).scalar_subquery()
    return or_(*(hot == (value == "yes") for value in one.values))


def any_of(column: SQLColumnExpression, values: tuple[Value, ...]) -> Truth:
    named = [value for value in values if value is not None]
    parts: list[Truth] = []
    if len(named) == 1:
        parts.append(column == named[0])
    elif named:
        parts.append(column.in_(named))
    if None in values:
        parts.append(column.is_(None))
    return or_(*parts) if parts else true()


def of_pod(owner: ColumnElement, values: tuple[Value, ...]) -> Truth:
    named = [value for value in values if value is not None]
    parts: list[Truth] = []
    if named:
        parts.append(owner.in_(select(member.c.id).where(member.c.pod_id.in_(named))))
    if None in values:
        podless = select(member.c.id).where(member.c.pod_id.is_(None))
        parts.append(or_(owner.is_(None), owner.in_(podless)))
    return or_(*parts)


def listed(
    record: ColumnElement, rows: Select, column: ColumnElement, values: tuple[Value, ...]
) -> Truth:
    """A record has a row that names any of the values; None: it has no row at all."""
    named = [value for value in values if value is not None]
    parts: list[Truth] = []
    if named:
        parts.append(record.in_(rows.where(column.in_(named))))
    if None in values:
        parts.append(record.not_in(rows))
    return or_(*parts)


def _bounded(column: ColumnElement, one: Condition, low: Value, high: Value) -> Truth:
    """Between the bounds, or not recorded where that is one of the values."""
    parts: list[Truth] = []
    bounds: list[Truth] = []
    if low is not None:
        bounds.append(column >= low)
    if high is not None:
        bounds.append(column <= high)
    if bounds:
        parts.append(and_(*bounds))
    if None in one.values:
        parts.append(column.is_(None))
    return or_(*parts) if parts else true()


def _days(one: Condition, on: Frame) -> tuple[date | None, date | None]:
    if one.span:
        return span_days(one.span, on.today)
    low, high = (date.fromisoformat(str(day)) if day else None for day in (one.low, one.high))
    return low, high


def _on_days(column: ColumnElement, one: Condition, on: Frame, *, of_open: bool = False) -> Truth:
    first, last = _days(one, on)
    found = _bounded(
        column, one, first.isoformat() if first else None, last.isoformat() if last else None
    )
    # What was closed is no longer overdue.
    if of_open and one.span == "overdue":
        return and_(found, deal_state.c.status == "open")
    return found


def at_instants(at: ColumnElement, day: ColumnElement | None, one: Condition, on: Frame) -> Truth:
    """Local days of an instant; where only the day is known, that day."""
    first, last = _days(one, on)
    low = start_of_day(first, on.zone) if first else None
    high = end_of_day(last, on.zone) - 1 if last else None
    by_instant = _bounded(at, one, low, high)
    if day is None or (first is None and last is None):
        return by_instant
    return case((day.is_not(None), _on_days(day, one, on)), else_=by_instant)


def _step(step: str, on: Frame) -> Truth:
    due, today = deal_state.c.next_due, on.today.isoformat()
    return {
        "overdue": due < today,
        "today": due == today,
        "later": due > today,
        "none": due.is_(None),
    }.get(step, due.is_(None))


def going_cold(on: Frame) -> SQLColumnExpression:
    """1 or 0: more days without a human touch than the stage lets pass (domain.md §3)."""
    state = deal_state.c
    limit = select(stage.c.idle_limit_days).where(stage.c.id == state.stage_id).scalar_subquery()
    touched = func.coalesce(state.touched_at, state.since)
    today = start_of_day(on.today, on.zone)
    # A limit in local days is 24 hours a day, but for the days on which clocks were set.
    set_back = [(limit > days, hours) for days, hours in _clock_changes(on.today, on.zone)]
    correction = case(*set_back, else_=0) if set_back else 0
    cold = and_(
        state.status.in_(("open", "customer")),
        touched < today - limit * DAY + correction,
        func.coalesce(state.last_due, "") < on.today.isoformat(),
    )
    return func.coalesce(cold, 0)


def _clock_changes(today: date, zone: str) -> list[tuple[int, int]]:
    """(days, seconds) from the longest on: so many days back and more, days begin so much later."""
    found: list[tuple[int, int]] = []
    start, before = start_of_day(today, zone), 0
    for days in range(1, _LONGEST_LIMIT + 1):
        day = date.fromordinal(today.toordinal() - days)
        shift = start_of_day(day, zone) - (start - days * DAY)
        if shift != before:
            found.append((days - 1, shift))
            before = shift
    return found[::-1]


def custom(one: Condition, on: Frame, records: dict[str, ColumnElement]) -> Truth:
    """The condition on a custom field of the record, or of what it belongs to."""
    about = custom_about(one.about)
    record = None if about is None else records.get(about.subject)
    if about is None or record is None:
        return true()
    owner = {
        "company": custom_value.c.company_id,
        "contact": custom_value.c.contact_id,
        "deal": custom_value.c.deal_id,
    }[about.subject]
    rows = select(owner).where(custom_value.c.field_id == about.field_id, owner.is_not(None))
    parts: list[Truth] = []
    named = [value for value in one.values if value is not None]
    value = custom_value.c
    if named:
        column = value.choice_id if about.kind == "choice" else value.number
        parts.append(record.in_(rows.where(column.in_(named))))
    if one.words:
        parts.append(record.in_(rows.where(says([value.text], fold(one.words)))))
    bounds = replace(one, values=())
    if one.span or (one.is_bounded and about.kind == "date"):
        parts.append(record.in_(rows.where(_on_days(value.text, bounds, on))))
    elif one.is_bounded:
        parts.append(record.in_(rows.where(_bounded(value.number, bounds, one.low, one.high))))
    if None in one.values:
        parts.append(or_(record.is_(None), record.not_in(rows)))
    return or_(*parts) if parts else true()


# Words


def says(columns: list[ColumnElement], words: str) -> Truth:
    """Every word of a folded text occurs in one of the columns; for few rows."""
    joined = columns[0] if len(columns) == 1 else func.concat_ws("\n", *columns)
    folded = func.fold(joined)
    return and_(true(), *(folded.contains(word, autoescape=True) for word in words.split()))


def record_says(column: ColumnElement, kind: int, word: str) -> Truth:
    """A record, named by a column, is found by a folded word without blanks: no Python a row.

    The pieces of the word lead to the few records that may hold it, and their text decides.
    """
    first = kind * SPAN
    pieces = " ".join('"' + one.replace('"', '""') + '"' for one in needed_pieces(word))
    found: Select = (
        select(literal_column("e.entry_id") - first)
        .select_from(text("search_piece AS p CROSS JOIN search_entry AS e ON e.entry_id = p.rowid"))
        .where(
            text("p.search_piece MATCH :pieces").bindparams(
                bindparam("pieces", pieces, unique=True)
            ),
            literal_column("p.rowid").between(first, first + SPAN - 1),
            func.instr(literal_column("e.text"), word) > 0,
        )
    )
    return column.in_(found)


def deal_says(words: str) -> Truth:
    """Every word of a folded text is found in the title, the company or the contact."""
    return and_(true(), *(_deal_says_word(word) for word in words.split()))


def _deal_says_word(word: str) -> Truth:
    return or_(
        record_says(deal.c.id, DEAL, word),
        record_says(deal.c.company_id, COMPANY, word),
        record_says(deal.c.contact_id, CONTACT, word),
    )

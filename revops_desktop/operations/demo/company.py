"""The demo company on its first day: its members with their quotas, its products, its pen."""

from collections.abc import Callable, Mapping, Sequence
from random import Random

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from revops_desktop import i18n
from revops_desktop.database import tables
from revops_desktop.operations import members, pods, products
from revops_desktop.operations.demo import first_day, labels, people
from revops_desktop.operations.demo import plan as plans
from revops_desktop.operations.demo.book import Book, Change, params
from revops_desktop.operations.demo.cast import COUNTRY, ZONE, Cast
from revops_desktop.operations.demo.customers import Customers
from revops_desktop.operations.demo.deal_rows import DealRows
from revops_desktop.operations.demo.first_day import Prepared
from revops_desktop.operations.demo.handed import handoff_rules
from revops_desktop.operations.demo.happenings import Happenings
from revops_desktop.operations.demo.last_day import LastDay
from revops_desktop.operations.demo.notes import Notes
from revops_desktop.operations.demo.plan import Plan
from revops_desktop.operations.demo.promises import Promises
from revops_desktop.operations.demo.reasons import Reason
from revops_desktop.operations.demo.staff import Staff
from revops_desktop.operations.demo.telling import Telling
from revops_desktop.operations.demo.workdays import Workdays
from revops_desktop.operations.demo.worth import Worth
from revops_desktop.rules.business_clock import BusinessClock
from revops_desktop.rules.periods import local_day, month_of
from revops_desktop.rules.text import match_key

# Field sales carries what is planned and a tenth more; customer success a share of it by selling
# to customers again.
_AMBITION, _AGAIN = 1.1, 0.12


def open_company(
    session: Session, book: Book, cast: Cast, plan: Plan, at: int
) -> tuple[Telling, LastDay]:
    """Adds members and products at `at`, on a file that is set up.

    Gives what tells the deals, and what tells the last afternoon once they are all written.
    """
    random = Random(f"details {cast.seed}")
    business = cast.business
    stages = session.execute(select(tables.stage).order_by(tables.stage.c.position)).all()
    functions = [each.function for each in cast.template.stages]
    worth = Worth(business.segments, business.products, random.random)
    days = Workdays(plan.first, plan.last, ZONE, random.random)
    function_ids = _function_ids(session, cast)
    staff = _hire(book, cast, plan, worth, at, function_ids, days, random)
    product_ids = _add_products(book, cast, at)
    prepared = first_day.prepare(
        session,
        book,
        cast.words,
        at=first_day.opening(days),
        member_id=staff["marketing"][0],
        function_ids=function_ids,
        segments=[each.name for each in business.segments],
    )
    customers = Customers(book, cast.names, business, cast.industries, random)
    rows = DealRows(book, [stage.id for stage in stages])
    notes = customers.notes = _notes(book, cast, plan, prepared)
    happenings = Happenings(
        book,
        rows,
        business=business,
        customers=customers,
        worth=worth,
        product_ids=product_ids,
        functions=functions,
        days=days,
        notes=notes,
        random=random,
    )
    telling = Telling(
        book,
        rows,
        happenings,
        business=business,
        customers=customers,
        worth=worth,
        pipeline_id=stages[0].pipeline_id,
        stages=[(stage.name, name) for stage, name in zip(stages, functions, strict=True)],
        staff=Staff(staff),
        reason_ids=_reason_ids(session),
        campaign_of=_dated(cast.language),
        notes=notes,
        promises=_promises(session, book, cast, stages, functions, function_ids, days),
        random=random,
    )
    last_day = LastDay(
        session, book, cast.words, prepared, at=days.end - 1, by=staff["field-sales"][0]
    )
    return telling, last_day


def _notes(book: Book, cast: Cast, plan: Plan, prepared: Prepared) -> Notes:
    random = Random(f"notes {cast.seed}")
    days = Workdays(plan.first, plan.last, ZONE, random.random)
    return Notes(book, cast.words, deals=plan.deals, days=days, prepared=prepared, random=random)


def _promises(
    session: Session,
    book: Book,
    cast: Cast,
    stages: Sequence[Row],
    functions: Sequence[str],
    function_ids: Mapping[str, int],
    days: Workdays,
) -> Promises:
    calendar = first_day.closings(cast.words, first_day.opening(days))
    return Promises(
        book,
        handoff_rules(session, function_ids, cast.words.texts),
        clock=BusinessClock([(None, calendar)], zone=ZONE, country=COUNTRY),
        functions=functions,
        stage_names=[stage.name for stage in stages],
        texts=cast.words.texts,
        lists=list(
            session.execute(
                select(tables.nurture_list.c.id).order_by(tables.nurture_list.c.position)
            ).scalars()
        ),
        end=days.end,
        random=Random(f"promises {cast.seed}"),
    )


def _function_ids(session: Session, cast: Cast) -> dict[str, int]:
    """Ids of the functions by the template's keys."""
    named = {each.names[cast.language]: each.key for each in cast.template.functions}
    found = session.execute(select(tables.function.c.id, tables.function.c.name))
    return {named[name]: function_id for function_id, name in found}


def _hire(
    book: Book,
    cast: Cast,
    plan: Plan,
    worth: Worth,
    at: int,
    function_ids: Mapping[str, int],
    days: Workdays,
    random: Random,
) -> dict[str, list[int]]:
    """Ids of the members by function. On the first working day they join pods."""
    team = people.team(plan.deals)
    pod_sheet = book.sheet(tables.pod, "name position")
    sheet = book.sheet(tables.member, "name match_key email function_id pod_id monthly_quota")
    staff: dict[str, list[int]] = {}
    together = first_day.opening(days)
    for place, pod in enumerate(cast.words.pods, 1):
        made = pod_sheet.insert((pod_sheet.next_id(), pod, place))
        book.act(together, pods.ADDED, params(pod=pod), 1, [made])
    for function, (name, email) in zip(
        team, people.member_names(cast.names, len(team), random), strict=True
    ):
        quota = _quota(plan, worth, function, team.count(function))
        member_id = sheet.next_id()
        known = (member_id, name, match_key(name), email, function_ids[function])
        place = len(staff.get(function, ())) % len(cast.words.pods)
        alone, joined = (*known, None, quota), (*known, place + 1, quota)
        before, after = sheet.json(alone), sheet.json(joined)
        sheet.keep(joined)
        added: Change = (sheet.name, member_id, None, before)
        book.act(at, members.ADDED, params(member=name), None, [added])
        named = params(member=name, pod=cast.words.pods[place])
        put: Change = (sheet.name, member_id, before, after)
        book.act(together, labels.MEMBER_IN_POD, named, 1, [put])
        staff.setdefault(function, []).append(member_id)
    return staff


def _quota(plan: Plan, worth: Worth, function: str, heads: int) -> int | None:
    """A month's quota of one member: won amount, for those who sell."""
    share = {"field-sales": _AMBITION, "customer-success": _AMBITION * _AGAIN}.get(function)
    if share is None:
        return None
    won = plan.deals / plans.MONTHS
    for step in plans.STEPS:
        won *= step.converts / plans.PACK
    return max(1, round(won * worth.mean() * share / heads / 100_000)) * 100_000


def _add_products(book: Book, cast: Cast, at: int) -> list[int]:
    sheet = book.sheet(tables.product, "name match_key list_price billing")
    ids = []
    for product in cast.business.products:
        ids.append(sheet.next_id())
        row = (ids[-1], product.name, match_key(product.name), product.price, product.billing)
        named = params(product=product.name)
        book.act(at, products.ADDED, named, None, [sheet.insert(row)])
    return ids


def _reason_ids(session: Session) -> dict[Reason, int]:
    reason = tables.exit_reason
    parent = reason.alias()
    rows = session.execute(
        select(reason, parent.c.name.label("parent")).outerjoin(
            parent, parent.c.id == reason.c.parent_id
        )
    )
    return {
        Reason(row.kind, row.parent, row.name, row.usual_wait_days, bool(row.asks_note)): row.id
        for row in rows
    }


def _dated(language: str) -> Callable[[int, str], str]:
    """Names a campaign with its month."""
    months: dict[str, str] = {}

    def named(at: int, campaign: str) -> str:
        text = month_of(local_day(at, ZONE))
        if text not in months:
            with i18n.use_language(language):
                months[text] = i18n.month(text)
        return f"{campaign} {months[text]}"

    return named

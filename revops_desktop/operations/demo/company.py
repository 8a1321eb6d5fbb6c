"""The demo company on its first day: its members with their quotas, its products, its pen."""

from collections.abc import Callable
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop import i18n
from revops_desktop.database import tables
from revops_desktop.operations import members
from revops_desktop.operations.demo import labels, people
from revops_desktop.operations.demo import plan as plans
from revops_desktop.operations.demo.book import Book, params
from revops_desktop.operations.demo.cast import ZONE, Cast
from revops_desktop.operations.demo.customers import Customers
from revops_desktop.operations.demo.deal_rows import DealRows
from revops_desktop.operations.demo.happenings import Happenings
from revops_desktop.operations.demo.plan import Plan
from revops_desktop.operations.demo.reasons import Reason
from revops_desktop.operations.demo.telling import Telling
from revops_desktop.operations.demo.workdays import Workdays
from revops_desktop.operations.demo.worth import Worth
from revops_desktop.rules.periods import local_day, month_of
from revops_desktop.rules.text import match_key

# Field sales carries what is planned and a tenth more; customer success a share of it by selling
# to customers again.
_AMBITION, _AGAIN = 1.1, 0.12


def open_company(session: Session, book: Book, cast: Cast, plan: Plan, at: int) -> Telling:
    """Adds members and products at `at`, on a file that is set up; gives what tells the deals."""
    random = Random(f"details {cast.seed}")
    chance = random.random
    business = cast.business
    stages = session.execute(select(tables.stage).order_by(tables.stage.c.position)).all()
    functions = [each.function for each in cast.template.stages]
    worth = Worth(business.segments, business.products, chance)
    staff = _hire(session, book, cast, plan, worth, at, random)
    product_ids = _add_products(book, cast, at)
    customers = Customers(book, cast.names, business, cast.industries, random)
    rows = DealRows(book, [stage.id for stage in stages])
    happenings = Happenings(
        book,
        rows,
        business=business,
        customers=customers,
        worth=worth,
        product_ids=product_ids,
        functions=functions,
        days=Workdays(plan.first, plan.last, ZONE, chance),
        random=random,
    )
    return Telling(
        book,
        rows,
        happenings,
        business=business,
        customers=customers,
        worth=worth,
        pipeline_id=stages[0].pipeline_id,
        stages=[(stage.name, name) for stage, name in zip(stages, functions, strict=True)],
        staff=staff,
        reason_ids=_reason_ids(session),
        campaign_of=_dated(cast.language),
        random=random,
    )


def _hire(
    session: Session, book: Book, cast: Cast, plan: Plan, worth: Worth, at: int, random: Random
) -> dict[str, list[int]]:
    """Ids of the members by function."""
    named = {each.names[cast.language]: each.key for each in cast.template.functions}
    found = session.execute(select(tables.function.c.id, tables.function.c.name)).all()
    function_ids = {named[name]: function_id for function_id, name in found}
    team = people.team(plan.deals)
    sheet = book.sheet(tables.member, "name match_key email function_id monthly_quota")
    staff: dict[str, list[int]] = {}
    for function, (name, email) in zip(
        team, people.member_names(cast.names, len(team), random), strict=True
    ):
        quota = _quota(plan, worth, function, team.count(function))
        member_id = sheet.next_id()
        row = (member_id, name, match_key(name), email, function_ids[function], quota)
        book.act(at, members.ADDED, params(member=name), None, [sheet.insert(row)])
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
        book.act(at, labels.PRODUCT_ADDED, named, None, [sheet.insert(row)])
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

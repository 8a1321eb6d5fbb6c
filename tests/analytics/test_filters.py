"""A filter means the deals that a slow reading of every row finds; so do companies and contacts."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.funnel import funnel
from revops_desktop.analytics.key_figures import key_figures
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import custom_fields
from revops_desktop.rules.filtering import (
    SPANS,
    Condition,
    as_json,
    from_json,
    means_the_same,
    page_state,
)
from revops_desktop.rules.periods import DAY, Period, local_day, start_of_day
from tests.analytics.slow_filter import TODAY, World
from tests.conftest import NOW
from tests.river import ZONE, make_river

DEALS = 160
COMPANIES = ("青葉商事 株式会社", "Robots Ltd", "<A> & 髙橋", "さくら屋")
CONTACTS = ("佐藤 花子", "John Doe", "ﾔﾏﾀﾞ 太郎")
TITLES = ("データ基盤", "Ｄａｔａ platform", "Wi-Fi 導入", "robots 100% _new_")
FIELDS = (
    ("deal", "text"),
    ("deal", "number"),
    ("deal", "money"),
    ("deal", "date"),
    ("deal", "choice"),
    ("deal", "yes_no"),
    ("company", "choice"),
    ("contact", "yes_no"),
)


@verb("Fill the river")
def fill(session: Session, *, at: int, seed: int) -> None:
    """Deals with and without everything that a filter may ask for."""
    chance = random.Random(seed)
    put = session.execute
    put(insert(tables.pod), [{"id": n, "name": f"Pod {n}", "position": n} for n in (1, 2)])
    put(insert(tables.member), {"id": 3, "name": "Ito", "match_key": "ito", "pod_id": 1})
    put(
        insert(tables.function),
        [{"id": n, "name": f"F{n}", "colour": "#333333", "position": n} for n in (1, 2)],
    )
    stage = tables.stage
    put(stage.update().where(stage.c.id < 3).values(function_id=1, idle_limit_days=10))
    put(stage.update().where(stage.c.id == 4).values(function_id=2, idle_limit_days=30))
    for number, name in enumerate(COMPANIES, 1):
        put(
            insert(tables.company),
            {
                "id": number,
                "name": name,
                "match_key": name,
                "segment": chance.choice((None, "SMB", "Enterprise")),
                "channel": chance.choice((None, "direct", "partner")),
                "created_at": at,
                "owner_id": chance.choice((None, 1, 3)),
            },
        )
    for number, name in enumerate(CONTACTS, 1):
        row = {
            "id": number,
            "name": name,
            "match_key": name,
            "created_at": at,
            "company_id": number,
        }
        put(insert(tables.contact), row)
    kept = {"fades": 0, "scored_on": ""}
    scores = [{"contact_id": n, "score": (120, -5)[n - 1], **kept} for n in (1, 2)]
    put(insert(tables.contact_score), scores)
    for number in (1, 2):
        named = {"id": number, "name": f"N{number}", "match_key": f"n{number}"}
        put(insert(tables.product), named)
        put(insert(tables.tag), {**named, "colour": "blue"})
    for number in range(1, DEALS + 1):
        _fill_deal(session, chance, number, at)


def _fill_deal(session: Session, chance: random.Random, number: int, at: int) -> None:
    put = session.execute
    day = (TODAY + timedelta(days=chance.randrange(-60, 60))).isoformat()
    created = at - chance.randrange(100 * DAY)
    put(
        insert(tables.deal),
        {
            "id": number,
            "title": f"{chance.choice(TITLES)} {number}",
            "pipeline_id": 1,
            "kind": chance.choice(("new", "repeat", "upsell")),
            "amount": chance.choice((None, 0, 500, 100_000)),
            "monthly_amount": chance.choice((None, None, 50)),
            "expected_close": chance.choice((None, day)),
            "owner_id": chance.choice((None, 1, 2, 3)),
            "source": chance.choice((None, "Web", "展示会")),
            "campaign": chance.choice((None, "2026春")),
            "company_id": chance.choice((None, 1, 2, 3, 4)),
            "contact_id": chance.choice((None, 1, 2, 3)),
            "touched_at": chance.choice((None, at - chance.randrange(60 * DAY))),
            "created_at": created,
        },
    )
    stage = chance.randrange(1, 6)
    visit: dict[str, Any] = {
        "deal_id": number,
        "stage_id": stage,
        "sequence": 1,
        "entered_at": created,
    }
    if chance.random() < 0.3:
        began = local_day(created, ZONE)
        visit |= {"entered_day": began.isoformat(), "entered_at": start_of_day(began, ZONE)}
    if chance.random() < 0.2:
        visit |= {"left_at": at - 5, "outcome": "churned" if stage > 3 else "lost"}
    put(insert(tables.stage_visit), visit)
    for which in range(chance.choice((0, 1, 2))):
        put(insert(tables.deal_tag), {"deal_id": number, "tag_id": which + 1})
        put(insert(tables.deal_line), {"deal_id": number, "product_id": chance.choice((1, 2))})
    if chance.random() < 0.5:
        due = (TODAY + timedelta(days=chance.randrange(-2, 3))).isoformat()
        put(insert(tables.activity), {"deal_id": number, "kind": "task", "due_on": due})


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, World]]:
    path: Path = tmp_path_factory.mktemp("filters") / "a.revops"
    workspace = make_river(path)
    workspace.do(fill, at=NOW, seed=7)
    chance = random.Random(3)
    for number, (subject, kind) in enumerate(FIELDS, 1):
        workspace.do(
            custom_fields.define,
            at=NOW,
            subject=subject,
            name=f"Field {number}",
            kind=kind,
            choices=("A", "B"),
        )
        last = {"deal": DEALS, "company": len(COMPANIES), "contact": len(CONTACTS)}[subject]
        for record in chance.sample(range(1, last + 1), last // 2):
            value = {
                "text": "稟議 Ｏｋ",
                "number": chance.choice((1, 5)) * 1_000_000,
                "money": chance.choice((100, 900)),
                "date": (TODAY + timedelta(days=chance.randrange(-9, 9))).isoformat(),
                "choice": chance.choice((1, 2) if subject == "deal" else (3, 4)),
                "yes_no": chance.choice((0, 1)),
            }[kind]
            workspace.do(
                custom_fields.set_value, at=NOW, field_id=number, record_id=record, value=value
            )
    yield workspace, World(workspace)
    workspace.close()


def about(number: int) -> str:
    subject, kind = FIELDS[number - 1]
    return f"custom:{subject}:{kind}:{number}"


CONDITIONS = (
    Condition("owner", (1,)),
    Condition("owner", (1, 3, None)),
    Condition("owner", (None,)),
    Condition("pod", (1,)),
    Condition("pod", (None, 2)),
    Condition("segment", ("SMB", None)),
    Condition("channel", ("partner",)),
    Condition("source", ("展示会",)),
    Condition("campaign", (None,)),
    Condition("kind", ("new", "upsell")),
    Condition("product", (1,)),
    Condition("product", (2, None)),
    Condition("tag", (2,)),
    Condition("tag", (1, None)),
    Condition("stage", (1, 4)),
    Condition("function", (2,)),
    Condition("function", (None,)),
    Condition("amount", low=500),
    Condition("amount", (None,), low=1, high=1100),
    Condition("expected_close", (None,)),
    Condition("expected_close", low="2026-03-01", high="2026-04-10"),
    Condition("created", low="2026-03-01"),
    Condition("next_step", ("none", "overdue")),
    Condition("next_step", ("today",)),
    Condition("next_step", ("later",)),
    Condition("going_cold", ("yes",)),
    Condition("going_cold", ("no",)),
    Condition("score", low=100_000_000),
    Condition("score", low=-5_000_000, high=0),
    Condition("hot", ("yes",)),
    Condition("hot", ("no",)),
    *(Condition(key, span=span) for key in ("expected_close", "entered_stage") for span in SPANS),
    Condition(about(1), words="稟議"),
    Condition(about(1), words="ok りんご"),
    Condition(about(1), (None,)),
    Condition(about(2), low=2_000_000),
    Condition(about(3), (None,), high=500),
    Condition(about(4), span="next_7_days"),
    Condition(about(4), low=TODAY.isoformat()),
    Condition(about(5), (1,)),
    Condition(about(5), (2, None)),
    Condition(about(6), (0,)),
    Condition(about(7), (3,)),
    Condition(about(7), (None,)),
    Condition(about(8), (1,)),
)


def ids(workspace: Workspace, chosen: Filter, subject: str = "deals") -> set[int]:
    wanted = getattr(chosen, subject)()
    assert wanted is not None
    return set(workspace.ask(lambda session: session.scalars(wanted).all()))


@pytest.mark.parametrize("one", CONDITIONS, ids=str)
def test_each_condition_means_what_a_slow_reading_finds(filled, one: Condition) -> None:
    workspace, world = filled
    found = ids(workspace, Filter.on(TODAY, ZONE, [one]))
    assert found == world.meant((one,), "")


@pytest.mark.parametrize(
    "text",
    ["ろぼつと", "ROBOTS", "data", "ﾃﾞｰﾀ基盤", "青葉 データ", "さ", "100% _new", "やまだ", "zz"],
)
def test_words_are_found_folded_in_title_company_and_contact(filled, text: str) -> None:
    workspace, world = filled
    assert ids(workspace, Filter.on(TODAY, ZONE, (), text)) == world.meant((), text)


def test_conditions_hold_together(filled) -> None:
    workspace, world = filled
    chance = random.Random(11)
    some = 0
    for _try in range(150):
        chosen = tuple(chance.sample(CONDITIONS, chance.choice((2, 2, 3))))
        text = chance.choice(("", "", "robots", "データ"))
        found = ids(workspace, Filter.on(TODAY, ZONE, chosen, text))
        assert found == world.meant(chosen, text)
        some += bool(found)
    assert some > 40


def test_a_filtered_funnel_counts_the_deals_meant(filled) -> None:
    workspace, world = filled
    for one in CONDITIONS[::3]:
        only = Filter.on(TODAY, ZONE, [one])
        flow = workspace.ask(funnel, pipeline_id=1, period=Period(), only=only)
        meant = world.meant((one,), "")
        assert flow.stages[0].reached.count == len(meant)
        standing = [
            world.states[deal]["stage_id"]
            for deal in meant
            if world.states[deal]["status"] in ("open", "customer")
        ]
        assert [stage.here.count for stage in flow.stages] == [
            standing.count(stage.stage.stage_id) for stage in flow.stages
        ]
        figures = workspace.ask(key_figures, pipeline_id=1, period=Period(), only=only)
        opened = [deal for deal in meant if world.states[deal]["status"] == "open"]
        assert figures.open.count == len(opened)
        assert figures.open.amount == sum(world.states[deal]["value"] or 0 for deal in opened)


def test_companies_and_contacts_of_a_filter(filled) -> None:
    workspace, world = filled
    company = world.rows["company"]
    smb = Filter.on(TODAY, ZONE, [Condition("segment", ("SMB",))])
    assert ids(workspace, smb, "companies") == {
        row["id"] for row in company.values() if row["segment"] == "SMB"
    }
    own = Filter.on(TODAY, ZONE, [Condition("owner", (1, None))], "")
    assert ids(workspace, own, "companies") == {
        row["id"] for row in company.values() if row["owner_id"] in (1, None)
    }
    staged = (Condition("stage", (4,)), Condition("kind", ("new",)))
    deals = [world.rows["deal"][one] for one in world.meant(staged, "")]
    chosen = Filter.on(TODAY, ZONE, staged)
    assert ids(workspace, chosen, "companies") == {d["company_id"] for d in deals} - {None}
    found = ids(workspace, chosen, "contacts")
    assert found == {
        row["id"]
        for row in world.rows["contact"].values()
        if any(row["id"] == d["contact_id"] or row["company_id"] == d["company_id"] for d in deals)
    }
    hot = Filter.on(TODAY, ZONE, [Condition("hot", ("yes",))])
    assert ids(workspace, hot, "contacts") == {1}
    low = Filter.on(TODAY, ZONE, [Condition("score", high=0)])
    assert ids(workspace, low, "contacts") == {2, 3}
    named = Filter.on(TODAY, ZONE, (), "さくら")
    assert ids(workspace, named, "companies") == {4}
    assert EVERYTHING.companies() is None
    assert EVERYTHING.contacts() is None


def test_a_filter_is_kept_and_read_again() -> None:
    content = as_json(CONDITIONS, "青葉 <b>")
    assert from_json(content) == (CONDITIONS, "青葉 <b>")
    for broken in ("", "7", "{", '{"conditions": [{"about": "nothing", "values": [1]}, 5]}'):
        assert from_json(broken) == ((), "")


def test_a_kept_view_is_compared_by_what_it_means() -> None:
    one = as_json([Condition("owner", (1,))], "a")
    spread = '{ "text": "a",\n"conditions": [{"values": [1], "about": "owner"}]}'
    assert means_the_same(spread, one)
    assert not means_the_same(spread, as_json([Condition("owner", (2,))], "a"))
    sorted_by = one[:-1] + ', "page": {"sort": "amount"}}'
    assert page_state(sorted_by) == {"sort": "amount"}
    assert means_the_same(one, sorted_by)
    assert not means_the_same(sorted_by, one)
    assert page_state("{") is None


def test_nothing_asked_for_is_everything() -> None:
    assert Filter.on(TODAY, ZONE, [Condition("owner")], " 　") == EVERYTHING
    assert EVERYTHING.deals() is None


def test_a_limit_in_local_days_knows_the_days_when_clocks_were_set() -> None:
    from revops_desktop.analytics.filter_conditions import _clock_changes

    today, zone = date(2026, 4, 1), "America/New_York"
    changes = _clock_changes(today, zone)
    assert changes
    for days in range(1, 500):
        shift = next((seconds for more, seconds in changes if days > more), 0)
        back = start_of_day(today - timedelta(days=days), zone)
        assert back == start_of_day(today, zone) - days * DAY + shift
    assert _clock_changes(today, "Asia/Tokyo") == []

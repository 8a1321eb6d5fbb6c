"""The board's questions, and the first screen that must give the same answer."""

import random
from collections import defaultdict

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from revops_desktop.analytics import board as questions
from revops_desktop.analytics.filters import Filter
from revops_desktop.database import connection, tables
from revops_desktop.database.first_screen import first_board
from revops_desktop.rules.board import ORDERS, SORTS, Card, Sort, Totals
from revops_desktop.rules.money import weighted
from tests import prepared

STAGES = (
    (1, 1, "Lead", 0, "lead", 0, None),
    (2, 1, "Proposal", 1, "opportunity", 5000, None),
    (3, 1, "Contract", 2, "customer", 10000, None),
    (4, 1, "Old", 3, "opportunity", 2500, 99),
    (5, 1, "Gone", 4, "opportunity", 2500, 99),
    (6, 2, "Elsewhere", 0, "lead", 0, None),
)


def _stages():
    names = ("id", "pipeline_id", "name", "position", "phase", "probability_basis_points")
    for *described, archived_at in STAGES:
        yield dict(zip(names, described, strict=True)) | {
            "function_id": 1 if described[0] == 1 else None,
            "colour": "#336699",
            "definition": "",
            "archived_at": archived_at,
        }


def _deals(count: int, seed: int = 7):
    chance = random.Random(seed)
    for number in range(1, count + 1):
        stage = chance.choice((1, 1, 2, 2, 2, 3, 4, 6))
        value = chance.choice((None, 0, 333, -333, -7, 10**15, chance.randrange(10**7)))
        since = chance.choice((None, chance.randrange(10), chance.randrange(10**9)))
        standing = "customer" if stage == 3 else "open"
        yield (
            {
                "id": number,
                "title": f"Deal {number}",
                "company_id": chance.choice((None, 1)),
                "pipeline_id": 2 if stage == 6 else 1,
                "amount": value,
                "monthly_amount": None,
                "probability_basis_points": chance.choice((None, None, 1234, 0)),
                "owner_id": chance.choice((None, 1)),
                "created_at": 0,
            },
            {
                "deal_id": number,
                "pipeline_id": 2 if stage == 6 else 1,
                "status": chance.choice((standing, standing, standing, "lost", "churned")),
                "stage_id": stage,
                "since": since,
                "since_day": None if since is None else chance.choice((None, "2001-01-01")),
                "opportunity": 0,
                "won": 0,
                "undated": 0,
                "value": value,
                "rank": (-9_100_000_000 if since is None else since) * 10**9 + number * 1000,
                "expected_close": chance.choice((None, f"2026-04-{chance.randrange(10, 20)}")),
                "next_due": chance.choice((None, None, f"2026-04-{chance.randrange(10, 20)}")),
            },
        )


def _write(path):
    raw = connection.open_connection(path, create=True)
    engine = connection.engine(lambda: raw, writes=False)
    tables.metadata.create_all(engine)
    with Session(engine) as made:
        for table, rows in (
            (
                tables.workspace,
                [
                    {
                        "id": 1,
                        "name": "青葉",
                        "currency": "JPY",
                        "time_zone": "Asia/Tokyo",
                        "country": "JP",
                        "language": "ja",
                        "created_at": 0,
                    }
                ],
            ),
            (tables.function, [{"id": 1, "name": "営業", "colour": "#123456", "position": 0}]),
            (tables.member, [{"id": 1, "name": "山田", "match_key": "山田"}]),
            (
                tables.company,
                [{"id": 1, "name": "青葉商事", "match_key": "青葉商事", "created_at": 0}],
            ),
            (
                tables.pipeline,
                [
                    {"id": 1, "name": "One", "position": 1, "archived_at": None},
                    {"id": 2, "name": "Two", "position": 2, "archived_at": None},
                    {"id": 3, "name": "Archived", "position": 0, "archived_at": 5},
                ],
            ),
            (tables.stage, list(_stages())),
        ):
            made.execute(insert(table), rows)
        made.commit()
    engine.dispose()
    raw.close()


@pytest.fixture
def session(tmp_path):
    path = tmp_path / "board.revops"
    prepared.place_written(path, "board", _write)
    raw = connection.open_connection(path)
    engine = connection.engine(lambda: raw, writes=False)
    with Session(engine) as made:
        made.info["raw"] = raw
        yield made
    engine.dispose()
    raw.close()


def _fill(session, count):
    pairs = list(_deals(count))
    session.execute(insert(tables.deal), [one for one, _state in pairs])
    session.execute(insert(tables.deal_state), [state for _one, state in pairs])
    session.commit()
    return pairs


def _by_hand(pairs, pipeline):
    points = {stage[0]: stage[5] for stage in STAGES}
    order: dict[int, list] = defaultdict(list)
    totals: dict[int, Totals] = defaultdict(Totals)
    for one, state in pairs:
        if state["pipeline_id"] != pipeline or state["status"] not in ("open", "customer"):
            continue
        own, value = one["probability_basis_points"], state["value"]
        weight = 0
        if value is not None and state["status"] == "open":
            weight = weighted(value, points[state["stage_id"]] if own is None else own)
        since = state["since"]
        totals[state["stage_id"]] += Totals(1, value or 0, value is None, weight, since)
        order[state["stage_id"]].append((since is None, -(since or 0), -one["id"]))
    return {stage: [-key[2] for key in sorted(keys)] for stage, keys in order.items()}, totals


@pytest.mark.parametrize("count", (0, 1, 500))
@pytest.mark.parametrize("pipeline", (1, 2))
def test_board_is_what_a_count_by_hand_gives(session, count, pipeline):
    order, totals = _by_hand(_fill(session, count) if count else [], pipeline)
    shown = questions.board(session, pipeline_id=pipeline, first=20)
    for column in shown.columns:
        number = column.stage.stage_id
        assert column.totals == totals[number]
        assert [card.deal_id for card in column.cards] == order.get(number, [])[:20]
        assert list(column.cards) == sorted(column.cards, key=ORDERS["manual"])


@pytest.mark.parametrize(
    ("count", "pipeline", "sort"),
    (
        *((count, pipeline, "manual") for count in (0, 1, 500) for pipeline in (None, 1, 2, 99)),
        *((500, 1, sort) for sort in SORTS if sort != "manual"),
    ),
)
def test_first_screen_equals_the_later_answer(session, count, pipeline, sort: Sort):
    if count:
        _fill(session, count)
        _decorate(session, min(count, 299))
    asked = {"pipeline_id": pipeline, "first": 20, "sort": sort}
    later = questions.board(session, **asked)
    session.commit()
    assert first_board(session.info["raw"], **asked) == later
    shown = [card for column in later.columns for card in column.cards]
    assert any(card.tag_list for card in shown) == bool(shown)
    assert any(card.custom_list for card in shown) == bool(shown)


def _decorate(session, last):
    """Tags, and custom fields of deal and company, on some of the cards."""
    words = {"match_key": "", "colour": "blue"}
    tags = [{"id": one, "name": f"tag {one}", **words, "match_key": str(one)} for one in (1, 2)]
    session.execute(insert(tables.tag), tags)
    session.execute(
        insert(tables.deal_tag),
        [{"deal_id": deal, "tag_id": tag} for deal in range(1, last + 1) for tag in (2, 1)],
    )
    field = {"match_key": "", "kind": "text", "archived_at": None, "on_card": 1}
    session.execute(
        insert(tables.custom_field),
        [
            field | {"id": 1, "subject": "deal", "name": "Colour", "position": 2},
            field | {"id": 2, "subject": "company", "name": "Fax", "position": 1},
            field | {"id": 3, "subject": "deal", "name": "Old", "position": 3, "archived_at": 5},
        ],
    )
    session.execute(
        insert(tables.custom_value),
        [
            {"field_id": one, "deal_id": deal, "text": "x"}
            for deal in range(1, min(last, 199) + 1)
            for one in (1, 3)
        ],
    )
    session.execute(insert(tables.custom_value).values(field_id=2, company_id=1, number=7))
    session.commit()


def test_a_card_carries_its_tags_and_its_own_fields_in_order(session):
    _fill(session, 500)
    _decorate(session, 299)
    found = {card.deal_id: card for card in questions.cards(session, stage_id=2, limit=500)}
    both = next(one for one in found.values() if one.deal_id < 200 and one.company)
    assert both.tag_list == (("tag 1", "blue"), ("tag 2", "blue"))
    assert both.custom_list == (("Fax", "text", "7"), ("Colour", "text", "x"))
    bare = next(one for one in found.values() if one.deal_id >= 300 and one.company is None)
    assert (bare.tag_list, bare.custom_list) == ((), ())


def test_archived_stage_is_shown_only_while_deals_stand_in_it(session):
    _fill(session, 500)
    names = [column.stage.name for column in questions.board(session).columns]
    assert names == ["Lead", "Proposal", "Contract", "Old"]


@pytest.mark.parametrize("limit", (7, 100))
@pytest.mark.parametrize("sort", SORTS)
def test_paging_gives_every_card_once_and_in_order(session, limit, sort: Sort):
    order, _totals = _by_hand(_fill(session, 500), 1)
    seen: list[Card] = []
    after = None
    while page := questions.cards(session, stage_id=2, after=after, limit=limit, sort=sort):
        assert len(page) <= limit
        seen += page
        after = ORDERS[sort](page[-1])
    assert sorted(card.deal_id for card in seen) == sorted(order[2])
    assert seen == sorted(seen, key=ORDERS[sort])
    if sort == "manual":
        assert [card.deal_id for card in seen] == order[2]


def test_a_filter_cuts_cards_and_totals_alike(session):
    pairs = _fill(session, 500)
    meant = [pair for pair in pairs if pair[0]["owner_id"] == 1]
    _order, totals = _by_hand(meant, 1)
    chosen = Filter((("owner", 1),))
    shown = questions.board(session, pipeline_id=1, first=500, chosen=chosen)
    for column in shown.columns:
        assert column.totals == totals[column.stage.stage_id]
        assert len(column.cards) == column.totals.count
        assert {card.owner for card in column.cards} <= {"山田"}
    asked = [one["id"] for one, _state in pairs]
    answer = questions.update(session, pipeline_id=1, deal_ids=asked, stage_ids=(), chosen=chosen)
    assert set(answer.places) == {card.deal_id for column in shown.columns for card in column.cards}
    here = questions.deals_here(session, stage_id=2, chosen=chosen)
    assert len(here) == totals[2].count


def test_update_tells_places_and_totals_of_what_is_concerned(session):
    pairs = _fill(session, 500)
    _order, totals = _by_hand(pairs, 1)
    asked = [one["id"] for one, _state in pairs[:30]]
    answer = questions.update(session, pipeline_id=1, deal_ids=asked, stage_ids={5})
    stands = {
        one["id"]: state["stage_id"]
        for one, state in pairs[:30]
        if state["pipeline_id"] == 1 and state["status"] in ("open", "customer")
    }
    assert {number: place.stage_id for number, place in answer.places.items()} == stands
    assert answer.totals == {stage: totals[stage] for stage in {*stands.values(), 5}}
    assert all(place.card.deal_id == number for number, place in answer.places.items())


def test_three_deals_of_333_at_half_weigh_501(session):
    """The worked example of domain.md §11."""
    for number in (1, 2, 3):
        session.execute(
            insert(tables.deal).values(
                id=number, title="d", pipeline_id=1, amount=333, created_at=0
            )
        )
        session.execute(
            insert(tables.deal_state).values(
                deal_id=number,
                pipeline_id=1,
                status="open",
                stage_id=2,
                opportunity=1,
                won=0,
                undated=1,
                value=333,
                rank=number,
            )
        )
    assert questions.column_totals(session, stage_ids=[2])[2] == Totals(3, 999, 0, 501)

"""The board's questions, and the first screen that must give the same answer."""

import random
from collections import defaultdict

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from revops_desktop.analytics import board as questions
from revops_desktop.database import connection, tables
from revops_desktop.database.first_screen import first_board
from revops_desktop.rules.board import Totals
from revops_desktop.rules.money import weighted

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
            },
        )


@pytest.fixture
def session(tmp_path):
    path = tmp_path / "board.revops"
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
        totals[state["stage_id"]] += Totals(1, value or 0, value is None, weight)
        since = state["since"]
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
        assert list(column.cards) == sorted(column.cards, key=lambda card: card.order)


@pytest.mark.parametrize("count", (0, 1, 500))
@pytest.mark.parametrize("pipeline", (None, 1, 2, 99))
def test_first_screen_equals_the_later_answer(session, count, pipeline):
    if count:
        _fill(session, count)
    later = questions.board(session, pipeline_id=pipeline, first=20)
    session.commit()
    assert first_board(session.info["raw"], pipeline_id=pipeline, first=20) == later


def test_archived_stage_is_shown_only_while_deals_stand_in_it(session):
    _fill(session, 500)
    names = [column.stage.name for column in questions.board(session).columns]
    assert names == ["Lead", "Proposal", "Contract", "Old"]


@pytest.mark.parametrize("limit", (1, 7, 100))
def test_paging_gives_every_card_once_and_in_order(session, limit):
    order, _totals = _by_hand(_fill(session, 500), 1)
    seen, after = [], None
    while page := questions.cards(session, stage_id=2, after=after, limit=limit):
        assert len(page) <= limit
        seen += [card.deal_id for card in page]
        after = (page[-1].since, page[-1].deal_id)
    assert seen == order[2]


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
            )
        )
    assert questions.column_totals(session, stage_ids=[2])[2] == Totals(3, 999, 0, 501)

"""The parts a demo is made of: chance, working days, names, amounts, months."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from revops_desktop.operations.demo import people, plan, vocabulary
from revops_desktop.operations.demo.chance import Deck, Weighted, log_normal_table
from revops_desktop.operations.demo.workdays import Workdays, is_open
from revops_desktop.operations.demo.worth import Worth
from tests.operations.demo.cohorts import local


def test_a_deck_keeps_to_its_share_pack_by_pack() -> None:
    deck = Deck(7, 25, Random(1))
    packs = [[deck.deal() for _ in range(25)] for _ in range(40)]
    assert {sum(pack) for pack in packs} == {7}
    assert len({tuple(pack) for pack in packs}) > 30


def test_weights_are_kept_and_nothing_without_weight_is_drawn() -> None:
    drawn = Weighted({"a": 3, "b": 0, "c": 1}.items())
    chances = iter(range(1000))
    counted = Counter(drawn.draw(lambda: next(chances) / 1000) for _ in range(1000))
    assert counted == {"a": 750, "c": 250}


def test_a_log_normal_table_has_mean_one_and_no_giants() -> None:
    table = log_normal_table(0.6, 2.6)
    assert sum(table) / len(table) == pytest.approx(1, abs=0.01)
    assert max(table) <= 2.6
    assert table == sorted(table)


def test_instants_fall_into_working_hours() -> None:
    random = Random(2)
    days = Workdays(date(2024, 4, 1), date(2024, 6, 28), "Asia/Tokyo", random.random)
    at = days.on(0)
    for _ in range(400):
        later = days.after(at, random.random() * 0.2)
        assert later > at
        middle = days.between(at, later)
        assert at < middle < later
        for each in (later, middle):
            assert is_open(local(each).date())
            assert 9 <= local(each).hour < 18
        at = later
    assert days.day(days.on(0)) == "2024-04-01"
    assert days.iso(days.open_from(days.number_of("2024-05-03"))) == "2024-05-06"
    assert local(days.end).isoformat() == "2024-06-28T18:00:00+09:00"


@pytest.mark.parametrize(
    ("end", "first"),
    [
        (date(2026, 3, 31), date(2024, 4, 1)),
        (date(2026, 3, 15), date(2024, 3, 16)),
        (date(2024, 2, 29), date(2022, 3, 1)),
        (date(2026, 2, 27), date(2024, 2, 28)),
        (date(2024, 2, 28), date(2022, 2, 28)),
    ],
)
def test_a_story_lasts_24_months(end: date, first: date) -> None:
    assert plan.first_day(end) == first


@pytest.mark.parametrize(
    "end", [date(2026, month, day) for month in (1, 3, 8) for day in (1, 15, 28)]
)
def test_the_usual_lead_time_lies_far_from_another_mature_month(end: date) -> None:
    usual = plan.usual_lead_time(end)
    months = plan.mature_months(end, usual)
    assert plan.mature_months(end, usual - 13) == months == plan.mature_months(end, usual + 13)
    assert len(months) >= 6 + 12
    assert 85 <= usual <= 125


@pytest.mark.parametrize("deals", [50, 777, 3000])
def test_as_many_deals_begin_as_are_planned(deals: int) -> None:
    made = plan.make(deals=deals, seed=1, end=date(2026, 3, 31), bottleneck=False)
    starts = plan.starts_per_day(made)
    assert sum(count for _, count in starts) == deals
    assert all(count > 0 for _, count in starts)


def test_company_names_are_not_given_twice() -> None:
    random = Random(3)
    names = people.CompanyNames(vocabulary.names(), random.random)
    given = [names.next() for _ in range(60_000)]
    bare = Counter(
        name.replace("株式会社", "").replace("有限会社", "").replace("合同会社", "").strip("㈱()株")
        for name, _, _ in given
    )
    assert bare.most_common(1)[0][1] == 1
    assert all(reading and industry for _, reading, industry in given)
    forms = Counter(
        "front" if name.startswith("株式会社") else "back"
        for name, _, _ in given
        if "株式会社" in name
    )
    assert min(forms.values()) > 15_000
    assert any("髙﨑" in name for name, _, _ in given)
    assert any(name.isascii() for name, _, _ in given) or any("Labs" in n for n, _, _ in given)


@pytest.mark.parametrize("deals", [50, 3000, 10**6])
def test_a_team_has_ten_to_thirty_members_in_every_function(deals: int) -> None:
    team = people.team(deals)
    assert 10 <= len(team) <= 30
    assert set(team) == {"marketing", "inside-sales", "field-sales", "customer-success"}
    names = people.member_names(vocabulary.names(), len(team), Random(1))
    assert len({name for name, _ in names}) == len(team)


def test_amounts_grow_with_the_customer() -> None:
    business = vocabulary.business("ja")
    worth = Worth(business.segments, business.products, Random(4).random)
    medians = [sorted(worth.draw(segment) for _ in range(999))[499] for segment in range(3)]
    for median, segment in zip(medians, business.segments, strict=True):
        assert median == pytest.approx(segment.value, rel=0.15)
    for offer in business.offers.items:
        one_off, monthly = worth.sums(worth.lines(offer, 3_000_000))
        assert (one_off or 0) + 12 * (monthly or 0) == pytest.approx(3_000_000, rel=0.25)
        assert (one_off is None, monthly is None) == (offer.one_off is None, offer.monthly is None)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_company_can_be_told_in_both_languages(language: str) -> None:
    business = vocabulary.business(language)
    listed = [
        business.workspace,
        business.title,
        business.title_of_kind,
        *business.scopes,
        *business.kinds.values(),
    ]
    listed += [offer.title for offer in business.offers.items]
    listed += [title for told in business.activities.values() for _, ts in told for title in ts]
    listed += [title for titles in business.tasks.values() for title in titles]
    listed += [note for notes in business.notes.values() for note in notes]
    listed += [product.name for product in business.products]
    listed += [source.name for source in business.sources]
    assert all(listed)
    if language == "en":
        assert all(text.isascii() for text in listed)
    functions = {"marketing", "inside-sales", "field-sales", "customer-success"}
    assert set(business.activities) == set(business.tasks) == functions

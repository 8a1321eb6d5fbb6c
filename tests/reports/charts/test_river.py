"""The river on paper: every word readable, none on another, nothing outside."""

from collections.abc import Callable

import pytest

from revops_desktop import i18n
from revops_desktop.analytics.river_frame import Basis
from revops_desktop.analytics.river_picture import RiverPicture
from revops_desktop.reports.charts import river
from revops_desktop.reports.paper import Frame, Look
from revops_desktop.reports.sheet import Sheet
from tests.analytics.test_river_layout import random_picture
from tests.reports.drawn import check

SEEDS = [*range(6), *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(6, 120))]
FRAMES = (Frame(46, 60, 503, 330), Frame(46, 60, 520, 290))


def drawing(
    picture: RiverPicture, basis: Basis = "count", narrow: int | None = None
) -> Callable[[Sheet, Frame], None]:
    def draw(sheet: Sheet, place: Frame) -> None:
        layout = river.river_layout(
            picture, basis=basis, width=place.width, height=place.height, narrow=narrow
        )
        river.draw(sheet, place, layout)

    return draw


@pytest.mark.parametrize("seed", SEEDS)
def test_words_are_readable_and_never_touch(seed: int) -> None:
    stages = 4 + seed % 12
    picture = random_picture(seed, stages)
    frame = FRAMES[seed % 2]
    with i18n.use_language("ja" if seed % 2 else "en"):
        narrow = None if seed % 3 else seed % (stages - 1)
        assert len(check(drawing(picture, "count", narrow), frame)) >= stages
        assert len(check(drawing(picture, "amount", narrow), frame)) >= stages


def test_every_stage_says_how_many_reached_it_and_no_number_is_cut() -> None:
    picture = random_picture(11, 15)
    frame = FRAMES[0]

    said = check(drawing(picture, "count", 3), frame)
    for stage in picture.stages:
        assert i18n.count(stage.reached.count) in said
    assert not [one for one in said if one[:1].isdigit() and one.endswith("…")]
    assert "Narrow here" in said


def test_a_river_without_stages_leaves_the_page_empty() -> None:
    picture = random_picture(1, 1)
    empty = type(picture)(
        *(1, picture.period, picture.only, "JPY", "Asia/Tokyo", (), ()),
        *(picture.resting, picture.back, picture.won_back, picture.referred, 0),
    )
    assert check(drawing(empty), FRAMES[0]) == []


@pytest.mark.parametrize("colour", ["#ffd400", "#000000", "#00c2a8", "#e6007e", "#808080"])
def test_any_colour_of_the_owner_leaves_the_words_readable(colour: str) -> None:
    picture = random_picture(15, 7)
    assert check(drawing(picture, "count", 2), FRAMES[0], look=Look(colour))

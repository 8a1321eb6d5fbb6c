"""The picture of the river in numbers: exact in its widths, and no words ever touch."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from revops_desktop import i18n
from revops_desktop.analytics.filters import EVERYTHING
from revops_desktop.analytics.funnel import LEFT, Step
from revops_desktop.analytics.pipelines import StageOf
from revops_desktop.analytics.river_frame import Basis, Mark, Wanted
from revops_desktop.analytics.river_layout import Layout, lay_out
from revops_desktop.analytics.river_picture import Exit, RiverPicture, RiverStage, Source
from revops_desktop.analytics.river_reasons import reason_lines
from revops_desktop.analytics.river_shapes import FALLING, cuts
from revops_desktop.analytics.tally import NONE, Tally, shares, total
from revops_desktop.rules.periods import Period

SEEDS = [*range(20), *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(20, 1000))]
SIZES = ((1026, 450), (1026, 560), (1666, 800), (640, 380))
WORDS = (
    *("リード獲得", "オンボーディング", "紹介・ファン", "交渉・稟議", "Negotiation and approval"),
    *(
        "Qualified",
        "X",
        "Customer success and renewal management",
        "𠮷髙﨑㈱の長い長い名前",
    ),
)


def measure(text: str, size: int, bold: bool) -> float:
    """About as wide as the window's own type."""
    wide = sum(1.0 if ord(sign) > 0x2E80 else 0.57 for sign in text)
    return size * wide * (1.04 if bold else 1.0)


def known(count: int) -> Tally:
    return Tally(count, count * 1000, 0, count)


def random_picture(seed: int, stages: int) -> RiverPicture:
    chance = random.Random(seed)
    whole = known(chance.choice((0, 1, 7, 300, 100_000)))
    functions = chance.choice(((None,), ("マーケティング", "インサイドセールス", "Field sales")))
    made = []
    for place in range(stages):
        after = place + 1 < stages
        rest, parts = whole.count, {}
        for way in ("advanced", "waiting", *LEFT):
            part = chance.randint(0, rest) if way != "advanced" or after else 0
            parts[way], rest = known(part), rest - part
        parts["waiting"] += known(rest)
        exits: list[Exit] = []
        for way in LEFT:
            left = parts[way].count
            while left:
                part = chance.randint(1, left)
                name = chance.choice((*WORDS, None))
                exits.append(Exit(way, len(exits), name, known(part)))
                left -= part
        reach = total(parts.values())
        stage = StageOf(
            *(place, chance.choice(WORDS), "customer" if place > stages / 2 else "lead"),
            *("#3366cc", "", functions[place * len(functions) // stages], "#3366cc"),
        )
        step = Step(stage, *shares(parts["advanced"], reach, {})) if after else None
        made.append(
            RiverStage(
                stage=stage,
                reached=reach,
                skipped=known(chance.randint(0, reach.count)),
                advanced=parts["advanced"],
                waiting=parts["waiting"],
                left={way: parts[way] for way in LEFT},
                exits=tuple(exits),
                returned=known(chance.choice((0, 3, whole.count // 3))),
                gone_round=known(chance.choice((0, 2, whole.count // 4))),
                to_next=step,
            )
        )
        whole = parts["advanced"]
    sources: list[Source] = []
    rest = made[0].reached.count
    while rest:
        part = chance.randint(1, rest) if len(sources) < 20 else rest
        referred = chance.choice((NONE, NONE, known(part)))
        reached = chance.choice((None, 12, 123_456))
        sources.append(Source(chance.choice((*WORDS, None)), known(part), referred, reached))
        rest -= part
    sources.append(Source("Dry", NONE, NONE, 4_000))
    resting = total(one.left["recycled"] for one in made)
    return RiverPicture(
        *(1, Period(), EVERYTHING, "JPY", "Asia/Tokyo", tuple(sources), tuple(made)),
        *(resting, NONE, NONE, total(one.referred for one in sources), 0),
    )


def wanted(seed: int, size: tuple[int, int], basis: Basis = "count") -> Wanted:
    chance = random.Random(seed)
    stages = chance.randint(4, 15)
    return Wanted(
        random_picture(seed, stages),
        basis,
        *size,
        measure,
        narrow=chance.choice((None, 0, stages - 2)),
        other=random_picture(seed, stages) if chance.random() < 0.5 else None,
        legend=chance.random() < 0.5,
    )


def for_each_size(seed: int, check: Callable[[Layout], None]) -> None:
    for size in SIZES:
        for basis in ("count", "amount"):
            check(lay_out(wanted(seed, size, basis)))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_words_touch_others_or_leave_the_picture(seed: int) -> None:
    def check(layout: Layout) -> None:
        labels = [one for one in layout.labels if any(one.lines)]
        for number, one in enumerate(labels):
            box = one.box
            assert box.x >= 0 and box.x + box.width <= layout.wanted.width, one
            assert box.y >= 0 and box.y + box.height <= layout.wanted.height + 0.5, one
            for other in labels[number + 1 :]:
                assert not box.touches(other.box), (one, other)

    for_each_size(seed, check)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_brackets_of_the_bottleneck_stand_clear_of_its_words(seed: int) -> None:
    def check(layout: Layout) -> None:
        mark = Mark("step", layout.wanted.narrow or 0)
        words = [
            one
            for one in layout.labels
            if one.mark == mark and one.role in ("narrow", "share", "other")
        ]
        brackets = [one for one in layout.shapes if one.role == "pinch" and one.mark.kind == "step"]
        assert len(brackets) == (0 if layout.wanted.narrow is None else 2)
        for upper, lower in zip(brackets[::2], brackets[1::2], strict=True):
            for one in words:
                # A pill is a pixel higher than its words, a bracket 2.4 thick.
                assert max(y for _x, y in upper.path.points()) <= one.box.y - 3
                bottom = one.box.y + one.box.height
                assert min(y for _x, y in lower.path.points()) >= bottom + 3

    for_each_size(seed, check)


@pytest.mark.parametrize("seed", SEEDS)
def test_water_is_as_wide_as_it_is_much(seed: int) -> None:
    def check(layout: Layout) -> None:
        frame = layout.frame
        for stage in layout.wanted.picture.stages:
            bar = frame.bar(stage)
            value = layout.wanted.value(stage.reached)
            if value * frame.unit > 2:
                assert bar.thickness == pytest.approx(value * frame.unit)
            parts = cuts(frame, stage)
            assert sum(one.thickness for one in parts.values()) == pytest.approx(
                bar.thickness if value else 0
            )
            if value:
                share = parts["waiting"].thickness / bar.thickness
                assert share == pytest.approx(layout.wanted.value(stage.waiting) / value)

    for_each_size(seed, check)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("basis", ["count", "amount"])
def test_the_legend_tells_every_sign_in_the_picture_and_no_other(
    language: str, basis: Basis
) -> None:
    full, plain = leaking(3, 8), random_picture(0, 4)
    for picture, narrow, other in ((full, 2, full), (plain, None, None)):
        with i18n.use_language(language):
            asked = Wanted(
                picture, basis, *SIZES[0], measure, narrow=narrow, other=other, legend=True
            )
            layout = lay_out(asked)
        signs = [one for one in layout.shapes if one.mark.kind == "legend"]
        drawn = {one.role for one in layout.shapes if one.mark.kind != "legend"}
        told = drawn & {"flow", "pool", "lake", "skipped", "pinch", "ghost", "loop"}
        assert {one.role for one in signs} - {"lost", "churned", "transferred"} == told
        assert {one.role for one in signs} - told <= drawn
        words = [one for one in layout.labels if one.mark.kind == "legend"]
        assert len(words) == len({one.role for one in signs})
        assert all(one.box.y > layout.frame.loop for one in words)


@pytest.mark.parametrize("stages", [4, 8, 15])
def test_the_route_back_ends_before_the_words_of_the_sources(stages: int) -> None:
    picture = replace(random_picture(6, stages), resting=known(50))
    layout = lay_out(Wanted(picture, "count", *SIZES[0], measure))
    lake = [x for one in layout.shapes if one.role == "lake" for x, _y in one.path.points()]
    assert lake and min(lake) >= layout.frame.source


def test_a_long_reason_leaves_a_line_for_the_rest() -> None:
    """One reason of three lines alone would read as all that leaked."""
    stages = ("連絡が取れない・返答がない", "その他")
    exits = tuple(Exit("lost", at, name, known(100 - at)) for at, name in enumerate(stages))
    asked = wanted(4, SIZES[0], "amount")
    stage = next(one for one in asked.picture.stages if one.to_next is not None)
    lines = reason_lines(asked, replace(stage, exits=exits), 58)
    assert [len(said) for said, _at, _weak in lines] == [3, 1]
    assert lines[-1][1] == -1
    assert "9" in lines[-1][0][0]


def leaking(seed: int, stages: int) -> RiverPicture:
    """A river of large amounts, of which every stage leaks for three reasons and holds some."""
    picture = random_picture(seed, stages)
    made = []
    for stage in picture.stages:
        parts = (40_000, 30_000, 20_000)
        exits = tuple(Exit("lost", at, f"Reason {at}", known(n)) for at, n in enumerate(parts))
        left = {way: known(sum(parts)) if way == "lost" else NONE for way in stage.left}
        made.append(replace(stage, exits=exits, left=left, waiting=known(12_345)))
    return replace(picture, stages=tuple(made))


@pytest.mark.parametrize("stages", [4, 8, 14])
@pytest.mark.parametrize("basis", ["count", "amount"])
def test_all_stages_say_the_same_things(stages: int, basis: Basis) -> None:
    """Figures at some stages alone would read as none at the others."""
    layout = lay_out(Wanted(leaking(3, stages), basis, 1026, 450, measure))
    waits = [one for one in layout.labels if one.role == "waits"]
    assert len(waits) in (0, stages)
    rests = [one.lines[0] for one in layout.labels if one.role == "leak" and one.mark.detail == -1]
    assert len({said.startswith("+") for said in rests}) <= 1


def test_the_words_of_a_leak_stand_below_it() -> None:
    layout = lay_out(Wanted(leaking(3, 4), "count", 1666, 800, measure))
    for place in range(3):
        falls = [
            x
            for shape in layout.shapes
            if shape.role in FALLING and shape.mark.place == place
            for x, y in shape.path.points()
            if abs(y - layout.frame.ground) < 1
        ]
        label = next(one for one in layout.labels if one.role == "leak" and one.mark.place == place)
        middle = label.box.x + label.box.width / 2
        assert middle == pytest.approx((min(falls) + max(falls)) / 2, abs=3)


def test_all_water_stays_inside_the_picture() -> None:
    for seed in range(30):
        layout = lay_out(wanted(seed, SIZES[0]))
        for shape in layout.shapes:
            for x, y in shape.path.points():
                assert -1 <= x <= layout.wanted.width + 1, shape
                assert -30 <= y <= layout.wanted.height + 30, shape


@pytest.mark.parametrize("basis", ["count", "amount"])
def test_a_share_of_few_deals_is_grey_on_deep_water_too(basis: Basis) -> None:
    """Nothing is concluded from it: neither bold on the water nor as the bottleneck's."""
    few = random_picture(0, 6)
    stages = []
    for place, stage in enumerate(few.stages):
        on, reached = (4, 4) if place else (4, 5)
        to_next = stage.to_next and Step(stage.stage, *shares(known(on), known(reached), {}))
        stages.append(replace(stage, reached=known(reached), to_next=to_next))
    picture = replace(few, stages=tuple(stages))
    layout = lay_out(Wanted(picture, basis, *SIZES[2], measure, narrow=2))
    roles = {
        one.mark.place: (one.role, one.weak) for one in layout.labels if one.mark.kind == "step"
    }
    assert roles[0] == ("deep", False)
    assert {roles[place] for place in (1, 2, 3)} == {("share", True)}

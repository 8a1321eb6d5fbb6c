"""The library of plays: whole, in both languages, and fitting what can be found (domain.md §9)."""

from itertools import product
from pathlib import Path

import pytest

from revops_desktop import i18n, paths
from revops_desktop.analytics.definitions import defined
from revops_desktop.analytics.plays import MOST, SIGNS, fitting, plays, read
from revops_desktop.errors import RuleBroken

FOLDER = paths.resources() / "plays"
FILES = sorted(FOLDER.glob("*.toml"))


def test_there_are_thirty_and_more_each_once() -> None:
    keys = [play.key for play in plays()]
    assert len(keys) >= 30
    assert len(set(keys)) == len(keys)
    assert {play.figure for play in plays()} <= set(defined())


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_play_is_whole_in_each_language(language: str) -> None:
    with i18n.use_language(language):
        said = plays()
    assert len({play.name for play in said}) == len(said)
    for play in said:
        assert play.name and play.when and play.moves
        assert len(play.monday) >= 3, play.key
        assert 1 <= play.weeks <= 26
        texts = (play.name, play.when, play.moves, *play.monday)
        if language == "ja":
            assert not any(text.isascii() for text in texts)
        if language == "en":
            assert not any("\u3040" <= sign <= "\u9fff" for text in texts for sign in text)


PLACES = ("lead", "to_opportunity", "opportunity", "to_won")


@pytest.mark.parametrize(("place", "kind"), list(product(PLACES, ("capacity", "quality"))))
def test_every_named_step_has_a_play(place: str, kind: str) -> None:
    found = fitting({"named", place, kind})
    assert found
    assert len(fitting({"named", place, kind, "handed_over", *SIGNS} - {"none"})) == MOST


@pytest.mark.parametrize("lack", sorted(sign for sign in SIGNS if sign.startswith("lacks_")))
def test_what_is_missing_has_a_play(lack: str) -> None:
    assert fitting({"too_little", lack})[0].needs == {"too_little", lack}


@pytest.mark.parametrize("reason", sorted(sign for sign in SIGNS if sign.startswith("reason_")))
def test_a_reason_comes_before_a_place(reason: str) -> None:
    places = ("lead", "to_opportunity", "opportunity", "to_won", "first_step")
    firsts = [fitting({"named", "quality", place, reason})[0] for place in places]
    assert any(reason in play.needs for play in firsts)


def test_none_has_plays() -> None:
    assert fitting({"none"})
    assert fitting(()) == ()


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ('needs = ["perhaps"]', 'needs = ["named", "lead", "quality"]'),
        ("needs = []", 'needs = ["named", "lead", "quality"]'),
        ("weeks = 0", "weeks = 6"),
        ("", "weeks = 6"),
        ("week = 6", "weeks = 6"),
        ('figure = ""', 'figure = "conversion"'),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, wrong: str, right: str) -> None:
    play = next(part for part in _parts() if right in part)
    file = tmp_path / "mine.toml"
    file.write_text("[[plays]]" + play.replace(right, wrong), encoding="utf-8")
    with pytest.raises(RuleBroken, match=r"mine\.toml"):
        read(file)
    file.write_text("[[plays]]" + play, encoding="utf-8")
    assert len(read(file)) == 1


def _parts() -> list[str]:
    text = (FOLDER / "lead.toml").read_text(encoding="utf-8")
    return text.split("[[plays]]")[1:]

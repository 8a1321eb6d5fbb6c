"""What a person kept is offered where its columns fit, and says again what it said before."""

from pathlib import Path

import pytest

from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.questions import Answer, Guessed
from revops_desktop.exchange.saved_mappings import (
    folder,
    remove,
    save,
    saved_mappings,
)
from tests.exchange.guessing.test_guess import SMALL
from tests.exchange.lists import source

MARCH = "Deal name,Owner,Stage,Amount,What\nA,Mori,Talking,5,x\nB,Hara,Won,7,y\n"
APRIL = "Deal name,Owner,Stage,Amount,What\nC,Mori,Talking,6,z\nD,Hara,Lost,8,w\n"


def kept(folder_of_test: Path, name: str = "Monthly list") -> Guessed:
    """The guess of March's list, whose stage was said and whose last column is the note, kept."""
    path = source(folder_of_test, MARCH, "deals_2026-03.csv")
    [question] = guess([path], SMALL).open
    said = question.answer("", {"Talking": "Proposal"})
    found = guess([path], SMALL, answers=(said, Answer("column", "What", field="note")))
    save(found.mapping, name)
    return found


def test_what_was_said_once_is_not_asked_again(tmp_path: Path) -> None:
    kept(tmp_path)
    path = source(tmp_path, APRIL, "deals_2026-04.csv")
    assert guess([path], SMALL).open
    found = guess([path], SMALL, saved=[one.mapping for one in saved_mappings()])
    assert not found.open and not found.files[0].unused
    assert found.files[0].known_as == "Monthly list"
    made = found.mapping.sources[0]
    assert made.values["stage"]["Talking"] == "Proposal"
    assert made.columns["note"].names == ("What",)
    lost = [one for one in made.outcomes if one.exit is not None and one.exit.how == "lost"]
    assert any("Lost" in one.values for one in lost)


def test_a_file_with_other_columns_is_guessed_anew(tmp_path: Path) -> None:
    kept(tmp_path)
    path = source(tmp_path, "Deal name,Stage,Amount\nA,Proposal,5\n", "deals_2026-04.csv")
    found = guess([path], SMALL, saved=[one.mapping for one in saved_mappings()])
    assert found.files[0].known_as == ""


def test_numbers_and_the_form_of_a_file_may_be_others_next_time(tmp_path: Path) -> None:
    kept(tmp_path)
    [one] = saved_mappings()
    made = one.mapping.sources[0]
    assert made.fits("deals_2027-11.csv") and made.fits("deals_2026-03.xlsx")
    assert not made.fits("companies.csv")
    assert made.encodings == () and made.header_line is None


def test_a_name_is_kept_once_and_may_be_any_text(tmp_path: Path) -> None:
    kept(tmp_path, "月次/リスト: 案件?")
    kept(tmp_path, "月次/リスト: 案件?")
    kept(tmp_path, "CON")
    assert [one.name for one in saved_mappings()] == ["CON", "月次/リスト: 案件?"]
    for one in saved_mappings():
        assert one.path.parent == folder() and one.path.stem.upper() != "CON"
        remove(one)
    assert saved_mappings() == ()
    with pytest.raises(RuleBroken, match="no name"):
        kept(tmp_path, "  ")


def test_a_damaged_one_is_passed_over(tmp_path: Path) -> None:
    kept(tmp_path)
    (folder() / "broken.toml").write_text("name = ", encoding="utf-8")
    assert [one.name for one in saved_mappings()] == ["Monthly list"]

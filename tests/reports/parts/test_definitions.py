"""Every printed figure is defined, with its cases and its time."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from revops_desktop.analytics.definitions import defined, definition
from revops_desktop.database.workspace import Workspace
from revops_desktop.i18n import use_language
from revops_desktop.reports.diagnosis import diagnosis_figures
from revops_desktop.reports.part import Asked, Printed, Wanted
from revops_desktop.reports.parts import definitions
from tests.reports.parts.drawn_parts import asked_of, told
from tests.reports.story import END, tell

MONTH, AT = "2026-04", END + 3600


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with tell(tmp_path_factory.mktemp("definitions") / "story.revops", deals=60) as workspace:
        yield workspace


@pytest.fixture
def asked(story: Workspace) -> Asked:
    return asked_of(story, "definitions", MONTH, AT).asked


def lines(asked: Asked, *printed: Printed, language: str = "en") -> str:
    _message, said = told(definitions.PART, None, replace(asked, printed=tuple(printed)), language)
    return " ".join(said)


def test_every_figure_of_every_part_is_defined(story: Workspace) -> None:
    found = diagnosis_figures(story.ask, Wanted(1, MONTH, "en", AT))
    keys = {one.key for one in found.printed()}
    assert keys <= set(defined())
    for language in ("en", "ja"):
        said = lines(found.asked, *found.printed(), language=language).replace(" ", "")
        with use_language(language):
            names = [definition(key).name for key in keys]
        assert [name for name in names if name.replace(" ", "") not in said] == []


def test_cases_are_the_months_own_or_from_fewest_to_most(asked: Asked) -> None:
    own = Printed("won", "", 1, 7), Printed("won", "month:2026-03", 1, 900)
    assert " 7 " in lines(asked, *own)
    several = (Printed("reached", f"stage:{number}", 1, 10 * number) for number in (1, 2, 3))
    assert " 10–30 " in lines(asked, *several)
    assert " — " in lines(asked, Printed("coverage", "", 1.5))


@pytest.mark.parametrize(
    ("key", "subjects", "said"),
    [
        ("won", [""], "the month"),
        ("won", ["", "month:2026-03"], "each month"),
        ("open", [""], "the month's end"),
        ("time_in_stage", ["stage:1"], "12 months"),
        ("reached", ["river:stage:1"], "12 months"),
        ("gain", ["stage:1"], "3 judged months"),
        ("conversion", ["year:stage:1", "month:2026-04:stage:1"], "12 months, the month"),
    ],
)
def test_the_time_is_that_of_what_is_told(
    asked: Asked, key: str, subjects: list[str], said: str
) -> None:
    words = lines(asked, *(Printed(key, subject, 1, 5) for subject in subjects))
    assert said.replace(" ", "") in words.replace(" ", "")


def test_nothing_printed_says_what_to_do(asked: Asked) -> None:
    said = lines(asked)
    assert said.startswith("Nothing is printed that needs to be explained.")
    only_earlier = Printed("won", "report:2026-03", 1, 5)
    assert lines(asked, only_earlier) == said

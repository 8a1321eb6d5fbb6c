"""Words of the river in little room: wrapped, broken by a hyphen, never cut where that helps."""

import pytest

from revops_desktop.analytics.river_text import hyphenated, one_line, two_lines


def by_signs(text: str, _size: int, _bold: bool) -> float:
    """Each sign is one wide."""
    return float(len(text))


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("Competitor 5", 8, ("Competi-", "tor 5")),
        ("Competitor 1", 7, ("Compe-", "titor 1")),
        ("Competitor 12", 5, None),
        ("No contact 12", 8, None),
        ("競合他社 5", 4, None),
    ],
)
def test_a_long_word_is_broken_between_its_syllables(
    text: str, room: int, lines: tuple[str, str] | None
) -> None:
    assert hyphenated(text, room, 10, False, by_signs) == lines


def test_of_several_words_the_first_is_broken_rather_than_cut() -> None:
    fitted = two_lines("Customer's own affairs", 8, 10, False, by_signs)
    assert fitted == (("Custo-", "mer's o…"), True)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("時期 ¥1,069万", 7, ("時期", "¥1,069万")),
        ("予算 ¥1.2億", 6, ("予算", "¥1.2億")),
        ("Budget $1,250", 7, ("Budget", "$1,250")),
        ("価格 12件", 4, ("価格", "12件")),
    ],
)
def test_a_figure_is_never_broken(text: str, room: int, lines: tuple[str, str]) -> None:
    fitted = two_lines(text, room, 10, False, by_signs)
    assert (fitted.lines, fitted.is_cut) == (lines, False)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("連絡が取れない", ("連絡が", "取れない")),
        ("他社サービスへ", ("他社", "サービスへ")),
    ],
)
def test_a_japanese_word_keeps_what_is_written_after_it(text: str, lines: tuple[str, str]) -> None:
    assert two_lines(text, 5, 10, False, by_signs) == (lines, False)


@pytest.mark.parametrize("name", ["a b " * 25_000, "長" * 100_000, "W" * 100_000, "1,0" * 33_000])
def test_a_name_without_end_is_fitted_by_few_measures(name: str) -> None:
    measured: list[int] = []

    def measure(text: str, size: int, bold: bool) -> float:
        measured.append(len(text))
        return by_signs(text, size, bold)

    lines, is_cut = two_lines(name, 40, 10, False, measure)
    assert is_cut and lines[-1].endswith("…") and max(map(len, lines)) <= 40
    assert one_line(name, 40, 10, False, measure) == name[:39].rstrip() + "…"
    hyphenated(name, 40, 10, False, measure)
    assert sum(measured) < 1_000_000

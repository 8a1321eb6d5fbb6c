"""The design tokens can be read by everyone: contrasts of text, inputs and marks."""

import pytest

from revops_desktop.tokens import (
    DARK,
    LIGHT,
    TAG_COLOURS,
    Tokens,
    contrast,
    mix,
    readable_on,
    tag_colours,
)

LOOKS = pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
SURFACES = ("window", "sidebar", "column", "panel", "card", "card_hover", "field")
SOFT = ("good", "warning", "bad", "neutral")


@LOOKS
@pytest.mark.parametrize("surface", SURFACES)
def test_text_reads_on_every_surface(look: Tokens, surface: str) -> None:
    behind = getattr(look, surface)
    for name in ("text", "text_muted", "accent_text", "good", "warning", "bad"):
        assert contrast(getattr(look, name), behind) >= 4.5, (name, surface)


@LOOKS
def test_text_reads_on_its_own_soft_colour(look: Tokens) -> None:
    for name in SOFT:
        assert contrast(getattr(look, name), getattr(look, f"{name}_soft")) >= 4.5, name
        assert contrast(look.text, getattr(look, f"{name}_soft")) >= 4.5, name
    assert contrast(look.accent_text, look.accent_soft) >= 4.5
    assert contrast(look.text, look.accent_soft) >= 4.5
    for name in ("accent", "accent_hover", "accent_pressed"):
        assert contrast(look.on_accent, getattr(look, name)) >= 4.5, name


@LOOKS
@pytest.mark.parametrize("surface", SURFACES)
def test_borders_of_inputs_and_marks_are_seen(look: Tokens, surface: str) -> None:
    behind = getattr(look, surface)
    for name in ("input_border", "accent", "flow", *("good", "warning", "bad")):
        assert contrast(getattr(look, name), behind) >= 3, (name, surface)


@LOOKS
def test_lines_of_a_chart_are_told_from_its_ground(look: Tokens) -> None:
    for colour in look.series:
        assert contrast(colour, look.panel) >= 3, colour


@LOOKS
@pytest.mark.parametrize("name", [*TAG_COLOURS, "a colour of a later version"])
def test_a_tag_reads_on_its_colour(look: Tokens, name: str) -> None:
    surface, text = tag_colours(name, dark=look.dark)
    assert contrast(text, surface) >= 4.5


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert readable_on("#ffffff") == LIGHT.text
    assert readable_on("#101010") == DARK.text

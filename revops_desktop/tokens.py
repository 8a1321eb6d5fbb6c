"""The design in numbers: colours, spacing, radius and type, light and dark. No Qt, no logic.

Window and PDF draw from the same values. Colours are "#rrggbb", lengths device-independent pixels.
`tests/test_tokens.py` holds the contrasts: text 4.5 : 1, borders of inputs and marks 3 : 1.
"""

from typing import NamedTuple


# Made before the first frame, where a dataclass with 50 fields costs milliseconds.
class Tokens(NamedTuple):
    """One look. Names say what a value is for, never how it looks."""

    dark: bool

    # Surfaces, from the back to the front.
    window: str
    sidebar: str
    column: str
    panel: str
    card: str
    card_hover: str
    field: str

    # Text, and what lies on the accent.
    text: str
    text_muted: str
    text_disabled: str
    on_accent: str

    # Lines: quiet ones between surfaces, and those that say "type here".
    border: str
    input_border: str

    # The one accent.
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_soft: str
    accent_text: str

    # Meaning, never shown by colour alone.
    good: str
    good_soft: str
    warning: str
    warning_soft: str
    bad: str
    bad_soft: str
    neutral: str
    neutral_soft: str

    # Charts: the river from its source (strong) to its mouth (light), and lines side by side.
    flow: str
    flow_end: str
    grid: str
    series: tuple[str, ...]

    # Spacing.
    space_1: int = 4
    space_2: int = 8
    space_3: int = 12
    space_4: int = 16
    space_5: int = 20
    space_6: int = 32

    # Rounding of corners: chips and marks, inputs and buttons, panels.
    radius_small: int = 4
    radius: int = 8
    radius_large: int = 12

    # Type, in pixels. One line of Noto Sans JP is 1.45 times as high.
    size_tiny: int = 11
    size_small: int = 12
    size_text: int = 13
    size_heading: int = 15
    size_figure: int = 20
    size_title: int = 20
    line_height: float = 1.45

    # Heights of things one clicks.
    control_height: int = 34
    row_height: int = 32
    navigation_width: int = 190
    panel_width: int = 440

    def row(self, size: int, padding: int = 0) -> int:
        """The height of one line of type of `size` with `padding` above and below."""
        return round(size * self.line_height) + 2 * padding


LIGHT = Tokens(
    dark=False,
    window="#f6f7f9",
    sidebar="#eceff3",
    column="#eceff3",
    panel="#ffffff",
    card="#ffffff",
    card_hover="#f8faff",
    field="#ffffff",
    text="#1a2130",
    text_muted="#5a6374",
    text_disabled="#9aa2b0",
    on_accent="#ffffff",
    border="#dfe3e9",
    input_border="#7f8796",
    accent="#2f5fd0",
    accent_hover="#2853b8",
    accent_pressed="#22479e",
    accent_soft="#e7eefc",
    accent_text="#2853b8",
    good="#1c7a4c",
    good_soft="#e3f4ea",
    warning="#8a5a00",
    warning_soft="#fdf0d5",
    bad="#b3261e",
    bad_soft="#fbe4e2",
    neutral="#5a6374",
    neutral_soft="#e9ecf1",
    flow="#2f5fd0",
    flow_end="#b4c5ee",
    grid="#e4e8ee",
    series=("#2f5fd0", "#c2560c", "#1c7a4c", "#8e3fb0", "#8a5a00", "#0f7589"),
)

DARK = Tokens(
    dark=True,
    window="#14171c",
    sidebar="#101318",
    column="#101318",
    panel="#1b1f26",
    card="#242a33",
    card_hover="#2a313c",
    field="#1b1f26",
    text="#e9ecf1",
    text_muted="#a0a8b6",
    text_disabled="#666e7c",
    on_accent="#10182b",
    border="#2c323c",
    input_border="#747d8c",
    accent="#86a8ff",
    accent_hover="#9ab6ff",
    accent_pressed="#7297f5",
    accent_soft="#22304f",
    accent_text="#9ab6ff",
    good="#62d196",
    good_soft="#16331f",
    warning="#f2bd5c",
    warning_soft="#3d2c0c",
    bad="#ff9088",
    bad_soft="#4a1c1a",
    neutral="#a0a8b6",
    neutral_soft="#2b313b",
    flow="#86a8ff",
    flow_end="#415074",
    grid="#2c323c",
    series=("#86a8ff", "#ff9d5c", "#62d196", "#d69bf0", "#f2bd5c", "#5cc8dd"),
)


def luminance(colour: str) -> float:
    """The relative luminance of "#rrggbb" as WCAG defines it, 0 (black) to 1 (white)."""

    def linear(part: str) -> float:
        value = int(part, 16) / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(colour[start : start + 2]) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG defines it, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: str, other: str, part: float) -> str:
    """`one` with `part` (0 to 1) of `other` mixed in."""

    def channel(start: int) -> int:
        first, second = int(one[start : start + 2], 16), int(other[start : start + 2], 16)
        return round(first + (second - first) * part)

    return f"#{channel(1):02x}{channel(3):02x}{channel(5):02x}"


def readable_on(surface: str) -> str:
    """The text colour, of the two looks' own, that reads best on any given surface."""
    return max((LIGHT.text, DARK.text), key=lambda colour: contrast(colour, surface))


# The colours a tag may have, by the name that the file keeps; any other name reads as grey.
TAG_COLOURS = {
    "grey": "#6b7280",
    "red": "#d13b32",
    "orange": "#d9731a",
    "yellow": "#a98309",
    "green": "#2f9e5f",
    "teal": "#128a9c",
    "blue": "#3567d6",
    "purple": "#8a4fd0",
    "pink": "#cf4a90",
}


def tag_colours(name: str, *, dark: bool) -> tuple[str, str]:
    """The ground of a tag of this colour, and the text on it."""
    colour = TAG_COLOURS.get(name, TAG_COLOURS["grey"])
    if dark:
        return mix(DARK.window, colour, 0.38), mix(colour, "#ffffff", 0.66)
    return mix("#ffffff", colour, 0.16), mix(colour, "#000000", 0.42)

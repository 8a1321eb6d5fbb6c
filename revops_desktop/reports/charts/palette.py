"""The colours of the charts on paper: the owner's accent in three strengths, and grey.

No two things are told apart by colour alone: patterns, dashes and words say the same.
"""

from functools import lru_cache
from typing import NamedTuple

from revops_desktop.reports.sheet import Sheet, Type
from revops_desktop.tokens import LIGHT, mix

WHITE = "#ffffff"
# Of fewer deals than a conclusion needs: quieter than any other text, and still readable.
WEAK_TEXT = "#646c7c"

SMALL = Type(7, colour=LIGHT.text_muted)
STRONG = Type(7, bold=True)
WEAK = Type(7, colour=WEAK_TEXT)


class Palette(NamedTuple):
    """`strong` carries white text; `pale` is a surface, `faint` one behind lines."""

    strong: str
    pale: str
    faint: str


def palette(sheet: Sheet) -> Palette:
    """The colours of this report's charts."""
    return _of(sheet.look.accent)


@lru_cache(maxsize=32)
def _of(accent: str) -> Palette:
    return Palette(accent, mix(accent, WHITE, 0.62), mix(accent, WHITE, 0.87))


def middle(type_: Type) -> float:
    """From the middle of a line of figures or capitals to its base line."""
    return 0.36 * type_.size

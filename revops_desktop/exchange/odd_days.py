"""Days of a deal that run backwards: they are kept as they are, and told (domain.md §2)."""

from revops_desktop.exchange.cells import Moment, day_of
from revops_desktop.i18n import _


def is_odd(entered: Moment | None, left: Moment | None, zone: str) -> bool:
    """Whether a stay ended before it began; where one end is a day, days are compared."""
    if entered is None or left is None or left.at >= entered.at:
        return False
    if entered.day is None and left.day is None:
        return True
    return str(day_of(left, zone)) < str(day_of(entered, zone))


def odd_order(stage: str) -> str:
    """What is said of a stay that ended before it began (domain.md §2)."""
    return _(
        "By its dates the deal left “{stage}” before it came there. Both dates were kept; the stay "
        "is in no duration."
    ).format(stage=stage)


def backwards(earlier: str, later: str | None) -> str:
    """What is said of a deal that went on, or left (None), before it began."""
    if later is None:
        return _(
            "By its dates the deal left before it came to “{stage}”. Both dates were kept; they "
            "are in no duration."
        ).format(stage=earlier)
    return _(
        "By its dates the deal came to “{later}” before it came to “{stage}”. Both dates were "
        "kept; they are in no duration."
    ).format(later=later, stage=earlier)

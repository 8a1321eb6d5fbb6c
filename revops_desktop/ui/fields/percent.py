"""A probability as it is typed and shown: basis points in the file, percent on the screen."""

from revops_desktop import i18n
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.rules.custom_fields import parse_number


def read_percent(text: str) -> int | None:
    """Basis points of what is typed: 30, 30 %, ３０％, 12.5; blank is None."""
    plain = text.replace("%", "").replace("％", "")
    millionths = parse_number(plain)
    if millionths is None:
        return None
    points = millionths // 10_000
    if not 0 <= points <= 10_000:
        raise RuleBroken(
            _("A probability lies between 0% and 100%. Nothing was changed. Please correct it.")
        )
    return points


def write_percent(points: int | None) -> str:
    """Basis points in percent: 12.5%; "" for None."""
    if points is None:
        return ""
    return i18n.basis_points(points)

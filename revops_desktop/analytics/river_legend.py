"""What the signs in the picture of the river mean: a line below it, of the signs that it shows."""

from collections.abc import Collection, Iterator

from revops_desktop.analytics.river_curves import Path, line_through, oblong
from revops_desktop.analytics.river_frame import EDGE, Frame, Mark, Wanted
from revops_desktop.analytics.river_labels import Label, Writer
from revops_desktop.analytics.river_shapes import Shape
from revops_desktop.i18n import _

# A sign, from it to its words, and from them to the next sign.
_WIDE, _HIGH, _NEAR, _APART = 14.0, 8.0, 5.0, 18.0
_MARK = Mark("legend")


def legend(frame: Frame, drawn: Collection[str]) -> Iterator[Shape | Label]:
    """The signs with their words, as many as have room; `drawn`: the roles in the picture."""
    wanted = frame.wanted
    if not wanted.legend:
        return
    write, size = Writer(wanted), wanted.type.tiny
    x, top = EDGE, wanted.height - EDGE / 2 - wanted.line(size)
    middle = top + wanted.line(size) / 2
    for roles, words in _signs(wanted):
        role = next((one for one in roles if one in drawn), None)
        if role is None:
            continue
        label = write.at(_MARK, "muted", (words,), (x + _WIDE + _NEAR, top), size, side="left")
        end = label.box.x + label.box.width
        if end > wanted.width - EDGE:
            return
        for path in _sign(role, x, middle):
            yield Shape(_MARK, role, path)
        yield label
        x = end + _APART


def _signs(wanted: Wanted) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Roles of the shapes that a sign stands for, and what they mean."""
    by_count = wanted.basis == "count"
    return (
        (("flow",), _("width: number of deals") if by_count else _("width: amount")),
        (("pool",), _("waiting")),
        (("lost", "churned", "transferred"), _("left the river")),
        (("lake",), _("recycled, and back")),
        (("skipped",), _("passed without a stay")),
        (("pinch",), _("bottleneck")),
        (("ghost",), _("compared with")),
        (("loop",), _("referrals")),
    )


def _sign(role: str, x: float, middle: float) -> list[Path]:
    right = x + _WIDE
    if role == "pinch":
        return [
            line_through([(x, middle + far), (x + _WIDE / 2, middle + near), (right, middle + far)])
            for near, far in ((-2, -6), (2, 6))
        ]
    if role == "ghost":
        return [line_through([(x, middle), (right, middle)])]
    if role == "loop":
        return [Path((x, middle + 4), ((right - 6, middle + 4), (right - 6, middle - 5)), False)]
    return [oblong(x, middle - _HIGH / 2, right, middle + _HIGH / 2)]

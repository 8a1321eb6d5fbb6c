"""What an import did or would do, in words; no widgets."""

from typing import TYPE_CHECKING

from revops_desktop.i18n import _, count

if TYPE_CHECKING:
    from revops_desktop.exchange.summary import ImportSummary

# Number, its name, whether it is bad where it is not 0.
Figure = tuple[int, str, bool]


def figures(summary: "ImportSummary") -> list[Figure]:
    """How many rows, and what happens with them."""
    found = [
        (summary.rows, _("Rows"), False),
        (summary.created, _("New"), False),
        (summary.updated, _("Changed"), False),
        (summary.unchanged, _("There already"), False),
        (summary.refused, _("Refused"), True),
    ]
    if summary.joined:
        found.insert(2, (summary.joined, _("Went on with others"), False))
    return found


def in_short(summary: "ImportSummary") -> str:
    """What happens, in a line as short as the rail: only what is not 0."""
    parts = [
        (summary.created, _("New {number}")),
        (summary.updated, _("Changed {number}")),
        (summary.refused, _("Refused {number}")),
    ]
    if not summary.created + summary.updated:
        parts.insert(0, (summary.unchanged, _("There {number}")))
    told = [words.format(number=count(number)) for number, words in parts if number]
    return " · ".join(told) or _("nothing")


def also_made(summary: "ImportSummary") -> str:
    """What else becomes new; empty when nothing does."""
    from revops_desktop.exchange.fields import KIND_LABELS

    parts = [
        f"{_(KIND_LABELS[kind])} {count(number)}" for kind, number in summary.also_created.items()
    ]
    if summary.pipeline is not None:
        parts.append(_("pipeline “{name}”").format(name=summary.pipeline))
    if not parts:
        return ""
    return _("Named in the rows and new as well: {list}").format(list=" · ".join(parts))

"""What a person has chosen to import, and what came of looking at it; no widgets."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from revops_desktop.i18n import _, count, ngettext

if TYPE_CHECKING:
    from revops_desktop.exchange.mapping import ImportMapping
    from revops_desktop.exchange.summary import ImportSummary


@dataclass(frozen=True, slots=True)
class Plan:
    """Files, how they are understood, and where deals go.

    `mapping` is a file, the key of a shipped one, or "" for the shipped one that fits best.
    `moves_present`: deals that are here already move to the stage that the file says, over warnings
    by `override`.
    """

    files: tuple[Path, ...] = ()
    mapping: "str | Path" = ""
    encoding: str = ""
    dates: str = ""
    pipeline: str | None = None
    moves_present: bool = False
    override: str = ""

    def preset(self) -> str:
        """The key of the shipped mapping that is used; "" when it is a file."""
        from revops_desktop.exchange.presets import likely_preset

        if isinstance(self.mapping, Path):
            return ""
        return self.mapping or likely_preset(self.files[0])

    def understood(self) -> "ImportMapping":
        """The mapping with the choices applied; a Problem says what is wrong with it."""
        from revops_desktop.exchange.mapping_file import read_mapping
        from revops_desktop.exchange.presets import presets, with_choices

        mapping = self.preset() or self.mapping
        path = mapping if isinstance(mapping, Path) else presets()[mapping]
        return with_choices(
            read_mapping(path),
            encodings=(self.encoding,) if self.encoding else (),
            dates=self.dates,
            pipeline=self.pipeline,
        )


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking at the files of a plan gave: a summary, or the sentence why not."""

    plan: Plan
    summary: "ImportSummary | None" = None
    problem: str = ""


def in_short(summary: "ImportSummary") -> str:
    """What happens, in one line."""
    rows = ngettext("{number} row", "{number} rows", summary.rows)
    moving = (_("{number} to move").format(number=count(summary.updated)),)
    return " · ".join(
        (
            rows.format(number=count(summary.rows)),
            _("{number} new").format(number=count(summary.created)),
            *(moving if summary.updated else ()),
            _("{number} there already").format(number=count(summary.unchanged)),
            _("{number} refused").format(number=count(summary.refused)),
        )
    )


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

"""The mappings that the program ships, and what a person may choose beside a mapping."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.mapping import Column, ImportMapping
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.reading.opening import open_table
from revops_desktop.exchange.refusals import FileRefused
from revops_desktop.i18n import N_, _
from revops_desktop.paths import resources
from revops_desktop.rules.text import match_key
from revops_desktop.safe_files import write_safely

# In the order in which they are offered.
LABELS: Mapping[str, str] = {
    "deal_list": N_("List of deals"),
    "company_list": N_("List of companies"),
    "channel_month_list": N_("Channel months"),
    "target_list": N_("Targets"),
    "hubspot": N_("HubSpot"),
    "salesforce": N_("Salesforce"),
    "pipedrive": N_("Pipedrive"),
    "zoho": N_("Zoho CRM"),
    "kintone": N_("kintone (deals)"),
    "eight": N_("Eight (business cards)"),
    "sansan": N_("Sansan (business cards)"),
    "espocrm": N_("EspoCRM"),
}


def presets() -> dict[str, Path]:
    """The shipped mapping files by their key."""
    folder = resources() / "mappings"
    return {key: folder / f"{key}.toml" for key in LABELS}


def preset(key: str) -> ImportMapping:
    """A shipped mapping; RuleBroken lists them where there is none of this name."""
    path = presets().get(key)
    if path is None:
        raise RuleBroken(
            _(
                "There is no preset “{name}”. There are: {names}. Nothing was imported. "
                "Please choose one of them."
            ).format(name=key, names=", ".join(LABELS))
        )
    return read_mapping(path)


def likely_preset(path: Path) -> str:
    """The shipped mapping that knows most columns of a file; the first where none does."""
    counts = {}
    for key, preset in presets().items():
        source = read_mapping(preset).sources[0]
        try:
            file = open_table(path, source.layout, encodings=source.encodings)
            with file.rows():
                header = {match_key(name) for name in file.header}
        except FileRefused:
            return next(iter(LABELS))
        columns = [*source.columns.values(), source.stage_column, source.outcome_column]
        counts[key] = sum(_is_in(header, column) for column in columns)
    return max(counts, key=lambda key: counts[key])


def _is_in(header: set[str], column: Column | None) -> bool:
    return column is not None and any(match_key(name) in header for name in column.names)


def with_choices(
    mapping: ImportMapping,
    *,
    encodings: Sequence[str] = (),
    dates: str = "",
    pipeline: str | None = None,
) -> ImportMapping:
    """The mapping with other encodings or another order of dates ("" and () keep its own).

    The pipeline is for deals for which it names none itself.
    """
    sources = []
    for source in mapping.sources:
        changed = replace(source, encodings=tuple(encodings)) if encodings else source
        changed = replace(changed, dates={"": dates}) if dates else changed
        if source.kind == "deals" and source.pipeline is None and mapping.pipeline is None:
            changed = replace(changed, pipeline=pipeline)
        sources.append(changed)
    return replace(mapping, sources=tuple(sources))


def save_preset(key: str, path: Path) -> None:
    """Writes a shipped mapping to a file of the person's own, to be changed there."""
    write_safely(path, presets()[key].read_bytes())

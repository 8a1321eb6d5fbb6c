"""The mappings that the program ships, and what a person may choose beside a mapping."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.mapping import ImportMapping
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.i18n import N_, _
from revops_desktop.paths import resources

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


def with_choices(mapping: ImportMapping, *, pipeline: str | None = None) -> ImportMapping:
    """The mapping with this pipeline for deals for which it names none itself."""
    sources = tuple(
        replace(source, pipeline=pipeline)
        if source.kind == "deals" and source.pipeline is None and mapping.pipeline is None
        else source
        for source in mapping.sources
    )
    return replace(mapping, sources=sources)

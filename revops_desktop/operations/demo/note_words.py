"""What the demo company notes beside what happens, read from a data file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from revops_desktop import paths


@dataclass(frozen=True, slots=True)
class TagWords:
    """A tag, what it is put on ("deal" or "company"), of which segment, and how often in 100."""

    name: str
    colour: str
    subject: str
    segment: int | None
    share: int


@dataclass(frozen=True, slots=True)
class FieldWords:
    """A custom field with what it is filled from, and how often in 100."""

    key: str
    name: str
    subject: str
    kind: str
    function: str
    share: int
    on_card: bool
    choices: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """What a stage bears: days without a touch; `room`: deals more than stand there at the end."""

    stage: int
    idle_days: int
    room: int | None


@dataclass(frozen=True, slots=True)
class View:
    """A saved view. In its conditions a tag is named by its place in the words."""

    name: str
    page: str
    conditions: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class NoteWords:
    """All of it, in one language. `texts` by what they are for."""

    pods: tuple[str, ...]
    tags: tuple[TagWords, ...]
    fields: tuple[FieldWords, ...]
    limits: tuple[Limit, ...]
    # Business days that a deal may stay in each stage, in river order.
    limit_days: tuple[int, ...]
    views: tuple[View, ...]
    links: tuple[tuple[str, str], ...]
    address: str
    texts: Mapping[str, tuple[str, ...]]


def note_words(language: str) -> NoteWords:
    """What is noted, in "ja" or "en"."""
    with (paths.resources() / "demo" / "notes.toml").open("rb") as file:
        data = tomllib.load(file)
    return NoteWords(
        pods=tuple(each["name"][language] for each in data["pods"]),
        tags=tuple(
            TagWords(
                each["name"][language],
                each["colour"],
                each["on"],
                each.get("segment"),
                each["share"],
            )
            for each in data["tags"]
        ),
        fields=tuple(_field(each, language) for each in data["fields"]),
        limits=tuple(
            Limit(each["stage"], each["idle_days"], each.get("room")) for each in data["limits"]
        ),
        limit_days=tuple(data["limit_days"]),
        views=tuple(
            View(each["name"][language], each["page"], tuple(each["conditions"]))
            for each in data["views"]
        ),
        address=data["address"][language],
        links=tuple((each["title"][language], each["target"]) for each in data["links"]),
        texts={
            key: tuple(each[language] for each in listed) for key, listed in data["texts"].items()
        },
    )


def _field(data: Mapping[str, Any], language: str) -> FieldWords:
    return FieldWords(
        data["key"],
        data["name"][language],
        data["subject"],
        data["kind"],
        data["function"],
        data["share"],
        data.get("on_card", False),
        tuple(each[language] for each in data.get("choices", ())),
        tuple(each[language] for each in data.get("texts", ())),
    )

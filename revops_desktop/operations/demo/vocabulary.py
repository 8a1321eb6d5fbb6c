"""What the demo company, its customers and its people are called, read from data files."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from revops_desktop import paths
from revops_desktop.operations.demo.chance import Weighted


@dataclass(frozen=True, slots=True)
class Name:
    """A part of a name: as written, its reading in katakana, in Latin letters ("" if unused)."""

    written: str
    reading: str
    latin: str = ""


@dataclass(frozen=True, slots=True)
class Industry:
    """An industry and what its companies' names end in."""

    name: str
    suffixes: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """Customers of a size: how many employees, and what their deals are worth (median, yen)."""

    name: str
    weight: float
    employees: tuple[int, int]
    value: int
    spread: float


@dataclass(frozen=True, slots=True)
class Source:
    """Where first touches come from; `weights` by how far the deals came.

    `pushed`: how many times as many since marketing's push · `leaves_early`: the share of its
    customers that churn early · people it reaches, and yen it takes, for each deal; 0 is not
    counted.
    """

    name: str
    enters: int
    weights: tuple[float, ...]
    campaigns: tuple[str, ...]
    pushed: float
    leaves_early: float
    reach: int
    cost: int


@dataclass(frozen=True, slots=True)
class Product:
    """Something sold, at a list price in yen, monthly or one-off."""

    name: str
    billing: str
    price: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What is proposed together; products by number, `recurring` the monthly share of its worth."""

    title: str
    recurring: float
    monthly: int | None
    one_off: int | None


@dataclass(frozen=True, slots=True)
class Names:
    """The parts that names are made of."""

    surnames: tuple[Name, ...]
    given: tuple[Name, ...]
    stems: tuple[Name, ...]
    prefixes: tuple[Name, ...]
    latin_first: tuple[Name, ...]
    latin_second: tuple[Name, ...]
    forms: Weighted[str]
    industries: tuple[Industry, ...]


@dataclass(frozen=True, slots=True)
class Business:
    """The demo company, told in one language."""

    workspace: str
    title: str
    title_of_kind: str
    roles: Weighted[str]
    regions: Weighted[tuple[str, str]]
    segments: tuple[Segment, ...]
    sources: tuple[Source, ...]
    products: tuple[Product, ...]
    offers: Weighted[Offer]
    scopes: tuple[str, ...]
    kinds: Mapping[str, str]
    # By function of the template: kinds of activity with their titles.
    activities: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    tasks: Mapping[str, tuple[str, ...]]
    notes: Mapping[str, tuple[str, ...]]


def names() -> Names:
    """The parts of names; they are Japanese in every language."""
    data = _toml("names")
    known = set(data.pop("known_companies").split())
    parts = {key: _names(text) for key, text in data.items() if isinstance(text, str)}
    return Names(
        surnames=parts["surnames"],
        given=parts["given"],
        stems=parts["company_stems"]
        + tuple(name for name in parts["surnames"] if name.written not in known),
        prefixes=parts["company_prefixes"],
        latin_first=parts["latin_first"],
        latin_second=parts["latin_second"],
        forms=Weighted(data["company_forms"].items()),
        industries=tuple(
            Industry(each["name"]["ja"], _names(each["suffixes"])) for each in data["industries"]
        ),
    )


def industry_names(language: str) -> dict[str, str]:
    """What each industry is called in a language, by its Japanese name."""
    return {each["name"]["ja"]: each["name"][language] for each in _toml("names")["industries"]}


def business(language: str) -> Business:
    """The demo company in "ja" or "en"."""
    data = _toml("business")
    numbers = {each["key"]: number for number, each in enumerate(data["products"])}
    activities: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for each in data["activities"]:
        told = (each["kind"], _texts(each["titles"], language))
        activities.setdefault(each["function"], []).append(told)
    return Business(
        workspace=data["workspace"][language],
        title=data["title"][language],
        title_of_kind=data["title_of_kind"][language],
        roles=Weighted((each[language], each["weight"]) for each in data["roles"]),
        regions=Weighted(
            ((each[language], each["phone"]), each["weight"]) for each in data["regions"]
        ),
        segments=tuple(_segment(each, language) for each in data["segments"]),
        sources=tuple(
            Source(
                each["name"][language],
                each["enters"],
                tuple(each["weights"]),
                _texts(each["campaigns"], language),
                each.get("pushed", 1.0),
                each["leaves_early"],
                each["reach"],
                each["cost"],
            )
            for each in data["sources"]
        ),
        products=tuple(
            Product(each["name"][language], each["billing"], each["price"])
            for each in data["products"]
        ),
        offers=Weighted(
            (_offer(each, language, numbers), each["weight"]) for each in data["offers"]
        ),
        scopes=_texts(data["scopes"], language),
        kinds={kind: words[language] for kind, words in data["kinds"].items()},
        activities={function: tuple(told) for function, told in activities.items()},
        tasks={function: _texts(words, language) for function, words in data["tasks"].items()},
        notes={kind: _texts(words, language) for kind, words in data["notes"].items()},
    )


def _toml(name: str) -> dict[str, Any]:
    with (paths.resources() / "demo" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def _names(text: str) -> tuple[Name, ...]:
    return tuple(Name(*line.split()) for line in text.strip().splitlines())


def _texts(listed: Sequence[Mapping[str, str]], language: str) -> tuple[str, ...]:
    return tuple(each[language] for each in listed)


def _segment(data: Mapping[str, Any], language: str) -> Segment:
    fewest, most = data["employees"]
    return Segment(
        data["name"][language], data["weight"], (fewest, most), data["value"], data["spread"]
    )


def _offer(data: Mapping[str, Any], language: str, numbers: Mapping[str, int]) -> Offer:
    monthly, one_off = data.get("monthly"), data.get("one_off")
    return Offer(
        data["title"][language],
        data["recurring"],
        None if monthly is None else numbers[monthly],
        None if one_off is None else numbers[one_off],
    )

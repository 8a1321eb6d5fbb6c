"""The customers' companies and their people, and the members of the demo company."""

from collections.abc import Callable, Iterator
from random import Random

from revops_desktop.operations.demo.chance import one_of
from revops_desktop.operations.demo.vocabulary import Name, Names
from revops_desktop.rules.text import match_key

# Larger than any number of combinations and prime: steps through all of them, in no visible order.
_STRIDE = 1_000_003
_LATIN = 0.05
# Beyond the plain names, and beyond those with a place in front.
_ENDINGS = (
    Name("", ""),
    Name("ホールディングス", "ホールディングス"),
    Name("グループ", "グループ"),
)


class CompanyNames:
    """Company names, each once: (name as registered, reading, industry)."""

    def __init__(self, names: Names, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._forms = names.forms
        self._japanese = _japanese(names)
        self._latin = _latin(names)
        self._any_industry = tuple(industry.name for industry in names.industries)

    def next(self) -> tuple[str, str, str]:
        """A name that was not given before."""
        form = self._forms.draw(self._chance)
        if self._chance() < _LATIN:
            found = next(self._latin, None)
            if found is not None:
                name, reading = found
                return form.format(name), reading, one_of(self._any_industry, self._chance)
        name, reading, industry = next(self._japanese)
        return form.format(name), reading, industry


def _japanese(names: Names) -> Iterator[tuple[str, str, str]]:
    suffixes = [(suffix, each.name) for each in names.industries for suffix in each.suffixes]
    plain = (Name("", ""),)
    for ending in _ENDINGS:
        for prefixes in (plain, names.prefixes):
            number = len(prefixes) * len(names.stems) * len(suffixes)
            for place in range(number):
                rest, prefix = divmod((place * _STRIDE + 7) % number, len(prefixes))
                stem, last = divmod(rest, len(suffixes))
                suffix, industry = suffixes[last]
                parts = (prefixes[prefix], names.stems[stem], suffix, ending)
                yield (*_joined(parts), industry)


def _joined(parts: tuple[Name, ...]) -> tuple[str, str]:
    return "".join(part.written for part in parts), "".join(part.reading for part in parts)


def _latin(names: Names) -> Iterator[tuple[str, str]]:
    number = len(names.latin_first) * len(names.latin_second)
    for place in range(number):
        first, second = divmod((place * _STRIDE + 3) % number, len(names.latin_second))
        head, tail = names.latin_first[first], names.latin_second[second]
        yield f"{head.written} {tail.written}", head.reading + tail.reading


class PersonNames:
    """Names of people; those of customers may come twice, as in life."""

    def __init__(self, names: Names, chance: Callable[[], float]) -> None:
        self._surnames, self._given, self._chance = names.surnames, names.given, chance
        self._known: dict[tuple[int, int], tuple[str, str, str, str]] = {}

    def next(self) -> tuple[str, str, str, str]:
        """(name, its match key, reading, the part of an e-mail address before the @)."""
        last = int(self._chance() * len(self._surnames))
        first = int(self._chance() * len(self._given))
        found = self._known.get((last, first))
        if found is None:
            surname, given = self._surnames[last], self._given[first]
            name = f"{surname.written} {given.written}"
            found = self._known[last, first] = (
                name,
                match_key(name),
                f"{surname.reading} {given.reading}",
                f"{given.latin}.{surname.latin}",
            )
        return found


def member_names(names: Names, number: int, random: Random) -> list[tuple[str, str]]:
    """(name, e-mail) of members; no two share a surname, so that they can be told apart."""
    surnames = {name.latin: name for name in names.surnames}
    chosen = random.sample(sorted(surnames), number)
    found = []
    for latin in chosen:
        given = random.choice(names.given)
        address = f"{given.latin}.{latin}@minato.example.jp"
        found.append((f"{surnames[latin].written} {given.written}", address))
    return found


# Of ten members, how many are with each function of the template.
_TEAM = {"marketing": 2, "inside-sales": 3, "field-sales": 3, "customer-success": 2}


def team(deals: int) -> list[str]:
    """The function of each member: ten people, thirty from 10,000 deals on."""
    number = 10 + min(20, deals // 500)
    of_ten = [function for function, heads in _TEAM.items() for _ in range(heads)]
    return [of_ten[place * len(of_ten) // number] for place in range(number)]

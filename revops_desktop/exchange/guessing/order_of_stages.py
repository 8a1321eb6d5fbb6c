"""In which order deals come to the stages of a log, to make a river of them (domain.md §3).

What a log says of it goes before what words usually mean: a stage to which deals come after they
are won is one of customers, whatever it is called.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

from revops_desktop.exchange.cells.moments import moment_cell
from revops_desktop.exchange.guessing.columns import Match
from revops_desktop.exchange.guessing.drafts import Asked
from revops_desktop.exchange.guessing.evidence import MOST_FOR_STAGES
from revops_desktop.exchange.mapping import Phase
from revops_desktop.exchange.refusals import CellRefused


def in_order(asked: Asked, found: Mapping[str, Match], words: Sequence[str]) -> list[str]:
    """The words of a log's stages in the order in which most deals come to them first."""
    earlier: Counter[tuple[str, str]] = Counter()
    for entered in _first_entries(asked, found).values():
        ways = sorted(entered, key=lambda word: entered[word])
        earlier.update(combinations(ways, 2))

    def lead(word: str) -> int:
        """How many more of the other stages come after it than before."""
        others = (earlier[word, one] - earlier[one, word] for one in words)
        return sum((more > 0) - (more < 0) for more in others)

    return sorted(words, key=lead, reverse=True)


def _first_entries(
    asked: Asked, found: Mapping[str, Match]
) -> Mapping[str, dict[str, tuple[int, int]]]:
    """By deal, when it came to each stage first, and in which row that stands."""
    entries: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    deal = found.get("external_key") or found.get("title")
    columns = [deal, found.get("at"), *(found.get(name) for name in ("from", "stage"))]
    places = [match.places[0] for match in columns if match is not None and match.places]
    if deal is None or "at" not in found or "stage" not in found:
        return entries
    days = asked.columns[found["at"].places[0]]
    said = asked.said("dates", column=days.name)
    order = said.value if said else days.look.date_order
    moment = moment_cell("auto" if order in ("", "ask") else order, "UTC")
    for number, (key, text, *words) in enumerate(asked.cells(places, MOST_FOR_STAGES)):
        try:
            at = moment(text)
        except CellRefused:
            continue
        if at is None:
            continue
        for place, word in enumerate(word for word in words if word):
            # A change names the stage that was left before the one that was entered.
            when = (at.at, 2 * number + place)
            entered = entries[key]
            entered[word] = min(entered.get(word, when), when)
    return entries


def phases_in_order(asked: Asked, words: Sequence[str], won: Collection[str]) -> dict[str, Phase]:
    """The phase of each stage of a row that is in its order; those from the winning on have
    customers, those up to the last one of leads have leads."""

    def says(word: str) -> str | None:
        phase = asked.words.phase(word)
        return "customer" if word in won or phase == "customer" else phase

    begins = next((at for at, word in enumerate(words) if says(word) == "customer"), len(words))
    last_lead = max((at for at in range(begins) if says(words[at]) == "lead"), default=-1)
    return {
        word: "lead" if at <= last_lead else "opportunity" if at < begins else "customer"
        for at, word in enumerate(words)
    }

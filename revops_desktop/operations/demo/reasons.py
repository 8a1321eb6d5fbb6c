"""Why deals leave in the demo: the template's own reasons, some more often than others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from revops_desktop.operations.demo.chance import Weighted
from revops_desktop.operations.demo.plan import FIRST_OPPORTUNITY, WON
from revops_desktop.operations.template_parts import ReasonTemplate

# Weights by first-level key: of leads, of opportunities. Where the planted step leaks, one reason
# stands out.
_WEIGHTS: Mapping[tuple[str, bool], Mapping[str, float]] = {
    ("lost", False): {
        **{"no-contact": 34, "no-fit": 30, "timing": 15, "budget": 12},
        **{"competitor": 7, "other": 2},
    },
    ("lost", True): {
        **{"competitor": 34, "budget": 24, "timing": 16, "no-fit": 14},
        **{"no-contact": 10, "other": 2},
    },
    ("recycled", False): {
        "timing": 50,
        "budget": 22,
        "competitor": 14,
        "no-contact": 13,
        "other": 1,
    },
    ("recycled", True): {"timing": 42, "budget": 36, "competitor": 16, "no-contact": 5, "other": 1},
    ("churned", True): {"value": 36, "cost": 26, "product": 20, "business": 16, "other": 2},
}
_NARROW_LEAD, _NARROW_OPPORTUNITY = "no-contact", "competitor"
_NARROW_TIMES = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason that can be chosen, as its template names it; `parent` is its first level."""

    kind: str
    parent: str | None
    name: str
    usual_wait_days: int | None
    asks_note: bool


class Reasons:
    """Draws reasons of a kind for a stage."""

    def __init__(self, by_kind: Mapping[str, tuple[ReasonTemplate, ...]], language: str) -> None:
        self._drawn: dict[tuple[str, bool, bool], Weighted[Reason]] = {}
        for (kind, late), weights in _WEIGHTS.items():
            for narrow in (False, True):
                stands_out = _NARROW_OPPORTUNITY if late else _NARROW_LEAD
                pairs = [
                    (chosen, weight / len(choices))
                    for each in by_kind[kind]
                    for choices in [_choices(kind, each, language)]
                    for weight in [
                        weights[each.key]
                        * (_NARROW_TIMES if narrow and each.key == stands_out else 1)
                    ]
                    for chosen in choices
                ]
                self._drawn[kind, late, narrow] = Weighted(pairs)

    def draw(
        self, kind: str, stage: int, chance: Callable[[], float], *, narrow: bool = False
    ) -> Reason:
        """A reason; `stage` counts from 0."""
        late = stage >= FIRST_OPPORTUNITY or stage >= WON
        return self._drawn[kind, late, narrow].draw(chance)


def _choices(kind: str, template: ReasonTemplate, language: str) -> list[Reason]:
    if not template.reasons:
        return [_reason(kind, None, template, language)]
    parent = template.names[language]
    return [_reason(kind, parent, each, language) for each in template.reasons]


def _reason(kind: str, parent: str | None, template: ReasonTemplate, language: str) -> Reason:
    return Reason(
        kind, parent, template.names[language], template.usual_wait_days, template.asks_note
    )

"""Everything a demo is drawn from, and the plan that fits what is drawn."""

from datetime import date
from statistics import quantiles

from revops_desktop.operations import template_files
from revops_desktop.operations.demo import plan as plans
from revops_desktop.operations.demo import vocabulary
from revops_desktop.operations.demo.chance import Weighted
from revops_desktop.operations.demo.journeys import Journeys
from revops_desktop.operations.demo.note_words import note_words
from revops_desktop.operations.demo.plan import Plan
from revops_desktop.operations.demo.reasons import Reasons
from revops_desktop.rules.periods import DAY, start_of_day

TEMPLATE, CURRENCY, COUNTRY, ZONE = "the-model", "JPY", "JP", "Asia/Tokyo"

# From so many deals on the usual lead time is what comes; below, drafts are measured.
_SURE_FROM, _FULL_FROM, _MOST_DRAFTS = 20_000, 1_500, 25
_REACHES = 5


class Cast:
    """The template, the names and the company of a demo."""

    def __init__(self, seed: int, language: str) -> None:
        self.seed, self.language = seed, language
        self.template = template_files.read(TEMPLATE)
        self.names = vocabulary.names()
        self.business = vocabulary.business(language)
        self.words = note_words(language)
        self.industries = vocabulary.industry_names(language)
        self._reasons = Reasons(self.template.exit_reasons, language)

    def journeys(self, plan: Plan) -> Journeys:
        """The journeys of a plan: drawn anew, and alike, each time."""
        sources = self.business.sources
        return Journeys(
            plan,
            seed=self.seed,
            zone=ZONE,
            reasons=self._reasons,
            segments=Weighted(
                (number, each.weight) for number, each in enumerate(self.business.segments)
            ),
            sources=[
                Weighted((number, each.weights[reach]) for number, each in enumerate(sources))
                for reach in range(_REACHES)
            ],
            # What a push brings is more of some sources, but no more customers.
            pushed=[
                Weighted(
                    (number, each.weights[reach] * (1 if reach == _REACHES - 1 else each.pushed))
                    for number, each in enumerate(sources)
                )
                for reach in range(_REACHES)
            ],
            enters={number: each.enters for number, each in enumerate(sources)},
            leaves_early={number: each.leaves_early for number, each in enumerate(sources)},
        )

    def plan(self, *, deals: int, end: date, bottleneck: bool) -> Plan:
        """A plan whose planted months are the last mature ones of the very demo it gives.

        Chance decides which months are mature, and whether a late stage happens to be empty on the
        last day: it is tried again until the usual months are, and, from 1,500 deals on, until
        the board has deals in every stage.
        """
        usual = plans.mature_months(end, plans.usual_lead_time(end))
        for draft in range(_MOST_DRAFTS):
            plan = plans.make(
                deals=deals, seed=self.seed, end=end, bottleneck=bottleneck, draft=draft
            )
            if deals > _SURE_FROM:
                break
            lead_times, standing = _outcome(self.journeys(plan), end)
            if deals >= _FULL_FROM and len(standing) < len(self.template.stages):
                continue
            if len(lead_times) > 1:
                longest_quarter = quantiles(lead_times, n=4, method="inclusive")[2]
                if plans.mature_months(end, longest_quarter) == usual:
                    break
        return plan


def _outcome(journeys: Journeys, end: date) -> tuple[list[float], set[int]]:
    """Lead times, in days, of the deals won in the last 12 months; stages with deals at the end."""
    since = start_of_day(end.replace(year=end.year - 1, day=min(end.day, 28)), ZONE)
    lead_times, standing = [], set()
    for journey in journeys:
        won_at, last = journey.won_at, journey.visits[-1]
        if won_at is not None and won_at >= since:
            lead_times.append((won_at - journey.began_at) / DAY)
        if last.left is None:
            standing.add(last.stage)
    return lead_times, standing

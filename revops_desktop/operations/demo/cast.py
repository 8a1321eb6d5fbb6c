"""Everything a demo is drawn from, and the plan that fits what is drawn."""

from datetime import date
from statistics import quantiles

from revops_desktop.operations import templates
from revops_desktop.operations.demo import plan as plans
from revops_desktop.operations.demo import vocabulary
from revops_desktop.operations.demo.chance import Weighted
from revops_desktop.operations.demo.journeys import Journeys
from revops_desktop.operations.demo.plan import Plan
from revops_desktop.operations.demo.reasons import Reasons
from revops_desktop.rules.periods import DAY, start_of_day

TEMPLATE, CURRENCY, COUNTRY, ZONE = "the-model", "JPY", "JP", "Asia/Tokyo"

# Below this many deals chance decides which months are mature: they are measured, not assumed.
_MEASURED_UP_TO, _MOST_TRIES = 20_000, 5
_REACHES = 4


class Cast:
    """The template, the names and the company of a demo."""

    def __init__(self, seed: int, language: str) -> None:
        self.seed, self.language = seed, language
        self.template = templates.read(TEMPLATE)
        self.names = vocabulary.names()
        self.business = vocabulary.business(language)
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
            enters={number: each.enters for number, each in enumerate(sources)},
        )

    def plan(self, *, deals: int, end: date, bottleneck: bool) -> Plan:
        """The plan whose planted months are the last mature ones of the very demo it gives."""
        lead_time = plans.usual_lead_time(end)
        for _ in range(_MOST_TRIES):
            plan = plans.make(
                deals=deals, seed=self.seed, end=end, bottleneck=bottleneck, lead_time=lead_time
            )
            if not bottleneck or deals > _MEASURED_UP_TO:
                break
            lead_time = _lead_time(self.journeys(plan), end) or lead_time
            mature = plans.mature_months(end, lead_time)
            if tuple(mature[-plans.PLANTED_MONTHS :]) == plan.planted_months:
                break
        return plan


def _lead_time(journeys: Journeys, end: date) -> float | None:
    """The 75th percentile of lead time, in days, of the deals won in the last 12 months."""
    since = start_of_day(end.replace(year=end.year - 1, day=min(end.day, 28)), ZONE)
    days = [
        (won_at - journey.visits[0].entered) / DAY
        for journey in journeys
        if (won_at := journey.won_at) is not None and won_at >= since
    ]
    return quantiles(days, n=4, method="inclusive")[2] if len(days) > 1 else None

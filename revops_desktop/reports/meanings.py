"""What the words of a report mean, as domain.md §5 defines them, in the report's language."""

from revops_desktop.i18n import _
from revops_desktop.reports.river_page import Passage


def meanings() -> tuple[Passage, ...]:
    """Every figure's definition, in the order of the pages."""
    return (*_of_figures(), *_of_comparing())


def _of_figures() -> tuple[Passage, ...]:
    return (
        Passage(
            _("Win rate"),
            _(
                "Won ÷ (won + lost), of deals that had reached the opportunity phase. A deal "
                "counts in a month once, by the last of won, lost, recycled and reopened. "
                "Recycled deals and leads lost earlier are not in it."
            ),
        ),
        Passage(
            _("Amount"),
            _(
                "One-off amount + 12 × monthly amount, as of the win or exit, otherwise as of the "
                "end of the month. Shares by amount are shown only if at least 80% of the deals, "
                "and of each way of leaving, carry an amount."
            ),
        ),
        Passage(
            _("Sales cycle, lead time"),
            _(
                "Median days to the win of the deals won in the month: from the first opportunity "
                "stage, and from the deal's first visit."
            ),
        ),
        Passage(
            _("Weighted pipeline"),
            _(
                "Amount × probability of each deal open at the end of the month, rounded a deal "
                "at a time. Open deals stand in a lead or opportunity stage."
            ),
        ),
    )


def _of_comparing() -> tuple[Passage, ...]:
    return (
        Passage(
            _("3 months before"),
            _(
                "Counts and amounts are the mean a month; rates, averages and days are taken over "
                "all deals of the three months. Pipeline figures are those of the month ends. "
                "Bold and coloured differences are more than chance (5% level); grey is fewer "
                "than 5 cases."
            ),
        ),
        Passage(
            _("Reached, to the next stage"),
            _(
                "A deal reaches a stage when it first enters it or any later one. To the next "
                "stage: of the deals that reached it in the period, the share that has reached "
                "the next one by the end of the month."
            ),
        ),
        Passage(
            _("Here now, left from here"),
            _(
                "Here now: deals standing in the stage at the end of the month. Left from here: "
                "deals that reached the stage in the period, got no further and were lost, churned "
                "or recycled."
            ),
        ),
        Passage(
            _("State of knowledge"),
            _(
                "The report tells the end of the month, whenever it is made. Later moves, edits "
                "and deletions do not change it; what is entered later about that time does."
            ),
        ),
    )

"""On the first start of a month: the report of the last one can be made."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.rules.periods import local_day, month_of, months_before
from revops_desktop.ui import texts
from revops_desktop.ui.notice_bar import NoticeBar

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.preferences import Preferences


def offer(
    actions: "Actions",
    preferences: "Preferences",
    show_notice: Callable[[NoticeBar], object],
    open_report: Callable[[str], object],
) -> None:
    """Offers last month's report once a month and file, unless it was made; asks in the background.

    `open_report` gets the month (YYYY-MM) when the person wants it.
    """

    def told(month: str | None) -> None:
        if month is None or not preferences.is_first_offer(actions.workspace.path, month):
            return
        show_notice(made(month))

    def made(month: str) -> OfferBar:
        words = _("The report for {month} can be made now.").format(month=i18n.month(month))
        notice = OfferBar(words, actions)
        look = texts.button(_("Look at it"))

        def taken() -> None:
            notice.leave()
            open_report(month)

        look.clicked.connect(lambda _on=False: taken())
        notice.add(look)
        notice.anew = partial(made, month)
        return notice

    actions.ask_later("report-offer", month_to_offer, told, now=actions.now())


class OfferBar(NoticeBar):
    """The offer; it goes by itself once a report is made."""

    def __init__(self, words: str, actions: "Actions") -> None:
        super().__init__(words, "question")
        actions.changed.connect(self._on_changed)

    def _on_changed(self, changed: "ChangedLike") -> None:
        if "report" in changed.tables and self.isVisible():
            self.leave()


def month_to_offer(session: Any, *, now: int) -> str | None:
    """The month that is over, has deals, and of which no report was made; None: there is none."""
    from revops_desktop.analytics.kept_reports import kept_reports
    from revops_desktop.analytics.report_months import report_months

    found = report_months(session)
    today: date = local_day(now, found.zone)
    month = months_before(month_of(today), 1)
    made = {one.month for one in kept_reports(session)}
    has_any = any(month in river.months for river in found.rivers)
    return month if has_any and month not in made else None

"""Saves the board as a PDF: the deals that are shown, by stage, with their totals."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from revops_desktop import i18n
from revops_desktop.i18n import NOTHING, _, ngettext
from revops_desktop.rules.board import Totals
from revops_desktop.ui import texts
from revops_desktop.ui.board.words import days_here
from revops_desktop.ui.wanted_file import PDF, wanted_file

if TYPE_CHECKING:
    from revops_desktop.reports.list_report import Group
    from revops_desktop.rules.board import Card, Column
    from revops_desktop.ui.actions import Progress
    from revops_desktop.ui.board.shown_board import ShownBoard


def print_board(page: "ShownBoard", about: tuple[str, ...]) -> None:
    """Asks where to, and writes what the filter leaves, in the order of the cards.

    `about`: the filter in words.
    """
    board = page.board
    if board is None or board.pipeline is None:
        return
    name, pipeline_id = board.pipeline.name, board.pipeline.pipeline_id
    kinds = {PDF: _("PDF files") + " (*.pdf)"}
    path = wanted_file(page, _("Save the board as a PDF"), name, kinds)
    if path is None:
        return
    actions, scale, chosen = page.actions_, page.scale, page.filter
    section = scale.choices.section

    def work(progress: "Progress") -> Path:
        from revops_desktop.analytics.board import board as question
        from revops_desktop.analytics.settings import settings
        from revops_desktop.reports.list_report import MOST, Group, ListReport, list_report
        from revops_desktop.reports.saved import save

        asked: dict[str, Any] = {"pipeline_id": pipeline_id, "first": MOST}
        if chosen is not None:
            asked["chosen"] = chosen
        found = actions.workspace.ask(question, sort=scale.choices.sort, **asked)
        columns = [one for one in found.columns if section in (0, one.stage.function_id)]
        business = actions.workspace.ask(settings)
        totals = sum((one.totals for one in columns), Totals())
        whole = Group("", [], _total(_("All stages"), totals, found.currency))
        wanted = ListReport(
            title=name,
            business=business.name,
            zone=business.time_zone,
            headings=_headings(),
            groups=(*(_group(one, found.currency, scale) for one in columns), whole),
            counted=_deals(totals),
            numbers=(False, False, False, True, True, True, True, True),
            about=about,
        )
        save(path, list_report(wanted, made_at=actions.now(), progress=progress))
        return path

    def tell(written: Path) -> None:
        texts.message(page, _("Export"), _("Wrote {path}.").format(path=written))

    actions.run(_("Making the PDF"), work, tell, writes=False)


def _headings() -> tuple[str, ...]:
    return (
        *(_("Deal"), _("Company"), _("Owner"), _("Amount"), _("Weighted")),
        *(_("Expected close"), _("Next step"), _("Days here")),
    )


def _group(column: "Column", currency: str, scale: Any) -> "Group":
    from revops_desktop.reports.list_report import Group

    rows = [_row(card, currency, scale) for card in column.cards]
    total = _total(_("Together"), column.totals, currency)
    return Group(f"{column.stage.name} · {_deals(column.totals)}", rows, total if rows else ())


def _deals(totals: Totals) -> str:
    words = ngettext("{count} deal", "{count} deals", totals.count)
    return words.format(count=i18n.count(totals.count))


def _total(name: str, totals: Totals, currency: str) -> tuple[str, ...]:
    return (
        *(name, _deals(totals), "", i18n.money(totals.value, currency)),
        *(i18n.money(totals.weighted, currency), "", "", ""),
    )


def _row(card: "Card", currency: str, scale: Any) -> tuple[str, ...]:
    days = days_here(card, scale)
    return (
        *(card.title, card.company or "", card.owner or ""),
        NOTHING if card.value is None else i18n.money(card.value, currency),
        i18n.money(card.weight, currency),
        i18n.day(card.expected_close) if card.expected_close else "",
        i18n.day(card.next_due) if card.next_due else "",
        "" if days is None else i18n.count(days),
    )

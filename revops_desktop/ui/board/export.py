"""Writes the board: as a PDF by stage with its totals, or as CSV or a workbook, a row a deal."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from revops_desktop import i18n
from revops_desktop.i18n import NOTHING, _, ngettext
from revops_desktop.rules.board import Totals
from revops_desktop.rules.currency import to_major
from revops_desktop.rules.deal_fields import DEAL_KIND_LABELS
from revops_desktop.ui.board.words import days_here
from revops_desktop.ui.tables.written import Value, tell_written, write_later
from revops_desktop.ui.wanted_file import wanted_list

if TYPE_CHECKING:
    from revops_desktop.reports.list_report import Group
    from revops_desktop.rules.board import Card, Column
    from revops_desktop.ui.actions import Actions, Progress
    from revops_desktop.ui.board.shown_board import ShownBoard
    from revops_desktop.ui.board.words import Scale


def export_board(page: "ShownBoard", about: tuple[str, ...]) -> None:
    """Asks where to, and writes what the filter leaves, in the order of the cards.

    `about`: the filter in words.
    """
    board = page.board
    if board is None or board.pipeline is None:
        return
    name, scale = board.pipeline.name, page.scale
    wanted = wanted_list(page, name)
    if wanted is None:
        return
    asked: dict[str, Any] = {"pipeline_id": board.pipeline.pipeline_id, "sort": scale.choices.sort}
    if page.filter is not None:
        asked["chosen"] = page.filter
    if wanted.is_pdf:
        _print_board(page, name, wanted.path, about, asked)
        return
    asked["function_id"] = scale.choices.section
    rows = partial(_file_rows, page.actions_, scale, asked)
    write_later(page, page.actions_, wanted, name, _file_headings(), rows)


def _print_board(
    page: "ShownBoard", name: str, path: Path, about: tuple[str, ...], asked: dict[str, Any]
) -> None:
    actions, scale = page.actions_, page.scale
    section = scale.choices.section

    def work(progress: "Progress") -> Path:
        from revops_desktop.analytics.board import board as question
        from revops_desktop.analytics.settings import settings
        from revops_desktop.reports.list_report import MOST, Group, ListReport, list_report
        from revops_desktop.reports.saved import save

        found = actions.workspace.ask(question, first=MOST, **asked)
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

    actions.run(_("Making the PDF"), work, partial(tell_written, page), writes=False)


def _file_rows(
    actions: "Actions", scale: "Scale", asked: dict[str, Any], progress: "Progress"
) -> list[list[Value]]:
    """A row a deal, stage after stage, however many there are."""
    from revops_desktop.analytics.board import all_cards
    from revops_desktop.exchange.listing import go_on

    found = actions.workspace.ask(all_cards, step=partial(go_on, progress), **asked)
    return [_file_row(stage.name, card, scale) for stage, cards in found for card in cards]


def _file_headings() -> tuple[str, ...]:
    return (_("Stage"), *_headings(), _("Kind"), _("Source"), _("Tags"))


def _file_row(stage: str, card: "Card", scale: "Scale") -> list[Value]:
    return [
        *(stage, card.title, card.company, card.owner),
        None if card.value is None else to_major(card.value, scale.currency),
        *(to_major(card.weight, scale.currency), _day(card.expected_close), _day(card.next_due)),
        *(days_here(card, scale), _(DEAL_KIND_LABELS[card.kind]), card.source),
        ", ".join(name for name, _colour in card.tag_list),
    ]


def _day(iso: str | None) -> date | None:
    return None if iso is None else date.fromisoformat(iso)


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

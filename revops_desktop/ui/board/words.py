"""How cards and columns read: one line each, numbers as everywhere else."""

from dataclasses import dataclass
from datetime import date

from revops_desktop.i18n import NOTHING, _, count, day, instant, money, money_short, ngettext
from revops_desktop.rules.board import Board, Card, Stage, Totals
from revops_desktop.rules.periods import local_day

# Longer than any line on a card is wide; eliding a whole novel would freeze the window.
_LONGEST_LINE = 200


@dataclass(slots=True)
class Scale:
    """What a card needs besides itself to be written out: currency, zone, and this instant."""

    currency: str
    zone: str
    now: int

    @property
    def today(self) -> date:
        """The local day of this instant."""
        return local_day(self.now, self.zone)


def one_line(text: str | None) -> str:
    """The text with its line breaks as blanks, cut where no card could show more."""
    return " ".join((text or "")[:_LONGEST_LINE].split())


def amounts(card: Card, currency: str, *, short: bool = False) -> tuple[str, str]:
    """What the card says it is worth, and what comes to it a month; — when unknown."""
    write = money_short if short else money
    if card.monthly_amount is None:
        return write(card.amount, currency), ""
    monthly = _("{amount}/mo").format(amount=write(card.monthly_amount, currency))
    return (write(card.amount, currency), f"+ {monthly}") if card.amount else (monthly, "")


def age(card: Card, scale: Scale) -> str:
    """How many local days the deal has been in its stage, short; — when that is unknown."""
    if card.since is None:
        return NOTHING
    began = (
        date.fromisoformat(card.since_day) if card.since_day else local_day(card.since, scale.zone)
    )
    number = (scale.today - began).days
    if number < 0:
        return NOTHING
    return _("{number}d").format(number=count(number)) if number else _("Today")


def since(card: Card, scale: Scale) -> str:
    """Since when the deal has been in its stage, as precisely as it is known."""
    if card.since is None:
        return _("in this stage since an unknown day")
    began = day(card.since_day) if card.since_day else instant(card.since, scale.zone)
    return _("in this stage since {when}").format(when=began)


def no_company() -> str:
    """What stands where a deal has no company yet."""
    return _("No company")


def details(card: Card, scale: Scale) -> list[str]:
    """Everything the card knows, a line each: for tool tip and screen reader."""
    lines = [
        card.title,
        card.company or no_company(),
        " ".join(amounts(card, scale.currency)).strip(),
    ]
    if card.owner:
        lines.append(_("Owner: {name}").format(name=card.owner))
    return [*lines, since(card, scale)]


def column_sum(totals: Totals, currency: str) -> str:
    """The sum in a column's head; — when every amount is unknown, nothing for an empty column."""
    if totals.count == 0:
        return ""
    known = totals.count > totals.unknown
    return money_short(totals.value, currency) if known else NOTHING


def column_details(stage: Stage, totals: Totals, currency: str) -> list[str]:
    """The column's definition and exact figures, a line each."""
    lines = [stage.name]
    if stage.definition:
        lines.append(stage.definition)
    lines.append(
        ngettext("{number} deal", "{number} deals", totals.count).format(number=count(totals.count))
    )
    if totals.count > totals.unknown:
        lines.append(_("Sum: {sum}").format(sum=money(totals.value, currency)))
        if not stage.is_customer:
            lines.append(_("Weighted: {sum}").format(sum=money(totals.weighted, currency)))
    if totals.unknown:
        lines.append(
            ngettext(
                "{number} deal without an amount",
                "{number} deals without an amount",
                totals.unknown,
            ).format(number=count(totals.unknown))
        )
    return lines


def headline(board: Board, totals: Totals) -> str:
    """The line beside the page's title: open deals, their sum, and the weighted sum."""
    parts = [
        ngettext("{number} open deal", "{number} open deals", totals.count).format(
            number=count(totals.count)
        )
    ]
    if totals.count > totals.unknown:
        parts.append(money_short(totals.value, board.currency))
        parts.append(_("weighted {sum}").format(sum=money_short(totals.weighted, board.currency)))
    return "  ·  ".join(parts)


def open_totals(columns: tuple[tuple[Stage, Totals], ...]) -> Totals:
    """All deals in lead and opportunity stages together."""
    together = Totals()
    for stage, totals in columns:
        if not stage.is_customer:
            together += totals
    return together


def exit_name(kind: str) -> str:
    """How a way out of the river is called."""
    return {"lost": _("Lost"), "recycled": _("Recycle"), "churned": _("Churned")}[kind]


def column_name(stage: Stage, totals: Totals) -> str:
    """The column as a screen reader announces it."""
    return ngettext("{stage}: {number} deal", "{stage}: {number} deals", totals.count).format(
        stage=stage.name, number=count(totals.count)
    )

"""How cards and columns read: one line each, numbers as everywhere else."""

from collections.abc import Callable, Container
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from revops_desktop.i18n import (
    NOTHING,
    _,
    count,
    day,
    days,
    instant,
    money,
    money_short,
    ngettext,
)
from revops_desktop.rules.board import Board, Card, Stage, Totals
from revops_desktop.rules.periods import local_day
from revops_desktop.ui.board.choices import Choices

# Longer than any line on a card is wide; eliding a whole novel would freeze the window.
_LONGEST_LINE = 200


# A deal here for more than this many medians of its stage stands out.
_LONG = 2


class ClockMark(NamedTuple):
    """How a deal's clock stands, as its card shows it; `said` is the whole of it (domain.md §4)."""

    text: str
    icon: str
    ink: str
    ground: str
    said: str


def no_clock(_deal_id: int) -> ClockMark | None:
    """Before the first frame no clock is known."""
    return None


@dataclass(slots=True)
class Scale:
    """What a card needs besides itself to be written out: currency, zone, this instant, and more.

    `medians` is the median time in each stage, in days. `has_tags` and `has_custom`: whether there
    is anything of the kind in the file, for which cards keep room. `hot_from`: the lead score from
    which on a deal is hot; None where nobody has any.
    """

    currency: str
    zone: str
    now: int
    choices: Choices = field(default_factory=Choices)
    medians: dict[int, float] = field(default_factory=dict)
    has_tags: bool = False
    has_custom: bool = False
    hot_from: int | None = None
    # How the clock of a deal stands; None: none runs, or it is not known yet.
    clock: Callable[[int], ClockMark | None] = no_clock
    # The deals that are chosen to do something with.
    chosen: Callable[[], Container[int]] = tuple

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


def some_monthly() -> str:
    """That something comes to it every month, where there is no room for how much."""
    return "+ " + _("{amount}/mo").format(amount="…")


def days_here(card: Card, scale: Scale) -> int | None:
    """How many local days the deal has been in its stage; None when that is unknown."""
    if card.since is None:
        return None
    began = (
        date.fromisoformat(card.since_day) if card.since_day else local_day(card.since, scale.zone)
    )
    number = (scale.today - began).days
    return number if number >= 0 else None


def age(card: Card, scale: Scale) -> str:
    """How many local days the deal has been in its stage, short; — when that is unknown."""
    number = days_here(card, scale)
    if number is None:
        return NOTHING
    return _("{number}d").format(number=count(number)) if number else _("Today")


def short_days(number: float) -> str:
    """A duration of whole days, short; under one day it says so."""
    return _("{number}d").format(number=count(number)) if number >= 0.5 else _("<1d")


def is_long(card: Card, stage: Stage, scale: Scale) -> bool:
    """Whether the deal has been here for more than twice the median of its stage."""
    number, median = days_here(card, scale), scale.medians.get(stage.stage_id)
    return number is not None and median is not None and number > _LONG * max(median, 1)


def since(card: Card, scale: Scale) -> str:
    """Since when the deal has been in its stage, as precisely as it is known."""
    if card.since is None:
        return _("in this stage since an unknown day")
    began = day(card.since_day) if card.since_day else instant(card.since, scale.zone)
    return _("in this stage since {when}").format(when=began)


def no_company() -> str:
    """What stands where a deal has no company yet."""
    return _("No company")


def next_step(card: Card, scale: Scale) -> str:
    """When the next step is due, as a sentence part."""
    step = card.next_step(scale.today.isoformat())
    if card.next_due is None:
        return _("no next step")
    when = day(card.next_due)
    return {
        "overdue": _("next step overdue since {day}"),
        "today": _("next step due today"),
        "later": _("next step on {day}"),
    }[step].format(day=when)


def short_day(iso: str, today: date) -> str:
    """A day as short as it is clear: 4/30, and 2027/4/30 in another year."""
    value = date.fromisoformat(iso)
    near = f"{value.month}/{value.day}"
    return near if value.year == today.year else f"{value.year}/{near}"


def score(card: Card, stage: Stage, scale: Scale) -> str:
    """The lead score of a deal that is not won yet; "" without one, or where it is not shown."""
    if scale.hot_from is None or not card.score or stage.is_customer:
        return ""
    return count(card.score) if "score" in scale.choices.fields else ""


def is_hot(card: Card, scale: Scale) -> bool:
    """Whether the deal's lead score makes it hot (domain.md §4)."""
    return scale.hot_from is not None and card.score >= scale.hot_from


def has_extras(card: Card, chosen: Container[str]) -> bool:
    """Whether the card's line of details would say anything: `extras` without writing it."""
    return bool(
        "kind" in chosen
        or ("close" in chosen and card.expected_close)
        or ("source" in chosen and card.source)
        or ("custom" in chosen and card.custom)
    )


def extras(card: Card, scale: Scale) -> list[str]:
    """What the card's line of details says: close, kind, source, custom fields, as chosen."""
    chosen, said = scale.choices.fields, []
    if "close" in chosen and card.expected_close:
        near = short_day(card.expected_close, scale.today)
        said.append(_("Close {day}").format(day=near))
    if "kind" in chosen:
        from revops_desktop.rules.deal_fields import DEAL_KIND_LABELS

        said.append(_(DEAL_KIND_LABELS[card.kind]))
    if "source" in chosen and card.source:
        said.append(card.source)
    if "custom" in chosen:
        said += [f"{name} {value}" for name, value in custom(card, scale)]
    return said


def custom(card: Card, scale: Scale) -> list[tuple[str, str]]:
    """Name and value, written out, of each custom field that is shown on cards."""
    if not card.custom:
        return []
    from revops_desktop.rules import custom_fields

    return [
        (
            name,
            custom_fields.shown(
                kind,
                int(value) if kind in custom_fields.NUMERIC else value,
                currency=scale.currency,
            ),
        )
        for name, kind, value in card.custom_list
    ]


def details(card: Card, scale: Scale, stage: Stage | None = None) -> list[str]:
    """Everything the card knows, a line each: for tool tip and screen reader."""
    lines = [
        card.title,
        card.company or no_company(),
        " ".join(amounts(card, scale.currency)).strip(),
    ]
    if card.owner:
        lines.append(_("Owner: {name}").format(name=card.owner))
    lines.append(since(card, scale))
    median = scale.medians.get(stage.stage_id) if stage is not None else None
    if median is not None:
        lines.append(_("median of this stage: {days}").format(days=days(round(median, 1))))
    clock = scale.clock(card.deal_id)
    if clock is not None:
        lines.append(clock.said)
    lines.append(next_step(card, scale))
    if stage is not None and card.is_cold(stage.idle_limit_days, scale.today, scale.zone):
        lines.append(_("going cold: nobody has touched it for too long"))
    if stage is not None and score(card, stage, scale):
        points = count(card.score)
        said = _("Lead score: {points} (hot)") if is_hot(card, scale) else _("Lead score: {points}")
        lines.append(said.format(points=points))
    if card.expected_close:
        lines.append(_("Expected close: {day}").format(day=day(card.expected_close)))
    if card.tags:
        names = ", ".join(name for name, _colour in card.tag_list)
        lines.append(_("Tags: {names}").format(names=names))
    return lines + [f"{name}: {value}" for name, value in custom(card, scale)]


def column_sum(totals: Totals, currency: str) -> str:
    """The sum in a column's head; — when every amount is unknown, nothing for an empty column."""
    if totals.count == 0:
        return ""
    known = totals.count > totals.unknown
    return money_short(totals.value, currency) if known else NOTHING


def column_number(stage: Stage, totals: Totals) -> str:
    """How many deals stand in the column, and how many should at most: n/limit."""
    number = count(totals.count)
    return number if stage.wip_limit is None else f"{number}/{count(stage.wip_limit)}"


def column_line(stage: Stage, totals: Totals, scale: Scale) -> list[str]:
    """The parts of the second line of a column's head, the one that may go first last."""
    if totals.count == 0:
        return []
    parts = [column_sum(totals, scale.currency)]
    if not stage.is_customer and totals.weighted and totals.count > totals.unknown:
        short = money_short(totals.weighted, scale.currency)
        parts.append(_("wtd. {sum}").format(sum=short))
    if totals.oldest is not None:
        oldest = (scale.today - local_day(totals.oldest, scale.zone)).days
        if oldest > 0:
            parts.append(_("oldest {days}").format(days=short_days(oldest)))
    return parts


def column_details(stage: Stage, totals: Totals, scale: Scale) -> list[str]:
    """The column's definition and exact figures, a line each."""
    currency = scale.currency
    lines = [stage.name]
    if stage.definition:
        lines.append(stage.definition)
    lines.append(
        ngettext("{number} deal", "{number} deals", totals.count).format(number=count(totals.count))
    )
    if stage.wip_limit is not None:
        limit = _("Limit: {number}").format(number=count(stage.wip_limit))
        over = totals.count - stage.wip_limit
        more = ngettext("{number} too many", "{number} too many", over).format(number=count(over))
        lines.append(f"{limit} ({more})" if over > 0 else limit)
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
    if totals.oldest is not None:
        began = day(local_day(totals.oldest, scale.zone))
        lines.append(_("Oldest: here since {day}").format(day=began))
    median = scale.medians.get(stage.stage_id)
    if median is not None:
        lines.append(_("Median time in this stage: {days}").format(days=days(round(median, 1))))
    if stage.idle_limit_days is not None:
        limit = days(stage.idle_limit_days)
        lines.append(_("Goes cold after {days} without a touch").format(days=limit))
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

"""The monthly diagnosis (domain.md §10): its parts asked as of the month's end, laid out, drawn."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from revops_desktop import i18n
from revops_desktop.analytics.key_figures import key_figures
from revops_desktop.analytics.pipelines import pipelines
from revops_desktop.analytics.report_months import report_months
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.standing import Standing, standing_at
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _, use_language
from revops_desktop.reports import sheet
from revops_desktop.reports.flow import Chapter, Opening, draw_page, lay_out
from revops_desktop.reports.frame import Heads
from revops_desktop.reports.part import Asked, Part, Printed, Wanted
from revops_desktop.reports.parts.listing import PARTS
from revops_desktop.rules.made_report import Pdf
from revops_desktop.rules.periods import (
    Period,
    end_of_day,
    last_months,
    local_day,
    month_period,
    start_of_day,
)

MONTHS = 12
_GAP = " ｜ "

Ask = Callable[..., Any]


class ProgressLike(Protocol):
    """Who is told how far it is, and says whether it shall stop."""

    def step(self, done: int, total: int) -> None: ...
    def cancelled(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A month's figures, part by part, before they are put into words."""

    wanted: Wanted
    asked: Asked
    answers: tuple[tuple[Part, Any], ...]

    def printed(self) -> tuple[Printed, ...]:
        """Every figure of every part, each key and subject once."""
        found: dict[tuple[str, str], Printed] = {}
        for part, answer in self.answers:
            for one in part.figures(answer, self.asked):
                found.setdefault((one.key, one.subject), one)
        return tuple(found.values())


def chosen_parts(keys: Iterable[str]) -> tuple[Part, ...]:
    """The parts of these keys in the report's order, all for none.

    Raises RuleBroken for a key that no part has.
    """
    wanted = set(keys)
    unknown = sorted(wanted - {part.key for part in PARTS})
    if unknown:
        raise RuleBroken(
            _("There is no part “{part}”. Nothing was made. The parts are: {parts}.").format(
                part=unknown[0], parts=", ".join(part.key for part in PARTS)
            )
        )
    return tuple(part for part in PARTS if not wanted or part.key in wanted)


def diagnosis_figures(ask: Ask, wanted: Wanted, progress: ProgressLike | None = None) -> Diagnosis:
    """All that the wanted parts say; `ask` is the workspace's.

    The file is turned back once, and again for an earlier month's end only where a deal was deleted
    since. Raises RuleBroken when `progress` is asked to stop, or for an unknown part.
    """
    parts = chosen_parts(wanted.parts)
    about = ask(settings)
    end = _end(wanted.month, about.time_zone)
    _check_begun(wanted, about.time_zone)
    is_running = wanted.at < end
    first = next(
        (
            one.months[0]
            for one in ask(report_months).rivers
            if one.pipeline_id == wanted.pipeline_id and one.months
        ),
        None,
    )
    months = last_months(wanted.month, MONTHS)
    asked = Asked(
        pipeline_id=wanted.pipeline_id,
        pipeline="",
        month=wanted.month,
        months=tuple(months),
        period=month_period(wanted.month),
        year=Period(month_period(months[0]).first, month_period(months[-1]).last),
        now=wanted.at if is_running else end - 1,
        is_running=is_running,
        first_month=first,
        settings=about,
        notes=wanted.notes,
    )
    if any(part.needs_standing for part in parts):
        asked = replace(asked, standing=_standings(ask, asked, progress))
    steps = _Steps(progress, len(parts))
    as_of = None if is_running else end
    asked, answers = ask(_all, as_of=as_of, parts=parts, asked=asked, steps=steps)
    return Diagnosis(wanted, asked, answers)


@dataclass(frozen=True, slots=True)
class _Steps:
    progress: ProgressLike | None
    total: int

    def step(self, done: int) -> None:
        _stop_if_asked(self.progress)
        if self.progress is not None:
            self.progress.step(done, self.total)


def _all(
    session: Any, *, parts: Sequence[Part], asked: Asked, steps: _Steps
) -> tuple[Asked, tuple[tuple[Part, Any], ...]]:
    """Every part's answer, in one question as of the month's end."""
    names = {one.pipeline_id: one.name for one in pipelines(session)}
    asked = replace(asked, pipeline=names.get(asked.pipeline_id, ""), settings=settings(session))
    answers = []
    for number, part in enumerate(parts):
        steps.step(number)
        answers.append((part, part.ask(session, asked)))
    return asked, tuple(answers)


def _standings(ask: Ask, asked: Asked, progress: ProgressLike | None) -> dict[str, Standing]:
    """What stood open at the end of each recorded month; of a running one, what stands now."""
    first, found = asked.first_month, {}
    for month in asked.months if first is not None else ():
        if first is None or month < first:
            continue
        _stop_if_asked(progress)
        end = _end(month, asked.zone)
        if month == asked.month and asked.is_running:
            found[month] = ask(_standing, pipeline_id=asked.pipeline_id, month=month)
            continue
        stood = ask(standing_at, pipeline_id=asked.pipeline_id, at=end)
        if stood is None:
            # A deal that lost its visits since: the whole file must be turned back.
            stood = ask(_standing, as_of=end, pipeline_id=asked.pipeline_id, month=month)
        found[month] = stood
    return found


def _standing(session: Any, *, pipeline_id: int, month: str) -> Standing:
    now = key_figures(session, pipeline_id=pipeline_id, period=month_period(month))
    return Standing(now.open, now.weighted)


def _check_begun(wanted: Wanted, zone: str) -> None:
    first = month_period(wanted.month).first
    assert first is not None
    if wanted.at < start_of_day(first, zone):
        raise RuleBroken(
            _(
                "{month} has not begun yet. No report was made. Please choose this month or an "
                "earlier one."
            ).format(month=i18n.month(wanted.month))
        )


def _stop_if_asked(progress: ProgressLike | None) -> None:
    if progress is not None and progress.cancelled():
        raise RuleBroken(
            _("The report was not made because it was cancelled. Nothing was changed.")
        )


def _end(month: str, zone: str) -> int:
    last = month_period(month).last
    assert last is not None
    return end_of_day(last, zone)


def diagnosis(found: Diagnosis, *, made_at: int) -> bytes:
    """The report as a PDF file; the same figures, language and instant give the same bytes."""
    return drawn(found, made_at=made_at).content


def drawn(found: Diagnosis, *, made_at: int) -> Pdf:
    """The report as a PDF file, with all its words, which are kept with it."""
    said: list[str] = []
    wanted, asked = found.wanted, replace(found.asked, printed=found.printed())
    with use_language(wanted.language):
        heads = _heads(asked, made_at)
        chapters = [
            _chapter(part, number, answer, asked)
            for number, (part, answer) in enumerate(found.answers, 1)
        ]
        layout = lay_out(chapters, heads, wanted.paper)
        month = i18n.month(asked.month)
        description = sheet.Description(
            title=" ".join((heads.kind, month, asked.settings.name)),
            author=asked.settings.name,
            subject=_GAP.join((heads.kind, asked.pipeline, month)),
            keywords=_("sales, pipeline, funnel, win rate"),
            language=i18n.language(),
            made_at=made_at,
            zone=asked.zone,
        )

        def page(number: int) -> Callable[[sheet.Sheet, int], None]:
            return lambda paper, pages: draw_page(layout, number, heads, paper, pages)

        pages = [page(number) for number in range(len(layout.pages))]
        content = sheet.make(description, pages, paper=wanted.paper, look=wanted.look, said=said)
    return Pdf(content, len(pages), "\n".join(said))


def _chapter(part: Part, number: int, answer: Any, asked: Asked) -> Chapter:
    title = part.title()
    opening = Opening(number, part.key, title, part.message(answer, asked))
    return Chapter(opening, tuple(part.blocks(answer, asked)), part.is_whole_page)


def _heads(asked: Asked, made_at: int) -> Heads:
    first, last = asked.period.first, asked.period.last
    assert first is not None
    assert last is not None
    made = local_day(made_at, asked.zone)
    if asked.is_running:
        state = _("the month is not over: as of {day}").format(day=i18n.day(made))
    else:
        state = _("as of the end of {day}").format(day=i18n.day(last))
    tax = (
        _("Amounts include consumption tax")
        if asked.settings.amounts_include_tax
        else _("Amounts without consumption tax")
    )
    about = (
        asked.pipeline,
        _("{first} to {last}").format(first=i18n.day(first), last=i18n.day(last)),
        state,
        tax,
        asked.currency,
    )
    return Heads(
        kind=_("Monthly diagnosis"),
        business=asked.settings.name,
        month=i18n.month(asked.month),
        about=_GAP.join(part for part in about if part),
        foot=_GAP.join((_("Made by RevOps Desktop on {day}").format(day=i18n.day(made)), tax)),
    )

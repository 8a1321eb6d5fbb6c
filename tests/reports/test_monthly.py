"""The monthly report says what analytics says, in both languages, and says so when it cannot."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest

from revops_desktop import i18n
from revops_desktop.analytics.funnel import funnel
from revops_desktop.analytics.key_figures import KeyFigures, key_figures
from revops_desktop.analytics.leaks import Leak, by_reason, leaks
from revops_desktop.analytics.tally import Tally
from revops_desktop.analytics.trend import won_by_month
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken, StorageProblem
from revops_desktop.i18n import use_language
from revops_desktop.operations.demo.story import write_demo
from revops_desktop.reports.month import MonthlyFigures, month_figures
from revops_desktop.reports.monthly import monthly_report, save, write_report
from revops_desktop.rules.periods import (
    Period,
    end_of_day,
    last_months,
    month_period,
    months_before,
)
from tests.reports.printed import after, bookmarks_of, language_of, pieces, whole
from tests.reports.story import END, tell

ZONE = "Asia/Tokyo"
MADE_AT = END + 3600
ROWS = {
    "won": "Won deals",
    "amount": "Won amount",
    "mean": "Average deal (mean)",
    "median": "Average deal (median)",
    "rate": "Win rate by count",
    "rate by amount": "Win rate by amount",
    "cycle": "Sales cycle (median)",
    "lead": "Lead time (median)",
    "open": "Open deals",
    "open amount": "Open amount",
    "weighted": "Weighted pipeline",
    "new": "New deals",
    "lost": "Lost deals",
    "recycled": "Recycled deals",
}
STANDING = {"open", "open amount", "weighted"}
SUMS = {"won", "amount", "new", "lost", "recycled"} | STANDING


class Remembering:
    """A workspace that answers a question once: what is asked here does not change."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[Any, Any] = {}

    def ask(self, question: Any, /, **arguments: Any) -> Any:
        key = (question, *sorted(arguments.items()))
        if key not in self._known:
            self._known[key] = self._workspace.ask(question, **arguments)
        return self._known[key]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Remembering]:
    with tell(tmp_path_factory.mktemp("story") / "story.revops", deals=400) as workspace:
        yield Remembering(workspace)


def report(workspace: Workspace | Remembering, month: str, language: str) -> bytes:
    figures = month_figures(workspace.ask, pipeline_id=1, month=month)
    return monthly_report(figures, language=language, made_at=MADE_AT)


def over(*months: str) -> Period:
    return Period(month_period(months[0]).first, month_period(months[-1]).last)


def asked(workspace: Remembering, period: Period, known_at: str) -> KeyFigures:
    """The key figures of a period, as known at the end of a month."""
    last = month_period(known_at).last
    assert last is not None
    at = end_of_day(last, ZONE)
    found = workspace.ask(key_figures, as_of=at, pipeline_id=1, period=period)
    assert isinstance(found, KeyFigures)
    return found


def values(figures: KeyFigures) -> dict[str, float]:
    """What can be summed."""
    return {
        "won": figures.won.count,
        "amount": figures.won.amount,
        "new": figures.entered.count,
        "lost": figures.lost.count,
        "recycled": figures.recycled.count,
        "open": figures.open.count,
        "open amount": figures.open.amount,
        "weighted": figures.weighted,
    }


def words(figures: KeyFigures) -> dict[str, str]:
    """Every row as a person reads it."""
    found = {
        name: i18n.money_short(round(value), "JPY") if "amount" in name else i18n.count(value)
        for name, value in values(figures).items()
    }
    average = figures.average_deal
    return found | {
        "weighted": i18n.money_short(figures.weighted, "JPY"),
        "mean": amount_words(average.mean),
        "median": amount_words(average.median),
        "rate": i18n.share(figures.win_rate),
        "rate by amount": i18n.share(figures.win_rate_by_amount),
        "cycle": i18n.days(figures.sales_cycle_days.median),
        "lead": i18n.days(figures.lead_time_days.median),
    }


def amount_words(amount: float | None) -> str:
    return i18n.NOTHING if amount is None else i18n.money_short(round(amount), "JPY")


def mean_words(name: str, mean: float) -> str:
    if "amount" in name or name == "weighted":
        return i18n.money_short(round(mean), "JPY")
    return f"{mean:,.0f}" if mean == int(mean) else f"{mean:,.1f}"


def check_key_figures(workspace: Remembering, month: str, language: str) -> None:
    """This month, the month before and the three months before, row by row."""
    said = pieces(report(workspace, month, language))[0]
    before = [months_before(month, back) for back in (3, 2, 1)]
    now, last = (asked(workspace, month_period(one), month) for one in (month, before[-1]))
    together = asked(workspace, over(*before), month)
    ends = {one: asked(workspace, month_period(one), one) for one in before}
    flows = {one: asked(workspace, month_period(one), month) for one in before}
    with use_language(language):
        for name, label in ROWS.items():
            at_end = name in STANDING
            earlier = ends[before[-1]] if at_end else last
            if name in SUMS:
                source = ends if at_end else flows
                mean = sum(values(source[one])[name] for one in before) / 3
                third = mean_words(name, mean)
            else:
                third = words(together)[name]
            printed = after(said, i18n._(label), 3, start=i18n._("Key figures"))
            assert printed == [words(now)[name], words(earlier)[name], third], label


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("month", ["2026-04", "2025-09"])
def test_every_key_figure_is_that_of_analytics(
    story: Remembering, month: str, language: str
) -> None:
    check_key_figures(story, month, language)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_demo_is_told_as_analytics_tells_it(tmp_path: Path, language: str) -> None:
    with Workspace.create(tmp_path / "demo.revops") as workspace:
        write_demo(workspace, deals=300, seed=5, end=date(2026, 4, 30), language=language)
        asking = Remembering(workspace)
        check_key_figures(asking, "2026-04", language)
        said = pieces(report(asking, "2026-03", language))
    assert len(said) == 2


def test_ten_thousand_deals_are_two_small_pages(tmp_path: Path) -> None:
    with tell(tmp_path / "many.revops", deals=10_000) as workspace:
        pdf = report(workspace, "2026-04", "ja")
    assert len(pieces(pdf)) == 2
    assert len(pdf) <= 150_000


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_columns_are_what_was_won(story: Remembering, language: str) -> None:
    month = "2026-04"
    said = pieces(report(story, month, language))[0]
    months = last_months(month, 12)
    won = story.ask(won_by_month, as_of=END, pipeline_id=1, period=over(*months))
    with use_language(language):
        chart = said[said.index(i18n._("Won by month")) :]
        expected = []
        for one in months:
            tally = won[one]
            count = i18n.ngettext("{count} deal", "{count} deals", tally.count)
            expected += [
                i18n.money_short(tally.amount, "JPY"),
                count.format(count=i18n.count(tally.count)),
            ]
    assert [piece for piece in chart if piece in expected] == expected


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("month", ["2026-04", "2025-09"])
def test_the_river_is_that_of_analytics(story: Remembering, month: str, language: str) -> None:
    said = pieces(report(story, month, language))[1]
    last = month_period(month).last
    assert last is not None
    asked_of: dict[str, Any] = {"as_of": end_of_day(last, ZONE), "pipeline_id": 1}
    year = over(*last_months(month, 12))
    river = story.ask(funnel, period=year, **asked_of)
    in_month = story.ask(funnel, period=month_period(month), **asked_of)
    with use_language(language):
        start = i18n._("To the next stage")
        for flow, alone in zip(river.stages, in_month.stages, strict=True):
            gone = flow.left["lost"].count + flow.left["churned"].count
            step = flow.to_next
            shares = [i18n.share(step.by_count), i18n.share(step.by_amount)] if step else []
            expected = [
                *(i18n.count(flow.reached.count), i18n.count(alone.reached.count), *shares),
                *(i18n.count(flow.here.count), i18n.count(gone)),
                i18n.count(flow.left["recycled"].count),
            ]
            assert after(said, flow.stage.name, len(expected), start=start) == expected
        reasons = by_reason(story.ask(leaks, period=year, **asked_of))
        for leak in reasons:
            assert i18n.count(leak.deals) in said
            assert leak.reason in said


def test_the_same_month_gives_the_same_bytes(story: Remembering) -> None:
    assert report(story, "2026-03", "ja") == report(story, "2026-03", "ja")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_file_is_small_and_knows_what_it_is(story: Remembering, language: str) -> None:
    pdf = report(story, "2026-04", language)
    assert len(pdf) <= 150_000
    assert b"Helvetica" not in pdf
    reader = pypdf.PdfReader(BytesIO(pdf))
    assert len(reader.pages) == 2
    assert language_of(reader) == language
    with use_language(language):
        expected = [
            *("The month in short", "Key figures", "Won by month"),
            *("The river", "How the figures are reckoned"),
        ]
        assert bookmarks_of(reader) == [i18n._(one) for one in expected]
        assert i18n._("Monthly report") in str(reader.metadata and reader.metadata.title)
        assert "1 / 2" in whole(pdf) and "2 / 2" in whole(pdf)
        assert i18n._("Amounts without consumption tax") in whole(pdf)


def test_a_workspace_without_deals_says_so_in_two_lines(tmp_path: Path) -> None:
    with tell(tmp_path / "empty.revops", deals=0) as workspace:
        said = pieces(report(workspace, "2026-04", "en"))
    assert len(said) == 1
    assert "There are no dated deals in this pipeline." in said[0]
    assert "Won by month" not in said[0]
    assert len(said[0]) <= 8


def test_a_month_before_the_records_says_when_they_begin(story: Remembering) -> None:
    said = pieces(report(story, "2023-01", "en"))
    assert len(said) == 1
    assert "Nothing is recorded for Jan 2023." in said[0]
    assert "The records begin in May 2024." in said[0]


def test_the_first_month_has_nothing_to_be_compared_with(story: Remembering) -> None:
    figures = month_figures(story.ask, pipeline_id=1, month="2024-05")
    assert figures.before is None and figures.months_before == ()
    text = whole(monthly_report(figures, language="en", made_at=MADE_AT))
    assert "The records begin in May 2024." in text
    assert "three months before, this lies" not in text


def test_one_deal_makes_a_report(tmp_path: Path) -> None:
    with tell(tmp_path / "one.revops", deals=1, seed=3) as workspace:
        figures = month_figures(workspace.ask, pipeline_id=1, month="2026-04")
        for language in ("ja", "en"):
            assert len(pieces(monthly_report(figures, language=language, made_at=MADE_AT))) >= 1


def test_amounts_that_nobody_knows_are_not_nought(tmp_path: Path) -> None:
    with tell(tmp_path / "bare.revops", deals=300, amounts=False) as workspace:
        said = pieces(report(workspace, "2026-04", "en"))[0]
    assert after(said, "Won amount", 1, start="Key figures") == ["—"]
    assert any("None of these deals carries an amount." in piece for piece in said)
    assert any("their amounts are not known" in piece for piece in said)
    assert "¥0" not in after(said, "Open amount", 1, start="Key figures")


def named(story: Remembering, name: str) -> MonthlyFigures:
    figures = month_figures(story.ask, pipeline_id=1, month="2026-04")
    return replace(figures, settings=replace(figures.settings, name=name))


NASTY = [
    "<b>青葉</b> & Sons <A> Ltd",
    '<img src="file:///etc/passwd"> <a href="javascript:alert(1)">x</a>',
    "無空白" * 66,
    "x" * 200,
    "髙﨑𠮷田商店 ｶﾌﾞｼｷｶﾞｲｼｬ",
    "一行目\n二行目",
    "&amp; %s {0} {name} \\n",
]


@pytest.mark.parametrize("name", NASTY)
def test_a_name_is_printed_as_it_is(story: Remembering, name: str) -> None:
    pdf = monthly_report(named(story, name), language="ja", made_at=MADE_AT)
    plain = "".join(name.split())
    head = "".join(pieces(pdf)[0][1:4]).replace(" ", "")
    kept = plain if len(plain) < 60 else plain[:20]
    assert kept.replace(" ", "") in head
    for page in pypdf.PdfReader(BytesIO(pdf)).pages:
        assert "/Annots" not in page and "/XObject" not in str(page["/Resources"])


def test_an_emoji_is_seen_to_be_missing(story: Remembering) -> None:
    pdf = monthly_report(named(story, "🙂商会"), language="ja", made_at=MADE_AT)
    assert "〓商会" in whole(pdf)


def test_nasty_names_of_stages_and_reasons_are_printed_as_they_are(story: Remembering) -> None:
    figures = named(story, "River")
    stages = tuple(
        replace(flow, stage=replace(flow.stage, name=name, function=name))
        for flow, name in zip(figures.funnel.stages, NASTY, strict=False)
    )
    gone = tuple(Leak(None, "", "lost", 1, name, "", Tally(7)) for name in NASTY)
    nasty = replace(figures, funnel=replace(figures.funnel, stages=stages), leaks=gone)
    said = pieces(monthly_report(nasty, language="en", made_at=MADE_AT))[1]
    for start in ("<b>青葉</b> & So", "<img src=", "無空白無空白", "xxxxxxxxxx", "髙﨑𠮷田商店 ｶﾌ"):
        assert sum(piece.startswith(start) for piece in said) >= 2, start


def test_very_many_stages_go_on_on_the_next_page(story: Remembering) -> None:
    figures = named(story, "River")
    flow = figures.funnel.stages[1]
    stages = tuple(
        replace(flow, stage=replace(flow.stage, stage_id=number, name=f"Stage {number}"))
        for number in range(40)
    )
    many = replace(figures, funnel=replace(figures.funnel, stages=stages))
    said = pieces(monthly_report(many, language="en", made_at=MADE_AT))
    assert len(said) == 4
    printed = [piece for page in said for piece in page if piece.startswith("Stage ")]
    assert printed == [f"Stage {number}" for number in range(40)]
    assert "4 / 4" in said[-1] and "How the figures are reckoned" in said[-1]


class Stop:
    def __init__(self) -> None:
        self.steps: list[tuple[int, int]] = []

    def step(self, done: int, total: int) -> None:
        self.steps.append((done, total))

    def cancelled(self) -> bool:
        return len(self.steps) >= 2


def test_it_tells_how_far_it_is_and_stops_when_asked(story: Remembering) -> None:
    stop = Stop()
    with pytest.raises(RuleBroken, match="cancelled"):
        month_figures(story.ask, pipeline_id=1, month="2026-04", progress=stop)
    assert stop.steps[0][1] == 12


def test_it_is_written_whole_or_not_at_all(story: Remembering, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    write_report(story, month="2026-04", language=None, pipeline_id=1, out=out, at=MADE_AT)
    first = out.read_bytes()
    assert first.startswith(b"%PDF-1.4")
    with pytest.raises(StorageProblem, match="does not exist"):
        save(tmp_path / "nowhere" / "report.pdf", first)
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


def test_a_month_that_is_not_over_says_so(story: Remembering) -> None:
    at = end_of_day(date(2026, 4, 20), ZONE) - 60
    text = whole(monthly_report(named(story, "River"), language="en", made_at=at))
    assert "the month is not over: as of 20 Apr 2026" in text

"""What a report prints is what `metrics --json` answers for the same month, figure by figure.

The printed numbers are read back out of the finished file (reading.py) and must stand for the
exact values in the order of their columns; the values come from the command line alone.
"""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.app import make_demo
from revops_desktop.i18n import _, use_language
from revops_desktop.rules.currency import to_major
from revops_desktop.rules.shares import FEWEST
from tests.exchange.test_maven import brought, made, pipeline_id, sources
from tests.reports.reading import Line, compact, stands_for
from tests.reports.told import Json, Told, told

TODAY = date(2026, 9, 15)
MONTHS = ("2026-08", "2026-07", "2026-04")


def hold(report: Told) -> None:
    """Everything that `metrics` knows of a report's tables and charts."""
    with use_language(report.language):
        hold_month(report)
        hold_bottleneck(report)
        hold_river(report)
        hold_conversions(report)
        hold_speed(report)
        hold_promises(report)
        hold_handoffs(report)
        hold_recycle(report)
        hold_forecast(report)


def hold_month(report: Told) -> None:
    """The key figures of the first page: now, a month before, the mean of three before."""
    lines, now, last = report.part("month"), report.now, report.before(1)
    three = [report.before(back) for back in (1, 2, 3)]
    for name, unit, *path in (
        (_("Won amount"), "m", "won", "amount"),
        (_("Won deals"), "n", "won", "count"),
        (_("New deals"), "n", "entered", "count"),
    ):
        usual = sum(_at(one, path) for one in three) / 3
        report.see(lines, name, [_at(now, path), 0, _at(last, path), usual], f"{unit}?{unit}{unit}")
    for name, unit, n, *path in (
        (_("Win rate"), "%", "denominator", "win_rate", "count", "rate"),
        (_("Sales cycle"), "d", "n", "sales_cycle_days", "median"),
        (_("Lead time"), "d", "n", "lead_time_days", "median"),
    ):
        if (number := int(_at(now, [*path[:-1], n]))) < FEWEST:
            continue
        named = f"（n = {number}）" if report.language == "ja" else f" (n = {number})"
        before = _at(last, path) if _at(last, [*path[:-1], n]) >= FEWEST else 0
        units = f"{unit}?{unit if before else '?'}?"
        report.see(lines, name + named, [_at(now, path), 0, before, 0], units)
    stood = [report.stood(back) for back in (1, 2, 3)]
    for name, unit, path in (
        (_("Open deals"), "n", ["open", "count"]),
        (_("Weighted pipeline"), "m", ["weighted"]),
    ):
        usual = sum(_at(one, path) for one in stood) / 3
        values = [_at(now, path), 0, _at(stood[0], path), usual]
        report.see(lines, name, values, f"{unit}?{unit}{unit}")


def _at(answer: Json, path: Sequence[str]) -> float:
    found: Any = answer
    for key in path:
        found = found[key]
    return float(found)


def hold_bottleneck(report: Told) -> None:
    """The step that is named, what it costs, and the conversions along the strip."""
    verdict, lines = report.now["bottleneck"], report.part("month")
    said = "".join(compact(line.text) for line in lines)
    if verdict["verdict"] == "named":
        step = verdict["step"]
        assert compact(f"{step['from']} → {step['to']}") in said
        for value, mark in ((verdict["current"]["rate"], "%"), (verdict["reference"], "%")):
            assert _is_said(lines, value, mark), (report.month, value)
        if verdict["gain_per_month"]:
            assert _is_said(lines, verdict["gain_per_month"], "")
    rates = [one["current"]["rate"] for one in verdict["steps"]]
    if verdict["window"] and None not in rates:
        texts = [[word.text for word in line.words] for line in lines]
        assert any(
            len(words) == len(rates) and all(map(stands_for, words, rates)) for words in texts
        ), (report.month, report.language, rates)


def _is_said(lines: Sequence[Line], value: float, mark: str) -> bool:
    return any(mark in line.text and stands_for(line.text, value) for line in lines)


def hold_river(report: Told) -> None:
    """How far the twelve months' cohort got and how many left, as the river page asks it."""
    lines = report.part("river")
    for one in report.picture.stages if report.picture.entered.count else ():
        reached, name = one.reached, one.stage.name
        if reached.count != reached.without_amount:
            worth = float(to_major(reached.amount, report.picture.currency))
            report.see(lines, name, [reached.count, worth], "nm")
        gone = sum(one.left[way].count for way in ("lost", "recycled", "churned"))
        bars = [
            line.words[place + 1].text
            for line in lines
            for place, word in enumerate(line.words[:-1])
            if compact(word.text) == compact(name)
        ]
        assert any(stands_for(text, gone) for text in bars), (report.month, name, gone, bars)
        if one.to_next is not None and one.to_next.by_count.shows_figure:
            shares = [
                line.words[0].text
                for line in lines
                if len(line.words) <= 2 and "%" in line.words[0].text
            ]
            rate = one.to_next.by_count.raw
            assert rate is not None
            assert any(stands_for(text, rate) for text in shares), (report.month, name, rate)
    hold_leaks(report, lines)


def hold_leaks(report: Told, lines: Sequence[Line]) -> None:
    """The largest leaks of the twelve months, whenever their deals came in."""
    leaks = sorted(report.year["leaks"], key=lambda one: -one["count"])
    whole, then = sum(one["count"] for one in leaks), report.now["leaks"]
    in_month = {(one["stage"], one["kind"], one["group"], one["reason"]): one for one in then}
    least = leaks[:12][-1]["count"] if leaks else 0
    for one in leaks[:12]:
        key = (one["stage"], one["kind"], one["group"], one["reason"])
        number = in_month[key]["count"] if key in in_month else 0
        amount = one["amount"] if one["count"] != one["without_amount"] else None
        if one["count"] > least:
            values = [number, one["count"], one["count"] / whole, amount]
            report.see(lines, one["stage"], values, "nn%m")
    if leaks:
        total = sum(one["amount"] for one in leaks)
        worth = total if whole != sum(one["without_amount"] for one in leaks) else None
        values = [sum(one["count"] for one in then), whole, 1.0, worth]
        report.see(lines, _("All that left"), values, "nn%m")


def hold_conversions(report: Told) -> None:
    """Both tables: of the twelve months and of the month, on every basis."""
    lines = report.part("conversions")
    for cohort, period in (
        (report.year, report.year_by_period),
        (report.now, report.now_by_period),
    ):
        if not any(one["reached"]["count"] for one in report.year["stages"]):
            continue
        for one, other in zip(cohort["stages"][:-1], period["stages"][:-1], strict=True):
            on, beside = one["to_next"], other["to_next"]
            bases = [
                *(one[by] for one in (on, beside, on["resolved"]) for by in ("count", "amount"))
            ]
            values = [one["reached"]["count"], *map(_rate, bases), one["waiting"]["count"]]
            units = "n" + "".join("?" if _lacks(base) else "%" for base in bases) + "n"
            report.see(lines, f"{one['name']} → {on['to']}", values, units)


def _rate(share: Json) -> float | None:
    """What is printed of a share: few are shown greyed."""
    return share["numerator"] / share["denominator"] if share["denominator"] else None


def _lacks(share: Json) -> bool:
    """Whether too few deals carry an amount."""
    return share["why"] not in (None, "few", "none")


def hold_speed(report: Told) -> None:
    """Days in each stage over the twelve months, and what is stuck at the end."""
    lines = report.part("speed")
    if not any(one["n"] or one["running"] for one in report.year["time_in_stage"]):
        return
    for one in report.year["time_in_stage"]:
        days = [one["n"], one["p25"], one["median"], one["p75"], one["p90"]]
        report.see(lines, one["stage"], [*days, one["running"], one["running_median"]], "nddddnd")
    stuck = [one for one in report.now["stuck"] if one["stuck"]["count"]]
    for one in stuck:
        counts = [one[key]["count"] for key in ("here", "over_limit", "idle", "stuck")]
        report.see(lines, one["stage"], [*counts, one["stuck"]["amount"]], "nnnnm")
    if stuck:
        every = report.now["stuck"]
        sums = [sum(one[key]["count"] for one in every) for key in ("here", "over_limit", "idle")]
        amount = sum(one["stuck"]["amount"] for one in every)
        values = [*sums, sum(one["stuck"]["count"] for one in every), amount]
        report.see(lines, _("Together"), values, "nnnnm")


def hold_promises(report: Told) -> None:
    """How the promises of each rule were kept, in the month and in the twelve months."""
    lines = report.part("handoffs")
    then = {(one["rule"], one["kind"]): one for one in report.year["sla"]}
    for one in report.now["sla"]:
        due = one["compliance"]["denominator"]
        if one["kind"] != "stage" or due < FEWEST:
            continue
        kept, before = one["compliance"]["rate"], then[one["rule"], one["kind"]]["compliance"]
        values = [due, one["met_late"], one["breached"], kept, before["rate"], 0, one["running"]]
        report.see(lines, one["rule"], values, "nnn%%?n")


def hold_handoffs(report: Told) -> None:
    """What was handed over between functions, and what was lost and lacking."""
    lines, now, year = report.part("handoffs"), report.now["handoffs"], report.year["handoffs"]
    then = {(one["from"], one["to"]): one for one in year["pairs"]}
    rows = [
        (f"{one['from']} → {one['to']}", one, then[one["from"], one["to"]]) for one in now["pairs"]
    ]
    for name, one, before in (*rows, (_("All together"), now, year)):
        if not one["handed"]:
            continue
        counts = [one[key] for key in ("handed", "accepted", "returned", "expired", "waiting")]
        shares = [one["loss_rate"], before["loss_rate"], one["completeness"]]
        values = [*counts, *map(_rate, shares)]
        report.see(lines, name, values, "nnnnn%%%")


def hold_recycle(report: Told) -> None:
    """What came back and what became of it, in the month and in the twelve months."""
    lines, now, year = report.part("recycle"), report.now["recycle"], report.year["recycle"]
    if not year["reopened"]:
        return
    for name, key in (
        (_("Deals that came back"), "reopened"),
        (_("Won after coming back"), "won_after_reopen"),
    ):
        report.see(lines, name, [now[key], year[key]], "nn")
    for name, key in (
        (_("Win rate of reopened deals"), "win_rate_reopened"),
        (_("Win rate of fresh deals"), "win_rate_fresh"),
    ):
        one, before = now[key], year[key]
        values = [_rate(one), one["denominator"], _rate(before), before["denominator"]]
        if one["denominator"]:
            report.see(lines, name, values, "%n%n")
    share = [_rate(now["share_of_won_amount"]), 0, _rate(year["share_of_won_amount"]), 0]
    if None not in share:
        report.see(lines, _("Share of the won amount"), share, "%?%?")


def hold_forecast(report: Told) -> None:
    """How sound the pipeline is, stage by stage, and how the month's amount moved."""
    lines, health = report.part("forecast"), report.now["health"]
    if not health["open"]["count"]:
        return
    for name, key in (
        (_("Past expected close"), "share_past_expected_close"),
        (_("Idle"), "share_idle"),
        (_("No next step"), "share_without_next_task"),
    ):
        share = health[key]
        if share["rate"] is not None:
            assert _is_said(lines, share["rate"], "%"), (name, share)
    for key in ("coverage", "weighted_measured"):
        if health[key] is not None:
            assert _is_said(lines, health[key], ""), key
    every = [*health["stages"], health | {"name": _("Together")}]
    for one in every:
        if not one["open"]["count"]:
            continue
        flaws = [one[key]["count"] for key in ("past_expected_close", "idle", "without_next_task")]
        lacking = one["open"]["count"] == one["open"]["without_amount"]
        worth = [None, None] if lacking else [one["open"]["amount"], one["weighted"]]
        values = [one["open"]["count"], *worth, *flaws]
        report.see(lines, one["name"], values, "nmmnnn")
    water = report.now["waterfall"]
    moves = water["movements"]
    if not water["start"]["count"] and not any(one["count"] for one in moves.values()):
        return
    for one, sign in (
        (water["start"], 1),
        (water["end"], 1),
        *((moves[key], 1) for key in ("new", "reopened", "increased", "pulled_in")),
        *((moves[key], -1) for key in ("decreased", "pushed_out", "won", "lost", "recycled")),
    ):
        count = one.get("deals", one["count"])
        assert any(
            report._is(line.words[-2].text, sign * one["amount"], "m")
            and stands_for(line.words[-1].text, count)
            for line in lines
            if len(line.words) == 3
        ), (report.month, one)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, as anyone gets it, but with few deals."""
    file = tmp_path_factory.mktemp("truth") / "demo.revops"
    make_demo(file, today=TODAY, deals=250)
    return file


@pytest.mark.parametrize("month", MONTHS[:1])
def test_every_figure_of_a_report_is_that_of_metrics(demo: Path, month: str) -> None:
    for report, _found in told(demo, month, ("ja", "en")):
        hold(report)


@pytest.mark.nightly
@pytest.mark.parametrize("month", MONTHS[1:])
def test_every_figure_of_earlier_months_is_that_of_metrics(demo: Path, month: str) -> None:
    for report, _found in told(demo, month, ("ja", "en")):
        hold(report)


@pytest.mark.nightly
@pytest.mark.parametrize("month", ["2017-11", "2017-08", "2017-04"])
def test_every_figure_of_a_real_list_is_that_of_metrics(
    tmp_path: Path, realdata: Path, month: str
) -> None:
    file = tmp_path / "maven.revops"
    with made(file) as workspace:
        brought(workspace, sources(realdata))
        pipeline = pipeline_id(workspace)
    for report, _found in told(file, month, ("ja", "en"), pipeline):
        assert report.now["won"]["count"] > 100
        hold(report)


def _is_drawn(key: str, subject: str) -> bool:
    """Whether a figure is drawn alone: points of months before, hatched parts, what shares are of.

    Of the owners only those who missed most are printed.
    """
    if subject.startswith(("owner:", "year:owner:")):
        return True
    if "month:" in subject and f"month:{MONTHS[0]}" not in subject:
        return True
    hatched = key in ("leaks", "skipped") and subject.startswith("river:stage:")
    return hatched or (key == "handoffs" and subject.startswith("year"))


def _is_time(text: str, seconds: float) -> bool:
    """Whether “30 h” or “1 h 48 min” stands for so many seconds."""
    found = re.fullmatch(r"(?:([\d,]+) h)? ?(?:(\d+) min)?", text)
    if found is None or not any(found.groups()):
        return False
    hours, minutes = (int((one or "0").replace(",", "")) for one in found.groups())
    return abs(hours * 3600 + minutes * 60 - seconds) <= (60 if found[2] else 1800)


def test_every_figure_that_is_kept_is_printed(demo: Path) -> None:
    """What a report says that it prints is read in the text of the part that says so."""
    report, found = next(told(demo, MONTHS[0], ("en",)))
    lost = []
    for part, answer in found.answers:
        texts = [word.text for line in report.part(part.key) for word in line.words]
        for one in part.figures(answer, found.asked):
            if one.value is None or _is_drawn(one.key, one.subject):
                continue
            is_said = _is_time if one.key == "response_time" else stands_for
            if not any(is_said(text, float(one.value)) for text in texts):
                lost.append(f"{part.key}: {one}")
    assert not lost, "\n".join(lost)

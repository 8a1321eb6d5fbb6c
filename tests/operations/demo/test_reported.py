"""The demo's earlier reports: true figures, actions done and not, all told by the verbs."""

from revops_desktop.analytics.kept_actions import last_actions
from revops_desktop.analytics.kept_reports import kept_figures, kept_reports, newer_knowledge
from revops_desktop.analytics.month_in_brief import month_in_brief
from revops_desktop.rules.periods import end_of_day, month_period


def test_two_reports_were_made_with_what_was_asked_then(demo_of) -> None:
    workspace = demo_of().workspace
    later, earlier = workspace.ask(kept_reports)
    assert (earlier.month, later.month) == ("2026-01", "2026-02")
    assert (later.actions, later.decided, earlier.decided) == (4, 3, 3)
    last = month_period(later.month).last
    assert last is not None
    end = end_of_day(last, "Asia/Tokyo")
    assert later.as_of == end - 1 < later.made_at
    asked = {"pipeline_id": later.pipeline_id, "month": later.month, "now": end - 1}
    then = workspace.ask(month_in_brief, as_of=end, **asked)
    assert workspace.ask(kept_figures, report_id=later.report_id) == then.figures
    newer = workspace.ask(newer_knowledge, report_id=later.report_id, figures=then.figures)
    assert newer == ()
    proposed = {(one.key, one.subject, one.value, one.n) for one in then.actions}
    found = workspace.ask(last_actions, pipeline_id=1, month="2026-03", now=later.made_at)
    told = {(one.key, one.subject, one.then, one.then_n) for one in found.last}
    assert told - {("own", "", None, None)} <= proposed


def test_the_report_of_the_last_month_has_something_to_tell(demo_of) -> None:
    workspace = demo_of().workspace
    end = end_of_day(month_period("2026-03").last, "Asia/Tokyo")  # type: ignore[arg-type]  # it has
    asked = {"pipeline_id": 1, "month": "2026-03", "now": end - 1}
    found = workspace.ask(last_actions, as_of=end, **asked)
    assert found == workspace.ask(last_actions, **asked)
    assert found.report_month == "2026-02"
    assert [one.state for one in found.last] == ["done", "done", "open", "done"]
    assert found.due and all(one.month == "2026-01" for one in found.due)
    assert {one.verdict for one in (*found.last, *found.due)} >= {"early", "unwatched"}

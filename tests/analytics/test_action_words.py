"""Why something is to be done, and what to watch: exact sentences in both languages."""

import pytest

from revops_desktop import i18n
from revops_desktop.analytics.action_words import _of_matter, watch_words
from revops_desktop.analytics.month_answer import (
    WHOLE,
    Action,
    Matter,
    MonthFindings,
    Subject,
    Watched,
)
from revops_desktop.analytics.month_findings import month_findings
from tests.analytics.function_rivers import NOW
from tests.river import make_river

HOT = Subject("stage", "stage:3", "Hot lead")
PAIR = Subject("pair", "pair:1:2", "Marketing", "Sales")
WEB = Subject("source", "year:source:Web", "Web")
PRICE = Subject("reason", "reason:lost:7", "Price", "lost")
CASES = [
    (
        Matter("sla_missed", HOT, "sla_compliance", 0.4905, 55, None, None, 1.0),
        "Of 55 answers due at “Hot lead”, 49.0% came in time.",
        "「Hot lead」で期限の来た55件のうち、期限内に対応できたのは49.0%です。",
    ),
    (
        Matter("stuck_here", HOT, "stuck", 8.0, 15, None, 10_740_000, 1.0),
        "Of 15 deals in “Hot lead”, 8 stand beyond their limit. Together they are worth ¥10.7M.",
        "「Hot lead」の15件のうち8件が期限や上限を超えて停滞しています。合わせて¥1,074万です。",
    ),
    (
        Matter("handoffs_lost", PAIR, "handoff_loss", 0.3, 20, None, None, 1.0),
        "Of 20 hand-offs from Marketing to Sales, 30.0% were returned or never taken.",
        "MarketingからSalesへの引き継ぎ20件のうち、30.0%が差し戻されたか受け取られていません。",
    ),
    (
        Matter("recycle_sleeps", WHOLE, "recycle_due", 5.0, 1073, None, None, 1.0),
        "Recycled deals past their wake-up date: 5.",
        "再開日を過ぎたリサイクル案件が5件あります。",
    ),
    (
        Matter("closes_slipped", WHOLE, "past_close", 0.25, 40, None, 1_500_000, 1.0),
        "Of 40 open deals with an expected close, 25.0% are past it. Together they are worth "
        "¥1.5M.",
        "完了予定日のある進行中の案件40件のうち、25.0%が予定日を過ぎています。合わせて¥150万です。",
    ),
    (
        Matter("steps_missing", WHOLE, "no_next_step", 0.72, 158, None, None, 1.0),
        "Of 158 open deals, 72.0% have nothing planned.",
        "進行中の案件158件のうち、72.0%に次の予定がありません。",
    ),
    (
        Matter("source_loses", WEB, "win_rate", 0.087, 195, 0.377, None, 1.0),
        "Of 195 decided deals of the source “Web” in 12 months, 8.7% were won; of all together "
        "37.7%.",
        "流入元「Web」の12か月の決着195件のうち受注は8.7%で、全体では37.7%です。",
    ),
    (
        Matter("few_come", WHOLE, "entered", 24.0, 24, 60.4, None, 1.0),
        "New deals: 24, against 60.4 a month before.",
        "新しい案件は24件、それまでは月平均60.4件でした。",
    ),
    (
        Matter("win_rate_falls", WHOLE, "win_rate", 0.137, 95, 0.367, None, 1.0),
        "The win rate is 13.7% (n = 95), against 36.7% before.",
        "受注率は13.7%（n = 95）、それまでは36.7%でした。",
    ),
    (
        Matter("more_leave", PRICE, "leaks", 26.0, 26, 10.4, None, 1.0),
        "Deals that left for “Price”: 26, against 10.4 a month before.",
        "「Price」による離脱は26件、それまでは月平均10.4件でした。",
    ),
]


@pytest.mark.parametrize(("matter", "english", "japanese"), CASES)
def test_the_number_that_earns_it(matter: Matter, english: str, japanese: str) -> None:
    assert _of_matter(matter, "JPY") == english
    with i18n.use_language("ja"):
        assert _of_matter(matter, "JPY") == japanese


WATCHED = [
    (
        Watched("resolved_conversion", "share", "stage:3", "Hot lead", 0.397, 140),
        "Resolved conversion “Hot lead”: 39.7% (n = 140), Mar 2026",
        "決着済み転換率「Hot lead」（2026年3月、39.7%、n = 140）",
    ),
    (
        Watched("won", "count", "", "", 1.0, 1),
        "Won deals: 1 deal, Mar 2026",
        "受注件数（2026年3月、1件）",
    ),
    (Watched("stuck", "count", "", "", 3.0, 3), "Stuck: 3 deals, now", "停滞（現在、3件）"),
    (
        Watched("sales_cycle", "days", "", "", None, 2),
        "Sales cycle: not known yet",
        "商談期間（まだ分かりません）",
    ),
    (
        Watched("win_rate", "share", "year:source:Web", "Web", 0.1, 40),
        "Win rate “Web”: 10.0% (n = 40), 12 months",
        "受注率「Web」（12か月、10.0%、n = 40）",
    ),
]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> MonthFindings:
    with make_river(tmp_path_factory.mktemp("words") / "a.revops") as workspace:
        return workspace.ask(month_findings, pipeline_id=1, month="2026-03", now=NOW)


@pytest.mark.parametrize(("watch", "english", "japanese"), WATCHED)
def test_the_figure_to_watch(
    month: MonthFindings, watch: Watched, english: str, japanese: str
) -> None:
    action = Action("keep-the-promise", "sla_missed", None, watch, 4, None)
    assert watch_words(month, action) == english
    with i18n.use_language("ja"):
        assert watch_words(month, action) == japanese

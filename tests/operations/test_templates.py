"""The six built-in rivers say what domain.md §3 says, completely in both languages."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import template_files, template_parts, templates
from tests.conftest import NOW

FOUR_FUNCTIONS = ["marketing"] * 3 + ["inside-sales"] * 2 + ["field-sales"] * 5
FOUR_FUNCTIONS += ["customer-success"] * 4

# domain.md §3: stages in English, number of lead and of opportunity stages, new-sale stages.
TABLE = {
    "the-model": (
        "Lead · Nurturing · Hot lead · Contact · Qualified · Phase 1 · Phase 2 · Phase 3 · Phase 4 "
        "· Phase 5 · Onboarding · Adoption · Expansion · Advocate",
        (4, 6),
        ["Expansion"],
    ),
    "small-business": ("Meet · Inquiry · Proposal · Contract · Repeat · Fan", (2, 1), ["Repeat"]),
    "online-shop": (
        "First visit · Cart or inquiry · First purchase · Second purchase (F2) · Regular · Fan",
        (1, 1),
        ["Second purchase (F2)", "Regular"],
    ),
    "creator": (
        "Follower · Free reader · Buyer · Repeat buyer · Member · Advocate",
        (1, 1),
        ["Repeat buyer", "Member"],
    ),
    "local-business": (
        "Inquiry · Visit or estimate · Order · Repeat · Referral",
        (1, 1),
        ["Repeat"],
    ),
    "enterprise": (
        "Target account · Nurturing · Hot lead · Contact · Qualified · Phase 1 Stakeholders · "
        "Phase 2 Problem agreed · Phase 3 Evaluation · Phase 4 Negotiation · Phase 5 Approval · "
        "Onboarding · Adoption · Expansion · Advocate",
        (4, 6),
        ["Expansion"],
    ),
}
MODEL_PROBABILITIES = [0, 0, 0, 0, 0, 0, 25, 30, 50, 75, 100, 100, 100, 100]
MODEL_JAPANESE = {
    "Lead": "リード獲得",
    "Nurturing": "リード育成",
    "Hot lead": "有望リード",
    "Contact": "アプローチ",
    "Qualified": "商談化",
    "Adoption": "活用",
    "Expansion": "拡大",
    "Advocate": "紹介・ファン",
}


def _words(template: template_parts.Template) -> Iterator[template_parts.Words]:
    """Every text of a template."""
    yield template.summary.names
    yield template.summary.descriptions
    for function in template.functions:
        yield function.names
    for stage in template.stages:
        yield from (stage.names, stage.definitions)
        yield from (criterion.texts for criterion in stage.exit_criteria)
    for rule in template.handoff_rules:
        yield from (rule.names, rule.definitions)
        yield from (condition.texts for condition in rule.conditions)
        yield from (item.names for item in rule.items)
    yield from (rule.names for rule in template.score_rules)
    yield from template.nurture_lists
    for reasons in template.exit_reasons.values():
        for reason in reasons:
            yield reason.names
            yield from (second.names for second in reason.reasons)


def test_the_six_are_offered_the_model_first() -> None:
    assert [each.key for each in template_files.available()] == [
        *("the-model", "small-business", "online-shop", "creator", "local-business"),
        "enterprise",
    ]


@pytest.mark.parametrize("key", TABLE)
def test_stages_and_phases_are_those_of_the_table(key: str) -> None:
    names, (leads, opportunities), new_sales = TABLE[key]
    stages = template_files.read(key).stages
    assert " · ".join(stage.names["en"] for stage in stages) == names
    phases = [stage.phase for stage in stages]
    customers = len(stages) - leads - opportunities
    assert phases == ["lead"] * leads + ["opportunity"] * opportunities + ["customer"] * customers
    assert [stage.names["en"] for stage in stages if stage.new_sale] == new_sales


@pytest.mark.parametrize("key", TABLE)
def test_probabilities_rise_from_none_to_certain(key: str) -> None:
    stages = template_files.read(key).stages
    probabilities = [stage.probability for stage in stages]
    assert probabilities == sorted(probabilities)
    assert {stage.probability for stage in stages if stage.phase == "lead"} == {0}
    assert {stage.probability for stage in stages if stage.phase == "customer"} == {10_000}
    assert all(stage.probability < 10_000 for stage in stages if stage.phase == "opportunity")


def test_the_model_is_told_as_the_model() -> None:
    stages = template_files.read("the-model").stages
    assert [stage.probability / 100 for stage in stages] == MODEL_PROBABILITIES
    assert [stage.function for stage in stages] == FOUR_FUNCTIONS
    japanese = {stage.names["en"]: stage.names["ja"] for stage in stages}
    assert MODEL_JAPANESE.items() <= japanese.items()
    criteria = {stage.names["en"]: str(stage.exit_criteria) for stage in stages}
    for name, said in (("Phase 2", "BANT"), ("Phase 4", "稟議"), ("Phase 5", "Mutual Close Plan")):
        assert said in criteria[name]


def test_the_model_says_what_mql_and_sql_mean_and_what_is_handed_over() -> None:
    rules = template_files.read("the-model").handoff_rules
    assert [(rule.from_function, rule.to_function, rule.names["en"]) for rule in rules] == [
        ("marketing", "inside-sales", "MQL"),
        ("inside-sales", "field-sales", "SQL"),
        ("field-sales", "customer-success", "Won deal"),
    ]
    mql, sql, won = rules
    assert mql.ready_when == "any"
    assert [(one.condition, one.least_score or one.activity_kind) for one in mql.conditions] == [
        ("score_reached", 100),
        ("activity_logged", "catalogue_request"),
        ("activity_logged", "inquiry"),
    ]
    assert mql.limit == template_parts.LimitTemplate(minutes=240)
    handed = [item.names["ja"] for item in sql.items]
    assert handed[:2] + handed[4:] == [
        *("予算", "決裁者と関係者"),
        *("顧客自身の言葉で語られた課題", "競合"),
    ]
    assert [item.field for item in won.items][:2] == ["promised", "why_bought"]


@pytest.mark.parametrize("key", TABLE)
def test_rules_limits_and_scores_are_there(key: str) -> None:
    template = template_files.read(key)
    functions = [stage.function for stage in template.stages]
    crossed = {pair for pair in pairwise(functions) if pair[0] != pair[1]}
    assert {(rule.from_function, rule.to_function) for rule in template.handoff_rules} == crossed
    assert all(
        rule.limit and any(one.is_required for one in rule.items) for rule in template.handoff_rules
    )
    assert any(stage.time_limit for stage in template.stages)
    assert all(stage.idle_limit_days for stage in template.stages)
    levels = [one.level for stage in template.stages for one in stage.exit_criteria]
    assert "block" not in levels
    assert levels.count("warn") > len(levels) * 0.8
    assert sum(rule.points for rule in template.score_rules if rule.activity_kind) >= 100
    assert len(template.nurture_lists) >= 2


def test_enterprise_has_the_functions_of_the_model_and_several_contacts() -> None:
    enterprise, model = template_files.read("enterprise"), template_files.read("the-model")
    assert enterprise.functions == model.functions
    assert [stage.function for stage in enterprise.stages] == FOUR_FUNCTIONS
    assert "Decision maker, champion, users, IT and purchasing" in str(enterprise.stages)


@pytest.mark.parametrize("key", TABLE)
def test_every_text_is_there_in_both_languages(key: str) -> None:
    template = template_files.read(key)
    for words in _words(template):
        assert set(words) == {"ja", "en"}
        assert words["en"].isascii() or set(words["en"]) <= set("–’“”") | set(map(chr, range(128)))
        assert all(text and text == text.strip() for text in words.values())
    for stage in template.stages:
        assert stage.definitions["ja"].endswith("。")
        assert stage.definitions["en"].endswith(".")
        assert re.fullmatch("#[0-9a-f]{6}", stage.colour)
    assert all(stage.exit_criteria for stage in template.stages[:-1])
    assert {stage.function for stage in template.stages} == {f.key for f in template.functions}


@pytest.mark.parametrize("key", TABLE)
def test_exit_reasons_have_two_levels_and_waits(key: str) -> None:
    reasons = template_files.read(key).exit_reasons
    for kind in template_parts.EXIT_KINDS:
        assert any(reason.reasons for reason in reasons[kind])
        assert [reason.key for reason in reasons[kind] if reason.asks_note] == ["other"]
        for language in ("ja", "en"):
            names = [reason.names[language] for reason in reasons[kind]]
            names += [each.names[language] for reason in reasons[kind] for each in reason.reasons]
            assert len(names) == len(set(names)), "a reason is called by its name"
    waits = {reason.key: reason.usual_wait_days for reason in reasons["lost"]}
    assert (waits["budget"], waits["timing"], waits["competitor"]) == (180, 90, 365 - 90)
    before_renewal = {
        second.key: second.usual_wait_days
        for reason in reasons["recycled"]
        for second in reason.reasons
    }
    assert before_renewal["before-renewal"] == 90


def test_an_unknown_template_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RuleBroken, match=r"the-model, small-business.*enterprise"):
        template_files.read("no-such")


@verb("Apply")
def _apply(session: Session, *, at: int, key: str, language: str) -> int:
    return templates.apply(session, at=at, template_key=key, language=language)


def _rows(session: Session, *, table: str) -> list:
    return list(session.execute(select(tables.metadata.tables[table])))


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("key", TABLE)
def test_a_template_becomes_rows_and_is_taken_back(workspace, key: str, language: str) -> None:
    before = {table.name: workspace.ask(_rows, table=table.name) for table in tables.JOURNALED}
    pipeline_id = workspace.do(_apply, at=NOW, key=key, language=language).value
    template = template_files.read(key)
    stages = [row for row in workspace.ask(_rows, table="stage") if row.pipeline_id == pipeline_id]
    functions = {row.id: row.name for row in workspace.ask(_rows, table="function")}
    named = {each.key: each.names[language] for each in template.functions}
    assert [
        (row.position, row.name, row.phase, functions[row.function_id], row.definition, row.colour)
        for row in stages
    ] == [
        (n, s.names[language], s.phase, named[s.function], s.definitions[language], s.colour)
        for n, s in enumerate(template.stages, 1)
    ]
    assert [(row.probability_basis_points, row.new_sale) for row in stages] == [
        (s.probability, int(s.new_sale)) for s in template.stages
    ]
    stage_ids = {row.id for row in stages}
    criteria = [r for r in workspace.ask(_rows, table="exit_criterion") if r.stage_id in stage_ids]
    assert [row.text for row in criteria] == [
        one.texts[language] for s in template.stages for one in s.exit_criteria
    ]
    assert [(row.condition, row.level, row.activity_kind, row.least_score) for row in criteria] == [
        (one.condition, one.level, one.activity_kind, one.least_score)
        for s in template.stages
        for one in s.exit_criteria
    ]
    assert [(row.wip_limit, row.idle_limit_days) for row in stages] == [
        (s.wip_limit, s.idle_limit_days) for s in template.stages
    ]
    limits = {
        row.stage_id: (row.limit_minutes, row.limit_days)
        for row in workspace.ask(_rows, table="time_limit")
    }
    assert [limits.get(row.id) for row in stages] == [
        (s.time_limit.minutes, s.time_limit.days) if s.time_limit else None for s in template.stages
    ]
    workspace.undo(at=NOW)
    assert before == {t.name: workspace.ask(_rows, table=t.name) for t in tables.JOURNALED}


def test_rules_items_and_scores_become_rows(workspace) -> None:
    functions = {row.id: row.name for row in workspace.ask(_rows, table="function")}
    rules = workspace.ask(_rows, table="handoff_rule")
    assert [(functions[row.from_function_id], row.name, row.ready_when) for row in rules] == [
        ("Marketing", "MQL", "any"),
        ("Inside sales", "SQL", "any"),
        ("Field sales", "Won deal", "all"),
    ]
    items = workspace.ask(_rows, table="handoff_item")
    assert [(row.name, row.field, row.is_required) for row in items if row.rule_id == 1] == [
        ("Source", "source", 1),
        ("What they are interested in", None, 1),
        ("What they have been sent so far", None, 0),
    ]
    asked = [row for row in workspace.ask(_rows, table="exit_criterion") if row.rule_id == 1]
    assert [row.least_score for row in asked] == [100, None, None]
    limits = [row for row in workspace.ask(_rows, table="time_limit") if row.rule_id]
    assert [(row.limit_minutes, row.limit_days) for row in limits] == [
        *((240, None), (None, 1), (None, 2)),
    ]
    scores = workspace.ask(_rows, table="score_rule")
    assert [row.points for row in scores if row.activity_kind == "inquiry"] == [60]
    workspace.do(_apply, at=NOW, key="online-shop", language="en")
    assert workspace.ask(_rows, table="score_rule") == scores, "two sets would count twice"


def test_a_second_river_shares_functions_and_reasons(workspace) -> None:
    functions, reasons = (len(workspace.ask(_rows, table=t)) for t in ("function", "exit_reason"))
    workspace.do(_apply, at=NOW, key="enterprise", language="en")
    assert len(workspace.ask(_rows, table="function")) == functions == 4
    assert len(workspace.ask(_rows, table="exit_reason")) == reasons
    workspace.do(_apply, at=NOW, key="small-business", language="en")
    assert [row.name for row in workspace.ask(_rows, table="function")] == [
        *("Marketing", "Inside sales", "Field sales", "Customer success", "Sales"),
        "Customer care",
    ]
    positions = [row.position for row in workspace.ask(_rows, table="pipeline")]
    assert positions == [1, 2, 3]


def test_reasons_of_the_second_level_know_their_first(workspace) -> None:
    rows = workspace.ask(_rows, table="exit_reason")
    names = {row.id: (row.kind, row.name) for row in rows}
    parents = {(row.kind, row.name): names.get(row.parent_id) for row in rows}
    assert parents[("lost", "No budget could be found")] == ("lost", "Budget")
    assert parents[("lost", "Budget")] is None
    other = [row for row in rows if row.name == "Other"]
    assert [(row.kind, row.asks_note) for row in other] == [
        (kind, 1) for kind in ("lost", "recycled", "churned")
    ]

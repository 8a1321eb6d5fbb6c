"""The owner's own pipeline as a template file, used again for another workspace (domain.md §3)."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import (
    custom_fields,
    handoff_rules,
    stages,
    template_files,
    template_saving,
    template_text,
    templates,
    workspaces,
)
from revops_desktop.operations.criteria import WantedCriterion
from revops_desktop.operations.template_parts import LimitTemplate
from revops_desktop.rules.business_clock import Limit
from tests.conftest import NOW
from tests.river import rows

ALIKE = (
    *("function", "pipeline", "stage", "exit_criterion", "exit_reason", "handoff_rule"),
    *("handoff_item", "time_limit", "score_rule", "nurture_list", "custom_field", "custom_choice"),
)


def made_from(path: Path, template: Path | str) -> Workspace:
    """A new file from a template, in Japanese."""
    workspace = Workspace.create(path)
    workspace.do(
        workspaces.set_up,
        at=NOW,
        name="A",
        template=str(template),
        language="ja",
        currency="JPY",
        country="JP",
        time_zone="Asia/Tokyo",
    )
    return workspace


def kept(workspace: Workspace) -> dict[str, Any]:
    """Every row that a template makes."""
    found: dict[str, Any] = workspace.ask(
        rows, wanted=tuple(tables.metadata.tables[name] for name in ALIKE)
    )
    return found


def saved(workspace: Workspace, path: Path, name: str = "") -> Path:
    """The first pipeline as a template file."""
    template = workspace.ask(template_saving.as_template, pipeline_id=1, name=name)
    path.write_text(template_text.as_text(template), encoding="utf-8")
    return path


@pytest.mark.parametrize("key", [one.key for one in template_files.available()])
def test_a_file_made_from_a_saved_template_is_the_same(tmp_path: Path, key: str) -> None:
    first = made_from(tmp_path / "a.revops", key)
    second = made_from(tmp_path / "b.revops", saved(first, tmp_path / "mine.toml"))
    assert kept(first) == kept(second)
    first.close()
    second.close()


def test_what_the_owner_changed_goes_along(tmp_path: Path) -> None:
    first = made_from(tmp_path / "a.revops", "small-business")
    field = first.do(
        custom_fields.define,
        at=NOW,
        subject="deal",
        name='Size "x"\\',
        kind="choice",
        choices=("S", "L"),
    ).value
    first.do(
        stages.edit,
        at=NOW + 1,
        stage_id=1,
        fields={"name": '<b>出会い & "会話"', "probability_basis_points": 1234},
        criteria=[
            WantedCriterion(None, "Size", "custom_field_filled", custom_field_id=field),
            WantedCriterion(None, "Hot", "score_reached", least_score=40, level="block"),
        ],
        time_limit=stages.WantedLimit(Limit(90, None)),
    )
    first.do(
        handoff_rules.edit,
        at=NOW + 2,
        rule_id=1,
        fields={"name": "MQL!"},
        items=[handoff_rules.WantedItem(None, "Size", None, field, False)],
    )
    path = saved(first, tmp_path / "mine.toml", "Ours")
    template = template_files.read_file(path)
    assert template.summary.names == {"ja": "Ours", "en": "Ours"}
    stage = template.stages[0]
    assert (stage.probability, stage.time_limit) == (1234, LimitTemplate(90))
    assert [(one.condition, one.level) for one in stage.exit_criteria] == [
        *(("custom_field_filled", "warn"), ("score_reached", "block")),
    ]
    assert [(one.name, one.kind, one.choices) for one in template.custom_fields] == [
        ('Size "x"\\', "choice", ("S", "L"))
    ]
    second = made_from(tmp_path / "b.revops", path)
    again = second.ask(template_saving.as_template, pipeline_id=1)
    assert again == first.ask(template_saving.as_template, pipeline_id=1, name="Ours")
    first.close()
    second.close()


def test_archived_things_stay_behind(tmp_path: Path) -> None:
    first = made_from(tmp_path / "a.revops", "small-business")

    @verb("Archive")
    def archive(session: Session, *, at: int) -> None:
        for table in (tables.stage, tables.exit_reason, tables.handoff_rule, tables.score_rule):
            session.execute(update(table).where(table.c.id == 1).values(archived_at=at))

    first.do(archive, at=NOW)
    template = first.ask(template_saving.as_template, pipeline_id=1)
    assert len(template.stages) == 5
    assert [one.names["ja"] for one in template.handoff_rules] == ["契約"]
    assert [one.names["ja"] for one in template.functions] == ["営業", "顧客フォロー"]
    with pytest.raises(RuleBroken, match="no longer in the file"):
        first.ask(template_saving.as_template, pipeline_id=9)
    first.close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"stages: Please write 1 to 100 stages"),
        ('name = 3\n[[stages]]\nname = "S"\nphase = "lead"', r"name: It is missing"),
        ('name = "A"', r"stages: Please write 1 to 100 stages"),
        ("[[[", r"no template file"),
        ('name = "A"\nstages = 3', r"stages: Please write it as a list"),
        ('name = "A"\n[[stages]]\nname = "S"', r"stages\[1\].phase: It is missing"),
        ('name = "A"\n[[stages]]\nname = "S"\nphase = "won"', r"Please write one of"),
        ('name = "A"\n[[stages]]\nname = "S"\nphase = "lead"\nfunction = "x"', r"function"),
        ('name = "A"\n[[stages]]\nname = "S"\nphase = "lead"\ntypo = 1', r"typo: This key"),
        (
            'name = "A"\n[[stages]]\nname = "S"\nphase = "customer"\n'
            '[[stages]]\nname = "T"\nphase = "lead"',
            r"Stages follow each other",
        ),
        (
            'name = "A"\n[[stages]]\nname = "S"\nphase = "lead"\n'
            'exit_criteria = [{ text = "T", condition = "score_reached" }]',
            r"exit_criteria\[1\].least_score: It is missing",
        ),
        (
            'name = "A"\n[[stages]]\nname = "S"\nphase = "lead"\n'
            'exit_criteria = [{ text = "T", condition = "custom_field_filled", custom_field="F"}]',
            r"“F” is named and not there",
        ),
        (
            'name = "A"\n[[stages]]\nname = "S"\nphase = "lead"\ntime_limit_days = 0',
            r"whole number from 1",
        ),
        (
            'name = "A"\n[[stages]]\nname = "S"\nphase = "lead"\n'
            "time_limit_days = 1\ntime_limit_hours = 1",
            r"hours, minutes or days",
        ),
        ('name = "A"\n[[stages]]\nname = "S"\nphase = "lead"\ncolour = "red"', r"#rrggbb"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleBroken, match=said) as refused:
        template_files.read_file(path)
    assert "Nothing was changed" in str(refused.value)
    assert "mine.toml" in str(refused.value)


def test_no_file_no_text_and_a_giant_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    with pytest.raises(RuleBroken, match="cannot be read"):
        template_files.read_file(path)
    for content in (b"\xff\xfe\x00", b"#" * 3_000_000, b"a = " + b"[" * 5_000):
        path.write_bytes(content)
        with pytest.raises(RuleBroken, match="no template file"):
            template_files.named(str(path))


def test_a_pipeline_is_added_from_a_file(tmp_path: Path) -> None:
    first = made_from(tmp_path / "a.revops", "creator")
    path = saved(first, tmp_path / "mine.toml", "Second")

    @verb("Add")
    def add(session: Session, *, at: int) -> int:
        return templates.apply(session, at=at, template_key=str(path), language="en")

    before = kept(first)
    pipeline_id = first.do(add, at=NOW).value
    after = kept(first)
    assert [row for row in after["stage"] if row[1] == pipeline_id]
    for name in ("function", "exit_reason", "handoff_rule", "score_rule", "nurture_list"):
        assert after[name] == before[name]
    first.undo(at=NOW)
    assert kept(first) == before
    first.close()

"""Stages that are called as our own templates call them in the other language are proposed."""

from pathlib import Path

import pytest

from revops_desktop.exchange.guessing.here import Here
from tests.exchange.guessing.test_guess import guessed, river

JAPANESE = ("リード獲得", "lead"), ("商談化", "opportunity"), ("フェーズ2", "opportunity")
ENGLISH = ("Lead", "lead"), ("Qualified", "opportunity"), ("Phase 2", "opportunity")


@pytest.mark.parametrize(
    ("there", "words"),
    [
        (JAPANESE, {"Qualified": "商談化", "Phase 2": "フェーズ2", "Lead": "リード獲得"}),
        (ENGLISH, {"商談化": "Qualified", "フェーズ２": "Phase 2", "リード獲得": "Lead"}),
    ],
)
def test_a_stage_of_a_template_is_proposed_in_either_language(
    tmp_path: Path, there: tuple[tuple[str, str], ...], words: dict[str, str]
) -> None:
    """Phase 2 was taken for リード獲得, which comes first in the list."""
    stages = (*there, ("Customer", "customer"))
    text = "Deal name,Company,Stage\n" + "".join(f"A {word},Aoba,{word}\n" for word in words)
    found = guessed(tmp_path, text, at=Here(pipelines=(river("P", *stages),)))
    [question] = [one for one in found.questions if one.asks == "stages"]
    assert {one.text: one.likely for one in question.words} == words

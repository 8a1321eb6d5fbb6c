"""What an import changes is shown as people write it, and kept as it is (engineering.md)."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.effects import Change, Effect
from revops_desktop.exchange.importing import import_files
from revops_desktop.i18n import use_language
from revops_desktop.operations import companies
from revops_desktop.ui.exchange.result_lists import changes_words
from tests.conftest import NOW
from tests.exchange.lists import mapping, source

CHANGES = (
    Change("A", 1_000_000, None, "money", "JPY"),
    Change("B", "2026-04-01", "2026-05-02", "day"),
    Change("C", "one_off", "monthly", "choice"),
    Change("D", 2_500, 0, "percent"),
    Change("E", None, 1_200, "count"),
    Change("F", None, None),
)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "A: ¥1,000,000 → — · B: 1 Apr 2026 → 2 May 2026 · C: One-off → Monthly · "
            "D: 25% → 0% · E: — → 1,200 · F",
        ),
        (
            "ja",
            "A：¥1,000,000 → — · B：2026年4月1日 → 2026年5月2日 · C：単発 → 月額 · "
            "D：25% → 0% · E：— → 1,200 · F",
        ),
    ],
)
def test_values_stand_in_the_form_of_the_language(language: str, words: str) -> None:
    with use_language(language):
        assert changes_words(Effect("a.csv", 2, "updated", "X", CHANGES)) == words


def test_names_stand_for_what_is_kept_as_numbers(workspace: Any, tmp_path: Path) -> None:
    toml = (
        '[[source]]\nfile = "*"\nkind = "deals"\nstage_column = "stage"\nmode = "both"\n'
        '[source.columns]\nexternal_key = "id"\ntitle = "title"\ncompany_key = "company"\n'
        'tags = "tags"\n[[source.outcome]]\nvisits = [{ entered = "opened" }]\n'
    )
    workspace.do(companies.create, at=NOW, name="Aoba")
    workspace.do(companies.edit, at=NOW, company_id=1, fields={"external_key": "9"})
    head = "id,title,company,tags,stage,opened\n"
    for rows in ("1,Cloud,,Big One,Lead,2026-01-05\n", "1,Cloud,9,small,Lead,2026-01-05\n"):
        path = source(tmp_path, head + rows)
        done = import_files(workspace, [path], mapping(tmp_path, toml), at=NOW + 60)
    assert changes_words(done.effects[0]) == "Company: — → Aoba · Tags: Big One → small"

"""Columns of a deal's way are read and set like fields, whatever rules they live in."""

from dataclasses import replace
from pathlib import Path

import pytest

from revops_desktop.exchange.guessing.roles import (
    ROLES,
    assign,
    assigned,
    is_plain,
    outcomes,
    words_of,
)
from revops_desktop.exchange.mapping import Column, Source
from revops_desktop.exchange.mapping_file import read_mapping

MAVEN = Path(__file__).parents[2] / "mappings" / "maven_crm.toml"
WORDS = {
    "won": ("Won",),
    "lost": ("Lost", "Gone"),
    "recycled": ("Later",),
    "churned": ("Cancelled",),
    "open": ("Open", ""),
}
ROLES_OF_DEALS = {
    "stage": Column(("Stage",)),
    "outcome": Column(("Status",)),
    "began": Column(("Created",)),
    "opportunity_since": Column(("Qualified",)),
    "stage_since": Column(("Since",)),
    "reason": Column(("Why",)),
    "wake": Column(("Again",)),
}


def deals(**roles: Column) -> Source:
    """A source with these roles and the words above."""
    both = {**ROLES_OF_DEALS, **roles}
    return Source(
        file="*",
        kind="deals",
        columns={"title": Column(("Title",))},
        stage_column=both["stage"],
        outcome_column=both["outcome"],
        outcomes=outcomes(both, WORDS),  # type: ignore[arg-type]  # its keys are ways
    )


def test_what_was_built_is_read_back() -> None:
    made = deals(won_on=Column(("Won on",)), left_on=Column(("Left on",)))
    expected = {**ROLES_OF_DEALS, "won_on": Column(("Won on",)), "left_on": Column(("Left on",))}
    assert assigned(made) == {"title": Column(("Title",)), **expected}
    assert words_of(made) == WORDS
    closed = deals(closed_on=Column(("Closed",)))
    assert assigned(closed)["closed_on"] == Column(("Closed",))


@pytest.mark.parametrize("role", [*ROLES["deals"], "amount"])
def test_a_role_takes_another_column_and_gives_it_up(role: str) -> None:
    made = deals()
    other = assign(made, role, Column(("Other",)))
    assert assigned(other)[role] == Column(("Other",))
    without = assign(other, role, None)
    assert role not in assigned(without)
    kept = set(assigned(made)) - {role}
    if role == "outcome" or role == "stage":
        kept -= {"reason", "wake"}
    assert kept <= set(assigned(without)) | {"stage_since"}
    assert assign(made, role, assigned(made).get(role)) == made or role not in assigned(made)


def test_rules_that_name_stages_are_somebodys_own() -> None:
    [written] = [one for one in read_mapping(MAVEN).sources if one.kind == "deals"]
    assert not is_plain(written)
    assert assign(written, "began", Column(("Other",))) == written
    changed = assign(written, "stage", Column(("Other",)))
    assert changed == replace(written, stage_column=Column(("Other",)))


def test_days_of_stages_stay_when_a_column_changes() -> None:
    made = replace(deals(), stage_dates={"Lead": Column(("Lead day",))})
    changed = assign(made, "reason", Column(("Other",)))
    assert changed.stage_dates == made.stage_dates
    assert all(not outcome.visits for outcome in changed.outcomes)
    assert assigned(changed)["reason"] == Column(("Other",))

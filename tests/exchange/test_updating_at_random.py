"""Whatever lists go in, in whatever mode: a dry run tells what the import then does, the same file
again changes nothing, undo brings everything back, and the file stays sound."""

from pathlib import Path

import pytest

from tests.exchange.importing_at_random import tell


@pytest.mark.parametrize(
    "seed", [*range(3), *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(3, 8))]
)
def test_lists_do_what_was_promised(tmp_path: Path, seed: int) -> None:
    tell(tmp_path, seed, 2)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(100, 200))
def test_many_lists_do_what_was_promised(tmp_path: Path, seed: int) -> None:
    tell(tmp_path, seed, 4)


@pytest.mark.parametrize("mixed", [False, True])
@pytest.mark.parametrize(
    "seed", [*range(2), *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(2, 60))]
)
def test_lists_of_one_kind_do_what_was_promised(tmp_path: Path, seed: int, mixed: bool) -> None:
    tell(tmp_path, seed, 3, lists=2 + seed % 2, mixed=mixed)

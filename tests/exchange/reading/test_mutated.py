"""Files that nobody meant: each is refused by a sentence or read, within bounds, never in part."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.reading.mutants import mutant, seeds
from tests.source import ROOT

# Seconds of the processor for looking at a file and importing it, and kilobytes of the process:
# several times what is measured, far below what harms.
MOST_SECONDS = 12
MOST_KILOBYTES = 900_000
FILES = 10_000
PROCESSES = 2
MUTANTS = "tests.exchange.reading.mutants"


def tried(folder: Path, first: int, step: int) -> "subprocess.Popen[bytes]":
    """Begins to try every so manieth of the files in a process of its own; it tells a file."""
    folder.mkdir(exist_ok=True)
    with open(folder / "told", "wb") as told, open(folder / "problems", "wb") as problems:
        return subprocess.Popen(
            [sys.executable, "-m", MUTANTS, f"{first}", f"{FILES}", f"{step}"],
            cwd=ROOT,
            env={**os.environ, "REVOPS_DESKTOP_DATA": str(folder)},
            stdout=told,
            stderr=problems,
        )


def held(process: "subprocess.Popen[bytes]", folder: Path, numbers: range) -> list[dict[str, Any]]:
    """What came of the files; all of them, and nothing else."""
    code = process.wait()
    found = [json.loads(line) for line in (folder / "told").read_text("utf-8").splitlines()]
    assert code == 0, (found[-1:], (folder / "problems").read_text("utf-8", "replace")[-2000:])
    assert [one["number"] for one in found] == list(numbers)
    wrong = [one for one in found if one["outcome"] not in ("read", "refused")]
    assert not wrong, wrong[:10]
    slow = [one for one in found if one["seconds"] > MOST_SECONDS]
    assert not slow, slow[:10]
    assert max(one["memory"] for one in found) < MOST_KILOBYTES
    return found


def test_some_mutated_files(tmp_path: Path) -> None:
    """Fifty of them."""
    numbers = range(0, FILES, 200)
    found = held(tried(tmp_path, 0, 200), tmp_path, numbers)
    assert Counter(one["outcome"] for one in found).keys() == {"read", "refused"}


@pytest.mark.nightly
def test_all_mutated_files(tmp_path: Path) -> None:
    folders = [tmp_path / str(n) for n in range(PROCESSES)]
    running = [tried(folder, n, PROCESSES) for n, folder in enumerate(folders)]
    found = [
        one
        for n, process in enumerate(running)
        for one in held(process, folders[n], range(n, FILES, PROCESSES))
    ]
    outcomes = Counter((one["form"], one["outcome"]) for one in found)
    print(sorted(outcomes.items()), max(one["seconds"] for one in found))
    assert len(found) == FILES and min(outcomes.values()) > 50


def test_the_files_are_always_the_same(tmp_path: Path) -> None:
    texts = [one for one in seeds(tmp_path) if one[0] in (".csv", ".tsv", ".vcf")]
    assert mutant(7, texts) == mutant(7, texts)
    assert len({mutant(n, texts) for n in range(100)}) > 80

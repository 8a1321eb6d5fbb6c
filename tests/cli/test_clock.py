"""`clock`: when a time limit is due, and why."""

from pathlib import Path

import pytest

from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import business_calendar
from tests.cli.conftest import FILE, Shell
from tests.conftest import NOW


@pytest.fixture
def tokyo(made: Shell) -> Shell:
    """A shell beside a fresh file in Japan: it counts in yen."""
    return made


def test_the_deadline_is_local_with_its_offset(tokyo: Shell) -> None:
    asked = ("clock", FILE, "--start", "2026-04-30T17:00", "--json")
    assert tokyo.data(*asked, "--hours", "10") == {"due": "2026-05-01T18:00+09:00"}
    assert tokyo.data(*asked, "--hours", "1.5") == {"due": "2026-05-01T09:30+09:00"}
    assert tokyo.data(*asked, "--days", "2") == {"due": "2026-05-07T17:00+09:00"}


def test_a_person_reads_the_steps(tokyo: Shell) -> None:
    assert tokyo("clock", FILE, "--start", "2026-05-01 17:00", "--hours", "2") == 0
    assert tokyo.out.splitlines() == [
        "Begins 1 May 2026 17:00, due 7 May 2026 10:00 (Asia/Tokyo)",
        "  Fri 1 May 17:00–18:00: 1 h run, 1 h left.",
        "  Sat 2 May: Weekend: closed.",
        "  Sun 3 May: Public holiday: Constitution Day.",
        "  Mon 4 May: Public holiday: Greenery Day.",
        "  Tue 5 May: Public holiday: Children's Day.",
        "  Wed 6 May: Public holiday: Substitute Holiday.",
        "  Thu 7 May 09:00–10:00: 1 h run.",
    ]


def test_the_calendar_as_it_is_now_counts_whenever_the_clock_begins(tokyo: Shell) -> None:
    with Workspace.open(Path(FILE)) as workspace:
        workspace.do(
            business_calendar.set_week,
            at=NOW,
            weekly=[((540, 720), (780, 1080))] * 7,
            holidays=False,
            for_running=False,
        )
    asked = ("clock", FILE, "--start", "2026-01-01T11:00", "--hours", "2", "--json")
    assert tokyo.data(*asked) == {"due": "2026-01-01T14:00+09:00"}


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("--start soon --hours 1", 1, "“soon” is not a day and time. Nothing was changed."),
        ("--start 2026-01-01T09:00 --hours 999999999", 1, "at most 2500 business days"),
        ("--start 2026-01-01T09:00 --hours 0", 2, "“0” should look like 10, 1.5"),
        ("--start 2026-01-01T09:00 --hours nan", 2, "“nan” should look like 10, 1.5"),
        ("--start 2026-01-01T09:00 --hours 1e9", 2, "“1e9” should look like 10, 1.5"),
        ("--start 2026-01-01T09:00 --hours 1/0", 2, "“1/0” should look like 10, 1.5"),
        ("--start 2026-01-01T09:00 --days 1.5", 2, "“1.5” should look like 2"),
        ("--start 2026-01-01T09:00", 2, "--hours --days is required"),
        ("--start 2026-01-01T09:00 --days 1 --hours 1", 2, "not allowed with"),
        ("--hours 1", 2, "--start"),
    ],
)
def test_what_is_asked_wrongly_is_said(tokyo: Shell, words: str, status: int, said: str) -> None:
    assert tokyo("clock", FILE, *words.split(), "--json") == status
    assert said in tokyo.err and not tokyo.out


def test_a_missing_file_is_said(tokyo: Shell) -> None:
    assert tokyo("clock", "no.revops", "--start", "2026-01-01", "--hours", "1") == 1
    assert "no.revops" in tokyo.err

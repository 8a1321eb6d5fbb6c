"""`report`: one month, or every month that has none yet; parts, paper, one page."""

from pathlib import Path

import pypdf
import pytest

from revops_desktop.analytics.kept_reports import kept_figures, kept_pdf, kept_reports
from revops_desktop.database.workspace import Workspace
from tests.cli.conftest import FILE, Shell
from tests.reports.printed import bookmarks_of

MONTH = ("--month", "2026-04", "--out", "r.pdf")
# The quickest to make, where what is in it does not matter.
SHORT = ("--parts", "customers")


def said(path: str | Path = "r.pdf") -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


@pytest.mark.parametrize(("language", "word"), [("ja", "2026年4月"), ("en", "Apr 2026")])
def test_a_report_is_a_pdf_in_its_language(river: Shell, language: str, word: str) -> None:
    assert river("report", FILE, *MONTH, "--language", language) == 0, river.err
    assert word in said()


def test_a_report_into_no_folder_is_a_sentence(river: Shell) -> None:
    assert river("report", FILE, "--month", "2026-04", "--out", "nowhere/r.pdf", *SHORT) == 1
    assert len(river.err.splitlines()) == 1


def test_a_report_is_never_written_over_a_workspace(river: Shell) -> None:
    before = Path(FILE).read_bytes()
    assert river("report", FILE, "--month", "2026-04", "--out", FILE, *SHORT) == 1
    assert "is not a PDF" in river.err
    assert Path(FILE).read_bytes() == before


def test_only_the_parts_asked_for_are_printed(river: Shell) -> None:
    assert river("report", FILE, *MONTH, "--language", "en", *SHORT) == 0
    assert bookmarks_of(pypdf.PdfReader("r.pdf")) == ["Customers"]


def test_an_unknown_part_is_a_sentence_with_those_there_are(river: Shell) -> None:
    assert river("report", FILE, *MONTH, "--parts", "customers,weather") == 1
    assert "“weather”" in river.err
    assert "customers" in river.err
    assert not Path("r.pdf").exists()


def test_letter_is_letter(river: Shell) -> None:
    assert river("report", FILE, *MONTH, *SHORT, "--paper", "letter") == 0
    box = pypdf.PdfReader("r.pdf").pages[0].mediabox
    assert (float(box.width), float(box.height)) == (612.0, 792.0)


def test_every_missing_month_is_made_once(river: Shell) -> None:
    words = ("report", FILE, "--all-missing", "--folder", "made/here", *SHORT)
    assert river(*words) == 0, river.err
    made = sorted(Path("made/here").iterdir())
    assert made
    assert len(river.out.splitlines()) == len(made)
    made[0].unlink()
    before = {path: path.stat().st_mtime_ns for path in made[1:]}
    assert river(*words) == 0
    assert str(made[0]) in river.out
    assert len(river.out.splitlines()) == 1
    assert {path: path.stat().st_mtime_ns for path in made[1:]} == before
    assert river(*words) == 0
    assert "Every month that is over has its report" in river.out


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--month", "2026-04"),
        ("--out", "r.pdf"),
        ("--all-missing",),
        ("--folder", "here"),
        (*MONTH, "--all-missing", "--folder", "here"),
        (*MONTH, "--one-page", "--parts", "river"),
    ],
)
def test_what_does_not_go_together_is_said(river: Shell, words: tuple[str, ...]) -> None:
    assert river("report", FILE, *words) == 2
    assert "--" in river.err
    assert not Path("r.pdf").exists()


def test_a_folder_that_is_a_file_is_a_sentence(river: Shell) -> None:
    Path("here").write_text("a file")
    assert river("report", FILE, "--all-missing", "--folder", "here") == 1
    assert "“here”" in river.err


def test_a_made_report_is_kept_with_its_figures(river: Shell) -> None:
    assert river("report", FILE, *MONTH, "--parts", "month", "--notes", "Read page 3.") == 0
    with Workspace.open(Path(FILE), read_only=True) as workspace:
        (kept,) = workspace.ask(kept_reports)
        figures = workspace.ask(kept_figures, report_id=kept.report_id)
        pdf = workspace.ask(kept_pdf, report_id=kept.report_id)
    assert (kept.month, kept.notes) == ("2026-04", "Read page 3.")
    assert {one.key: one.value for one in figures if one.subject == ""}["won"] == 2
    assert pdf == Path("r.pdf").read_bytes()
    assert river("undo", FILE) == 0
    with Workspace.open(Path(FILE), read_only=True) as workspace:
        assert workspace.ask(kept_reports) == ()


def test_beside_an_open_window_a_report_is_written_but_not_kept(river: Shell) -> None:
    with Workspace.open(Path(FILE)) as window:
        assert river("report", FILE, *MONTH, *SHORT) == 0
        assert window.ask(kept_reports) == ()
    assert "not kept" in river.err
    assert said()


@pytest.mark.parametrize("month", ["0001-01", "9999-12"])
def test_the_ends_of_the_calendar_are_asked_wrongly(river: Shell, month: str) -> None:
    assert river("report", FILE, "--month", month, "--out", "x.pdf") == 2


def test_a_month_that_has_not_begun_is_refused(river: Shell) -> None:
    assert river("report", FILE, "--month", "2050-01", "--out", "r.pdf") == 1
    assert "has not begun" in river.err
    assert not Path("r.pdf").exists()

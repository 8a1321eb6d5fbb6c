"""What is saved or printed is recorded, seen again, compared, forgotten; its actions decided."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from revops_desktop.analytics.kept_reports import kept_pdf, kept_reports, look_of_reports
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals
from revops_desktop.rules.periods import DAY
from revops_desktop.ui.program import FileState
from revops_desktop.ui.report.action_row import ActionRow
from revops_desktop.ui.report.look_dialog import LookDialog
from revops_desktop.ui.report.page import ReportPage
from revops_desktop.ui.report.parts_dialog import PartsDialog
from tests.conftest import Dialogs
from tests.reports.printed import whole
from tests.ui.report.conftest import NOW, QUICK

REPORT, MADE, ACTIONS = range(3)


def saved(page: ReportPage, qtbot: Any, dialogs: Dialogs, out: Path) -> None:
    dialogs.expect_file(out)
    page.report.save()
    qtbot.waitUntil(page.report.saved_line.open_button.isVisible, timeout=20000)
    settle(page, qtbot)


def settle(page: ReportPage, qtbot: Any) -> None:
    for _twice in range(2):
        qtbot.waitUntil(lambda: not page.actions_.is_busy, timeout=20000)
        qtbot.wait(20)


def ready(page: ReportPage, qtbot: Any) -> None:
    qtbot.waitUntil(page.report.choices.save_button.isEnabled, timeout=20000)


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    rows = zlib.compress((b"\0" + b"\x20\x60\xa0" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_what_is_saved_is_recorded_once_and_undone_in_one_step(
    page: ReportPage, qtbot: Any, dialogs: Dialogs, workspace: Workspace, tmp_path: Path
) -> None:
    saved(page, qtbot, dialogs, tmp_path / "a.pdf")
    made = page.report.made
    assert made is not None
    (kept,) = workspace.ask(kept_reports)
    assert (kept.month, kept.language, kept.paper, kept.parts) == ("2026-04", "en", "a4", QUICK)
    assert kept.pages == len(pypdf.PdfReader(BytesIO(made.pdf)).pages)
    assert workspace.ask(kept_pdf, report_id=kept.report_id) == made.pdf
    assert not page.report.saved_line.more.isVisible()
    # It was not made anew, and a second copy is no second report.
    saved(page, qtbot, dialogs, tmp_path / "b.pdf")
    assert page.report.made is made
    assert len(workspace.ask(kept_reports)) == 1
    assert page.actions_.undo_text() == "Make the report of Apr 2026"
    page.actions_.undo()
    assert workspace.ask(kept_reports) == ()
    settle(page, qtbot)
    ready(page, qtbot)
    saved(page, qtbot, dialogs, tmp_path / "c.pdf")
    assert len(workspace.ask(kept_reports)) == 1


def test_a_file_that_is_only_read_is_printed_and_not_recorded(
    page: ReportPage, qtbot: Any, dialogs: Dialogs, workspace: Workspace, tmp_path: Path
) -> None:
    class Around:
        def file_state(self) -> FileState:
            return FileState(workspace.path, 1, None, read_only=True)

    page.program = Around()  # type: ignore[assignment]  # all that is asked of it
    saved(page, qtbot, dialogs, tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").exists()
    assert "reading only" in page.report.saved_line.more.text()
    assert workspace.ask(kept_reports) == ()
    # How it is set holds for this once.
    page.report.choices.papers.setCurrentIndex(1)
    ready(page, qtbot)
    assert page.report.made is not None and page.report.made.choice.paper == "letter"
    assert page.header.subtitle.text().endswith("Letter")
    assert workspace.ask(look_of_reports).paper == "a4"


def test_parts_are_chosen_by_keys_and_remembered(
    page: ReportPage, qtbot: Any, dialogs: Dialogs, workspace: Workspace
) -> None:
    def choose(dialog: Any) -> None:
        assert isinstance(dialog, PartsDialog)
        assert dialog.chosen == QUICK
        qtbot.mouseClick(dialog.none_button, Qt.MouseButton.LeftButton)
        assert not dialog.confirm.isEnabled() and dialog.missing.isVisible()
        dialog.list.setCurrentRow(1)
        QTest.keyClick(dialog.list, Qt.Key.Key_Space)
        assert dialog.chosen == ("river",)
        QTest.keyClick(dialog.list, Qt.Key.Key_Return)

    dialogs.expect(choose)
    page.report.choices.parts_button.click()
    qtbot.waitUntil(
        lambda: page.report.made is not None and page.report.made.choice.parts == ("river",),
        timeout=20000,
    )
    assert workspace.ask(look_of_reports).parts == ("river",)
    assert page.report.choices.parts_button.text() == "Parts: 1…"
    contents = page.report.side.contents
    assert [contents.item(row).text() for row in range(contents.count())] == ["The river"]
    page.actions_.undo()
    ready(page, qtbot)
    settle(page, qtbot)
    assert workspace.ask(look_of_reports).parts == QUICK


def test_the_first_page_alone_is_one_page(page: ReportPage, qtbot: Any) -> None:
    page.report.choices.one_page.click()
    ready(page, qtbot)
    assert page.header.subtitle.text() == "1 page, A4"
    assert not page.report.choices.parts_button.isEnabled()


def test_logo_and_colour_are_printed(
    page: ReportPage, qtbot: Any, dialogs: Dialogs, workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "logo.png").write_bytes(png(60, 20))
    (tmp_path / "no.png").write_bytes(b"GIF89a")

    def choose(dialog: Any) -> None:
        assert isinstance(dialog, LookDialog)
        dialogs.expect_file(tmp_path / "no.png")
        dialog.choose_button.click()
        assert "no whole PNG or JPEG" in dialog.problem.text()
        assert not dialog.logo
        dialogs.expect_file(tmp_path / "logo.png")
        dialog.choose_button.click()
        assert dialog.logo and not dialog.problem.isVisible()
        dialog.colours.setCurrentIndex(dialog.colours.findData("#5c8a58"))
        dialog.confirm.click()

    dialogs.expect(choose)
    page.report.choices.look_button.click()
    qtbot.waitUntil(
        lambda: page.report.made is not None and bool(page.report.made.choice.logo), timeout=20000
    )
    look = workspace.ask(look_of_reports)
    assert (look.colour, look.logo) == ("#5c8a58", png(60, 20))
    assert page.report.made is not None
    pages = pypdf.PdfReader(BytesIO(page.report.made.pdf)).pages
    assert len(pages[0].images) == 1


def test_notes_are_printed_and_stay_with_their_month(page: ReportPage, qtbot: Any) -> None:
    QTest.keyClicks(page.report.side.notes, "Two fairs fell into this month.")
    qtbot.waitUntil(
        lambda: (
            page.report.made is not None
            and page.report.made.choice.notes == "Two fairs fell into this month."
        ),
        timeout=20000,
    )
    assert page.report.made is not None
    assert "Two fairs fell" in whole(page.report.made.pdf)
    page.months.setCurrentIndex(page.months.findData("2026-03"))
    assert page.report.side.words == ""
    page.months.setCurrentIndex(page.months.findData("2026-04"))
    assert page.report.side.words == "Two fairs fell into this month."


def test_the_contents_lead_to_their_pages(page: ReportPage, qtbot: Any) -> None:
    contents, preview = page.report.side.contents, page.report.preview
    made = page.report.made
    assert made is not None
    titles = [one.title for one in made.drawn.contents]
    assert titles == ["The month on one page", "The river", "Last month's actions"]
    # Nothing can be scrolled to before it is laid out.
    qtbot.waitUntil(lambda: preview.verticalScrollBar().maximum() > 0)
    contents.setFocus()
    QTest.keyClick(contents, Qt.Key.Key_Down)
    assert preview.page == made.drawn.contents[1].page
    assert page.report.view.number.text().startswith(f"Page {preview.page + 1} of ")
    QTest.keyClick(preview, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert preview.page == made.drawn.contents[1].page - 1
    QTest.keyClick(preview, Qt.Key.Key_Home)
    assert contents.currentRow() == 0


def test_it_is_printed_page_by_page_and_recorded(
    page: ReportPage,
    qtbot: Any,
    dialogs: Dialogs,
    workspace: Workspace,
    tmp_path: Path,
) -> None:
    out = tmp_path / "printed.pdf"

    def choose(dialog: Any) -> None:
        assert isinstance(dialog, QPrintDialog)
        printer = dialog.printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(out))
        printer.setResolution(60)
        # Accepted by keys, the dialog would set the printer that this machine has not.
        dialog.done(QPrintDialog.DialogCode.Accepted)

    dialogs.expect(choose)
    page.report.print_()
    settle(page, qtbot)
    pages = pypdf.PdfReader(out).pages
    assert page.report.made is not None
    assert len(pages) == len(page.report.made.drawn.pages)
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
    assert page.report.saved_line.words.text().endswith("handed to the printer.")
    assert len(workspace.ask(kept_reports)) == 1


def test_a_kept_report_is_seen_saved_again_and_forgotten(
    page: ReportPage, qtbot: Any, dialogs: Dialogs, workspace: Workspace, tmp_path: Path
) -> None:
    saved(page, qtbot, dialogs, tmp_path / "a.pdf")
    page.tabs.setCurrentIndex(MADE)
    made = page.made
    (row,) = made.model.rows
    assert made.model.texts(row)[:2] == ["Apr 2026", "English"]
    made.show_report(row.report_id)
    settle(page, qtbot)
    assert len(made.view.preview.views) == row.pages
    assert made.newer_words.text() == "Nothing: today the report would have the same figures."
    dialogs.expect_file(tmp_path / "again.pdf")
    made.save()
    qtbot.waitUntil(made.saved_line.open_button.isVisible, timeout=20000)
    assert (tmp_path / "again.pdf").read_bytes() == (tmp_path / "a.pdf").read_bytes()
    made.table.setFocus()
    QTest.keyClick(made.table, Qt.Key.Key_Delete)
    settle(page, qtbot)
    assert workspace.ask(kept_reports) == () and not made.model.rows
    assert not made.save_button.isEnabled()
    page.actions_.undo()
    settle(page, qtbot)
    assert len(made.model.rows) == 1


def test_newer_knowledge_is_named(
    page: ReportPage, qtbot: Any, dialogs: Dialogs, workspace: Workspace, tmp_path: Path
) -> None:
    saved(page, qtbot, dialogs, tmp_path / "a.pdf")
    page.tabs.setCurrentIndex(MADE)
    made = page.made
    made.show_report(made.model.rows[0].report_id)
    settle(page, qtbot)
    # Something that happened in the month is entered only now.
    done = workspace.do(deals.create, at=NOW - 8 * DAY, title="Late", stage_id=1, amount=5)
    page.notice(done.changed)
    settle(page, qtbot)
    assert made.newer.isVisible()
    rows = {made.newer_model.texts(row)[0]: row[1] for row in made.newer_model.rows}
    new = rows["New deals"]
    assert new.now == (new.then or 0) + 1
    assert "figures of the report would be others today" in made.newer_words.text()


def retype(field: QWidget, text: str) -> None:
    assert isinstance(field, QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def rows_of(page: ReportPage, qtbot: Any) -> list[ActionRow]:
    settle(page, qtbot)
    return page.actions_tab.rows


def test_actions_are_decided_noted_added_reworded_removed(
    page: ReportPage, qtbot: Any, dialogs: Dialogs, tmp_path: Path
) -> None:
    saved(page, qtbot, dialogs, tmp_path / "a.pdf")
    page.tabs.setCurrentIndex(ACTIONS)
    before = len(rows_of(page, qtbot))
    tab = page.actions_tab
    QTest.keyClicks(tab.new, "Call every customer")
    QTest.keyClick(tab.new, Qt.Key.Key_Return)
    rows = rows_of(page, qtbot)
    assert len(rows) == before + 1 and tab.new.text() == ""
    own = rows[-1]
    assert not own.day.isVisible()
    own.states.setFocus()
    QTest.keyClick(own.states, Qt.Key.Key_Down)
    settle(page, qtbot)
    assert own.one.state == "done" and own.one.decided is not None
    assert own.day.isVisible()
    QTest.keyClicks(own.note.field, "Most were glad")
    QTest.keyClick(own.note.field, Qt.Key.Key_Return)
    settle(page, qtbot)
    assert (own.one.note, own.one.state) == ("Most were glad", "done")
    retype(own.day.field, "2026-05-02")
    settle(page, qtbot)
    assert own.one.decided is not None and own.one.decided.isoformat() == "2026-05-02"
    assert own.one.note == "Most were glad"
    retype(own.words.field, "Call every large customer")
    settle(page, qtbot)
    assert own.one.words == "Call every large customer"
    own.remove.click()
    assert len(rows_of(page, qtbot)) == before
    page.actions_.undo()
    assert rows_of(page, qtbot)[-1].one.words == "Call every large customer"


def test_a_day_that_has_not_come_is_refused(
    page: ReportPage, qtbot: Any, dialogs: Dialogs, tmp_path: Path
) -> None:
    saved(page, qtbot, dialogs, tmp_path / "a.pdf")
    page.tabs.setCurrentIndex(ACTIONS)
    settle(page, qtbot)
    page.actions_tab.new.setText("Own")
    page.actions_tab.add()
    row = rows_of(page, qtbot)[-1]
    row.states.setCurrentIndex(1)
    settle(page, qtbot)
    was = row.one.decided
    dialogs.expect(lambda box: box.accept())
    retype(row.day.field, "2027-01-01")
    settle(page, qtbot)
    assert "has not come yet" in dialogs.seen[-1]
    assert row.one.decided == was and row.day.shown == (was and was.isoformat())


@pytest.mark.parametrize("tab", [MADE, ACTIONS])
def test_nothing_made_yet_is_said(page: ReportPage, qtbot: Any, tab: int) -> None:
    page.tabs.setCurrentIndex(tab)
    settle(page, qtbot)
    if tab == MADE:
        assert page.made.view.preview.isVisible()
        assert not page.made.forget_button.isEnabled()
    else:
        assert page.actions_tab.words.text().startswith("No report of this pipeline was made yet.")
        assert not page.actions_tab.new.isVisible()

"""The report page over a real file: shows what will be printed, writes exactly that."""

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from revops_desktop.errors import StorageProblem
from revops_desktop.operations import deals
from revops_desktop.reports import diagnosis as asking
from revops_desktop.reports import saved
from revops_desktop.ui.report import preview as preview_module
from revops_desktop.ui.report.making import Made
from revops_desktop.ui.report.page import ReportPage
from tests.conftest import Dialogs
from tests.river import make_river
from tests.ui.report.conftest import BUSINESS, opened


def choose(page: ReportPage, month: str) -> None:
    page.months.setCurrentIndex(page.months.findData(month))


def ready(page: ReportPage, month: str, language: str) -> bool:
    made = page.report.made
    return (
        made is not None
        and (made.choice.month, made.choice.language) == (month, language)
        and page.report.choices.save_button.isEnabled()
    )


def is_anew(page: ReportPage, before: Made | None) -> bool:
    return page.report.made is not before and page.report.choices.save_button.isEnabled()


def test_the_last_month_that_is_over_is_shown_first(page: ReportPage) -> None:
    assert page.report.made is not None
    assert page.months.currentData() == "2026-04"
    assert page.months.currentText() == "Apr 2026"
    assert page.months.itemData(0) == "2026-04"
    assert page.report.made.choice.language == "en"
    assert page.header.subtitle.text() == f"{len(page.report.made.drawn.pages)} pages, A4"
    assert len(page.report.made.drawn.pages) > 2
    assert not page.pipelines.isVisible()


def test_every_page_is_shown_as_it_will_be_printed(page: ReportPage) -> None:
    assert page.report.made is not None
    views = page.report.preview.views
    assert views[0].accessibleName() == f"Page 1 of {len(views)}"
    assert "Monthly diagnosis" in views[0].accessibleDescription()
    assert BUSINESS in views[0].accessibleDescription()
    assert any("The river" in view.accessibleDescription() for view in views[1:])
    image = page.report.made.drawn.pages[0].image
    # Paper at the edge, ink in the middle.
    assert image.pixelColor(2, 2).name() == "#ffffff"
    row = image.height() // 15
    colours = {image.pixelColor(x, y).name() for y in range(row) for x in range(image.width())}
    assert len(colours) > 10


def test_another_month_is_made(page: ReportPage, qtbot: Any) -> None:
    choose(page, "2026-03")
    assert not page.report.choices.save_button.isEnabled()
    qtbot.waitUntil(lambda: ready(page, "2026-03", "en"), timeout=20000)
    assert "Mar 2026" in page.report.preview.views[0].accessibleDescription()


def test_another_language_asks_for_no_figure_again(
    page: ReportPage, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "diagnosis_figures", None)
    page.report.choices.languages.setCurrentIndex(page.report.choices.languages.findData("ja"))
    qtbot.waitUntil(lambda: ready(page, "2026-04", "ja"), timeout=20000)
    assert "月次診断" in page.report.preview.views[0].accessibleDescription()


def test_what_is_saved_is_what_is_shown(
    page: ReportPage, qtbot: Any, tmp_path: Path, dialogs: Dialogs
) -> None:
    assert page.report.made is not None
    out = tmp_path / "report"
    dialogs.expect_file(out)
    qtbot.keyClick(page.report.preview, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.report.saved_line.open_button.isVisible, timeout=20000)
    assert (tmp_path / "report.pdf").read_bytes() == page.report.made.pdf
    assert page.report.saved_line.words.text() == f"Saved as “report.pdf” in {tmp_path}"
    assert page.report.default_name() == "青葉 商事 b 2026-04 Monthly diagnosis.pdf"


def test_a_file_that_cannot_be_written_is_said(
    page: ReportPage, qtbot: Any, tmp_path: Path, dialogs: Dialogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, pdf: bytes) -> None:
        raise StorageProblem("The disk is full. Nothing was changed.")

    monkeypatch.setattr(saved, "save", full)
    dialogs.expect_file(tmp_path / "report.pdf")
    dialogs.expect(lambda box: box.accept())
    page.report.save()
    qtbot.waitUntil(lambda: bool(dialogs.seen))
    assert "The disk is full." in dialogs.seen[0]
    assert not page.report.saved_line.isVisible()
    assert not list(tmp_path.glob("*.pdf"))


def test_saving_can_be_cancelled_and_never_replaces_unasked(
    page: ReportPage, tmp_path: Path, dialogs: Dialogs
) -> None:
    dialogs.expect_file("")
    page.report.save()
    (tmp_path / "old.pdf").write_bytes(b"old")
    dialogs.expect_file(tmp_path / "old")
    dialogs.expect(lambda box: box.reject())
    page.report.save()
    assert (tmp_path / "old.pdf").read_bytes() == b"old"


def test_after_a_change_it_is_made_anew(page: ReportPage, qtbot: Any) -> None:
    before = page.report.made
    page.actions_.do(deals.create, title="New", stage_id=1, amount=5)
    assert not page.report.choices.save_button.isEnabled() or page.report.made is not before
    qtbot.waitUntil(
        lambda: page.report.made is not before and page.report.choices.save_button.isEnabled(),
        timeout=20000,
    )


def test_a_change_while_hidden_is_seen_when_shown(page: ReportPage, qtbot: Any) -> None:
    before = page.report.made
    page.hide()
    page.actions_.do(deals.create, title="New", stage_id=1, amount=5)
    page.show()
    qtbot.waitUntil(
        lambda: page.report.made is not before and page.report.choices.save_button.isEnabled(),
        timeout=20000,
    )


def test_a_cancelled_report_can_be_asked_for_again(
    page: ReportPage, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    real = asking.diagnosis_figures

    def slow(*arguments: Any, **named: Any) -> Any:
        go_on.wait(10)
        return real(*arguments, **named)

    monkeypatch.setattr(asking, "diagnosis_figures", slow)
    choose(page, "2026-02")
    running = page.actions_.running
    assert running is not None and running.title == "Making the report"
    running.progress.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: page.actions_.running is None, timeout=20000)
    assert not ready(page, "2026-02", "en")
    page.months.activated.emit(page.months.currentIndex())
    qtbot.waitUntil(lambda: ready(page, "2026-02", "en"), timeout=20000)


def test_another_choice_stops_what_is_under_way(
    page: ReportPage, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    real = asking.diagnosis_figures

    def slow(*arguments: Any, **named: Any) -> Any:
        go_on.wait(10)
        return real(*arguments, **named)

    monkeypatch.setattr(asking, "diagnosis_figures", slow)
    choose(page, "2026-02")
    choose(page, "2026-03")
    assert page.actions_.running is not None and page.actions_.running.progress.cancelled()
    go_on.set()
    qtbot.waitUntil(lambda: ready(page, "2026-03", "en"), timeout=20000)


def test_larger_and_smaller_by_keys(page: ReportPage, qtbot: Any) -> None:
    width = page.report.preview.views[0].width()
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(page.report.preview, Qt.Key.Key_Minus, control)
    qtbot.waitUntil(lambda: page.report.preview.views[0].width() < width, timeout=10000)
    qtbot.keyClick(page.report.preview, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: page.report.preview.views[0].width() == width, timeout=10000)
    bar = page.report.preview.verticalScrollBar()
    qtbot.keyClick(page.report.preview, Qt.Key.Key_End)
    assert bar.value() == bar.maximum() > 0


def test_a_file_without_deals_says_so(tmp_path: Path, qtbot: Any) -> None:
    with make_river(tmp_path / "river.revops") as workspace:
        page, actions = opened(workspace, qtbot)
        qtbot.waitUntil(page.nothing_yet.isVisible)
        assert not page.report.choices.save_button.isEnabled()
        assert not page.months.isVisible()
        actions.close()


def test_the_pixels_of_few_pages_are_held(
    page: ReportPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview_module, "_SEEN", 2)
    made, preview = page.report.made, page.report.preview
    assert made is not None
    held = preview._unpacked
    images = [held.image_of(picture) for picture in made.drawn.pages]
    assert len(images) > 2 == len(held._images)
    picture = made.drawn.pages[-1]
    assert held.image_of(picture) is images[-1] and picture.image == images[-1]
    assert picture.size == picture.image.deviceIndependentSize().toSize()
    page.hide()
    assert held._images == {}

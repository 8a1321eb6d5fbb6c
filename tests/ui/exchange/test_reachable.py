"""Every step of the assistant is worked by keys alone, and read out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from revops_desktop.app import Program
from revops_desktop.ui.exchange.draft import STEPS, Step
from revops_desktop.ui.exchange.page import ExchangePage
from tests.journeys.test_keyboard import stops, told
from tests.ui.test_accessible import silent, unspoken_rows

DEALS = (
    "案件名,会社名,段階,登録日,受注日,金額,担当者,メモ欄\n"
    "データ基盤,青葉,受注,03/04/2026,05/04/2026,1000000,佐藤,製造\n"
    "営業支援,青葉,知らない段階,04/05/2026,,2000000,佐藤,製造\n"
)
COMPANIES = "会社名,電話,業種\n青葉商事,03-1111-2222,製造\n,06-1111-2222,小売\n"
MOST_STOPS = 80


@pytest.fixture
def page(opened: Program, tmp_path: Path, qtbot: Any) -> ExchangePage:
    """The page with two files, one of which asks."""
    with qtbot.waitActive(opened.window):
        opened.window.activateWindow()
    opened.window.show_page("exchange")
    found = opened.window.page("exchange")
    assert isinstance(found, ExchangePage)
    paths = [tmp_path / "案件.csv", tmp_path / "会社.csv"]
    for path, text in zip(paths, (DEALS, COMPANIES), strict=True):
        path.write_text(text, encoding="utf-8")
    found.take_files(paths)
    qtbot.waitUntil(lambda: found.assistant.work.draft.guessed is not None, timeout=20_000)
    return found


def walked(page: ExchangePage) -> list[QWidget]:
    """What Tab comes by on its way around."""
    seen: list[QWidget] = []
    for _stop in range(MOST_STOPS):
        held = page.window().focusWidget()
        assert isinstance(held, QWidget)
        if held in seen:
            break
        seen.append(held)
        QTest.keyClick(held, Qt.Key.Key_Tab)
    return seen


@pytest.mark.parametrize("step", STEPS[:-1])
def test_a_step_is_reached_by_tab_and_read_out(page: ExchangePage, step: Step) -> None:
    page.assistant.show_step(step)
    assert page.assistant.step == step
    assert silent(page.assistant) == []
    assert list(unspoken_rows(page.assistant)) == []
    reached = walked(page)
    missed = [told(one) for one in stops(page.assistant) if one not in reached]
    assert missed == []


def test_the_end_is_reached_by_tab_and_read_out(
    page: ExchangePage, wait_until: Callable[[Callable[[], bool]], None]
) -> None:
    assistant = page.assistant
    draft = assistant.work.draft
    for path in draft.paths[:1]:
        from revops_desktop.ui.exchange.draft import without_file

        assistant.work.take(without_file(draft, path))
    wait_until(lambda: assistant.work.draft.checked is not None)
    assistant.show_step("check")
    assistant.go_on()
    wait_until(lambda: assistant.step == "done")
    assert silent(assistant) == []
    reached = walked(page)
    assert [told(one) for one in stops(assistant) if one not in reached] == []


@pytest.fixture
def wait_until(qtbot: Any) -> Callable[[Callable[[], bool]], None]:
    return lambda ready: qtbot.waitUntil(ready, timeout=20_000)

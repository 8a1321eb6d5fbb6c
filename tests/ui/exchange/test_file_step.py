"""The first step: files that cannot come in are told, and can be left out."""

from pathlib import Path
from typing import Any

from revops_desktop.app import Program
from revops_desktop.ui.exchange.file_step import FileStep
from revops_desktop.ui.exchange.page import ExchangePage

HEAD = "Deal name,Company,Stage,Created\n"
LIST = HEAD + "A,Aoba,Proposal,2026-01-07\nB,Aoba,Proposal,2026-01-08\n"


def test_a_file_without_rows_beside_others_says_so_and_can_be_left_out(
    opened: Program, tmp_path: Path, qtbot: Any
) -> None:
    for name, text in (("deals.csv", LIST), ("empty.csv", HEAD)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    opened.window.show_page("exchange")
    page = opened.window.page("exchange")
    assert isinstance(page, ExchangePage)
    assistant, work = page.assistant, page.assistant.work
    step = assistant.pages["file"]
    assert isinstance(step, FileStep)
    page.take_files([tmp_path / "deals.csv", tmp_path / "empty.csv"])
    qtbot.waitUntil(lambda: any(one.problem for one in work.draft.files), timeout=20_000)
    # It is brought to the front by itself.
    assert step.path is not None and step.path.name == "empty.csv"
    assert step.words.text().endswith("has a header and no rows, so there is nothing to import.")
    assert not assistant.next.isEnabled()
    step.remove.click()
    qtbot.waitUntil(lambda: work.draft.checked is not None, timeout=20_000)
    assert [one.name for one in work.draft.paths] == ["deals.csv"]

"""A workbook with several lists in the window: a row for each sheet, and each can be left out."""

from pathlib import Path
from typing import Any

from revops_desktop.app import Program
from revops_desktop.ui.exchange.done_step import DoneStep
from revops_desktop.ui.exchange.draft import chosen
from revops_desktop.ui.exchange.file_step import FileStep
from revops_desktop.ui.exchange.page import ExchangePage
from tests.exchange.reading.books import xlsx

COVER = [["毎月更新します"]]
DEALS: list[list[Any]] = [["Deal name", "Company", "Amount"], ["A", "Aoba", 1], ["B", "Kita", 2]]
COMPANIES = [["Company name", "Industry", "Region"], ["Aoba", "Retail", "Tokyo"]]
MORE = [["Company name", "Industry", "Region"], ["Minami", "Retail", "Osaka"]]


MAPPING = """
[[source]]
file = "book*.xlsx"
sheet = "Firms"
kind = "companies"
[source.columns]
name = "Company name"
[[source]]
file = "book*.xlsx"
sheet = "More"
kind = "companies"
[source.columns]
name = "Company name"
"""


def test_a_mapping_file_brings_the_sheets_for_which_it_has_parts(
    opened: Program, tmp_path: Path, qtbot: Any
) -> None:
    path = xlsx(tmp_path / "book.xlsx", COVER, Deals=DEALS, Firms=COMPANIES, More=MORE)
    (tmp_path / "both.toml").write_text(MAPPING, encoding="utf-8")
    opened.window.show_page("exchange")
    page = opened.window.page("exchange")
    assert isinstance(page, ExchangePage)
    work = page.assistant.work
    page.take_files([path, tmp_path / "both.toml"])
    qtbot.waitUntil(lambda: work.draft.checked is not None, timeout=20_000)
    assert work.draft.checked is not None
    names = [(one.file, one.created) for one in work.draft.checked.files]
    assert names == [("Firms (book.xlsx)", 1), ("More (book.xlsx)", 1)]


def test_each_list_is_a_row_and_can_be_left_out(
    opened: Program, tmp_path: Path, qtbot: Any
) -> None:
    path = xlsx(tmp_path / "book.xlsx", COVER, Deals=DEALS, Firms=COMPANIES, More=MORE)
    opened.window.show_page("exchange")
    page = opened.window.page("exchange")
    assert isinstance(page, ExchangePage)
    assistant, work = page.assistant, page.assistant.work
    step = assistant.pages["file"]
    assert isinstance(step, FileStep)

    def names() -> list[str]:
        return [one.name for one in work.draft.paths]

    page.take_files([path])
    qtbot.waitUntil(lambda: work.draft.checked is not None, timeout=20_000)
    assert names() == ["Deals (book.xlsx)", "Firms (book.xlsx)", "More (book.xlsx)"]
    assert [step.files.itemText(n) for n in range(step.files.count())] == names()
    assert work.draft.checked is not None and work.draft.checked.created == 4
    # Another sheet takes the place of this one; those that are rows already cannot be chosen twice.
    sheets = [step.facts.sheet.itemText(n) for n in range(step.facts.sheet.count())]
    assert sheets == ["Deals", "Sheet"]
    assert step.remove.text() == "Leave this sheet out"
    step.files.setCurrentIndex(2)
    step.remove.click()
    qtbot.waitUntil(lambda: work.draft.checked is not None, timeout=20_000)
    assert names() == ["Deals (book.xlsx)", "Firms (book.xlsx)"]
    # Dropped again it is looked at anew, and comes but once.
    page.take_files([path])
    qtbot.waitUntil(lambda: work.draft.checked is not None, timeout=20_000)
    assert names() == ["Deals (book.xlsx)", "Firms (book.xlsx)", "More (book.xlsx)"]
    assistant.show_step("check")
    work.import_now()
    qtbot.waitUntil(lambda: work.done is not None, timeout=20_000)
    assert work.done is not None
    kinds = [(one.kind, one.created) for one in work.done.files]
    assert kinds == [("companies", 1), ("companies", 1), ("deals", 2)]
    # All columns of the rows are seen without scrolling, the file among them.
    done = assistant.pages["done"]
    assert isinstance(done, DoneStep)
    qtbot.waitUntil(done.tabs.isVisible)
    table = done.tabs.effects.table
    widths = [table.columnWidth(column) for column in range(5)]
    assert sum(widths) <= table.viewport().width(), widths


def test_a_mapping_that_is_chosen_later_brings_its_sheets_too(
    opened: Program, tmp_path: Path, qtbot: Any
) -> None:
    """Of the workbook one list was certain; that the other sheet stays out is said until then."""
    unclear = [["Alpha", "Beta"], ["Kita", "1"], ["Minami", "2"]]
    path = xlsx(tmp_path / "book.xlsx", COMPANIES, More=unclear)
    mapping = MAPPING.replace("Firms", "Sheet").replace(
        'sheet = "More"\nkind = "companies"\n[source.columns]\nname = "Company name"',
        'sheet = "More"\nkind = "companies"\n[source.columns]\nname = "Alpha"',
    )
    (tmp_path / "both.toml").write_text(mapping, encoding="utf-8")
    opened.window.show_page("exchange")
    page = opened.window.page("exchange")
    assert isinstance(page, ExchangePage)
    work = page.assistant.work
    page.take_files([path])
    qtbot.waitUntil(lambda: work.draft.checked is not None, timeout=20_000)
    assert [one.name for one in work.draft.paths] == ["book.xlsx"]
    assert "Sheets that are not brought in: More." in page.assistant.pages["file"].words.text()
    work.take(chosen(work.draft, tmp_path / "both.toml"))
    qtbot.waitUntil(lambda: work.draft.checked is not None, timeout=20_000)
    assert work.draft.checked is not None
    names = [(one.file, one.created) for one in work.draft.checked.files]
    assert names == [("Sheet (book.xlsx)", 1), ("More (book.xlsx)", 2)]

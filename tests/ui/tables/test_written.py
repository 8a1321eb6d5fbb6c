"""A list that is seen goes into a file of the kind that was chosen, a printed one too."""

import csv
import zipfile
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from revops_desktop.ui.actions import Actions
from revops_desktop.ui.tables.written import Line, ask_and_write
from tests.conftest import Dialogs
from tests.reports.printed import whole

LINES = (Line(["青葉 <b>商事</b>", "¥1,200,000"], ["青葉 <b>商事</b>", 1200000]),)
HEADINGS = ("会社", "金額")


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx", "list.pdf"])
def test_each_kind_holds_the_rows(
    actions: Actions, qtbot: QtBot, dialogs: Dialogs, tmp_path: Path, name: str
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    path = tmp_path / name
    dialogs.expect_file(path)
    told: list[str] = []
    ask_and_write(parent, actions, "会社", HEADINGS, LINES, told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    assert str(path) in told[0]
    if name.endswith(".csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert list(csv.reader(file)) == [list(HEADINGS), ["青葉 <b>商事</b>", "1200000"]]
    elif name.endswith(".xlsx"):
        with zipfile.ZipFile(path) as book:
            held = "".join(book.read(one).decode() for one in book.namelist())
        assert "青葉 &lt;b&gt;商事&lt;/b&gt;" in held
        assert "1200000" in held
    else:
        said = whole(path.read_bytes())
        assert "青葉 <b>商事</b>" in said
        assert "¥1,200,000" in said


CP932 = "CSV files in CP932 (Shift_JIS), for old programs (*.csv)"
STRANGE = (Line(["絵文字商店😀", "𠮷田 花子"], ["絵文字商店😀", "𠮷田 花子"]), *LINES)


@pytest.mark.parametrize(
    ("answer", "encoding", "name"),
    [
        ("Write UTF-8 instead", "utf-8-sig", "絵文字商店😀"),
        ("Write 〓 in their place", "cp932", "絵文字商店〓"),
        ("Cancel", None, ""),
    ],
)
def test_what_cp932_lacks_is_asked_before_anything_is_written(
    actions: Actions,
    qtbot: QtBot,
    dialogs: Dialogs,
    tmp_path: Path,
    answer: str,
    encoding: str | None,
    name: str,
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    path = tmp_path / "list.csv"
    dialogs.expect_file(path, CP932)
    said: list[str] = []

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        said.append(dialog.text())
        assert not path.exists()
        next(one for one in dialog.buttons() if one.text() == answer).click()

    dialogs.expect(choose)
    told: list[str] = []
    ask_and_write(parent, actions, "会社", HEADINGS, STRANGE, told.append)
    assert "list.csv, row 2, column “会社”: 😀" in said[0]
    assert "list.csv, row 2, column “金額”: 𠮷" in said[0]
    assert path.exists() == bool(told) == (encoding is not None)
    if encoding is not None:
        assert path.read_bytes().decode(encoding).splitlines()[1].startswith(name)

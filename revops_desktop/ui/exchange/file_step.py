"""Step 1: the files, how each is laid out, and its first rows as they were read."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from revops_desktop.exchange.reading.layout import Layout, Look
from revops_desktop.exchange.reading.sheet_paths import sheet_of
from revops_desktop.i18n import _, count, joined, ngettext
from revops_desktop.ui import icons, texts
from revops_desktop.ui.exchange.draft import Draft, SourceFile, Step, laid_out, without_file
from revops_desktop.ui.exchange.file_box import FileBox
from revops_desktop.ui.exchange.layout_row import LayoutRow
from revops_desktop.ui.exchange.raw_rows import RawRows
from revops_desktop.ui.exchange.step_page import StepPage
from revops_desktop.ui.exchange.work import Work


class FileStep(StepPage):
    """`more_asked`: the person wants to choose files to add."""

    step: ClassVar[Step] = "file"
    more_asked = Signal()

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._told: set[Path] = set()
        self.files = FileBox()
        self.files.chosen.connect(self._show_file)
        self.more = texts.button(_("Add files…"))
        self.more.setIcon(icons.icon("plus"))
        self.more.clicked.connect(self.more_asked)
        self.remove = texts.button(_("Leave this file out"), "quiet")
        self.remove.clicked.connect(self._remove)
        for control in (self.files, self.remove, self.more):
            self.head.addWidget(control)
        self.facts = LayoutRow()
        self.facts.changed.connect(self._corrected)
        self.layout_.addWidget(self.facts)
        self.rows = RawRows()
        self.layout_.addWidget(self.rows, 1)
        self.nothing = QWidget()
        self.layout_.addWidget(self.nothing, 1)

    @property
    def path(self) -> Path | None:
        """The file that is shown."""
        return self.files.path

    def show_draft(self) -> None:
        self.files.show_files(self.work.draft)
        self._go_to_problem()
        self.remove.setVisible(len(self.work.draft.files) > 1)
        self._show_file()

    def _go_to_problem(self) -> None:
        """Brings a file that cannot be read to the front, once."""
        bad = {one.path for one in self.work.draft.files if one.problem}
        new, self._told = bad - self._told, bad
        if new and self.path not in bad:
            self.files.setCurrentIndex(self.files.findData(str(min(new))))

    def _show_file(self) -> None:
        file = self.work.draft.file(self.path) if self.path else None
        if file is None:
            return
        words = _("Leave this sheet out") if sheet_of(file.path) else _("Leave this file out")
        self.remove.setText(texts.button_text(words))
        self.remove.setAccessibleName(words)
        look = file.look
        if look is None and not file.problem:
            # The old picture stays until the file was looked at.
            self.say(file.path.name, _("Looking at the file …"))
            return
        words = file.problem or joined(_found(file), *_other_sheets(self.work.draft, file))
        self.say(file.path.name, words, "bad" if file.problem else "muted")
        layout = look.layout if look is not None else _as_said(file)
        self.facts.show_layout(layout, file.given, self.work.draft.free_sheets(file))
        self.rows.setVisible(look is not None)
        self.nothing.setVisible(look is None)
        if look is not None:
            self.rows.show_look(look)

    def _corrected(self) -> None:
        if self.path is not None:
            self.work.take(laid_out(self.work.draft, self.path, self.facts.given))

    def _remove(self) -> None:
        if self.path is not None:
            self.work.take(without_file(self.work.draft, self.path))


def _as_said(file: SourceFile) -> Layout:
    return file.given if file.given != Layout() else file.found or Layout()


def _found(file: SourceFile) -> str:
    look = file.look
    assert look is not None
    return joined(_size(look, _rows(file)), *_left_out(look))


def _other_sheets(draft: Draft, file: SourceFile) -> list[str]:
    """Of a workbook the sheets that hold something and come in nowhere."""
    from revops_desktop.exchange.guessing.sheets import sheets_left_out

    if file.look is None:
        return []
    left = sheets_left_out(draft.paths, file.look)
    words = _("Sheets that are not brought in: {sheets}.")
    return [words.format(sheets=_(", ").join(left))] if left else []


def _rows(file: SourceFile) -> int:
    """How many rows hold data: those at the end that were found to be none are counted as read."""
    assert file.look is not None
    found = file.look.layout.footer_rows if file.given.footer_rows is None else 0
    return max(0, file.look.rows - (found or 0))


def _size(look: Look, number: int) -> str:
    rows = ngettext("{number} row", "{number} rows", number).format(number=count(number))
    columns = ngettext("{number} column", "{number} columns", len(look.columns)).format(
        number=count(len(look.columns))
    )
    if not look.is_whole:
        rows = _("More than {rows}").format(rows=rows)
    return _("{rows}, {columns}.").format(rows=rows, columns=columns)


def _left_out(look: Look) -> Sequence[str]:
    told = []
    if look.layout.header_line == 0 and look.layout.form != "vcard":
        told.append(_("The file has no header, so its columns are numbered."))
    if look.preamble or look.footer:
        lines = len(look.preamble) + len(look.footer)
        told.append(
            ngettext(
                "{number} line that is struck through below is no data and left out.",
                "{number} lines that are struck through below are no data and left out.",
                lines,
            ).format(number=count(lines))
        )
    return told

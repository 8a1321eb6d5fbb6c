"""How a file is laid out, each part to be corrected: a line of small inputs with words above."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from revops_desktop.exchange.reading.layout import Layout
from revops_desktop.i18n import N_, _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.fields.whole_number import WholeNumber

ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("utf-8-sig", N_("UTF-8 with mark")),
    ("cp932", N_("CP932 (Japanese Windows)")),
    ("euc_jp", "EUC-JP"),
    ("utf-16", "UTF-16"),
    ("cp1252", N_("CP1252 (Western Windows)")),
)
DELIMITERS = (
    (",", N_("Comma ,")),
    ("\t", N_("Tab")),
    (";", N_("Semicolon ;")),
    ("|", N_("Bar |")),
)
_MOST_LINES = 1000
_NARROW = 108


class LayoutRow(QWidget):
    """`changed`: the person says otherwise; `given` is all that was said."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.given = Layout()
        self.encoding = self._combo(_("Encoding"), ENCODINGS, 20)
        self.delimiter = self._combo(_("Separated by"), DELIMITERS)
        self.sheet = self._combo(_("Sheet"), (), 20)
        self.header = self._number(_("Header in line"), _("No header"), 0)
        self.rows = self._number(_("Lines of the header"), "", 1)
        self.footer = self._number(_("Left out at the end"), _("Nothing"), 0)
        self.found = texts.button(_("As found"), "quiet")
        self.found.setIcon(icons.icon("rotate-ccw"))
        self.found.clicked.connect(self._as_found)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space_2)
        self._blocks: dict[QWidget, QWidget] = {}
        for box in (self.encoding, self.delimiter, self.sheet, self.header, self.rows, self.footer):
            row.addWidget(self._block(box))
        row.addStretch(1)
        bottom = QVBoxLayout()
        bottom.addStretch(1)
        bottom.addWidget(self.found)
        row.addLayout(bottom)

    def _combo(self, name: str, choices: Sequence[tuple[str, str]], length: int = 12) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        for value, label in choices:
            box.addItem(_(label), value)
        box.currentIndexChanged.connect(self._edited)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(length)
        return box

    def _number(self, name: str, nothing: str, least: int) -> WholeNumber:
        box = WholeNumber(least, _MOST_LINES, nothing)
        box.setAccessibleName(name)
        # What is typed counts once it is finished.
        box.setKeyboardTracking(False)
        box.setMinimumWidth(_NARROW)
        box.valueChanged.connect(self._edited)
        return box

    def _block(self, box: QWidget) -> QWidget:
        block = QWidget()
        layout = QVBoxLayout(block)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(texts.field_label(box.accessibleName(), box))
        layout.addWidget(box)
        block.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._blocks[box] = block
        return block

    def show_layout(self, layout: Layout, given: Layout, sheets: Sequence[str]) -> None:
        """The layout as it is read, and what of it the person said."""
        self.given = given
        blockers = [QSignalBlocker(box) for box in self._blocks]
        self._choose(self.encoding, layout.encoding)
        self._choose(self.delimiter, layout.delimiter)
        self.sheet.clear()
        for name in sheets:
            self.sheet.addItem(name, name)
        self._choose(self.sheet, layout.sheet)
        self.header.setValue(1 if layout.header_line is None else layout.header_line)
        self.rows.setValue(layout.header_rows or 1)
        self.footer.setValue(layout.footer_rows or 0)
        del blockers
        is_text, is_workbook = layout.form in ("", "text"), layout.form == "workbook"
        self._blocks[self.encoding].setVisible(not is_workbook)
        self._blocks[self.delimiter].setVisible(is_text)
        self._blocks[self.sheet].setVisible(is_workbook)
        self._blocks[self.header].setVisible(is_text or is_workbook)
        self._blocks[self.rows].setVisible(is_workbook and bool(layout.header_line))
        self._blocks[self.footer].setVisible(is_text or is_workbook)
        self.found.setVisible(given != Layout())

    @staticmethod
    def _choose(box: QComboBox, value: str) -> None:
        place = box.findData(value)
        if place < 0 and value:
            box.addItem(value, value)
            place = box.count() - 1
        box.setCurrentIndex(place)

    def _edited(self) -> None:
        said: dict[QWidget, dict[str, Any]] = {
            self.encoding: {"encoding": self.encoding.currentData()},
            self.delimiter: {"delimiter": self.delimiter.currentData()},
            # Another sheet begins and ends elsewhere.
            self.sheet: {
                "sheet": self.sheet.currentData(),
                "header_line": None,
                "header_rows": None,
                "footer_rows": None,
            },
            self.header: {"header_line": self.header.value()},
            self.rows: {"header_rows": self.rows.value()},
            self.footer: {"footer_rows": self.footer.value()},
        }
        sender = self.sender()
        if isinstance(sender, QWidget) and sender in said:
            self.given = replace(self.given, **said[sender])
            self.changed.emit()

    def _as_found(self) -> None:
        self.given = Layout()
        self.changed.emit()

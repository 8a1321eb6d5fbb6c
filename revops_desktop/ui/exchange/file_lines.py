"""A line a file: its name, a list to choose from, and a word beside it."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from revops_desktop.ui import texts, theme
from revops_desktop.ui.deal.section import clear
from revops_desktop.ui.exchange.choice_box import ChoiceBox
from revops_desktop.ui.exchange.tables import shown_text

WIDE = 260
_MOST_LINES = 6


class FileLines(QScrollArea):
    """`chosen`: the path of a file for which something else was chosen."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self.boxes: dict[Path, ChoiceBox] = {}
        self.notes: dict[Path, texts.Label] = {}
        self._lines = QWidget()
        self._lines.setProperty("kind", "clear")
        self._grid = QGridLayout(self._lines)
        self._grid.setContentsMargins(0, 0, tokens.space_2, 0)
        self._grid.setHorizontalSpacing(tokens.space_4)
        self._grid.setVerticalSpacing(tokens.space_2)
        self._grid.setColumnStretch(2, 1)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._lines)

    def show_files(self, names: Mapping[Path, str]) -> bool:
        """A line for each file, its list read out by this name; whether the lists are new and
        empty."""
        if list(names) == list(self.boxes):
            return False
        clear(self._grid)
        self.boxes, self.notes = {}, {}
        for place, (path, name) in enumerate(names.items()):
            box = ChoiceBox()
            box.setMinimumWidth(WIDE)
            box.setAccessibleName(name)
            box.activated.connect(lambda _place, path=path: self.chosen.emit(path))
            self.boxes[path], self.notes[path] = box, texts.label("", "muted")
            self._grid.addWidget(texts.giving_way(shown_text(path.name)), place, 0)
            self._grid.addWidget(box, place, 1)
            self._grid.addWidget(self.notes[path], place, 2)
        self._grid.setColumnMinimumWidth(0, WIDE)
        high = max((box.sizeHint().height() for box in self.boxes.values()), default=0)
        lines = min(_MOST_LINES, len(self.boxes))
        self.setFixedHeight((high + self._grid.verticalSpacing()) * lines)
        return True

"""A line of numbers with their names below: what happens with how many rows."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import count
from revops_desktop.ui import texts, theme

# Made before they are seen: made when they are, each would lay the page out anew.
_MOST = 6


class FiguresRow(QWidget):
    """Figures are read out with their names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: tuple[tuple[int, str], ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space_6)
        self._blocks: list[tuple[QWidget, texts.Label, texts.Label]] = []
        for _place in range(_MOST):
            block, figure, name = QWidget(), texts.label("", "figure"), texts.label("", "muted")
            layout = QVBoxLayout(block)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
            layout.addWidget(figure)
            layout.addWidget(name)
            row.addWidget(block)
            self._blocks.append((block, figure, name))
        row.addStretch(1)

    def show_figures(self, figures: Sequence[tuple[int, str, bool]]) -> None:
        """Number, name, and whether it is bad where it is not 0."""
        shown = tuple((number, name) for number, name, _is_bad in figures)
        if shown == self.shown:
            return
        self.shown = shown
        for block, _figure, _name in self._blocks[len(figures) :]:
            block.hide()
        for made, (number, name, is_bad) in zip(self._blocks, figures, strict=False):
            block, figure, label = made
            block.show()
            block.setAccessibleName(f"{name}: {count(number)}")
            figure.setText(count(number))
            label.setText(name)
            tint = "text_muted" if number == 0 else "bad" if is_bad else "text"
            palette = figure.palette()
            palette.setColor(figure.foregroundRole(), theme.colour(tint))
            figure.setPalette(palette)

"""A line of numbers with their names below: what happens with how many rows."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import count
from revops_desktop.ui import texts, theme
from revops_desktop.ui.deal.section import clear


class FiguresRow(QWidget):
    """Figures are read out with their names."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: tuple[tuple[int, str], ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.current().space_6)

    def show_figures(self, figures: Sequence[tuple[int, str, bool]]) -> None:
        """Number, name, and whether it is bad where it is not 0."""
        shown = tuple((number, name) for number, name, _is_bad in figures)
        if shown == self.shown:
            return
        self.shown = shown
        clear(self._row)
        for number, name, is_bad in figures:
            self._row.addWidget(self._figure(number, name, is_bad))
        self._row.addStretch(1)

    def _figure(self, number: int, name: str, is_bad: bool) -> QWidget:
        block = QWidget()
        block.setAccessibleName(f"{name}: {count(number)}")
        layout = QVBoxLayout(block)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        figure = texts.label(count(number), "figure")
        if number == 0 or is_bad:
            colour = theme.colour("bad" if number else "text_muted")
            palette = figure.palette()
            palette.setColor(figure.foregroundRole(), colour)
            figure.setPalette(palette)
        layout.addWidget(figure)
        layout.addWidget(texts.label(name, "muted"))
        return block

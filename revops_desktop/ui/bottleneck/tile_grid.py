"""Tiles beside one another where there is room, otherwise in two rows."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from revops_desktop.ui import theme
from revops_desktop.ui.figures.tile import Tile

# Below this width each, their notes would be cut.
_NARROWEST = 175


class TileGrid(QWidget):
    """The tiles in their order."""

    def __init__(self, tiles: Sequence[Tile], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles = self._shown = tiles
        self._across = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.current().space_3)
        self._arrange(len(tiles))

    def _arrange(self, across: int) -> None:
        self._across = across
        for place, tile in enumerate(self._shown):
            self._grid.addWidget(tile, place // across, place % across)
        for column in range(len(self._tiles)):
            self._grid.setColumnStretch(column, 1 if column < across else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        across = self._fitting()
        if across != self._across:
            self._arrange(across)

    def _fitting(self) -> int:
        number = len(self._tiles)
        return number if self.width() >= number * _NARROWEST else (number + 1) // 2

    def show_only(self, shown: Sequence[bool]) -> None:
        """Shows some of the tiles, without gaps."""
        for tile, is_shown in zip(self._tiles, shown, strict=True):
            tile.setVisible(is_shown)
        both = zip(self._tiles, shown, strict=True)
        self._shown = [tile for tile, is_shown in both if is_shown]
        self._arrange(self._fitting())

"""Tiles beside one another where there is room, otherwise in two rows."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from revops_desktop.ui.figures.tile import Tile
from revops_desktop.ui.figures.tile_rows import TileRows

# Below this width each, their notes would be cut.
_NARROWEST = 175


class TileGrid(QWidget):
    """The tiles in their order."""

    def __init__(self, tiles: Sequence[Tile], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles = tiles
        self._rows = TileRows(tiles, self)
        self._rows.setContentsMargins(0, 0, 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rows.lay(self._fitting())

    def _fitting(self) -> int:
        number = len(self._tiles)
        return number if self.width() >= number * _NARROWEST else (number + 1) // 2

    def show_only(self, shown: Sequence[bool]) -> None:
        """Shows some of the tiles, without gaps."""
        self._rows.lay(self._fitting())
        self._rows.show_only(shown)

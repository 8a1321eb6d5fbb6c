"""Tiles beside one another where there is room, otherwise in rows."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from revops_desktop.ui import theme


class TileRows(QGridLayout):
    """The tiles in their order, of equal width."""

    def __init__(self, tiles: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSpacing(theme.current().space_3)
        self._tiles = self._shown = tiles
        self._across = 0
        self.lay(len(tiles))

    def lay(self, across: int) -> None:
        """Lays so many tiles beside one another."""
        if across == self._across:
            return
        self._across = across
        self._arrange()

    def show_only(self, shown: Sequence[bool]) -> None:
        """Shows some of the tiles, without gaps."""
        both = list(zip(self._tiles, shown, strict=True))
        for tile, is_shown in both:
            tile.setVisible(is_shown)
        self._shown = [tile for tile, is_shown in both if is_shown]
        self._arrange()

    def _arrange(self) -> None:
        for column in range(len(self._tiles)):
            self.setColumnStretch(column, 1 if column < self._across else 0)
        for place, tile in enumerate(self._shown):
            self.addWidget(tile, place // self._across, place % self._across)

"""Where the tile was before every page had one: `ui/figures/tile.py`."""

from revops_desktop.ui.figures.tile import Tile as Tile
from revops_desktop.ui.figures.tile import TileFigure as TileFigure

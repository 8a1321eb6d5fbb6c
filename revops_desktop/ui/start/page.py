"""What is seen without a file: open, recent, new, demo, import; or drop one onto the window."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.page import Panel
from revops_desktop.ui.program import ProgramLike
from revops_desktop.ui.start.tile import Tile

WIDTH = 820


class StartPage(QWidget):
    """Calls the window's doers; holds nothing itself."""

    def __init__(
        self,
        program: ProgramLike,
        doers: Mapping[str, Callable[..., object]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._doers = doers
        tokens = theme.current()
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        inner = QVBoxLayout()
        inner.setSpacing(tokens.space_5)
        outer.addLayout(inner)
        outer.addStretch(1)
        inner.addStretch(2)
        inner.addWidget(texts.label("RevOps Desktop", "brand"))
        tagline = _("Your revenue as one river: where it runs, where it narrows, where it leaks.")
        inner.addWidget(texts.label(tagline, "muted"))
        grid = QGridLayout()
        grid.setSpacing(tokens.space_4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._begin(), 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._recent(program), 0, 1, Qt.AlignmentFlag.AlignTop)
        inner.addLayout(grid)
        hint = texts.label(_("Or drop a .revops file onto this window."), "muted")
        hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inner.addWidget(hint)
        inner.addStretch(3)
        for panel in self.findChildren(Panel):
            panel.setFixedWidth(WIDTH // 2)

    def _begin(self) -> Panel:
        panel = Panel(_("Begin"))
        panel.layout_.addSpacing(theme.current().space_2)
        panel.layout_.setSpacing(2)
        tiles = (
            ("folder-open", _("Open a file"), _("A workspace that exists already"), "open"),
            ("file-plus", _("Start a new file"), _("Your own stages, from a template"), "new"),
            ("file-up", _("Import a list"), _("From Excel, CSV or another CRM"), "import_new"),
            ("play", _("Try the demo"), _("A made-up company with two years of deals"), "demo"),
        )
        self.tiles = {doer: self._tile(*tile) for *tile, doer in tiles}
        for doer, tile in self.tiles.items():
            tile.clicked.connect(lambda _checked=False, doer=doer: self._doers[doer]())
            panel.layout_.addWidget(tile)
        self.setFocusProxy(self.tiles["open"])
        return panel

    def _tile(self, icon_name: str, title: str, description: str) -> Tile:
        return Tile(icon_name, title, description)

    def _recent(self, program: ProgramLike) -> Panel:
        panel = Panel(_("Recent files"))
        panel.layout_.addSpacing(theme.current().space_2)
        panel.layout_.setSpacing(2)
        recent = program.preferences.recent[:6]
        for path in recent:
            tile = Tile("database", path.stem, str(path.parent))
            texts.set_tool_tip(tile, str(path))
            tile.clicked.connect(lambda _checked=False, path=path: self._doers["recent"](path))
            panel.layout_.addWidget(tile)
        if not recent:
            panel.layout_.addWidget(
                texts.paragraph(_("The files you open are listed here."), "muted")
            )
        return panel

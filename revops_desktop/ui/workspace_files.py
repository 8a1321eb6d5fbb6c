"""Workspace files as people name, choose and drop them."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtGui import QDropEvent

SUFFIX = ".revops"


def kind() -> str:
    """How a file dialog names workspace files."""
    return _("RevOps workspaces (*{suffix})").format(suffix=SUFFIX)


def ask_open(parent: QWidget, folder: Path) -> Path | None:
    """Asks for a file to open; None if it was cancelled."""
    from PySide6.QtWidgets import QFileDialog

    chosen, _kind = QFileDialog.getOpenFileName(parent, _("Open a workspace"), str(folder), kind())
    return Path(chosen) if chosen else None


def ask_save(parent: QWidget, suggested: str) -> Path | None:
    """Asks where a new file shall lie; one that exists is refused later, with a sentence."""
    from PySide6.QtWidgets import QFileDialog

    chosen, _kind = QFileDialog.getSaveFileName(
        parent,
        _("Where shall the file lie?"),
        suggested,
        kind(),
        options=QFileDialog.Option.DontConfirmOverwrite,
    )
    return Path(chosen) if chosen else None


def dropped(event: "QDropEvent") -> Path | None:
    """The one workspace file that is being dropped, if it is one."""
    urls = event.mimeData().urls()
    if len(urls) == 1 and urls[0].isLocalFile():
        path = Path(urls[0].toLocalFile())
        return path if path.suffix.lower() == SUFFIX else None
    return None

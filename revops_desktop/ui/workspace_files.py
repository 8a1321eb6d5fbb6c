"""Workspace files as people name, choose and drop them."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import _

if TYPE_CHECKING:
    from PySide6.QtGui import QDropEvent

SUFFIX = ".revops"
# Lists that can be brought in, and the mapping that says what their columns mean.
LISTS = {".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".xls", ".ods", ".vcf", ".toml"}


def kind() -> str:
    """How a file dialog names workspace files."""
    return _("RevOps workspaces (*{suffix})").format(suffix=SUFFIX)


def lists() -> str:
    """How a file dialog names lists that can be brought in."""
    endings = " ".join(f"*{suffix}" for suffix in sorted(LISTS))
    return _("Lists ({endings})").format(endings=endings)


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


class Dropped(NamedTuple):
    """Files that are dropped onto the window: one workspace, or lists and folders to bring in."""

    files: tuple[Path, ...]
    is_workspace: bool


def dropped(event: "QDropEvent") -> Dropped | None:
    """What is being dropped, if the window can take it."""
    urls = event.mimeData().urls()
    if not urls or not all(url.isLocalFile() for url in urls):
        return None
    files = tuple(Path(url.toLocalFile()) for url in urls)
    endings = {file.suffix.lower() for file in files}
    if endings == {SUFFIX} and len(files) == 1:
        return Dropped(files, is_workspace=True)
    # A folder may hold a whole workspace that was exported, or lists.
    endings = {file.suffix.lower() for file in files if not file.is_dir()}
    return Dropped(files, is_workspace=False) if endings <= LISTS else None

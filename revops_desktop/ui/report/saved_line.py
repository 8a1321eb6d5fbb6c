"""The line that says where a report was saved, and opens it or its folder."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts

SUFFIX = ".pdf"


class SavedLine(QWidget):
    """Hidden until something is saved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.words = texts.label("", "good")
        # A long path is cut, and does not widen the window.
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.more = texts.label("", "warning")
        self.open_button = texts.button(_("Open the file"))
        self.folder_button = texts.button(_("Open the folder"))
        self.folder_button.setIcon(icons.icon("folder-open"))
        self.open_button.clicked.connect(lambda: _open(self._path))
        self.folder_button.clicked.connect(lambda: _open(self._path and self._path.parent))
        row.addWidget(self.words, 1)
        row.addWidget(self.more)
        row.addWidget(self.open_button)
        row.addWidget(self.folder_button)
        self.hide()

    def tell_saving(self) -> None:
        """It is being written."""
        self._show(_("Saving …"), None)

    def tell_saved(self, path: Path, more: str = "") -> None:
        """It is written; `more`: what else is to be said."""
        words = _("Saved as “{file}” in {folder}").format(file=path.name, folder=path.parent)
        self._show(words, path, more)

    def tell(self, words: str, more: str = "") -> None:
        """Something was done that left no file."""
        self._show(words, None, more)

    def _show(self, words: str, path: Path | None, more: str = "") -> None:
        self._path = path
        self.words.setText(words)
        texts.set_tool_tip(self.words, words)
        self.more.setText(more)
        self.more.setVisible(bool(more))
        self.open_button.setVisible(path is not None)
        self.folder_button.setVisible(path is not None)
        self.show()


def _open(path: Path | None) -> None:
    if path is not None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

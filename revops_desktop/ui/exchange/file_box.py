"""Which of several files a step shows; not there while there is one."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui.exchange.draft import Draft


class FileBox(QComboBox):
    """`chosen`: another file."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("File that is shown"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(22)
        self.currentIndexChanged.connect(lambda _place: self.chosen.emit())

    @property
    def path(self) -> Path | None:
        """The file that is shown."""
        found = self.currentData()
        return Path(found) if found else None

    def choose(self, name: str) -> bool:
        """The file of this name, if it is there; whether another one was shown before."""
        place = self.findText(name)
        is_other = place not in (-1, self.currentIndex())
        if is_other:
            self.setCurrentIndex(place)
        return is_other

    def show_files(self, draft: Draft) -> None:
        """The files of the draft; the one that was shown stays."""
        paths = [str(path) for path in draft.paths]
        if paths != [self.itemData(place) for place in range(self.count())]:
            shown = self.currentData()
            blocker = QSignalBlocker(self)
            self.clear()
            for path in draft.paths:
                self.addItem(path.name, str(path))
            self.setCurrentIndex(max(0, self.findData(shown)) if paths else -1)
            del blocker
        self.setVisible(len(paths) > 1)

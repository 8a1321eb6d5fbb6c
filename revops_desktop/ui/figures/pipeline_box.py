"""Which pipeline? One choice for the whole window, offered wherever figures are of one river."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QWidget

from revops_desktop.i18n import _

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions


class PipelineBox(QComboBox):
    """The choice; not shown where there is nothing to choose from."""

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.setAccessibleName(_("Pipeline"))
        self.hide()
        self.currentIndexChanged.connect(self._choose)

    def offer(self, rivers: Sequence[Any]) -> None:
        """Offers these (each with `pipeline_id` and `name`); one of them is chosen from then on."""
        known = [river.pipeline_id for river in rivers]
        if known and self._actions.pipeline_id not in known:
            self._actions.pipeline_id = known[0]
        with QSignalBlocker(self):
            self.clear()
            for river in rivers:
                self.addItem(" ".join(river.name.split()), river.pipeline_id)
            self.setCurrentIndex(self.findData(self._actions.pipeline_id))
        self.setVisible(len(rivers) > 1)

    def _choose(self, _index: int) -> None:
        chosen = self.currentData()
        if chosen is not None:
            self._actions.pipeline_id = int(chosen)

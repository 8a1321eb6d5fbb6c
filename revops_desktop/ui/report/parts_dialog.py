"""Which parts are printed: a checklist."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts
from revops_desktop.ui.question_dialog import QuestionDialog

_KEY = Qt.ItemDataRole.UserRole


class PartsDialog(QuestionDialog):
    """Space ticks a part; `chosen` are the keys of those that are ticked, in their order.

    `parts`: key and title of each.
    """

    def __init__(
        self,
        parts: Sequence[tuple[str, str]],
        chosen: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            _("Parts of the report"), _("Which parts are printed?"), _("Choose"), parent
        )
        self.list = QListWidget()
        self.list.setAccessibleName(_("Parts of the report"))
        self.list.setMinimumHeight(300)
        for key, title in parts:
            item = QListWidgetItem(title, self.list)
            item.setData(_KEY, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = not chosen or key in chosen
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(0)
        self.list.itemChanged.connect(lambda _item: self._check())
        row = QHBoxLayout()
        self.all_button = texts.button(_("All"), "small")
        self.none_button = texts.button(_("None"), "small")
        for button, state in (
            (self.all_button, Qt.CheckState.Checked),
            (self.none_button, Qt.CheckState.Unchecked),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, state=state: self._tick_all(state))
            row.addWidget(button)
        row.addStretch(1)
        self.missing = texts.label(_("Tick at least one part."), "muted")
        row.addWidget(self.missing)
        self.body.addWidget(self.list, 1)
        self.body.addLayout(row)
        self.list.setFocus()
        self._check()

    def _tick_all(self, state: Qt.CheckState) -> None:
        for place in range(self.list.count()):
            self.list.item(place).setCheckState(state)

    def _check(self) -> None:
        self.confirm.setEnabled(bool(self.chosen))
        self.missing.setVisible(not self.chosen)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The keys of the ticked parts."""
        items = [self.list.item(place) for place in range(self.list.count())]
        return tuple(
            str(item.data(_KEY)) for item in items if item.checkState() == Qt.CheckState.Checked
        )

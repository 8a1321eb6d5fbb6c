"""The rows behind a figure that are no deals: sorted, copied, written as CSV or workbook."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.tables.text_list import ListTable, TextList, export

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions


class RowsDialog(QDialog):
    """A list with its heading and what it says."""

    def __init__(
        self, title: str, tip: str, actions: "Actions", parent: QWidget, model: TextList
    ) -> None:
        super().__init__(parent)
        self._actions, self._title = actions, title
        self.setWindowTitle(title)
        self.resize(720, 560)
        tokens = theme.current()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[tokens.space_4] * 4)
        layout.setSpacing(tokens.space_3)
        layout.addWidget(texts.heading(title))
        layout.addWidget(texts.paragraph(tip, "muted"))
        model.setParent(self)
        self.table = ListTable(model, title)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        layout.addWidget(self.table, 1)
        foot = QHBoxLayout()
        self.told = texts.label("", "muted")
        foot.addWidget(self.told, 1)
        for name, work in (
            (_("Copy"), self.table.copy),
            (_("Export…"), self._export),
            (_("Close"), self.accept),
        ):
            button = texts.button(name, "primary" if name == _("Close") else "plain")
            button.clicked.connect(work)
            button.setAutoDefault(False)
            foot.addWidget(button)
        layout.addLayout(foot)
        self.table.setFocus()

    def _export(self) -> None:
        export(self, self._actions, self._title, self.table, self.told.setText)

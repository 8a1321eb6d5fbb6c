"""What a score rule that is being entered would change: how many are hot, and who."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.ui import icons, texts

if TYPE_CHECKING:
    from revops_desktop.analytics.score_trial import Scored, Trial


class TrialView(QWidget):
    """How many contacts would be hot, and who changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.said = texts.paragraph(_("Looking who would be hot …"), "muted")
        layout.addWidget(self.said)
        self.table = QTableWidget(0, 4)
        self.table.setAccessibleName(_("Who becomes hot, and who no longer is"))
        self.table.setHorizontalHeaderLabels([_("Name"), _("Company"), _("Now"), _("Then")])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        head = self.table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column in (2, 3):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.table.setFixedHeight(150)
        layout.addWidget(self.table)
        self.table.hide()

    def show_trial(self, found: "Trial") -> None:
        """Says what came of it."""
        now = ngettext(
            "{number} of {all} contacts is hot now.",
            "{number} of {all} contacts are hot now.",
            found.was_hot,
        ).format(number=count(found.was_hot), all=count(found.contacts))
        then = ngettext(
            "With this rule it would be {number}: {more} more, {fewer} fewer.",
            "With this rule it would be {number}: {more} more, {fewer} fewer.",
            found.is_hot,
        ).format(number=count(found.is_hot), more=count(found.become), fewer=count(found.cease))
        same = _("With this rule it would be the same.")
        self.said.setText(f"{now} {then if found.become or found.cease else same}")
        rows = [*((one, True) for one in found.becoming), *((one, False) for one in found.ceasing)]
        self.table.setRowCount(len(rows))
        for row, (one, becomes) in enumerate(rows):
            self._put(row, one, becomes)
        self.table.setVisible(bool(rows))

    def _put(self, row: int, one: "Scored", becomes: bool) -> None:
        cells = (one.name, one.company, count(one.before), count(one.score))
        for column, text in enumerate(cells):
            item = QTableWidgetItem(" ".join(text.split()))
            if column > 1:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if column == 0:
                item.setIcon(icons.icon("flame" if becomes else "snowflake"))
            self.table.setItem(row, column, item)

"""The rows of the trash as a table asks for them."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from revops_desktop.analytics.trash import Deleted
from revops_desktop.i18n import _, day, ngettext
from revops_desktop.rules.periods import local_day
from revops_desktop.ui import icons, texts

Index = QModelIndex | QPersistentModelIndex
ICONS = {"deal": "kanban", "company": "building-2", "contact": "contact"}


def kind_name(kind: str) -> str:
    """What sort of record it is."""
    return {"deal": _("Deal"), "company": _("Company"), "contact": _("Contact")}[kind]


def left(row: Deleted) -> str:
    """For how long it can still be had back."""
    return ngettext("{number} day left", "{number} days left", row.days_left).format(
        number=row.days_left
    )


class TrashModel(QAbstractTableModel):
    """What was deleted, the latest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Deleted, ...] = ()
        self._zone = "UTC"
        self._headings = (_("Name"), _("Kind"), _("Belongs to"), _("Deleted on"), _("Kept for"))

    def show(self, rows: tuple[Deleted, ...], zone: str) -> None:
        """Shows these instead of all others."""
        self.beginResetModel()
        self.rows, self._zone = rows, zone
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self._headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(row)[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return icons.icon(ICONS[row.kind])
        if role == Qt.ItemDataRole.ToolTipRole:
            return texts.tool_tip(row.name)
        return None

    def _texts(self, row: Deleted) -> tuple[str, ...]:
        about = " ".join(row.about.split())[:200]
        if row.was_merged:
            about = _("merged into {name}").format(name=about)
        return (
            " ".join(row.name.split())[:200],
            kind_name(row.kind),
            about,
            day(local_day(row.at, self._zone)),
            left(row),
        )

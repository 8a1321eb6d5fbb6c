"""Which records look the same, and why; from here they are compared and merged."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from revops_desktop import i18n
from revops_desktop.i18n import _, ngettext
from revops_desktop.ui import texts, theme
from revops_desktop.ui.companies.merge_dialog import MergeDialog
from revops_desktop.ui.tables.columns import Wording

if TYPE_CHECKING:
    from revops_desktop.analytics.duplicates import Alike, Duplicates, Kind, Twins
    from revops_desktop.ui.actions import Actions

_ROW = 26
_GROUP = Qt.ItemDataRole.UserRole
_RECORD = Qt.ItemDataRole.UserRole + 1


def reason_text(alike: "Alike") -> str:
    """Why records look the same, in words."""
    said = {
        "number": _("same corporate number: {shared}"),
        "email": _("same e-mail address: {shared}"),
        "name": _("same name: {shared}"),
        "name_phone": _("same name and phone: {shared}"),
        "core": _("same name but for the legal form: {shared}"),
        "phone": _("same phone: {shared}"),
        "reading": _("same reading: {shared}"),
        "domain": _("same domain: {shared}"),
    }
    return said[alike.reason].format(shared=alike.shared)


class DuplicatesDialog(QDialog):
    """Groups, the surest first. Enter compares a group; `opened` holds the record asked for."""

    def __init__(
        self, actions: "Actions", kind: "Kind", words: Wording, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._actions, self._kind, self._words = actions, kind, words
        self.opened = 0
        self.setWindowTitle(
            _("Companies that look the same")
            if kind == "company"
            else _("Contacts that look the same")
        )
        self.resize(860, 600)
        tokens = theme.current()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[tokens.space_5] * 4)
        layout.setSpacing(tokens.space_3)
        layout.addWidget(texts.paragraph(self._explained(), "muted"))
        self.list = QTreeWidget()
        self.list.setAccessibleName(self.windowTitle())
        self.list.setHeaderLabels([_("Name"), _("Why they look the same")])
        self.list.setColumnWidth(0, 340)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setUniformRowHeights(True)
        self.list.itemActivated.connect(lambda _item, _column: self.compare())
        self.list.currentItemChanged.connect(lambda *_items: self._check())
        layout.addWidget(self.list, 1)
        layout.addLayout(self._foot())
        self.refresh()

    def _explained(self) -> str:
        if self._kind == "company":
            return _(
                "Compared are corporate number, name (株式会社, (株), ㈱ in front or behind, width "
                "and kana aside), reading, phone digits, and the domain of website and e-mail."
            )
        return _(
            "Compared are e-mail address, name within a company, reading within a company, and "
            "name with phone digits; width and kana aside."
        )

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.count = texts.label("", "muted")
        row.addWidget(self.count, 1)
        self.opener = texts.button(_("Open it"))
        self.opener.setAutoDefault(False)
        self.opener.clicked.connect(self.open_record)
        self.merge = texts.button(_("Compare and merge…"), "primary")
        self.merge.setAutoDefault(False)
        self.merge.clicked.connect(self.compare)
        close = texts.button(_("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        for button in (self.opener, self.merge, close):
            row.addWidget(button)
        return row

    def refresh(self) -> None:
        """Looks anew; the list stands until the answer is here."""
        from revops_desktop.analytics.duplicates import duplicates

        self.count.setText(_("Looking…"))
        self._actions.ask_later("duplicates", duplicates, self._show, kind=self._kind)

    def _show(self, answer: "Duplicates") -> None:
        group = self._group_item()
        place = 0 if group is None else self.list.indexOfTopLevelItem(group)
        self.list.clear()
        for twins in answer.groups:
            self.list.addTopLevelItem(self._item(twins))
        self.list.expandAll()
        shown = self.list.topLevelItemCount()
        if shown:
            index = self.list.model().index(min(max(place, 0), shown - 1), 0)
            self.list.setCurrentIndex(index)
        self.list.setFocus()
        self.count.setText(
            ngettext("{n} group", "{n} groups", answer.total).format(n=i18n.count(answer.total))
            if answer.total
            else _("No two records look the same.")
        )
        self._check()

    def _item(self, twins: "Twins") -> QTreeWidgetItem:
        why = " · ".join(reason_text(alike) for alike in twins.why[:4])
        item = QTreeWidgetItem([" ＝ ".join(twins.names), why])
        item.setData(0, _GROUP, twins.ids)
        item.setSizeHint(0, QSize(0, _ROW))
        item.setData(
            1,
            Qt.ItemDataRole.ToolTipRole,
            texts.tool_tip("\n".join(reason_text(one) for one in twins.why)),
        )
        for record_id, name in zip(twins.ids, twins.names, strict=True):
            child = QTreeWidgetItem([name])
            child.setData(0, _RECORD, record_id)
            item.addChild(child)
        return item

    def _group_item(self) -> QTreeWidgetItem | None:
        item: QTreeWidgetItem | None = self.list.currentItem()
        return None if item is None else (item.parent() or item)

    def _check(self) -> None:
        self.merge.setEnabled(self._group_item() is not None)
        item = self.list.currentItem()
        self.opener.setEnabled(item is not None)

    def compare(self) -> None:
        """Shows the group side by side, to be merged."""
        item = self._group_item()
        if item is None:
            return
        dialog = MergeDialog(self._actions, self._kind, item.data(0, _GROUP), self._words, self)
        if dialog.exec():
            self.refresh()

    def open_record(self) -> None:
        """Closes the list and opens the record that the keyboard is on."""
        item = self.list.currentItem()
        if item is None:
            return
        record_id = item.data(0, _RECORD)
        self.opened = int(record_id if record_id is not None else item.data(0, _GROUP)[0])
        self.accept()

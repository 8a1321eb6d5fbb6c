"""Asks why a deal leaves the river, and when a recycled one shall come back (domain.md §3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import _, days, language
from revops_desktop.i18n import day as written
from revops_desktop.ui import texts, theme
from revops_desktop.ui.board import words

if TYPE_CHECKING:
    from revops_desktop.analytics.exits import Reason

_REASON = Qt.ItemDataRole.UserRole
_DEFAULT_WAIT_DAYS = 90


@dataclass(frozen=True, slots=True)
class Exit:
    """What was answered: the way out and the reason; of a recycled deal the day of waking up and
    the nurturing list it rests on, None for none."""

    kind: str
    reason_id: int
    note: str
    wake_on: str | None
    nurture_list_id: int | None = None


class ExitDialog(QDialog):
    """One question: why? A lost deal whose reason usually passes is offered to be recycled."""

    def __init__(
        self,
        kind: str,
        title: str,
        reasons: "Mapping[str, tuple[Reason, ...]]",
        today: date,
        parent: QWidget | None = None,
        *,
        lists: Sequence[tuple[int, str]] = (),
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self._title = words.one_line(title)
        self._reasons = reasons
        self._today = today
        self._chosen_day = False
        self._items: dict[int, QTreeWidgetItem] = {}
        tokens = theme.current()
        self.setMinimumWidth(460)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[tokens.space_5] * 4)
        layout.setSpacing(tokens.space_2)
        self.question = texts.paragraph("", "heading")
        layout.addWidget(self.question)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setItemsExpandable(False)
        self.tree.setMinimumHeight(230)
        self.tree.setAccessibleName(_("Reason"))
        self.tree.itemSelectionChanged.connect(self._on_reason)
        self.tree.itemDoubleClicked.connect(lambda _item, _column: self.accept())
        layout.addWidget(self.tree, 1)
        layout.addWidget(self._offer())
        layout.addWidget(self._wake())
        layout.addWidget(self._nurture(lists))
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(64)
        self.note.textChanged.connect(self._check)
        self.note_label = texts.field_label(_("Note"), self.note)
        layout.addWidget(self.note_label)
        layout.addWidget(self.note)
        layout.addLayout(self._buttons())
        self._show_kind()

    def _offer(self) -> QWidget:
        """The line that offers recycling instead of losing."""
        self.offer = QWidget()
        row = QHBoxLayout(self.offer)
        row.setContentsMargins(0, 0, 0, 0)
        self.offer_text = texts.paragraph("", "muted")
        self.recycle = texts.button(_("Recycle instead"))
        self.recycle.clicked.connect(self._recycle_instead)
        row.addWidget(self.offer_text, 1)
        row.addWidget(self.recycle)
        self.offer.hide()
        return self.offer

    def _wake(self) -> QWidget:
        """The day on which a recycled deal comes back."""
        self.wake_row = QWidget()
        row = QHBoxLayout(self.wake_row)
        row.setContentsMargins(0, 0, 0, 0)
        self.wake_on = QDateEdit()
        self.wake_on.setCalendarPopup(True)
        japanese = language() == "ja"
        self.wake_on.setLocale(
            QLocale(QLocale.Language.Japanese if japanese else QLocale.Language.English)
        )
        self.wake_on.setDisplayFormat("yyyy年M月d日" if japanese else "d MMM yyyy")
        self.wake_on.setMinimumDate(_qdate(self._today))
        self.wake_on.setDate(_qdate(self._today + timedelta(days=_DEFAULT_WAIT_DAYS)))
        self.wake_on.userDateChanged.connect(self._on_day)
        self.wake_hint = texts.label("", "muted")
        row.addWidget(texts.field_label(_("Comes back on"), self.wake_on))
        row.addWidget(self.wake_on)
        row.addWidget(self.wake_hint, 1)
        return self.wake_row

    def _nurture(self, lists: Sequence[tuple[int, str]]) -> QWidget:
        """The list on which a recycled deal rests; hidden where the owner has none."""
        self.list_row = QWidget()
        row = QHBoxLayout(self.list_row)
        row.setContentsMargins(0, 0, 0, 0)
        self.list = QComboBox()
        self.list.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.list.addItem(_("On no list"), None)
        for number, name in lists:
            self.list.addItem(words.one_line(name), number)
        row.addWidget(texts.field_label(_("Nurturing list"), self.list))
        row.addWidget(self.list, 1)
        return self.list_row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.confirm = texts.button("", "primary")
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(self.accept)
        cancel = texts.button(_("Cancel"))
        cancel.clicked.connect(self.reject)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.confirm)
        return row

    def _show_kind(self) -> None:
        """Fills the dialog for the way out in force."""
        name = words.exit_name(self.kind)
        self.setWindowTitle(name)
        self.confirm.setText(texts.button_text(name))
        self.question.setText(self.asked())
        recycled = self.kind == "recycled"
        self.wake_row.setVisible(recycled)
        self.list_row.setVisible(recycled and self.list.count() > 1)
        self.note.setPlaceholderText(_("What to bear in mind when it comes back") * recycled)
        self._items.clear()
        self.tree.clear()
        for reason in self._reasons.get(self.kind, ()):
            item = self._item(reason)
            item.setFont(0, theme.font(bold=True))
            item.addChildren([self._item(detail) for detail in reason.details])
            self.tree.addTopLevelItem(item)
        self.tree.expandAll()
        self.tree.setFocus()
        self._check()

    def asked(self) -> str:
        """The question for the way out in force."""
        text = {
            "lost": _("Why was “{deal}” lost?"),
            "recycled": _("Why does “{deal}” not go on now?"),
            "churned": _("Why did the customer of “{deal}” leave?"),
        }[self.kind]
        return text.format(deal=self._title)

    def _item(self, reason: "Reason") -> QTreeWidgetItem:
        item = QTreeWidgetItem([words.one_line(reason.name)])
        item.setData(0, _REASON, reason)
        self._items[reason.reason_id] = item
        return item

    @property
    def reason(self) -> "Reason | None":
        """The reason that is chosen; None before one was."""
        item = self._selected()
        return item.data(0, _REASON) if item is not None else None

    def _selected(self) -> QTreeWidgetItem | None:
        # The current item may be one that nobody chose: Qt takes the first as it gets the keyboard.
        return next(iter(self.tree.selectedItems()), None)

    @property
    def usual_wait(self) -> int | None:
        """How many days a deal usually rests for the chosen reason, or for the one above it."""
        item = self._selected()
        while item is not None:
            found: int | None = item.data(0, _REASON).usual_wait_days
            if found is not None:
                return found
            item = item.parent()
        return None

    def choose(self, reason_id: int) -> bool:
        """Chooses a reason by id; whether the way out has it."""
        item = self._items.get(reason_id)
        if item is not None:
            self.tree.setCurrentItem(item)
        return item is not None

    def answer(self) -> Exit:
        """What was answered; call only after the dialog was accepted."""
        assert self.reason is not None
        day = self.wake_on.date().toString(Qt.DateFormat.ISODate)
        recycled = self.kind == "recycled"
        return Exit(
            self.kind,
            self.reason.reason_id,
            self.note.toPlainText(),
            day if recycled else None,
            self.list.currentData() if recycled else None,
        )

    def accept(self) -> None:
        """Closes only on a complete answer."""
        if self.confirm.isEnabled():
            super().accept()

    def _on_reason(self) -> None:
        wait = self.usual_wait
        lost = self.kind == "lost" and wait is not None
        self.offer.setVisible(lost and bool(self._reasons.get("recycled")))
        if wait is not None:
            self.offer_text.setText(
                _(
                    "This usually passes within {days}: recycled, the deal comes back on {day}."
                ).format(days=days(wait), day=written(self._today + timedelta(days=wait)))
            )
            self.wake_hint.setText(_("usually {days}").format(days=days(wait)))
            if not self._chosen_day:
                self._set_wait(wait)
        else:
            self.wake_hint.setText("")
        self._check()

    def _set_wait(self, wait: int) -> None:
        self.wake_on.blockSignals(True)
        self.wake_on.setDate(_qdate(self._today + timedelta(days=wait)))
        self.wake_on.blockSignals(False)

    def _on_day(self) -> None:
        self._chosen_day = True

    def _recycle_instead(self) -> None:
        """Goes on as recycling, with the same reason where that list has it, and its wait.

        The day that was offered holds, whatever the reason for recycling is then called.
        """
        was, wait = self.reason, self.usual_wait
        self.kind = "recycled"
        self._chosen_day = self._chosen_day or wait is not None
        self._show_kind()
        offered = self._reasons.get("recycled", ())
        names = {one.name: one for top in offered for one in (*top.details, top)}
        if was is not None and was.name in names:
            self.choose(names[was.name].reason_id)
        if wait is not None:
            self._set_wait(wait)

    def _check(self) -> None:
        """Says what is missing: the reason, or the note that it asks for."""
        reason = self.reason
        needs_note = reason is not None and reason.asks_note
        self.note_label.setText(_("Note (needed for this reason)") if needs_note else _("Note"))
        missing = needs_note and not self.note.toPlainText().strip()
        self.confirm.setEnabled(reason is not None and not missing)


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)

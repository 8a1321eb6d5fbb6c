"""What a hand-off rule asks to be handed over, in its order, and the dialog of one item."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.deal_fields import FIELD_LABELS
from revops_desktop.rules.handoff_items import ITEM_FIELDS
from revops_desktop.ui import texts
from revops_desktop.ui.board import words
from revops_desktop.ui.question_dialog import QuestionDialog, run
from revops_desktop.ui.settings.people_dialogs import form_of, line
from revops_desktop.ui.settings.rows_panel import (
    ADD,
    DELETE,
    DOWN,
    EDIT,
    UP,
    Line,
    RowsPanel,
    rows_after,
)

if TYPE_CHECKING:
    from revops_desktop.analytics.handoff_rules import FieldOf, ItemOf

_WORDS = ""
_OWN = "custom:"


class ItemsList(RowsPanel):
    """Says which items are wanted; whoever uses it writes them and shows what was written."""

    # All of them in their order, as `operations.handoff_rules.WantedItem` takes them.
    items_wanted = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Items to hand over"),
            (_("Item"), _("Where it is filled in"), _("Required")),
            (
                (ADD, _("Add…")),
                (EDIT, _("Edit…")),
                (UP, _("Up")),
                (DOWN, _("Down")),
                (DELETE, _("Delete")),
            ),
            parent=parent,
        )
        self._kept: tuple[dict[str, Any], ...] = ()
        self._fields: tuple[FieldOf, ...] = ()
        self.wanted.connect(self._on_wanted)
        self.order_wanted.connect(
            lambda keys: self.items_wanted.emit([self._kept[key - 1] for key in keys])
        )

    def show_items(self, items: "Sequence[ItemOf]", fields: "Sequence[FieldOf]") -> None:
        """Shows what the file says; `fields` are the owner's own that may be handed over."""
        was = self._kept[self.key - 1]["item_id"] if 0 < self.key <= len(self._kept) else None
        self._fields = tuple(fields)
        self._kept = tuple(dict(one._asdict()) for one in items)
        keys = [place for place, one in enumerate(self._kept, 1) if one["item_id"] == was]
        self.show_lines(
            [
                Line(
                    place,
                    (
                        *(one["name"], self._place(one)),
                        _("Required") if one["is_required"] else _("Optional"),
                    ),
                )
                for place, one in enumerate(self._kept, 1)
            ],
            keys[0] if keys else min(self.key, len(self._kept)),
        )

    def _place(self, one: dict[str, Any]) -> str:
        if one["field"] is not None:
            return _(FIELD_LABELS.get(one["field"], one["field"]))
        if one["custom_field_id"] is not None:
            named = {field.field_id: field.name for field in self._fields}
            return named.get(one["custom_field_id"], _("(no longer there)"))
        return _("In words, with the hand-off")

    def _on_wanted(self, command: str, key: int) -> None:
        if command == ADD:
            self._ask(None)
        elif command == EDIT and key:
            self._ask(key)
        elif command == DELETE and key:
            self.items_wanted.emit([one for n, one in enumerate(self._kept, 1) if n != key])

    def _ask(self, key: int | None) -> None:
        was = self._kept[key - 1] if key is not None else None
        dialog = ItemDialog(self.window(), was, self._fields)
        if not run(dialog):
            return
        wanted = rows_after(dialog.values(), self._kept, key, "item_id")
        if wanted is None:
            return
        self.items_wanted.emit(wanted)
        if key is None:
            self.select(len(wanted))


class ItemDialog(QuestionDialog):
    """What it is called, where it is filled in, and whether it is required."""

    def __init__(
        self, parent: QWidget, item: dict[str, Any] | None, fields: "Sequence[FieldOf]"
    ) -> None:
        title = _("New item to hand over") if item is None else _("Edit item to hand over")
        super().__init__(title, title, _("Add") if item is None else _("Save"), parent)
        self.name = line(item["name"] if item else "", 200)
        self.place = QComboBox()
        self.place.setMaxVisibleItems(16)
        self.place.addItem(_("In words, with the hand-off"), _WORDS)
        for field in ITEM_FIELDS:
            self.place.addItem(_(FIELD_LABELS[field]), field)
        for own in fields:
            self.place.addItem(words.one_line(own.name)[:80], f"{_OWN}{own.field_id}")
        if item is not None:
            held = item["field"] or _WORDS
            if item["custom_field_id"] is not None:
                held = f"{_OWN}{item['custom_field_id']}"
            self.place.setCurrentIndex(max(0, self.place.findData(held)))
        self.required = QCheckBox(texts.button_text(_("Required")))
        self.required.setChecked(item is None or bool(item["is_required"]))
        form = form_of(self, ((_("Item"), self.name), (_("Where it is filled in"), self.place)))
        form.addRow(texts.label(""), self.required)
        said = _("What is missing is shown before a deal is sent, and counts as not complete.")
        self.body.addWidget(texts.paragraph(said, "muted"))
        self.body.addStretch(1)
        self.place.currentIndexChanged.connect(self._propose)
        self.name.textChanged.connect(self._check)
        self._propose()
        self.name.setFocus()

    def values(self) -> dict[str, Any]:
        """What was entered, but for the id."""
        place = str(self.place.currentData())
        own = place.removeprefix(_OWN) if place.startswith(_OWN) else ""
        return {
            "name": self.name.text().strip() or self.name.placeholderText(),
            "field": place if place and not own else None,
            "custom_field_id": int(own) if own else None,
            "is_required": self.required.isChecked(),
        }

    def _propose(self) -> None:
        """A field has a name of its own where no other one is written."""
        in_words = self.place.currentData() == _WORDS
        self.name.setPlaceholderText("" if in_words else self.place.currentText())
        self._check()

    def _check(self) -> None:
        self.confirm.setEnabled(bool(self.name.text().strip() or self.name.placeholderText()))

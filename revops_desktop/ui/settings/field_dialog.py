"""The dialog of a custom field: what it is called, what it holds, who fills it in, where."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import NOTHING, _
from revops_desktop.rules.custom_fields import KIND_LABELS, SUBJECT_LABELS, Subject
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.filters.lists import Line, SearchedList
from revops_desktop.ui.question_dialog import QuestionDialog
from revops_desktop.ui.settings.people_dialogs import form_of, line

if TYPE_CHECKING:
    from revops_desktop.analytics.custom_fields import Choice, CustomField

# Writes what was entered; False where it was refused, which was shown by then.
Save = Callable[[dict[str, Any]], bool]

_ID = Qt.ItemDataRole.UserRole
_LONGEST = 100


class ChoiceList(QWidget):
    """The choices of a field: F2 renames, Insert adds, Delete takes away, Alt+arrows order."""

    def __init__(self, choices: "Sequence[Choice]") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space_1)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Choices"))
        self.list.setFixedHeight(124)
        self.list.installEventFilter(self)
        row.addWidget(self.list, 1)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(0)
        self.add_button = self._button("plus", _("Add a choice"), "Ins", self.add)
        self._button("arrow-up", _("Move the choice up"), "Alt+Up", lambda: self.move_by(-1))
        self._button("arrow-down", _("Move the choice down"), "Alt+Down", lambda: self.move_by(1))
        self._button("trash-2", _("Take the choice away"), "Del", self.take_away)
        self._buttons.addStretch(1)
        row.addLayout(self._buttons)
        self.setFocusProxy(self.list)
        for one in choices:
            self._put(self.list.count(), one.name, one.id)

    def _button(self, icon: str, name: str, key: str, act: Callable[[], object]) -> QPushButton:
        made = QPushButton()
        made.setProperty("kind", "icon")
        made.setIcon(icons.icon(icon))
        made.setIconSize(QSize(14, 14))
        made.setAccessibleName(name)
        made.setAutoDefault(False)
        texts.set_tool_tip(made, f"{name} ({key})")
        made.clicked.connect(lambda _on=False: act())
        self._buttons.addWidget(made)
        return made

    def _put(self, place: int, name: str, choice_id: int | None) -> QListWidgetItem:
        item = QListWidgetItem(" ".join(name.split()))
        item.setData(_ID, choice_id)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        self.list.insertItem(place, item)
        return item

    def wanted(self) -> list[tuple[int | None, str]]:
        """The choices in their order: id, None for a new one, and name."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [(item.data(_ID), item.text()[:_LONGEST]) for item in items if item.text().strip()]

    def add(self) -> None:
        """A new choice, to be named at once."""
        item = self._put(self.list.count(), _("New choice"), None)
        self.list.setCurrentItem(item)
        self.list.editItem(item)

    def move_by(self, step: int) -> None:
        """Moves the chosen one up or down."""
        row = self.list.currentRow()
        if row >= 0 and 0 <= row + step < self.list.count():
            item = self.list.takeItem(row)
            self.list.insertItem(row + step, item)
            self.list.setCurrentItem(item)

    def take_away(self) -> None:
        """Takes the chosen one away; where records hold it, it is only put away."""
        if self.list.currentRow() >= 0:
            self.list.takeItem(self.list.currentRow())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            act: Callable[[], object] | None = {
                (Qt.Key.Key_Insert, False): self.add,
                (Qt.Key.Key_Delete, False): self.take_away,
                (Qt.Key.Key_Up, True): lambda: self.move_by(-1),
                (Qt.Key.Key_Down, True): lambda: self.move_by(1),
            }.get((Qt.Key(event.key()), alt))
            if act is not None:
                act()
                return True
        return super().eventFilter(watched, event)


class FieldDialog(QuestionDialog):
    """A field, new or there already; its kind is chosen once and for all."""

    def __init__(
        self,
        subject: Subject,
        functions: Sequence[tuple[int, str]],
        stages: Sequence[Line],
        save: Save,
        parent: QWidget | None = None,
        *,
        field: "CustomField | None",
    ) -> None:
        title = (
            _("New field of: {subject}") if field is None else _("Field of: {subject}")
        ).format(subject=_(SUBJECT_LABELS[subject]))
        super().__init__(title, title, _("Add") if field is None else _("Save"), parent)
        self.setMinimumWidth(480)
        self._save, self._field = save, field
        self.name = line(field.name if field else "")
        self.kind = QComboBox()
        for kind, label in KIND_LABELS.items():
            self.kind.addItem(_(label), kind)
        if field is not None:
            self.kind.setCurrentIndex(self.kind.findData(field.kind))
            self.kind.setEnabled(False)
        self.function = QComboBox()
        self.function.addItem(NOTHING, None)
        for function_id, name in functions:
            self.function.addItem(" ".join(name.split()), function_id)
        if field is not None and field.function_id is not None:
            self.function.setCurrentIndex(self.function.findData(field.function_id))
        offered = [one for one in field.choices if not one.is_archived] if field else []
        self.choices = ChoiceList(offered)
        rows: list[tuple[str, QWidget]] = [
            (_("Name"), self.name),
            (_("Holds"), self.kind),
            (_("Choices"), self.choices),
            (_("Filled in by"), self.function),
        ]
        self.on_card = QCheckBox(texts.button_text(_("Show on the cards of the board")))
        self.before: SearchedList | None = None
        if subject == "deal":
            self.on_card.setChecked(field is not None and field.on_card)
            rows.append((_("Board"), self.on_card))
            if stages:
                self.before = SearchedList(_("Needed before leaving"), stages, many=True)
                self.before.list.setFixedHeight(150)
                self.before.tick(field.before if field else ())
                rows.append((_("Needed before leaving"), self.before))
        self._form = form_of(self, rows)
        self.kind.currentIndexChanged.connect(lambda _index: self._check())
        self.name.textChanged.connect(lambda _text: self._check())
        self._check()
        self.name.setFocus()

    def _check(self) -> None:
        self.confirm.setEnabled(bool(self.name.text().strip()))
        self._form.setRowVisible(self.choices, self.kind.currentData() == "choice")

    def accept(self) -> None:
        """Closes once the field was written; a refusal leaves it open."""
        if not self.confirm.isEnabled():
            return
        values: dict[str, Any] = {
            "name": self.name.text(),
            "function_id": self.function.currentData(),
            "on_card": self.on_card.isChecked(),
            "before": self.before.ticked() if self.before is not None else (),
            "kind": self.kind.currentData(),
            "choices": self.choices.wanted(),
        }
        if self._save(values):
            super().accept()

"""One line for each thing that is missing before deals go on: what fills it in, and why (§3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _, count, ngettext
from revops_desktop.rules.criteria import FILLABLE, Level
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.board import words
from revops_desktop.ui.fields.editors import custom_editor, editor
from revops_desktop.ui.fields.one_value import FieldEditor, LineEditor

if TYPE_CHECKING:
    from revops_desktop.analytics.custom_fields import CustomField
    from revops_desktop.analytics.deal_form import Owner
    from revops_desktop.analytics.unmet import Lack, MissingItem

_MONEY = ("amount", "monthly_amount")
_LONGEST_WORDS = 4000


@dataclass(frozen=True, slots=True)
class Known:
    """What editors need to know: the currency, today, the owner's fields, who may own a deal."""

    currency: str
    today: date
    custom: "Sequence[CustomField]" = ()
    owners: "Sequence[Owner]" = ()
    # How many deals are asked about.
    number: int = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """One wish that a line fulfils: of a criterion, or of an item to hand over.

    `level`: None for an item that may be left out · `group`: of the wishes of one group, one is
    enough · `above_zero`: an amount of 0 does not fulfil it.
    """

    level: Level | None
    criterion_id: int | None = None
    item_id: int | None = None
    group: str = ""
    above_zero: bool = False


class WordsEditor(QPlainTextEdit):
    """An answer in a few words, of a line or two."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setFixedHeight(58)

    @property
    def shown(self) -> str:
        """What was written."""
        return self.toPlainText().strip()[:_LONGEST_WORDS]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line asks for: its name, why it is missing, and what would fill it in."""

    key: tuple[object, ...]
    name: str
    why: str
    deal_ids: tuple[int, ...]
    wanted: Wanted
    kind: str
    field: str = ""
    custom_field_id: int = 0


def of_lack(lack: "Lack") -> Asked:
    """The line of a criterion."""
    one = lack.criterion
    name = words.one_line(one.text)
    group = lack.source if lack.is_one_of_several else ""
    wanted = Wanted(
        one.level,
        criterion_id=one.criterion_id,
        group=group,
        above_zero=one.condition == "amount_above_zero",
    )
    base = (name, lack.why, lack.deal_ids, wanted)
    if one.condition == "checklist":
        return Asked(("tick", one.criterion_id), *base, "tick")
    if one.condition == "custom_field_filled" and one.custom_field_id:
        key = ("custom", one.custom_field_id)
        return Asked(key, *base, "custom", custom_field_id=one.custom_field_id)
    if one.condition == "amount_above_zero":
        return Asked(("field", "amount"), *base, "field", "amount")
    if one.condition == "field_filled" and one.field in FILLABLE:
        return Asked(("field", one.field), *base, "field", one.field or "")
    kind = "log" if one.condition == "activity_logged" else "told"
    return Asked((kind, one.condition, one.field, one.activity_kind, one.least_score), *base, kind)


def of_item(missing: "MissingItem", level: Level) -> Asked:
    """The line of something to hand over."""
    one = missing.item
    name = words.one_line(one.name)
    wanted = Wanted(level if one.is_required else None, item_id=one.item_id)
    if one.custom_field_id:
        key: tuple[object, ...] = ("custom", one.custom_field_id)
        made = Asked(key, name, "", missing.deal_ids, wanted, "custom", "", one.custom_field_id)
    elif one.field is not None and one.field in FILLABLE:
        made = Asked(("field", one.field), name, "", missing.deal_ids, wanted, "field", one.field)
    elif one.field:
        why = _("Please fill it in on the deal itself.")
        made = Asked(("told", one.field), name, why, missing.deal_ids, wanted, "told")
    else:
        made = Asked(("words", one.item_id), name, "", missing.deal_ids, wanted, "words")
    return made


class Row(QWidget):
    """A line of the dialog: a tick, an editor, or only what is to be done elsewhere."""

    changed = Signal()

    def __init__(self, asked: Asked, known: Known) -> None:
        super().__init__()
        self.name = asked.name
        self.wanted = [asked.wanted]
        self.tick: QCheckBox | None = None
        self.editor: FieldEditor | WordsEditor | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().space_1)
        remark = _remark(asked, known.number)
        if asked.kind == "tick":
            self._place_tick(layout, f"{asked.name}  ({remark})" if remark else asked.name)
            return
        if asked.kind == "log":
            layout.addWidget(texts.paragraph(asked.name))
            layout.addWidget(texts.paragraph(_said(asked.why, remark), "muted"))
            self._place_tick(layout, _("It has happened: log it now"))
            self._name_tick(asked.name)
            return
        made = _editor(asked, known)
        if made is None:
            layout.addWidget(texts.paragraph(asked.name))
            layout.addWidget(texts.paragraph(_said(asked.why, remark), "muted"))
            return
        self.editor = made
        name = asked.name
        if asked.wanted.level is None:
            name = _("{item} (optional)").format(item=name)
        buddy = made.field if isinstance(made, FieldEditor) else made
        layout.addWidget(texts.field_label(name, buddy))
        layout.addWidget(made)
        said = _said(asked.why, remark)
        if said:
            layout.addWidget(texts.paragraph(said, "muted"))
        if isinstance(made, FieldEditor):
            made.committed.connect(lambda _value: self.changed.emit())
            if isinstance(made, LineEditor):
                # “Move” can be clicked while the last line is still being typed.
                made.line.textChanged.connect(lambda _text: self.changed.emit())
        else:
            made.textChanged.connect(self.changed.emit)

    def _name_tick(self, name: str) -> None:
        if self.tick is not None:
            self.tick.setAccessibleName(f"{name} – {self.tick.accessibleName()}")

    def _place_tick(self, layout: QVBoxLayout, text: str) -> None:
        self.tick = QCheckBox()
        self.tick.setAccessibleName(text)
        self.tick.toggled.connect(lambda _on: self.changed.emit())
        line = QHBoxLayout()
        line.setSpacing(theme.current().space_2)
        line.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignTop)
        # A long sentence breaks into lines, which the text of a check box never does.
        line.addWidget(texts.paragraph(text), 1)
        layout.addLayout(line)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The sentence beside a box is clicked as its own text would be."""
        if self.tick is not None and self.rect().contains(event.position().toPoint()):
            self.tick.click()

    def first(self) -> QWidget | None:
        """What the keyboard goes to; None where nothing can be filled in here."""
        return self.tick or self.editor

    def take(self) -> bool:
        """Takes what was typed; False where it cannot be a value."""
        return self.editor.commit() if isinstance(self.editor, FieldEditor) else True

    @property
    def value(self) -> Any:
        """What was filled in; None: nothing."""
        if self.tick is not None:
            return True if self.tick.isChecked() else None
        shown: Any = None
        if isinstance(self.editor, FieldEditor):
            try:
                shown = self.editor.value()
            except RuleBroken:
                # Said under the line as soon as it is to be taken.
                shown = self.editor.field
        elif self.editor is not None:
            shown = self.editor.shown
        return None if shown == "" else shown

    def fulfils(self, wanted: Wanted) -> bool:
        """Whether what was filled in is what was wished."""
        value = self.value
        return value is not None and not (wanted.above_zero and value == 0)


def level_mark(level: Level | None) -> QWidget | None:
    """A line that says what a level means where it is not the usual warning."""
    if level not in ("block", "log"):
        return None
    name, text = {
        "block": ("octagon-alert", _("Must be there before it goes on")),
        "log": ("sticky-note", _("Only noted where it is missing")),
    }[level]
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.current().space_1)
    picture = texts.label("")
    picture.setPixmap(icons.icon(name, "bad" if level == "block" else "text_muted").pixmap(14, 14))
    row.addWidget(picture)
    row.addWidget(texts.label(text, "bad" if level == "block" else "muted"))
    row.addStretch(1)
    return made


def _said(why: str, remark: str) -> str:
    return f"{why} ({remark})" if why and remark else why or remark


def _remark(asked: Asked, number: int) -> str:
    if number <= 1:
        return ""
    missing = len(set(asked.deal_ids))
    return ngettext("missing on {number} deal", "missing on {number} deals", missing).format(
        number=count(missing)
    )


def _editor(asked: Asked, known: Known) -> FieldEditor | WordsEditor | None:
    def today() -> date:
        return known.today

    if asked.kind == "words":
        return WordsEditor(asked.name)
    if asked.kind == "custom":
        own = next((one for one in known.custom if one.id == asked.custom_field_id), None)
        if own is None:
            return None
        return custom_editor(own, currency=known.currency, today=today)
    if asked.kind != "field":
        return None
    if asked.field in _MONEY:
        return editor("money", asked.name, currency=known.currency)
    if asked.field == "expected_close":
        return editor("date", asked.name, today=today)
    if asked.field == "owner_id":
        choices = [(one.member_id, words.one_line(one.name)) for one in known.owners]
        return editor("choice", asked.name, choices=choices)
    return editor("text", asked.name)

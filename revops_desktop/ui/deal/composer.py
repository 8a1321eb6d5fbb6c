"""Logs what just happened: one key for its kind, the words if there are any, Enter."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from revops_desktop.i18n import N_, _
from revops_desktop.rules.deal_fields import ACTIVITY_LABELS
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.deal.text_area import TextArea
from revops_desktop.ui.fields.one_value import ChoiceEditor

if TYPE_CHECKING:
    from revops_desktop.analytics.deal_panel import DealSheet
    from revops_desktop.ui.deal.desk import Desk

# Kind, key, icon; the key works while nothing is typed in.
KINDS = (
    ("call", "C", "phone"),
    ("meeting", "M", "users"),
    ("email", "E", "mail"),
    ("visit", "V", "map-pin"),
    ("inquiry", "I", "inbox"),
    ("catalogue_request", "R", "book-open-text"),
    ("note", "N", "sticky-note"),
)
_AROUND_WORD = 36
HINTS = {
    "call": N_("What was said?"),
    "meeting": N_("What came of it?"),
    "email": N_("What was it about?"),
    "visit": N_("What did you see and agree on?"),
    "inquiry": N_("What did they ask?"),
    "catalogue_request": N_("What did they ask for?"),
    "note": N_("What should be remembered?"),
}


class Composer(QWidget):
    """A row of kinds; one of them chosen, a text opens below it."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.kind: str | None = None
        self._deal_id = 0
        # With whom it was, as long as nobody says otherwise.
        self._proposed: int | None = None
        tokens = theme.current()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.space_2)
        row = QHBoxLayout()
        row.setSpacing(tokens.space_1)
        self.buttons: dict[str, QPushButton] = {}
        for kind, key, icon in KINDS:
            row.addWidget(self._button(kind, key, icon))
        rows.addLayout(row)
        self.area = TextArea(_("What happened"), fewest_lines=2, submit=self.save)
        self.area.hide()
        rows.addWidget(self.area)
        self.foot = QWidget()
        foot = QHBoxLayout(self.foot)
        foot.setContentsMargins(0, 0, 0, 0)
        self.person = ChoiceEditor(_("With whom"), ())
        self.save_button = texts.button(_("Log it"), "primary")
        self.save_button.clicked.connect(self.save)
        texts.set_tool_tip(self.save_button, _("Enter logs it, Shift+Enter begins a new line"))
        foot.addWidget(texts.field_label(_("With whom"), self.person.field))
        foot.addWidget(self.person, 1)
        foot.addWidget(self.save_button)
        self.foot.hide()
        rows.addWidget(self.foot)

    def _button(self, kind: str, key: str, icon: str) -> QPushButton:
        name = _(ACTIVITY_LABELS[kind])
        made = texts.button(name, "small")
        made.setProperty("look", "tight")
        made.setIcon(icons.icon(icon))
        made.setIconSize(QSize(14, 14))
        made.setCheckable(True)
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        made.setMinimumWidth(36)
        made.setAccessibleName(_("Log: {kind}").format(kind=name))
        texts.set_tool_tip(made, _("{kind}: press {key}, type, Enter").format(kind=name, key=key))
        made.clicked.connect(partial(self.choose, kind))
        self.buttons[kind] = made
        return made

    def install_keys(self, panel: QWidget) -> None:
        """The letters that begin to log, wherever in the panel the keyboard is."""
        for kind, key, _icon in KINDS:
            made = QShortcut(QKeySequence(key), panel)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(partial(self.choose, kind))

    def choose(self, kind: str, *_clicked: object) -> None:
        """Opens the text for this kind; the same kind again closes it."""
        if kind == self.kind and not self.area.is_changed:
            self.close_text()
            return
        self.kind = kind
        for other, button in self.buttons.items():
            button.setChecked(other == kind)
        self.area.box.setPlaceholderText(_(HINTS[kind]))
        self.area.box.setAccessibleName(_(ACTIVITY_LABELS[kind]))
        self.area.show()
        self.foot.show()
        self.area.box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_text(self) -> None:
        """Puts the text away; the panel has the keyboard again."""
        self.kind = None
        self.area.set_value(None)
        self.area.hide()
        self.foot.hide()
        for button in self.buttons.values():
            button.setChecked(False)
        panel = self.parentWidget()
        while panel is not None and panel.focusPolicy() == Qt.FocusPolicy.NoFocus:
            panel = panel.parentWidget()
        if panel is not None:
            panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Logs it; the first line is its title, the rest its note.

        Without a word it is logged by the name of its kind: two keys. A note must say something.
        """
        from revops_desktop.operations import activities

        if self.kind is None:
            return
        words = self.area.value() or ("" if self.kind == "note" else _(ACTIVITY_LABELS[self.kind]))
        if not words:
            return
        title, _line, rest = words.partition("\n")
        is_note = self.kind == "note"
        done = self.desk.do(
            activities.log,
            kind=self.kind,
            deal_id=self.desk.deal_id,
            contact_id=self.person.value(),
            title="" if is_note else title.strip(),
            note=words if is_note else rest.strip(),
        )
        if done is not None:
            self.close_text()
            self.person.set_value(self._proposed)

    def show_sheet(self, sheet: "DealSheet") -> None:
        """Offers the people of the deal; a text for another deal is put away.

        It is with the deal's contact, or with the only one of its company, until somebody says
        otherwise: their lead score counts it.
        """
        people = [(one.contact_id, " ".join(one.name[:200].split())) for one in sheet.people]
        another = self._deal_id != sheet.fields.deal_id
        as_proposed = self.person.value() == self._proposed
        self.person.set_choices(people)
        self._deal_id = sheet.fields.deal_id
        self._proposed = _proposed(sheet)
        if another or as_proposed:
            self.person.set_value(self._proposed)
        if another and self.kind is not None:
            self.close_text()
        self.person.setVisible(bool(people))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Where the words do not fit beside each other, the icons alone stand for them.
        needed = sum(
            button.fontMetrics().horizontalAdvance(_(ACTIVITY_LABELS[kind])) + _AROUND_WORD
            for kind, button in self.buttons.items()
        )
        for kind, button in self.buttons.items():
            name = texts.button_text(_(ACTIVITY_LABELS[kind])) if needed <= self.width() else ""
            if button.text() != name:
                button.setText(name)


def _proposed(sheet: "DealSheet") -> int | None:
    """The deal's contact, else the only one of its company."""
    people = [one.contact_id for one in sheet.people]
    if sheet.fields.contact_id in people:
        return sheet.fields.contact_id
    return people[0] if len(people) == 1 else None

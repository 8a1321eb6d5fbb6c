"""Who sits at the screen: asked once for each file and machine, changeable at any time.

Every action carries that member (domain.md §2).
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.notice_bar import NoticeBar
from revops_desktop.ui.preferences import NOBODY, Preferences

if TYPE_CHECKING:
    from revops_desktop.analytics.settings import Member

SOMEONE_NEW = -1


def everyone(actions: Actions) -> "tuple[Member, ...]":
    """The members who may sit here."""
    from revops_desktop.analytics import settings

    return actions.ask(settings.members)


def name_of(actions: Actions) -> str | None:
    """The name of who sits at the screen, None when nobody said."""
    wanted = actions.workspace.member_id
    return next((one.name for one in everyone(actions) if one.member_id == wanted), None)


def sit_down(actions: Actions, preferences: Preferences, member_id: int | None) -> None:
    """From now on actions carry this member; remembered for this file on this machine."""
    preferences.remember_member(actions.workspace.path, member_id)
    actions.sit_down(member_id)


def greet(
    show_notice: Callable[[NoticeBar], None], actions: Actions, preferences: Preferences
) -> None:
    """After the first frame: takes up who sat here last, or asks, once and without blocking."""
    remembered = preferences.member(actions.workspace.path)
    known = everyone(actions)
    if remembered is not None:
        if any(one.member_id == remembered for one in known):
            actions.sit_down(remembered)
        return
    if known:
        show_notice(_notice(actions, preferences, known))


def _notice(actions: Actions, preferences: Preferences, known: "tuple[Member, ...]") -> NoticeBar:
    notice = NoticeBar(
        _("Who sits at this screen? Every change is noted under that name."),
        "question",
        put_away=lambda: _unanswered(actions, preferences),
    )
    choice = _member_box(known, None)
    confirm = texts.button(_("That is me"), "primary")

    def chosen() -> None:
        sit_down(actions, preferences, choice.currentData() or None)
        notice.leave()

    confirm.clicked.connect(chosen)
    notice.add(choice, confirm)
    notice.anew = partial(_notice, actions, preferences, known)
    return notice


def _unanswered(actions: Actions, preferences: Preferences) -> None:
    if preferences.member(actions.workspace.path) is None:
        preferences.remember_member(actions.workspace.path, NOBODY)


def _member_box(known: "tuple[Member, ...]", chosen: int | None) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(_("Member at this screen"))
    box.setMinimumWidth(220)
    box.setMaxVisibleItems(16)
    if chosen is None:
        box.addItem(_("Please choose"), NOBODY)
    for one in known:
        box.addItem(f"{one.name}  ({one.function})" if one.function else one.name, one.member_id)
    if chosen is not None:
        box.setCurrentIndex(max(0, box.findData(chosen)))
    return box


class MemberDialog(QDialog):
    """Chooses who sits here, or adds someone who is not listed yet."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        tokens = theme.current()
        self.setWindowTitle(_("Who sits at this screen?"))
        self.setMinimumWidth(440)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[tokens.space_5] * 4)
        layout.setSpacing(tokens.space_3)
        layout.addWidget(
            texts.paragraph(_("Every change you make in this file is noted under this name."))
        )
        self.choice = _member_box(everyone(actions), actions.workspace.member_id)
        self.choice.addItem(_("Someone new …"), SOMEONE_NEW)
        if self.choice.findData(NOBODY) < 0:
            self.choice.addItem(_("Nobody named"), NOBODY)
        self.new_name = QLineEdit()
        self.new_name.setMaxLength(100)
        self._new_label = texts.field_label(_("Name"), self.new_name)
        form = QFormLayout()
        form.addRow(texts.field_label(_("Member"), self.choice), self.choice)
        form.addRow(self._new_label, self.new_name)
        layout.addLayout(form)
        box = QDialogButtonBox()
        confirm = texts.button(_("Use this name"), "primary")
        confirm.setDefault(True)
        box.addButton(confirm, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(texts.button(_("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        layout.addWidget(box)
        self.choice.currentIndexChanged.connect(self._chosen)
        self._chosen()

    def _chosen(self) -> None:
        is_new = self.choice.currentData() == SOMEONE_NEW
        self.new_name.setEnabled(is_new)
        self._new_label.setEnabled(is_new)
        if is_new:
            self.new_name.setFocus()

    def accept(self) -> None:
        """Adds the new member first, if one was named; a refusal leaves the dialog open."""
        self.member_id: int | None = self.choice.currentData() or None
        if self.member_id == SOMEONE_NEW:
            from revops_desktop.operations import members

            done = self._actions.do(members.add, name=self.new_name.text())
            if done is None:
                return
            self.member_id = int(done.value)
        super().accept()


def choose(window: QWidget, actions: Actions, preferences: Preferences) -> None:
    """Asks who sits here, and notes it."""
    dialog = MemberDialog(actions, window)
    if dialog.exec() == QDialog.DialogCode.Accepted:
        sit_down(actions, preferences, dialog.member_id)
    dialog.deleteLater()

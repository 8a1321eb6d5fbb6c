"""What belongs to this computer: the window's language and look, and who sits at it."""

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from revops_desktop.i18n import _, language
from revops_desktop.ui import members, texts
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.page import Panel
from revops_desktop.ui.preferences import LANGUAGES, LOOKS
from revops_desktop.ui.program import ProgramLike
from revops_desktop.ui.settings.workspace_panel import add_row, settings_form


class ComputerPanel(Panel):
    """Remembered here, not in the file."""

    def __init__(
        self, actions: Actions, program: ProgramLike, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("This computer"), parent)
        self._actions = actions
        self._program = program
        self.language = QComboBox()
        for code, name in LANGUAGES:
            self.language.addItem(name, code)
        self.language.setCurrentIndex(self.language.findData(language()))
        self.look = QComboBox()
        for choice, name in LOOKS:
            self.look.addItem(_(name), choice)
        self.look.setCurrentIndex(self.look.findData(program.preferences.theme))
        self.member = texts.label("")
        self.change_member = texts.button(_("Change…"))
        row = QHBoxLayout()
        row.addWidget(self.member, 1)
        row.addWidget(self.change_member)
        form = settings_form()
        for text, field in (
            (_("Language of the window"), self.language),
            (_("Look"), self.look),
        ):
            add_row(form, text, field)
        add_row(form, _("Member at this screen"), self.change_member, row)
        self.layout_.addLayout(form)
        self.language.activated.connect(
            lambda _index: program.set_language(self.language.currentData())
        )
        self.look.activated.connect(lambda _index: self._choose_look())
        self.change_member.clicked.connect(self._choose_member)
        actions.member_changed.connect(self.show_member)

    def _choose_look(self) -> None:
        self._program.preferences.theme = self.look.currentData()
        self._program.set_theme()

    def _choose_member(self) -> None:
        members.choose(self.window(), self._actions, self._program.preferences)

    def show_member(self) -> None:
        """Shows who sits here."""
        name = members.name_of(self._actions)
        self.member.setText(name or _("Nobody named"))

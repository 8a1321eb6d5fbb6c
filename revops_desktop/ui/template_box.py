"""Chooses a template: a built-in one, or a file that somebody saved."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QWidget

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _, language
from revops_desktop.ui import texts, theme
from revops_desktop.ui.board import words

if TYPE_CHECKING:
    from revops_desktop.operations.template_parts import Template


def spoken() -> str:
    """The language of the window, as templates know it."""
    return "ja" if language() == "ja" else "en"


def kind() -> str:
    """How a file dialog names template files."""
    return _("Template files (*.toml)")


class TemplateBox(QWidget):
    """The built-in templates and what was read from files since; `changed` on another choice."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from revops_desktop.operations import template_files

        # What was read from files stays as it was read, also when the file goes.
        self._files: dict[str, Template] = {}
        self.box = QComboBox()
        self.box.setAccessibleName(_("Template"))
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.box.setMinimumContentsLength(16)
        for one in template_files.available():
            self.box.addItem(one.names[spoken()], one.key)
        self.file = texts.button(_("File…"))
        self.file.setAutoDefault(False)
        self.file.setAccessibleName(_("Use a template file"))
        texts.set_tool_tip(self.file, _("Use a template file"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().space_2)
        layout.addWidget(self.box, 1)
        layout.addWidget(self.file)
        self.setFocusProxy(self.box)
        self.box.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.file.clicked.connect(self._ask_file)

    @property
    def key(self) -> str:
        """The key of a built-in template, or the path of a file."""
        return str(self.box.currentData())

    @property
    def template(self) -> "Template":
        """The chosen template."""
        from revops_desktop.operations import template_files

        return self._files.get(self.key) or template_files.read(self.key)

    def use_file(self, path: Path) -> bool:
        """Chooses a template file; False, and a sentence, where it is none."""
        from revops_desktop.operations import template_files

        try:
            template = template_files.read_file(path)
        except RuleBroken as problem:
            texts.message(self, _("This could not be done"), str(problem), "warning")
            return False
        self._files[str(path)] = template
        place = self.box.findData(str(path))
        name = words.one_line(template.summary.names[spoken()])
        if place < 0:
            self.box.addItem(name, str(path))
            place = self.box.count() - 1
        self.box.setItemText(place, name)
        if place == self.box.currentIndex():
            self.changed.emit()
        self.box.setCurrentIndex(place)
        return True

    def _ask_file(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Use a template file"), "", kind())
        if chosen:
            self.use_file(Path(chosen).absolute())

"""A new workspace: its name, the template it starts from, money and time, and where it lies."""

import re
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.ui import places, texts, theme
from revops_desktop.ui.program import NewFile, ProgramLike
from revops_desktop.ui.start.preview import StagePreview
from revops_desktop.ui.template_box import TemplateBox, spoken
from revops_desktop.ui.workspace_files import SUFFIX, ask_save

FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def ask_new_file(parent: QWidget, program: ProgramLike) -> NewFile | None:
    """Asks for everything a new workspace needs; None if it was cancelled."""
    dialog = NewDialog(program, parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    new = dialog.new_file() if accepted else None
    dialog.deleteLater()
    return new


class NewDialog(QDialog):
    """What was not touched follows what was: the file follows the name, money the language."""

    def __init__(self, program: ProgramLike, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self.setWindowTitle(_("New workspace"))
        self.resize(880, 640)
        self._folder = _first_folder(program)
        self._path_touched = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*[tokens.space_5] * 4)
        outer.setSpacing(tokens.space_4)
        across = QHBoxLayout()
        across.setSpacing(tokens.space_6)
        across.addLayout(self._fields(), 5)
        across.addLayout(self._template_side(), 4)
        outer.addLayout(across, 1)
        outer.addWidget(self._buttons())
        self._language_chosen()
        self._name_typed()
        self.name.setFocus()

    def _fields(self) -> QVBoxLayout:
        language = i18n.language()
        currency, country, zone = places.defaults(language)
        self.name = QLineEdit()
        self.name.setMaxLength(100)
        self.name.setPlaceholderText(_("Your company or business"))
        self.name.textChanged.connect(self._name_typed)
        self.templates = TemplateBox()
        self.template = self.templates.box
        self.templates.changed.connect(self._template_chosen)
        self.language = places.language_box(language)
        self.currency = places.currency_box(currency)
        self.country = places.country_box(country)
        self.zone = places.zone_box(zone)
        self.path = QLineEdit()
        self.path.textEdited.connect(self._path_typed)
        browse = texts.button(_("Choose…"))
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        path_row = QHBoxLayout()
        path_row.setSpacing(theme.current().space_2)
        path_row.addWidget(self.path, 1)
        path_row.addWidget(browse)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setVerticalSpacing(theme.current().space_3)
        form.setHorizontalSpacing(theme.current().space_4)
        for text, field in (
            (_("Name"), self.name),
            (_("Template"), self.templates),
            (_("Language of stages"), self.language),
            (_("Currency"), self.currency),
            (_("Country"), self.country),
            (_("Time zone"), self.zone),
        ):
            field.setAccessibleName(text)
            form.addRow(texts.field_label(text, field), field)
        form.addRow(texts.field_label(_("File"), self.path), path_row)
        self.language.currentIndexChanged.connect(self._language_chosen)
        column = QVBoxLayout()
        column.addLayout(form)
        column.addWidget(
            texts.paragraph(
                _(
                    "Everything lies in this one file. Stages, names and reasons can be changed "
                    "later; the currency cannot."
                ),
                "muted",
            )
        )
        column.addStretch(1)
        return column

    def _template_side(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.current().space_2)
        column.addWidget(texts.heading(_("The stages of this template")))
        self.description = texts.paragraph("", "muted")
        column.addWidget(self.description)
        self.preview = StagePreview()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(self.preview.accessibleName())
        area.setWidget(self.preview)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        self.preview.setAutoFillBackground(False)
        column.addWidget(area, 1)
        return column

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        self.confirm = texts.button(_("Make the file"), "primary")
        self.confirm.setDefault(True)
        box.addButton(self.confirm, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(texts.button(_("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        return box

    def _language_chosen(self) -> None:
        """The stages follow the language; money and place too, if they were left alone."""
        language = self.language.currentData()
        others = [places.defaults(one) for one in i18n.LANGUAGES if one != language]
        now = (self.currency.currentText(), self.country.currentData(), self.zone.currentText())
        if now in others:
            currency, country, zone = places.defaults(language)
            self.currency.setCurrentText(currency)
            self.country.setCurrentIndex(self.country.findData(country))
            self.zone.setCurrentText(zone)
        self._template_chosen()

    def _template_chosen(self) -> None:
        template = self.templates.template
        self.description.setText(template.summary.descriptions[spoken()])
        self.preview.show_template(template, self.language.currentData())

    def _name_typed(self) -> None:
        name = self.name.text().strip()
        self.confirm.setEnabled(bool(name) and bool(self.path.text().strip() or name))
        if not self._path_touched:
            stem = " ".join(FORBIDDEN.sub(" ", name).split()).strip(" .") or _("My business")
            self.path.setText(str(_free(self._folder / f"{stem}{SUFFIX}")))

    def _path_typed(self) -> None:
        self._path_touched = True

    def _browse(self) -> None:
        chosen = ask_save(self, self.path.text())
        if chosen is not None:
            self._path_touched = True
            self.path.setText(str(chosen))

    def new_file(self) -> NewFile:
        """What was entered."""
        return NewFile(
            path=Path(self.path.text().strip()).expanduser(),
            name=self.name.text().strip(),
            template=self.templates.key,
            language=self.language.currentData(),
            currency=self.currency.currentText().strip().upper(),
            country=self.country.currentData(),
            time_zone=self.zone.currentText().strip(),
        )


def _first_folder(program: ProgramLike) -> Path:
    if program.preferences.recent:
        return program.preferences.folder
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents) if documents and Path(documents).is_dir() else Path.home()


def _free(path: Path) -> Path:
    """This path, or the next one with a number that does not exist yet."""
    number = 2
    found = path
    while found.exists():
        found = path.with_name(f"{path.stem} {number}{path.suffix}")
        number += 1
    return found

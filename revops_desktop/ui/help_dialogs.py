"""What the Help menu says of the program: whose work it stands on."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

import revops_desktop
from revops_desktop import paths
from revops_desktop.i18n import N_, _
from revops_desktop.ui import texts, theme

# name of the distribution (None: not a library), what it is for, licence
WORKS = (
    ("PySide6_Essentials", N_("Window (Qt for Python)"), "LGPL-3.0"),
    ("shiboken6", N_("Window (Qt for Python)"), "LGPL-3.0"),
    ("sqlcipher3", N_("The file (SQLite, SQLCipher)"), "zlib / BSD-3-Clause"),
    ("SQLAlchemy", N_("Database access"), "MIT"),
    ("alembic", N_("Changes of the file's form"), "MIT"),
    ("pandas", N_("Figures"), "BSD-3-Clause"),
    ("numpy", N_("Figures"), "BSD-3-Clause"),
    ("pyqtgraph", N_("Charts"), "MIT"),
    ("reportlab", N_("PDF reports"), "BSD-3-Clause"),
    ("pypdfium2", N_("Preview of PDF pages"), "Apache-2.0 / BSD-3-Clause"),
    ("holidays", N_("Public holidays"), "MIT"),
    ("charset-normalizer", N_("Encoding of imported files"), "MIT"),
    ("python-calamine", N_("Reading of Excel files"), "MIT"),
    ("rapidfuzz", N_("Search that forgives slips"), "MIT"),
    ("platformdirs", N_("Folders of the system"), "MIT"),
    ("tzdata", N_("Time zones"), "Apache-2.0"),
)
RESOURCES = (
    ("Noto Sans JP", N_("Font"), "SIL Open Font License 1.1", "fonts"),
    ("Lucide", N_("Icons"), "ISC", "icons"),
)


def _dialog(parent: QWidget, title: str, width: int, height: int) -> tuple[QDialog, QVBoxLayout]:
    tokens = theme.current()
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.resize(width, height)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(*[tokens.space_5] * 4)
    layout.setSpacing(tokens.space_3)
    return dialog, layout


def _close_button(dialog: QDialog, layout: QVBoxLayout) -> QDialogButtonBox:
    box = QDialogButtonBox()
    close = texts.button(_("Close"))
    box.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
    box.rejected.connect(dialog.reject)
    close.setDefault(True)
    layout.addWidget(box)
    close.setFocus()
    return box


def about(parent: QWidget) -> None:
    """Names the program's version and the licence of everything it stands on."""
    dialog, layout = _dialog(parent, _("About RevOps Desktop"), 620, 560)
    layout.addWidget(texts.label("RevOps Desktop", "title"))
    layout.addWidget(
        texts.label(_("Version {version}").format(version=revops_desktop.__version__), "muted")
    )
    layout.addWidget(
        texts.paragraph(_("Your revenue as one river, from the first touch to repeat custom."))
    )
    layout.addWidget(texts.heading(_("It stands on the work of others")))
    layout.addWidget(_works(), 1)
    _close_button(dialog, layout)
    dialog.exec()
    dialog.deleteLater()


def _works() -> QTableWidget:
    rows = [
        (f"{name} {_version(name)}".strip(), _(purpose), licence)
        for name, purpose, licence in WORKS
    ]
    rows += [(name, _(purpose), licence) for name, purpose, licence, _folder in RESOURCES]
    table = QTableWidget(len(rows), 3)
    table.setAccessibleName(_("Libraries, fonts and icons with their licences"))
    table.setHorizontalHeaderLabels([_("Name"), _("Used for"), _("Licence")])
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme.current().row_height)
    table.setShowGrid(False)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
    header.setStretchLastSection(True)
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            table.setItem(row, column, QTableWidgetItem(value))
    for row, (_name, _purpose, licence, folder) in enumerate(RESOURCES, len(WORKS)):
        item = QTableWidgetItem(licence)
        place = paths.resources() / folder / "LICENSE"
        item.setData(Qt.ItemDataRole.ToolTipRole, texts.tool_tip(str(place)))
        table.setItem(row, 2, item)
    return table


def _version(distribution: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""

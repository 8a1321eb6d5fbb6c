"""Export: everything, or a list of records, in files that other programs open and this one reads.

What, in which form, in which encoding; it is written in the background and can be stopped.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QSizePolicy, QWidget

from revops_desktop import i18n
from revops_desktop.i18n import N_, _, ngettext
from revops_desktop.i18n import count as shown_count
from revops_desktop.ui import icons, texts
from revops_desktop.ui.exchange import going_out
from revops_desktop.ui.exchange.going_out import COMPANIES, CONTACTS, DEALS, EVERYTHING, What
from revops_desktop.ui.exchange.step_page import scrolled
from revops_desktop.ui.page import Panel
from revops_desktop.ui.tables.cannot_hold import Way, other_way
from revops_desktop.ui.wanted_file import wanted_file

if TYPE_CHECKING:
    from revops_desktop.analytics.lookup import Named
    from revops_desktop.exchange.out.encodings import CannotHold
    from revops_desktop.ui.actions import Actions, Progress

_LISTS = ((COMPANIES, N_("Companies")), (CONTACTS, N_("Contacts")))
_FORMS_OF_ALL = (
    ("csv xlsx", N_("CSV files and a workbook")),
    ("csv", N_("CSV files")),
    ("xlsx", N_("Excel workbook")),
)
_FORMS_OF_A_LIST = (("csv", N_("CSV files")), ("xlsx", N_("Excel workbook")))
_ENCODINGS = (
    ("utf-8", N_("UTF-8 (Excel and others)")),
    ("cp932", N_("CP932 (old programs)")),
)
_ABOUT = {
    True: N_(
        "Everything, settings and trash too. Imported into an empty workspace it makes the same"
        " workspace again."
    ),
    False: N_(
        "A list for Excel and other programs, which can be imported here again. In CSV a text "
        "that a spreadsheet would run as a formula gets an apostrophe before it."
    ),
}


class ExportPanel(Panel):
    """Three questions, a button, and where the last file went."""

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(_("Export"), parent)
        self._actions = actions
        self._folder = Path(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        )
        self._written: Path | None = None
        area, self._inside = scrolled()
        self.layout_.addWidget(area, 1)
        self.what = self._asked(_("What"), ())
        self.form = self._asked(_("As"), ())
        self.encoding = self._asked(_("Encoding"), _ENCODINGS)
        self.about = texts.paragraph("", "muted")
        _narrow(self.about)
        self._inside.addWidget(self.about)
        self.button = texts.button(_("Export…"))
        self.button.setIcon(icons.icon("file-up"))
        self.button.clicked.connect(self.export)
        self._inside.addWidget(self.button)
        self.words = texts.paragraph("", "good")
        _narrow(self.words)
        self._inside.addWidget(self.words)
        self.show_folder = texts.button(_("Open the folder"), "quiet")
        self.show_folder.setIcon(icons.icon("folder-open"))
        self.show_folder.clicked.connect(self._open_folder)
        self._inside.addWidget(self.show_folder)
        self._inside.addStretch(1)
        self._tell("")
        self._fill(())
        self.what.currentIndexChanged.connect(self._what_chosen)
        self.form.currentIndexChanged.connect(self._form_chosen)
        actions.running_changed.connect(self._show_busy)

    def _asked(self, name: str, choices: Sequence[tuple[Any, str]]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(10)
        for value, words in choices:
            box.addItem(_(words), value)
        self._inside.addWidget(texts.field_label(name, box))
        self._inside.addWidget(box)
        return box

    def showEvent(self, event: QShowEvent) -> None:
        from revops_desktop.analytics.lookup import pipelines

        super().showEvent(event)
        self._actions.ask_later("export", pipelines, self._fill)

    def _fill(self, pipelines: "Sequence[Named]") -> None:
        chosen = self._what()
        deals = [
            (What(DEALS, one.id), _("Deals of “{pipeline}”").format(pipeline=one.name))
            for one in pipelines
        ]
        if len(deals) == 1:
            deals = [(deals[0][0], _("Deals"))]
        listed = [
            (What(EVERYTHING), _("Everything")),
            *((What(kind), _(words)) for kind, words in _LISTS),
            *deals,
        ]
        blocker = QSignalBlocker(self.what)
        self.what.clear()
        for what, words in listed:
            self.what.addItem(words, what)
        place = next((n for n, (what, _words) in enumerate(listed) if what == chosen), 0)
        self.what.setCurrentIndex(place)
        del blocker
        self._what_chosen()

    def _what_chosen(self) -> None:
        from revops_desktop.exchange.out.whole_parts import STAYS_BEHIND

        is_all = self._what().kind == EVERYTHING
        chosen = self.form.currentData()
        blocker = QSignalBlocker(self.form)
        self.form.clear()
        for value, words in _FORMS_OF_ALL if is_all else _FORMS_OF_A_LIST:
            self.form.addItem(_(words), value)
        self.form.setCurrentIndex(max(0, self.form.findData(chosen)))
        del blocker
        words = _(_ABOUT[is_all])
        self.about.setText(i18n.joined(words, _(STAYS_BEHIND)) if is_all else words)
        self._form_chosen()

    def _form_chosen(self) -> None:
        self.encoding.setEnabled("csv" in self._forms())

    def _what(self) -> What:
        kind, pipeline_id = self.what.currentData() or (EVERYTHING, 0)
        return What(kind, pipeline_id)

    def _forms(self) -> tuple[str, ...]:
        return tuple((self.form.currentData() or "csv").split())

    def export(self) -> None:
        """Asks where to, and writes what was chosen there."""
        what, forms = self._what(), self._forms()
        path = self._folder_wanted() if what.kind == EVERYTHING else self._file_wanted(forms[0])
        if path is None:
            return
        self._folder = path.parent
        self._tell("")
        is_narrow = "csv" in forms and self.encoding.currentData() == "cp932"
        self._run(what, path, forms, Way("cp932" if is_narrow else "utf-8"))

    def _folder_wanted(self) -> Path | None:
        """A new folder in the one that is chosen."""
        chosen = QFileDialog.getExistingDirectory(
            self, _("In which folder shall the new folder lie?"), str(self._folder)
        )
        if not chosen:
            return None
        return going_out.new_folder(Path(chosen), self._actions.workspace.path.stem)

    def _file_wanted(self, form: str) -> Path | None:
        kinds = {
            "csv": {".csv": _("CSV files") + " (*.csv)"},
            "xlsx": {".xlsx": _("Excel workbooks (*.xlsx)")},
        }
        name = str(self._folder / self.what.currentText().replace("/", " "))
        return wanted_file(self, _("Export"), name, kinds[form])

    def _run(self, what: What, path: Path, forms: Sequence[str], way: Way) -> None:
        workspace = self._actions.workspace

        def work(progress: "Progress") -> "int | CannotHold":
            return going_out.written(workspace, what, path, forms, way, progress)

        def tell(done: "int | CannotHold") -> None:
            if isinstance(done, int):
                self._show_written(path, done)
                return
            other = other_way(self, done)
            if other is not None:
                self._run(what, path, forms, other)

        self._actions.run(_("Exporting"), work, tell, writes=False)

    def _show_written(self, path: Path, number: int) -> None:
        rows = ngettext("{number} row", "{number} rows", number).format(number=shown_count(number))
        self._written = path
        self._tell(
            _("Written: {rows} in “{file}”, in {folder}.").format(
                rows=rows, file=path.name, folder=path.parent
            )
        )

    def _tell(self, words: str) -> None:
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.show_folder.setVisible(bool(words))

    def _open_folder(self) -> None:
        if self._written is not None:
            folder = self._written if self._written.is_dir() else self._written.parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _show_busy(self, running: object) -> None:
        self.button.setEnabled(running is None)


def _narrow(paragraph: QWidget) -> None:
    """In a narrow panel a paragraph is higher than its hint, which is made for a wide one."""
    policy = paragraph.sizePolicy()
    policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
    paragraph.setSizePolicy(policy)

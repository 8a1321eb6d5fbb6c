"""Backups and the check of the file: what is there, make one now, go back to one."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from revops_desktop.i18n import _, day
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.actions import Actions, Progress
from revops_desktop.ui.page import Panel
from revops_desktop.ui.program import BackupEntry, ProgramLike
from revops_desktop.ui.status_line import size_text

COLUMNS = 4
SOUND = ("circle-check", "good")


class SafetyPanel(Panel):
    """The list is read again after each backup."""

    def __init__(
        self, actions: Actions, program: ProgramLike, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Safety"), parent)
        self._actions = actions
        self._program = program
        self._entries: tuple[BackupEntry, ...] = ()
        self.layout_.addWidget(
            texts.paragraph(
                _(
                    "A backup is made when the file is opened and has changed, every 30 minutes "
                    "of work, and before an import. Seven daily, four weekly and twelve monthly "
                    "ones are kept."
                ),
                "muted",
            )
        )
        self.folder = texts.paragraph("")
        self.change_folder = texts.button(_("Other folder…"))
        self.change_folder.clicked.connect(self._choose_folder)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(self.change_folder)
        self.layout_.addLayout(row)
        self.table = self._table()
        self.layout_.addWidget(self.table, 1)
        self.layout_.addLayout(self._buttons())

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, COLUMNS)
        table.setAccessibleName(_("Backups"))
        table.setHorizontalHeaderLabels([_("Made"), _("Size"), _("Because"), _("Checked")])
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setStretchLastSection(True)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.current().row_height)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setMinimumHeight(180)
        table.itemSelectionChanged.connect(self._selected)
        return table

    def _buttons(self) -> QHBoxLayout:
        self.make = texts.button(_("Back up now"))
        self.restore = texts.button(_("Restore…"))
        self.check = texts.button(_("Check the file"))
        self.make.clicked.connect(self._back_up)
        self.restore.clicked.connect(self._restore)
        self.check.clicked.connect(self._check)
        row = QHBoxLayout()
        for button in (self.make, self.restore, self.check):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def show_backups(self) -> None:
        """Reads the list anew."""
        folder = self._program.backup_folder()
        self.folder.setText(str(folder) if folder is not None else "")
        self._entries = self._program.backups()
        self.table.setRowCount(len(self._entries))
        for row, entry in enumerate(self._entries):
            items = [QTableWidgetItem(text) for text in _words(entry)]
            if entry.intact is not None:
                name, colour = (
                    ("circle-check", "good") if entry.intact else ("triangle-alert", "bad")
                )
                items[-1].setIcon(icons.icon(name, colour))
            for column, item in enumerate(items):
                self.table.setItem(row, column, item)
        self._selected()
        state = self._program.file_state()
        is_writable = state is not None and not state.read_only
        self.make.setEnabled(is_writable)

    def _chosen(self) -> BackupEntry | None:
        row = self.table.currentRow()
        chosen = self.table.selectedItems()
        return self._entries[row] if chosen and 0 <= row < len(self._entries) else None

    def _selected(self) -> None:
        self.restore.setEnabled(self._chosen() is not None)

    def _back_up(self) -> None:
        def work(_progress: Progress) -> None:
            self._program.back_up()

        self._actions.run(_("Backing up"), work, self._backed_up, writes=False)

    def _backed_up(self, _done: None) -> None:
        self.show_backups()

    def _restore(self) -> None:
        entry = self._chosen()
        if entry is None:
            return
        agreed = texts.ask(
            self.window(),
            _("Restore a backup"),
            _(
                "The workspace becomes what it was on {when}. What was changed since is not in "
                "it any more; the present file is kept beside it under another name."
            ).format(when=_instant(entry.at)),
            _("Restore this backup"),
            kind="warning",
        )
        if agreed:
            self._program.restore(entry.path)

    def _check(self) -> None:
        def work(_progress: Progress) -> tuple[str, ...]:
            return self._program.check()

        self._actions.run(_("Checking the file"), work, self._checked, writes=False)

    def _checked(self, findings: tuple[str, ...]) -> None:
        if findings:
            texts.message(self.window(), _("Check of the file"), "\n\n".join(findings), "problem")
        else:
            texts.message(
                self.window(),
                _("Check of the file"),
                _("The file is sound: every page, every link and the change journal agree."),
            )

    def _choose_folder(self) -> None:
        now = self._program.backup_folder()
        chosen = QFileDialog.getExistingDirectory(
            self, _("Folder for backups"), str(now) if now is not None else ""
        )
        if chosen:
            self._program.set_backup_folder(Path(chosen))
            self.show_backups()


def _instant(at: int) -> str:
    made = datetime.fromtimestamp(at)
    return f"{day(made.date())} {made:%H:%M}"


def _words(entry: BackupEntry) -> tuple[str, str, str, str]:
    intact = _("not yet") if entry.intact is None else _("sound") if entry.intact else _("damaged")
    return _instant(entry.at), size_text(entry.size), entry.reason, intact

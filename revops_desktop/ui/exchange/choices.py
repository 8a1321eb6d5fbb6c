"""What is imported and how it is understood: files, mapping, encoding, pipeline."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.errors import Problem
from revops_desktop.i18n import N_, _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.exchange.plan import Plan

MAPPING_SUFFIX = ".toml"
_OTHER, _SAVE = "…", "save"
_SHORTEST = 10
DATE_ORDERS = (
    ("", N_("Dates: as mapped")),
    ("ymd", N_("2026-04-01 (year first)")),
    ("dmy", N_("01/04/2026 (day first)")),
    ("mdy", N_("04/01/2026 (month first)")),
)
ENCODINGS = (
    ("", N_("Encoding: as mapped")),
    ("utf-8", "UTF-8"),
    ("cp932", N_("CP932 (Japanese Windows)")),
    ("utf-16", "UTF-16"),
    ("cp1252", N_("CP1252 (Western Windows)")),
)


class Choices(QWidget):
    """`changed`: another plan was chosen. Files may be dropped on it."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files: tuple[Path, ...] = ()
        self._folder = ""
        self._own: list[Path] = []
        self._last = 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().space_2)
        layout.addLayout(self._file_row())
        layout.addLayout(self._understanding_row())
        self._show_files()

    def _file_row(self) -> QHBoxLayout:
        self.choose = texts.button(_("Choose files…"))
        self.choose.setIcon(icons.icon("folder-open"))
        self.choose.clicked.connect(self._choose_files)
        self.names = texts.label("")
        self.names.setMinimumWidth(0)
        self.clear = texts.button(_("Clear"), "quiet")
        self.clear.clicked.connect(lambda: self.set_files(()))
        row = QHBoxLayout()
        row.setSpacing(theme.current().space_3)
        row.addWidget(self.choose)
        row.addWidget(self.names, 1)
        row.addWidget(self.clear)
        return row

    def _understanding_row(self) -> QHBoxLayout:
        from revops_desktop.exchange.presets import LABELS

        self.mappings = QComboBox()
        self.mappings.setAccessibleName(_("Mapping"))
        self.mappings.addItem(_("Mapping: best fit"), "")
        for key, label in LABELS.items():
            self.mappings.addItem(_(label), key)
        self.mappings.addItem(_("Choose a mapping file…"), _OTHER)
        self.mappings.addItem(_("Save this mapping, to change it…"), _SAVE)
        self.mappings.currentIndexChanged.connect(self._mapping_chosen)
        self.encodings = self._box(_("Encoding"), ENCODINGS)
        self.dates = self._box(_("Order of dates"), DATE_ORDERS)
        self.pipelines = QComboBox()
        self.pipelines.setAccessibleName(_("Pipeline"))
        self.pipelines.currentIndexChanged.connect(self.changed)
        self.pipelines.hide()
        row = QHBoxLayout()
        row.setSpacing(theme.current().space_3)
        for box in (self.mappings, self.encodings, self.dates, self.pipelines):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(_SHORTEST)
            row.addWidget(box, 1)
        return row

    def _box(self, name: str, choices: Sequence[tuple[str, str]]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        for value, label in choices:
            box.addItem(_(label), value)
        box.currentIndexChanged.connect(self.changed)
        return box

    def plan(self) -> Plan:
        """What is chosen now."""
        return Plan(
            files=self._files,
            mapping=self.mappings.currentData() or "",
            encoding=self.encodings.currentData() or "",
            dates=self.dates.currentData() or "",
            pipeline=self.pipelines.currentData() if self.pipelines.count() > 1 else None,
        )

    def set_files(self, files: Sequence[Path]) -> None:
        """Other files to import; a mapping file among them is taken as mapping."""
        for path in files:
            if path.suffix.lower() == MAPPING_SUFFIX:
                self._take_mapping(path)
        self._files = tuple(path for path in files if path.suffix.lower() != MAPPING_SUFFIX)
        if self._files:
            self._folder = str(self._files[0].parent)
        self._show_files()
        self.changed.emit()

    def show_pipelines(self, names: Sequence[str], current: str | None) -> None:
        """Where deals may go; nothing to choose where there is one."""
        blocker = QSignalBlocker(self.pipelines)
        chosen = self.pipelines.currentData() or current
        self.pipelines.clear()
        for name in names:
            self.pipelines.addItem(_("Deals into “{pipeline}”").format(pipeline=name), name)
        self.pipelines.setCurrentIndex(max(0, self.pipelines.findData(chosen)))
        self.pipelines.setVisible(len(names) > 1)
        del blocker

    def _show_files(self) -> None:
        names = "  ·  ".join(path.name for path in self._files)
        self.names.setText(names or _("or drop CSV files anywhere on this page"))
        self.names.setProperty("kind", "text" if names else "muted")
        self.names.style().polish(self.names)
        self.clear.setVisible(bool(self._files))

    def _choose_files(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileNames(
            self, _("Files to import"), self._folder, _("Lists") + " (*.csv *.tsv *.txt)"
        )
        if chosen:
            self.set_files([Path(one) for one in chosen])

    def _mapping_chosen(self, index: int) -> None:
        data = self.mappings.itemData(index)
        if data not in (_OTHER, _SAVE):
            self._last = index
            self.changed.emit()
            return
        with QSignalBlocker(self.mappings):
            self.mappings.setCurrentIndex(self._last)
        chosen = self._saved_mapping() if data == _SAVE else self._chosen_mapping()
        if chosen:
            self._take_mapping(Path(chosen))
            self.changed.emit()

    def _chosen_mapping(self) -> str:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Mapping file"), self._folder, _("Mapping files") + " (*.toml)"
        )
        return chosen

    def _saved_mapping(self) -> str:
        """A copy of the shipped mapping in use, for the person to change."""
        from revops_desktop.exchange.presets import presets, save_preset

        plan = self.plan()
        key = plan.preset() if plan.files or plan.mapping else next(iter(presets()))
        if not key:
            return ""
        chosen, _kind = QFileDialog.getSaveFileName(
            self,
            _("Mapping file"),
            str(Path(self._folder) / f"{key}{MAPPING_SUFFIX}"),
            _("Mapping files") + " (*.toml)",
        )
        if chosen:
            try:
                save_preset(key, Path(chosen))
            except Problem as problem:
                texts.message(self, _("This could not be done"), str(problem), "warning")
                return ""
        return chosen

    def _take_mapping(self, path: Path) -> None:
        blocker = QSignalBlocker(self.mappings)
        if path not in self._own:
            self._own.append(path)
            self.mappings.insertItem(self.mappings.count() - 2, path.name, path)
        places: list[Any] = [self.mappings.itemData(n) for n in range(self.mappings.count())]
        self._last = places.index(path)
        self.mappings.setCurrentIndex(self._last)
        del blocker


def dropped_files(event: QDragEnterEvent | QDropEvent) -> list[Path]:
    """The lists and mapping files that are being dropped; workspaces are the window's."""
    found = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in found if path.suffix.lower() in (".csv", ".tsv", ".txt", ".toml")]

"""Import: look at the files first, see what would happen, then do it; and take it back."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.errors import Problem
from revops_desktop.i18n import _, count, ngettext
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.exchange.choices import Choices
from revops_desktop.ui.exchange.plan import Looked, Plan, also_made, in_short
from revops_desktop.ui.exchange.tables import Effects, FirstRows, RefusedRows
from revops_desktop.ui.page import Panel

if TYPE_CHECKING:
    from revops_desktop.exchange.summary import ImportSummary
    from revops_desktop.ui.actions import Actions, Progress

_EFFECTS, _REFUSED = 0, 2
_LONGEST_REASON = 500


class ImportPanel(Panel):
    """Looks whenever another plan is chosen; `import_now` does what was looked at."""

    imported = Signal()

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(_("Import"), parent)
        self._actions = actions
        self._wanted: Plan | None = None
        self._under_way: Plan | None = None
        self.looked: Looked | None = None
        self.done: ImportSummary | None = None
        self._shown: ImportSummary | None = None
        self.choices = Choices()
        self.choices.changed.connect(self._choice_changed)
        self.layout_.addWidget(self.choices)
        self.words = texts.paragraph("")
        self.also = texts.paragraph("", "muted")
        self.layout_.addWidget(self.words)
        self.layout_.addWidget(self.also)
        self.layout_.addWidget(self._present())
        self.layout_.addWidget(self._tabs(), 1)
        self.nothing = QWidget()
        self.layout_.addWidget(self.nothing, 1)
        self.layout_.addLayout(self._buttons())
        actions.running_changed.connect(self._on_running)
        self.show_state()

    def _present(self) -> QWidget:
        """Deals that are here already and stand elsewhere: moved only where that is wanted."""
        self.move_present = QCheckBox()
        self.move_present.toggled.connect(lambda _on: self._choice_changed())
        self.override = QLineEdit()
        self.override.setMaxLength(_LONGEST_REASON)
        self.override.setAccessibleName(_("Why they go on over warnings"))
        self.override.setPlaceholderText(self.override.accessibleName())
        self.override.editingFinished.connect(self._reason_given)
        self.present = QWidget()
        row = QHBoxLayout(self.present)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space_3)
        row.addWidget(self.move_present)
        row.addWidget(self.override, 1)
        return self.present

    def _plan(self) -> Plan:
        moves = self.move_present.isChecked()
        reason = self.override.text().strip() if moves else ""
        return replace(self.choices.plan(), moves_present=moves, override=reason)

    def _reason_given(self) -> None:
        if self._wanted is not None and self._plan() != self._wanted:
            self._choice_changed()

    def _tabs(self) -> QTabWidget:
        self.effects, self.first, self.refused = Effects(), FirstRows(), RefusedRows()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.effects, texts.button_text(_("What would happen")))
        self.tabs.addTab(self._first_rows(), texts.button_text(_("First rows")))
        self.tabs.addTab(self.refused, texts.button_text(_("Refused rows")))
        return self.tabs

    def _first_rows(self) -> QWidget:
        self.files = QComboBox()
        self.files.setAccessibleName(_("First rows of"))
        self.files.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.files.currentIndexChanged.connect(self._file_chosen)
        page = QWidget()
        layout = QVBoxLayout(page)
        space = theme.current().space_2
        layout.setContentsMargins(0, space, 0, 0)
        layout.setSpacing(space)
        layout.addWidget(self.files, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.first, 1)
        return page

    def _buttons(self) -> QHBoxLayout:
        self.back = texts.button(_("Take the import back"))
        self.back.setIcon(icons.icon("undo-2"))
        self.back.clicked.connect(self.take_back)
        self.start = texts.button(_("Import"), "primary")
        self.start.clicked.connect(self.import_now)
        row = QHBoxLayout()
        row.setSpacing(theme.current().space_3)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.start)
        return row

    # Looking

    def _choice_changed(self) -> None:
        self.done = None
        self.look()

    def look(self) -> None:
        """Looks at the chosen files anew."""
        plan = self._plan()
        self._wanted = plan if plan.files else None
        self.looked = None
        self.show_state()
        self._start_looking()

    def _start_looking(self) -> None:
        plan = self._wanted
        if plan is None or self._under_way == plan or self.looked is not None:
            return
        running = self._actions.running
        if running is not None:
            if self._under_way is not None:
                # What is being looked at is no longer wanted.
                running.progress.cancel()
            return
        self._under_way = plan
        self.show_state()
        workspace, at = self._actions.workspace, self._actions.now()

        def work(progress: "Progress") -> Looked:
            from revops_desktop.exchange.importing import import_files
            from revops_desktop.exchange.refusals import Cancelled

            try:
                summary = import_files(
                    workspace,  # type: ignore[arg-type]  # the window knows it by a Protocol
                    plan.files,
                    plan.understood(),
                    at=at,
                    dry_run=True,
                    progress=progress,
                    moves_present=plan.moves_present,
                    override=plan.override or None,
                )
            except Cancelled:
                raise
            except Problem as problem:
                return Looked(plan, problem=str(problem))
            return Looked(plan, summary)

        self._actions.run(_("Looking at the files"), work, self._show_looked, writes=False)

    def _show_looked(self, looked: Looked) -> None:
        if looked.plan == self._wanted:
            self.looked = looked
        self.show_state()

    def _on_running(self, running: object) -> None:
        if running is not None:
            self.show_state()
            return
        stopped = self._under_way is not None and self._under_way == self._wanted
        self._under_way = None
        self.show_state()
        if not stopped:
            self._start_looking()

    # Doing

    def import_now(self) -> None:
        """Imports what was looked at, in the background, as one undo step."""
        looked = self.looked
        if looked is None or looked.summary is None or not self.start.isEnabled():
            return
        workspace, at, plan = self._actions.workspace, self._actions.now(), looked.plan

        def work(progress: "Progress") -> "ImportSummary":
            from revops_desktop.exchange.importing import import_files

            return import_files(
                workspace,  # type: ignore[arg-type]  # the window knows it by a Protocol
                plan.files,
                plan.understood(),
                at=at,
                progress=progress,
                moves_present=plan.moves_present,
                override=plan.override or None,
            )

        self._actions.run(_("Importing"), work, self._show_done)

    def _show_done(self, summary: "ImportSummary") -> None:
        self.done = summary
        self.show_state()
        self.imported.emit()
        self.back.setFocus()

    def take_back(self) -> None:
        """Undoes the import, in the background."""
        if not self.can_take_back():
            self.show_state()
            return
        workspace, at = self._actions.workspace, self._actions.now()
        self._actions.run(
            _("Taking the import back"), lambda _progress: workspace.undo(at=at), self._taken_back
        )

    def _taken_back(self, _undone: object) -> None:
        self.done = None
        self.look()

    def can_take_back(self) -> bool:
        """Whether the import is the newest step."""
        if self.done is None or not self.done.changed.tables:
            return False
        files = ", ".join(dict.fromkeys(file.file for file in self.done.files))
        step = self._actions.workspace.undo_label()
        return step is not None and step[1] == {"files": files}

    # Showing

    def _file_chosen(self, place: int) -> None:
        summary = self._summary()
        if summary is not None and 0 <= place < len(summary.files):
            self.first.show_file(summary.files[place])

    def _summary(self) -> "ImportSummary | None":
        return self.done or (self.looked.summary if self.looked else None)

    def show_state(self) -> None:
        """Shows what is chosen, what was found, what can be done."""
        summary = self._summary()
        busy = self._actions.running is not None
        self.words.setText(self._sentence())
        self.words.setProperty("kind", self._kind())
        self.words.style().polish(self.words)
        also = also_made(summary) if summary is not None else ""
        self.also.setText(also)
        self.also.setVisible(bool(also))
        self.tabs.setVisible(summary is not None)
        self.nothing.setVisible(summary is None)
        if summary is not None and summary is not self._shown:
            self._shown = summary
            self._fill(summary)
        ready = self.looked is not None and self.looked.summary is not None
        has_new = ready and summary is not None and summary.created + summary.updated > 0
        self._show_present(summary)
        self.start.setEnabled(has_new and self.done is None and not busy)
        self.start.setVisible(self.done is None)
        self.back.setVisible(self.done is not None and bool(self.done.changed.tables))
        self.back.setEnabled(not busy and self.done is not None and self.can_take_back())

    def _show_present(self, summary: "ImportSummary | None") -> None:
        chosen = self.move_present.isChecked()
        number = summary.elsewhere if summary is not None else 0
        self.present.setVisible(self.done is None and bool(chosen or number))
        self.override.setVisible(chosen)
        text = _("Move deals that are here already to the stage that the file says")
        if number:
            text = ngettext(
                "Move {number} deal that stands in another stage here to that of the file",
                "Move {number} deals that stand in another stage here to that of the file",
                number,
            ).format(number=count(number))
        self.move_present.setText(texts.button_text(text))

    def _fill(self, summary: "ImportSummary") -> None:
        self.effects.show_files(summary.files)
        title = _("What would happen") if summary.dry_run else _("What happened")
        self.tabs.setTabText(_EFFECTS, texts.button_text(title))
        self.files.clear()
        for file in summary.files:
            self.files.addItem(file.file)
        # What depends on the others comes last, and is what one looks for: the deals.
        self.files.setCurrentIndex(len(summary.files) - 1)
        self.files.setVisible(len(summary.files) > 1)
        self.refused.show_refusals(summary.problems)
        refused = _("Refused rows ({number})").format(number=count(summary.refused))
        self.tabs.setTabText(_REFUSED, texts.button_text(refused))
        self.tabs.setTabVisible(_REFUSED, summary.refused > 0)

    def _kind(self) -> str:
        if self.done is not None:
            return "good"
        return "bad" if self.looked is not None and self.looked.problem else "text"

    def _sentence(self) -> str:
        if self.done is not None:
            sentence = _("Imported: {counts}.").format(counts=in_short(self.done))
            if self.can_take_back():
                return sentence
            later = _("Something was done since: undo that first to take the import back.")
            return _("{first} {second}").format(first=sentence, second=later)
        if self._wanted is None:
            return _(
                "Choose or drop lists of companies or deals. You will see what would happen "
                "before anything is written."
            )
        if self.looked is None:
            return _("Looking at the files …") if self._under_way else ""
        if self.looked.summary is None:
            return self.looked.problem
        if self.looked.summary.created + self.looked.summary.updated == 0:
            return _("Nothing new to import: {counts}.").format(
                counts=in_short(self.looked.summary)
            )
        return _("Ready: {counts}. Nothing is written yet.").format(
            counts=in_short(self.looked.summary)
        )

"""Step 7: what the import did, and what one may want to do next."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from revops_desktop.errors import Problem
from revops_desktop.exchange.reading.sheet_paths import file_of
from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.exchange.differing import offer_change
from revops_desktop.ui.exchange.draft import Step
from revops_desktop.ui.exchange.figures_row import FiguresRow
from revops_desktop.ui.exchange.match_view import in_mode
from revops_desktop.ui.exchange.saving_refused import save_refused
from revops_desktop.ui.exchange.step_page import StepPage
from revops_desktop.ui.exchange.summary_tabs import SummaryTabs, has_rows
from revops_desktop.ui.exchange.summary_words import also_made, figures
from revops_desktop.ui.exchange.work import Work

if TYPE_CHECKING:
    from revops_desktop.exchange.summary import ImportSummary

_LONGEST_NAME = 60
_NAME = 180
# Where one sees what a file of a kind brought in; that of the first kind that came.
_PAGES = (
    *(("deals", "board"), ("events", "board"), ("stage_changes", "board")),
    *(("companies", "companies"), ("contacts", "contacts"), ("products", "products")),
    *(("activities", "today"), ("channel_months", "plan"), ("targets", "plan")),
    ("members", "settings"),
)


class DoneStep(StepPage):
    """Figures, what may be done next, and what was refused."""

    step: ClassVar[Step] = "done"

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        self._shown: ImportSummary | None = None
        self.figures = FiguresRow()
        self.also = texts.paragraph("", "muted")
        self.back = texts.button(_("Take this import back"))
        self.back.setIcon(icons.icon("undo-2"))
        self.back.clicked.connect(self.work.take_back)
        self.tabs = SummaryTabs(work.actions, "done")
        self.tabs.save_asked.connect(self._save_refused)
        self.layout_.addWidget(self.figures)
        self.layout_.addWidget(self.also)
        self.see = texts.button(_("See what came in"))
        self.see.clicked.connect(self._see)
        # What is here and differs was left as it is.
        self.change = texts.button("")
        self.change.clicked.connect(self._change_wanted)
        self.name = QLineEdit()
        self.name.setMaxLength(_LONGEST_NAME)
        self.name.setAccessibleName(_("Name under which it is kept"))
        self.name.setFixedWidth(_NAME)
        self.keep = texts.button(_("Keep how these files were understood"))
        self.keep.setIcon(icons.icon("bookmark"))
        self.keep.clicked.connect(self._keep)
        self.kept = texts.paragraph("", "good")
        row = QHBoxLayout()
        row.setSpacing(theme.current().space_2)
        row.addWidget(self.see)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.name)
        row.addWidget(self.keep)
        self.layout_.addLayout(row)
        self.layout_.addWidget(self.change, 0, Qt.AlignmentFlag.AlignLeft)
        self.layout_.addWidget(self.kept)
        self.layout_.addWidget(self.tabs, 1)
        self.nothing = QWidget()
        self.layout_.addWidget(self.nothing, 1)

    def _save_refused(self) -> None:
        if self.work.done is not None:
            save_refused(self, self.work, self.work.done, self.tabs.refused.say)

    def show_draft(self) -> None:
        done = self.work.done
        if done is None:
            return
        if done is not self._shown:
            self._shown = done
            self.name.setText(file_of(self.work.draft.paths[0]).stem[:_LONGEST_NAME])
            self.kept.hide()
        self.figures.show_figures(figures(done))
        also = also_made(done)
        self.also.setText(also)
        self.also.setVisible(bool(also))
        self.tabs.come(done if has_rows(done) else None)
        self.nothing.setVisible(not has_rows(done))
        is_taken = self.work.is_taken_back()
        is_idle = self.work.actions.running is None
        self.back.setEnabled(self.work.has_changed and not is_taken and is_idle)
        words = _("It is one step that can be taken back, here or in the list of imports.")
        if is_taken:
            words = _("It was taken back since.")
        offer_change(self.change, 0 if is_taken else done.differs)
        self.change.setEnabled(is_idle)
        self.say(_("The import is done"), words)

    def _change_wanted(self) -> None:
        """The same files again, where what is here changes too: checked before it is done."""
        self.work.take(in_mode(self.work.draft, "both"))
        self.step_wanted.emit("check", "")

    def _see(self) -> None:
        """The page of what came in; of deals the pipeline into which they came."""
        from revops_desktop.analytics.lookup import pipelines

        actions, done = self.work.actions, self.work.done
        mapping = self.work.draft.mapping()
        if done is None or mapping is None:
            return
        named = [done.pipeline, *(one.pipeline for one in mapping.sources)]
        for name in (one for one in named if one):
            found = actions.ask(pipelines, name=name)
            if found:
                actions.pipeline_id = found[0].id
                break
        actions.page_wanted.emit(self._page())

    def _page(self) -> str:
        kinds = [file.kind for file in self.work.done.files] if self.work.done else []
        return next((page for kind, page in _PAGES if kind in kinds), "board")

    def _keep(self) -> None:
        """The next file of the same kind is understood at once."""
        from revops_desktop.exchange.saved_mappings import save

        mapping = self.work.draft.mapping()
        if mapping is None:
            return
        try:
            saved = save(mapping, self.name.text())
        except Problem as problem:
            self.work.actions.show_problem(problem)
            return
        words = _("Kept as “{name}”: the next file with these columns is understood at once.")
        self.kept.setText(words.format(name=saved.name))
        self.kept.show()

"""The report page: a month's report as it will be printed, and saved where the person says."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QSignalBlocker, QStandardPaths, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from revops_desktop import i18n
from revops_desktop.errors import Problem
from revops_desktop.i18n import _, ngettext
from revops_desktop.ui import places, texts
from revops_desktop.ui.page import Page, PageHeader, Panel, page_layout
from revops_desktop.ui.report.pictures import Picture, pictures
from revops_desktop.ui.report.preview import Preview
from revops_desktop.ui.report.saved_line import SUFFIX, SavedLine

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions, ChangedLike, Progress


@dataclass(frozen=True, slots=True)
class Choice:
    """Which report: of which pipeline and month, after how many writes, in which language."""

    pipeline_id: int
    month: str
    writes: int
    language: str

    def has_figures_of(self, other: "Choice") -> bool:
        """Whether only the language differs."""
        return replace(self, language=other.language) == other


@dataclass(frozen=True, slots=True)
class Made:
    """A finished report: its figures, its file, its pages as pictures of a width."""

    choice: Choice
    figures: Any
    pdf: bytes
    pages: tuple[Picture, ...]
    width: int


class ReportPage(Page):
    """Shows what will be printed; nothing is written before Save."""

    key: ClassVar[str] = "report"
    icon_name: ClassVar[str] = "file-chart-column"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.made: Made | None = None
        # How often something was written: a report from before is out of date.
        self._writes = 0
        self._choices: Any = None
        # Language, and month of a pipeline, once the person has chosen them.
        self._language: str | None = None
        self._month: str | None = None
        self._wanted: Choice | None = None
        self._under_way: Choice | None = None
        self._folder = Path(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        )
        layout = page_layout(self)
        layout.addWidget(self._head())
        self.saved_line = SavedLine()
        layout.addWidget(self.saved_line)
        self.preview = Preview()
        self.preview.size_wanted.connect(self._redraw)
        self.nothing_yet = self._nothing_yet()
        layout.addWidget(self.nothing_yet)
        layout.addWidget(self.preview, 1)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.save)
        actions.pipeline_changed.connect(self._on_pipeline)
        actions.running_changed.connect(self._on_running)
        self._show_state()

    @staticmethod
    def title() -> str:
        return _("Report")

    def _head(self) -> PageHeader:
        self.header = PageHeader(self.title())
        self.pipelines = QComboBox()
        self.pipelines.setAccessibleName(_("Pipeline"))
        self.months = QComboBox()
        self.months.setAccessibleName(_("Month"))
        self.months.setMaxVisibleItems(18)
        self.months.setMinimumWidth(130)
        self.languages = places.language_box(i18n.language())
        self.languages.setAccessibleName(_("Language of the report"))
        self.save_button = texts.button(_("Save…"), "primary")
        texts.set_tool_tip(self.save_button, _("Save the report as a PDF file (Ctrl+S)"))
        self.save_button.clicked.connect(self.save)
        self.pipelines.currentIndexChanged.connect(self._choose_pipeline)
        self.months.currentIndexChanged.connect(self._choose_month)
        # Choosing the same month again makes a report that was cancelled.
        self.months.activated.connect(self._want)
        self.languages.currentIndexChanged.connect(self._choose_language)
        self.header.add(self.pipelines, self.months, self.languages, self.save_button)
        return self.header

    def _nothing_yet(self) -> QWidget:
        panel = Panel(_("Nothing to report yet"))
        panel.layout_.addWidget(
            texts.paragraph(
                _(
                    "As soon as deals with dates stand on the board or are imported, their "
                    "months can be chosen here."
                ),
                "muted",
            )
        )
        panel.hide()
        return panel

    # What can be chosen

    def refresh(self) -> None:
        from revops_desktop.analytics.report_months import report_months

        self.actions_.ask_later("report-months", report_months, self._show_choices)

    def make_stale(self) -> None:
        self._outdate()
        super().make_stale()

    def notice(self, changed: "ChangedLike") -> None:
        self._outdate()
        super().notice(changed)

    def _outdate(self) -> None:
        """What is shown is from before; it is not saved any more."""
        self._writes += 1
        if self._wanted is not None:
            self._wanted = replace(self._wanted, writes=self._writes)
        self._show_state()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._start()

    def _show_choices(self, choices: Any) -> None:
        self._choices = choices
        river = self._river()
        language = self._language or choices.language
        blockers = [QSignalBlocker(box) for box in (self.pipelines, self.months, self.languages)]
        self.pipelines.clear()
        for one in choices.rivers:
            self.pipelines.addItem(one.name, one.pipeline_id)
        self.months.clear()
        if river is not None:
            self.pipelines.setCurrentIndex(choices.rivers.index(river))
            for month in reversed(river.months):
                self.months.addItem(i18n.month(month), month)
            place = self.months.findData(self._month)
            self.months.setCurrentIndex(place if place >= 0 else self._usual_month(river.months))
        self.languages.setCurrentIndex(max(0, self.languages.findData(language)))
        del blockers
        self.pipelines.setVisible(len(choices.rivers) > 1)
        self._want()

    def _river(self) -> Any:
        rivers = self._choices.rivers
        chosen = self.actions_.pipeline_id
        first = rivers[0] if rivers else None
        return next((one for one in rivers if one.pipeline_id == chosen), first)

    def _usual_month(self, months: tuple[str, ...]) -> int:
        """The last month that is over; the newest there is where none is."""
        from revops_desktop.rules.periods import local_day, month_of

        current = month_of(local_day(self.actions_.now(), self._choices.zone))
        over = [place for place, month in enumerate(reversed(months)) if month < current]
        return over[0] if over else 0

    def _choose_pipeline(self) -> None:
        self.actions_.pipeline_id = self.pipelines.currentData()

    def _on_pipeline(self, pipeline_id: int) -> None:
        self.make_stale()

    def _choose_month(self) -> None:
        self._month = self.months.currentData()
        self._want()

    def _choose_language(self) -> None:
        self._language = self.languages.currentData()
        self._want()

    # Making it

    def _want(self) -> None:
        """The chosen report is made, unless it is shown or under way."""
        month = self.months.currentData()
        river = self._river() if self._choices is not None else None
        if month is None or river is None:
            self._wanted = None
            self.made = None
            self.preview.show_words("")
            self._show_state()
            return
        self._wanted = Choice(river.pipeline_id, month, self._writes, self.languages.currentData())
        self._start()

    def _start(self) -> None:
        wanted = self._wanted
        if wanted is None or wanted == self._under_way or not self.isVisible():
            return
        if self._is_made():
            self._show_state()
            return
        running = self.actions_.running
        if running is not None:
            if self._under_way is not None:
                # The choice has changed meanwhile: what is being made is of no use any more.
                running.progress.cancel()
            return
        self._under_way = wanted
        self._show_state()
        if self.made is None:
            self.preview.show_words(_("The report is being made …"))
        self.actions_.run(_("Making the report"), self._work(wanted), self._show_made, writes=False)

    def _work(self, choice: Choice) -> Any:
        """What is done in the background: figures, file, pictures."""
        from revops_desktop.reports import diagnosis
        from revops_desktop.reports.part import Wanted

        workspace, at = self.actions_.workspace, self.actions_.now()
        width, ratio = self.preview.page_width(), self.devicePixelRatioF()
        shown = self.made
        known = shown.figures if shown and shown.choice.has_figures_of(choice) else None
        wanted = Wanted(choice.pipeline_id, choice.month, choice.language, at)

        def work(progress: "Progress") -> Made:
            if known is not None:
                found = replace(known, wanted=replace(known.wanted, language=choice.language))
            else:
                found = diagnosis.diagnosis_figures(workspace.ask, wanted, progress)
            pdf = diagnosis.diagnosis(found, made_at=at)
            return Made(choice, found, pdf, pictures(pdf, width, ratio), width)

        return work

    def _is_made(self) -> bool:
        """Whether what is shown is what is wanted."""
        return self.made is not None and self.made.choice == self._wanted

    def _show_made(self, made: Made) -> None:
        self.made = made
        self.saved_line.hide()
        self.preview.show_pictures(made.pages, made.width)
        self._show_state()

    def _on_running(self, running: object) -> None:
        if running is not None:
            return
        ended, self._under_way = self._under_way, None
        if ended is None or ended != self._wanted:
            self._start()
        else:
            # What was made is handed over right after this.
            QTimer.singleShot(0, self, self._note_failure)

    def _note_failure(self) -> None:
        """Says it where a report was cancelled or could not be made."""
        if self.made is None and self._under_way is None and self._wanted is not None:
            self.preview.show_words(
                _("The report was not made. Choose its month again to make it.")
            )
        self._show_state()

    def _redraw(self, width: int) -> None:
        """The pages anew in another size."""
        made, ratio = self.made, self.devicePixelRatioF()
        if made is None:
            return
        self.actions_.later(
            lambda: (made, pictures(made.pdf, width, ratio), width), self._show_redrawn
        )

    def _show_redrawn(self, drawn: tuple[Made, tuple[Picture, ...], int]) -> None:
        made, pages, width = drawn
        if made is self.made:
            self.preview.show_pictures(pages, width)

    def _show_state(self) -> None:
        """What can be done now; the old picture stays until the new one is there."""
        made = self.made
        self.save_button.setEnabled(self._is_made())
        empty = self._choices is not None and self._wanted is None
        self.nothing_yet.setVisible(empty)
        self.months.setVisible(not empty)
        self.languages.setVisible(not empty)
        pages = 0 if made is None or empty else len(made.pages)
        words = ngettext("{pages} page, A4", "{pages} pages, A4", pages).format(pages=pages)
        self.header.set_subtitle(words if pages else "")

    # Keeping it

    def default_name(self) -> str:
        """The name that Save proposes."""
        from revops_desktop.reports.saved import file_name

        assert self.made is not None
        shown = self.made.choice
        return file_name(self.made.figures.asked.settings.name, shown.month, shown.language)

    def save(self) -> None:
        """Asks where, and writes the report there."""
        made = self.made
        if made is None or not self.save_button.isEnabled():
            return
        chosen, _kind = QFileDialog.getSaveFileName(
            self,
            _("Save the report"),
            str(self._folder / self.default_name()),
            _("PDF files") + " (*.pdf)",
        )
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() != SUFFIX:
            path = path.with_name(path.name + SUFFIX)
            if path.exists() and not self._may_replace(path):
                return
        self._folder = path.parent
        self.saved_line.tell_saving()
        self.actions_.later(lambda: _saved(path, made.pdf), self._show_saved)

    def _may_replace(self, path: Path) -> bool:
        return texts.ask(
            self,
            _("Replace the file?"),
            _("“{file}” exists already. It will be replaced by this report.").format(
                file=path.name
            ),
            _("Replace"),
            kind="warning",
        )

    def _show_saved(self, outcome: Path | Problem) -> None:
        if isinstance(outcome, Problem):
            self.saved_line.hide()
            self.actions_.show_problem(outcome)
            return
        self.saved_line.tell_saved(outcome)


def _saved(path: Path, pdf: bytes) -> Path | Problem:
    """Writes the file; a disk that is slow to say that it is written holds up nobody."""
    from revops_desktop.reports import saved

    try:
        saved.save(path, pdf)
    except Problem as problem:
        return problem
    return path

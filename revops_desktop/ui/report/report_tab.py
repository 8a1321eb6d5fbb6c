"""The report of a month as it will be printed: chosen, seen, saved, printed.

It is made in the background; the newest choice wins, and the old pages stay until the new ones are
there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import question_dialog, theme
from revops_desktop.ui.report.choices import ONE_PAGE, ChoicesRow
from revops_desktop.ui.report.keeping import Keeping
from revops_desktop.ui.report.making import Choice, Made, making
from revops_desktop.ui.report.pictures import Drawn, drawn
from revops_desktop.ui.report.saved_line import SavedLine
from revops_desktop.ui.report.side import Side
from revops_desktop.ui.report.view import ReportView

if TYPE_CHECKING:
    from revops_desktop.analytics.kept_reports import KeptReport, ReportLook
    from revops_desktop.reports.part import Printed
    from revops_desktop.ui.actions import Actions


class ReportTab(QWidget):
    """`made_changed`: what is shown, or whether it is what is wanted."""

    made_changed = Signal()

    def __init__(
        self,
        actions: "Actions",
        is_read_only: Callable[[], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions, self._is_read_only = actions, is_read_only
        self.made: Made | None = None
        # How often something was written: a report from before is out of date.
        self._writes = 0
        self._wanted: Choice | None = None
        self._under_way: Choice | None = None
        self._place: tuple[int, str] | None = None
        self._look: ReportLook | None = None
        self._language: str | None = None
        self._kept: Sequence[KeptReport] = ()
        # The report that was recorded from what is shown, and the notes typed for each month.
        self._recorded: tuple[Made, int] | None = None
        self._notes: dict[tuple[int, str], str] = {}

    def build(self) -> Iterator[None]:
        """Builds what it is made of; a turn ends at each `yield`."""
        tokens = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.space_2, 0, 0)
        column.setSpacing(tokens.space_2)
        self.choices = ChoicesRow(self)
        column.addWidget(self.choices)
        self.saved_line = SavedLine()
        column.addWidget(self.saved_line)
        self.keeping = Keeping(self, self._actions, self.saved_line, self._is_read_only)
        yield
        across = QHBoxLayout()
        across.setSpacing(tokens.space_4)
        column.addLayout(across, 1)
        self.side = Side(self)
        across.addWidget(self.side)
        yield
        self.view = ReportView(self)
        self.preview = self.view.preview
        across.addWidget(self.view, 1)
        self._connect()
        self._show_state()

    def _connect(self) -> None:
        choices = self.choices
        choices.changed.connect(self._on_choice)
        choices.paper_chosen.connect(lambda key: self._set_look(paper=key))
        choices.parts_wanted.connect(self.choose_parts)
        choices.look_wanted.connect(self.choose_look)
        choices.save_wanted.connect(self.save)
        choices.print_wanted.connect(self.print_)
        self.side.part_wanted.connect(self.preview.go_to)
        self.side.notes_changed.connect(self._on_notes)
        self.view.page_seen.connect(self.side.show_page)
        self.preview.size_wanted.connect(self._redraw)
        self._actions.running_changed.connect(self._on_running)

    # What is chosen

    def show_look(self, look: "ReportLook", language: str) -> None:
        """How reports look and are set, as the file says; `language`: of the file."""
        self._look = look
        self.choices.show_look(look, self._language or language)

    def show_kept(self, kept: "Sequence[KeptReport]") -> None:
        """The reports that are kept, newest first: their notes are proposed again."""
        self._kept = kept
        if self._recorded is not None and all(one.report_id != self._recorded[1] for one in kept):
            self._recorded = None

    def want(self, place: tuple[int, str] | None) -> None:
        """The report of this pipeline and month (YYYY-MM) is wanted; None: there is none."""
        if place is not None and place != self._place:
            self.side.show_notes(self._notes_of(place))
        self._place = place
        self._want()

    def _notes_of(self, place: tuple[int, str]) -> str:
        if place in self._notes:
            return self._notes[place]
        said = (one.notes for one in self._kept if (one.pipeline_id, one.month) == place)
        return next(said, "")

    def outdate(self) -> None:
        """What is shown is from before; it is not saved any more."""
        self._writes += 1
        if self._wanted is not None:
            self._wanted = replace(self._wanted, writes=self._writes)
        self._show_state()

    def _on_choice(self) -> None:
        self._language = self.choices.languages.currentData()
        self._want()

    def _on_notes(self) -> None:
        if self._place is not None:
            self._notes[self._place] = self.side.words
        self._want()

    def _set_look(self, **changed: object) -> None:
        """Chooses how reports look from now on; in a file that is only read, for this once."""
        if self._look is None:
            return
        look = replace(self._look, **changed)  # type: ignore[arg-type]  # its own fields
        if look == self._look:
            return
        if self._is_read_only():
            self.show_look(look, self.choices.languages.currentData())
            self._want()
            return
        from revops_desktop.operations import reports

        done = self._actions.do(
            reports.set_look,
            logo=look.logo or None,
            colour=look.colour,
            paper=look.paper,
            parts=look.parts,
        )
        if done is None:
            self.show_look(self._look, self.choices.languages.currentData())

    def choose_parts(self) -> None:
        """Asks which parts are printed; remembered in the file."""
        from revops_desktop.reports.parts.listing import PARTS
        from revops_desktop.ui.report.parts_dialog import PartsDialog

        if self._look is None:
            return
        parts = [(part.key, part.title()) for part in PARTS]
        dialog = PartsDialog(parts, self._look.parts or (), self)
        if question_dialog.run(dialog):
            chosen = dialog.chosen
            self._set_look(parts=None if len(chosen) == len(parts) else chosen)

    def choose_look(self) -> None:
        """Asks for logo and colour; remembered in the file."""
        from revops_desktop.ui.report.look_dialog import LookDialog

        if self._look is None:
            return
        dialog = LookDialog(self._look.logo, self._look.colour, self)
        if question_dialog.run(dialog):
            self._set_look(logo=dialog.logo, colour=dialog.colour)

    # Making it

    def _want(self) -> None:
        """The chosen report is made, unless it is shown or under way."""
        look = self._look
        if self._place is None or look is None:
            self._wanted = None
            self.made = None
            self.view.show_words("")
            self.side.show_contents(())
            self._show_state()
            return
        self._wanted = Choice(
            *self._place,
            writes=self._writes,
            language=self.choices.languages.currentData(),
            parts=ONE_PAGE if self.choices.one_page.isChecked() else look.parts or (),
            paper=look.paper,
            colour=look.colour,
            logo=look.logo,
            notes=self.side.words,
        )
        self.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.start()

    def start(self) -> None:
        """Begins to make what is wanted, if it is seen and nothing else is under way."""
        wanted = self._wanted
        if wanted is None or wanted == self._under_way or not self.isVisible():
            return
        if self._is_made():
            self._show_state()
            return
        running = self._actions.running
        if running is not None:
            if self._under_way is not None:
                # The choice has changed meanwhile: what is being made is of no use any more.
                running.progress.cancel()
            elif self.made is None:
                words = _("The report is made as soon as “{title}” is finished.")
                self.view.show_words(words.format(title=running.title))
            return
        self._under_way = wanted
        self._show_state()
        if self.made is None:
            self.view.show_words(_("The report is being made …"))
        work = making(
            self._actions.workspace,
            wanted,
            self.made.figures_for(wanted) if self.made else None,
            self._actions.now(),
            self.preview.page_width(),
            self.devicePixelRatioF(),
        )
        self._actions.run(_("Making the report"), work, self._show_made, writes=False)

    def _is_made(self) -> bool:
        """Whether what is shown is what is wanted."""
        return self.made is not None and self.made.choice == self._wanted

    def _show_made(self, made: Made) -> None:
        self.made = made
        self.saved_line.hide()
        self.view.show_drawn(made.drawn)
        self.side.show_contents(made.drawn.contents)
        self._show_state()

    def _on_running(self, running: object) -> None:
        if running is not None:
            return
        ended, self._under_way = self._under_way, None
        if ended is None or ended != self._wanted:
            self.start()
        else:
            # What was made is handed over right after this.
            QTimer.singleShot(0, self, self._note_failure)

    def _note_failure(self) -> None:
        """Says it where a report was cancelled or could not be made."""
        if self.made is None and self._under_way is None and self._wanted is not None:
            self.view.show_words(_("The report was not made. Choose its month again to make it."))
        self._show_state()

    def _redraw(self, width: int) -> None:
        """The pages anew in another size."""
        made, ratio = self.made, self.devicePixelRatioF()
        if made is not None:
            self._actions.later(lambda: (made, drawn(made.pdf, width, ratio)), self._show_redrawn)

    def _show_redrawn(self, anew: tuple[Made, Drawn]) -> None:
        made, pages = anew
        if made is self.made:
            self.view.show_drawn(pages)

    def _show_state(self) -> None:
        """What can be done now; the old picture stays until the new one is there."""
        self.choices.set_ready(self._is_made())
        self.made_changed.emit()

    def figures_of(self, report: "KeptReport") -> "tuple[Printed, ...] | None":
        """What a kept report would print today, where that has just been asked; else None."""
        made = self.made
        if made is None or made.choice.writes != self._writes:
            return None
        place = (made.choice.pipeline_id, made.choice.month)
        parts = {part.key for part, _answer in made.found.answers}
        if place != (report.pipeline_id, report.month) or parts != set(report.parts):
            return None
        return made.found.printed()

    # Keeping it

    def default_name(self) -> str:
        """The name that Save proposes."""
        from revops_desktop.reports.saved import file_name

        assert self.made is not None
        shown = self.made.choice
        return file_name(self.made.found.asked.settings.name, shown.month, shown.language)

    def save(self) -> None:
        """Asks where, writes the report there, and records it."""
        made = self.made
        if made is not None and self.choices.save_button.isEnabled():
            self.keeping.save(self.default_name(), made.pdf, lambda: self._record(made))

    def print_(self) -> None:
        """Prints the report, and records it."""
        made = self.made
        if made is not None and self.choices.print_button.isEnabled():
            pages = len(made.drawn.pages)
            self.keeping.print_(
                self.default_name(),
                made.pdf,
                made.choice.paper,
                pages,
                lambda: self._record(made),
            )

    def _record(self, made: Made) -> str:
        """Keeps what was saved or printed, once; what is to be said where it was not kept."""
        if self._recorded is not None and self._recorded[0].pdf == made.pdf:
            return ""
        number, words = self.keeping.record(made)
        if number is not None:
            self._recorded = (made, number)
        return words

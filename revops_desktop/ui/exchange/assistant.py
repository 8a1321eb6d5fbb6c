"""The assistant: steps at the left, one of them in front, Back and Next below.

Enter goes on, Esc goes back one step and, from the first one, out. What is known is not asked:
Next leads to the next step that asks something, and otherwise to the check.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QStackedWidget,
    QWidget,
)

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme, workspace_files
from revops_desktop.ui.exchange.check_step import CheckStep
from revops_desktop.ui.exchange.columns_step import ColumnsStep
from revops_desktop.ui.exchange.done_step import DoneStep
from revops_desktop.ui.exchange.draft import STEPS, TITLES, Step, chosen, seen, with_files
from revops_desktop.ui.exchange.file_step import FileStep
from revops_desktop.ui.exchange.kind_step import KindStep
from revops_desktop.ui.exchange.match_step import MatchStep
from revops_desktop.ui.exchange.rail import Rail
from revops_desktop.ui.exchange.rail_words import rail_words
from revops_desktop.ui.exchange.step_page import StepPage
from revops_desktop.ui.exchange.steps import asked_step, is_ready, next_step, state
from revops_desktop.ui.exchange.values_step import ValuesStep
from revops_desktop.ui.exchange.work import work_of
from revops_desktop.ui.page import Panel

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions

_PAGES: tuple[type[StepPage], ...] = (
    FileStep,
    KindStep,
    ColumnsStep,
    ValuesStep,
    MatchStep,
    CheckStep,
    DoneStep,
)


class _StepPages(dict[Step, StepPage]):
    """The steps, each built when it is first wanted: all at once would be felt."""

    def __init__(self, build: Callable[[Step], StepPage]) -> None:
        super().__init__()
        self._build = build

    def __missing__(self, step: Step) -> StepPage:
        self[step] = page = self._build(step)
        return page


class Assistant(QWidget):
    """`left`: the person is done with it."""

    left = Signal()

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.actions_ = actions
        self.work = work_of(actions)
        self._folder = ""
        self._waits = False
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().space_3)
        self.rail = Rail()
        self.rail.chosen.connect(self.show_step)
        layout.addWidget(self.rail)
        panel = Panel()
        layout.addWidget(panel, 1)
        self._stack = QStackedWidget()
        panel.layout_.addWidget(self._stack, 1)
        self.pages = _StepPages(self._built)
        panel.layout_.addLayout(self._bottom())
        self.work.changed.connect(self.show_state)
        self.work.imported.connect(self._show_done)
        actions.progressed.connect(self._show_progress)

    def build_steps(self) -> None:
        """Builds every step in a turn of its own, before it is wanted."""

        def build(step: Step) -> Callable[[], object]:
            return lambda: self.pages[step]

        self.actions_.turns.take(self, "steps of the import", [build(step) for step in STEPS])

    def _built(self, step: Step) -> StepPage:
        kind = next(page for page in _PAGES if page.step == step)
        page = kind(self.work, self._stack)
        self._stack.addWidget(page)
        page.answered.connect(self.hand_on_focus)
        page.step_wanted.connect(self._show_asked)
        if isinstance(page, FileStep):
            page.more_asked.connect(self._add_files)
        return page

    def _bottom(self) -> QHBoxLayout:
        self.back = texts.button(_("Back"))
        self.back.clicked.connect(self.go_back)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("How far it is"))
        self.cancel = texts.button(_("Cancel"))
        self.cancel.clicked.connect(self.work.cancel)
        self.next = texts.button("", "primary")
        self.next.clicked.connect(self.go_on)
        row = QHBoxLayout()
        row.setSpacing(theme.current().space_3)
        row.addWidget(self.back)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        row.addStretch(0)
        row.addWidget(self.next)
        return row

    @property
    def step(self) -> Step:
        """The step that is in front."""
        return self.work.step

    # Files

    def take_files(self, files: Sequence[Path]) -> None:
        """Files to import; a mapping file among them says how they are understood."""
        draft = self.work.draft
        if self.work.done is not None:
            self.work.forget()
            draft = self.work.draft
        for path in files:
            if path.suffix.lower() == ".toml":
                draft = chosen(draft, path)
        lists = [path for path in files if path.suffix.lower() != ".toml"]
        if lists:
            self._folder = str(lists[0].parent)
            draft = with_files(draft, lists)
        self.work.take(draft)
        self.show_step("file")

    def choose_files(self) -> list[Path]:
        """Asks for files; none where it was cancelled."""
        found, _kind = QFileDialog.getOpenFileNames(
            self, _("Files to import"), self._folder, workspace_files.lists()
        )
        return [Path(one) for one in found]

    def _add_files(self) -> None:
        found = self.choose_files()
        if found:
            self.take_files(found)

    # Steps

    def show_step(self, step: Step) -> None:
        """Brings a step to the front; the keyboard goes to what it asks, or to what goes on."""
        is_done = self.work.done is not None
        if is_done != (step == "done") or self.work.is_importing:
            self.rail.show_chosen(self.step)
            return
        self.work.step = step
        self.work.note_seen(seen(self.work.draft, step))
        self.rail.show_chosen(step)
        self.show_state()
        self.hand_on_focus()

    def _show_asked(self, step: Step, file: str) -> None:
        """What is asked of a file."""
        self.pages[step].show_file(file)
        self.show_step(step)

    def _show_done(self) -> None:
        self.show_step("done")

    def hand_on_focus(self) -> None:
        """To what the step asks first, else to the button that goes on; it waits until one can."""
        waiting = self.rail.buttons[self.step]
        wanted = self.pages[self.step].first_control
        if wanted is None or not (wanted.isVisibleTo(self) and wanted.isEnabled()):
            wanted = self.next if self.next.isEnabled() else waiting
        self._waits = wanted is waiting
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self) -> None:
        """What the button at the right says."""
        if not self.next.isEnabled():
            return
        if self.step == "done":
            self.leave()
        elif self.step == "check" and (asked := asked_step(self.work.draft)) is not None:
            self.show_step(asked)
        elif self.step == "check":
            self.work.import_now()
            # Enter and Esc mean the same thing now.
            self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            following = next_step(self.work.draft, self.step)
            if following is not None:
                self.show_step(following)

    def go_back(self) -> None:
        """One step back; from the first one, out."""
        if self.work.is_importing:
            return
        if self.step in ("file", "done"):
            self.leave()
        else:
            self.show_step(STEPS[STEPS.index(self.step) - 1])

    def leave(self) -> None:
        """Nothing of it is kept."""
        self.work.cancel()
        self.work.forget()
        self.work.step = "file"
        self.left.emit()

    # Showing

    def show_state(self) -> None:
        """The step in front, the rail and the buttons, as the draft stands."""
        work, draft = self.work, self.work.draft
        if work.done is None and self.step == "done":
            self.work.step = "check"
            self.rail.show_chosen("check")
        for step, button in self.rail.buttons.items():
            is_done = work.done is not None
            button.setEnabled(is_done == (step == "done") and not work.is_importing)
            told = "done" if is_done else state(draft, step)
            button.show_state(told, rail_words(draft, work.done, step))
        # Filled before it is seen: seen, it would be laid out again with each part of it.
        self.pages[self.step].show_state()
        self._stack.setCurrentWidget(self.pages[self.step])
        self._show_buttons()

    def _show_buttons(self) -> None:
        work, draft = self.work, self.work.draft
        is_busy = work.is_importing or work.is_checking
        self.bar.setVisible(is_busy)
        self.cancel.setVisible(is_busy)
        if not is_busy:
            self.bar.setRange(0, 0)
        self.back.setVisible(self.step != "done")
        self.back.setEnabled(not work.is_importing)
        back = _("Leave") if self.step == "file" else _("Back")
        self.back.setText(texts.button_text(back))
        self.back.setAccessibleName(back)
        words, is_possible = self._next()
        self.next.setText(texts.button_text(words))
        self.next.setAccessibleName(words)
        self.next.setEnabled(is_possible and not work.is_importing and bool(draft.files))
        if self._waits and self.next.isEnabled() and self.rail.buttons[self.step].hasFocus():
            self.hand_on_focus()

    def _next(self) -> tuple[str, bool]:
        draft = self.work.draft
        if self.step == "done":
            return _("Finish"), True
        if self.step == "check" and (asked := asked_step(draft)) is not None:
            return _("Answer: {step}").format(step=_(TITLES[asked])), True
        if self.step == "check":
            return _("Import"), is_ready(draft) and self.actions_.running is None
        following = next_step(draft, self.step)
        assert following is not None
        words = _("Next: {step}").format(step=_(TITLES[following]))
        return words, draft.is_looked_at and state(draft, self.step) not in ("open", "bad")

    def _show_progress(self, done: int, total: int) -> None:
        if total > 0 and self.bar.isVisible():
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(1000 * min(done / total, 1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.work.is_importing:
                self.work.cancel()
            else:
                self.go_back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            held = self.focusWidget()
            if isinstance(held, QAbstractButton) and held is not self.next:
                held.click()
            else:
                self.go_on()
        else:
            super().keyPressEvent(event)

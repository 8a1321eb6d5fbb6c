"""Works out in the background what a draft needs; the newest draft wins, the old picture stays."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from revops_desktop.errors import Problem
from revops_desktop.i18n import _
from revops_desktop.ui.exchange import behind, taking_back
from revops_desktop.ui.exchange.draft import Draft, Step, needs, not_checked, not_understood

if TYPE_CHECKING:
    from revops_desktop.exchange.summary import ImportSummary
    from revops_desktop.ui.actions import Actions, ChangedLike, DoneLike, Progress

# Someone who corrects several things in a row is not checked after each.
_PAUSE_MS = 120
# What the words of a file can mean.
_MEANINGS = frozenset({"pipeline", "stage", "custom_field", "custom_choice", "member", "product"})


def work_of(actions: "Actions") -> "Work":
    """The one of a window: it outlives its page, which a switch of language or look builds anew."""
    found = actions.findChild(Work)
    return found if isinstance(found, Work) else Work(actions, actions)


class Work(QObject):
    """Holds the draft. `changed`: the draft is another, or something began or ended.

    `done` is what the import did, once it was done; `step` the one that is in front.
    """

    changed = Signal()
    imported = Signal()

    def __init__(self, actions: "Actions", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.actions = actions
        self.draft = Draft()
        self.step: Step = "file"
        self.done: ImportSummary | None = None
        # What taking it back came to, until something else is done.
        self.taken_words = ""
        self._action_id: int | None = None
        self._quiet: Draft | None = None
        self._checking: Draft | None = None
        self._just_checked: Draft | None = None
        self._stopped: Draft | None = None
        self._is_importing = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._go_on)
        actions.running_changed.connect(self._on_running)

    @property
    def is_importing(self) -> bool:
        """Whether the files are being written now."""
        return self._is_importing

    @property
    def is_checking(self) -> bool:
        """Whether what would happen is being worked out now."""
        return self._checking is not None and self._checking is self.draft

    @property
    def was_stopped(self) -> bool:
        """Whether the person cancelled the check."""
        return self._stopped is self.draft

    def take(self, draft: Draft) -> None:
        """The person changed something; what follows is worked out."""
        if draft is self.draft or self._is_importing:
            return
        self.draft = draft
        self.done = None
        self._stop_checking()
        self.changed.emit()
        if needs(draft) == "check":
            self._pause.start()
        else:
            self._go_on()

    def note_seen(self, draft: Draft) -> None:
        """Takes a draft that only says what was looked at: nothing follows from that."""
        for held in ("_quiet", "_checking", "_stopped"):
            if getattr(self, held) is self.draft:
                setattr(self, held, draft)
        self.draft = draft

    def forget(self) -> None:
        """Another import begins."""
        self.taken_words = ""
        self.take(Draft())

    def check_again(self) -> None:
        """What is here was changed, or the check was cancelled."""
        if self.done is None and self.draft.files and not self._is_importing:
            self.take(not_checked(replace(self.draft)))

    def understand_again(self) -> None:
        """What the words of the files can mean was changed here."""
        if self.done is None and self.draft.files and not self._is_importing:
            self.take(not_understood(replace(self.draft)))

    def _stop_checking(self) -> None:
        running = self.actions.running
        if self._checking is not None and self._checking is not self.draft and running is not None:
            running.progress.cancel()

    def _go_on(self) -> None:
        need = needs(self.draft)
        if need == "check":
            self._check()
        elif need and self._quiet is None:
            draft, workspace, at = self.draft, self.actions.workspace, self.actions.now()
            self._quiet = draft
            self.actions.later(lambda: behind.advanced(draft, workspace, at), self._quiet_done)

    def _quiet_done(self, draft: Draft) -> None:
        asked, self._quiet = self._quiet, None
        if asked is self.draft:
            self.draft = replace(draft, seen=self.draft.seen)
            self.changed.emit()
        self._go_on()

    def _check(self) -> None:
        draft = self.draft
        if self._checking is not None or self._stopped is draft:
            return
        if self.actions.running is not None:
            return
        self._checking = draft
        workspace, at = self.actions.workspace, self.actions.now()

        def work(progress: "Progress") -> "ImportSummary | str":
            from revops_desktop.exchange.refusals import Cancelled

            try:
                return behind.imported(draft, workspace, at, progress, dry_run=True)
            except Cancelled:
                raise
            except Problem as problem:
                return str(problem)

        self.actions.run(_("Checking the files"), work, self._checked, writes=False)
        self.changed.emit()

    def _checked(self, found: "ImportSummary | str") -> None:
        # Called when `_on_running` has been told of the end already.
        if self._just_checked is self.draft:
            told = {"refusal": found} if isinstance(found, str) else {"checked": found}
            self._stopped = None
            self.draft = replace(self.draft, **told)
            self.changed.emit()
        self._just_checked = None

    def _on_running(self, running: object) -> None:
        if running is not None:
            self.changed.emit()
            return
        ended, self._checking = self._checking, None
        self._just_checked = ended
        if ended is not None:
            # Unless an answer follows, the person cancelled it.
            self._stopped = ended if ended is self.draft else None
        if self._is_importing:
            # What was written is told to every page before the import is told to be over.
            QTimer.singleShot(0, self, self._import_over)
            return
        if ended is not self.draft:
            self._pause.start()
        self.changed.emit()

    def _import_over(self) -> None:
        if self._is_importing:
            self._is_importing = False
            self.changed.emit()

    def import_now(self) -> None:
        """Imports what was checked, in the background, as one undo step."""
        draft = self.draft
        if draft.checked is None or self.actions.running is not None:
            return
        workspace, at = self.actions.workspace, self.actions.now()
        self._is_importing = True
        self.taken_words = ""
        self.actions.run(
            _("Importing"),
            lambda progress: behind.imported(draft, workspace, at, progress, dry_run=False),
            self._imported,
            # The import makes the backup itself, where it is due.
            prepare=False,
        )
        self._is_importing = self.actions.running is not None
        self.changed.emit()

    def _imported(self, summary: "ImportSummary") -> None:
        from revops_desktop.analytics.imports import newest_import

        self._is_importing = False
        self.done = summary
        self._action_id = self.actions.ask(newest_import) if summary.changed.tables else None
        # What every page does with the news is a turn of its own.
        QTimer.singleShot(0, self, self._tell_imported)

    def _tell_imported(self) -> None:
        if self.done is not None:
            self.imported.emit()

    def cancel(self) -> None:
        """Stops what is being worked on."""
        if self.actions.running is not None and (self._checking or self._is_importing):
            self.actions.running.progress.cancel()

    def is_taken_back(self) -> bool:
        """Whether the import was undone since, from wherever."""
        from revops_desktop.analytics.imports import is_taken_back

        return self._action_id is not None and self.actions.ask(
            is_taken_back, action_id=self._action_id
        )

    @property
    def has_changed(self) -> bool:
        """Whether the import made or changed anything."""
        return self._action_id is not None

    def take_back(self) -> None:
        """Takes the import back, as the list of imports does."""
        if self._action_id is not None:
            taking_back.take_back(self.actions, self._action_id, self._taken_back)

    def _taken_back(self, done: "DoneLike") -> None:
        self.taken_words = taking_back.taken_words(done.value)
        self.done = self._action_id = None
        self.check_again()

    def note_changed(self, changed: "ChangedLike") -> None:
        """Something was written: what would happen may be something else now."""
        # A check that ended tells that it changed nothing.
        if changed.tables & _MEANINGS:
            self.understand_again()
        elif changed.tables:
            self.check_again()
        if changed.tables:
            self.changed.emit()

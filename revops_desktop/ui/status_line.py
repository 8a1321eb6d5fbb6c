"""The line at the bottom: saved, size, last backup; what is running; who sits at the screen."""

from datetime import datetime

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QStatusBar, QWidget

from revops_desktop.i18n import _, day
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.actions import Actions, Running
from revops_desktop.ui.program import FileState


class StatusLine(QStatusBar):
    """Shows the running work of `follow`. `member_asked`: change who sits here."""

    member_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self.setSizeGripEnabled(False)
        self.setContentsMargins(tokens.space_3, 0, tokens.space_2, 0)
        self.state = texts.label("", "muted")
        self.addWidget(self.state, 1)

        self._work = QWidget()
        row = QHBoxLayout(self._work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.space_2)
        self._work_title = texts.label("", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._cancel = texts.button(_("Cancel"), "small")
        for widget in (self._work_title, self._bar, self._cancel):
            row.addWidget(widget)
        self.addPermanentWidget(self._work)
        self._work.hide()

        self.member = QPushButton()
        self.member.setProperty("kind", "status")
        self.member.setIcon(icons.icon("user"))
        self.member.setIconSize(QSize(14, 14))
        self.member.clicked.connect(self.member_asked)
        self.addPermanentWidget(self.member)
        self.show_member(None)
        self.member.hide()

    def follow(self, actions: Actions) -> None:
        """Shows, from now on, what runs and how far it is, and may cancel it."""
        actions.running_changed.connect(self.show_running)
        actions.progressed.connect(self.show_progress)
        self._cancel.clicked.connect(lambda: self._stop(actions))
        self.show_running(actions.running)

    def _stop(self, actions: Actions) -> None:
        if actions.running is not None:
            actions.running.progress.cancel()
            self.show_cancelling()

    def show_file(self, state: FileState) -> None:
        """What is known about the file: safe, how large, when it was last backed up."""
        parts = [_("Read only") if state.read_only else _("Saved"), size_text(state.size)]
        if state.last_backup is not None:
            made = datetime.fromtimestamp(state.last_backup)
            same_day = made.date() == datetime.now().date()
            when = f"{made:%H:%M}" if same_day else day(made.date())
            parts.append(_("Backup {when}").format(when=when))
        self.state.setText(" ・ ".join(parts))

    def show_member(self, name: str | None) -> None:
        """Who sits at the screen; every action carries that member."""
        self.member.setText(texts.button_text(name or _("Who sits here?")))
        self.member.setAccessibleName(
            _("At this screen: {member}").format(member=name or _("nobody named"))
        )
        texts.set_tool_tip(
            self.member, _("Every change you make is noted under this name. Click to change it.")
        )
        self.member.show()

    def show_running(self, running: Running | None) -> None:
        """The work under way, or none."""
        self._work.setVisible(running is not None)
        self._cancel.setEnabled(True)
        self._bar.setRange(0, 0)
        if running is not None:
            self._work_title.setText(running.title)
            self._bar.setAccessibleName(running.title)

    def show_progress(self, done: int, total: int) -> None:
        """How far the work is."""
        if total > 0:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(1000 * min(done / total, 1)))

    def show_cancelling(self) -> None:
        """It was asked to stop and will, as soon as it can."""
        self._cancel.setEnabled(False)
        self._work_title.setText(_("Cancelling …"))


def size_text(size: int) -> str:
    """A file's size for people: 640 KB, 1.2 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000)):,} KB"
    return f"{size / 1_000_000:,.1f} MB"

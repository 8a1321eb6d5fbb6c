"""The form that opens under a line of the day's list, one at a time."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QListView

from revops_desktop.i18n import _
from revops_desktop.ui.today import words
from revops_desktop.ui.today.deeds import Deeds
from revops_desktop.ui.today.form import LineForm
from revops_desktop.ui.today.painting import TodayDelegate
from revops_desktop.ui.today.rows import TodayModel

if TYPE_CHECKING:
    from revops_desktop.analytics.today import Line


class Forms:
    """Asks for what a deed needs and does it; `closed` is called once the form is gone."""

    def __init__(
        self,
        view: QListView,
        model: TodayModel,
        delegate: TodayDelegate,
        deeds: Deeds,
        today: Callable[[], date],
        closed: Callable[[], None],
    ) -> None:
        self._view, self._model, self._delegate = view, model, delegate
        self._deeds, self._today, self._closed = deeds, today, closed
        self.form: LineForm | None = None

    def choose_day(self, line: "Line") -> None:
        """Asks for any day to which a line is put off."""
        form = self._open(words.whole_label(line.key), _("Take this day"))
        form.taken.connect(lambda _text, day: self._close(self._deeds.postpone(line, day)))

    def plan(self, line: "Line") -> None:
        """Asks for the next step of a line's deal."""
        heading = _("Next step for “{name}”").format(name=line.deal or line.title)
        form = self._open(heading, _("Add the task"), text_name=_("What is to be done?"))
        form.taken.connect(lambda text, day: self._close(self._deeds.plan(line, text, day)))

    def log_call(self, line: "Line") -> None:
        """Asks what was said on the phone; Enter at once logs the call alone."""
        form = self._open(
            _("Call about “{name}”").format(name=line.deal or line.title),
            _("Log the call"),
            text_name=_("What was said? (may stay empty)"),
            text_optional=True,
            asks_day=False,
        )
        form.taken.connect(lambda text, _day: self._close(self._deeds.log_call(line, text)))

    def _open(
        self,
        heading: str,
        confirm: str,
        *,
        text_name: str = "",
        text_optional: bool = False,
        asks_day: bool = True,
    ) -> LineForm:
        self.put_away()
        form = LineForm(
            heading,
            confirm,
            today=self._today,
            text_name=text_name,
            text_optional=text_optional,
            asks_day=asks_day,
            parent=self._view,
        )
        form.left.connect(lambda: self._close(True))
        self.form = form
        self._delegate.form_height = form.sizeHint().height()
        room = self._model.open_form(self._view.currentIndex().row())
        self._view.setIndexWidget(room, form)
        self._view.scrollTo(room)
        form.begin()
        return form

    def _close(self, done: bool) -> None:
        """Closes the form once it has done its work; a refused verb leaves it open."""
        if done:
            self.put_away()
            self._view.setFocus()
            self._closed()

    def put_away(self) -> None:
        """Takes the form away, with what was typed there."""
        if self.form is not None:
            self.form = None
            self._model.close_form()

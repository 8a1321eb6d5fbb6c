"""What may be done with deals that wait, each one action and one undo step."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QMenu, QWidget

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.ui import many_deals, texts
from revops_desktop.ui.board import menu_parts
from revops_desktop.ui.board.bulk_day import proposed
from revops_desktop.ui.fields.editors import editor
from revops_desktop.ui.question_dialog import QuestionDialog
from revops_desktop.ui.recycle import words

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions

Deals = list[int]


class WakeDialog(QuestionDialog):
    """The day on which waiting deals come back."""

    def __init__(self, number: int, today: date, parent: QWidget | None = None) -> None:
        question = ngettext(
            "When shall {n} deal wake up again?", "When shall {n} deals wake up again?", number
        ).format(n=count(number))
        super().__init__(_("Put off"), question, _("Set the day"), parent)
        self.day = editor("date", _("Wakes up on"), today=lambda: today)
        self.day.set_value((today + timedelta(days=90)).isoformat())
        self.body.addWidget(texts.field_label(_("Wakes up on"), self.day.field))
        self.body.addWidget(self.day)
        offered = [(name.partition(" (")[0], day) for name, day in words.later_days(today)]
        self.body.addLayout(proposed(offered, self.day))
        self.body.addStretch(1)
        self.day.setFocus()

    def accept(self) -> None:
        """Closes on a day; what is none is said under the line."""
        if not self.day.commit():
            return
        if self.day.shown is None:
            self.say_what_is_empty()
            return
        super().accept()


class Deeds:
    """Calls the verbs; `tell` is handed what happened, as the undo menu names it."""

    def __init__(
        self,
        actions: "Actions",
        window: QWidget,
        today: Callable[[], date],
        tell: Callable[[str], None],
    ) -> None:
        self._actions = actions
        self._window = window
        self._today = today
        self._tell = tell

    def reopen(self, deals: Deals, stage_id: int | None = None) -> bool:
        """Takes deals up again in a stage, or each where it left the river."""
        from revops_desktop.operations import waking

        if not deals:
            return False
        return many_deals.write(self._actions, waking.reopen, deals, self._tell, stage_id=stage_id)

    def put_off(self, deals: Deals, day: str) -> bool:
        """Lets deals wait until another day (ISO text)."""
        from revops_desktop.operations import waking

        return many_deals.write(self._actions, waking.put_off, deals, self._tell, wake_on=day)

    def ask_day(self, deals: Deals) -> bool:
        """Asks for the day until which deals wait."""
        dialog = WakeDialog(len(deals), self._today(), self._window)
        answered = dialog.exec() == QDialog.DialogCode.Accepted
        day = dialog.day.shown
        dialog.deleteLater()
        return answered and self.put_off(deals, day)

    def nurture(self, deals: Deals, list_id: int | None) -> bool:
        """Puts deals on a nurturing list, or on none."""
        from revops_desktop.operations import waking

        return many_deals.write(
            self._actions, waking.nurture, deals, self._tell, nurture_list_id=list_id
        )

    # Menus

    def stage_menu(self, menu: QMenu, deals: Deals) -> QMenu:
        """Fills a menu with the stages to reopen deals in; the one they left from comes first."""
        from revops_desktop.analytics import recycle

        ways = self._actions.ask(recycle.ways_back, deal_ids=deals)
        menu_parts.heading(menu, _("Reopen in"))
        from_here = [way for way in ways if way.left]
        several = len(from_here) != 1
        if several:
            self._add(menu, _("Where each left from"), partial(self.reopen, deals))
        for way in from_here if not several else ():
            said = _("{stage} (left from here)").format(stage=_short(way.name))
            self._add(menu, said, partial(self.reopen, deals, way.stage_id))
        menu.addSeparator()
        for way in ways:
            if several or not way.left:
                self._add(menu, _short(way.name), partial(self.reopen, deals, way.stage_id))
        return menu

    def day_menu(self, menu: QMenu, deals: Deals) -> QMenu:
        """Fills a menu with the days until which deals may wait."""
        menu_parts.heading(menu, _("Wake up again"))
        for name, day in words.later_days(self._today()):
            self._add(menu, name, partial(self.put_off, deals, day))
        self._add(menu, _("A date …"), partial(self.ask_day, deals))
        return menu

    def list_menu(self, menu: QMenu, deals: Deals) -> QMenu:
        """Fills a menu with the nurturing lists."""
        from revops_desktop.analytics import nurture_lists

        menu_parts.heading(menu, _("Nurturing list"))
        for one in self._actions.ask(nurture_lists.lists):
            if not one.is_archived:
                self._add(menu, _short(one.name), partial(self.nurture, deals, one.list_id))
        self._add(menu, _("On no list"), partial(self.nurture, deals, None))
        menu.addSeparator()
        self._add(menu, _("Set up lists…"), partial(self._actions.page_wanted.emit, "settings"))
        return menu

    def _add(self, menu: QMenu, name: str, do: Callable[[], object]) -> None:
        action = menu.addAction(texts.button_text(name))
        action.triggered.connect(lambda _checked=False: do())


def _short(name: str) -> str:
    return " ".join(name.split())[:80]

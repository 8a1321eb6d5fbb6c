"""Exit reasons in two levels for each way out, and the lists on which recycled deals rest."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget

from revops_desktop.i18n import N_, NOTHING, _, count, days, ngettext
from revops_desktop.ui import texts, theme
from revops_desktop.ui.board import words
from revops_desktop.ui.question_dialog import run
from revops_desktop.ui.settings.people_dialogs import NameDialog
from revops_desktop.ui.settings.reasons_dialog import ReasonDialog
from revops_desktop.ui.settings.rows_panel import (
    ADD,
    DEALS,
    DELETE,
    DOWN,
    EDIT,
    RESTORE,
    UP,
    Line,
    RowsPanel,
)
from revops_desktop.ui.settings.section import Section
from revops_desktop.ui.settings.template_words import short

if TYPE_CHECKING:
    from revops_desktop.analytics.exit_reasons import ReasonOf
    from revops_desktop.analytics.nurture_lists import NurtureList
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.program import ProgramLike

WIDEST = 1240
_LONGEST = 22
KINDS = (("lost", N_("Lost")), ("recycled", N_("Recycled")), ("churned", N_("Churned")))
_SHOWN = frozenset(("exit_reason", "deal_exit", "nurture_list", "stage_visit", "deal"))


class ReasonsSection(Section):
    """The first level at the left, what is below the chosen reason at the right."""

    def __init__(
        self, actions: "Actions", program: "ProgramLike", parent: QWidget | None = None
    ) -> None:
        super().__init__(actions, program, parent)
        self._reasons: tuple[ReasonOf, ...] = ()
        self._lists: tuple[NurtureList, ...] = ()

    def build(self) -> Iterator[None]:
        self.content.setMaximumWidth(WIDEST)
        self.kinds = QTabBar()
        self.kinds.setAccessibleName(_("Ways out of the river"))
        self.kinds.setDrawBase(False)
        self.kinds.setExpanding(False)
        for _kind, name in KINDS:
            self.kinds.addTab(texts.button_text(_(name)))
        self.kinds.currentChanged.connect(lambda _place: self._show())
        self.body.addWidget(self.kinds)
        across = QHBoxLayout()
        across.setSpacing(theme.current().space_3)
        self.body.addLayout(across, 3)
        commands = (
            *((ADD, _("Add…")), (EDIT, _("Edit…")), (UP, _("Up")), (DOWN, _("Down"))),
            *((DELETE, _("Delete…")), (DEALS, _("Deals…")), (RESTORE, _("Bring back"))),
        )
        columns = (_("Name"), _("Usual wait"), _("Note"), _("Exits"))
        numbers, on = (1, 3), self.content
        self.first = RowsPanel(_("Reasons"), columns, commands, numbers=numbers, parent=on)
        self.first.table.setMinimumHeight(250)
        across.addWidget(self.first, 1)
        self.setFocusProxy(self.first.table)
        self.first.chosen.connect(lambda _key: self._show_second())
        self.first.wanted.connect(lambda command, key: self._on_reason(command, key, None))
        self.first.order_wanted.connect(lambda keys: self._order(keys, None))
        yield
        self.second = RowsPanel(_("In detail"), columns, commands, numbers=numbers, parent=on)
        self.second.table.setMinimumHeight(250)
        across.addWidget(self.second, 1)
        self.second.wanted.connect(
            lambda command, key: self._on_reason(command, key, self._above())
        )
        self.second.order_wanted.connect(lambda keys: self._order(keys, self._above()))
        yield
        resting = (_("Name"), _("Resting deals"))
        self.lists = RowsPanel(_("Nurturing lists"), resting, commands, numbers=(1,), parent=on)
        self.lists.table.setMinimumHeight(150)
        self.body.addWidget(self.lists, 2)
        self.lists.wanted.connect(self._on_list)
        self.lists.order_wanted.connect(self._order_lists)

    @staticmethod
    def title() -> str:
        return _("Exit reasons")

    @property
    def kind(self) -> str:
        """The way out whose reasons are shown."""
        return KINDS[self.kinds.currentIndex()][0]

    def fill(self) -> Iterator[None]:
        from revops_desktop.analytics import exit_reasons, nurture_lists

        self._reasons = self._actions.ask(exit_reasons.reasons)
        yield
        self._lists = self._actions.ask(nurture_lists.lists)
        yield
        self._show()

    def on_changed(self, changed: "ChangedLike") -> None:
        if changed.tables & _SHOWN:
            self.refresh()

    def _above(self) -> "ReasonOf | None":
        """The reason of the first level that is chosen."""
        return self._reason(self.first.key)

    def _reason(self, reason_id: int) -> "ReasonOf | None":
        return next((one for one in self._reasons if one.reason_id == reason_id), None)

    def _show(self) -> None:
        of_kind = [one for one in self._reasons if one.kind == self.kind]
        below: dict[int | None, int] = {}
        for one in of_kind:
            below[one.parent_id] = below.get(one.parent_id, 0) + one.exits
        self.first.show_lines(
            [
                _line(one, one.exits + below.get(one.reason_id, 0))
                for one in of_kind
                if one.parent_id is None
            ]
        )
        self._show_second()
        self.lists.show_lines(
            [
                Line(one[0], (one.name, count(one.resting)), "", one.is_archived)
                for one in self._lists
            ]
        )

    def _show_second(self) -> None:
        above = self._above()
        name = short(above.name, _LONGEST) if above is not None else ""
        self.second.heading.setText(
            _("In detail: {reason}").format(reason=name) if name else _("In detail")
        )
        self.second.setEnabled(above is not None and not above.is_archived)
        self.second.show_lines(
            [
                _line(one, one.exits)
                for one in self._reasons
                if above is not None and one.parent_id == above.reason_id
            ]
        )

    def _do(self, verb: Callable[..., Any], panel: RowsPanel, **arguments: Any) -> bool:
        done = self._actions.do(verb, **arguments)
        if done is not None and arguments.get("name") and isinstance(done.value, int):
            panel.select(done.value)
        return done is not None

    # Reasons

    def _on_reason(self, command: str, reason_id: int, above: "ReasonOf | None") -> None:
        from revops_desktop.operations import exit_reasons

        panel = self.first if above is None else self.second
        found = self._reason(reason_id)
        if command == ADD:
            self._ask(None, above)
        elif found is None:
            return
        elif command == EDIT:
            self._ask(found, above)
        elif command == DEALS:
            self._open_deals(found)
        elif command == RESTORE:
            self._do(exit_reasons.restore, panel, reason_id=reason_id)
        elif command == DELETE and self._may_go(found):
            self._do(exit_reasons.remove, panel, reason_id=reason_id)

    def _ask(self, reason: "ReasonOf | None", above: "ReasonOf | None") -> None:
        from revops_desktop.operations import exit_reasons

        panel = self.first if above is None else self.second

        def save(values: dict[str, Any]) -> bool:
            if reason is not None:
                was = reason._asdict()
                fields = {name: value for name, value in values.items() if value != was[name]}
                return not fields or self._do(
                    exit_reasons.edit, panel, reason_id=reason.reason_id, fields=fields
                )
            parent_id = above.reason_id if above is not None else None
            return self._do(exit_reasons.add, panel, kind=self.kind, parent_id=parent_id, **values)

        under = words.one_line(above.name) if above is not None else ""
        run(ReasonDialog(save, self, reason=reason, kind=self.kind, under=under))

    def _open_deals(self, reason: "ReasonOf") -> None:
        """The deals behind the figure of a reason and of those below it."""
        from revops_desktop.analytics import exit_reasons
        from revops_desktop.ui.figures.deals import open_deals

        below = [one.reason_id for one in self._reasons if one.parent_id == reason.reason_id]
        title = _("Left for “{reason}”").format(reason=words.one_line(reason.name))
        ids = [reason.reason_id, *below]
        open_deals(self, self._actions, title, "", exit_reasons.left_for, reason_ids=ids)

    def _may_go(self, reason: "ReasonOf") -> bool:
        """Asks before a reason goes that deals left for, or that others are below."""
        below = [one for one in self._reasons if one.parent_id == reason.reason_id]
        exits = reason.exits + sum(one.exits for one in below)
        if not exits and not below:
            return True
        asked = _("Delete the reason “{reason}”?").format(reason=words.one_line(reason.name))
        if below:
            asked += " " + ngettext(
                "{number} reason below it goes with it.",
                "{number} reasons below it go with it.",
                len(below),
            ).format(number=count(len(below)))
        if exits:
            asked += " " + ngettext(
                "{number} deal left for it: it is archived, keeps its name in the figures, and can "
                "be brought back.",
                "{number} deals left for it: it is archived, keeps its name in the figures, and "
                "can be brought back.",
                exits,
            ).format(number=count(exits))
        return texts.ask(self, _("Delete exit reason"), asked, _("Delete"))

    def _order(self, keys: list[int], above: "ReasonOf | None") -> None:
        from revops_desktop.operations import exit_reasons

        parent_id = above.reason_id if above is not None else None
        self._actions.do(exit_reasons.reorder, kind=self.kind, reason_ids=keys, parent_id=parent_id)

    # Nurturing lists

    def _on_list(self, command: str, list_id: int) -> None:
        from revops_desktop.operations import nurture_lists

        found = next((one for one in self._lists if one.list_id == list_id), None)
        if command == ADD:
            self._name_list(None)
        elif found is None:
            return
        elif command == EDIT:
            self._name_list(found)
        elif command == DEALS:
            self._open_resting(found)
        elif command == RESTORE:
            self._do(nurture_lists.restore, self.lists, list_id=list_id)
        elif command == DELETE:
            asked = _(
                "Delete the nurturing list “{list}”? Deals were on it: it is archived, keeps its "
                "name there, and can be brought back."
            ).format(list=words.one_line(found.name))
            if not found.was_used or texts.ask(
                self, _("Delete nurturing list"), asked, _("Delete")
            ):
                self._do(nurture_lists.remove, self.lists, list_id=list_id)

    def _open_resting(self, found: "NurtureList") -> None:
        from revops_desktop.analytics import nurture_lists
        from revops_desktop.ui.figures.deals import open_deals

        title = _("Resting on “{list}”").format(list=words.one_line(found.name))
        open_deals(self, self._actions, title, "", nurture_lists.resting_on, list_id=found.list_id)

    def _name_list(self, found: "NurtureList | None") -> None:
        from revops_desktop.operations import nurture_lists

        def save(values: dict[str, Any]) -> bool:
            if found is None:
                return self._do(nurture_lists.add, self.lists, **values)
            return self._do(nurture_lists.rename, self.lists, list_id=found.list_id, **values)

        title = _("New nurturing list") if found is None else _("Rename nurturing list")
        run(NameDialog(title, _("Name"), save, self, name=found.name if found else ""))

    def _order_lists(self, keys: list[int]) -> None:
        from revops_desktop.operations import nurture_lists

        self._actions.do(nurture_lists.reorder, list_ids=keys)


def _line(one: "ReasonOf", exits: int) -> Line:
    wait = days(one.usual_wait_days) if one.usual_wait_days is not None else NOTHING
    asked = _("asked") if one.asks_note else NOTHING
    return Line(one.reason_id, (one.name, wait, asked, count(exits)), "", one.is_archived)

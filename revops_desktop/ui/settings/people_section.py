"""Members, pods, functions, segments: who works here, in which team, for whom."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from revops_desktop.i18n import NOTHING, _, count, money, ngettext
from revops_desktop.ui import texts, theme
from revops_desktop.ui.board import words
from revops_desktop.ui.question_dialog import run
from revops_desktop.ui.settings.people_dialogs import (
    GoesToDialog,
    NameDialog,
    PersonDialog,
    TakeOverDialog,
)
from revops_desktop.ui.settings.rows_panel import (
    ADD,
    DELETE,
    DOWN,
    EDIT,
    RESTORE,
    UP,
    Line,
    RowsPanel,
)
from revops_desktop.ui.settings.section import Section
from revops_desktop.ui.settings.segments_panel import SegmentsPanel

if TYPE_CHECKING:
    from revops_desktop.analytics.people import People
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.program import ProgramLike

WIDEST = 1240
_SHOWN = frozenset(("member", "pod", "function", "stage", "deal", "stage_visit", "workspace"))
_BESIDE = frozenset(("segment", "company", "handoff_rule"))


class PeopleSection(Section):
    """Four tables; each wish becomes one verb, and shows what was written."""

    def __init__(
        self, actions: "Actions", program: "ProgramLike", parent: QWidget | None = None
    ) -> None:
        super().__init__(actions, program, parent)
        self._people: People | None = None

    def build(self) -> Iterator[None]:
        self.content.setMaximumWidth(WIDEST)
        self.members = RowsPanel(
            _("Members"),
            (
                *(_("Name"), _("Function"), _("Pod"), _("E-mail")),
                *(_("Monthly quota"), _("Open deals")),
            ),
            (
                (ADD, _("Add member…")),
                (EDIT, _("Edit…")),
                (DELETE, _("Delete…")),
                (RESTORE, _("Bring back")),
            ),
            numbers=(4, 5),
            wide=3,
            parent=self.content,
        )
        self.members.table.setMinimumHeight(220)
        self.members.wanted.connect(self._on_member)
        self.body.addWidget(self.members, 3)
        self.setFocusProxy(self.members.table)
        yield
        below = QHBoxLayout()
        below.setSpacing(theme.current().space_3)
        self.body.addLayout(below, 2)
        ordered = ((UP, _("Up")), (DOWN, _("Down")), (DELETE, _("Delete…")))
        self.pods = RowsPanel(
            _("Pods"),
            (_("Name"), _("Members")),
            ((ADD, _("Add…")), (EDIT, _("Rename…")), *ordered),
            numbers=(1,),
            compact=True,
            parent=self.content,
        )
        self.pods.wanted.connect(self._on_pod)
        self.pods.order_wanted.connect(self._order_pods)
        self._below(self.pods, below)
        yield
        self.functions = RowsPanel(
            _("Functions"),
            (_("Name"), _("Stages"), _("Members")),
            ((ADD, _("Add…")), (EDIT, _("Edit…")), *ordered),
            numbers=(1, 2),
            compact=True,
            parent=self.content,
        )
        self.functions.wanted.connect(self._on_function)
        self.functions.order_wanted.connect(self._order_functions)
        self._below(self.functions, below)
        yield
        self.segments = SegmentsPanel(self._actions, self.content)
        self._below(self.segments, below)

    def _below(self, panel: RowsPanel, row: QHBoxLayout) -> None:
        panel.table.setMinimumHeight(172)
        row.addWidget(panel, 1)

    @staticmethod
    def title() -> str:
        return _("People")

    def fill(self) -> Iterator[None]:
        from revops_desktop.analytics import people

        found = self._actions.ask(people.people)
        yield
        self._show(found)
        yield
        self.segments.refresh()

    def on_changed(self, changed: "ChangedLike") -> None:
        if changed.tables & (_SHOWN | _BESIDE):
            self.refresh()

    def _show(self, people: "People") -> None:
        self._people = people
        self.members.show_lines(
            [
                Line(
                    one.member_id,
                    (
                        *(one.name, one.function or NOTHING, one.pod or NOTHING),
                        one.email or NOTHING,
                        money(one.monthly_quota, people.currency),
                        count(one.open_deals),
                    ),
                    is_archived=one.is_archived,
                )
                for one in people.members
            ]
        )
        self.pods.show_lines(
            [Line(one.pod_id, (one.name, count(one.members))) for one in people.pods]
        )
        self.functions.show_lines(
            [
                Line(
                    one.function_id,
                    (one.name, count(one.stages), count(one.members)),
                    colour=one.colour,
                )
                for one in people.functions
            ]
        )

    def _do(self, verb: Callable[..., Any], **arguments: Any) -> bool:
        return self._actions.do(verb, **arguments) is not None

    # Members

    def _on_member(self, command: str, member_id: int) -> None:
        from revops_desktop.operations import members

        if command == ADD:
            self._edit_member(0)
        elif command == EDIT:
            self._edit_member(member_id)
        elif command == RESTORE:
            self._do(members.restore, member_id=member_id)
        elif command == DELETE:
            self._remove_member(member_id)

    def _edit_member(self, member_id: int) -> None:
        from revops_desktop.operations import members

        assert self._people is not None

        def save(values: dict[str, Any]) -> bool:
            if member_id:
                return self._do(members.edit, member_id=member_id, fields=values)
            done = self._actions.do(members.add, **values)
            if done is not None:
                self.members.select(int(done.value))
            return done is not None

        person = self._people.member(member_id)
        run(PersonDialog(self._people, save, self, person=person))

    def _remove_member(self, member_id: int) -> None:
        from revops_desktop.operations import members

        assert self._people is not None
        person = self._people.member(member_id)
        if person is None:
            return
        if member_id == self._actions.workspace.member_id:
            # The verb refuses it, with the sentence that says what to do.
            self._do(members.remove, member_id=member_id)
            return
        if person.open_deals or person.customers:
            others = [one for one in self._people.at_work if one.member_id != member_id]
            dialog = TakeOverDialog(person, others, self)
            if run(dialog):
                self._do(
                    members.remove,
                    member_id=member_id,
                    successor_id=dialog.successor,
                    with_customers=dialog.customers.isChecked(),
                )
        elif texts.ask(
            self,
            _("Delete member"),
            _(
                "Delete {member}? What was done under that name stays; open tasks are left "
                "without a name. Undo brings everything back."
            ).format(member=words.one_line(person.name)),
            _("Delete"),
        ):
            self._do(members.remove, member_id=member_id)

    # Pods

    def _on_pod(self, command: str, pod_id: int) -> None:
        assert self._people is not None
        found = next((one for one in self._people.pods if one.pod_id == pod_id), None)
        if command == ADD:
            run(NameDialog(_("New pod"), _("Name"), self._save_pod(0), self))
        elif found is None:
            return
        elif command == EDIT:
            save = self._save_pod(pod_id)
            run(NameDialog(_("Rename pod"), _("Name"), save, self, name=found.name))
        elif command == DELETE:
            self._remove_pod(pod_id, found.name, found.members)

    def _save_pod(self, pod_id: int) -> Callable[[dict[str, Any]], bool]:
        from revops_desktop.operations import pods

        def save(values: dict[str, Any]) -> bool:
            if pod_id:
                return self._do(pods.rename, pod_id=pod_id, **values)
            return self._do(pods.add, **values)

        return save

    def _remove_pod(self, pod_id: int, name: str, members: int) -> None:
        from revops_desktop.operations import pods

        assert self._people is not None
        to: int | None = None
        if members:
            dialog = GoesToDialog(
                _("Delete pod"),
                _("Delete the pod “{pod}”?").format(pod=words.one_line(name)),
                ngettext(
                    "{number} member is in it.", "{number} members are in it.", members
                ).format(number=count(members)),
                [(one.pod_id, one.name) for one in self._people.pods if one.pod_id != pod_id],
                _("No pod"),
                self,
            )
            if not run(dialog):
                return
            to = dialog.to.currentData()
        self._do(pods.remove, pod_id=pod_id, members_to=to)

    def _order_pods(self, keys: list[int]) -> None:
        from revops_desktop.operations import pods

        self._do(pods.reorder, pod_ids=keys)

    # Functions

    def _on_function(self, command: str, function_id: int) -> None:
        from revops_desktop.operations import functions

        assert self._people is not None
        found = next(
            (one for one in self._people.functions if one.function_id == function_id), None
        )

        def save(values: dict[str, Any]) -> bool:
            if function_id:
                return self._do(functions.edit, function_id=function_id, fields=values)
            return self._do(functions.add, **values)

        if command == ADD:
            run(NameDialog(_("New function"), _("Name"), save, self, colour="#4f79a8"))
        elif found is None:
            return
        elif command == EDIT:
            named = (_("Edit function"), _("Name"), save, self)
            run(NameDialog(*named, name=found.name, colour=found.colour))
        elif command == DELETE:
            self._remove_function(function_id)

    def _remove_function(self, function_id: int) -> None:
        from revops_desktop.operations import functions

        assert self._people is not None
        found = next(one for one in self._people.functions if one.function_id == function_id)
        to: int | None = None
        if found.stages or found.members or found.rules:
            stages, members, rules = (
                text.format(number=count(number))
                for text, number in (
                    (ngettext("{number} stage", "{number} stages", found.stages), found.stages),
                    (ngettext("{number} member", "{number} members", found.members), found.members),
                    (
                        ngettext("{number} hand-off rule", "{number} hand-off rules", found.rules),
                        found.rules,
                    ),
                )
            )
            dialog = GoesToDialog(
                _("Delete function"),
                _("Delete the function “{function}”?").format(function=words.one_line(found.name)),
                _(
                    "It owns {stages}, has {members} and {rules}. What was handed over goes along."
                ).format(stages=stages, members=members, rules=rules),
                [
                    (one.function_id, one.name)
                    for one in self._people.functions
                    if one.function_id != function_id
                ],
                _("No function"),
                self,
            )
            if not run(dialog):
                return
            to = dialog.to.currentData()
        self._do(functions.remove, function_id=function_id, all_to=to)

    def _order_functions(self, keys: list[int]) -> None:
        from revops_desktop.operations import functions

        self._do(functions.reorder, function_ids=keys)
